// A chart of the page: its title and unit in words, the drawing, files of it, and its numbers as a table.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import { type KeyItem, compose } from "./compose";
import { type Cell, exportCsv, exportPng, exportSvg } from "./export";
import { type Plot, loadPlot } from "./plot";
import "./charts.css";

export interface Numbers {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  shown?: readonly ((cell: Cell) => string)[];    // how the page tells each column; files have numbers unrounded
}

export interface ChartProps {
  title: string;
  subtitle?: string;                              // what is counted, and the unit
  description: string;                            // what one would see, for those who do not
  source?: string;                                // stands below the drawing in files
  name: string;                                   // of files
  draw: (plot: Plot, width: number) => SVGElement | HTMLElement;
  numbers: Numbers;
  keyItems?: readonly KeyItem[];
  controls?: ComponentChildren;
  note?: ComponentChildren;
  empty?: string;                                 // why there is nothing to draw
  level?: 3 | 4;                                  // of the heading
}

const MOST_ROWS = 500;

/** A figure with its tools. It is drawn anew when its width or its data change. */
export function Chart(props: ChartProps) {
  const { title, subtitle, description, source, name, draw, numbers, keyItems, controls, note, empty } = props;
  const place = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [width, setWidth] = useState(0);
  const [problem, setProblem] = useState("");
  const [open, setOpen] = useState(false);
  const id = useId();
  const Heading = props.level === 4 ? "h4" : "h3";

  useEffect(() => {
    let there = true;
    loadPlot().then(
      (found) => there && setPlot(() => found),
      () => there && setProblem("The part of the page that draws charts could not be fetched. The numbers are in the table."),
    );
    return () => { there = false; };
  }, []);

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    watch.observe(element);
    setWidth(Math.floor(element.clientWidth));
    return () => watch.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = place.current;
    if (!element || !plot || width < 40 || empty) {
      element?.replaceChildren();
      return;
    }
    try {
      const svg = compose(drawn(draw(plot, width)), { key: keyItems });
      svg.setAttribute("aria-labelledby", `${id}-title`);
      svg.setAttribute("aria-describedby", `${id}-description`);
      element.replaceChildren(svg);
      setProblem("");
    } catch (error) {
      element.replaceChildren();
      setProblem("This could not be drawn. The numbers are in the table.");
      console.warn(error);
    }
  }, [plot, width, draw, keyItems, empty, id]);

  const save = async (form: "png" | "svg") => {
    if (!plot || !place.current) return;
    // As wide as a slide, whatever the width of the page.
    const room = document.createElement("div");
    room.className = "chart-paper";
    place.current.parentElement?.append(room);
    try {
      const svg = compose(drawn(draw(plot, 960)), { title, subtitle, source, key: keyItems });
      room.append(svg);
      if (form === "svg") exportSvg(svg, name);
      else await exportPng(svg, name);
      setProblem("");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The file could not be made.");
    } finally {
      room.remove();
    }
  };

  return (
    <figure class="chart" aria-labelledby={`${id}-title`}>
      <figcaption class="chart-head">
        <div>
          <Heading id={`${id}-title`}>{title}</Heading>
          {subtitle && <p class="chart-unit">{subtitle}</p>}
        </div>
        <div class="chart-tools" role="group" aria-label={`Files of: ${title}`}>
          <button type="button" class="button" disabled={!plot || !!empty} onClick={() => void save("png")}>PNG</button>
          <button type="button" class="button" disabled={!plot || !!empty} onClick={() => void save("svg")}>SVG</button>
          <button type="button" class="button" disabled={!numbers.rows.length} onClick={() => exportCsv(numbers.columns, numbers.rows, name)}>CSV</button>
        </div>
      </figcaption>
      {controls && <div class="chart-controls">{controls}</div>}
      <p id={`${id}-description`} class="hidden-visually">{description}</p>
      <div class="chart-place" ref={place} />
      {empty && <p class="chart-empty">{empty}</p>}
      {problem && <p class="chart-empty" role="status">{problem}</p>}
      {note && <p class="chart-note">{note}</p>}
      {numbers.rows.length > 0 && (
        <details class="chart-numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Numbers as a table</summary>
          {open && <NumbersTable title={title} numbers={numbers} />}
        </details>
      )}
    </figure>
  );
}

function NumbersTable({ title, numbers }: { title: string; numbers: Numbers }) {
  const { columns, rows, shown } = numbers;
  return (
    <div class="scrolled" tabIndex={0} role="region" aria-label={`Numbers of: ${title}`}>
      <table class="numbers">
        <caption class="hidden-visually">{title}</caption>
        <thead><tr>{columns.map((column) => <th scope="col" key={column}>{column}</th>)}</tr></thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, at) => (
            <tr key={at}>
              {row.map((cell, place) => (
                <td key={place} class={typeof cell === "number" ? "figure" : ""}>
                  {shown?.[place]?.(cell) ?? usual(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p class="chart-note">The first {MOST_ROWS} of {rows.length.toLocaleString("en")} rows; the CSV file has all.</p>}
    </div>
  );
}

const NUMBER = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

function usual(cell: Cell): string {
  if (cell === null || cell === undefined) return "–";
  if (typeof cell === "boolean") return cell ? "on" : "off";
  return typeof cell === "number" ? NUMBER.format(cell) : cell;
}

/** The drawing itself: plots with a title or key of their own come wrapped in a figure. */
function drawn(made: SVGElement | HTMLElement): SVGSVGElement {
  const found = made instanceof SVGSVGElement ? made : made.querySelector("svg");
  if (!(found instanceof SVGSVGElement)) throw new Error("nothing was drawn");
  return found;
}
