// What the network view knows of a town beyond what is drawn of everybody: who is near, who is tied to whom.

import KDBush from "kdbush";
import type { Shape } from "./painter";
import { sorted } from "./ties";

/** A household as it is drawn: its middle and the radius of the ring around its members. */
export interface Ring { x: number; y: number; radius: number }

export class Graph {
  readonly shape: Shape;
  readonly household: Int32Array;
  #index: KDBush | null = null;
  #starts: Uint32Array | null = null;
  #others = new Uint32Array();
  #rings: { ring: Ring; household: number }[] | null = null;

  /** `ends`: two rows a tie; `kinds`: 0 for ties within households. */
  constructor(positions: Float32Array, household: Int32Array, ends: Uint32Array, kinds: Uint8Array) {
    this.shape = { people: household.length, positions, ...sorted(positions, ends, kinds), spacing: spacing(positions) };
    this.household = household;
  }

  /** The person nearest to a point within a radius, or null. */
  nearest(x: number, y: number, radius: number): number | null {
    const { positions, people } = this.shape;
    if (people === 0) return null;
    if (this.#index === null) {
      this.#index = new KDBush(people, 64, Float32Array);
      for (let row = 0; row < people; row++) this.#index.add(positions[2 * row]!, positions[2 * row + 1]!);
      this.#index.finish();
    }
    let best: number | null = null, least = Infinity;
    for (const row of this.#index.within(x, y, radius)) {
      const away = (positions[2 * row]! - x) ** 2 + (positions[2 * row + 1]! - y) ** 2;
      if (away < least) { least = away; best = row; }
    }
    return best;
  }

  /** Rows of all who are tied to a person. */
  tied(row: number): Uint32Array {
    if (this.#starts === null) this.#sort();
    return this.#others.subarray(this.#starts![row], this.#starts![row + 1]);
  }

  /** Rings of households of two and more that may be seen in a part of the plane. */
  rings(left: number, bottom: number, right: number, top: number): Ring[] {
    this.#rings ??= this.#measure();
    return this.#rings.filter(({ ring }) => ring.x + ring.radius > left && ring.x - ring.radius < right
      && ring.y + ring.radius > bottom && ring.y - ring.radius < top).map(({ ring }) => ring);
  }

  /** The ring of one household, or null where somebody lives alone. */
  ringOf(household: number): Ring | null {
    this.#rings ??= this.#measure();
    return this.#rings.find((each) => each.household === household)?.ring ?? null;
  }

  #sort(): void {
    const { ends, people } = this.shape;
    const starts = new Uint32Array(people + 1);
    for (const row of ends) starts[row + 1]!++;
    for (let row = 0; row < people; row++) starts[row + 1]! += starts[row]!;
    const next = starts.slice(), others = new Uint32Array(ends.length);
    for (let tie = 0; tie < ends.length; tie += 2) {
      const one = ends[tie]!, other = ends[tie + 1]!;
      others[next[one]!++] = other;
      others[next[other]!++] = one;
    }
    this.#starts = starts;
    this.#others = others;
  }

  #measure(): { ring: Ring; household: number }[] {
    const { positions, people } = this.shape;
    const members = new Map<number, number[]>();
    for (let row = 0; row < people; row++) {
      const home = this.household[row]!;
      if (home < 0) continue;
      const those = members.get(home);
      if (those) those.push(row);
      else members.set(home, [row]);
    }
    const out: { ring: Ring; household: number }[] = [];
    for (const [household, those] of members) {
      if (those.length < 2) continue;
      const x = mean(those.map((row) => positions[2 * row]!)), y = mean(those.map((row) => positions[2 * row + 1]!));
      const radius = Math.max(...those.map((row) => Math.hypot(positions[2 * row]! - x, positions[2 * row + 1]! - y)));
      out.push({ ring: { x, y, radius }, household });
    }
    return out;
  }
}

const IN_A_CELL = 4; // people in a cell of the grid by which the ground that is lived on is measured

/** The distance from one person to the next, were all spread evenly over the ground that they stand on. */
function spacing(positions: Float32Array): number {
  const people = Math.max(positions.length / 2, 1);
  const side = Math.sqrt((IN_A_CELL * Math.PI) / people), columns = Math.ceil(2.2 / side) + 1;
  const cells = new Set<number>();
  for (let at = 0; at < positions.length; at += 2) {
    cells.add(Math.floor((positions[at]! + 1.1) / side) * columns + Math.floor((positions[at + 1]! + 1.1) / side));
  }
  return Math.min(side * Math.sqrt(cells.size / people), Math.sqrt(Math.PI / people));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
