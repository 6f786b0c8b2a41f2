// Tables of a result, page by page as the server has them; the whole of one as CSV.

import { useState } from "preact/hooks";

import { type Column, type Question, type Table, address, useAnswer } from "./api";
import { counted, plain, told, unitWords, valueWords } from "./numbers";

const ROWS = 20;
const MOST_COLUMNS = 40;

export function Tables({ id, tables }: { id: string; tables: Table[] }) {
  const [open, setOpen] = useState("");
  return (
    <section aria-labelledby="tables-title">
      <h2 id="tables-title">Tables</h2>
      <p class="results-section-lead">Everything that was written down, to read here or to take along as CSV.</p>
      {tables.map((table) => (
        <details key={table.name} class="results-table-box" onToggle={(event) => event.currentTarget.open && setOpen((before) => `${before} ${table.name}`)}>
          <summary>
            <span>{table.title}</span>
            <span class="results-table-size">{table.rows === null ? counted(table.pieces, "file") : counted(table.rows, "row")}, {counted(table.columns.length, "column")}</span>
          </summary>
          {open.split(" ").includes(table.name) && <Rows id={id} table={table} />}
        </details>
      ))}
    </section>
  );
}

function Rows({ id, table }: { id: string; table: Table }) {
  const [at, setAt] = useState(0);
  const [sort, setSort] = useState<{ column: string; descending: boolean } | null>(null);
  const columns = table.columns.slice(0, MOST_COLUMNS);
  const question: Question = {
    table: table.name, columns: columns.map((column) => column.name), limit: ROWS, offset: at, sort: sort ? [sort] : [],
  };
  const { value, problem, busy } = useAnswer(id, question);
  const total = value?.total ?? 0;
  const sortBy = (column: string) => {
    setAt(0);
    setSort(sort?.column === column ? (sort.descending ? null : { column, descending: true }) : { column, descending: false });
  };
  return (
    <div aria-busy={busy}>
      {problem && <p class="results-note" role="alert">{problem}</p>}
      {value && (
        <div class="scrolled" tabIndex={0} role="region" aria-label={table.title}>
          <table class="numbers">
            <caption class="hidden-visually">{table.title}</caption>
            <thead>
              <tr>{columns.map((column) => (
                <th key={column.name} scope="col" aria-sort={sort?.column === column.name ? (sort.descending ? "descending" : "ascending") : "none"}>
                  <button type="button" class="results-sorter" title={meaning(column)} onClick={() => sortBy(column.name)}>
                    {column.title}<span aria-hidden="true">{sort?.column === column.name ? (sort.descending ? " ↓" : " ↑") : ""}</span>
                  </button>
                </th>
              ))}</tr>
            </thead>
            <tbody>
              {value.rows.map((row, place) => (
                <tr key={place}>{row.map((cell, which) => (
                  <td key={which} class={typeof cell === "number" ? "figure" : ""}>
                    {typeof cell === "string" ? valueWords(columns[which], cell) : told(cell, columns[which]?.unit)}
                  </td>
                ))}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="results-pager">
        <button type="button" class="button" disabled={at === 0} onClick={() => setAt(Math.max(0, at - ROWS))}>Previous</button>
        <span role="status">{total ? `${plain(at + 1)} to ${plain(Math.min(at + ROWS, total))} of ${plain(total)}` : busy ? "Reading …" : "No rows"}</span>
        <button type="button" class="button" disabled={at + ROWS >= total} onClick={() => setAt(at + ROWS)}>Next</button>
        <a class="button" href={address.table(id, table.name)} download>Whole table as CSV</a>
      </div>
      {table.left_out > 0 && <p class="results-note">{plain(table.left_out)} damaged files are left out.</p>}
      {table.columns.length > columns.length && <p class="chart-note">The first {columns.length} of {table.columns.length} columns; the CSV file has all.</p>}
    </div>
  );
}

function meaning(column: Column): string {
  return [column.meaning, column.unit && unitWords(column.unit), `(${column.name})`].filter(Boolean).join(" · ");
}
