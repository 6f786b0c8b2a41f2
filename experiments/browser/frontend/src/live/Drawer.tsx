// All that one can change: strategies, numbers of the model, the town itself.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { NumberField } from "../ui/NumberField";
import { StrategyCard } from "../ui/StrategyCard";
import { count, weekWords } from "../ui/format";
import { Icon } from "../ui/icons";
import type { Control, Group } from "../wire/types";
import type { Live } from "./model";
import { WorldChoice } from "./WorldChoice";

const PARTS = [["strategies", "Strategies"], ["numbers", "Numbers"], ["town", "Town"]] as const;
type Part = typeof PARTS[number][0];

export function Drawer({ live, onClose }: { live: Live; onClose: () => void }): JSX.Element {
  const [part, setPart] = useState<Part>("strategies");
  return (
    <section class="drawer" aria-label="Change something">
      <div class="drawer-head">
        <h2>Change something</h2>
        <button type="button" class="button plain icon" onClick={onClose} aria-label="Close the drawer"><Icon name="close" /></button>
      </div>
      <div class="chips" role="group" aria-label="What to change">
        {PARTS.map(([name, title]) => (
          <button key={name} type="button" class="button" aria-pressed={name === part} onClick={() => setPart(name)}>{title}</button>
        ))}
      </div>
      <div class="drawer-body">
        {part === "strategies" && <Strategies live={live} />}
        {part === "numbers" && <Numbers live={live} />}
        {part === "town" && <WorldChoice live={live} />}
      </div>
      <PendingBar live={live} />
    </section>
  );
}

function Strategies({ live }: { live: Live }): JSX.Element {
  const { declared } = live;
  const own = declared.worlds.find((world) => world.name === live.setup.value?.world)?.strategies ?? [];
  const at = live.strategies.value;
  const kinds = declared.strategies.toSorted((one, other) => Number(at.has(other.name)) - Number(at.has(one.name)));
  return (
    <>
      <p class="small quiet">A strategy is at work from this week on ({weekWords(live.weeks.value + 1).toLowerCase()}). Play on and watch the curves.</p>
      <ul>
        {kinds.map((kind) => {
          const found = at.get(kind.name);
          return (
            <StrategyCard key={kind.name} kind={kind} on={found?.fields ?? null} without={["start"]}
              since={found ? `since ${weekWords(found.since + 1).toLowerCase()}` : undefined}
              note={own.includes(kind.name) ? "This world has one of its own already; this would be another." : undefined}
              onSwitch={(fields) => fields === null ? live.switchOff(kind.name) : live.switchOn(kind.name, fields)} />
          );
        })}
      </ul>
    </>
  );
}

function Numbers({ live }: { live: Live }): JSX.Element {
  const [search, setSearch] = useState("");
  const { declared } = live;
  const all = useMemo(() => declared.controls.flatMap((group) => group.controls.map((control) => ({ control, group }))), [declared]);
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = wanted.length === 0 ? null : all.filter(({ control, group }) => {
    const text = `${control.title} ${control.meaning} ${control.unit} ${group.title} ${control.path}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const common = declared.common.map((path) => all.find((each) => each.control.path === path)).filter((each) => each !== undefined);
  return (
    <>
      <label class="search">
        <span class="hidden-visually">Search all {all.length} numbers</span>
        <Icon name="find" />
        <input class="field" type="search" placeholder={`Search all ${all.length} numbers`} value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
      </label>
      {found !== null ? (
        <>
          <p class="small quiet" role="status">{found.length === 0 ? "Nothing fits these words." : count(found.length, "number")}</p>
          {found.slice(0, 40).map(({ control, group }) => <Setting key={control.path} live={live} control={control} group={group} />)}
          {found.length > 40 && <p class="small quiet">These are the first 40; more words find fewer.</p>}
        </>
      ) : (
        <>
          <details open>
            <summary>Most used</summary>
            {common.map(({ control, group }) => <Setting key={control.path} live={live} control={control} group={group} />)}
          </details>
          {declared.controls.map((group) => <GroupOf key={group.name} live={live} group={group} />)}
        </>
      )}
    </>
  );
}

function GroupOf({ live, group }: { live: Live; group: Group }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{group.title} <span class="small quiet">{group.controls.length}</span></summary>
      {open && <p class="small quiet">{group.meaning}</p>}
      {open && group.controls.map((control) => <Setting key={control.path} live={live} control={control} />)}
    </details>
  );
}

function Setting({ live, control, group }: { live: Live; control: Control; group?: Group }): JSX.Element {
  const world = live.declared.worlds.find((each) => each.name === live.setup.value?.world);
  const usual = world?.values[control.path] ?? control.default;
  const waiting = live.pending.value[control.path];
  const value = waiting ?? live.settings.value[control.path] ?? usual;
  const fixed = !control.live || live.connection.ready.value?.fixed.includes(control.path) === true;
  // A service's numbers have short names that say little away from their group.
  const shown = group && control.path.startsWith("services.") ? { ...control, title: `${capital(group.title.replace(/^Service: /, ""))}: ${control.title.toLowerCase()}` } : control;
  return (
    <NumberField control={shown} value={value} usual={usual}
      note={waiting !== undefined ? "waits for a new beginning" : fixed ? "takes effect when the town begins anew" : undefined}
      onChange={(next) => {
        if (waiting !== undefined && next === (live.settings.value[control.path] ?? usual)) live.unset(control.path);
        else live.set(control.path, Number(next), !fixed);
      }} />
  );
}

function PendingBar({ live }: { live: Live }): JSX.Element | null {
  const number = Object.keys(live.pending.value).length;
  if (number === 0) return null;
  return (
    <div class="pending" role="status">
      <span>{count(number, "number waits", "numbers wait")} for a new beginning.</span>
      <span class="row">
        <button type="button" class="button main" onClick={() => live.reset()}>Begin anew with {number === 1 ? "it" : "these"}</button>
        <button type="button" class="button" onClick={() => { live.pending.value = {}; }}>Forget {number === 1 ? "it" : "them"}</button>
      </span>
    </div>
  );
}

function capital(text: string): string { return text.charAt(0).toUpperCase() + text.slice(1); }
