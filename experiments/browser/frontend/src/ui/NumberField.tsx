// One number or choice of the model: a slider over its usual range, a box over all that is allowed, and what it means.

import type { JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { Control } from "../wire/types";
import { told, words } from "./format";
import { Icon } from "./icons";

interface Props {
  control: Control;
  value: number | string;
  /** What it is where nobody has touched it; the control's default if left out. */
  usual?: number | string;
  onChange: (value: number | string) => void;
  note?: string;
}

const FAR = 20;          // bounds that lie farther apart than this say little about what is usual
const TIMES = 4;         // the default, where nothing else says how far one may want to go
const USUAL_WEEKS = 104; // for whole numbers that are 0 by default: all of them count weeks

/** From where to where the slider goes: about the plausible range, within what is allowed. Null where nothing says what a
 * usual value is, as for costs that are 0 until somebody gives them. */
export function sliderRange(control: Control, value: number): [number, number] | null {
  const start = typeof control.default === "number" ? control.default : 0;
  let [low, high] = control.prior;
  if (low <= control.low && high >= control.high) {
    // Nobody has said what is plausible.
    const usual = Math.abs(start) || Math.abs(value) || (control.kind === "whole" ? USUAL_WEEKS / TIMES : 0);
    if (control.low < 0 || usual === 0) {
      if (control.high - control.low > FAR) return null;
      [low, high] = [control.low, control.high];
    } else [low, high] = [control.low, TIMES * usual];
  } else {
    const wide = high - low;
    [low, high] = [low - wide / 2, high + wide / 2];
  }
  return [Math.min(value, start, Math.max(low, control.low)), Math.max(value, start, Math.min(high, control.high))];
}

/** A step that gives some two hundred places, round in tens. */
function stepOf(low: number, high: number, whole: boolean): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-9) / 100));
  return whole ? Math.max(1, Math.round(step)) : step;
}

export function NumberField({ control, value, usual, onChange, note }: Props): JSX.Element {
  const id = useId();
  const [text, setText] = useState(String(value));
  const [problem, setProblem] = useState("");
  const [open, setOpen] = useState(false);
  useEffect(() => { setText(String(value)); setProblem(""); }, [value]);
  const start = usual ?? control.default;
  const changed = value !== start;

  const take = (given: string): void => {
    setText(given);
    const number = Number(given);
    const bad = given.trim() === "" || !Number.isFinite(number) || number < control.low || number > control.high
      || (control.kind === "whole" && !Number.isInteger(number));
    setProblem(bad ? `${control.kind === "whole" ? "A whole number" : "A number"} from ${told(control.low)} to ${told(control.high)}` : "");
    if (!bad && number !== value) onChange(number);
  };

  return (
    <div class={`number-field${changed ? " changed" : ""}`}>
      <div class="head">
        <label for={id}>{control.title}</label>
        <span>
          {changed && (
            <button type="button" class="more" onClick={() => onChange(start)}>
              undo<span class="hidden-visually">: {control.title} back to {typeof start === "number" ? told(start) : words(start)}</span>
            </button>
          )}
          <button type="button" class="more" aria-expanded={open} aria-label={`What is ${control.title}?`} onClick={() => setOpen(!open)}>
            <Icon name="info" />
          </button>
        </span>
      </div>
      {control.kind === "choice"
        ? (
          <select id={id} class="field" value={String(value)} onChange={(event) => onChange(event.currentTarget.value)}>
            {control.choices.map((choice) => <option key={choice} value={choice}>{words(choice)}</option>)}
          </select>
        )
        : <Entry id={id} control={control} value={Number(value)} text={text} problem={problem} typed={setText} take={take} />}
      {problem && <span class="problem" id={`${id}-problem`} role="alert">{problem}</span>}
      <span class="unit">{[control.meaning, control.unit, note].filter(Boolean).join(" · ")}</span>
      {open && <About control={control} start={start} />}
    </div>
  );
}

interface EntryProps {
  id: string; control: Control; value: number; text: string; problem: string;
  typed: (text: string) => void; take: (text: string) => void;
}
function Entry({ id, control, value, text, problem, typed, take }: EntryProps): JSX.Element {
  const range = sliderRange(control, value);
  return (
    <div class="entry">
      {range ? (
        <input type="range" min={range[0]} max={range[1]} step={stepOf(range[0], range[1], control.kind === "whole")}
          value={Number.isFinite(Number(text)) ? Number(text) : value} aria-label={`${control.title}, slider`}
          onInput={(event) => typed(String(Number(event.currentTarget.value)))}
          onChange={(event) => take(String(Number(event.currentTarget.value)))} />
      ) : <span />}
      <input id={id} type="number" class="field number" inputMode="decimal" step="any" min={control.low} max={control.high}
        value={text} aria-invalid={problem !== ""} aria-describedby={problem ? `${id}-problem` : undefined}
        onInput={(event) => typed(event.currentTarget.value)} onChange={(event) => take(event.currentTarget.value)} />
    </div>
  );
}

function About({ control, start }: { control: Control; start: number | string }): JSX.Element {
  const numeric = control.kind !== "choice";
  return (
    <div class="about">
      <dl>
        <dt>Here</dt><dd>{typeof start === "number" ? told(start) : words(start)}</dd>
        {numeric && control.doubt && <><dt>In doubt</dt><dd>{control.doubt}</dd></>}
        {numeric && <><dt>Allowed</dt><dd>{told(control.low)} to {told(control.high)}</dd></>}
        {control.source && <><dt>Source</dt><dd>{control.source}</dd></>}
      </dl>
    </div>
  );
}
