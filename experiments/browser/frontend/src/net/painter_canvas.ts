// The town drawn on a plain canvas, for browsers without WebGL 2.

import { FADED, LIT, QUIET, inked, same, type Camera, type Ink, type Look, type Painter, type Palette, type Rgb, type Shape } from "./painter";

const TIES_A_FRAME = 12_000;
const ROUND_FROM = 5; // pixels; smaller dots are squares, which are quicker

export class CanvasPainter implements Painter {
  readonly kind = "canvas";
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #front = document.createElement("canvas");
  readonly #back = document.createElement("canvas");
  #camera: Camera | null = null;      // of what is on the front sheet
  #coming: Camera | null = null;      // of what is being drawn on the back sheet
  #next = Infinity;
  #shape: Shape | null = null;
  #ink: Ink = { ground: [255, 255, 255], tie: [100, 100, 100] };
  #palette: Palette = new Uint8Array(1024);
  #codes: Uint8Array = new Uint8Array();
  #marks: Uint8Array | null = null;
  #size = { width: 1, height: 1, ratio: 1 };

  /** Raises an error where there is not even that. */
  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("no canvas");
    this.#canvas = canvas;
    this.#context = context;
  }

  setShape(shape: Shape): void { this.#shape = shape; this.#camera = this.#coming = null; }
  setInk(ink: Ink): void { this.#ink = ink; this.#camera = this.#coming = null; }
  setPalette(palette: Palette): void { this.#palette = palette; }
  setCodes(codes: Uint8Array, marks: Uint8Array | null): void { this.#codes = codes; this.#marks = marks; }

  resize(width: number, height: number, ratio: number): void {
    this.#size = { width, height, ratio };
    for (const canvas of [this.#canvas, this.#front, this.#back]) {
      canvas.width = Math.max(1, Math.round(width * ratio));
      canvas.height = Math.max(1, Math.round(height * ratio));
    }
    this.#camera = this.#coming = null;
  }

  draw(camera: Camera, look: Look, fresh: boolean): boolean {
    const context = this.#context, { width, height, ratio } = this.#size;
    if (fresh) {
      this.#coming = { ...camera };
      this.#next = 0;
      clear(this.#back, this.#ink.ground);
    } else if (this.#coming && !same(this.#coming, camera)) this.#next = Infinity; // asked for anew when it rests
    const all = this.#continue(look);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = css(this.#ink.ground);
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const [sheet, from] = this.#camera ? [this.#front, this.#camera] : [this.#back, this.#coming];
    if (from) {
      const zoom = camera.scale / from.scale;
      context.drawImage(
        sheet,
        (width / 2 * (1 - zoom) + (from.x - camera.x) * camera.scale) * ratio,
        (height / 2 * (1 - zoom) - (from.y - camera.y) * camera.scale) * ratio,
        sheet.width * zoom, sheet.height * zoom,
      );
    }
    this.#people(camera, look);
    return all;
  }

  destroy(): void { this.#shape = null; }

  #continue(look: Look): boolean {
    const shape = this.#shape, camera = this.#coming;
    if (!shape || !camera || this.#next === Infinity) return true;
    const context = this.#back.getContext("2d")!, { width, height, ratio } = this.#size;
    const { positions, ends } = shape;
    const until = Math.min(this.#next + TIES_A_FRAME, ends.length / 2);
    const scale = camera.scale * ratio, left = (width / 2) * ratio, top = (height / 2) * ratio;
    context.strokeStyle = css(this.#ink.tie);
    context.lineWidth = Math.max(1, ratio * 0.75);
    for (const each of shape.classes) {
      const shown = inked(each, look), first = Math.max(this.#next, each.from), last = Math.min(until, shown.until);
      if (first >= last) continue;
      context.globalAlpha = shown.ink;
      context.beginPath();
      for (let tie = first; tie < last; tie++) {
        const one = 2 * ends[2 * tie]!, other = 2 * ends[2 * tie + 1]!;
        context.moveTo(left + (positions[one]! - camera.x) * scale, top - (positions[one + 1]! - camera.y) * scale);
        context.lineTo(left + (positions[other]! - camera.x) * scale, top - (positions[other + 1]! - camera.y) * scale);
        // A path that grows long is filled as one shape, which takes ever longer.
        if ((tie - first) % 500 === 499) { context.stroke(); context.beginPath(); }
      }
      context.stroke();
    }
    context.globalAlpha = 1;
    this.#next = until;
    if (until < ends.length / 2) return false;
    this.#front.getContext("2d")!.drawImage(this.#back, 0, 0);
    this.#camera = camera;
    this.#next = Infinity;
    return true;
  }

  #people(camera: Camera, look: Look): void {
    const shape = this.#shape;
    if (!shape) return;
    const context = this.#context, { width, height, ratio } = this.#size, marks = this.#marks;
    const scale = camera.scale * ratio, left = (width / 2) * ratio, top = (height / 2) * ratio;
    const rows: number[][] = Array.from({ length: 256 * 3 }, () => []);
    for (let row = 0; row < shape.people; row++) {
      rows[(marks ? marks[row]! : 0) * 256 + (this.#codes[row] ?? 0)]!.push(row);
    }
    for (const [key, those] of rows.entries()) {
      if (those.length === 0) continue;
      const mark = key >> 8, code = key & 255, palette = this.#palette;
      const quiet = palette[4 * code + 3] === QUIET;
      let size = Math.max(quiet ? look.quiet : look.loud, 1.6) * ratio;
      if (mark === LIT) size = Math.max(look.loud * 1.25, 4) * ratio;
      context.fillStyle = css([palette[4 * code]!, palette[4 * code + 1]!, palette[4 * code + 2]!]);
      context.globalAlpha = mark === FADED ? 0.16 : 1;
      for (const row of those) {
        const x = left + (shape.positions[2 * row]! - camera.x) * scale;
        const y = top - (shape.positions[2 * row + 1]! - camera.y) * scale;
        if (x < -size || y < -size || x > this.#canvas.width + size || y > this.#canvas.height + size) continue;
        if (size < ROUND_FROM * ratio) context.fillRect(x - size / 2, y - size / 2, size, size);
        else {
          context.beginPath();
          context.arc(x, y, size / 2, 0, 2 * Math.PI);
          context.fill();
        }
      }
    }
    context.globalAlpha = 1;
  }
}

function css([red, green, blue]: Rgb): string { return `rgb(${red} ${green} ${blue})`; }

function clear(canvas: HTMLCanvasElement, ground: Rgb): void {
  const context = canvas.getContext("2d")!;
  context.fillStyle = css(ground);
  context.fillRect(0, 0, canvas.width, canvas.height);
}
