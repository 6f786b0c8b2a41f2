// Curves over weeks with a band each, drawn by uPlot in the colours of the page.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour } from "../shell/theme";
import { WEEKS_A_YEAR } from "../ui/format";
import type { Curve } from "../wire/history";

export interface Line { name: string; colour: string; curve: Curve; dashes?: number[] }
export interface Mark { week: number; text: string }

const LOW = "band";       // label of the lines that bound a band
const BAND = 0.16;        // how much of its colour a band has

/** Steps of years or weeks that an axis of this many weeks is marked in. */
function splits(weeks: number): number[] {
  const steps = [1, 4, 13, 26, 52, 104, 260, 520, 1040];
  const step = steps.find((each) => weeks / each <= 8) ?? 2600;
  return Array.from({ length: Math.floor(weeks / step) + 1 }, (_, index) => index * step);
}
function axisWords(weeks: number): string {
  if (weeks === 0) return "0";
  if (weeks % WEEKS_A_YEAR === 0) return `${weeks / WEEKS_A_YEAR} y`;
  return `${weeks} w`;
}
/** Where the axis ends: a little beyond what there is, in steps, so that it does not creep. */
export function horizon(weeks: number, of: number): number {
  for (const years of [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50]) {
    if (weeks <= years * WEEKS_A_YEAR) return Math.max(Math.min(years * WEEKS_A_YEAR, of), weeks, 4);
  }
  return weeks;
}

/** uPlot on an element: `update` gives it other curves, `point` moves its cursor to a week. */
export class CurvePlot {
  #plot: uPlot | null = null;
  #key = "";
  #marks: readonly Mark[] = [];
  #end = WEEKS_A_YEAR;
  #empty = true;
  readonly #watch: ResizeObserver;

  constructor(
    readonly element: HTMLElement, readonly onPoint: (week: number | null) => void,
    readonly tell: (values: readonly number[]) => string[], readonly height: number,
  ) {
    this.#watch = new ResizeObserver(() => {
      if (element.clientWidth > 0) this.#plot?.setSize({ width: element.clientWidth, height });
    });
    this.#watch.observe(element);
  }

  get canvas(): HTMLCanvasElement | null { return this.#plot?.ctx.canvas ?? null; }

  /** `look` says when colours must be read anew, such as the name of the theme. */
  update(lines: readonly Line[], weeks: number, of: number, marks: readonly Mark[], look: string): void {
    this.#marks = marks;
    this.#empty = weeks === 0;
    this.#end = horizon(weeks, of);
    const key = JSON.stringify([look, lines.map((line) => [line.name, line.colour, line.dashes])]);
    const data: uPlot.AlignedData = [
      Array.from({ length: weeks }, (_, week) => week + 1),
      ...lines.flatMap(({ curve }) => [curve.value, curve.low, curve.high]),
    ];
    if (key !== this.#key || this.#plot === null) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(lines), data, this.element);
      this.#key = key;
    } else {
      this.#plot.setData(data, true);
    }
  }

  /** Move the cursor to a week, or take it away. */
  point(week: number | null): void {
    const plot = this.#plot;
    if (!plot) return;
    if (week === null) plot.setCursor({ left: -10, top: -10 });
    else plot.setCursor({ left: plot.valToPos(week, "x"), top: plot.height / 3 });
  }

  destroy(): void {
    this.#watch.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #options(lines: readonly Line[]): uPlot.Options {
    const axis = colour("--ink-2"), grid = colour("--grid"), mark = colour("--warn");
    const font = `12px ${getComputedStyle(this.element).fontFamily}`;
    const series: uPlot.Series[] = [{ label: "Week" }];
    const bands: uPlot.Band[] = [];
    for (const [index, line] of lines.entries()) {
      const at = 1 + 3 * index;
      series.push(
        { label: line.name, stroke: line.colour, width: 2, dash: line.dashes, points: { show: false }, spanGaps: false },
        { label: LOW, stroke: "transparent", width: 0, points: { show: false } },
        { label: LOW, stroke: "transparent", width: 0, points: { show: false } },
      );
      bands.push({ series: [at + 2, at + 1], fill: faded(line.colour) });
    }
    return {
      width: Math.max(this.element.clientWidth, 120), height: this.height, series, bands,
      legend: { show: false },
      padding: [12, 18, 0, 0],
      cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7 } },
      scales: {
        x: { time: false, range: () => [0, this.#end] },
        y: { range: (_plot, low, high) => bounds(low, high) },
      },
      axes: [
        { stroke: axis, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1, size: 4 }, size: 30,
          splits: () => splits(this.#end), values: (_plot, at) => at.map(axisWords) },
        { stroke: axis, font, grid: { stroke: grid, width: 1 }, ticks: { show: false }, size: 56,
          // Before there is anything to draw, nobody knows how high it will go.
          values: (_plot, at) => this.#empty ? at.map(() => "") : this.tell(at) },
      ],
      hooks: {
        setCursor: [(plot) => {
          const { idx } = plot.cursor;
          this.onPoint(idx === null || idx === undefined || (plot.cursor.left ?? -1) < 0 ? null : idx);
        }],
        draw: [(plot) => {
          const { ctx } = plot, { left, top, height, width } = plot.bbox;
          ctx.save();
          ctx.strokeStyle = ctx.fillStyle = mark;
          ctx.lineWidth = devicePixelRatio;
          ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
          ctx.font = `600 ${11 * devicePixelRatio}px sans-serif`;
          for (const [number, each] of this.#marks.entries()) {
            const x = Math.round(plot.valToPos(each.week, "x", true));
            if (x < left || x > left + width) continue;
            ctx.beginPath();
            ctx.moveTo(x, top);
            ctx.lineTo(x, top + height);
            ctx.stroke();
            ctx.fillText(String(number + 1), x + 3 * devicePixelRatio, top + 10 * devicePixelRatio);
          }
          ctx.restore();
        }],
      },
    };
  }
}

/** From 0 (or below, where there is something below) to a little above the highest. */
function bounds(low: number | null, high: number | null): [number, number] {
  const least = Math.min(low ?? 0, 0), most = Math.max(high ?? 0, 0);
  if (least === most) return [0, 1];
  return [least, most + 0.06 * (most - least)];
}

function faded(css: string): string {
  return `color-mix(in srgb, ${css} ${100 * BAND}%, transparent)`;
}
