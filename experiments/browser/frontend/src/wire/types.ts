// What the server says, as types. The shapes are those of experiments/browser/README.md.

export interface Code { name: string; title: string; light: string; dark: string }
export interface Colouring {
  name: string; title: string; meaning: string; group: string;
  kind: "category" | "scale";
  codes: Code[];                                  // of a category; empty for a scale
  low: number; high: number; unit: string;        // of a scale
}
export interface Series {
  name: string; title: string; unit: string; meaning: string; group: string;
  light: string; dark: string;
  share: boolean;                                 // 0 to 1, told in percent
  at_first: boolean;                              // whether it is drawn before somebody asks
}
export interface Control {
  path: string; title: string; meaning: string; unit: string; source: string;
  kind: "number" | "whole" | "choice";
  low: number; high: number; default: number | string; prior: [number, number];
  doubt: string;                                  // what it may be, in words
  choices: string[];
  live: boolean;                                  // may be changed in mid-run
}
export interface Group { name: string; title: string; meaning: string; controls: Control[] }
export interface StrategyKind { name: string; title: string; meaning: string; fields: Control[] }
export interface World {
  name: string; title: string; description: string; people: number | null;
  values: Record<string, number>;                 // of controls whose value is another than their default
  strategies: string[];                           // that the world has by itself
}
export interface Measure {
  name: string; title: string; unit: string; definition: string;
  first: boolean; by_group: boolean;              // whether it is shown before somebody asks for all; and of each group
}
export interface Declared {
  version: string;
  worlds: World[];
  usual: { world: string; people: number | null; seed: number };   // of a view that asks for nothing else
  band: [number, number];                         // quantiles between which the band of a curve lies
  colourings: Colouring[];
  series: Series[];
  controls: Group[];
  common: string[];                               // paths of the controls that are shown first
  strategies: StrategyKind[];
  outcomes: Measure[];
  barriers: { name: string; title: string }[];
  limits: { people: number; weeks: number; arms: number; replicates: number; speed: number; ties: number };
}

export type Fields = Record<string, number | string>;
export type Strategy = { name: string } & Fields;
export type Change =
  | { week: number; settings: Record<string, number> }
  | { week: number; strategy: Strategy }
  | { week: number; without: string };
export interface Arm { label: string; strategies: Strategy[] }
export interface Setup {
  world: string; people: number | null; seed: number; weeks: number; replicates: number;
  settings: Record<string, number>;
  strategies: Strategy[];
  changes: Change[];
  arms: Arm[];
}

export interface Ready {
  type: "ready"; session: string; setup: Setup; people: number; adults: number; ties: number;
  week: number; weeks: number; arms: string[]; playing: boolean; speed: number; fixed: string[];
  files: string[];
}
export interface Busy { type: "busy"; what: string; done: number; of: number }
export interface State { type: "state"; playing: boolean; speed: number; week: number; setup: Setup }
export interface Done { type: "done"; id: number | null }
export interface Refused {
  type: "refused"; id: number | null; problem: string; field: string; found: string; allowed: string; text: string;
}
export interface Ended { type: "ended"; text: string }

export interface Known { person: number; title: string; stage: string; tie: "household" | "friend" | ""; strength: number }
export interface Fact { group: string; name: string; title: string; text: string; meaning: string }
export interface Span { track: "episode" | "stage"; name: string; title: string; from: number; to: number }   // weeks, both included
export interface Line {
  name: string; title: string; unit: string;
  group: "care" | "attitudes" | "chances" | "keeps";   // keeps: what each barrier takes from the log odds of seeking
  low: number; high: number; values: (number | null)[];
}
export interface Happening { week: number; kind: string; title: string; text: string }
export interface Life {
  type: "life"; id: number | null; person: number; arm: number; label: string; title: string; story: string;
  first_week: number; week: number;               // lines have a value for each week from first_week to week
  facts: Fact[]; spans: Span[]; lines: Line[]; happenings: Happening[];
  household: Known[]; friends: Known[];
}
export interface Found { type: "found"; id: number | null; text: string; number: number; people: Known[] }

export interface Value { value: number | null; low: number | null; high: number | null }
export interface Outcomes {
  type: "outcomes"; id: number | null; week: number;
  outcomes: Record<string, Value[]>;              // by name, one entry an arm
  reasons: Record<string, Value[]>;
  groups: { by: string; title: string; group: string; adults: number; outcomes: Record<string, (number | null)[]> }[];
}
export interface Worth {                          // an effect and what one more of it costs
  verdict: string; value: number | null; low: number | null; high: number | null;   // only where that means a price
  cost: Value; gain: Value;                       // per adult, differences to arm 0
}
export interface OverTime {                       // means over seeds; differences to arm 0 with intervals
  name: string; title: string; unit: string; share: boolean; weeks: number[];
  arms: { value: (number | null)[]; difference: (number | null)[]; low: (number | null)[]; high: (number | null)[] }[];
}
export interface Measured {
  name: string; title: string; unit: string; definition: string; window: string; better: number;
  first: boolean;                     // whether it is shown before somebody asks for all
  per: string; times: number;         // the unit of differences and the people whom they are about; what they are multiplied with
  values: (number | null)[]; differences: Value[];   // arm minus the first
  verdicts: string[];                 // better, worse, costs less, costs more, higher, lower, undecided, the same in every seed
  more_seeds: (number | null)[];      // that would settle it, about
}
export interface Comparison {
  type: "comparison"; id: number | null; week: number; arms: string[]; adults: number; seeds: number;
  confidence: number; currency: string;
  // Adults, by arm: in care here and not without (and the other way round) now; began care in the whole time only here.
  because: { gained: number; lost: number; began: number }[];
  // Empty before the first week, as groups and all below: means over seeds, intervals over seeds.
  measures: Measured[];
  grouped: string[];                  // measures that are told of groups, the first one before somebody asks
  groups: { by: string; by_title: string; title: string; group: string; adults: number;
            intervals: Record<string, Value[]> }[];   // differences to arm 0, of each measure in `grouped`
  worth: { name: string; title: string; arms: Worth[] }[];
  personal: { name: string; title: string; arms: Value[] }[];   // adults per 1,000, by how they are better or worse off
  over_time: OverTime[];
  sentences: string[];                            // one an arm, the first empty
  stages: string[];
  from_start: number[][][];                       // arm, stage at week 0, stage now: adults
  against_nothing: number[][][];                  // arm, stage without, stage with: adults
}
export type Told = Ready | Busy | State | Done | Refused | Ended | Life | Found | Outcomes | Comparison;
