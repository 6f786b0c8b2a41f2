// What the live page knows and does: one view of the server, what is shown of it, what was chosen on the page.

import { batch, computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { address, copied, decoded, encoded } from "../shell/share";
import { href, settle } from "../shell/router";
import { weekWords, words } from "../ui/format";
import { Connection, LostError, RefusedError } from "../wire/connection";
import { History } from "../wire/history";
import type { Change, Declared, Fields, Known, Life, Outcomes, Setup, Strategy, World } from "../wire/types";

const OUTCOMES_EVERY = 1500, CURVES_EVERY = 250; // milliseconds while the town plays
const FIRST_SPEED = 10;

/** What a share link holds. */
interface Shared { setup: Partial<Setup>; week: number; colour: string; person: number | null }

/** A share link's value, with whatever in it is of the wrong kind left out; the server checks the setup. */
function shared(value: unknown): Shared | null {
  if (typeof value !== "object" || value === null) return null;
  const { setup, week, colour, person } = value as Record<string, unknown>;
  if (typeof setup !== "object" || setup === null) return null;
  return {
    setup: setup as Partial<Setup>,
    week: Number.isInteger(week) && (week as number) >= 0 ? week as number : 0,
    colour: typeof colour === "string" ? colour : "stage",
    person: Number.isInteger(person) && (person as number) >= 0 ? person as number : null,
  };
}

export class Live {
  readonly connection: Connection;
  readonly history: History;
  readonly colour = signal("stage");
  readonly speed = signal(FIRST_SPEED);
  /** Weeks simulated, and the number of times that curves grew; both of the newest frame. */
  readonly weeks = signal(0);
  /** Counts up when curves are to be drawn anew: not with each week while the town plays. */
  readonly curves = signal(0);
  readonly selected = signal<number | null>(null);
  readonly life = signal<Life | null>(null);
  readonly lifeProblem = signal("");
  readonly outcomes = signal<Outcomes | null>(null);
  readonly categories = signal<ReadonlySet<number>>(new Set());
  readonly people = signal<readonly number[]>([]); // found ones, ringed in the network
  /** Settings that wait for a reset. */
  readonly pending = signal<Record<string, number>>({});
  readonly notice = signal("");

  readonly setup: ReadonlySignal<Setup | null> = computed(() => this.connection.state.value?.setup ?? null);
  readonly playing = computed(() => this.connection.state.value?.playing ?? false);
  readonly horizon = computed(() => this.setup.value?.weeks ?? 520);
  readonly ready = computed(() => this.connection.status.value === "ready");
  /** The settings that are at work: of the beginning, and of each change since, up to the present week. */
  readonly settings = computed((): Record<string, number> => {
    const setup = this.setup.value;
    const out = { ...setup?.settings };
    for (const change of setup?.changes ?? []) {
      if ("settings" in change && change.week <= this.weeks.value) Object.assign(out, change.settings);
    }
    return out;
  });
  readonly strategies = computed(() => strategiesAt(this.setup.value, this.weeks.value));

  #asked = 0;
  #drawn = 0;
  #timer = 0;
  #asking = false;
  readonly #stops: (() => void)[] = [];

  constructor(readonly declared: Declared) {
    const link = shared(decoded(new URLSearchParams(location.hash.split("?")[1]).get("view")));
    const known = declared.colourings.some((each) => each.name === link?.colour);
    this.colour.value = known ? link!.colour : declared.colourings[0]?.name ?? "stage";
    const { usual } = declared;
    this.connection = new Connection(
      declared, link?.setup ?? { world: usual.world, people: usual.people, seed: usual.seed },
      { colour: this.colour.value, week: link?.week ?? 0 },
    );
    this.history = new History(declared.series.length);
    this.#stops.push(
      this.connection.onFrame((frame) => {
        this.history.add(frame);
        const now = performance.now();
        batch(() => {
          this.weeks.value = frame.weeks;
          if (!frame.playing || frame.afresh || now - this.#drawn > CURVES_EVERY) this.#drawCurves(now);
        });
        this.#askOutcomes(frame.playing);
      }),
      effect(() => { if (this.connection.ready.value) this.#anew(link); }),
      effect(() => { if (!this.playing.value) this.#drawCurves(performance.now()); }),
    );
  }

  play(): void { this.connection.play(this.speed.value); }
  setSpeed(speed: number): void {
    this.speed.value = speed;
    if (this.playing.peek()) this.connection.play(speed);
  }
  setColour(name: string): void {
    batch(() => { this.colour.value = name; this.categories.value = new Set(); });
    this.connection.colour(name);
  }
  toggleCategory(code: number): void {
    const next = new Set(this.categories.value);
    if (!next.delete(code)) next.add(code);
    this.categories.value = next;
  }

  /** Change a setting: from this week on where that can be, else once the town begins anew. */
  set(path: string, value: number, live: boolean): void {
    if (live && !(path in this.pending.value)) void this.#do(this.connection.change({ [path]: value }));
    else this.pending.value = { ...this.pending.value, [path]: value };
  }
  unset(path: string): void {
    const { [path]: _gone, ...rest } = this.pending.value;
    this.pending.value = rest;
  }
  switchOn(name: string, fields: Fields): void {
    const { start: _start, name: _name, ...own } = fields;
    void this.#do(this.connection.strategy({ ...own, name } as Strategy));
  }
  switchOff(name: string): void { void this.#do(this.connection.without(name)); }

  /** What of a world can be had from this week on: its numbers that the week reads, and its strategies, beginning now. */
  ofWorld(world: World): { settings: Record<string, number>; strategies: string[]; fixed: number } {
    const own = this.declared.worlds.find((each) => each.name === this.setup.value?.world)?.values ?? {};
    const now = { ...own, ...this.settings.value };
    const differing = this.declared.controls.flatMap((group) => group.controls).flatMap((control) => {
      const wanted = world.values[control.path] ?? control.default;
      return typeof wanted === "number" && wanted !== (now[control.path] ?? control.default) ? [{ control, wanted }] : [];
    });
    return {
      settings: Object.fromEntries(differing.filter((each) => each.control.live).map((each) => [each.control.path, each.wanted])),
      strategies: world.strategies.filter((name) => !this.strategies.value.has(name)),
      fixed: differing.filter((each) => !each.control.live).length,
    };
  }
  async goOnAs(world: World): Promise<void> {
    const { settings, strategies } = this.ofWorld(world);
    if (Object.keys(settings).length > 0) await this.#do(this.connection.change(settings));
    for (const name of strategies) await this.#do(this.connection.strategy({ name }));
  }

  /** Begin anew: the same town with these parts of its setup changed and, unless they are kept, no changes on the way. */
  reset(parts: Partial<Setup> = {}): void {
    const setup = this.setup.value;
    if (!setup) return;
    const settings = { ...(parts.settings ?? setup.settings), ...this.pending.value };
    this.outcomes.value = null;
    void this.#do(this.connection.reset({ ...setup, changes: [], arms: [], ...parts, settings }));
  }

  select(person: number | null): void {
    if (person === this.selected.value && this.life.value) return;
    batch(() => { this.selected.value = person; this.life.value = null; this.lifeProblem.value = ""; });
    if (person !== null) void this.askLife();
  }
  async askLife(): Promise<void> {
    const person = this.selected.value;
    if (person === null || !this.ready.value) return;
    try {
      const life = await this.connection.life(person);
      if (this.selected.value === person) this.life.value = life;
    } catch (error) {
      if (error instanceof RefusedError && this.selected.value === person) this.lifeProblem.value = error.message;
      else if (!(error instanceof LostError) && !(error instanceof RefusedError)) throw error;
    }
  }
  async find(text: string): Promise<{ number: number; people: Known[] }> {
    const found = await this.connection.find(text);
    this.people.value = found.people.map((each) => each.person);
    return found;
  }

  /** The address that restores what is seen now. */
  link(): string {
    const shared: Shared = {
      setup: this.setup.value ?? {}, week: this.weeks.value, colour: this.colour.value, person: this.selected.value,
    };
    return href(["live"], { view: encoded(shared) });
  }
  async share(): Promise<boolean> {
    const hash = this.link();
    settle(["live"], Object.fromEntries(new URLSearchParams(hash.split("?")[1])));
    return copied(address(hash));
  }

  #anew(link: Shared | null): void {
    const first = this.life.peek() === null && link?.person !== null && link?.person !== undefined && this.selected.peek() === null;
    batch(() => {
      const people = this.connection.ready.peek()?.people ?? 0;
      if (first && link!.person! < people) this.select(link!.person);
      else if (this.selected.peek() !== null && this.selected.peek()! >= people) this.select(null);
      else if (this.selected.peek() !== null) { this.life.value = null; void this.askLife(); }
      this.people.value = [];
      this.pending.value = {};
      this.outcomes.value = null;
    });
  }

  #drawCurves(now: number): void {
    this.#drawn = now;
    this.curves.value = this.curves.peek() + 1;
  }

  /** Outcomes of the last year, now and then while the town plays and once when it rests. */
  #askOutcomes(playing: boolean): void {
    clearTimeout(this.#timer);
    const due = Math.max(0, this.#asked + OUTCOMES_EVERY - performance.now());
    if (playing && due > 0) return;
    if (this.#asking) {
      this.#timer = window.setTimeout(() => this.#askOutcomes(false), OUTCOMES_EVERY / 3);
      return;
    }
    this.#timer = window.setTimeout(() => { void this.#outcomes(); }, playing ? 0 : 120);
  }
  async #outcomes(): Promise<void> {
    this.#asking = true;
    this.#asked = performance.now();
    try {
      this.outcomes.value = await this.connection.outcomes();
    } catch (error) {
      if (!(error instanceof LostError || error instanceof RefusedError)) throw error;
    } finally {
      this.#asking = false;
    }
  }
  async #do(done: Promise<void>): Promise<void> {
    try {
      await done;
      if (!this.playing.peek() && this.selected.peek() !== null) void this.askLife();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error; // told by connection.problem
    }
  }
}

/** Strategies that are at work (or will be) by name: their fields, and from which week on. */
export function strategiesAt(setup: Setup | null, weeks: number): Map<string, { fields: Fields; since: number }> {
  const out = new Map<string, { fields: Fields; since: number }>();
  for (const { name, ...fields } of setup?.strategies ?? []) out.set(name, { fields, since: Number(fields.start ?? 0) });
  for (const change of setup?.changes ?? []) {
    if (change.week > weeks) continue;
    if ("strategy" in change) {
      const { name, ...fields } = change.strategy;
      out.set(name, { fields, since: change.week });
    } else if ("without" in change) out.delete(change.without);
  }
  return out;
}

/** What was changed in mid-run, in words, for marks on curves and the line of weeks. */
export function changeWords(change: Change, declared: Declared): string {
  const title = (name: string): string => declared.strategies.find((each) => each.name === name)?.title ?? words(name);
  const when = weekWords(change.week + 1);
  if ("strategy" in change) return `${when}: on — ${title(change.strategy.name)}`;
  if ("without" in change) return `${when}: off — ${title(change.without)}`;
  const controls = declared.controls.flatMap((group) => group.controls);
  return `${when}: ${Object.entries(change.settings).map(([path, value]) =>
    `${controls.find((each) => each.path === path)?.title ?? path} ${value}`).join(", ")}`;
}

let current: Live | null = null;
/** The live view; it stays while other tabs of the page are shown. */
export function live(declared: Declared): Live {
  current ??= new Live(declared);
  return current;
}
