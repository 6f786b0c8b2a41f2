// A sweep: what outcomes do when what is not known varies, and what is done about it.

import { useMemo, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, seriesColour, seriesDashes } from "../charts/plot";
import { Choice, axisWords, columnOptions } from "./Choice";
import { Explore } from "./Explore";
import { type Filter, Filters, conditions } from "./Filters";
import { sourceOf, tableOf } from "./sources";
import type { Answer, Column, Condition, Details, OfSweep, Question, Table } from "./api";
import { useAnswer } from "./api";
import { type Bin, type LinePoint, type Point, type Square, heat, histograms, inYears, lines, scatter } from "./draw";
import { plain, scaleOf, told as tellValue, unitWords } from "./numbers";
import { useKept } from "./route";

const MOST_POINTS = 4_000;
const MOST_POLICIES = 12;

interface Part { told: Details; found: OfSweep; runs: Table; outcome: Column; levers: Column[]; parameters: Column[]; where: Condition[] }

/** What was done in a run, in words: all levers that are not off. */
export function policyWords(levers: readonly Column[], values: readonly unknown[]): string {
  const parts = levers.flatMap((lever, at) => {
    const value = values[at];
    if (value === false || value === "off" || value === null) return [];
    return [value === true || value === "on" ? lever.title : `${lever.title} (${String(value).replaceAll("_", " ").replaceAll("=", " ")})`];
  });
  return parts.join(" + ") || "Doing nothing";
}

export function Sweep({ told, found }: { told: Details; found: OfSweep }) {
  const runs = tableOf(told, "runs")!;
  const outcomes = runs.columns.filter((column) => column.role === "outcome");
  const levers = runs.columns.filter((column) => column.role === "lever");
  const parameters = runs.columns.filter((column) => column.role === "parameter" && (column.kind === "number" || column.kind === "whole"));
  const [name, setName] = useKept("outcome", outcomes[0]?.name ?? "");
  const [filters, setFilters] = useState<Filter[]>([]);
  const outcome = outcomes.find((column) => column.name === name) ?? outcomes[0];
  const where = useMemo<Condition[]>(() => [
    ...(runs.columns.some((column) => column.name === "status") ? [{ column: "status", is: "=" as const, value: "done" }] : []),
    ...conditions(runs.columns, filters),
  ], [runs, filters]);
  const groups = tableOf(told, "groups");
  if (!outcome) return <Explore told={told} title="Look into the runs" tables={told.tables} />;
  const part = { told, found, runs, outcome, levers, parameters, where };
  return (
    <>
      <Plan told={told} found={found} runs={runs} />
      <div class="results-asked" role="group" aria-label="What the charts below show">
        <Choice label="Outcome" value={outcome.name} options={columnOptions(outcomes).map((option) => ({ ...option, group: undefined }))} onChoose={setName} />
        <Filters columns={[...parameters, ...levers]} filters={filters} onChange={setFilters} label="Only runs where" />
        <p class="chart-note">{outcome.meaning && `${outcome.title}: ${outcome.meaning}.`}</p>
      </div>
      <Policies {...part} />
      {parameters.length > 0 && <AgainstParameter {...part} />}
      {parameters.length > 1 && <TwoParameters {...part} />}
      {tableOf(told, "weekly") && <Weekly {...part} />}
      {groups && <Explore told={told} title="By group" tables={[groups]} column={outcome.name} by="group" lead="The same outcomes of each group, in all runs." />}
      <Explore told={told} title="Look into the runs" tables={[runs, ...told.tables.filter((table) => !["runs", "groups", "weekly"].includes(table.name))]} column={outcome.name} />
    </>
  );
}

function Plan({ told, found, runs }: { told: Details; found: OfSweep; runs: Table }) {
  const failed = useAnswer(told.entry.id, runs.columns.some((column) => column.name === "error_type") ? {
    table: "runs", where: [{ column: "status", is: "!=", value: "done" }], group: [{ column: "error_type" }, { column: "error_message" }],
    measures: [{ statistic: "count" }], sort: [{ measure: 0, descending: true }], limit: 10,
  } : null);
  const facts: [string, string][] = [
    ["Runs", found.runs === null ? "–" : plain(found.runs)], ["Points", found.points === null ? "–" : plain(found.points)],
    ["Policies", found.policies === null ? "–" : plain(found.policies)], ["Design", (found.design ?? "–").replaceAll("_", " ")],
  ];
  return (
    <section aria-labelledby="plan-title">
      <h2 id="plan-title">The plan</h2>
      <dl class="results-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {runs.left_out > 0 && <p class="results-note">{plain(runs.left_out)} runs have damaged files and are left out.</p>}
      {(failed.value?.rows.length ?? 0) > 0 && (
        <div class="results-note">
          <p>Some runs failed, and are in no chart:</p>
          <ul>{failed.value!.rows.map((row) => <li key={String(row[1])}>{plain(Number(row[2]))} × {String(row[0] ?? "")}: {String(row[1] ?? "")}</li>)}</ul>
        </div>
      )}
    </section>
  );
}

/** The policies of an answer whose first columns are levers, with a look for each. */
function policies(levers: readonly Column[], answer: Answer | null) {
  const names = [...new Set((answer?.rows ?? []).map((row) => policyWords(levers, row)))].slice(0, MOST_POLICIES);
  return names.map((name, at) => ({ name, colour: seriesColour(at), dashes: seriesDashes(at) }));
}

function Policies({ told, outcome, levers, where }: Part) {
  const groups = levers.slice(0, 3).map((lever) => ({ column: lever.name }));
  const known = [...where, { column: outcome.name, is: "known" as const }];
  const summary = useAnswer(told.entry.id, {
    table: "runs", where: known, group: groups, limit: 500,
    measures: [{ statistic: "count" }, { statistic: "mean", column: outcome.name }, { statistic: "median", column: outcome.name },
      { statistic: "quantile", column: outcome.name, at: 0.1 }, { statistic: "quantile", column: outcome.name, at: 0.9 }, { statistic: "least", column: outcome.name }, { statistic: "most", column: outcome.name }],
  });
  const spread = useAnswer(told.entry.id, {
    table: "runs", where: known, group: [...groups.slice(0, 2), { column: outcome.name, bins: 30 }], measures: [{ statistic: "count" }], limit: 5000,
  });
  const scale = scaleOf(outcome.unit);
  const told2 = levers.slice(0, 2);
  const looks = useMemo(() => policies(told2, spread.value), [spread.value]);
  const bins = useMemo<Bin[]>(() => {
    const rows = spread.value?.rows ?? [];
    const from = told2.length;
    const totals = new Map<string, number>();
    for (const row of rows) totals.set(policyWords(told2, row), (totals.get(policyWords(told2, row)) ?? 0) + Number(row[from + 2]));
    return rows.filter((row) => row.length === from + 3).map((row) => {
      const group = policyWords(told2, row);
      return { from: Number(row[from]) * scale, to: Number(row[from + 1]) * scale, value: (100 * Number(row[from + 2])) / (totals.get(group) ?? 1), group };
    }).filter((bin) => looks.some((look) => look.name === bin.group));
  }, [spread.value, looks, scale]);
  const draw = useMemo(() => (plot: Plot, width: number) => histograms(plot, width, bins, looks, axisWords(outcome), "percent of runs"), [bins, looks, outcome]);
  const first = groups.length;
  return (
    <section aria-labelledby="policies-title">
      <h2 id="policies-title">What is done, and what comes of it</h2>
      <Chart title={outcome.title} subtitle={`How all points and seeds are spread, percent of the runs of each policy`} source={sourceOf(told)} name={`${told.entry.name}-${outcome.name}-spread`} draw={draw}
        description={(summary.value?.rows ?? []).map((row) => `${policyWords(levers, row)}: mean ${tellValue(row[first + 1], outcome.unit)}`).join("; ")}
        empty={bins.length ? undefined : spread.problem || (spread.busy ? "Reading …" : "No runs fit.")}
        note={levers.length > 2 ? `Told apart by ${told2.map((lever) => lever.title).join(" and ")}; the table below has up to three levers.` : undefined}
        numbers={{ columns: ["Policy", `From (${unitWords(outcome.unit)})`, "To", "Percent of runs"], rows: bins.map((bin) => [bin.group, bin.from, bin.to, bin.value]) }} />
      {summary.problem && <p class="results-note" role="alert">{summary.problem}</p>}
      {(summary.value?.rows.length ?? 0) > 0 && (
        <div class="scrolled" tabIndex={0} role="region" aria-label="Means by policy">
          <table class="numbers">
            <caption>{outcome.title}, {unitWords(outcome.unit)}: over points and seeds</caption>
            <thead><tr><th scope="col">Policy</th>{["Runs", "Mean", "Median", "10 %", "90 %", "Least", "Most"].map((head) => <th scope="col" class="figure" key={head}>{head}</th>)}</tr></thead>
            <tbody>
              {summary.value!.rows.map((row, at) => (
                <tr key={at}>
                  <th scope="row">{policyWords(levers, row)}</th>
                  {row.slice(first).map((cell, place) => <td class="figure" key={place}>{place ? tellValue(cell, outcome.unit) : plain(Number(cell))}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function AgainstParameter({ told, runs, outcome, levers, parameters, where }: Part) {
  const [name, setName] = useKept("parameter", parameters[0]?.name ?? "");
  const parameter = parameters.find((column) => column.name === name) ?? parameters[0]!;
  const [form, setForm] = useKept<"points" | "trend">("form", "points");
  const apart = levers.slice(0, 2);
  const points: Question = {
    table: "runs", where, group: [...apart.map((lever) => ({ column: lever.name })), { column: "point" }],
    measures: [{ statistic: "mean", column: parameter.name }, { statistic: "mean", column: outcome.name }], limit: MOST_POINTS,
  };
  const trend: Question = {
    table: "runs", where, group: [...apart.map((lever) => ({ column: lever.name })), { column: parameter.name, bins: 12 }], limit: 5000,
    measures: [{ statistic: "mean", column: outcome.name }, { statistic: "quantile", column: outcome.name, at: 0.1 }, { statistic: "quantile", column: outcome.name, at: 0.9 }, { statistic: "count" }],
  };
  const pointwise = form === "points" && runs.columns.some((column) => column.name === "point");
  const { value, problem, busy } = useAnswer(told.entry.id, pointwise ? points : trend);
  const [x, y] = [scaleOf(parameter.unit), scaleOf(outcome.unit)];
  const looks = useMemo(() => policies(apart, value), [value]);
  const from = apart.length;
  const dots = useMemo<Point[]>(() => (pointwise ? value?.rows ?? [] : []).filter((row) => row.length === from + 3 && row[from + 1] !== null && row[from + 2] !== null).map((row) => ({
    x: Number(row[from + 1]) * x, y: Number(row[from + 2]) * y, group: policyWords(apart, row),
  })), [value, pointwise]);
  const curve = useMemo<LinePoint[]>(() => (pointwise ? [] : value?.rows ?? []).filter((row) => row.length === from + 6 && row[from] !== null).map((row) => ({
    x: ((Number(row[from]) + Number(row[from + 1])) / 2) * x, y: Number(row[from + 2]) * y, low: Number(row[from + 3]) * y, high: Number(row[from + 4]) * y, series: policyWords(apart, row),
  })), [value, pointwise]);
  const draw = useMemo(() => (plot: Plot, width: number) => (pointwise
    ? scatter(plot, width, dots, looks, axisWords(parameter), axisWords(outcome))
    : lines(plot, width, curve, looks, axisWords(parameter), axisWords(outcome))), [dots, curve, looks, parameter, outcome]);
  const title = `${outcome.title} against ${parameter.title.toLowerCase()}`;
  return (
    <section aria-labelledby="parameter-title">
      <h2 id="parameter-title">What it depends on</h2>
      <Chart title={title} subtitle={pointwise ? "A dot for each point of the design, mean over seeds" : "Means; bands hold four runs in five"}
        description={`${title}: ${pointwise ? `${dots.length} points` : `${curve.length} means`}. The numbers stand in the table below.`}
        note={parameter.meaning && `${parameter.title}: ${parameter.meaning}.${value && value.total > value.rows.length ? ` The first ${plain(value.rows.length)} of ${plain(value.total)} points; see the trend for all.` : ""}`}
        source={sourceOf(told)} name={`${told.entry.name}-${outcome.name}-${parameter.name}`} draw={draw}
        keyItems={looks.map((look) => ({ label: look.name, colour: look.colour, form: pointwise ? "box" as const : "line" as const, dashes: look.dashes }))}
        controls={
          <>
            <Choice label="Parameter" value={parameter.name} options={columnOptions(parameters).map((option) => ({ ...option, group: undefined }))} onChoose={setName} />
            <Choice label="Told as" value={form} options={[{ value: "points", title: "Points" }, { value: "trend", title: "Trend with band" }]} onChoose={(next) => setForm(next as typeof form)} />
          </>
        }
        empty={dots.length || curve.length ? undefined : problem || (busy ? "Reading …" : "No runs fit.")}
        numbers={pointwise
          ? { columns: ["Policy", parameter.title, outcome.title], rows: dots.map((dot) => [dot.group, dot.x, dot.y]) }
          : { columns: ["Policy", parameter.title, outcome.title, "10 %", "90 %"], rows: curve.map((point) => [point.series, point.x, point.y, point.low ?? null, point.high ?? null]) }} />
    </section>
  );
}

function TwoParameters({ told, found, outcome, levers, parameters, where }: Part) {
  const [across, setAcross] = useKept("across", parameters[0]!.name);
  const [up, setUp] = useKept("up", parameters[1]!.name);
  const x = parameters.find((column) => column.name === across) ?? parameters[0]!;
  const y = parameters.find((column) => column.name === up && column !== x) ?? parameters.find((column) => column !== x)!;
  const [number, setNumber] = useKept<string>("squares", (found.points ?? 0) < 100 ? "4" : "8");
  const { value, problem, busy } = useAnswer(told.entry.id, {
    table: "runs", where: [...where, { column: outcome.name, is: "known" }], limit: 5000,
    group: [{ column: x.name, bins: Number(number) }, { column: y.name, bins: Number(number) }],
    measures: [{ statistic: "mean", column: outcome.name }, { statistic: "count" }],
  });
  const squares = useMemo<Square[]>(() => (value?.rows ?? []).filter((row) => row.length === 6 && row[0] !== null).map((row) => ({
    x1: Number(row[0]) * scaleOf(x.unit), x2: Number(row[1]) * scaleOf(x.unit), y1: Number(row[2]) * scaleOf(y.unit), y2: Number(row[3]) * scaleOf(y.unit),
    value: Number(row[4]) * scaleOf(outcome.unit), text: `${tellValue(row[4], outcome.unit)}, ${plain(Number(row[5]))} runs`,
  })), [value]);
  const values = squares.map((square) => square.value ?? 0);
  const draw = useMemo(() => (plot: Plot, width: number) => heat(plot, width, squares, axisWords(x), axisWords(y)), [squares]);
  const low = plain(Math.min(...values));
  const high = plain(Math.max(...values));
  return (
    <section aria-labelledby="two-title">
      <h2 id="two-title">Two parameters together</h2>
      <Chart title={`${outcome.title} by ${x.title.toLowerCase()} and ${y.title.toLowerCase()}`}
        subtitle={values.length ? `Mean of all runs in a square, ${unitWords(outcome.unit)}: the palest ${low}, the darkest ${high}` : ""}
        description={`A map of means, from ${low} to ${high}. The numbers stand in the table below.`}
        note={levers.length ? "Over all policies, unless a condition above says otherwise. Squares without runs are left empty." : "Squares without runs are left empty."}
        source={sourceOf(told)} name={`${told.entry.name}-${outcome.name}-map`} draw={draw}
        controls={
          <>
            <Choice label="Across" value={x.name} options={columnOptions(parameters).map((option) => ({ ...option, group: undefined }))} onChoose={setAcross} />
            <Choice label="Upwards" value={y.name} options={columnOptions(parameters.filter((column) => column !== x)).map((option) => ({ ...option, group: undefined }))} onChoose={setUp} />
            <Choice label="Squares" value={number} options={["4", "8", "12", "20"].map((one) => ({ value: one, title: `${one} × ${one}` }))} onChoose={setNumber} />
          </>
        }
        empty={squares.length ? undefined : problem || (busy ? "Reading …" : "No runs fit.")}
        numbers={{
          columns: [`${x.title}, from`, "to", `${y.title}, from`, "to", outcome.title, "Runs"],
          rows: (value?.rows ?? []).map((row) => [...row]),
        }} />
    </section>
  );
}

function Weekly({ told, levers, where }: Part) {
  const table = tableOf(told, "weekly")!;
  const series = table.columns.filter((column) => !column.key && column.name !== "week" && column.role === "" && (column.kind === "number" || column.kind === "whole"));
  const [name, setName] = useKept("curve", series[0]?.name ?? "");
  const shown = series.find((column) => column.name === name) ?? series[0];
  const apart = levers.slice(0, 2);
  const usable = where.filter((condition) => table.columns.some((column) => column.name === condition.column));
  const { value, problem, busy } = useAnswer(told.entry.id, shown ? {
    table: "weekly", where: usable, group: [...apart.map((lever) => ({ column: lever.name })), { column: "week" }], limit: 5000,
    measures: [{ statistic: "mean", column: shown.name }, { statistic: "quantile", column: shown.name, at: 0.1 }, { statistic: "quantile", column: shown.name, at: 0.9 }],
  } : null);
  const from = apart.length;
  const points = useMemo<LinePoint[]>(() => (value?.rows ?? []).filter((row) => row.length === from + 4).map((row) => ({
    x: Number(row[from]), y: row[from + 1] as number | null, low: row[from + 2] as number | null, high: row[from + 3] as number | null, series: policyWords(apart, row),
  })), [value]);
  const looks = useMemo(() => policies(apart, value), [value]);
  const draw = useMemo(() => (plot: Plot, width: number) => lines(plot, width, points, looks, "weeks", shown?.unit ?? "", { years: inYears(points) }), [points, looks]);
  if (!shown) return null;
  return (
    <section aria-labelledby="weekly-title">
      <h2 id="weekly-title">Over time</h2>
      <Chart title={shown.title} subtitle={`${unitWords(shown.unit)}: means over runs; bands hold four runs in five`} source={sourceOf(told)} name={`${told.entry.name}-${shown.name}`} draw={draw}
        description={`${shown.title}, a line for each policy: ${looks.map((look) => look.name).join(", ")}.`}
        keyItems={looks.map((look) => ({ label: look.name, colour: look.colour, dashes: look.dashes }))}
        controls={<Choice label="Curve" value={shown.name} options={columnOptions(series)} onChoose={setName} />}
        empty={points.length ? undefined : problem || (busy ? "Reading …" : "No weeks.")}
        numbers={{ columns: ["Policy", "Week", shown.title, "10 %", "90 %"], rows: points.map((point) => [point.series, point.x, point.y, point.low ?? null, point.high ?? null]) }} />
    </section>
  );
}

