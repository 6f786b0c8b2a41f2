// What all charts of a comparison say in the same way: names, colours and units of strategies and measures.

import { seriesColour, seriesDashes } from "../charts/plot";
import type { Details, Measured, OfComparison, Value } from "./api";
import { signed, strategyWords } from "./numbers";

export interface Part { told: Details; found: OfComparison }

export const nameOf = (found: OfComparison, strategy: Value | undefined) => strategyWords(String(strategy ?? ""), found.strategies);

/** The colour of a strategy in all charts of a comparison; doing nothing is grey. */
export function colourOf(found: OfComparison, strategy: Value | undefined): string {
  const at = found.strategies.findIndex((one) => one.name === strategy);
  return at < 0 ? "var(--chart-soft)" : seriesColour(at);
}

export function looksOf(found: OfComparison) {
  return found.strategies.map((one, at) => ({ name: one.title, colour: seriesColour(at), dashes: seriesDashes(at) }));
}

/** The unit in which differences of a measure are told, with the people whom they are about: as the model defines it. */
export const perOf = (measure: Measured | undefined) => measure?.per ?? "";
export const timesOf = (measure: Measured | undefined) => measure?.times ?? 1;
/** A difference with its sign, in that unit. */
export const difference = (value: Value | undefined, measure: Measured | undefined) => signed(scaled(value, timesOf(measure)));

/** Unit of the level of a measure, with the currency of the world. */
export const measureUnit = (told: Details, measure: Measured | undefined) => (measure?.unit ?? "").replace("currency", told.currency);

export function scaled(value: Value | undefined, scale: number): number | null {
  return typeof value === "number" ? value * scale : null;
}
