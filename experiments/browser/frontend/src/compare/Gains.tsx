// Who gains: differences in groups of people, a point an arm, with intervals over towns.

import { useCallback, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, options, roomFor, shortened } from "../charts/plot";
import type { Comparison } from "../wire/types";
import { colour } from "./OverTime";
import { armWords, signed, sourceOf } from "./words";

interface Row { place: string; value: number; low: number; high: number }

export function Gains({ told }: { told: Comparison }) {
  const [chosen, setWhat] = useState("");
  const offered = told.grouped.flatMap((name) => told.measures.find((one) => one.name === name) ?? []);
  const measure = offered.find((one) => one.name === chosen) ?? offered[0];
  const what = measure?.name ?? "", title = measure?.title ?? "";
  const subtitle = measure ? `${capital(measure.per)} of the group: ${measure.definition}; more is to the right` : "";
  const times = measure?.times ?? 1;
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
        const found = group.intervals[what]?.[arm];
        return found && found.value !== null
          ? [{ place: `${group.by} ${group.group}`, value: times * found.value, low: times * (found.low ?? NaN), high: times * (found.high ?? NaN) }] : [];
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
          const found = group.intervals[what]?.[arm];
          return [group.by_title, group.title, group.adults, armWords(told.arms, arm), found?.value, found?.low, found?.high];
        })),
      }}
      empty={told.groups.length ? undefined : "No week has been lived yet."}
      controls={
        <div class="segments" role="group" aria-label="What is told of groups">
          {offered.map((each) => (
            <button key={each.name} type="button" class="button small" aria-pressed={what === each.name} onClick={() => setWhat(each.name)}>{each.title}</button>
          ))}
        </div>
      }
      note="Groups are those before the strategies begin. An interval that crosses the line in the middle may be luck."
    />
  );
}

function capital(text: string): string { return text.charAt(0).toUpperCase() + text.slice(1); }
