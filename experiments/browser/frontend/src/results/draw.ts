// Drawings that several results share: intervals, bars, histograms, lines with bands, maps of two numbers.

import { type Plot, type PlotOptions, lettersFor, options, roomFor, shortened } from "../charts/plot";

const INK = "var(--chart-ink)";
const SOFT = "var(--chart-soft)";
const RULE = "var(--chart-rule)";
const ACCENT = "var(--series-0)";

export interface Interval { label: string; value: number | null; low: number | null; high: number | null; colour?: string; luckLow?: number | null; luckHigh?: number | null }

/** Dots with intervals, a row each, thicker where a part of it is luck alone; a line at zero, or where `at` says. */
export function intervals(plot: Plot, width: number, rows: readonly Interval[], x: string, at: number | null = 0): SVGElement | HTMLElement {
  const shown = rows.filter((row) => row.value !== null);
  const labels = [...new Set(shown.map((row) => row.label))];
  return plot.plot(options(width, {
    height: 72 + labels.length * 30,
    marginLeft: roomFor(labels, width),
    x: { label: shortened(x, Math.floor(width / 6.8)), labelAnchor: "center", labelArrow: "none", ticks: Math.max(3, Math.floor(width / 130)), grid: true, nice: true },
    y: { domain: labels, label: null, tickSize: 0, tickFormat: (label: string) => shortened(label, lettersFor(width)) },
    marks: [
      at === null ? null : plot.ruleX([at], { stroke: INK, strokeWidth: 1 }),
      plot.ruleY(shown.filter((row) => row.low !== null && row.high !== null), {
        x1: "low", x2: "high", y: "label", stroke: (row: Interval) => row.colour ?? ACCENT, strokeWidth: 2.5, strokeLinecap: "round",
      }),
      plot.ruleY(shown.filter((row) => typeof row.luckLow === "number" && typeof row.luckHigh === "number"), {
        x1: "luckLow", x2: "luckHigh", y: "label", stroke: (row: Interval) => row.colour ?? ACCENT, strokeWidth: 6,
      }),
      plot.dot(shown, { x: "value", y: "label", r: 5, fill: (row: Interval) => row.colour ?? ACCENT, stroke: "var(--chart-paper)" }),
    ],
  }));
}

export interface Bar { label: string; value: number; colour?: string; text?: string }

/** Bars to the right, the number at the end of each. */
export function bars(plot: Plot, width: number, rows: readonly Bar[], x: string): SVGElement | HTMLElement {
  const shown = [...new Map(rows.map((row) => [row.label, row])).values()];
  return plot.plot(options(width, {
    height: 64 + shown.length * 28,
    marginLeft: roomFor(shown.map((row) => row.label), width),
    marginRight: 64,
    x: { label: shortened(x, Math.floor(width / 6.8)), labelAnchor: "center", labelArrow: "none", ticks: Math.max(3, Math.floor(width / 140)), grid: true },
    y: { domain: shown.map((row) => row.label), label: null, tickSize: 0, padding: 0.3, tickFormat: (label: string) => shortened(label, lettersFor(width)) },
    marks: [
      plot.barX(shown, { x: "value", y: "label", fill: (row: Bar) => row.colour ?? ACCENT, rx: 2 }),
      plot.text(shown, { x: "value", y: "label", text: (row: Bar) => row.text ?? "", textAnchor: "start", dx: 6, fill: INK }),
      plot.ruleX([0], { stroke: SOFT }),
    ],
  }));
}

export interface Bin { from: number; to: number; value: number; group: string }

/** Histograms, one below the other for each group, on one axis. */
export function histograms(plot: Plot, width: number, bins: readonly Bin[], groups: readonly { name: string; colour: string }[], x: string, y: string): SVGElement | HTMLElement {
  const several = groups.length > 1;
  const colour = new Map(groups.map((group) => [group.name, group.colour]));
  const rows = several ? Math.min(110, Math.max(64, 480 / groups.length)) : 0;
  return plot.plot(options(width, {
    ...(several ? { height: 70 + rows * groups.length, marginRight: 20 } : {}),
    x: { label: shortened(x, Math.floor(width / 6.8)), labelAnchor: "center", labelArrow: "none", ticks: Math.max(3, Math.floor(width / 110)) },
    y: { label: shortened(y, Math.floor(width / 6.8)), labelArrow: "none", grid: true, ticks: several ? 3 : 6, nice: true },
    ...(several ? { fy: { domain: groups.map((group) => group.name), axis: null, label: null } } : {}),
    marks: [
      plot.rectY(bins, {
        x1: "from", x2: "to", y: "value", ...(several ? { fy: "group" } : {}),
        fill: (bin: Bin) => colour.get(bin.group) ?? ACCENT, insetLeft: 0.5, insetRight: 0.5,
      }),
      several ? plot.text(groups.map((group) => group.name), { fy: (name: string) => name, text: (name: string) => name, frameAnchor: "top-right", dy: 2, fill: INK, fontWeight: 600, stroke: "var(--chart-paper)", strokeWidth: 4 }) : null,
      plot.ruleY([0], { stroke: SOFT }),
    ],
  } as PlotOptions));
}

export interface LinePoint { x: number; y: number | null; low?: number | null; high?: number | null; series: string }
export interface LineLook { name: string; colour: string; dashes?: string }

/** Lines, each with its band where there is one. */
export function lines(plot: Plot, width: number, points: readonly LinePoint[], looks: readonly LineLook[], x: string, y: string, more: { zero?: boolean; years?: boolean } = {}): SVGElement | HTMLElement {
  const look = new Map(looks.map((one) => [one.name, one]));
  const banded = points.filter((point) => point.low !== undefined && point.low !== null && point.high !== null);
  const years = more.years ?? false;
  const each = years ? { transform: (week: number) => week / 52 } : {};
  const last = Math.max(...points.map((point) => point.x)) / 52;
  const step = [1, 2, 5, 10, 20, 50].find((one) => last / one <= width / 60) ?? 100;
  return plot.plot(options(width, {
    x: { ...(years ? { tickFormat: (year: number) => String(Math.round(year)) } : {}), label: years ? "years" : shortened(x, Math.floor(width / 6.8)), labelAnchor: "center", labelArrow: "none", ticks: years ? Array.from({ length: Math.floor((last + 1 / 52) / step) + 1 }, (_, at) => at * step) : Math.max(3, Math.floor(width / 90)), ...each },
    y: { label: shortened(y, Math.floor(width / 6.8)), labelArrow: "none", grid: true, nice: true, zero: more.zero ?? false },
    marks: [
      more.zero ? plot.ruleY([0], { stroke: SOFT }) : null,
      plot.areaY(banded, { x: "x", y1: "low", y2: "high", z: "series", fill: (point: LinePoint) => look.get(point.series)?.colour ?? ACCENT, fillOpacity: 0.16 }),
      ...looks.map((one) => plot.lineY(points.filter((point) => point.series === one.name), {
        x: "x", y: "y", stroke: one.colour, strokeWidth: 2, strokeDasharray: one.dashes ?? "none",
      })),
    ],
  }));
}

/** Whether weeks are better told in years. */
export const inYears = (points: readonly LinePoint[]) => points.some((point) => point.x >= 156);

export interface Square { x1: number; x2: number; y1: number; y2: number; value: number | null; text: string }

/** A map of two numbers: the darker, the more; with the least and the most told in words beside it. */
export function heat(plot: Plot, width: number, squares: readonly Square[], x: string, y: string): SVGElement | HTMLElement {
  const values = squares.flatMap((square) => (square.value === null ? [] : [square.value]));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const share = (square: Square) => (square.value === null ? 0 : high > low ? 0.08 + (0.92 * (square.value - low)) / (high - low) : 0.5);
  return plot.plot(options(width, {
    height: Math.round(Math.min(520, Math.max(280, width * 0.62))),
    marginLeft: 64,
    x: { label: shortened(x, Math.floor(width / 6.8)), labelAnchor: "center", labelArrow: "none", ticks: Math.max(3, Math.floor(width / 110)) },
    y: { label: shortened(y, Math.floor(width / 6.6)), labelArrow: "none" },
    marks: [
      plot.rect(squares, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: ACCENT, fillOpacity: share, inset: 0.5, title: "text" }),
    ],
  }));
}

export interface Point { x: number; y: number; group: string }

/** A dot for each pair of numbers. */
export function scatter(plot: Plot, width: number, points: readonly Point[], looks: readonly LineLook[], x: string, y: string): SVGElement | HTMLElement {
  const colour = new Map(looks.map((one) => [one.name, one.colour]));
  return plot.plot(options(width, {
    height: Math.round(Math.min(480, Math.max(280, width * 0.6))),
    x: { label: shortened(x, Math.floor(width / 6.8)), labelAnchor: "center", labelArrow: "none", grid: true, ticks: Math.max(3, Math.floor(width / 110)) },
    y: { label: shortened(y, Math.floor(width / 6.8)), labelArrow: "none", grid: true },
    marks: [
      plot.dot(points, {
        x: "x", y: "y", r: points.length > 1500 ? 1.5 : points.length > 300 ? 2.5 : 4, fill: (point: Point) => colour.get(point.group) ?? ACCENT,
        fillOpacity: points.length > 300 ? 0.45 : 0.75,
      }),
    ],
  }));
}

export interface Cell2 { row: string; column: string; value: number; text: string }

/** A table of numbers as squares: the darker, the more. */
export function matrix(plot: Plot, width: number, cells: readonly Cell2[], rows: readonly string[], columns: readonly string[], x: string, y: string): SVGElement | HTMLElement {
  const most = Math.max(...cells.map((cell) => cell.value), 1e-12);
  const letters = width < 560 ? 11 : 22;
  const left = roomFor(rows.map((row) => shortened(row, letters)), width, 0.3);
  return plot.plot(options(width, {
    height: 120 + rows.length * 34,
    marginLeft: left, marginTop: 24, marginBottom: width < 760 ? 124 : columns.length > 6 ? 92 : 60,
    x: { domain: columns, label: x, labelAnchor: "center", labelArrow: "none", labelOffset: width < 760 ? 118 : columns.length > 6 ? 86 : 50, tickSize: 0, tickFormat: (text: string) => shortened(text, letters), tickRotate: width < 760 ? -50 : columns.length > 6 ? -25 : 0 },
    y: { domain: rows, label: y, labelArrow: "none", labelAnchor: "top", tickSize: 0, tickFormat: (text: string) => shortened(text, letters) },
    marks: [
      plot.cell(rows.flatMap((row) => columns.map((column) => ({ row, column }))), { x: "column", y: "row", fill: RULE, fillOpacity: 0.25, inset: 1 }),
      plot.cell(cells, { x: "column", y: "row", fill: ACCENT, fillOpacity: (cell: Cell2) => 0.1 + 0.9 * (cell.value / most), inset: 1 }),
      width < 520 ? null : plot.text(cells, { x: "column", y: "row", text: "text", fill: (cell: Cell2) => (cell.value / most > 0.55 ? "var(--chart-paper)" : INK) }),
    ],
  }));
}
