// The same town with each strategy, side by side: the same people in the same places.

import { effect } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { NetworkView } from "../net/network";
import { colour as resolved, dark } from "../shell/theme";
import type { Connection } from "../wire/connection";
import type { Code } from "../wire/types";
import { armWords } from "./words";

export type By = "because" | "stage";
const MOVED: ReadonlySet<number> = new Set([2, 3]);   // codes of those in care only here, or only without
const MOST_RINGS = 300;                           // beyond that rings hide more than they show

export function Networks({ connection, labels, by, onBy, person, onPerson }: {
  connection: Connection; labels: string[]; by: By; onBy: (by: By) => void; person: number | null; onPerson: (person: number | null, arm: number) => void;
}) {
  const [lit, setLit] = useState(true);
  const colouring = connection.declared.colourings.find((one) => one.name === by);
  const codes = colouring?.codes ?? [];
  return (
    <section class="card section" aria-labelledby="networks-title">
      <div class="section-head">
        <div>
          <h2 id="networks-title">The same people, side by side</h2>
          <p class="quiet small">{by === "because" ? "Who is in care only with the strategy, and who would be without it." : "Where people stand on the way to help."} Point at somebody, or click to read both their lives.</p>
        </div>
        <div class="segments" role="group" aria-label="What colours mean">
          <button type="button" class="button small" aria-pressed={by === "because"} onClick={() => onBy("because")}>In care because of it</button>
          <button type="button" class="button small" aria-pressed={by === "stage"} onClick={() => onBy("stage")}>Where people stand</button>
          {by === "because" && <button type="button" class="button small" aria-pressed={lit} onClick={() => setLit(!lit)}>Lit: those it moves</button>}
        </div>
      </div>
      <ul class="compare-legend" aria-label="Colours">
        {codes.map((code) => <li key={code.name}><span class="dot" style={{ background: `light-dark(${code.light}, ${code.dark})` }} />{code.title}</li>)}
      </ul>
      <div class={`networks of-${labels.length}`}>
        {labels.map((_, arm) => (
          <Pane key={arm} connection={connection} arm={arm} label={armWords(labels, arm)} codes={codes} by={by} lit={lit && by === "because" && arm > 0}
            person={person} onPerson={(row) => onPerson(row, arm)} />
        ))}
      </div>
    </section>
  );
}

function Pane({ connection, arm, label, codes, by, lit, person, onPerson }: {
  connection: Connection; arm: number; label: string; codes: Code[]; by: By; lit: boolean; person: number | null; onPerson: (row: number | null) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<NetworkView | null>(null);
  const latest = useRef<Uint8Array | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const [counts, setCounts] = useState<number[]>([]);
  const pick = useRef(onPerson);
  pick.current = onPerson;
  const number = useMemo(() => connection.declared.colourings.findIndex((one) => one.name === by), [connection, by]);

  useEffect(() => {
    const made = new NetworkView(place.current!, {
      label: `Network of people, ${label}`, onHover: (row) => setPointed(row), onPick: (row) => pick.current(row),
    });
    view.current = made;
    const stop = effect(() => {
      const town = connection.town.value;
      if (town) made.setTown(town.positions, town.household, town.ends, town.kinds);
    });
    return () => { stop(); made.destroy(); view.current = null; };
  }, [connection, arm]);
  useEffect(() => effect(() => {
    const isDark = dark.value;
    view.current?.setInk({ ground: resolved("--net-ground"), tie: resolved("--net-tie"), mark: resolved("--net-mark") });
    view.current?.setColours(codes.map((code, at) => ({ colour: isDark ? code.dark : code.light, quiet: by === "because" ? at < 2 : at === 0 })));
  }), [codes, by]);
  useEffect(() => effect(() => {
    const frame = connection.frame.value;
    if (!frame || frame.colouring !== number || arm >= frame.arms || connection.town.value?.people !== frame.people) return;
    view.current?.setCodes(frame.codes, arm);
    const found = new Array<number>(codes.length).fill(0);
    const own = frame.codes.subarray(arm * frame.people, (arm + 1) * frame.people), moved: number[] = [];
    own.forEach((code, row) => {
      if (code < found.length) found[code]!++;
      if (MOVED.has(code)) moved.push(row);
    });
    latest.current = own;
    setCounts(found);
    view.current?.highlight(lit && moved.length > 0 && moved.length <= MOST_RINGS ? moved : null, "ring");
  }), [connection, arm, number, codes, lit]);
  useEffect(() => { view.current?.highlightCodes(lit ? MOVED : null); }, [lit, by]);
  useEffect(() => { view.current?.select(person); }, [person]);
  useEffect(() => { view.current?.setLabel(`Network of people, ${label}`); }, [label]);

  const said = by === "because"
    ? arm === 0 ? `${((counts[1] ?? 0) + (counts[2] ?? 0)).toLocaleString("en")} in care` : `${(counts[2] ?? 0).toLocaleString("en")} in care only with it, ${(counts[3] ?? 0).toLocaleString("en")} only without it`
    : `${(counts[codes.findIndex((code) => code.name === "in_care")] ?? 0).toLocaleString("en")} in care`;
  return (
    <figure class="pane">
      <figcaption><strong>{label}</strong> <span class="quiet number">{said}</span></figcaption>
      <div class="pane-view" ref={place} />
      <p class="pane-point small quiet" aria-hidden="true">{pointed === null ? " " : `#${pointed}: ${codes[latest.current?.[pointed] ?? -1]?.title.toLowerCase() ?? ""}`}</p>
    </figure>
  );
}
