// What draws the ties and the people of a town: with WebGL, or on a plain canvas where there is none.

import type { TieClass } from "./ties";

/** Where people stand and who is tied to whom; never changed once given. */
export interface Shape {
  people: number;
  positions: Float32Array;   // x, y of each person, y upward, within the unit circle
  ends: Uint32Array;         // rows of two people a tie, in the order in which they are drawn
  classes: readonly TieClass[];
  spacing: number;           // from one person to the next, where there are people
}

/** The part of the plane that is seen: its middle, and pixels (of CSS) for one unit. */
export interface Camera { x: number; y: number; scale: number }

export function same(one: Camera, other: Camera): boolean {
  return one.x === other.x && one.y === other.y && one.scale === other.scale;
}

/** Colours, all as [red, green, blue] from 0 to 255. */
export interface Ink { ground: Rgb; tie: Rgb }
export type Rgb = readonly [number, number, number];

/** How people and ties are drawn at a zoom: width of dots that are loud and quiet, in pixels of CSS; ink of ties, 0 to 1. */
export interface Look { loud: number; quiet: number; household: number; friend: number }

/** One byte a person beside the code: drawn as usual, faded, or pointed out. */
export const USUAL = 0, FADED = 1, LIT = 2;

/** 256 colours, four bytes each: red, green, blue, and 255 for larger dots, 128 for quiet ones. */
export type Palette = Uint8Array;
export const QUIET = 128, LOUD = 255;

export interface Painter {
  readonly kind: "webgl" | "canvas";
  setShape(shape: Shape): void;
  setInk(ink: Ink): void;
  setPalette(palette: Palette): void;
  /** Codes of people, and a mark for each or null for none. */
  setCodes(codes: Uint8Array, marks: Uint8Array | null): void;
  resize(width: number, height: number, ratio: number): void;
  /** Draw. Ties are drawn anew if `fresh`, else what is there of them is moved along with the view. Returns whether
   * ties are all there; if not, `draw` wants to be called again. */
  draw(camera: Camera, look: Look, fresh: boolean): boolean;
  destroy(): void;
}

const HOUSEHOLD_INK = 0.24, FRIEND_INK = 0.045;
const LEAST_INK = 0.012; // what eight bits a colour still show of one tie

/** Ties of a class up to which number are drawn, and with what ink. Where that would be less than can be seen, fewer
 * ties have more of it: the same on the whole. */
export function inked(each: TieClass, look: Look): { until: number; ink: number } {
  if (each.household) return { until: each.to, ink: look.household };
  const wanted = look.friend * each.fade, ink = Math.max(wanted, LEAST_INK);
  return { until: each.from + Math.round((each.to - each.from) * (wanted / ink)), ink };
}

/** How large dots and how strong ties are, so that a small town and a large one both can be read. */
export function look(shape: Shape, camera: Camera, wide: number): Look {
  const room = shape.spacing * camera.scale;
  const zoom = (2 * camera.scale) / Math.max(wide, 1);
  const crowd = Math.sqrt(46_000 / Math.max(shape.ends.length / 2, 2_000));
  const nearer = Math.max(zoom, 1) ** 0.35;
  return {
    // Seen from afar, those who stand out may touch each other: there are few of them.
    loud: Math.max(Math.min(Math.max(0.6 * room, 2.4), 24), Math.min(0.95 * room, 5)),
    quiet: Math.min(Math.max(0.42 * room, 1.7), 18),
    household: Math.min(HOUSEHOLD_INK * Math.sqrt(crowd) * nearer, 0.6),
    friend: Math.min(FRIEND_INK * crowd * nearer, 0.4),
  };
}
