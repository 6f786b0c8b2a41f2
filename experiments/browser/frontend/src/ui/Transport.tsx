// Play, pause, a week on, how fast, and a line of weeks to jump on.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { span, weekWords } from "./format";
import { Icon } from "./icons";

export const SPEEDS: readonly (readonly [number, string])[] = [
  [1, "1 week a second"], [4, "4 weeks a second"], [10, "10 weeks a second"], [26, "26 weeks a second"],
  [52, "1 year a second"], [0, "as fast as it goes"],
];

interface Props {
  /** Weeks simulated, and how many there are in all. */
  weeks: number; of: number;
  playing: boolean; speed: number; ready: boolean;
  /** Weeks in which something was changed, and what. */
  marks?: readonly { week: number; text: string }[];
  onPlay: () => void; onPause: () => void; onStep: (weeks: number) => void;
  onSpeed: (speed: number) => void; onJump: (week: number) => void;
  onReset?: () => void;
}

export function Transport(props: Props): JSX.Element {
  const { weeks, of, playing, speed, ready, marks = [] } = props;
  const [goal, setGoal] = useState<number | null>(null); // while the line is dragged
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => shortcut(event, latest.current);
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, []);
  const over = weeks >= of;
  const shown = goal ?? weeks;
  return (
    <section class="transport" aria-label="Time">
      <button type="button" class="button main play" disabled={!ready || (over && !playing)}
        onClick={() => playing ? props.onPause() : props.onPlay()} aria-keyshortcuts="Space">
        <Icon name={playing ? "pause" : "play"} />{playing ? "Pause" : "Play"}
      </button>
      <button type="button" class="button icon" disabled={!ready || over} onClick={() => props.onStep(1)}
        aria-label="One week on" title="One week on (→)"><Icon name="step" /></button>
      <div class="when">
        <span>{weekWords(shown)}</span>
        <span class="of">{goal === null ? (over ? "the end" : `of ${span(of)}`) : "let go to jump there"}</span>
      </div>
      <div class="line">
        {marks.map((mark) => (
          <span key={`${mark.week} ${mark.text}`} class="mark" title={mark.text} style={{ left: `${(100 * mark.week) / Math.max(of, 1)}%` }} />
        ))}
        <input type="range" min={0} max={of} step={1} value={shown} disabled={!ready} aria-label="Week" aria-valuetext={weekWords(shown)}
          onInput={(event) => setGoal(Number(event.currentTarget.value))}
          onChange={(event) => { setGoal(null); props.onJump(Number(event.currentTarget.value)); }} />
      </div>
      <label class="speed">
        <span class="hidden-visually">Speed</span>
        <select class="field" value={speed} onChange={(event) => props.onSpeed(Number(event.currentTarget.value))}>
          {SPEEDS.map(([value, title]) => <option key={value} value={value}>{title}</option>)}
        </select>
      </label>
      {props.onReset && (
        <button type="button" class="button" onClick={props.onReset} disabled={!ready} title="The same town from its beginning, without what was changed on the way">
          <Icon name="reset" /><span class="label">Start again</span>
        </button>
      )}
    </section>
  );
}

/** Space plays and pauses, arrows step and jump, unless the focus is on something that uses these keys itself. */
function shortcut(event: KeyboardEvent, props: Props): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !props.ready) return;
  const on = event.target as HTMLElement;
  if (on.closest("input, select, textarea, [contenteditable], [role=application], [role=slider], [role=tablist], [role=img][tabindex], dialog")) return;
  if (event.key === " ") {
    if (on.closest("button, summary")) return;
    event.preventDefault();
    if (props.playing) props.onPause();
    else if (props.weeks < props.of) props.onPlay();
  } else if (event.key === "ArrowRight") props.onStep(event.shiftKey ? 52 : 1);
  else if (event.key === "ArrowLeft") props.onJump(Math.max(0, props.weeks - (event.shiftKey ? 52 : 1)));
}
