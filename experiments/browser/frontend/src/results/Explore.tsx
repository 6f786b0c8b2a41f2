// Any table, looked into: how the values of a column are spread, told apart by another, against a third.

import { useMemo, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, seriesColour } from "../charts/plot";
import { Choice, axisWords, columnOptions } from "./Choice";
import { type Filter, Filters, conditions } from "./Filters";
import type { Answer, Column, Details, Question, Table } from "./api";
import { Each } from "./Each";
import { useAnswer } from "./api";
import { type Bar, type Bin, type Square, bars, heat, histograms } from "./draw";
import { useKept } from "./route";
import { inOrder, plain, scaleOf, told, unitWords, valueWords, words } from "./numbers";

const MOST_GROUPS = 12;
const FEW = 60;                                   // rows up to which each is shown by its name
const BINS = 30;
const ROWS: Record<string, string> = { people: "people", people_changed: "people", runs: "runs", groups: "groups", cases: "points", points: "points" };
const SQUARES = 24;

const numeric = (column: Column | undefined) => column?.kind === "number" || column?.kind === "whole";

export interface ExploreProps {
  told: Details; title: string; lead?: string; tables: readonly Table[];
  column?: string; by?: string; filters?: Filter[];
}

/** A section in which one looks into tables. */
export function Explore(props: ExploreProps) {
  const key = props.tables[0]?.name ?? "";
  const [name, setName] = useKept(`${key}.table`, key);
  const table = props.tables.find((one) => one.name === name) ?? props.tables[0];
  const id = `explore-${key}`;
  if (!table) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.lead && <p class="results-section-lead">{props.lead}</p>}
      {props.tables.length > 1 && (
        <div class="chart-controls chart-above">
          <Choice label="Table" value={table.name} options={props.tables.map((one) => ({ value: one.name, title: one.title }))} onChoose={setName} />
        </div>
      )}
      {(table.rows ?? FEW + 1) <= FEW && table.columns.some((column) => column.kind === "text" && !column.key)
        ? <Each key={table.name} told={props.told} table={table} />
        : <One key={table.name} {...props} table={table} />}
    </section>
  );
}

function One({ told: all, table, column: first, by: firstBy, filters: firstFilters }: ExploreProps & { table: Table }) {
  const open = table.columns.filter((column) => !column.key);
  const start = open.find((column) => column.name === first) ?? open.find((column) => column.role === "outcome") ?? open.find(numeric) ?? open[0];
  const [shownName, setShown] = useKept(`${table.name}.show`, start?.name ?? "");
  const [by, setBy] = useKept(`${table.name}.by`, open.some((column) => column.name === firstBy) ? firstBy! : "");
  const [against, setAgainst] = useKept<string>(`${table.name}.against`, "");
  const [filters, setFilters] = useState<Filter[]>(firstFilters ?? []);
  const shown = open.find((column) => column.name === shownName) ?? start;
  const apart = open.find((column) => column.name === by && column.name !== shown?.name);
  const other = numeric(shown) ? open.find((column) => column.name === against && column.name !== shown?.name) : undefined;
  const where = conditions(table.columns, filters);
  const question = shown ? asked(table.name, shown, apart, other, where) : null;
  const { value, problem, busy } = useAnswer(all.entry.id, question);
  const summary = useAnswer(all.entry.id, shown && numeric(shown) ? {
    table: table.name, where,
    measures: [
      { statistic: "count", column: shown.name }, { statistic: "mean", column: shown.name }, { statistic: "median", column: shown.name },
      { statistic: "quantile", column: shown.name, at: 0.1 }, { statistic: "quantile", column: shown.name, at: 0.9 },
    ],
  } : null);
  if (!shown) return <p class="chart-empty">This table has nothing to draw.</p>;
  const controls = (
    <>
      <Choice label="Show" value={shown.name} options={columnOptions(open)} onChoose={setShown} />
      {!other && <Choice label="Told apart by" value={apart?.name ?? ""} options={columnOptions(open.filter((column) => !numeric(column) && column !== shown), "Nothing")} onChoose={setBy} />}
      {numeric(shown) && <Choice label="Against" value={other?.name ?? ""} options={columnOptions(open.filter((column) => numeric(column) && column !== shown), "Nothing")} onChoose={setAgainst} />}
      <Filters columns={open} filters={filters} onChange={setFilters} />
    </>
  );
  const told = summary.value?.rows[0];
  const note = [
    shown.meaning && `${words(shown.meaning)}.`,
    told && typeof told[0] === "number" && told[0] > 0 && !other ? summaryWords(told as number[], shown) : "",
  ].filter(Boolean).join(" ");
  const name = `${all.entry.name}-${table.name}-${shown.name}`;
  const shared = { controls, note, name, busy, problem: problem || summary.problem, answer: value, title: table.title, rowWords: ROWS[table.name] ?? "rows" };
  if (other) return <Against {...shared} shown={shown} other={other} />;
  return <Spread {...shared} shown={shown} apart={apart} />;
}

function summaryWords(row: number[], column: Column): string {
  const [count, mean, median, low, high] = row as [number, number, number, number, number];
  const tell = (value: number) => told(value, column.unit);
  return `${plain(count)} ${count === 1 ? "value" : "values"}; mean ${tell(mean)}, median ${tell(median)}, and four in five lie between ${tell(low)} and ${tell(high)}.`;
}

function asked(table: string, shown: Column, apart: Column | undefined, other: Column | undefined, where: Question["where"]): Question {
  const known = { column: shown.name, is: "known" as const };
  if (other) {
    return {
      table, where: [...(where ?? []), known, { column: other.name, is: "known" }], measures: [{ statistic: "count" }], limit: 5000,
      group: [{ column: other.name, bins: SQUARES }, { column: shown.name, bins: SQUARES }],
    };
  }
  const groups = [numeric(shown) ? { column: shown.name, bins: BINS } : { column: shown.name }];
  return {
    table, where: numeric(shown) ? [...(where ?? []), known] : where, measures: [{ statistic: "count" }], limit: 5000,
    group: apart ? [...groups, { column: apart.name }] : groups,
    sort: numeric(shown) ? [] : [{ measure: 0, descending: true }],
  };
}

interface Shared {
  controls: preact.ComponentChildren; note: string; name: string; busy: boolean; problem: string; answer: Answer | null; title: string; rowWords: string;
}

function Spread({ answer, shown, apart, ...rest }: Shared & { shown: Column; apart: Column | undefined }) {
  const made = useMemo(() => (answer ? spread(answer, shown, apart, rest.rowWords) : null), [answer, shown, apart, rest.rowWords]);
  const ready = made && (made.bins.length > 0 || made.bars.length > 0);
  const draw = useMemo(() => (plot: Plot, width: number) => {
    if (!made) throw new Error("nothing");
    return made.bins.length ? histograms(plot, width, made.bins, made.groups, axisWords(shown), made.unit) : bars(plot, width, made.bars, made.unit);
  }, [made, shown]);
  return (
    <Chart title={`${shown.title}${apart ? `, by ${apart.title.toLowerCase()}` : ""}`} subtitle={`${rest.title}: ${made?.unit ?? ""}`}
      description={`How the values of ${shown.title} are spread. The numbers stand in the table below.`}
      name={rest.name} draw={draw} controls={rest.controls} note={rest.note}
      empty={ready ? undefined : rest.problem || (rest.busy ? "Reading …" : "No rows fit.")}
      numbers={{ columns: made?.columns ?? [], rows: made?.rows ?? [] }} />
  );
}

function spread(answer: Answer, shown: Column, apart: Column | undefined, rowWords: string) {
  const numbers = numeric(shown);
  const counted = answer.rows.length ? answer.rows[0]!.length - 1 : 0;
  const groupAt = numbers ? 2 : 1;
  const totals = new Map<string, number>();
  for (const row of answer.rows) {
    const group = apart ? valueWords(apart, row[groupAt]) : "";
    totals.set(group, (totals.get(group) ?? 0) + Number(row[counted]));
  }
  const order = apart ? inOrder(apart, answer.rows.map((row) => row[groupAt] ?? null)).map((value) => valueWords(apart, value)) : [""];
  const names = order.length > MOST_GROUPS ? [...order].sort((one, two) => (totals.get(two) ?? 0) - (totals.get(one) ?? 0)).slice(0, MOST_GROUPS) : order;
  const groups = names.map((name, at) => ({ name, colour: seriesColour(at) }));
  const share = (count: number, group: string) => (apart ? (100 * count) / Math.max(1, totals.get(group) ?? 1) : count);
  const unit = apart ? "percent of each group" : `number of ${rowWords}`;
  if (numbers) {
    const scale = scaleOf(shown.unit);
    const bins: Bin[] = answer.rows.flatMap((row) => {
      const group = apart ? valueWords(apart, row[2]) : "";
      if (row[0] === null || !names.includes(group)) return [];
      return [{ from: Number(row[0]) * scale, to: Number(row[1]) * scale, value: share(Number(row[counted]), group), group }];
    });
    return { bins, bars: [] as Bar[], groups, unit, columns: [`From (${unitWords(shown.unit)})`, "To", ...(apart ? [apart.title] : []), unit],
      rows: bins.map((bin) => [bin.from, bin.to, ...(apart ? [bin.group] : []), bin.value]) };
  }
  const listed = answer.rows.slice(0, 60).map((row) => {
    const group = apart ? valueWords(apart, row[1]) : "";
    const value = share(Number(row[counted]), group);
    const label = valueWords(shown, row[0]);
    return { order: names.indexOf(group), label: apart ? `${label} · ${group}` : label, value, colour: seriesColour(Math.max(0, names.indexOf(group))), text: apart ? `${plain(Math.round(value * 10) / 10)} %` : plain(value) };
  });
  return { bins: [] as Bin[], bars: listed as Bar[], groups, unit, columns: [shown.title, unit], rows: listed.map((bar) => [bar.label, bar.value]) };
}

function Against({ answer, shown, other, ...rest }: Shared & { shown: Column; other: Column }) {
  const squares = useMemo<Square[]>(() => {
    const [x, y] = [scaleOf(other.unit), scaleOf(shown.unit)];
    return (answer?.rows ?? []).filter((row) => row.length === 5).map((row) => ({
      x1: Number(row[0]) * x, x2: Number(row[1]) * x, y1: Number(row[2]) * y, y2: Number(row[3]) * y, value: Number(row[4]), text: `${plain(Number(row[4]))} ${rest.rowWords}`,
    }));
  }, [answer, shown, other, rest.rowWords]);
  const draw = useMemo(() => (plot: Plot, width: number) => heat(plot, width, squares, axisWords(other), axisWords(shown)), [squares, shown, other]);
  const title = `${shown.title} against ${other.title.toLowerCase()}`;
  return (
    <Chart title={title} subtitle={`${rest.title}: the darker, the more ${rest.rowWords}`} name={rest.name} draw={draw} controls={rest.controls} note={rest.note}
      description={`${title}, as a map of how many rows there are of each pair of values.`}
      empty={squares.length ? undefined : rest.problem || (rest.busy ? "Reading …" : "No rows fit.")}
      numbers={{
        columns: [`${other.title}, from`, "to", `${shown.title}, from`, "to", rest.rowWords],
        rows: squares.map((square) => [square.x1, square.x2, square.y1, square.y2, square.value]),
      }} />
  );
}

