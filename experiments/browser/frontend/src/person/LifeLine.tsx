// A life as a line of weeks: episodes, stages, marks of what happened, and lines of what was felt.

import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TargetedKeyboardEvent, TargetedPointerEvent } from "preact";

import "../charts/charts.css";
import { exportCsv, exportPng, exportSvg } from "../charts/export";
import { span } from "../ui/format";
import type { Code, Declared, Happening, Life, Line, Span } from "../wire/types";
import { type Lane, LANES, SHOWN_IN_KEY, kindOf } from "./kinds";
import { ticks, weekWords } from "./time";

const LEFT = 60, RIGHT = 12, TOP = 8, EPISODE = 30, STAGE = 16, LANE = 17, GAP = 8, LINES = 104, AXIS = 22;
const SHARE = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const GROUP_TITLES: Record<string, string> = {
  attitudes: "Attitudes", care: "In care", keeps: "What keeps them from seeking", chances: "Chances of the week",
};
const FIRST_LINES: Record<string, string[]> = { attitudes: ["self_stigma", "trust", "denial", "fear_of_change"] };

interface Props { life: Life; declared: Declared; week: number; onWeek: (week: number) => void; range?: Range; onRange?: (range: Range) => void }
export type Range = "all" | "run" | "year";

export function LifeLine({ life, declared, week, onWeek, range: given, onRange }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(0);
  const [own, setOwn] = useState<Range>("all");
  const range = given ?? own;
  const groups = useMemo(() => [...new Set(life.lines.map((line) => line.group))], [life]);
  const [chosen, setGroup] = useState<string>("attitudes");
  const group = groups.includes(chosen as Line["group"]) ? chosen : groups[0] ?? "";
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const id = useId();

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    watch.observe(element);
    setWidth(Math.floor(element.clientWidth));
    return () => watch.disconnect();
  }, []);

  const first = Math.min(life.week, range === "run" ? Math.max(life.first_week, 0) : range === "year" ? Math.max(life.week - 51, life.first_week) : life.first_week);
  const last = Math.max(life.week, first + 1);
  useEffect(() => { if (week < first || week > life.week) onWeek(life.week); }, [first, life, week]);

  const x = (at: number) => LEFT + ((at - first) / (last + 1 - first)) * Math.max(width - LEFT - RIGHT, 1);
  const lines = life.lines.filter((line) => line.group === group);
  const stageColours = useMemo(() => coloursOf(declared, "stage"), [declared]);
  const severityColours = useMemo(() => coloursOf(declared, "severity"), [declared]);
  const tracks = {
    episode: TOP, stage: TOP + EPISODE + GAP, lanes: TOP + EPISODE + STAGE + 2 * GAP,
    lines: TOP + EPISODE + STAGE + 3 * LANE + 4 * GAP, axis: TOP + EPISODE + STAGE + 3 * LANE + 5 * GAP + LINES,
  };
  const height = tracks.axis + AXIS;
  const shown = lines.map((line, number) => ({ line, colour: `var(--series-${number % 7})`, dashes: number >= 7 ? "4 3" : undefined }))
    .filter(({ line }) => !hidden.has(line.name) && (FIRST_LINES[group]?.includes(line.name) || hidden.has(`+${line.name}`) || !FIRST_LINES[group]));

  const move = (at: number) => onWeek(Math.min(Math.max(Math.round(at), first), life.week));
  const pointed = (event: TargetedPointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    move(first - 0.5 + ((event.clientX - box.left - LEFT) / Math.max(box.width - LEFT - RIGHT, 1)) * (last + 1 - first));
  };
  const keyed = (event: TargetedKeyboardEvent<SVGSVGElement>) => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: 13, PageDown: -13, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(Math.min(Math.max(week + step, first), life.week));
  };
  const choose = (name: string) => {
    const key = FIRST_LINES[group] && !FIRST_LINES[group]?.includes(name) ? `+${name}` : name;
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    setHidden(next);
  };
  const setRange = (next: Range) => { setOwn(next); onRange?.(next); };
  const now = readOut(life, week);
  const draw = width > 80;

  return (
    <div class="life-line" role="group" aria-labelledby={`${id}-title`}>
      <div class="life-bar">
        <h3 id={`${id}-title`}>Week by week</h3>
        <div class="segments" role="group" aria-label="Weeks that are shown">
          {(["all", "run", "year"] as const).map((each) => (
            <button key={each} type="button" class="button small" aria-pressed={range === each} onClick={() => setRange(each)}>
              {each === "all" ? "All" : each === "run" ? "Since the beginning" : "Last year"}
            </button>
          ))}
        </div>
        <div class="chart-tools" role="group" aria-label="Files of this life">
          <button type="button" class="button" onClick={() => drawing.current && void exportPng(drawing.current, `life-${life.person}`)}>PNG</button>
          <button type="button" class="button" onClick={() => drawing.current && exportSvg(drawing.current, `life-${life.person}`)}>SVG</button>
          <button type="button" class="button" onClick={() => exportCsv(["week", "kind", "title", "text"], life.happenings.map((one) => [one.week, one.kind, one.title, one.text]), `life-${life.person}`)}>CSV</button>
        </div>
      </div>
      <div class="life-place" ref={place}>
        {draw && (
          <svg ref={drawing} width={width} height={height} viewBox={`0 0 ${width} ${height}`} class="life-svg" tabindex={0}
            role="slider" aria-label="Week of this life" aria-valuemin={first} aria-valuemax={life.week} aria-valuenow={week} aria-valuetext={now}
            onPointerMove={(event) => (event.pointerType === "mouse" || event.buttons) && pointed(event)} onPointerDown={pointed} onKeyDown={keyed}>
            {first < 0 && last >= 0 && <rect class="life-before" x={x(first)} y={TOP} width={Math.max(x(0) - x(first), 0)} height={tracks.axis - TOP} />}
            {ticks(first, last, Math.max((width - LEFT) / 56, 2)).map((tick) => (
              <g key={tick.week}>
                <line class="life-grid" x1={x(tick.week)} x2={x(tick.week)} y1={TOP} y2={tracks.axis} />
                <text class="life-tick" x={x(tick.week)} y={tracks.axis + 15} text-anchor="middle">{tick.label}</text>
              </g>
            ))}
            <Label y={tracks.episode + EPISODE / 2} text="Distress" />
            <Label y={tracks.stage + STAGE / 2} text="Stage" />
            {(Object.keys(LANES) as Lane[]).map((lane, number) => <Label key={lane} y={tracks.lanes + number * (LANE + 2) + LANE / 2} text={LANES[lane]} />)}
            <line class="life-base" x1={LEFT} x2={width - RIGHT} y1={tracks.episode + EPISODE} y2={tracks.episode + EPISODE} />
            <Spans spans={life.spans} track="episode" first={first} last={life.week} x={x} y={tracks.episode} high={EPISODE} colours={severityColours} />
            <rect class="life-well" x={LEFT} y={tracks.stage} width={Math.max(width - LEFT - RIGHT, 0)} height={STAGE} rx={3} />
            <Spans spans={life.spans} track="stage" first={first} last={life.week} x={x} y={tracks.stage} high={STAGE} colours={stageColours} />
            <Marks happenings={life.happenings} first={first} last={life.week} x={x} top={tracks.lanes} />
            <Lines lines={shown} life={life} first={first} last={life.week} x={x} top={tracks.lines} width={width} />
            <line class="life-cursor" x1={x(week + 0.5)} x2={x(week + 0.5)} y1={TOP} y2={tracks.axis} />
          </svg>
        )}
      </div>
      <Key />
      <div class="life-choice">
        <div class="segments" role="group" aria-label="Lines that are drawn">
          {groups.map((each) => (
            <button key={each} type="button" class="button small" aria-pressed={group === each} onClick={() => setGroup(each)}>{GROUP_TITLES[each] ?? each}</button>
          ))}
        </div>
        <ul class="life-lines-key">
          {lines.map((line, number) => {
            const on = shown.some((one) => one.line === line);
            const value = line.values[week - life.first_week];
            return (
              <li key={line.name}>
                <button type="button" class="life-toggle" aria-pressed={on} onClick={() => choose(line.name)}>
                  <span class="swatch" style={{ background: on ? `var(--series-${number % 7})` : "transparent" }} />
                  {line.title} <span class="number quiet">{value === null || value === undefined ? "–" : line.unit === "per week" ? percent(value) : SHARE.format(value)}</span>
                </button>
              </li>
            );
          })}
        </ul>
        {group === "keeps" && <p class="small quiet">How much each barrier takes from the log odds of seeking help, in weeks in which a need is seen and no care is had.</p>}
      </div>
      <ReadOut life={life} week={week} />
    </div>
  );
}

function Label({ y, text }: { y: number; text: string }) {
  return <text class="life-label" x={LEFT - 8} y={y} text-anchor="end" dominant-baseline="central">{text}</text>;
}

function Spans({ spans, track, first, last, x, y, high, colours }: {
  spans: Span[]; track: string; first: number; last: number; x: (week: number) => number; y: number; high: number; colours: Map<string, string>;
}) {
  const steps = [...colours.keys()];   // severities in the order of their codes, none first
  return (
    <g>
      {spans.filter((one) => one.track === track && one.to >= first && one.from <= last).map((one) => {
        const left = x(Math.max(one.from, first)), right = x(Math.min(one.to, last) + 1);
        const part = track === "episode" ? Math.max(steps.indexOf(one.name), 1) / Math.max(steps.length - 1, 1) : 1;
        return (
          <g key={`${one.name}${one.from}`}>
            <rect x={left} y={y + high * (1 - part)} width={Math.max(right - left, 0.8)} height={high * part} fill={colours.get(one.name) ?? "var(--ink-2)"}>
              <title>{`${one.title}, ${span(one.to - one.from + 1)}`}</title>
            </rect>
          </g>
        );
      })}
    </g>
  );
}

function Marks({ happenings, first, last, x, top }: { happenings: Happening[]; first: number; last: number; x: (week: number) => number; top: number }) {
  const lanes = Object.keys(LANES) as Lane[];
  return (
    <g>
      {happenings.map((one, number) => {
        const kind = kindOf(one.kind);
        if (!kind || one.week < first || one.week > last) return null;
        const y = top + lanes.indexOf(kind.lane) * (LANE + 2) + LANE / 2;
        return <path key={number} d={kind.mark} transform={`translate(${x(one.week + 0.5).toFixed(1)} ${y})`} fill={kind.colour} />;
      })}
    </g>
  );
}

function Lines({ lines, life, first, last, x, top, width }: {
  lines: { line: Line; colour: string; dashes: string | undefined }[]; life: Life; first: number; last: number; x: (week: number) => number; top: number; width: number;
}) {
  const high = Math.max(...lines.map(({ line }) => line.high), 0.001);
  const y = (value: number) => top + LINES * (1 - value / high);
  return (
    <g>
      {[0, high / 2, high].map((value) => (
        <g key={value}>
          <line class="life-grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
          <text class="life-tick" x={LEFT - 8} y={y(value)} text-anchor="end" dominant-baseline="central">{SHARE.format(value)}</text>
        </g>
      ))}
      {lines.map(({ line, colour, dashes }) => (
        <path key={line.name} class="life-curve" d={curve(line, life.first_week, first, last, x, y)} stroke={colour} stroke-dasharray={dashes} />
      ))}
    </g>
  );
}

function curve(line: Line, begins: number, first: number, last: number, x: (week: number) => number, y: (value: number) => number): string {
  let path = "";
  let pen = false;
  for (let week = first; week <= last; week++) {
    const value = line.values[week - begins];
    if (value === null || value === undefined) {
      pen = false;
    } else {
      path += `${pen ? "L" : "M"}${x(week + 0.5).toFixed(1)} ${y(value).toFixed(1)}`;
      if (!pen) path += `h0.8`; // a single week is seen, too
      pen = true;
    }
  }
  return path;
}

function Key() {
  return (
    <ul class="life-key" aria-label="Marks">
      {SHOWN_IN_KEY.map(([name, words]) => {
        const kind = kindOf(name);
        return kind && (
          <li key={name}>
            <svg width="14" height="12" viewBox="-7 -6 14 12" aria-hidden="true"><path d={kind.mark} fill={kind.colour} /></svg>{words}
          </li>
        );
      })}
    </ul>
  );
}

function ReadOut({ life, week }: { life: Life; week: number }) {
  const happened = life.happenings.filter((one) => one.week === week);
  const stage = spanAt(life, "stage", week), episode = spanAt(life, "episode", week);
  return (
    <div class="life-readout">
      <p><strong>{weekWords(week)}</strong> <span class="quiet">{[episode?.title ?? "No episode", stage?.title ?? "Well"].join(" · ")}</span></p>
      {happened.length > 0
        ? <ul>{happened.map((one, number) => <li key={number}><strong>{one.title}</strong>{one.text && ` ${one.text}`}</li>)}</ul>
        : <p class="small quiet">Nothing to tell of this week. Point at the line, or use the arrow keys.</p>}
    </div>
  );
}

function readOut(life: Life, week: number): string {
  const happened = life.happenings.filter((one) => one.week === week).map((one) => one.title);
  const stage = spanAt(life, "stage", week), episode = spanAt(life, "episode", week);
  return [weekWords(week), episode?.title ?? "No episode", stage?.title ?? "Well", ...happened].join(". ");
}

export function spanAt(life: Life, track: string, week: number): Span | undefined {
  return life.spans.find((one) => one.track === track && one.from <= week && week <= one.to);
}

/** The colours of the codes of a colouring, for light and dark. */
export function coloursOf(declared: Declared, name: string): Map<string, string> {
  const codes: Code[] = declared.colourings.find((one) => one.name === name)?.codes ?? [];
  return new Map(codes.map((code) => [code.name, `light-dark(${code.light}, ${code.dark})`]));
}

function percent(value: number): string {
  return `${(100 * value).toLocaleString("en", { maximumSignificantDigits: 2 })} %`;
}
