// Charts and tables as files: SVG and PNG that look as the page does, CSV that any program reads.
// Nothing is sent anywhere: files are made in the page.

// Properties that elements take over from those around them, and those that they do not, with what they are by themselves.
const INHERITED = [
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "font-family", "font-size", "font-weight", "font-style", "font-variant-numeric", "letter-spacing",
  "text-anchor", "paint-order", "visibility", "color", "white-space",
] as const;
const OWN = { opacity: "1", "dominant-baseline": "auto", "mix-blend-mode": "normal", "clip-path": "none", overflow: "visible" } as const;
const FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const SCALE = 2;
const MOST_PIXELS = 16_000_000;                   // some browsers draw nothing on canvases beyond that
const NAMESPACE = "http://www.w3.org/2000/svg";

export type Cell = string | number | boolean | null | undefined;

/** Saves an SVG element as a file of its own: styles written into it, the page's background behind it. */
export function exportSvg(svg: SVGSVGElement, name: string): void {
  const { text } = standalone(svg);
  save(new Blob([text], { type: "image/svg+xml" }), `${fileName(name)}.svg`);
}

/** Saves an SVG element or a canvas as PNG; SVG with two pixels for each. Rejects where the browser cannot. */
export async function exportPng(source: SVGSVGElement | HTMLCanvasElement, name: string): Promise<void> {
  const canvas = source instanceof HTMLCanvasElement ? onBackground(source) : await rasterised(source);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("The browser could not make a picture of this.");
  save(blob, `${fileName(name)}.png`);
}

/** Saves rows as CSV: a header, a line each, numbers unrounded, nothing where there is nothing. */
export function exportCsv(columns: readonly string[], rows: readonly (readonly Cell[])[], name: string): void {
  save(new Blob([csvText(columns, rows)], { type: "text/csv;charset=utf-8" }), `${fileName(name)}.csv`);
}

/** Rows as CSV text (RFC 4180, lines ended by a line feed). */
export function csvText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(",")).join("\n") + "\n";
}

const RUN = /(^|[;\t\r\n])(?=[\x00-\x08\x0b\x0c\x0e-\x20"\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20])|^(?=[\t\r\n])/g;
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined || (typeof cell === "number" && Number.isNaN(cell))) return "";
  const text = typeof cell === "string" ? harmless(cell) : String(cell);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that no spreadsheet runs: an apostrophe stands before what would be taken for a formula. As `harmless` in
 * experiments/files/spreadsheets.py. */
function harmless(text: string): string {
  return NUMBER.test(text) ? text : text.replace(RUN, "$1'");
}

/** The SVG as text that looks the same without the page, and its size in the page's pixels. */
export function standalone(svg: SVGSVGElement): { text: string; width: number; height: number } {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inline(svg, copy);
  const { width, height } = size(svg);
  copy.setAttribute("xmlns", NAMESPACE);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.style.fontFamily = FONTS;
  const ground = document.createElementNS(NAMESPACE, "rect");
  const [left, top, wide, high] = (copy.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
  ground.setAttribute("x", String(left ?? 0));
  ground.setAttribute("y", String(top ?? 0));
  ground.setAttribute("width", String(wide ?? width));
  ground.setAttribute("height", String(high ?? height));
  ground.setAttribute("fill", background(svg));
  copy.insertBefore(ground, copy.firstChild);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function size(svg: SVGSVGElement): { width: number; height: number } {
  const box = svg.getBoundingClientRect();
  const view = svg.viewBox.baseVal;
  return {
    width: Math.max(1, Math.round(box.width || view?.width || Number(svg.getAttribute("width")) || 640)),
    height: Math.max(1, Math.round(box.height || view?.height || Number(svg.getAttribute("height")) || 400)),
  };
}

/** Writes what style sheets say of each element into it: custom properties mean nothing outside the page. */
function inline(from: Element, to: Element, top = true): void {
  if (from instanceof SVGElement && to instanceof SVGElement) {
    const told = getComputedStyle(from);
    const around = top || !from.parentElement ? null : getComputedStyle(from.parentElement);
    for (const name of INHERITED) {
      const value = told.getPropertyValue(name);
      if (value && value !== around?.getPropertyValue(name)) to.style.setProperty(name, value);
    }
    for (const [name, usual] of Object.entries(OWN)) {
      const value = told.getPropertyValue(name);
      if (value && value !== usual) to.style.setProperty(name, value);
    }
    if (told.display === "none") to.style.display = "none";
    for (const { name, value } of [...to.attributes]) {
      if (value.includes("var(")) to.removeAttribute(name);
    }
  }
  to.removeAttribute("class");
  const inside = [...from.children];
  const copies = [...to.children];
  inside.forEach((child, place) => {
    const copy = copies[place];
    if (!copy) return;
    if (child.tagName.toLowerCase() === "style" || child.tagName.toLowerCase() === "script") copy.remove();
    else inline(child, copy, false);
  });
}

/** The colour that shows behind an element: that of the nearest one around it that has any. */
function background(element: Element): string {
  for (let around: Element | null = element; around; around = around.parentElement) {
    const colour = getComputedStyle(around).backgroundColor;
    if (colour && colour !== "transparent" && !/rgba\([^)]*,\s*0\)/.test(colour)) return colour;
  }
  return "#fff";
}

async function rasterised(svg: SVGSVGElement): Promise<HTMLCanvasElement> {
  const { text, width, height } = standalone(svg);
  const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (width * height)));
  const picture = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    await new Promise<void>((done, failed) => {
      picture.onload = () => done();
      picture.onerror = () => failed(new Error("The browser could not draw this chart as a picture."));
      picture.src = address;
    });
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context(canvas).drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function onBackground(source: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = source.width;
  canvas.height = source.height;
  const pen = context(canvas);
  pen.fillStyle = background(source);
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0);
  return canvas;
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("The browser cannot draw pictures.");
  return pen;
}

/** A name as a file can have it everywhere. */
export function fileName(name: string): string {
  const kept = name.normalize("NFKD").replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "").toLowerCase();
  return kept.slice(0, 80) || "helpseek";
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);   // some browsers read it only after the click
}
