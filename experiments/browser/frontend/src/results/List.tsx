// The list of results: found by words and kind, sorted by any column.

import { useEffect, useMemo, useState } from "preact/hooks";

import { type Entry, type Listed, list, useLoaded } from "./api";
import { bytes, date, dateAndTime, plain, time } from "./numbers";
import { hrefOf } from "./route";
import { KIND, kindWords } from "./words";

type By = "name" | "kind" | "world" | "people" | "weeks" | "changed" | "size";
const COLUMNS: { by: By; title: string; number?: boolean }[] = [
  { by: "name", title: "Name" }, { by: "kind", title: "Kind" }, { by: "world", title: "World" },
  { by: "people", title: "People", number: true }, { by: "weeks", title: "Time", number: true },
  { by: "changed", title: "Made", number: true }, { by: "size", title: "Size", number: true },
];
const AT_ONCE = 100;

// What was looked for stays when one comes back from a result.
const kept: { text: string; kind: string; by: By; down: boolean; listed: Listed | null } = {
  text: "", kind: "", by: "changed", down: true, listed: null,
};

export function List() {
  const [round, setRound] = useState(0);
  const loaded = useLoaded(`list ${round}`, list);
  const [text, setText] = useState(kept.text);
  const [kind, setKind] = useState(kept.kind);
  const [by, setBy] = useState<By>(kept.by);
  const [down, setDown] = useState(kept.down);
  const [shown, setShown] = useState(AT_ONCE);
  useEffect(() => { Object.assign(kept, { text, kind, by, down }); setShown(AT_ONCE); }, [text, kind, by, down]);
  useEffect(() => { if (loaded.value) kept.listed = loaded.value; }, [loaded.value]);

  const listed = loaded.value ?? kept.listed;
  const entries = listed?.entries ?? [];
  const kinds = useMemo(() => {
    const count = new Map<string, number>();
    for (const entry of entries) count.set(entry.kind, (count.get(entry.kind) ?? 0) + 1);
    return Object.keys(KIND).filter((one) => count.has(one)).map((one) => ({ kind: one, count: count.get(one)! }));
  }, [entries]);
  const found = useMemo(() => sorted(entries.filter((entry) => fits(entry, text, kind)), by, down), [entries, text, kind, by, down]);

  const sortBy = (column: By) => {
    if (column === by) setDown(!down);
    else { setBy(column); setDown(column === "changed" || column === "size"); }
  };

  return (
    <section aria-labelledby="results-title">
      <header class="results-head">
        <h1 id="results-title">Results</h1>
        <p class="results-lead">Every run, comparison and sweep that stands in the directory of results. Open one to see what came out of it.</p>
      </header>
      <div class="results-tools">
        <label class="results-search">
          <span>Find</span>
          <input class="field" type="search" value={text} placeholder="Name, world, strategy …" autocomplete="off"
            onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <label>
          <span>Kind</span>
          <select class="field" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            <option value="">All kinds ({entries.length})</option>
            {kinds.map((one) => <option key={one.kind} value={one.kind}>{kindWords(one.kind).many} ({one.count})</option>)}
          </select>
        </label>
        <label class="results-sort">
          <span>Sorted by</span>
          <select class="field" value={`${by} ${down}`} onChange={(event) => {
            const [column, falling] = event.currentTarget.value.split(" ");
            setBy(column as By);
            setDown(falling === "true");
          }}>
            {COLUMNS.flatMap((column) => [false, true].map((falling) => (
              <option key={`${column.by} ${falling}`} value={`${column.by} ${falling}`}>
                {column.title}, {direction(column.by, falling)}
              </option>
            )))}
          </select>
        </label>
        <button type="button" class="button" onClick={() => setRound(round + 1)}>Look again</button>
      </div>
      <p class="results-count" role="status">
        {loaded.busy && !listed ? "Looking …" : loaded.problem || told(found.length, entries.length)}
        {listed && listed.left_out > 0 && ` ${plain(listed.left_out)} directories beyond the most that are looked at are left out.`}
      </p>
      {found.length > 0 && (
        <table class="results-list">
          <caption class="hidden-visually">Results, sorted by {COLUMNS.find((column) => column.by === by)?.title.toLowerCase()}</caption>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th scope="col" key={column.by} class={column.number ? "figure" : ""}
                  aria-sort={column.by === by ? (down ? "descending" : "ascending") : "none"}>
                  <button type="button" class="results-sorter" onClick={() => sortBy(column.by)}>
                    {column.title}<span aria-hidden="true">{column.by === by ? (down ? " ↓" : " ↑") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{found.slice(0, shown).map((entry) => <Row key={entry.id} entry={entry} />)}</tbody>
        </table>
      )}
      {found.length > shown && (
        <p class="results-more">
          <button type="button" class="button" onClick={() => setShown(shown + AT_ONCE)}>
            Show {Math.min(AT_ONCE, found.length - shown)} more of {plain(found.length - shown)}
          </button>
        </p>
      )}
      {listed && entries.length === 0 && (
        <div class="results-none">
          <h2>Nothing here yet</h2>
          <p>Results come from commands. Type one of these into a terminal, and look again:</p>
          <pre><code>helpseek run{"\n"}helpseek compare --strategy leap --strategy subsidy</code></pre>
        </div>
      )}
    </section>
  );
}

function Row({ entry }: { entry: Entry }) {
  return (
    <tr class={entry.complete ? "" : "results-unfinished"}>
      <th scope="row">
        <a href={hrefOf(entry.id)}>{entry.name}</a>
        <span class="results-what">{[entry.what, entry.seeds].filter(Boolean).join(" · ")}</span>
        {entry.note && <span class="results-note">{entry.note}</span>}
      </th>
      <td data-title="Kind"><span class={`results-kind results-kind-${entry.kind}`}>{kindWords(entry.kind).one}</span></td>
      <td data-title="World">{entry.world || "–"}</td>
      <td data-title="People" class="figure">{entry.people === null ? "–" : plain(entry.people)}</td>
      <td data-title="Time" class="figure">{time(entry.weeks)}</td>
      <td data-title="Made" class="figure"><time title={dateAndTime(entry.changed)} dateTime={new Date(entry.changed * 1000).toISOString()}>{date(entry.changed)}</time></td>
      <td data-title="Size" class="figure">{bytes(entry.size)}</td>
    </tr>
  );
}

function fits(entry: Entry, text: string, kind: string): boolean {
  if (kind && entry.kind !== kind) return false;
  const all = `${entry.name} ${entry.world} ${entry.what} ${entry.seeds} ${kindWords(entry.kind).one}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

function sorted(entries: Entry[], by: By, down: boolean): Entry[] {
  const sign = down ? -1 : 1;
  const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  return entries.sort((one, other) => {
    const left = one[by];
    const right = other[by];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    const difference = typeof left === "number" && typeof right === "number" ? left - right : names.compare(String(left), String(right));
    return sign * difference || names.compare(one.name, other.name);
  });
}

function direction(by: By, falling: boolean): string {
  if (by === "changed") return falling ? "latest first" : "oldest first";
  if (by === "people" || by === "weeks" || by === "size") return falling ? "most first" : "least first";
  return falling ? "Z to A" : "A to Z";
}

function told(found: number, all: number): string {
  if (all === 0) return "";
  return found === all ? `${plain(all)} ${all === 1 ? "result" : "results"}` : `${plain(found)} of ${plain(all)} results`;
}
