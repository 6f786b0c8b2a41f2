// Which town: its world, how many people, its seed, how long.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { WEEKS_A_YEAR, count } from "../ui/format";
import type { World } from "../wire/types";
import type { Live } from "./model";

const LARGEST_SEED = Number.MAX_SAFE_INTEGER;

export function WorldChoice({ live }: { live: Live }): JSX.Element {
  const { declared } = live;
  const setup = live.setup.value;
  const [world, setWorld] = useState(setup?.world ?? declared.usual.world);
  const [people, setPeople] = useState(setup?.people === null || setup === null ? "" : String(setup.people));
  const [seed, setSeed] = useState(String(setup?.seed ?? declared.usual.seed));
  const [years, setYears] = useState(String((setup?.weeks ?? 520) / WEEKS_A_YEAR));
  useEffect(() => {
    if (!setup) return;
    setWorld(setup.world);
    setPeople(setup.people === null ? "" : String(setup.people));
    setSeed(String(setup.seed));
    setYears(String(setup.weeks / WEEKS_A_YEAR));
  }, [setup]);
  const chosen = declared.worlds.find((each) => each.name === world);
  const number = (text: string, low: number, high: number, whole: boolean): number | null => {
    const value = Number(text);
    return text.trim() !== "" && Number.isFinite(value) && value >= low && value <= high && (!whole || Number.isInteger(value)) ? value : null;
  };
  const bad = [
    people !== "" && number(people, 1, declared.limits.people, true) === null && `People: a whole number from 1 to ${declared.limits.people.toLocaleString("en")}, or nothing for as many as the world has.`,
    number(seed, 0, LARGEST_SEED, true) === null && "Seed: a whole number from 0 on.",
    (number(years, 1 / WEEKS_A_YEAR, declared.limits.weeks / WEEKS_A_YEAR, false) === null) && `Years: up to ${declared.limits.weeks / WEEKS_A_YEAR}.`,
  ].filter((each) => each !== false);
  const begin = (event: Event): void => {
    event.preventDefault();
    if (bad.length > 0) return;
    const other = world !== setup?.world;
    live.reset({
      world, people: people === "" ? null : Number(people), seed: Number(seed),
      weeks: Math.max(1, Math.round(Number(years) * WEEKS_A_YEAR)), ...(other ? { settings: {}, strategies: [] } : {}),
    });
  };
  return (
    <form class="world" noValidate onSubmit={begin}>
      <fieldset>
        <legend>World</legend>
        {declared.worlds.map((each) => (
          <label key={each.name} class={`card world-card${each.name === world ? " chosen" : ""}`}>
            <input type="radio" name="world" value={each.name} checked={each.name === world} onChange={() => setWorld(each.name)} />
            <span>
              <strong>{each.title}</strong>
              {each.people !== null && <span class="small quiet"> {count(each.people, "person", "people")}</span>}
              <span class="small quiet world-text">{each.description}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label>People
        <input class="field number" type="number" step={1} min={1} inputMode="numeric" value={people} placeholder={chosen?.people?.toLocaleString("en") ?? "as the world has"} onInput={(event) => setPeople(event.currentTarget.value)} />
      </label>
      <label>Seed of all chance
        <span class="row">
          <input class="field number" type="number" step={1} min={0} inputMode="numeric" value={seed} onInput={(event) => setSeed(event.currentTarget.value)} />
          <button type="button" class="button" onClick={() => setSeed(String((Number(seed) || 0) + 1))}>Next</button>
        </span>
      </label>
      <label>Years
        <input class="field number" type="number" step="any" min={0} inputMode="decimal" value={years} onInput={(event) => setYears(event.currentTarget.value)} />
      </label>
      {bad.length > 0 && <ul class="problem" role="alert">{bad.map((each) => <li key={each}>{each}</li>)}</ul>}
      <p class="small quiet">The town begins anew. The same seed gives the same people and the same luck.</p>
      <button type="submit" class="button main" disabled={bad.length > 0 || !live.ready.value}>Begin with this town</button>
      {chosen && world !== setup?.world && <GoOn live={live} world={chosen} />}
    </form>
  );
}

/** Another world in mid-run: the same people, from this week on under its conditions. */
function GoOn({ live, world }: { live: Live; world: World }): JSX.Element | null {
  const { settings, strategies, fixed } = live.ofWorld(world);
  const numbers = Object.keys(settings).length;
  if (numbers + strategies.length === 0) return null;
  const parts = [numbers > 0 && count(numbers, "number"), strategies.length > 0 && count(strategies.length, "strategy", "strategies")].filter(Boolean);
  return (
    <>
      <p class="small quiet">
        Or the same people live on as in {world.title.toLowerCase()} from this week: {parts.join(" and ")} of it {numbers + strategies.length === 1 ? "begins" : "begin"} now.
        {fixed > 0 && ` ${count(fixed, "other number")} of it made people and friendships, and would take a new beginning.`}
      </p>
      <button type="button" class="button" disabled={!live.ready.value} onClick={() => { void live.goOnAs(world); }}>Go on as in this world</button>
    </>
  );
}
