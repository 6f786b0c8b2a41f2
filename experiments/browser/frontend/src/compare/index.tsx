// Compare: strategies side by side on the same people with the same luck.

import { effect, signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { route, settle } from "../shell/router";
import { address, copied, decoded, encoded } from "../shell/share";
import { Icon } from "../ui/icons";
import { Transport } from "../ui/Transport";
import { Connection, RefusedError } from "../wire/connection";
import type { Comparison, Declared, Setup } from "../wire/types";
import { type Choice, Choose, firstChoice, setupOf } from "./Choose";
import { Flows } from "./Flows";
import { Gains } from "./Gains";
import { Lives } from "./Lives";
import { Costs, Measures, Persons } from "./Measures";
import { type By, Networks } from "./Networks";
import { OverTimeChart } from "./OverTime";
import "./compare.css";
import "../person/person.css";
import "../charts/charts.css";
import "../ui/ui.css";

interface Kept { setup: Partial<Setup>; week: number; by: By; person: number | null; arm: number }
const WHILE_PLAYING = 1500, WHILE_TOWNS_COME = 2000;   // milliseconds between two questions

/** What a share link holds; the server checks the setup itself. */
function kept(): Kept | null {
  const found = decoded(route.peek().query.get("v")) as Partial<Kept> | null;
  if (!found || typeof found !== "object" || typeof found.setup !== "object" || found.setup === null || !Array.isArray(found.setup.arms) || found.setup.arms.length === 0) return null;
  const whole = (value: unknown): number | null => typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
  return { setup: found.setup, week: whole(found.week) ?? 0, by: found.by === "stage" ? "stage" : "because", person: whole(found.person), arm: whole(found.arm) ?? 1 };
}

function choiceOf(setup: Partial<Setup>, declared: Declared): Choice {
  const usual = firstChoice(declared);
  const arms = (setup.arms ?? []).map((arm) => ({ label: arm.label ?? "", strategies: arm.strategies ?? [] })).filter((arm) => arm.strategies.length > 0);
  return {
    world: setup.world ?? usual.world, people: setup.people ?? null, seed: setup.seed ?? usual.seed, weeks: setup.weeks ?? usual.weeks,
    replicates: setup.replicates ?? usual.replicates, arms: arms.length ? arms : usual.arms,
  };
}

export function ComparePage({ declared }: { declared: Declared }) {
  const [before] = useState(kept);
  const [choice, setChoice] = useState<Choice>(() => before ? choiceOf(before.setup, declared) : firstChoice(declared));
  const [connection, setConnection] = useState<Connection | null>(null);
  const [choosing, setChoosing] = useState(before === null);
  const opened = useRef<Connection | null>(null);
  useEffect(() => {
    if (before) open(before.setup, before.week, before.by);
    return () => opened.current?.close();
  }, []);
  const open = (setup: Partial<Setup>, week: number, by: By): void => {
    const made = new Connection(declared, setup, { colour: by, week });
    opened.current = made;
    setConnection(made);
  };
  const compare = (): void => {
    setChoosing(false);
    // What was set or changed by a link stays, as long as the same world is looked at.
    const settings = before && before.setup.world === choice.world ? before.setup.settings ?? {} : {};
    const setup = { ...setupOf(choice), settings };
    if (!connection || connection.status.value === "ended") {
      connection?.close();
      open(setup, 0, "because");
    } else {
      void connection.reset(setup, 0).catch(() => setChoosing(true));
    }
  };
  return (
    <div class="compare">
      <header class="compare-head">
        <h1>Compare strategies</h1>
        <p class="quiet">One town lives several times: once as it is, and once with each strategy. Everybody keeps their luck, so that whatever differs is what the strategy did.</p>
      </header>
      <details class="card compare-choose" open={choosing} onToggle={(event) => setChoosing(event.currentTarget.open)}>
        <summary><h2>What is compared</h2></summary>
        <Choose declared={declared} choice={choice} onChoice={setChoice} onCompare={compare} started={connection !== null} />
      </details>
      {connection && <Compared connection={connection} first={before} />}
    </div>
  );
}

function Compared({ connection, first }: { connection: Connection; first: Kept | null }) {
  const status = connection.status.value, ready = connection.ready.value, problem = connection.problem.value, busy = connection.busy.value;
  const [by, setBy] = useState<By>(first?.by ?? "because");
  const [looked, setLooked] = useState<{ person: number; arm: number } | null>(first?.person != null ? { person: first.person, arm: first.arm } : null);
  const { told, asking, problem: refused } = useComparison(connection);
  const labels = ready?.arms ?? [];
  const week = useWeek(connection);
  useAddress(connection, by, looked);
  const colour = (next: By): void => {
    setBy(next);
    connection.colour(next);
  };
  if (status === "ended") {
    return (
      <div class="card section" role="alert">
        <h2>This comparison has ended</h2>
        <p>{connection.ended.value}</p>
        <button type="button" class="button main" onClick={() => connection.again()}>Begin again</button>
      </div>
    );
  }
  return (
    <>
      {problem && (
        <div class="card section refusal" role="alert">
          <p><strong>That cannot be done.</strong> {problem.text}</p>
          <button type="button" class="button" onClick={() => connection.forgive()}>Understood</button>
        </div>
      )}
      {status === "lost" && <p class="card section" role="status">The connection was lost; coming back…</p>}
      {!ready && !problem && (
        <p class="card section" role="status">Building the town{busy && busy.of > 0 ? ` … ${Math.round((100 * busy.done) / busy.of)} %` : " …"}</p>
      )}
      {ready && (
        <>
          <div class="card compare-play"><Time connection={connection} /><Share connection={connection} by={by} looked={looked} /></div>
          <Headline told={told} asking={asking} problem={refused} />
          <Networks connection={connection} labels={labels} by={by} onBy={colour} person={looked?.person ?? null}
            onPerson={(person, arm) => setLooked(person === null ? null : { person, arm: arm || Math.min(looked?.arm ?? 1, labels.length - 1) || 1 })} />
          {looked && labels.length > 1 && (
            <Lives connection={connection} labels={labels} person={looked.person} arm={Math.min(looked.arm, labels.length - 1)} week={week.paused}
              onPerson={(person) => setLooked({ ...looked, person })} onClose={() => setLooked(null)} />
          )}
          {told && told.week >= 0 && (
            <div class="compare-results">
              <OverTimeChart told={told} />
              <Measures told={told} />
              <div class="compare-pair"><Costs told={told} /><Persons told={told} /></div>
              <Gains told={told} />
              <Flows told={told} declared={connection.declared} />
            </div>
          )}
        </>
      )}
    </>
  );
}

function Time({ connection }: { connection: Connection }) {
  const state = connection.state.value, ready = connection.ready.value, busy = connection.busy.value;
  const weeks = connection.frame.value?.weeks ?? state?.week ?? 0, of = state?.setup.weeks ?? ready?.weeks ?? 1;
  const [speed, setSpeed] = useState(10);
  const playing = state?.playing ?? false;
  return (
    <>
      <Transport weeks={weeks} of={of} playing={playing} speed={speed} ready={connection.status.value === "ready"}
        onPlay={() => connection.play(speed)} onPause={() => connection.pause()} onStep={(more) => connection.step(more)}
        onSpeed={(next) => { setSpeed(next); if (playing) connection.play(next); }} onJump={(week) => void connection.jump(week)} />
      <button type="button" class="button" onClick={() => void connection.jump(Math.min(weeks + 52, of))} disabled={weeks >= of}>One year on</button>
      {busy && busy.of > 0 && BUSY[busy.what] && <span class="small quiet" role="status">{BUSY[busy.what]} … {Math.round((100 * busy.done) / busy.of)} %</span>}
    </>
  );
}
const BUSY: Record<string, string> = { "burn-in": "Bringing the town to life", people: "Building the town", weeks: "Living on", picture: "Placing people" };

function Headline({ told, asking, problem }: { told: Comparison | null; asking: boolean; problem: string }) {
  return (
    <section class="compare-headline" aria-label="In short" aria-busy={asking}>
      {told && told.week >= 0
        ? <ul aria-live="polite">{told.sentences.map((sentence, arm) => sentence && <li key={arm}><p>{sentence}</p></li>)}</ul>
        : <p class="quiet">{problem || (asking && told ? "Comparing…" : "Press Play, or go one year on, to see what changes.")}</p>}
      {told && told.week >= 0 && told.arms.some((_, arm) => told.measures.some((one) => one.verdicts[arm] === "undecided")) && (
        <p class="small quiet">Undecided means that luck alone may make as much of a difference. More towns tell more: {told.seeds} so far.</p>
      )}
      {told && told.week >= 0 && (
        <p class="small quiet">Intervals here are of luck alone: the numbers of the model are held at one value each, and others could turn the order of strategies. <code>helpseek compare --draws</code> tells by how much.</p>
      )}
    </section>
  );
}

function Share({ connection, by, looked }: { connection: Connection; by: By; looked: { person: number; arm: number } | null }) {
  const [said, setSaid] = useState("");
  const share = async (): Promise<void> => {
    const done = await copied(address(hashOf(connection, by, looked)));
    setSaid(done ? "The link is copied: it shows this comparison as it stands." : "The browser did not let us copy; the link is in the address line.");
  };
  return (
    <div class="compare-share">
      <button type="button" class="button" onClick={() => void share()}><Icon name="link" />Share</button>
      <span role="status" class="small quiet">{said}</span>
    </div>
  );
}

function valueOf(connection: Connection, by: By, looked: { person: number; arm: number } | null): Kept | null {
  const setup = connection.state.peek()?.setup;
  if (!setup) return null;
  return { setup, week: connection.frame.peek()?.weeks ?? connection.state.peek()!.week, by, person: looked?.person ?? null, arm: looked?.arm ?? 1 };
}
function hashOf(connection: Connection, by: By, looked: { person: number; arm: number } | null): string {
  return `#/compare?v=${encoded(valueOf(connection, by, looked))}`;
}

/** Keep the address such that it shows what is shown. */
function useAddress(connection: Connection, by: By, looked: { person: number; arm: number } | null): void {
  useEffect(() => {
    let timer = 0;
    const write = (): void => {
      const value = valueOf(connection, by, looked);
      if (value && route.peek().path[0] === "compare") settle(["compare"], { v: encoded(value) });
    };
    const stop = effect(() => {
      void connection.state.value;
      if (connection.state.value?.playing) return;
      void connection.frame.value?.weeks;
      clearTimeout(timer);
      timer = window.setTimeout(write, 300);
    });
    return () => { stop(); clearTimeout(timer); };
  }, [connection, by, looked]);
}

/** The week, and the one at which the view last stood still. */
function useWeek(connection: Connection): { paused: number } {
  const paused = useMemo(() => signal(connection.frame.peek()?.weeks ?? connection.state.peek()?.week ?? 0), [connection]);
  useEffect(() => effect(() => {
    const weeks = connection.frame.value?.weeks ?? 0;
    if (!connection.state.value?.playing) paused.value = weeks;
  }), [connection]);
  return { paused: paused.value };
}

/** What the arms differ in: asked for when the week has changed, now and then while playing, and as more towns come. */
function useComparison(connection: Connection): { told: Comparison | null; asking: boolean; problem: string } {
  const [told, setTold] = useState<Comparison | null>(null);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let there = true, running = false, changed = false, timer = 0, due = Infinity, asked = "", setup = "";
    const playing = (): boolean => connection.state.peek()?.playing ?? false;
    // The earliest of several wishes counts: frames that keep coming do not put the question off.
    const soon = (wait: number): void => {
      const at = performance.now() + wait;
      if (running) {
        changed = true;
        return;
      }
      if (at >= due) return;
      clearTimeout(timer);
      due = at;
      timer = window.setTimeout(() => void ask(), wait);
    };
    const ask = async (): Promise<void> => {
      due = Infinity;
      running = true;
      changed = false;
      setAsking(true);
      let more = false;
      try {
        const found = await connection.comparison();
        if (!there) return;
        // A question that another setup has overtaken is answered without a comparison.
        if (found.type === "comparison" && setup === setupNow(connection)) {
          setTold(found);
          setProblem("");
          more = found.seeds < (connection.state.peek()?.setup.replicates ?? 0) + 1;
        } else {
          changed = true;
        }
      } catch (error) {
        if (there && error instanceof RefusedError) setProblem(error.message);
      } finally {
        running = false;
        if (there) {
          setAsking(false);
          if (changed) soon(playing() ? WHILE_PLAYING : 60);
          else if (more) soon(WHILE_TOWNS_COME);
        }
      }
    };
    const stop = effect(() => {
      const ready = connection.ready.value, weeks = connection.frame.value?.weeks, state = connection.state.value;
      if (!ready || !state || connection.status.value !== "ready" || weeks === undefined || ready.arms.length < 2) return;
      const next = setupNow(connection);
      if (next !== setup) {
        setup = next;
        setTold(null);
        setProblem("");
      }
      const now = `${ready.session} ${next} ${weeks} ${state.playing}`;
      if (now === asked) return;
      asked = now;
      soon(state.playing ? WHILE_PLAYING : 60);
    });
    return () => { there = false; stop(); clearTimeout(timer); };
  }, [connection]);
  return { told, asking, problem };
}

/** What is compared in which town, as text: other seeds and changes on the way begin nothing anew. */
function setupNow(connection: Connection): string {
  const setup = connection.state.peek()?.setup;
  return setup ? JSON.stringify([setup.world, setup.people, setup.seed, setup.settings, setup.strategies, setup.arms]) : "";
}
