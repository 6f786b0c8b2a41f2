// The live page: the town, its time, its curves, and all that one can change in it.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PersonPanel } from "../person";
import { Transport } from "../ui/Transport";
import { count } from "../ui/format";
import { Icon } from "../ui/icons";
import type { Declared } from "../wire/types";
import { CurvesPanel } from "./CurvesPanel";
import { Drawer } from "./Drawer";
import { Find } from "./Find";
import { Intro } from "./Intro";
import { type Live, changeWords, live as liveOf } from "./model";
import { OutcomesPanel } from "./OutcomesPanel";
import { States } from "./States";
import { Town } from "./Town";
import "../ui/ui.css";
import "./live.css";

const WIDE = "(min-width: 1750px)"; // from here on the drawer is open from the beginning

export function LivePage({ declared }: { declared: Declared }): JSX.Element {
  const live = liveOf(declared);
  const [drawer, setDrawer] = useState(() => matchMedia(WIDE).matches);
  // Nobody watches while another page is shown.
  useEffect(() => () => { if (live.playing.peek()) live.connection.pause(); }, [live]);
  const { connection } = live;
  const ready = connection.ready.value;
  const world = declared.worlds.find((each) => each.name === live.setup.value?.world);
  return (
    <div class={`live${drawer ? " with-drawer" : ""}`}>
      <h1 class="hidden-visually">The town, live</h1>
      {drawer && <Drawer live={live} onClose={() => setDrawer(false)} />}
      <div class="live-middle">
        <div class="live-bar">
          <button type="button" class={`button${drawer ? " chosen" : ""}`} aria-expanded={drawer} onClick={() => setDrawer(!drawer)}>
            <Icon name="sliders" /><span>Change<span class="wide-only"> something</span></span>
          </button>
          <span class="live-name">
            <strong>{world?.title ?? "Town"}</strong>{" "}
            {ready && <span class="quiet">{count(ready.people, "person", "people")}, {count(ready.adults, "adult")} · seed {live.setup.value?.seed}</span>}
          </span>
          <Find live={live} />
          <Share live={live} />
        </div>
        {ready && ready.files.length > 0 && (
          <details class="notice"><summary>What was read of the files</summary>{ready.files.map((line) => <p key={line}>{line}</p>)}</details>
        )}
        <Intro />
        <Problem live={live} />
        <div class="live-town">
          <Town live={live} />
          <States live={live} />
        </div>
        <Time live={live} />
      </div>
      <div class="live-side">
        {live.selected.value !== null && <Person live={live} person={live.selected.value} />}
        <CurvesPanel live={live} />
        <OutcomesPanel live={live} />
      </div>
    </div>
  );
}

function Time({ live }: { live: Live }): JSX.Element {
  const { connection } = live;
  const marks = (live.setup.value?.changes ?? []).map((change) => ({ week: change.week, text: changeWords(change, live.declared) }));
  return (
    <Transport weeks={live.weeks.value} of={live.horizon.value} playing={live.playing.value} speed={live.speed.value} ready={live.ready.value} marks={marks}
      onPlay={() => live.play()} onPause={() => connection.pause()} onStep={(weeks) => connection.step(weeks)} onSpeed={(speed) => live.setSpeed(speed)}
      onJump={(week) => { void connection.jump(week).catch(() => undefined); }} onReset={() => live.reset()} />
  );
}

function Person({ live, person }: { live: Live; person: number }): JSX.Element {
  const playing = live.playing.value;
  // A life is as of the week in which the town last stood still.
  const weeks = playing ? -1 : live.weeks.value;
  useEffect(() => {
    if (weeks < 0 || live.life.peek() === null || live.life.peek()?.week === weeks) return undefined;
    const timer = setTimeout(() => { void live.askLife(); }, 250);
    return () => clearTimeout(timer);
  }, [weeks, person]);
  return (
    <div class="live-person" onKeyDown={(event) => { if (event.key === "Escape") live.select(null); }}>
      <PersonPanel life={live.life.value} problem={live.lifeProblem.value || undefined} connection={live.connection}
        onPerson={(row) => live.select(row)} onClose={() => live.select(null)} />
    </div>
  );
}

function Share({ live }: { live: Live }): JSX.Element {
  const [said, setSaid] = useState("");
  const share = async (): Promise<void> => {
    setSaid(await live.share() ? "Link copied" : "The link is in the address bar");
    setTimeout(() => setSaid(""), 4000);
  };
  return (
    <span class="share">
      <button type="button" class="button" disabled={!live.ready.value} onClick={() => { void share(); }} title="A link that restores this town, week, colour and person">
        <Icon name="link" /><span class="wide-only">Share</span>
      </button>
      <span class="said small" role="status">{said}</span>
    </span>
  );
}

function Problem({ live }: { live: Live }): JSX.Element | null {
  const problem = live.connection.problem.value;
  if (!problem || live.connection.status.value === "refused") return null;
  return (
    <div class="notice bad" role="alert">
      <span>{problem.text}</span>
      <button type="button" class="button plain icon" onClick={() => live.connection.forgive()} aria-label="Dismiss"><Icon name="close" /></button>
    </div>
  );
}
