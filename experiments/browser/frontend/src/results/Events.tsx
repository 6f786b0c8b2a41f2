// Events of a run: how often each kind happened, and when.

import { useMemo, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import type { Plot } from "../charts/plot";
import { sourceOf } from "./sources";
import type { Details, Table } from "./api";
import { useAnswer } from "./api";
import { type Bin, bars, histograms } from "./draw";
import { plain, valueWords } from "./numbers";

const MOST = 16;
const OF = { stage: "Stages of the way to help", severity: "How ill people are" } as const;
type Of = keyof typeof OF;

export function Events({ told, table }: { told: Details; table: Table }) {
  const [of, setOf] = useState<Of>("stage");
  const [chosen, setChosen] = useState("");
  const column = table.columns.find((one) => one.name === "after");
  const counted = useAnswer(told.entry.id, {
    table: table.name, where: [{ column: "what", is: "=", value: of }], group: [{ column: "before" }, { column: "after" }],
    measures: [{ statistic: "count" }, { statistic: "distinct", column: "person" }], sort: [{ measure: 0, descending: true }], limit: 200,
  });
  const rows = useMemo(() => (counted.value?.rows ?? []).map((row) => ({
    id: `${row[0]}>${row[1]}`, before: String(row[0]), after: String(row[1]), times: Number(row[2]), people: Number(row[3]),
    label: `${valueWords(column, row[0])} → ${valueWords(column, row[1]).toLowerCase()}`,
  })), [counted.value, column]);
  const shown = rows.slice(0, MOST);
  const picked = rows.find((row) => row.id === chosen) ?? rows[0];
  const time = useAnswer(told.entry.id, picked ? {
    table: table.name, group: [{ column: "week", bins: 52 }], measures: [{ statistic: "count" }],
    where: [{ column: "what", is: "=", value: of }, { column: "before", is: "=", value: picked.before }, { column: "after", is: "=", value: picked.after }],
  } : null);
  const bins = useMemo<Bin[]>(() => (time.value?.rows ?? []).map((row) => ({ from: Number(row[0]), to: Number(row[1]), value: Number(row[2]), group: "" })), [time.value]);
  const draw = useMemo(() => (plot: Plot, width: number) =>
    bars(plot, width, shown.map((row) => ({ label: row.label, value: row.times, text: plain(row.times) })), "times"), [rows]);
  const drawTime = useMemo(() => (plot: Plot, width: number) => histograms(plot, width, bins, [{ name: "", colour: "var(--series-0)" }], "week", "times"), [bins]);
  return (
    <section aria-labelledby="events-title">
      <h2 id="events-title">What happened to people</h2>
      <p class="results-section-lead">{plain(table.rows ?? 0)} events were written down, one for each change of a person.</p>
      <div class="results-pair">
        <Chart title="How often" subtitle="Times in the whole run" source={sourceOf(told)} name={`${told.entry.name}-events-${of}`} draw={draw}
          description={`Bars, the longest first: ${shown.map((row) => `${row.label} ${plain(row.times)}`).join("; ")}.`}
          controls={
            <label class="results-choice"><span>Changes of</span>
              <select class="field" value={of} onChange={(event) => setOf(event.currentTarget.value as Of)}>
                {Object.entries(OF).map(([value, title]) => <option key={value} value={value}>{title}</option>)}
              </select>
            </label>
          }
          note={rows.length > MOST ? `The ${MOST} most frequent of ${rows.length}; the table has all.` : undefined}
          empty={rows.length ? undefined : counted.problem || (counted.busy ? "Reading …" : "No such events.")}
          numbers={{ columns: ["Change", "Times", "People"], rows: rows.map((row) => [row.label, row.times, row.people]) }} />
        <Chart title="When" subtitle={picked ? `${picked.label}: times, week by week` : ""} source={sourceOf(told)} name={`${told.entry.name}-events-when`} draw={drawTime}
          description="How often it happened, over the weeks of the run."
          controls={
            <label class="results-choice"><span>Change</span>
              <select class="field" value={picked?.id ?? ""} onChange={(event) => setChosen(event.currentTarget.value)}>
                {rows.map((row) => <option key={row.id} value={row.id}>{row.label}</option>)}
              </select>
            </label>
          }
          empty={bins.length ? undefined : time.problem || (time.busy ? "Reading …" : "No such events.")}
          numbers={{ columns: ["Week, from", "before week", "Times"], rows: bins.map((bin) => [bin.from, bin.to, bin.value]) }} />
      </div>
    </section>
  );
}
