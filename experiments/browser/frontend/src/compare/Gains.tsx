// Who gains: differences in groups of people, a point an arm, with intervals over towns.

import { useCallback, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, options, roomFor, shortened } from "../charts/plot";
import type { Comparison } from "../wire/types";
import { colour } from "./OverTime";
import { armWords, signed, sourceOf } from "./words";

const WHAT = {
  began: ["Began care", "Per 1,000 adults of the group, those who began care in the whole time; more is to the right"],
  weeks_ill: ["Weeks of illness", "Weeks in an episode per 1,000 adults of the group in the whole time; fewer is to the left"],
  in_care: ["In care now", "Per 1,000 adults of the group, those in care at the end; more is to the right"],
} as const;
type What = keyof typeof WHAT;
interface Row { place: string; value: number; low: number; high: number }

export function Gains({ told }: { told: Comparison }) {
  const [what, setWhat] = useState<What>("began");
  const [title, subtitle] = WHAT[what];
  const arms = told.arms.map((_, arm) => arm).slice(1);
  const draw = useCallback((plot: Plot, width: number) => {
    const headers = [...new Map(told.groups.map((group) => [group.by, group.by_title]))];
    const places: string[] = [];
    const labels = new Map<string, string>();
    for (const [by, words] of headers) {
      places.push(`head ${by}`);
      labels.set(`head ${by}`, words);
      for (const group of told.groups.filter((one) => one.by === by)) {
        places.push(`${by} ${group.group}`);
        labels.set(`${by} ${group.group}`, group.title);
      }
    }
    const room = roomFor([...labels.values()], width, 0.4);
    const heads = places.filter((place) => place.startsWith("head "));
    const marks = arms.flatMap((arm) => {
      const rows: Row[] = told.groups.flatMap((group) => {
        const found = group.intervals[what][arm];
        return found && found.value !== null
          ? [{ place: `${group.by} ${group.group}`, value: 1000 * found.value, low: 1000 * (found.low ?? NaN), high: 1000 * (found.high ?? NaN) }] : [];
      });
      const dy = (arm - 1 - (arms.length - 1) / 2) * 6;
      return [
        plot.ruleY(rows.filter((row) => Number.isFinite(row.low)), { x1: "low", x2: "high", y: "place", stroke: colour(arm), strokeWidth: 1.6, dy }),
        plot.dot(rows, { x: "value", y: "place", fill: colour(arm), r: 4, dy, title: (row: Row) => `${labels.get(row.place)}, ${armWords(told.arms, arm)}: ${signed(row.value)} (${signed(row.low)} to ${signed(row.high)})` }),
      ];
    });
    return plot.plot(options(width, {
      height: 60 + places.length * Math.max(19, 9 + arms.length * 6), marginLeft: room, marginTop: 8,
      x: { label: null, grid: true, nice: true, tickFormat: (value: number) => signed(value) },
      y: { type: "point", domain: places, label: null, tickSize: 0, tickFormat: (place: string) => place.startsWith("head ") ? "" : shortened(labels.get(place) ?? "", Math.floor(room / 6.4)) },
      marks: [
        plot.ruleX([0], { stroke: "var(--chart-soft)" }),
        plot.text(heads, { y: (place: string) => place, text: (place: string) => labels.get(place) ?? "", frameAnchor: "left", textAnchor: "start", dx: -room + 4, fontWeight: 650 }),
        ...marks,
      ],
    }));
  }, [told, what]);
  return (
    <Chart
      title={`Who gains: ${title.toLowerCase()}`} subtitle={`${subtitle}. Difference to doing nothing, 95 % intervals over towns`}
      description={`${told.groups.length} groups by ${[...new Set(told.groups.map((group) => group.by_title.toLowerCase()))].join(", ")}.`}
      source={sourceOf(told)} name={`who-gains-${what}`} draw={draw}
      keyItems={arms.map((arm) => ({ label: armWords(told.arms, arm), colour: colour(arm) }))}
      numbers={{
        columns: ["by", "group", "adults", "strategy", "difference per person", "low", "high"],
        rows: told.groups.flatMap((group) => arms.map((arm) => {
          const found = group.intervals[what][arm];
          return [group.by_title, group.title, group.adults, armWords(told.arms, arm), found?.value, found?.low, found?.high];
        })),
      }}
      empty={told.groups.length ? undefined : "No week has been lived yet."}
      controls={
        <div class="segments" role="group" aria-label="What is told of groups">
          {(Object.keys(WHAT) as What[]).map((each) => (
            <button key={each} type="button" class="button small" aria-pressed={what === each} onClick={() => setWhat(each)}>{WHAT[each][0]}</button>
          ))}
        </div>
      }
      note="Groups are those before the strategies begin. An interval that crosses the line in the middle may be luck."
    />
  );
}
