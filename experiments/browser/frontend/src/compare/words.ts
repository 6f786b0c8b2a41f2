// Numbers of a comparison in words: each with its unit, differences with their sign, no more digits than one can use.

import type { Comparison, Measured, Value, Worth } from "../wire/types";

function digits(value: number): string {
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3;
  return value.toLocaleString("en", { maximumFractionDigits: places, minimumFractionDigits: size >= 100 ? 0 : Math.min(places, 1) });
}
const minus = (text: string): string => text.replace("-", "−");

/** A number with its sign. */
export function signed(value: number): string {
  const text = minus(digits(value));
  return value > 0 ? `+${text}` : text;
}

/** A value of a measure as a table tells it. */
export function valueWords(value: number | null, unit: string): string {
  if (value === null) return "–";
  if (unit === "share") return `${(100 * value).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 })} %`;
  return digits(value);
}

/** A difference, strategy minus doing nothing, in the unit and of the people that `measure.per` names. */
export function differenceWords(found: Value, measure: Measured): string {
  return found.value === null ? "–" : signed(measure.times * found.value);
}
export function rangeWords(found: Value, measure: Measured): string {
  if (found.low === null || found.high === null) return "";
  return `${signed(measure.times * found.low)} to ${signed(measure.times * found.high)}`;
}

/** What can be said of a difference. */
export function verdictWords(verdict: string, more: number | null): string {
  if (verdict === "undecided") return more ? `undecided, about ${more.toLocaleString("en")} more ${more === 1 ? "town" : "towns"} would settle it` : "undecided";
  if (verdict === "the same in every seed") return "the same in every town";
  return verdict || "needs more than one town";
}
export function tone(verdict: string): "good" | "bad" | "" { return verdict === "better" || verdict === "costs less" ? "good" : verdict === "worse" || verdict === "costs more" ? "bad" : ""; }

const amount = (value: number): string => Math.abs(value) >= 1000
  ? Number(value.toPrecision(3)).toLocaleString("en") : digits(value);

/** What one more of an effect costs, in words. */
export function worthWords(found: Worth, currency: string): { text: string; range: string } {
  const { verdict, value, low, high } = found;
  const range = low !== null && high !== null ? `${minus(amount(low))} to ${minus(amount(high))}` : "";
  if (verdict === "costs and helps" && value !== null) return { text: `${amount(value)} ${currency}`, range };
  if (verdict === "helps, costs undecided" && value !== null) return { text: `${minus(amount(value))} ${currency}, costs undecided`, range };
  if (verdict === "saves and harms" && value !== null) return { text: `saves ${amount(value)} ${currency} for each one lost`, range };
  return { text: WORTH[verdict] ?? "needs more than one town", range: "" };
}
const WORTH: Record<string, string> = {
  "saves and helps": "helps and saves money", dominated: "costs more and does not help", "harms, costs undecided": "does harm",
  "not determinable": "not estimable: the effect is undecided", "does nothing": "changes nothing",
};

/** The name of an arm: the first is the town as it is. */
export function armWords(labels: readonly string[], arm: number): string { return arm === 0 ? labels[0] || "Without" : labels[arm] || `Strategy ${arm}`; }

export function sourceOf(told: Comparison): string {
  return `Helpseek, a simulation: ${told.adults.toLocaleString("en")} adults, ${told.seeds} ${told.seeds === 1 ? "town" : "paired towns"}, ${(told.week + 1).toLocaleString("en")} weeks`;
}
