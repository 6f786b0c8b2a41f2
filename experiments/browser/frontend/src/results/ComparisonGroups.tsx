// Whom a comparison is about: who gains, and who stands elsewhere.

import { useMemo, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import type { Plot } from "../charts/plot";
import { Choice } from "./Choice";
import { type Part, colourOf, difference, nameOf, perOf, scaled, timesOf } from "./strategies";
import { sourceOf, tableOf } from "./sources";
import { useAnswer } from "./api";
import { type Cell2, type Interval, intervals, matrix } from "./draw";
import { plain, signed, told as tellValue, valueWords, words } from "./numbers";
import { useKept } from "./route";

const GROUPS: Record<string, string> = { severity: "Illness in week 0", income: "Income", culture: "Culture", sex: "Sex" };

export function Gains({ told, found }: Part) {
  const [strategy, setStrategy] = useKept("gains.strategy", found.strategies[0]?.name ?? "");
  const [name, setName] = useKept("gains.measure", (found.measures.find((one) => one.first && one.better < 0) ?? found.measures[0])?.name ?? "");
  const measure = found.measures.find((one) => one.name === name);
  const { value, problem, busy } = useAnswer(told.entry.id, {
    table: "groups", columns: ["by", "group", "adults", "difference", "low", "high", "verdict", "beyond_all", "beyond_verdict"], limit: 500,
    where: [{ column: "strategy", is: "=", value: strategy }, { column: "outcome", is: "=", value: name }],
  });
  const differences = useAnswer(told.entry.id, {
    table: "differences", columns: ["difference"], where: [{ column: "strategy", is: "=", value: strategy }, { column: "outcome", is: "=", value: name }], limit: 1,
  });
  const rows = value?.rows ?? [];
  const scale = timesOf(measure), per = `${perOf(measure)} of the group`;
  const severity = tableOf(told, "people_changed")?.columns.find((column) => column.name === "severity_at_start");
  const shown = useMemo<Interval[]>(() => rows.map((row) => ({
    label: `${GROUPS[String(row[0])] ?? words(String(row[0]))}: ${valueWords(row[0] === "severity" ? severity : undefined, row[1]).toLowerCase()}`,
    value: scaled(row[3], scale), low: scaled(row[4], scale), high: scaled(row[5], scale), colour: colourOf(found, strategy),
  })), [value, scale, strategy]);
  const whole = scaled(differences.value?.rows[0]?.[0], scale);
  const draw = useMemo(() => (plot: Plot, width: number) => intervals(plot, width, shown, per), [shown, per]);
  const out = rows.map((row, at) => ({ label: shown[at]?.label ?? "", beyond: row[8] })).filter((row) => row.beyond === "higher" || row.beyond === "lower");
  return (
    <section aria-labelledby="gains-title">
      <h2 id="gains-title">Who gains</h2>
      <Chart title={`${nameOf(found, strategy)}: ${(measure?.title ?? words(name)).toLowerCase()}`} subtitle={`Strategy minus doing nothing, ${per}, with intervals`}
        description={shown.map((row) => `${row.label} ${row.value === null ? "unknown" : plain(row.value)}`).join("; ")}
        note={[
          "Groups are those of week 0: the same people in all worlds.",
          whole === null ? "" : `All adults: ${signed(whole)} ${perOf(measure)}.`,
          out.length ? `Unlike all adults beyond chance: ${out.map((row) => row.label.toLowerCase()).join("; ")}.` : "No group is unlike all adults beyond chance.",
        ].join(" ")}
        source={sourceOf(told)} name={`${told.entry.name}-who-gains-${strategy}-${name}`} draw={draw}
        controls={
          <>
            <Choice label="Strategy" value={strategy} options={found.strategies.map((one) => ({ value: one.name, title: one.title }))} onChoose={setStrategy} />
            <Choice label="Measure" value={name} options={found.measures.map((one) => ({ value: one.name, title: one.title, group: words(one.window) }))} onChoose={setName} />
          </>
        }
        empty={shown.some((row) => row.value !== null) ? undefined : problem || (busy ? "Reading …" : "It is not told of groups.")}
        numbers={{
          columns: ["Group", "Adults", "Difference", "Low", "High", "Verdict", "Beyond all adults"],
          rows: rows.map((row, at) => [shown[at]?.label ?? "", row[2], row[3], row[4], row[5], row[6], row[7]] as (string | number | null)[]),
          shown: [String, (cell) => tellValue(cell as number), ...Array.from({ length: 3 }, () => (cell: unknown) => difference(cell as number | null, measure)), String, (cell) => difference(cell as number | null, measure)],
        }} />
    </section>
  );
}

export function Flows({ told, found }: Part) {
  const table = tableOf(told, "flows")!;
  const stages = table.columns.find((column) => column.name === "stage_without");
  const weeks = useAnswer(told.entry.id, { table: "flows", group: [{ column: "week" }], measures: [{ statistic: "count" }], limit: 200 });
  const listed = (weeks.value?.rows ?? []).map((row) => Number(row[0]));
  const [strategy, setStrategy] = useKept("flows.strategy", found.strategies[0]?.name ?? "");
  const [chosen, setChosen] = useState<number | null>(null);
  const week = chosen ?? listed[listed.length - 1] ?? null;
  const { value, problem, busy } = useAnswer(told.entry.id, week === null ? null : {
    table: "flows", columns: ["stage_without", "stage_with", "adults"], sort: [{ column: "adults", descending: true }], limit: 500,
    where: [{ column: "strategy", is: "=", value: strategy }, { column: "week", is: "=", value: week }],
  });
  const order = (stages?.categories ?? []).map((stage) => valueWords(stages, stage));
  const cells = useMemo<Cell2[]>(() => (value?.rows ?? []).filter((row) => row[0] !== row[1]).map((row) => ({
    row: valueWords(stages, row[0]), column: valueWords(stages, row[1]), value: Number(row[2]), text: plain(Math.round(Number(row[2]) * 10) / 10),
  })), [value, stages]);
  const there = [...order, ...cells.flatMap((cell) => [cell.row, cell.column])];
  const used = [...new Set(there)].filter((name) => cells.some((cell) => cell.row === name || cell.column === name));
  const moved = cells.reduce((sum, cell) => sum + cell.value, 0);
  const draw = useMemo(() => (plot: Plot, width: number) => matrix(plot, width, cells, used, used, "where they stand with it →", "↓ without it"), [cells]);
  return (
    <section aria-labelledby="flows-title">
      <h2 id="flows-title">Who stands elsewhere</h2>
      <Chart title={`${nameOf(found, strategy)}: where people stand because of it`} subtitle={`Adults who would stand elsewhere with nothing done${week === null ? "" : `, week ${week}`}; mean over seeds`}
        description={`The most: ${cells.slice(0, 6).map((cell) => `from ${cell.row} to ${cell.column} ${cell.text}`).join("; ")}.`}
        note={`${plain(Math.round(moved * 10) / 10)} adults of ${plain(found.adults ?? 0)} stand elsewhere. Rows: where they would stand with nothing done; columns: where they stand.`}
        source={sourceOf(told)} name={`${told.entry.name}-flows-${strategy}`} draw={draw}
        controls={
          <>
            <Choice label="Strategy" value={strategy} options={found.strategies.map((one) => ({ value: one.name, title: one.title }))} onChoose={setStrategy} />
            <Choice label="At the end of week" value={String(week ?? "")} options={listed.map((one) => ({ value: String(one), title: `${one} (year ${Math.floor(one / 52) + 1})` }))} onChoose={(next) => setChosen(Number(next))} />
          </>
        }
        empty={cells.length ? undefined : problem || (busy || weeks.busy ? "Reading …" : "Nobody stands elsewhere.")}
        numbers={{ columns: ["Without it", "With it", "Adults"], rows: cells.map((cell) => [cell.row, cell.column, cell.value]) }} />
    </section>
  );
}
