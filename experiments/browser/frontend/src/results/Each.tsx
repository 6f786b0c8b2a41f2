// A short table as a chart: a row for each of its rows, by name, with its interval where it has one.

import { useMemo } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, seriesColour } from "../charts/plot";
import { Choice, columnOptions } from "./Choice";
import { sourceOf } from "./sources";
import type { Column, Details, Table } from "./api";
import { useAnswer } from "./api";
import { type Interval, intervals } from "./draw";
import { scaleOf, told as tellValue, unitWords, valueWords } from "./numbers";
import { useKept } from "./route";

const numeric = (column: Column) => column.kind === "number" || column.kind === "whole";
const NAMED = ["parameter", "title", "mix", "strategy", "words", "figure"];   // what rows are named by, if there is such a column
const ENDS = /(^|_)(low|high|worst_quarter)$/;

export function Each({ told, table }: { told: Details; table: Table }) {
  const open = table.columns.filter((column) => !column.key);
  const names = open.filter((column) => column.kind === "text");
  const values = open.filter((column) => numeric(column) && !ENDS.test(column.name));
  const [valueName, setValue] = useKept(`${table.name}.show`, values.find(varied(table))?.name ?? "");
  const [labelName, setLabel] = useKept(`${table.name}.name`, (NAMED.map((name) => names.find((column) => column.name === name)).find(Boolean) ?? names[0])?.name ?? "");
  const [byName, setBy] = useKept<string>(`${table.name}.by`, "");
  const value = values.find((column) => column.name === valueName) ?? values[0];
  const label = names.find((column) => column.name === labelName) ?? names[0];
  const by = names.find((column) => column.name === byName && column !== label);
  const [low, high] = ["low", "high"].map((end) => value && open.find((column) => numeric(column) && column.name === `${value.name}_${end}`));
  const asked = [label, value, ...(by ? [by] : []), ...(low && high ? [low, high] : [])].filter((column) => column !== undefined);
  const { value: answer, problem, busy } = useAnswer(told.entry.id, value && label ? { table: table.name, columns: asked.map((column) => column.name), limit: 500 } : null);
  const rows = useMemo<Interval[]>(() => {
    if (!answer || !value || !label || answer.columns.length !== asked.length) return [];
    const scale = scaleOf(value.unit);
    const place = (column: Column | undefined) => (column ? asked.indexOf(column) : -1);
    const number = (row: (string | number | boolean | null)[], column: Column | undefined) => {
      const cell = row[place(column)];
      return typeof cell === "number" ? cell * scale : null;
    };
    const groups = [...new Set(answer.rows.map((row) => String(row[place(by)])))];
    const seen = new Map<string, number>();
    return answer.rows.map((row) => {
      const name = valueWords(label, row[0]) + (by ? ` · ${valueWords(by, row[place(by)])}` : "");
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return {
        label: times > 1 ? `${name} (${times})` : name, value: number(row, value), low: low && high ? number(row, low) : null, high: low && high ? number(row, high) : null,
        colour: seriesColour(by ? groups.indexOf(String(row[place(by)])) : 0),
      };
    });
  }, [answer, value?.name, label?.name, by?.name]);
  const unit = value?.unit ? unitWords(value.unit) : value?.title ?? "";
  const draw = useMemo(() => (plot: Plot, width: number) => intervals(plot, width, rows, unit), [rows, unit]);
  if (!value || !label) return <p class="chart-empty">This table has nothing to draw.</p>;
  return (
    <Chart title={value.title} subtitle={`${table.title}${value.unit ? `, ${unit}` : ""}`} source={sourceOf(told)} name={`${told.entry.name}-${table.name}-${value.name}`} draw={draw}
      description={rows.slice(0, 20).map((row) => `${row.label}: ${tellValue(row.value)}`).join("; ")}
      note={value.meaning && `${value.meaning.charAt(0).toUpperCase()}${value.meaning.slice(1)}.`}
      controls={
        <>
          <Choice label="Show" value={value.name} options={columnOptions(values)} onChoose={setValue} />
          {names.length > 1 && <Choice label="Rows named by" value={label.name} options={columnOptions(names)} onChoose={setLabel} />}
          {names.length > 1 && <Choice label="And by" value={by?.name ?? ""} options={columnOptions(names.filter((column) => column !== label), "Nothing")} onChoose={setBy} />}
        </>
      }
      empty={rows.some((row) => row.value !== null) ? undefined : problem || (busy ? "Reading …" : "No numbers.")}
      numbers={{ columns: [label.title, unit, ...(low && high ? ["Low", "High"] : [])], rows: rows.map((row) => [row.label, row.value, ...(low && high ? [row.low, row.high] : [])]) }} />
  );
}

/** The column to begin with: an index, an effect or a share rather than a number of something. */
function varied(table: Table): (column: Column, place: number, all: Column[]) => boolean {
  const wanted = ["total", "mu_star", "median", "model", "after", "density", "difference"];
  const first = wanted.map((name) => table.columns.find((column) => column.name === name)).find(Boolean);
  return (column, place) => (first ? column === first : place === 0);
}
