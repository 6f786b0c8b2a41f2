// Flows between stages: where people stood, or would stand, and where they stand.

import { useCallback, useMemo, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import type { Comparison, Declared } from "../wire/types";
import { coloursOf } from "../person/LifeLine";
import { span } from "../ui/format";
import { alluvial, type Ribbon } from "./alluvial";
import { armWords, sourceOf } from "./words";

type Mode = "against" | "start";

export function Flows({ told, declared }: { told: Comparison; declared: Declared }) {
  const [chosen, setArm] = useState(1);
  const arm = Math.min(chosen, told.arms.length - 1);
  const [mode, setMode] = useState<Mode>("against");
  const [all, setAll] = useState(false);
  const titles = useMemo(() => {
    const words = new Map(declared.colourings.find((one) => one.name === "stage")?.codes.map((code) => [code.name, code.title]));
    return told.stages.map((name) => words.get(name) ?? name);
  }, [declared, told.stages]);
  const colours = useMemo(() => {
    const found = coloursOf(declared, "stage");
    return told.stages.map((name) => found.get(name) ?? "var(--ink-2)");
  }, [declared, told.stages]);
  const table = (mode === "start" ? told.from_start : told.against_nothing)[arm] ?? [];
  const ribbons = useMemo(() => {
    const found: Ribbon[] = [];
    table.forEach((row, from) => row.forEach((adults, to) => {
      if (adults > 0 && (all || (mode === "start" ? from > 0 || to > 0 : from !== to))) found.push({ from, to, adults });
    }));
    return found;
  }, [table, all, mode]);
  const shown = ribbons.reduce((sum, ribbon) => sum + ribbon.adults, 0);
  const label = armWords(told.arms, arm);
  const left = mode === "start" ? "At the beginning" : "Without it", right = mode === "start" ? "Now" : "With it";
  const tell = useCallback((ribbon: Ribbon) =>
    `${ribbon.adults.toLocaleString("en")} ${ribbon.adults === 1 ? "adult" : "adults"}: ${titles[ribbon.from]} → ${titles[ribbon.to]}`, [titles]);
  const draw = useCallback((_plot: unknown, width: number) => alluvial({ ribbons, titles, colours, left, right, width, tell }), [ribbons, titles, colours, left, right, tell]);
  const largest = [...ribbons].filter((ribbon) => ribbon.from !== ribbon.to).sort((one, other) => other.adults - one.adults);
  const left_out = told.adults - shown;
  return (
    <Chart
      title={mode === "start" ? `Who went where: from the beginning to now, ${label}` : `Who stands elsewhere because of it: ${label}`}
      subtitle={`Adults by stage, after ${span(told.week + 1)}; colour is the stage that they come to`}
      description={largest.length ? `The largest: ${largest.slice(0, 4).map(tell).join("; ")}.` : "Nobody stands elsewhere."}
      source={sourceOf(told)} name={`flows-${label}`} draw={draw}
      numbers={{ columns: [left, right, "Adults"], rows: [...ribbons].sort((one, other) => other.adults - one.adults).map((ribbon) => [titles[ribbon.from]!, titles[ribbon.to]!, ribbon.adults]) }}
      empty={ribbons.length ? undefined : "Nobody stands elsewhere."}
      note={left_out > 0 ? `Not drawn: ${left_out.toLocaleString("en")} adults who are ${mode === "start" ? "well then and now" : "where they would be in any case"}.` : undefined}
      controls={<>
        {told.arms.length > 2 || mode === "start" ? (
          <label class="choice">Strategy
            <select class="field" value={arm} onChange={(event) => setArm(Number(event.currentTarget.value))}>
              {told.arms.map((_, number) => (number > 0 || mode === "start") && <option key={number} value={number}>{armWords(told.arms, number)}</option>)}
            </select>
          </label>
        ) : null}
        <div class="segments" role="group" aria-label="What is followed">
          <button type="button" class="button small" aria-pressed={mode === "against"} onClick={() => { setMode("against"); if (arm === 0) setArm(1); }}>Without → with</button>
          <button type="button" class="button small" aria-pressed={mode === "start"} onClick={() => setMode("start")}>Beginning → now</button>
        </div>
        <label class="check"><input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} /> Everybody</label>
      </>}
    />
  );
}
