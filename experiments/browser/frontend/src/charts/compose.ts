// A plot and what stands around it as one drawing: its key in the page, and title, unit and source in files.

const NAMESPACE = "http://www.w3.org/2000/svg";
const LETTER = 6.7;                               // width of a letter at 12 px, about
const LINE = 20;
const MARGIN = 20;

export interface KeyItem { label: string; colour: string; dashes?: string; form?: "line" | "box" }
export interface Around { title?: string; subtitle?: string; source?: string; key?: readonly KeyItem[] }

/** An SVG with words and a key around the plot; lines are broken where the width ends. */
export function compose(plot: SVGSVGElement, around: Around): SVGSVGElement {
  const width = Number(plot.getAttribute("width"));
  const height = Number(plot.getAttribute("height"));
  const svg = element("svg", { role: "img" });
  let top = 0;
  if (around.title) {
    for (const line of broken(around.title, width / 9.2)) {
      top += 24;
      svg.append(words(line, 0, top - 6, "chart-title"));
    }
  }
  if (around.subtitle) {
    for (const line of broken(around.subtitle, width / 6.6)) {
      top += 18;
      svg.append(words(line, 0, top - 5, "chart-subtitle"));
    }
    top += 6;
  }
  if (around.key && around.key.length > 1) {
    const { group, height: high } = key(around.key, width);
    group.setAttribute("transform", `translate(0 ${top})`);
    svg.append(group);
    top += high + 4;
  }
  // Style sheets of drawings are not let in; charts.css says what they would.
  for (const sheet of plot.querySelectorAll("style")) sheet.remove();
  // The drawing is one image with words of its own; parts of it are nothing by themselves.
  for (const part of plot.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  plot.setAttribute("x", "0");
  plot.setAttribute("y", String(top));
  svg.append(plot);
  let bottom = top + height;
  if (around.source) {
    for (const line of broken(around.source, width / 5.6)) {
      bottom += 16;
      svg.append(words(line, 0, bottom - 4, "chart-source"));
    }
    bottom += 6;
  }
  const margin = around.title ? MARGIN : 0;        // in a file there is nothing around it
  svg.setAttribute("width", String(width + 2 * margin));
  svg.setAttribute("height", String(bottom + 2 * margin));
  svg.setAttribute("viewBox", `${-margin} ${-margin} ${width + 2 * margin} ${bottom + 2 * margin}`);
  return svg;
}

function key(items: readonly KeyItem[], width: number): { group: SVGGElement; height: number } {
  const group = element("g", { class: "chart-key" });
  let left = 0;
  let top = 14;
  for (const item of items) {
    const room = 26 + item.label.length * LETTER + 14;
    if (left > 0 && left + room > width) {
      left = 0;
      top += LINE;
    }
    if (item.form === "box") {
      group.append(element("rect", { x: left, y: top - 10, width: 14, height: 11, rx: 2, fill: item.colour }));
    } else {
      group.append(element("line", {
        x1: left, x2: left + 18, y1: top - 4, y2: top - 4, stroke: item.colour, "stroke-width": 3,
        "stroke-dasharray": item.dashes ?? "none",
      }));
    }
    group.append(words(item.label, left + 24, top, "chart-label"));
    left += room;
  }
  return { group, height: top + 6 };
}

function words(text: string, x: number, y: number, kind: string): SVGTextElement {
  const made = element("text", { x, y, class: kind });
  made.textContent = text;
  return made;
}

function broken(text: string, letters: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + word.length + 1 > letters) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  if (line) lines.push(line);
  return lines;
}

function element<Name extends keyof SVGElementTagNameMap>(
  name: Name, attributes: Record<string, string | number>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}
