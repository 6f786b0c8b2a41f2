// Conditions on rows, built by choosing: a column, a comparison, a value.

import { useId } from "preact/hooks";

import type { Column, Condition, Scalar } from "./api";
import { scaleOf, unitWords, valueWords } from "./numbers";

export interface Filter { column: string; is: Condition["is"]; value: string }

const MOST = 6;
const NUMBERS: [Condition["is"], string][] = [[">=", "is at least"], ["<=", "is at most"], ["=", "is exactly"], ["known", "is known"], ["unknown", "is not known"]];
const TEXTS: [Condition["is"], string][] = [["=", "is"], ["!=", "is not"]];

export function Filters(props: { columns: readonly Column[]; filters: readonly Filter[]; onChange: (filters: Filter[]) => void; start?: Filter; label?: string }) {
  const { columns, filters, onChange } = props;
  const first = columns[0];
  if (!first) return null;
  const change = (at: number, filter: Filter) => onChange(filters.map((one, place) => (place === at ? filter : one)));
  return (
    <fieldset class="results-filters">
      <legend>{props.label ?? "Only rows where"}</legend>
      {filters.map((filter, at) => (
        <One key={at} columns={columns} filter={filter} onChange={(next) => change(at, next)}
          onRemove={() => onChange(filters.filter((_, place) => place !== at))} />
      ))}
      {filters.length < MOST && (
        <button type="button" class="button" onClick={() => onChange([...filters, props.start ?? begun(first)])}>
          {filters.length ? "And another condition" : "Add a condition"}
        </button>
      )}
    </fieldset>
  );
}

function One(props: { columns: readonly Column[]; filter: Filter; onChange: (filter: Filter) => void; onRemove: () => void }) {
  const { columns, filter } = props;
  const column = columns.find((one) => one.name === filter.column) ?? columns[0]!;
  const ordered = column.kind === "number" || column.kind === "whole";
  const valued = filter.is !== "known" && filter.is !== "unknown";
  const id = useId();
  return (
    <div class="results-filter" role="group" aria-label={`Condition on ${column.title}`}>
      <select class="field" aria-label="Column" value={column.name} onChange={(event) => {
        const next = columns.find((one) => one.name === event.currentTarget.value);
        if (next) props.onChange(begun(next));
      }}>
        {columns.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
      </select>
      <select class="field" aria-label="Comparison" value={filter.is} onChange={(event) => props.onChange({ ...filter, is: event.currentTarget.value as Filter["is"] })}>
        {(ordered ? NUMBERS : TEXTS).map(([is, words]) => <option key={is} value={is}>{words}</option>)}
      </select>
      {valued && ordered && (
        <>
          <input class="field" type="number" step="any" aria-label="Value" aria-describedby={id} value={filter.value}
            onInput={(event) => props.onChange({ ...filter, value: event.currentTarget.value })} />
          <span id={id} class="results-unit">{unitWords(column.unit)}</span>
        </>
      )}
      {valued && !ordered && (column.kind === "truth" || column.categories.length > 0 ? (
        <select class="field" aria-label="Value" value={filter.value} onChange={(event) => props.onChange({ ...filter, value: event.currentTarget.value })}>
          {(column.kind === "truth" ? ["true", "false"] : column.categories).map((one) => (
            <option key={one} value={one}>{column.kind === "truth" ? (one === "true" ? "on" : "off") : valueWords(column, one)}</option>
          ))}
        </select>
      ) : (
        <input class="field" type="text" aria-label="Value" value={filter.value} onInput={(event) => props.onChange({ ...filter, value: event.currentTarget.value })} />
      ))}
      <button type="button" class="button" aria-label="Remove this condition" onClick={props.onRemove}>×</button>
    </div>
  );
}

function begun(column: Column): Filter {
  if (column.kind === "number" || column.kind === "whole") return { column: column.name, is: ">=", value: "" };
  return { column: column.name, is: "=", value: column.kind === "truth" ? "true" : column.categories[0] ?? "" };
}

/** Conditions as the server takes them; those that are not filled in yet are left out. */
export function conditions(columns: readonly Column[], filters: readonly Filter[]): Condition[] {
  return filters.flatMap((filter): Condition[] => {
    const column = columns.find((one) => one.name === filter.column);
    if (!column) return [];
    if (filter.is === "known" || filter.is === "unknown") return [{ column: column.name, is: filter.is }];
    if (filter.value === "") return [];
    let value: Scalar = filter.value;
    if (column.kind === "truth") value = filter.value === "true";
    else if (column.kind !== "text") {
      value = Number(filter.value) / scaleOf(column.unit);
      if (!Number.isFinite(value)) return [];
    }
    return [{ column: column.name, is: filter.is, value }];
  });
}
