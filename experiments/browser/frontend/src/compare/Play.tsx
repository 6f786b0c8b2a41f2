// Time: play, step, and a line on which one goes to any week.

import { useEffect, useState } from "preact/hooks";

import { spanWords } from "../person/time";
import { Icon } from "../ui/icons";
import type { Connection } from "../wire/connection";

const SPEEDS: [number, string][] = [[2, "2 weeks a second"], [8, "8 weeks a second"], [26, "Half a year a second"], [0, "As fast as it goes"]];

export function Play({ connection }: { connection: Connection }) {
  const state = connection.state.value, frame = connection.frame.value, ready = connection.ready.value, busy = connection.busy.value;
  const week = frame?.weeks ?? state?.week ?? 0, weeks = state?.setup.weeks ?? ready?.weeks ?? 1;
  const [speed, setSpeed] = useState(8);
  const [drag, setDrag] = useState<number | null>(null);
  const playing = state?.playing ?? false, over = week >= weeks;
  useEffect(() => { if (drag !== null && drag === week) setDrag(null); }, [week, drag]);
  const play = (): void => { if (playing) connection.pause(); else connection.play(speed); };
  const choose = (next: number): void => {
    setSpeed(next);
    if (playing) connection.play(next);
  };
  const jump = (to: number): void => {
    setDrag(to);
    void connection.jump(to).finally(() => setDrag(null));
  };
  return (
    <div class="play" role="group" aria-label="Time">
      <button type="button" class="button main" onClick={play} disabled={over && !playing}><Icon name={playing ? "pause" : "play"} />{playing ? "Pause" : "Play"}</button>
      <button type="button" class="button icon" onClick={() => connection.step(1)} disabled={over || playing} aria-label="One week on" title="One week on"><Icon name="step" /></button>
      <button type="button" class="button" onClick={() => jump(Math.min(week + 52, weeks))} disabled={over}>One year on</button>
      <button type="button" class="button" onClick={() => jump(0)} disabled={week === 0}>To the beginning</button>
      <label class="choice inline"><span class="hidden-visually">Speed</span>
        <select class="field" value={speed} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {SPEEDS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
        </select>
      </label>
      <label class="play-line">
        <span class="hidden-visually">Week</span>
        <input type="range" min={0} max={weeks} value={drag ?? week} aria-valuetext={spanWords(drag ?? week)}
          onInput={(event) => setDrag(Number(event.currentTarget.value))} onChange={(event) => jump(Number(event.currentTarget.value))} />
      </label>
      <output class="play-week number" aria-live="off">{week === 0 ? "At the beginning" : `After ${spanWords(week)}`} <span class="quiet">of {spanWords(weeks)}</span></output>
      {busy && busy.of > 0 && <span class="play-busy small quiet" role="status">{BUSY[busy.what] ?? "Working"} … {Math.round((100 * busy.done) / busy.of)} %</span>}
    </div>
  );
}
const BUSY: Record<string, string> = { "burn-in": "Bringing the town to life", people: "Building the town", comparison: "Comparing", life: "Reading a life", weeks: "Living on", picture: "Placing people" };
