// Differences over time: what each strategy changes, week by week, with a band over towns.

import { useCallback, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, options, seriesColour } from "../charts/plot";
import { perThousand } from "../ui/format";
import type { Comparison } from "../wire/types";
import { armWords, signed, sourceOf } from "./words";

interface Point { time: number; arm: number; difference: number; low: number; high: number }

export function OverTimeChart({ told }: { told: Comparison }) {
  const [name, setName] = useState("");
  const [level, setLevel] = useState(false);
  const found = told.over_time.find((one) => one.name === name) ?? told.over_time[0];
  const draw = useCallback((plot: Plot, width: number) => {
    const scale = found?.share || found?.unit.startsWith("weeks") ? 1000 : 1;
    const years = told.week >= 104;
    const points: Point[] = [];
    found?.arms.forEach((arm, number) => {
      if (number === 0 && !level) return;
      found.weeks.forEach((week, at) => {
        const difference = level ? arm.value[at] : arm.difference[at];
        if (difference === null || difference === undefined) return;
        const low = arm.low[at], high = arm.high[at];
        points.push({
          time: years ? (week + 1) / 52 : week + 1, arm: number, difference: scale * difference,
          low: level ? NaN : scale * (low ?? NaN), high: level ? NaN : scale * (high ?? NaN),
        });
      });
    });
    const banded = points.filter((point) => Number.isFinite(point.low));
    return plot.plot(options(width, {
      height: Math.round(Math.min(360, Math.max(230, width * 0.42))), marginLeft: 62,
      x: { label: years ? "years" : "weeks", labelAnchor: "right", labelArrow: "none" },
      y: { label: null, grid: true, nice: true, tickFormat: (value: number) => level ? value.toLocaleString("en") : signed(value), zero: true },
      marks: [
        plot.areaY(banded, { x: "time", y1: "low", y2: "high", z: "arm", fill: (point: Point) => colour(point.arm), fillOpacity: 0.16 }),
        plot.ruleY([0], { stroke: "var(--chart-soft)" }),
        plot.lineY(points, { x: "time", y: "difference", z: "arm", stroke: (point: Point) => colour(point.arm), strokeWidth: 2.2 }),
      ],
    }));
  }, [found, level, told.week]);
  if (!found) return null;
  const arms = told.arms.map((_, arm) => arm).filter((arm) => level || arm > 0);
  return (
    <Chart
      title={level ? found.title : `What changes: ${found.title.toLowerCase()}`}
      subtitle={`${perThousand(found.unit)}${level ? ", mean over towns" : "; difference to doing nothing, mean over towns and 95 % interval of each week"}`}
      description={`At the end: ${arms.map((arm) => `${armWords(told.arms, arm)} ${last(found.arms[arm], level, found.share || found.unit.startsWith("weeks") ? 1000 : 1)}`).join("; ")}.`}
      source={sourceOf(told)} name={`over-time-${found.name}`} draw={draw}
      keyItems={arms.map((arm) => ({ label: armWords(told.arms, arm), colour: colour(arm) }))}
      numbers={{
        columns: ["week", "strategy", "value", "difference", "low", "high"],
        rows: found.weeks.flatMap((week, at) => found.arms.map((arm, number) => [week, armWords(told.arms, number), arm.value[at], arm.difference[at], arm.low[at], arm.high[at]])),
      }}
      controls={<>
        <label class="choice">What
          <select class="field" value={found.name} onChange={(event) => setName(event.currentTarget.value)}>
            {told.over_time.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
          </select>
        </label>
        <div class="segments" role="group" aria-label="What is drawn">
          <button type="button" class="button small" aria-pressed={!level} onClick={() => setLevel(false)}>Differences</button>
          <button type="button" class="button small" aria-pressed={level} onClick={() => setLevel(true)}>Each by itself</button>
        </div>
      </>}
      note={told.seeds < 2 ? "One town tells no band: choose more towns with luck of their own." : undefined}
    />
  );
}

function last(arm: Comparison["over_time"][number]["arms"][number] | undefined, level: boolean, scale: number): string {
  const value = (level ? arm?.value : arm?.difference)?.at(-1);
  return value === null || value === undefined ? "unknown" : signed(scale * value);
}

/** The colour of an arm, the same in all charts: the first is grey. */
export function colour(arm: number): string {
  return arm === 0 ? "var(--series-6)" : seriesColour(arm - 1);
}
