// One strategy: what it does, on or off, and its own numbers.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Fields, StrategyKind } from "../wire/types";
import { NumberField } from "./NumberField";

interface Props {
  kind: StrategyKind;
  /** Fields that differ from the defaults while it is on; null while it is off. */
  on: Fields | null;
  /** Said beside its title while it is on: "since year 2". */
  since?: string;
  onSwitch: (fields: Fields | null) => void;
  /** Names of fields that are not offered, such as `start` where the present week is meant. */
  without?: readonly string[];
  note?: string;
  verb?: string;
}

const FIRST = ["coverage", "target", "growth", "share", "effect"]; // what people turn first

export function StrategyCard({ kind, on, since, onSwitch, without = [], note, verb = "Switch on" }: Props): JSX.Element {
  const [draft, setDraft] = useState<Fields>(on ?? {});
  const [open, setOpen] = useState(false);
  const fields = kind.fields.filter((field) => !without.includes(field.path))
    .toSorted((one, other) => rank(one.path) - rank(other.path));
  const set = (name: string, value: number | string): void => {
    const next = { ...draft, [name]: value };
    if (value === kind.fields.find((field) => field.path === name)?.default) delete next[name];
    setDraft(next);
  };
  const differs = on !== null && JSON.stringify(own(on, without)) !== JSON.stringify(own(draft, without));
  return (
    <li class={`card strategy${on ? " on" : ""}`}>
      <div class="head">
        <h3>{kind.title}</h3>
        {on && <span class="since">{since ?? "on"}</span>}
      </div>
      <p>{kind.meaning}</p>
      {note && <p>{note}</p>}
      <div class="row">
        {on === null
          ? <button type="button" class="button main" onClick={() => onSwitch(draft)}>{verb}<Of kind={kind} /></button>
          : <button type="button" class="button" onClick={() => onSwitch(null)}>Switch off<Of kind={kind} /></button>}
        {differs && <button type="button" class="button main" onClick={() => onSwitch(draft)}>Use these numbers<Of kind={kind} /></button>}
        {fields.length > 0 && (
          <button type="button" class="button plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Fewer" : "Its numbers"}<Of kind={kind} />
          </button>
        )}
      </div>
      {open && fields.map((field) => (
        <NumberField key={field.path} control={field} value={draft[field.path] ?? field.default} onChange={(value) => set(field.path, value)} />
      ))}
    </li>
  );
}

function Of({ kind }: { kind: StrategyKind }): JSX.Element {
  return <span class="hidden-visually"> {kind.title}</span>;
}
function rank(name: string): number {
  const at = FIRST.indexOf(name);
  return at < 0 ? FIRST.length : at;
}
function own(fields: Fields, without: readonly string[]): [string, number | string][] {
  return Object.entries(fields).filter(([name]) => name !== "name" && !without.includes(name)).toSorted();
}
