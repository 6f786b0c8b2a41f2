// What is compared: strategies and combinations of them, in which town, with how many others.

import { useId } from "preact/hooks";

import { NumberField } from "../ui/NumberField";
import type { Declared, Fields, Setup, Strategy, StrategyKind } from "../wire/types";

export interface ArmChoice { label: string; strategies: Strategy[] }
export interface Choice { world: string; people: number | null; seed: number; weeks: number; replicates: number; arms: ArmChoice[] }

/** The choice as the server takes it; labels that are left empty are made of names. */
export function setupOf(choice: Choice): Partial<Setup> {
  return { ...choice, arms: choice.arms.map((arm) => ({ label: arm.label.trim(), strategies: arm.strategies })) };
}

/** A choice to begin with: two strategies that work in different ways. */
export function firstChoice(declared: Declared): Choice {
  const { world, people, seed } = declared.usual;
  const kinds = declared.strategies.map((kind) => kind.name);
  const pick = (name: string, place: number): string => kinds.includes(name) ? name : kinds[place] ?? kinds[0]!;
  return {
    world, people, seed, weeks: Math.min(260, declared.limits.weeks), replicates: Math.min(4, declared.limits.replicates),
    arms: [pick("leap", 0), pick("motivational_interviewing", 1)].map((name) => ({ label: "", strategies: [{ name }] })),
  };
}

export function Choose({ declared, choice, onChoice, onCompare, started }: {
  declared: Declared; choice: Choice; onChoice: (choice: Choice) => void; onCompare: () => void; started: boolean;
}) {
  const id = useId();
  const setArm = (place: number, arm: ArmChoice | null): void => onChoice({
    ...choice, arms: choice.arms.flatMap((one, at) => at === place ? (arm ? [arm] : []) : [one]),
  });
  const add = (): void => {
    const taken = new Set(choice.arms.flatMap((arm) => arm.strategies.map((one) => one.name)));
    const name = declared.strategies.find((kind) => !taken.has(kind.name))?.name ?? declared.strategies[0]!.name;
    onChoice({ ...choice, arms: [...choice.arms, { label: "", strategies: [{ name }] }] });
  };
  const whole = (name: "seed" | "weeks" | "replicates" | "people", low: number, high: number) => (event: { currentTarget: HTMLInputElement }): void => {
    const text = event.currentTarget.value.trim();
    if (name === "people" && text === "") return onChoice({ ...choice, people: null });
    const value = Math.round(Number(text));
    if (text === "" || !Number.isFinite(value)) return;
    onChoice({ ...choice, [name]: Math.min(Math.max(value, low), high) });
  };
  const { limits } = declared;
  const world = declared.worlds.find((one) => one.name === choice.world);
  return (
    <form class="choose" onSubmit={(event) => { event.preventDefault(); onCompare(); }}>
      <ol class="choose-arms">
        {choice.arms.map((arm, place) => (
          <li key={place} class="card choose-arm">
            <ArmFields declared={declared} arm={arm} number={place + 1} onArm={(next) => setArm(place, next)}
              onRemove={choice.arms.length > 1 ? () => setArm(place, null) : null} />
          </li>
        ))}
        {choice.arms.length < limits.arms && (
          <li class="choose-more"><button type="button" class="button" onClick={add}>Compare one more</button></li>
        )}
      </ol>
      <fieldset class="card choose-town">
        <legend>The town</legend>
        <label class="choice">World
          <select class="field" value={choice.world} onChange={(event) => onChoice({ ...choice, world: event.currentTarget.value, people: null })}>
            {declared.worlds.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
          </select>
        </label>
        <label class="choice">People
          <input class="field" type="number" min={1} max={limits.people} placeholder={world?.people?.toLocaleString("en") ?? "as the world has"} value={choice.people ?? ""} onChange={whole("people", 1, limits.people)} />
        </label>
        <label class="choice">Seed of chance
          <input class="field" type="number" min={0} value={choice.seed} onChange={whole("seed", 0, Number.MAX_SAFE_INTEGER)} />
        </label>
        <label class="choice">Weeks at most
          <input class="field" type="number" min={1} max={limits.weeks} value={choice.weeks} onChange={whole("weeks", 1, limits.weeks)} />
        </label>
        <label class="choice">Other towns
          <input class="field" type="number" min={0} max={limits.replicates} value={choice.replicates} onChange={whole("replicates", 0, limits.replicates)} aria-describedby={`${id}-others`} />
        </label>
        <p id={`${id}-others`} class="small quiet">Other towns have luck of their own. They tell what is due to the strategy and what to chance.</p>
      </fieldset>
      <button type="submit" class="button main">{started ? "Compare these instead" : "Compare"}</button>
    </form>
  );
}

function ArmFields({ declared, arm, number, onArm, onRemove }: {
  declared: Declared; arm: ArmChoice; number: number; onArm: (arm: ArmChoice) => void; onRemove: (() => void) | null;
}) {
  const setStrategy = (place: number, next: Strategy | null): void => onArm({
    ...arm, strategies: arm.strategies.flatMap((one, at) => at === place ? (next ? [next] : []) : [one]),
  });
  return (
    <fieldset>
      <legend>Strategy {number}</legend>
      {arm.strategies.map((strategy, place) => {
        const kind = declared.strategies.find((one) => one.name === strategy.name);
        return (
          <div key={place} class="choose-strategy">
            <div class="choose-pick">
              <label class="choice">{place === 0 ? "What is done" : "and"}
                <select class="field" value={strategy.name} onChange={(event) => setStrategy(place, { name: event.currentTarget.value })}>
                  {declared.strategies.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
                </select>
              </label>
              {arm.strategies.length > 1 && <button type="button" class="button plain" onClick={() => setStrategy(place, null)} aria-label={`Without ${kind?.title ?? strategy.name}`}>Remove</button>}
            </div>
            {kind?.meaning && <p class="small quiet">{kind.meaning}</p>}
            {kind && <StrategyFields kind={kind} strategy={strategy} onStrategy={(next) => setStrategy(place, next)} />}
          </div>
        );
      })}
      <div class="choose-end">
        {arm.strategies.length < 4 && (
          <button type="button" class="button small" onClick={() => onArm({ ...arm, strategies: [...arm.strategies, { name: declared.strategies[0]!.name }] })}>Combine with another</button>
        )}
        {onRemove && <button type="button" class="button small plain" onClick={onRemove}>Leave this one out</button>}
      </div>
      <label class="choice">Called (may stay empty)
        <input class="field" type="text" maxLength={60} placeholder="by what is done" value={arm.label} onInput={(event) => onArm({ ...arm, label: event.currentTarget.value })} />
      </label>
    </fieldset>
  );
}

function StrategyFields({ kind, strategy, onStrategy }: { kind: StrategyKind; strategy: Strategy; onStrategy: (next: Strategy) => void }) {
  const changed = kind.fields.filter((field) => field.path in strategy).length;
  const set = (path: string, value: number | string | null): void => {
    const next: Fields & { name: string } = { ...strategy };
    if (value === null) delete next[path];
    else next[path] = value;
    onStrategy(next);
  };
  return (
    <details class="choose-fields">
      <summary>Details{changed > 0 && <span class="quiet"> {changed} changed</span>}</summary>
      <div>
        {[...kind.fields].sort((one, other) => rank(one.path) - rank(other.path)).map((field) => (
          <NumberField key={field.path} control={field} value={strategy[field.path] ?? field.default}
            onChange={(value) => set(field.path, value === field.default ? null : value)} />
        ))}
      </div>
    </details>
  );
}

// What people turn first, and what says when and to whom again: all between is the strategy's own.
const FIRST = ["coverage", "target", "uptake"], LAST = ["start", "end", "ramp", "decay", "repeat_after", "false_positives", "cost_fixed", "cost_per_person", "cost_per_person_week", "cost_per_week"];
function rank(name: string): number {
  const first = FIRST.indexOf(name), last = LAST.indexOf(name);
  return first >= 0 ? first : last >= 0 ? 100 + last : 50;
}
