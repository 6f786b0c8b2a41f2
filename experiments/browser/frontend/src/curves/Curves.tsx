// Curves of one unit: drawn, read out in words, with a key that hides and shows each.

import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { dark } from "../shell/theme";
import { axisTold, valued, weekWords } from "../ui/format";
import type { History } from "../wire/history";
import type { Series } from "../wire/types";
import { CurvePlot, type Line, type Mark } from "./uplot";
import "./curves.css";

interface Props {
  title: string;
  unit: string;
  /** Series with their number among all declared ones. */
  series: readonly { series: Series; number: number }[];
  history: History;
  /** Names of series that are not shown. */
  hidden: ReadonlySet<string>;
  onHide: (name: string) => void;
  marks: readonly Mark[];
  of: number;
  /** Weeks simulated: says that there is more to draw. */
  weeks: number;
  version: number;
  height?: number;
  onCanvas?: (canvas: () => HTMLCanvasElement | null) => void;
}

export function Curves(props: Props): JSX.Element {
  const { title, unit, series, history, hidden, onHide, marks, of, weeks, version, height = 230 } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<CurvePlot | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  const share = series[0]?.series.share ?? false;
  const isDark = dark.value;
  const shown = series.filter((each) => !hidden.has(each.series.name));
  const lines = useMemo((): Line[] => shown.map(({ series: one, number }) => (
    { name: one.title, colour: isDark ? one.dark : one.light, curve: history.curve(number) }
  )), [version, isDark, shown.map((each) => each.series.name).join()]);

  useEffect(() => {
    const made = new CurvePlot(place.current!, setIndex, (values) => axisTold(values, share), height);
    plot.current = made;
    props.onCanvas?.(() => made.canvas);
    return () => { made.destroy(); plot.current = null; };
  }, [share, height]);
  useEffect(() => {
    plot.current?.update(lines, weeks, of, marks, isDark ? "dark" : "light");
  }, [lines, weeks, of, marks, isDark, share, height]);

  const week = index === null ? weeks - 1 : Math.min(index, weeks - 1);
  const move = (event: KeyboardEvent): void => {
    const by: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -52, PageDown: 52, Home: -weeks, End: weeks };
    const step = by[event.key];
    if (step === undefined && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    plot.current?.point(step === undefined ? null : Math.min(Math.max(week + step, 0), weeks - 1) + 1);
  };
  const readOut = `${weekWords(week + 1)}: ${shown.map(({ series: one, number }) => `${one.title} ${valued(history.at(number, week), one.share)}`).join(", ")}`;

  return (
    <div class="curves">
      <p class="unit"><span>{unit}</span>{weeks > 0 && <span class="number">{weekWords(week + 1)}</span>}</p>
      <div class="plot-room">
        <div ref={place} class="plot" role="slider" tabIndex={0} aria-label={`${title}, ${unit}: arrows move from week to week`}
          aria-valuemin={0} aria-valuemax={Math.max(weeks, 0)} aria-valuenow={Math.max(week + 1, 0)} aria-valuetext={readOut}
          onKeyDown={move} onBlur={() => plot.current?.point(null)} />
        {weeks === 0 && <p class="plot-none quiet">Press play: the curves begin here.</p>}
      </div>
      <div class="curve-keys" role="group" aria-label={`Curves of ${title}`}>
        {series.map(({ series: one, number }) => {
          const off = hidden.has(one.name);
          const low = lowHigh(history, number, week);
          return (
            <label key={one.name} title={one.meaning} class={off ? "off" : ""}>
              <input type="checkbox" checked={!off} onChange={() => onHide(one.name)} />
              <span class="swatch" style={{ background: isDark ? one.dark : one.light }} />
              <span>{one.title}</span>
              <span class="number">
                {valued(history.at(number, week), one.share)}
                {low && index !== null && <span class="band"> ({valued(low[0], one.share)}–{valued(low[1], one.share)})</span>}
              </span>
            </label>
          );
        })}
      </div>
    </div>
  );
}

function lowHigh(history: History, number: number, week: number): [number, number] | null {
  const low = history.at(number, week, 0, 1), high = history.at(number, week, 0, 2);
  return low === null || high === null ? null : [low, high];
}
