// Binary messages of the server, as typed arrays that view the bytes as they came.

export interface Town {
  people: number; adults: number;
  /** Ties in all; those beyond the server's limit are not drawn. */
  ties: number;
  /** x, y of each person, within the unit circle. */
  positions: Float32Array;
  /** Household of each person, -1 for none. */
  household: Int32Array;
  /** Rows of the two people of each tie that is drawn. */
  ends: Uint32Array;
  /** Of each tie that is drawn: 0 household, 1 friend. */
  kinds: Uint8Array;
}
export interface Frame {
  frame: number;
  /** Weeks simulated; 0 is the town before its first week. */
  weeks: number;
  people: number; arms: number;
  /** How many weeks `series` holds: the last ones. */
  length: number;
  afresh: boolean; playing: boolean;
  /** Number of the colouring, in the order of declared ones. */
  colouring: number;
  /** [arms][length][series][value, low, high]. */
  series: Float32Array;
  /** Codes of people, one arm after the other. */
  codes: Uint8Array;
}

const HEADER = 32;
const TOWN = 0, FRAME = 1;
const AFRESH = 1, PLAYING = 2;

/** A message of the server; null for a kind that this page does not know. Throws on a length that cannot be. */
export function decoded(data: ArrayBuffer, series: number): { town: Town } | { frame: Frame } | null {
  const head = new Uint32Array(data, 0, HEADER / 4);
  const at = (index: number): number => head[index] ?? 0;
  if (at(0) === TOWN) {
    const people = at(1), drawn = at(2);
    let offset = HEADER;
    const positions = new Float32Array(data, offset, 2 * people);
    const household = new Int32Array(data, offset += positions.byteLength, people);
    const ends = new Uint32Array(data, offset += household.byteLength, 2 * drawn);
    const kinds = new Uint8Array(data, offset += ends.byteLength, drawn);
    return { town: { people, ties: at(3), adults: at(4), positions, household, ends, kinds } };
  }
  if (at(0) === FRAME) {
    const people = at(3), arms = at(4), length = at(5), flags = at(6);
    const values = new Float32Array(data, HEADER, arms * length * series * 3);
    return {
      frame: {
        frame: at(1), weeks: at(2), people, arms, length, colouring: at(7),
        afresh: (flags & AFRESH) !== 0, playing: (flags & PLAYING) !== 0,
        series: values, codes: new Uint8Array(data, HEADER + values.byteLength, arms * people),
      },
    };
  }
  return null;
}
