// The curves of a view: what frames have brought so far, week by week.

import { signal, type ReadonlySignal } from "@preact/signals";
import type { Frame } from "./binary";

const LAYERS = 3; // value, low, high

/** Values of one series in one arm, one entry a week from week 0 on; null where there is none. */
export interface Curve { value: (number | null)[]; low: (number | null)[]; high: (number | null)[] }

export class History {
  readonly #version = signal(0);
  /** Counts up whenever something was added. */
  readonly version: ReadonlySignal<number> = this.#version;
  weeks = 0;
  arms = 1;
  #values: Float32Array[] = [];

  constructor(readonly series: number) {}

  add(frame: Frame): void {
    const { series } = this;
    if (frame.afresh || frame.arms !== this.#values.length) {
      this.#values = Array.from({ length: frame.arms }, () => new Float32Array(1024 * series * LAYERS).fill(NaN));
    }
    this.arms = frame.arms;
    const first = frame.weeks - frame.length;
    const row = series * LAYERS;
    for (let arm = 0; arm < frame.arms; arm++) {
      let values = this.#values[arm]!;
      if (frame.weeks * row > values.length) {
        const larger = new Float32Array(Math.max(frame.weeks, 2 * values.length / row) * row).fill(NaN);
        larger.set(values);
        this.#values[arm] = values = larger;
      }
      values.set(frame.series.subarray(arm * frame.length * row, (arm + 1) * frame.length * row), first * row);
    }
    this.weeks = frame.weeks;
    this.#version.value++;
  }

  /** One curve up to the present week. */
  curve(number: number, arm = 0): Curve {
    const values = this.#values[arm];
    const out: Curve = { value: [], low: [], high: [] };
    if (!values) return out;
    for (let week = 0; week < this.weeks; week++) {
      const at = (week * this.series + number) * LAYERS;
      out.value.push(finite(values[at]));
      out.low.push(finite(values[at + 1]));
      out.high.push(finite(values[at + 2]));
    }
    return out;
  }

  /** Value (or, of its band, 1 the low and 2 the high end) in a week, the last one if none is given; or null. */
  at(number: number, week = this.weeks - 1, arm = 0, layer: 0 | 1 | 2 = 0): number | null {
    return week < 0 ? null : finite(this.#values[arm]?.[(week * this.series + number) * LAYERS + layer]);
  }
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
