// Numbers as people read them: with units, shares in percent, no more digits than mean something.

import type { Column, Value } from "./api";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const percentage = (digits: number) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Whether values of this unit are shares of people, from 0 to 1. */
export const isShare = (unit: string) => unit === "share";

// Means of people that are too small to be read are told of a thousand people.
const TINY = /^(weeks|QALYs|courses) per person$|^(years of full health) per person and year$/;
const OF_THOUSAND = 1000;

/** By how much a value is multiplied to be told: shares are told in percent, small means of 1,000 adults. */
export const scaleOf = (unit: string) => (isShare(unit) ? 100 : TINY.test(unit) ? OF_THOUSAND : 1);

/** The unit as it is told. */
export function unitWords(unit: string, difference = false): string {
  if (isShare(unit)) return difference ? "percentage points" : "percent";
  if (TINY.test(unit)) return unit.replace("per person", "per 1,000 adults");
  return unit.replace("share of the scale", "on a scale from 0 to 1").replace("per person", "per adult");
}

/** A number with as many digits as its size asks for. */
export function plain(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000 || Number.isInteger(value)) return whole.format(value);
  return new Intl.NumberFormat("en", { maximumSignificantDigits: 3 }).format(value);
}

/** So many of something. */
export const counted = (number: number, one: string) => `${plain(number)} ${one}${number === 1 ? "" : "s"}`;

/** A value in its unit, short. */
export function told(value: Value | undefined, unit = ""): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return value;
  if (isShare(unit)) return `${percentage(1).format(100 * value)} %`;
  return plain(value * scaleOf(unit));
}

/** A difference with its sign. */
export function signed(value: number | null, unit = ""): string {
  if (value === null) return "–";
  const scaled = value * scaleOf(unit);
  const text = plain(Math.abs(scaled));
  return `${scaled < 0 ? "−" : "+"}${text}`;
}

/** The words of a value of a column. */
export function valueWords(column: Column | undefined, value: Value | undefined): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return column?.values[value] ?? words(value);
  return plain(value);
}

/** A name of a program in words. */
export function words(name: string): string {
  if (name === "") return "–";
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A strategy as figures name it; the server does the same in strategies/arms.py for those it knows. */
export function strategyWords(name: string, known: readonly { name: string; title: string }[]): string {
  if (name === "nothing") return "Doing nothing";
  return known.find((one) => one.name === name)?.title ?? words(name);
}

/** Categories in the order that the model declares, others after them. */
export function inOrder(column: Column | undefined, values: readonly Value[]): Value[] {
  const order = column?.categories ?? [];
  const place = (value: Value) => {
    const at = order.indexOf(String(value));
    return at < 0 ? order.length : at;
  };
  return [...new Set(values)].sort((one, other) =>
    place(one) - place(other) || (typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other))),
  );
}

/** Bytes in the unit that suits them. */
export function bytes(size: number): string {
  if (size >= 1e9) return `${plain(size / 1e9)} GB`;
  if (size >= 1e6) return `${plain(size / 1e6)} MB`;
  return `${whole.format(Math.max(1, size / 1e3))} kB`;
}

/** Weeks as years where there are several. */
export function time(weeks: number | null): string {
  if (weeks === null) return "–";
  if (weeks < 104) return `${weeks} ${weeks === 1 ? "week" : "weeks"}`;
  return `${plain(Math.round((weeks / 52) * 10) / 10)} years`;
}

const day = new Intl.DateTimeFormat("en", { year: "numeric", month: "short", day: "numeric" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "short" });

export const date = (seconds: number) => day.format(seconds * 1000);
export const dateAndTime = (seconds: number) => moment.format(seconds * 1000);
