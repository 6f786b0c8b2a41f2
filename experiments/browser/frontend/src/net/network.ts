// The network view: a town of people and ties, drawn, moved about in, pointed at. Needs no framework.

import { listen, zoomed } from "./gestures";
import { Graph } from "./graph";
import { drawOverlay } from "./overlay";
import { FADED, LIT, LOUD, QUIET, look, type Camera, type Ink, type Painter, type Palette, type Rgb } from "./painter";
import { CanvasPainter } from "./painter_canvas";

export interface NetworkOptions {
  /** What the view is, for those who do not see it. */
  label?: string;
  onHover?: (row: number | null, at: { x: number; y: number } | null) => void;
  onPick?: (row: number | null) => void;
  /** Colours of the ground, of ties and of marks, in any form that CSS knows. */
  ink?: NetworkInk;
  /** "canvas" does without WebGL. */
  painter?: "webgl" | "canvas";
}
export interface NetworkInk { ground: string; tie: string; mark: string }
/** Colours by code; `quiet` ones are drawn smaller. */
export interface NetworkColour { colour: string; quiet?: boolean }
export type Highlight = "only" | "ring";

const DEFAULT_INK: NetworkInk = { ground: "#fbfcfd", tie: "#5b6770", mark: "#111820" };
const REST = 140;                  // milliseconds without a move after which ties are drawn anew
const NEAR = 14;                   // pixels within which a pointer finds a person
const MARGIN = 0.94, DEEPEST = 500; // part of the view that the town fills; how far one may zoom in

export class NetworkView {
  readonly element = document.createElement("div");
  readonly #options: NetworkOptions;
  readonly #overlay = document.createElement("canvas");
  readonly #abort = new AbortController();
  readonly #watch: ResizeObserver;
  #canvas = document.createElement("canvas");
  #painter: Painter | null = null;
  #graph: Graph | null = null;
  #codes: Uint8Array = new Uint8Array();
  #palette: Palette = new Uint8Array(1024).fill(LOUD);
  #ink: NetworkInk;
  #marks: Uint8Array | null = null;
  #lit: { rows: Set<number>; mode: Highlight } | null = null;
  #category: ReadonlySet<number> | null = null;
  #hovered: number | null = null;
  #selected: number | null = null;
  #camera: Camera = { x: 0, y: 0, scale: 1 };
  #fitted = true;
  #size = { width: 0, height: 0, ratio: 1 };
  #dirty = { codes: true, ties: true, overlay: true };
  #drawing = 0;
  #resting = 0;
  #flight = 0;

  constructor(container: HTMLElement, options: NetworkOptions = {}) {
    this.#options = options;
    this.#ink = options.ink ?? DEFAULT_INK;
    const { element } = this;
    element.className = "network";
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.setAttribute("aria-roledescription", "network");
    this.setLabel(options.label ?? "Network of people");
    Object.assign(element.style, { position: "absolute", inset: "0", overflow: "hidden", touchAction: "pan-y", userSelect: "none" });
    for (const canvas of [this.#canvas, this.#overlay]) lie(canvas);
    this.#overlay.style.pointerEvents = "none";
    element.append(this.#canvas, this.#overlay);
    if (getComputedStyle(container).position === "static") container.style.position = "relative";
    container.append(element);
    listen(element, {
      camera: () => this.#camera,
      size: () => this.#size,
      move: (camera) => this.#move(camera),
      fit: () => this.fit(),
      point: (at) => this.#point(at),
      pick: (at) => { options.onPick?.(this.#nearest(at)); },
      escape: () => { options.onPick?.(null); },
    }, this.#abort.signal);
    this.#watch = new ResizeObserver(() => this.#resize());
    this.#watch.observe(element);
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => this.#resize(), { signal: this.#abort.signal, once: true });
    void this.#begin();
  }

  /** Which way it draws: "webgl", "canvas", or "" before the first drawing. */
  get painter(): string { return this.#painter?.kind ?? ""; }
  get selected(): number | null { return this.#selected; }

  setLabel(label: string): void {
    this.element.setAttribute("aria-label", `${label}. Arrow keys move, plus and minus zoom, 0 shows all.`);
  }

  /** A town: positions within the unit circle, household of each person, two rows a tie, kind of each tie (0 household). */
  setTown(positions: Float32Array, household: Int32Array, ends: Uint32Array, kinds: Uint8Array): void {
    this.#graph = new Graph(positions, household, ends, kinds);
    this.#codes = new Uint8Array(household.length);
    this.#marks = null;
    this.#lit = null;
    this.#hovered = this.#selected = null;
    this.#painter?.setShape(this.#graph.shape);
    this.#dirty = { codes: true, ties: true, overlay: true };
    this.fit();
  }

  setColours(colours: readonly NetworkColour[]): void {
    const palette = new Uint8Array(1024).fill(LOUD);
    const last = colours.at(-1);
    for (let code = 0; code < 256; code++) {
      const entry = colours[code] ?? last;
      if (!entry) break;
      palette.set([...rgb(entry.colour), entry.quiet ? QUIET : LOUD], 4 * code);
    }
    this.#palette = palette;
    this.#painter?.setPalette(palette);
    this.#draw();
  }

  setInk(ink: NetworkInk): void {
    this.#ink = ink;
    this.#painter?.setInk(inkOf(ink));
    this.#dirty.ties = this.#dirty.overlay = true;
    this.#draw();
  }

  /** Codes of people; of several arms one after the other, the one of that number is drawn. */
  setCodes(codes: Uint8Array, arm = 0): void {
    const people = this.#graph?.shape.people ?? codes.length;
    this.#codes = codes.length === people ? codes : codes.subarray(arm * people, (arm + 1) * people);
    this.#dirty.codes = true;
    this.#draw();
  }

  /** Point people out: "only" fades all others, "ring" puts a ring around each. Null: nobody. */
  highlight(rows: Iterable<number> | null, mode: Highlight = "ring"): void {
    this.#lit = rows === null ? null : { rows: new Set(rows), mode };
    this.#dirty.codes = this.#dirty.overlay = true;
    this.#draw();
  }

  /** Point out those with certain codes and fade all others. Null: all alike. */
  highlightCodes(codes: ReadonlySet<number> | null): void {
    this.#category = codes && codes.size > 0 ? codes : null;
    this.#dirty.codes = true;
    this.#draw();
  }

  /** A person whose ties are lit up; null for nobody. */
  select(row: number | null): void {
    this.#selected = row;
    this.#dirty.overlay = true;
    this.#draw();
  }

  fit(): void {
    cancelAnimationFrame(this.#flight);
    this.#fitted = true;
    this.#move(this.#home(), true);
  }

  zoomBy(factor: number): void {
    const { width, height } = this.#size;
    this.#move(zoomed(this.#camera, factor, { x: width / 2, y: height / 2 }, this.#size));
  }

  /** Bring a person to the middle, near enough to see their household. */
  zoomTo(row: number): void {
    const shape = this.#graph?.shape;
    if (!shape || row >= shape.people) return;
    const near = 42 / shape.spacing;
    this.#fly({
      x: shape.positions[2 * row]!, y: shape.positions[2 * row + 1]!, scale: Math.max(this.#camera.scale, near),
    });
  }

  /** What is seen, as a picture. */
  async toPng(): Promise<Blob> {
    this.#paint(performance.now(), true);
    const sheet = document.createElement("canvas");
    sheet.width = this.#canvas.width;
    sheet.height = this.#canvas.height;
    const context = sheet.getContext("2d")!;
    // In the same turn as the drawing: later the browser may have cleared what WebGL has drawn.
    context.drawImage(this.#canvas, 0, 0);
    context.drawImage(this.#overlay, 0, 0);
    return await new Promise((resolve, reject) => {
      sheet.toBlob((blob) => blob ? resolve(blob) : reject(new Error("The browser made no picture.")), "image/png");
    });
  }

  destroy(): void {
    this.#abort.abort();
    this.#watch.disconnect();
    for (const request of [this.#drawing, this.#flight]) cancelAnimationFrame(request);
    clearTimeout(this.#resting);
    this.#painter?.destroy();
    this.#painter = null;
    this.element.remove();
  }

  async #begin(): Promise<void> {
    let painter: Painter | null = null;
    if (this.#options.painter !== "canvas") {
      try {
        const { WebglPainter } = await import("./painter_webgl");
        painter = await WebglPainter.on(this.#canvas, () => { this.#all(); });
      } catch {
        // A canvas that was asked for WebGL gives no other context.
        const fresh = document.createElement("canvas");
        lie(fresh);
        this.#canvas.replaceWith(fresh);
        this.#canvas = fresh;
      }
    }
    if (this.#abort.signal.aborted) {
      painter?.destroy();
      return;
    }
    this.#painter = painter ?? new CanvasPainter(this.#canvas);
    this.element.dataset.painter = this.#painter.kind;
    this.#painter.setInk(inkOf(this.#ink));
    this.#painter.setPalette(this.#palette);
    if (this.#graph) this.#painter.setShape(this.#graph.shape);
    this.#resize();
  }

  #all(): void {
    this.#dirty = { codes: true, ties: true, overlay: true };
    this.#draw();
  }

  #resize(): void {
    const width = this.element.clientWidth, height = this.element.clientHeight;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (width === 0 || height === 0) return;
    this.#size = { width, height, ratio };
    this.#overlay.width = Math.round(width * ratio);
    this.#overlay.height = Math.round(height * ratio);
    this.#painter?.resize(width, height, ratio);
    if (this.#fitted) this.#camera = this.#home();
    this.#all();
  }

  #home(): Camera {
    return { x: 0, y: 0, scale: (MARGIN * Math.min(this.#size.width, this.#size.height)) / 2 || 1 };
  }

  #move(camera: Camera, fitted = false): void {
    const home = this.#home();
    const scale = Math.min(Math.max(camera.scale, home.scale * 0.5), home.scale * DEEPEST);
    const within = (value: number): number => Math.min(Math.max(value, -1.1), 1.1);
    this.#camera = { x: within(camera.x), y: within(camera.y), scale };
    this.#fitted = fitted;
    this.element.style.touchAction = scale > home.scale * 1.05 ? "none" : "pan-y";
    this.#dirty.overlay = true;
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => {
      this.#dirty.ties = true;
      this.#draw();
    }, REST);
    this.#draw();
  }

  #fly(goal: Camera): void {
    cancelAnimationFrame(this.#flight);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.#move(goal);
    const from = this.#camera, begun = performance.now(), takes = 450;
    const on = (now: number): void => {
      const part = Math.min(Math.max((now - begun) / takes, 0), 1);
      const eased = part * part * (3 - 2 * part);
      const scale = from.scale * (goal.scale / from.scale) ** eased;
      this.#move({ x: from.x + (goal.x - from.x) * eased, y: from.y + (goal.y - from.y) * eased, scale });
      if (part < 1) this.#flight = requestAnimationFrame(on);
    };
    this.#flight = requestAnimationFrame(on);
  }

  #nearest(at: { x: number; y: number }): number | null {
    const { width, height } = this.#size, camera = this.#camera;
    return this.#graph?.nearest(
      camera.x + (at.x - width / 2) / camera.scale, camera.y - (at.y - height / 2) / camera.scale, NEAR / camera.scale,
    ) ?? null;
  }

  #point(at: { x: number; y: number } | null): void {
    const row = at === null ? null : this.#nearest(at);
    this.element.style.cursor = row === null ? "grab" : "pointer";
    if (row !== this.#hovered) {
      this.#hovered = row;
      this.#dirty.overlay = true;
      this.#draw();
    }
    this.#options.onHover?.(row, row === null ? null : this.#place(row));
  }

  #place(row: number): { x: number; y: number } {
    const { positions } = this.#graph!.shape, camera = this.#camera;
    return {
      x: this.#size.width / 2 + (positions[2 * row]! - camera.x) * camera.scale,
      y: this.#size.height / 2 - (positions[2 * row + 1]! - camera.y) * camera.scale,
    };
  }

  #draw(): void {
    if (this.#drawing === 0) this.#drawing = requestAnimationFrame((now) => { this.#drawing = 0; this.#paint(now, false); });
  }

  #paint(_now: number, whole: boolean): void {
    const painter = this.#painter, graph = this.#graph;
    if (!painter || !graph || this.#size.width === 0) return;
    if (this.#dirty.codes) {
      this.#mark();
      painter.setCodes(this.#codes, this.#marks);
    }
    const shown = look(graph.shape, this.#camera, 2 * this.#home().scale);
    let all = painter.draw(this.#camera, shown, this.#dirty.ties);
    while (whole && !all) all = painter.draw(this.#camera, shown, false);
    if (this.#dirty.overlay) {
      const rows = this.#lit?.mode === "ring" ? [...this.#lit.rows] : [];
      drawOverlay(this.#overlay, graph, this.#camera, this.#size.ratio, shown.loud,
        { hovered: this.#hovered, selected: this.#selected, ringed: rows }, this.#ink);
    }
    this.#dirty = { codes: false, ties: false, overlay: false };
    if (!all) this.#draw();
  }

  #mark(): void {
    const people = this.#codes.length;
    const only = this.#lit?.mode === "only" ? this.#lit.rows : null;
    const category = this.#category;
    if (!only && !category) {
      this.#marks = null;
      return;
    }
    const marks = this.#marks?.length === people ? this.#marks : new Uint8Array(people);
    if (category) {
      for (let row = 0; row < people; row++) marks[row] = category.has(this.#codes[row]!) ? LIT : FADED;
    } else marks.fill(FADED);
    if (only) for (const row of only) if (row < people) marks[row] = LIT;
    this.#marks = marks;
  }
}

function lie(canvas: HTMLCanvasElement): void {
  Object.assign(canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", display: "block" });
}

const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
/** Any colour that CSS knows as red, green, blue. */
export function rgb(colour: string): Rgb {
  if (!probe) return [128, 128, 128];
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = "#808080";
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function inkOf(ink: NetworkInk): Ink { return { ground: rgb(ink.ground), tie: rgb(ink.tie) }; }
