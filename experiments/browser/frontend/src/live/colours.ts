// Colours of the codes of a colouring, for a light and a dark page.

import type { NetworkColour } from "../net/network";
import type { Colouring } from "../wire/types";

const FIRST = ["#E4E7EB", "#2A333C"] as const; // as well people are drawn: not pointed out
const NOBODY = ["#D9DEE3", "#39434d"] as const;
// Dark to light by even steps of lightness, told apart with any kind of colour vision (after viridis, fewer stops).
const RAMP = ["#3b2f74", "#31688e", "#1f9e89", "#7ad151", "#fde725"] as const;

function mixed(part: number): string {
  const at = Math.min(Math.max(part, 0), 1) * (RAMP.length - 1), index = Math.min(Math.floor(at), RAMP.length - 2);
  const channel = (hex: string, number: number): number => Number.parseInt(hex.slice(1 + 2 * number, 3 + 2 * number), 16);
  const one = RAMP[index]!, other = RAMP[index + 1]!;
  const values = [0, 1, 2].map((number) => Math.round(channel(one, number) + (at - index) * (channel(other, number) - channel(one, number))));
  return `rgb(${values.join(" ")})`;
}

/** One colour a code; for a scale 255 of them and a last one for those who have no place on it. */
export function colours(colouring: Colouring, dark: boolean): NetworkColour[] {
  if (colouring.kind === "category") {
    return colouring.codes.map((code) => ({ colour: dark ? code.dark : code.light, quiet: code.light === FIRST[0] }));
  }
  return Array.from({ length: 256 }, (_, code) => code === 255
    ? { colour: NOBODY[dark ? 1 : 0], quiet: true }
    : { colour: mixed(dark ? 0.12 + 0.88 * (code / 254) : 1 - code / 254) });
}
