// Ties in the order in which they are drawn: the longest first and faintest, those within households last and over all.
//
// Communities lie apart, so a tie within one is short and a tie between two is long. Were all alike, the long ones would
// darken the gaps and hide what they join; so they have the less ink the longer they are, from where ties begin to be long.

/** Ties that are drawn alike: from one number to another (not included), and which part of the usual ink they have. */
export interface TieClass { from: number; to: number; household: boolean; fade: number }

const CLASSES = 8;          // of friendships by length; each is longer than the one before by the root of two
const LESS = 0.4;           // of the ink of the class before
const SHORT = 0.25;         // of all friendships are short, and have all the ink

/** `ends`: rows of two people a tie; `kinds`: 0 for ties within households. */
export function sorted(positions: Float32Array, ends: Uint32Array, kinds: Uint8Array): { ends: Uint32Array; classes: TieClass[] } {
  const lengths = new Float32Array(kinds.length);
  for (let tie = 0; tie < kinds.length; tie++) {
    const one = 2 * ends[2 * tie]!, other = 2 * ends[2 * tie + 1]!;
    lengths[tie] = Math.hypot(positions[one]! - positions[other]!, positions[one + 1]! - positions[other + 1]!);
  }
  const friends = lengths.filter((_, tie) => kinds[tie] !== 0).sort();
  const short = Math.max(friends[Math.floor(SHORT * friends.length)] ?? 0, 1e-6);
  const members: number[][] = Array.from({ length: CLASSES + 1 }, () => []);
  for (let tie = 0; tie < kinds.length; tie++) {
    const number = kinds[tie] === 0 ? CLASSES : Math.min(Math.max(Math.ceil(2 * Math.log2(lengths[tie]! / short)), 0), CLASSES - 1);
    members[number]!.push(tie);
  }
  const out = new Uint32Array(ends.length), classes: TieClass[] = [];
  let at = 0;
  for (const number of [...Array.from({ length: CLASSES }, (_, index) => CLASSES - 1 - index), CLASSES]) {
    const those = members[number]!, from = at;
    for (const tie of spread(those)) {
      out[2 * at] = ends[2 * tie]!;
      out[2 * at + 1] = ends[2 * tie + 1]!;
      at++;
    }
    const household = number === CLASSES;
    // In the middle of its class; the first one has whatever is shorter.
    if (at > from) classes.push({ from, to: at, household, fade: household || number === 0 ? 1 : LESS ** (number - 0.5) });
  }
  return { ends: out, classes };
}

/** The same ties in an order whose beginning, however much of it, holds ties from everywhere. */
function* spread(ties: readonly number[]): Generator<number> {
  let step = Math.max(1, Math.round(ties.length * 0.618));
  while (divisor(step, ties.length) > 1) step++;
  for (let index = 0; index < ties.length; index++) yield ties[(index * step) % ties.length]!;
}

function divisor(one: number, other: number): number { return other === 0 ? one : divisor(other, one % other); }
