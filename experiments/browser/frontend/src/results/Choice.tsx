// Small controls that all parts of the results page share.

import type { Column } from "./api";
import { unitWords } from "./numbers";

export interface Option { value: string; title: string; group?: string }

/** A labelled list to choose one from; with groups where options have them. */
export function Choice(props: { label: string; value: string; options: readonly Option[]; onChoose: (value: string) => void; note?: string }) {
  const { label, value, options, onChoose } = props;
  const groups = [...new Set(options.map((option) => option.group ?? ""))];
  const listed = (group: string) => options.filter((option) => (option.group ?? "") === group)
    .map((option) => <option key={option.value} value={option.value}>{option.title}</option>);
  return (
    <label class="results-choice">
      <span>{label}</span>
      <select class="field" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {groups.map((group) => (group ? <optgroup key={group} label={group}>{listed(group)}</optgroup> : listed(group)))}
      </select>
    </label>
  );
}

/** Columns as options. */
export function columnOptions(columns: readonly Column[], none?: string): Option[] {
  const made = columns.map((column) => ({ value: column.name, title: column.title, group: roleWords(column) }));
  return none === undefined ? made : [{ value: "", title: none }, ...made];
}

function roleWords(column: Column): string | undefined {
  return { lever: "What is done", parameter: "What is not known", outcome: "What is measured", "": undefined }[column.role];
}

/** A column's title with its unit, as an axis has it. */
export function axisWords(column: Column | undefined): string {
  if (!column) return "";
  return column.unit ? `${column.title} (${unitWords(column.unit)})` : column.title;
}
