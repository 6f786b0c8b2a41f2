// The library that draws charts, fetched when the first one is drawn; and what all charts share.

import type { PlotOptions } from "@observablehq/plot";

export type Plot = typeof import("./marks");
export type { PlotOptions };

let library: Promise<Plot> | null = null;

/** The library, fetched once. */
export function loadPlot(): Promise<Plot> {
  library ??= import("./marks").catch((error: unknown) => {
    library = null;                               // a lost connection: the next chart tries again
    throw error;
  });
  return library;
}

const SERIES = 7;

/** The colour of the series of this number: Okabe and Ito's, for light and dark in charts.css. */
export function seriesColour(number: number): string {
  return `var(--series-${number % SERIES})`;
}

/** The dashes of the series of this number: colours come again after seven. */
export function seriesDashes(number: number): string {
  return ["none", "6 3", "2 3", "8 3 2 3"][Math.floor(number / SERIES) % 4] ?? "none";
}

/** Options of every plot: the page's letters and colours, room for labels. */
export function options(width: number, more: PlotOptions): PlotOptions {
  return {
    width,
    height: Math.round(Math.min(420, Math.max(240, width * 0.5))),
    marginTop: 24,
    marginRight: 20,
    marginBottom: 42,
    marginLeft: 56,
    ...more,
    style: { background: "transparent", color: "var(--chart-ink)", fontSize: "12px", fontFamily: "inherit", overflow: "visible" },
  };
}

const LETTER = 6.9;                               // width of a letter at 12 px, generously
const GAP = 16;

/** Room on the left for words as long as these, at most a share of the width. */
export function roomFor(words: readonly string[], width: number, most = 0.45): number {
  const longest = Math.max(0, ...words.map((word) => word.length));
  return Math.round(Math.min(width * most, longest * LETTER + GAP));
}

/** How many letters have room there. */
export function lettersFor(width: number, most = 0.45): number {
  return Math.max(6, Math.floor((width * most - GAP) / LETTER));
}

/** A text no longer than a number of letters. */
export function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`;
}
