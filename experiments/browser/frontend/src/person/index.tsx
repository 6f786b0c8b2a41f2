// A person: who they are, their life so far in words and week by week, and whom they know.

import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";

import { span } from "../ui/format";
import type { Connection } from "../wire/connection";
import type { Declared, Fact, Happening, Known, Life } from "../wire/types";
import { GROUPS, type Group, groupOf } from "./kinds";
import { LifeLine, type Range, coloursOf } from "./LifeLine";
import { weekWords } from "./time";
import "./person.css";

export interface PersonPanelProps {
  life: Life | null;                              // null while it is being lived again
  connection: Connection;
  onPerson: (person: number) => void;
  onClose: () => void;
  problem?: string;                               // why there is no life to show
}

/** A panel or sheet about one person. */
export function PersonPanel({ life, connection, onPerson, onClose, problem }: PersonPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const person = life?.person;
  useEffect(() => { if (person !== undefined) heading.current?.focus({ preventScroll: true }); }, [person]);
  return (
    <article class="person" aria-busy={life === null && !problem}>
      <header class="person-head">
        <h2 ref={heading} tabIndex={-1}>{life ? life.title : "A person"}</h2>
        <button type="button" class="button plain" onClick={onClose} aria-label="Close this person">Close</button>
      </header>
      {problem && <p class="person-wait" role="status">{problem}</p>}
      {!life && !problem && <Waiting connection={connection} />}
      {life && <LifeBody key={life.arm} life={life} declared={connection.declared} onPerson={onPerson} />}
    </article>
  );
}

function Waiting({ connection }: { connection: Connection }) {
  const busy = connection.busy.value;
  const part = busy && busy.of > 0 && busy.what === "life" ? busy.done / busy.of : null;
  return (
    <div class="person-wait" role="status">
      <p>Living these weeks once more, to write this life down…</p>
      <progress max={1} value={part ?? undefined} aria-label="How much of the life is written down" />
    </div>
  );
}

/** The life itself; in a comparison several stand side by side. */
export function LifeBody({ life, declared, onPerson, week: given, onWeek, range, onRange }: {
  life: Life; declared: Declared; onPerson: (person: number) => void;
  week?: number; onWeek?: (week: number) => void; range?: Range; onRange?: (range: Range) => void;
}) {
  const [own, setOwn] = useState(life.week);
  useEffect(() => setOwn(life.week), [life]);
  const week = given ?? own;
  const choose = (next: number) => { setOwn(next); onWeek?.(next); };
  return (
    <div class="person-body">
      <Story text={life.story} />
      {life.spans.length + life.happenings.length > 0 && (
        <LifeLine life={life} declared={declared} week={week} onWeek={choose} {...(range && onRange ? { range, onRange } : {})} />
      )}
      <Around title="At home" people={life.household} declared={declared} onPerson={onPerson} empty="Lives alone, or nobody at home is part of the town." />
      <Around title="Friends" people={life.friends} declared={declared} onPerson={onPerson} empty="No friends in the town." />
      <Facts facts={life.facts} />
      <Happenings life={life} onWeek={choose} />
    </div>
  );
}

/** How things are now first and large, how they came about below. */
function Story({ text }: { text: string }) {
  const end = text.indexOf(". ") + 1;
  return (
    <div class="person-story">
      <p class="lead">{end > 0 ? text.slice(0, end) : text}</p>
      {end > 0 && <p>{text.slice(end + 1)}</p>}
    </div>
  );
}

function Around({ title, people, declared, onPerson, empty }: {
  title: string; people: Known[]; declared: Declared; onPerson: (person: number) => void; empty: string;
}) {
  const colours = useMemo(() => coloursOf(declared, "stage"), [declared]);
  const words = useMemo(() => new Map(declared.colourings.find((one) => one.name === "stage")?.codes.map((code) => [code.name, code.title])), [declared]);
  const id = useId();
  return (
    <div class="person-around" role="group" aria-labelledby={id}>
      <h3 id={id}>{title} <span class="quiet number">{people.length}</span></h3>
      {people.length === 0 ? <p class="small quiet">{empty}</p> : (
        <ul>
          {people.map((one) => (
            <li key={one.person}>
              <button type="button" class="person-chip" onClick={() => onPerson(one.person)}>
                <span class="dot" style={{ background: colours.get(one.stage) ?? "var(--ink-2)" }} />
                <span>{one.title}</span> <span class="quiet">{words.get(one.stage) ?? one.stage}{one.tie === "friend" ? `, ${closeness(one.strength)}` : ""}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function closeness(strength: number): string {
  return strength >= 0.66 ? "close" : strength >= 0.33 ? "fairly close" : "distant";
}

function Facts({ facts }: { facts: Fact[] }) {
  const groups = [...new Set(facts.map((fact) => fact.group))];
  return (
    <div class="person-facts">
      {groups.map((group, number) => (
        <details key={group} open={number === 0}>
          <summary><h3>{group}</h3></summary>
          <dl>
            {facts.filter((fact) => fact.group === group).map((fact) => (
              <div key={fact.name} title={fact.meaning || undefined}>
                <dt>{fact.title}</dt>
                <dd class={fact.text.startsWith("high") ? "high" : fact.text.startsWith("low") ? "low" : undefined}>{fact.text}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </div>
  );
}

const FIRST_SHOWN = 25;

function Happenings({ life, onWeek }: { life: Life; onWeek: (week: number) => void }) {
  const [left, setLeft] = useState<ReadonlySet<Group>>(new Set());
  const [all, setAll] = useState(false);
  const id = useId();
  const fits = life.happenings.filter((one) => !left.has(groupOf(one.kind))).reverse();
  const shown = all ? fits : fits.slice(0, FIRST_SHOWN);
  const toggle = (group: Group) => {
    const next = new Set(left);
    if (!next.delete(group)) next.add(group);
    setLeft(next);
  };
  if (life.happenings.length === 0) return null;
  return (
    <div class="person-happenings" role="group" aria-labelledby={id}>
      <h3 id={id}>What happened, the latest first <span class="quiet number">{fits.length.toLocaleString("en")}</span></h3>
      <div class="segments" role="group" aria-label="What is listed">
        {(Object.keys(GROUPS) as Group[]).map((group) => (
          <button key={group} type="button" class="button small" aria-pressed={!left.has(group)} onClick={() => toggle(group)}>{GROUPS[group]}</button>
        ))}
      </div>
      <ol>
        {shown.map((one, number) => <Told key={number} one={one} before={shown[number - 1]} onWeek={onWeek} />)}
      </ol>
      {fits.length > shown.length && (
        <button type="button" class="button" onClick={() => setAll(true)}>Show all {fits.length.toLocaleString("en")}, over {span(life.week - life.first_week + 1)}</button>
      )}
    </div>
  );
}

function Told({ one, before, onWeek }: { one: Happening; before: Happening | undefined; onWeek: (week: number) => void }) {
  const again = before?.week === one.week;
  return (
    <li class={again ? "again" : undefined}>
      <button type="button" class={again ? "person-week hidden-visually" : "person-week"} tabIndex={again ? -1 : 0} onClick={() => onWeek(one.week)}>{weekWords(one.week)}</button>
      <p><strong>{one.title}</strong>{one.text && <span class="quiet"> {one.text}</span>}</p>
    </li>
  );
}
