// Kinds of happenings: in which lane of the line of weeks they stand, with which mark, and in which group of the list.

export type Lane = "others" | "seeking" | "care";
export interface Kind { lane: Lane; group: Group; mark: string; colour: string }
export type Group = "illness" | "others" | "seeking" | "care";

export const GROUPS: Record<Group, string> = {
  illness: "Illness", others: "What others said", seeking: "Seeking help", care: "Care",
};
export const LANES: Record<Lane, string> = { others: "Others", seeking: "Seeking", care: "Care" };

const UP = "M0,-4.5 L4.5,3.5 L-4.5,3.5 Z", DOWN = "M0,4.5 L4.5,-3.5 L-4.5,-3.5 Z";
const DISC = "M-3.6,0 A3.6,3.6 0 1 0 3.6,0 A3.6,3.6 0 1 0 -3.6,0 Z", DOT = "M-2,0 A2,2 0 1 0 2,0 A2,2 0 1 0 -2,0 Z";
const SQUARE = "M-3.4,-3.4 H3.4 V3.4 H-3.4 Z", DIAMOND = "M0,-4.8 L4.8,0 L0,4.8 L-4.8,0 Z";
const CROSS = "M-4,-2.4 L-2.4,-4 L0,-1.6 L2.4,-4 L4,-2.4 L1.6,0 L4,2.4 L2.4,4 L0,1.6 L-2.4,4 L-4,2.4 L-1.6,0 Z";
const TICK = "M-4.4,0.4 L-2.9,-1.1 L-1,0.9 L3,-3.6 L4.6,-2.2 L-1,4 Z", BAR = "M-1.2,-5 H1.2 V5 H-1.2 Z";

const blue = "var(--series-0)", vermilion = "var(--series-1)", green = "var(--series-2)", orange = "var(--series-3)";
const purple = "var(--series-4)", grey = "var(--series-6)";

const KINDS: Record<string, Kind> = {
  urged: { lane: "others", group: "others", mark: UP, colour: green },
  confronted: { lane: "others", group: "others", mark: CROSS, colour: vermilion },
  discouraged: { lane: "others", group: "others", mark: DOWN, colour: vermilion },
  confided: { lane: "others", group: "others", mark: DIAMOND, colour: blue },
  confidant: { lane: "others", group: "others", mark: DOT, colour: purple },
  referral: { lane: "others", group: "others", mark: SQUARE, colour: blue },
  example: { lane: "others", group: "others", mark: TICK, colour: green },
  warning: { lane: "others", group: "others", mark: CROSS, colour: grey },
  strategy: { lane: "others", group: "others", mark: DISC, colour: blue },
  need: { lane: "seeking", group: "seeking", mark: DISC, colour: orange },
  barriers: { lane: "seeking", group: "seeking", mark: BAR, colour: grey },
  intention: { lane: "seeking", group: "seeking", mark: UP, colour: orange },
  request: { lane: "seeking", group: "seeking", mark: DISC, colour: vermilion },
  offer: { lane: "seeking", group: "seeking", mark: TICK, colour: green },
  refusal: { lane: "seeking", group: "seeking", mark: CROSS, colour: vermilion },
  stops: { lane: "seeking", group: "seeking", mark: DOWN, colour: grey },
  withdrawal: { lane: "seeking", group: "seeking", mark: DOWN, colour: vermilion },
  no_show: { lane: "seeking", group: "seeking", mark: CROSS, colour: grey },
  entry: { lane: "care", group: "care", mark: SQUARE, colour: blue },
  session: { lane: "care", group: "care", mark: DOT, colour: blue },
  step_up: { lane: "care", group: "care", mark: UP, colour: purple },
  change: { lane: "care", group: "care", mark: DIAMOND, colour: purple },
  label: { lane: "care", group: "care", mark: CROSS, colour: grey },
  completed: { lane: "care", group: "care", mark: TICK, colour: green },
  left: { lane: "care", group: "care", mark: CROSS, colour: vermilion },
  speaks: { lane: "care", group: "care", mark: DIAMOND, colour: green },
};
const ILLNESS = new Set(["episode", "worse", "better", "well", "weary", "rested"]);
const OTHER: Kind = { lane: "others", group: "illness", mark: DOT, colour: grey };

/** What a kind of happening is drawn with; illness has a track of its own and no marks. */
export function kindOf(name: string): Kind | null {
  return ILLNESS.has(name) ? null : KINDS[name] ?? OTHER;
}
export function groupOf(name: string): Group {
  return kindOf(name)?.group ?? "illness";
}
export const SHOWN_IN_KEY: [string, string][] = [
  ["urged", "urged to seek help"], ["discouraged", "talked out of it"], ["confronted", "confronted"],
  ["confidant", "turned to a confidant"], ["need", "sees a need"], ["barriers", "says what keeps them"],
  ["request", "asks for help"], ["refusal", "refuses an offer"], ["entry", "care begins"], ["session", "session"],
  ["completed", "completes care"], ["left", "leaves care"],
];
