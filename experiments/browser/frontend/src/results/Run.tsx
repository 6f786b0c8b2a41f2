// One run: its outcomes beside published figures, reasons, curves, people, events.

import { useMemo, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, seriesColour, seriesDashes } from "../charts/plot";
import { Choice, columnOptions } from "./Choice";
import { Explore } from "./Explore";
import { Events } from "./Events";
import type { Details, OfRun, Table } from "./api";
import { useAnswer } from "./api";
import { type Interval, type LinePoint, bars, inYears, intervals, lines } from "./draw";
import { isShare, plain, scaleOf, signed, told as tellValue, unitWords, valueWords, words } from "./numbers";
import { useKept } from "./route";
import { sourceOf, tableOf } from "./sources";

const MOST_WEEKS = 1_040;
const AVERAGED = 200;

export function Run({ told, found }: { told: Details; found: OfRun }) {
  const weekly = tableOf(told, "weekly");
  const people = tableOf(told, "people");
  const breakdown = tableOf(told, "breakdown");
  const events = tableOf(told, "events");
  return (
    <>
      <Outcomes told={told} found={found} />
      <Reasons told={told} found={found} />
      {weekly && <Curves told={told} table={weekly} />}
      {breakdown && <Breakdown told={told} table={breakdown} />}
      {people && (
        <Explore told={told} title="The people" tables={[people]} column="trust"
          filters={[{ column: "age", is: ">=", value: "18" }]}
          lead="How traits, illness and care are spread among the people at the end of the run." />
      )}
      {events && <Events told={told} table={events} />}
    </>
  );
}

function Outcomes({ told, found }: { told: Details; found: OfRun }) {
  return (
    <section aria-labelledby="outcomes-title">
      <h2 id="outcomes-title">Outcomes</h2>
      <p class="results-section-lead">Of the last year of {told.entry.name}, of adults, as a survey at the end would find them.</p>
      <div class="scrolled chart-whole" tabIndex={0} role="region" aria-label="Table of outcomes">
        <table class="numbers results-outcomes">
          <thead><tr><th scope="col">Outcome</th><th scope="col" class="figure">Here</th><th scope="col" class="figure">Published</th></tr></thead>
          <tbody>
            {found.outcomes.map((outcome) => (
              <tr key={outcome.name}>
                <th scope="row">
                  {outcome.title}
                  <span class="results-definition">{outcome.definition}</span>
                </th>
                <td class="figure">
                  <strong>{tellValue(outcome.value, outcome.unit)}</strong>
                  {!isShare(outcome.unit) && <span class="results-unit">{unitWords(outcome.unit.replace("currency", told.currency))}</span>}
                </td>
                <td class="figure">
                  {outcome.published === null ? "–" : tellValue(outcome.published, outcome.unit)}
                  {outcome.source && <span class="results-unit">{outcome.source}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Reasons({ told, found }: { told: Details; found: OfRun }) {
  const rows = useMemo(() => found.reasons.filter((one) => one.value !== null).sort((one, other) => other.value! - one.value!), [found]);
  const draw = useMemo(() => (plot: Plot, width: number) =>
    bars(plot, width, rows.map((row) => ({ label: row.title, value: 100 * row.value!, text: tellValue(row.value, "share") })), "percent"), [rows]);
  if (!found.reasons.length) return null;
  return (
    <section aria-labelledby="reasons-title">
      <h2 id="reasons-title">Why people did not seek help</h2>
      <Chart title="Reasons named" subtitle="Of adults who were ill in the last year and had no care, percent; several may be named"
        description={`Bars, the longest first: ${rows.map((row) => `${row.title} ${tellValue(row.value, "share")}`).join("; ")}.`}
        note="“Sees no need” is of all who had no care; the other reasons are of those who saw a need."
        source={sourceOf(told)} name={`${told.entry.name}-reasons`} draw={draw}
        empty={rows.length ? undefined : "Nobody was ill without care."}
        numbers={{ columns: ["Reason", "Share"], rows: rows.map((row) => [row.title, row.value]), shown: [String, (cell) => tellValue(cell as number, "share")] }} />
    </section>
  );
}

/** Groups of weekly columns, so that curves of one unit are chosen together. */
function curveGroups(table: Table): { title: string; columns: Table["columns"] }[] {
  const groups = new Map<string, Table["columns"]>();
  for (const column of table.columns) {
    if (column.key || column.name === "week" || column.kind === "text" || column.kind === "truth") continue;
    const title = column.group || "Other";
    groups.set(title, [...(groups.get(title) ?? []), column]);
  }
  return [...groups].map(([title, columns]) => ({ title, columns }));
}

function Curves({ told, table }: { told: Details; table: Table }) {
  const groups = useMemo(() => curveGroups(table), [table]);
  const [title, setTitle] = useKept("curves", groups.find((one) => one.columns.some((column) => column.at_first && column.unit === "adults"))?.title ?? groups[0]?.title ?? "");
  const group = groups.find((one) => one.title === title) ?? groups[0];
  const [chosen, setChosen] = useState<string[]>(table.columns.filter((column) => column.at_first).map((column) => column.name));
  const columns = (group?.columns ?? []).filter((column) => chosen.includes(column.name));
  const many = (table.rows ?? 0) > MOST_WEEKS;
  const names = columns.map((column) => column.name);
  const { value, problem, busy } = useAnswer(told.entry.id, names.length ? (many
    ? { table: table.name, group: [{ column: "week", bins: AVERAGED }], measures: names.map((column) => ({ statistic: "mean" as const, column })), limit: AVERAGED }
    : { table: table.name, columns: ["week", ...names], sort: [{ column: "week" }], limit: MOST_WEEKS }) : null);
  const points = useMemo<LinePoint[]>(() => {
    const before = many ? 2 : 1;
    if (!value || value.columns.length !== before + columns.length) return [];
    return value.rows.flatMap((row) => columns.map((column, at) => ({ x: Number(row[0]), y: row[before + at] as number | null, series: column.title })));
  }, [value, names.join()]);
  const looks = columns.map((column, at) => ({ name: column.title, colour: seriesColour(at), dashes: seriesDashes(at) }));
  const unit = columns[0]?.unit ?? "";
  const draw = useMemo(() => (plot: Plot, width: number) => lines(plot, width, points, looks, "weeks", unit, { zero: true, years: inYears(points) }), [points]);
  const toggle = (name: string) => setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const change = (next: string) => {
    setTitle(next);
    const offered = groups.find((one) => one.title === next)?.columns ?? [];
    if (!offered.some((column) => chosen.includes(column.name))) setChosen(offered.slice(0, 3).map((column) => column.name));
  };
  return (
    <section aria-labelledby="curves-title">
      <h2 id="curves-title">Week by week</h2>
      <Chart title={group?.title ?? ""} subtitle={[unit, many ? "means of several weeks" : ""].filter(Boolean).join(", ")} level={3}
        description={`Lines over ${told.entry.weeks ?? ""} weeks: ${columns.map((column) => column.title).join(", ")}.`}
        source={sourceOf(told)} name={`${told.entry.name}-weekly`} draw={draw}
        keyItems={looks.map((look) => ({ label: look.name, colour: look.colour, dashes: look.dashes }))}
        empty={points.length ? undefined : problem || (names.length === 0 ? "Choose at least one curve." : busy ? "Reading …" : "No weeks.")}
        controls={
          <>
            <Choice label="Curves of" value={group?.title ?? ""} options={groups.map((one) => ({ value: one.title, title: one.title }))} onChoose={change} />
            <fieldset class="results-checks">
              <legend>Curves</legend>
              {group?.columns.map((column) => (
                <label key={column.name}><input type="checkbox" checked={chosen.includes(column.name)} onChange={() => toggle(column.name)} /> {column.title}</label>
              ))}
            </fieldset>
          </>
        }
        numbers={{ columns: many ? ["week, from", "to", ...names] : ["week", ...names], rows: value && points.length ? value.rows : [] }} />
    </section>
  );
}

function Breakdown({ told, table }: { told: Details; table: Table }) {
  const outcomes = table.columns.filter((column) => column.role === "outcome");
  const [name, setName] = useKept("group", outcomes[0]?.name ?? "");
  const outcome = outcomes.find((column) => column.name === name) ?? outcomes[0];
  const { value, problem, busy } = useAnswer(told.entry.id, outcome ? { table: table.name, columns: ["by", "group", "adults", outcome.name] } : null);
  const whole = (told.found as unknown as OfRun).outcomes.find((one) => one.name === outcome?.name)?.value ?? null;
  const rows = useMemo<Interval[]>(() => (value?.rows ?? []).map((row) => ({
    label: `${words(String(row[0]))}: ${valueWords(undefined, row[1] ?? null).toLowerCase()}`,
    value: row[3] === null ? null : Number(row[3]) * scaleOf(outcome?.unit ?? ""), low: null, high: null,
  })), [value, outcome]);
  const draw = useMemo(() => (plot: Plot, width: number) =>
    intervals(plot, width, rows, unitWords(outcome?.unit ?? ""), whole === null ? null : whole * scaleOf(outcome?.unit ?? "")), [rows, whole, outcome]);
  if (!outcome) return null;
  return (
    <section aria-labelledby="breakdown-title">
      <h2 id="breakdown-title">By group</h2>
      <Chart title={outcome.title} subtitle={`${unitWords(outcome.unit)}; the line is what holds of all adults${whole === null ? "" : ` (${tellValue(whole, outcome.unit)})`}`}
        description={`${outcome.title} by group: ${rows.map((row) => `${row.label} ${row.value === null ? "unknown" : plain(row.value)}`).join("; ")}.`}
        note={`${words(outcome.meaning)}.`} source={sourceOf(told)} name={`${told.entry.name}-by-group-${outcome.name}`} draw={draw}
        controls={<Choice label="Outcome" value={outcome.name} options={columnOptions(outcomes).map((option) => ({ ...option, group: undefined }))} onChoose={setName} />}
        empty={rows.some((row) => row.value !== null) ? undefined : problem || (busy ? "Reading …" : "Nobody whom it is about.")}
        numbers={{
          columns: ["Group", "Adults", outcome.title, "Beyond all"],
          rows: (value?.rows ?? []).map((row, at) => [rows[at]?.label ?? "", row[2] ?? null, row[3] ?? null, row[3] === null || whole === null ? null : Number(row[3]) - whole]),
          shown: [String, (cell) => tellValue(cell as number), (cell) => tellValue(cell as number, outcome.unit), (cell) => signed(cell as number | null, outcome.unit)],
        }} />
    </section>
  );
}
