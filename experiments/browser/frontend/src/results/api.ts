// What the server tells of results, and how it is asked.

import { useEffect, useState } from "preact/hooks";
import { LOCKED, UNKNOWN } from "../wire/connection";

export interface Entry {
  id: string; name: string; kind: string; world: string; people: number | null; weeks: number | null;
  seeds: string; what: string; changed: number; size: number; complete: boolean; note: string;
}
export interface Listed { entries: Entry[]; left_out: number }
export type ColumnKind = "number" | "whole" | "text" | "truth";
export interface Column {
  name: string; kind: ColumnKind; title: string; unit: string; meaning: string; categories: string[];
  key: boolean; role: "" | "lever" | "parameter" | "outcome"; values: Record<string, string>;
  group: string; at_first: boolean;   // of what is counted each week: its heading, and whether it is drawn before somebody asks
}
export interface Table { name: string; title: string; rows: number | null; pieces: number; left_out: number; columns: Column[] }
export interface Figure { name: string; title: string; svg: boolean }
export interface Made {
  command: string; again: string; format: string; seeds: string; code: string;
  versions: Record<string, string>; machine: Record<string, string>; options: Record<string, string>;
  inputs: { role: string; name: string; sha256: string; read: string; warnings: string[] }[];
}
export interface Problem { problem: string; field: string; found: string; allowed: string; text: string; table?: string }
export interface Details {
  entry: Entry; currency: string; description: string; found: Record<string, unknown>; tables: Table[];
  figures: Figure[]; report: boolean; made: Made; problems: Problem[];
}

export interface OfRun {
  outcomes: { name: string; title: string; unit: string; definition: string; value: number | null; published: number | null; source: string }[];
  reasons: { name: string; title: string; value: number | null }[];
}
export interface Measured { name: string; title: string; unit: string; definition: string; window: string; better: number; per: string; times: number; first: boolean }
export interface OfComparison {
  strategies: { name: string; title: string }[]; measures: Measured[]; adults: number | null; confidence: number | null;
  discount_rate: number | null; perspective: string | null; perspectives: Record<string, string>;
  effects: Record<string, string>; gains: Record<string, string>; notes: Record<string, string>; failed: number; seeds: number; few: boolean;
  doubt: OfDoubt | null;   // over draws of the numbers; of luck alone there is none
}
export interface OfDoubt {
  draws: number; towns: string; amount: number; advice: string[]; not_held: string; changes: string[]; place: string;
  options: { strategy: string; share: number; loss: number | null }[];
}
export interface OfSweep {
  runs: number | null; points: number | null; policies: number | null; levers: string[]; outcomes: string[];
  parameters: string[]; logarithmic: string[]; design: string | null; weekly: string[]; by: string[];
}
export interface OfOther { facts?: { name: string; title: string; value: string | number | boolean }[] }

export type Scalar = string | number | boolean;
export type Value = Scalar | null;
export interface Condition { column: string; is: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "known" | "unknown"; value?: Scalar | Scalar[] }
export interface Measure {
  statistic: "count" | "mean" | "sum" | "least" | "most" | "median" | "quantile" | "deviation" | "distinct";
  column?: string; at?: number;
}
export interface Question {
  table: string; columns?: string[]; where?: Condition[]; group?: { column: string; bins?: number }[];
  measures?: Measure[]; sort?: { column?: string; measure?: number; descending?: boolean }[]; limit?: number; offset?: number;
}
export interface Answer {
  columns: Column[]; rows: Value[][]; total: number;
  bins: { column: string; low: number; width: number; number: number }[];
}

const BASE = "api/results";

/** Something that the server refused, in words that can be shown. */
export class Refused extends Error {
  constructor(readonly told: Problem, readonly status: number) {
    super(told.text || told.problem);
  }
}

export const address = {
  table: (id: string, name: string) => `${BASE}/${id}/tables/${encodeURIComponent(name)}.csv`,
  figure: (id: string, name: string, form: "png" | "svg", download = false) =>
    `${BASE}/${id}/figures/${encodeURIComponent(name)}.${form}${download ? "?download" : ""}`,
  report: (id: string) => `${BASE}/${id}/report`,
};

async function told<Shape>(path: string, init?: RequestInit): Promise<Shape> {
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Error("The server does not answer. Is helpseek serve still running?");
  }
  if (answer.status === UNKNOWN) throw new Error(LOCKED);
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as Problem | null;
    if (problem?.problem) throw new Refused(problem, answer.status);
    throw new Error(`The server could not answer this (${answer.status}).`);
  }
  return (await answer.json()) as Shape;
}

export const list = (signal: AbortSignal) => told<Listed>(`${BASE}/`, { signal });
export const details = (id: string, signal: AbortSignal) => told<Details>(`${BASE}/${encodeURIComponent(id)}`, { signal });
export const ask = (id: string, question: Question, signal: AbortSignal) =>
  told<Answer>(`${BASE}/${encodeURIComponent(id)}/question?ask=${asText(question)}`, { signal });

/** A question as part of an address, which is not to grow too long: colons and commas stay as they are. */
const asText = (question: Question) => encodeURIComponent(JSON.stringify(question)).replaceAll("%2C", ",").replaceAll("%3A", ":");

export interface Loaded<Shape> { value: Shape | null; problem: string; busy: boolean }

/** Something from the server; what was there stays in view until the next is. A null key asks nothing. */
export function useLoaded<Shape>(key: string | null, load: (signal: AbortSignal) => Promise<Shape>): Loaded<Shape> {
  const [state, setState] = useState<Loaded<Shape>>({ value: null, problem: "", busy: key !== null });
  useEffect(() => {
    if (key === null) {
      setState({ value: null, problem: "", busy: false });
      return undefined;
    }
    const stop = new AbortController();
    setState((before) => ({ ...before, problem: "", busy: true }));
    load(stop.signal).then(
      (value) => { if (!stop.signal.aborted) setState({ value, problem: "", busy: false }); },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setState({ value: null, problem: error instanceof Error ? error.message : String(error), busy: false });
      },
    );
    return () => stop.abort();
    // The key says all that the loading depends on.
  }, [key]);
  return state;
}

const MOST_KEPT = 60;
const kept = new Map<string, Answer>();

/** The answer to a question; the last few are kept, for people go back and forth. */
export function useAnswer(id: string, question: Question | null): Loaded<Answer> {
  const key = question && `${id} ${JSON.stringify(question)}`;
  return useLoaded<Answer>(key, async (signal) => {
    const before = kept.get(key ?? "");
    if (before) return before;
    const answer = await ask(id, question!, signal);
    kept.set(key!, answer);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    return answer;
  });
}

/** Forgets answers: a result may have grown. */
export function forget(): void {
  kept.clear();
}
