// One person in two towns: the life without, and the life with the strategy.

import { useEffect, useRef, useState } from "preact/hooks";

import { LifeBody } from "../person";
import type { Range } from "../person/LifeLine";
import { weekWords } from "../person/time";
import type { Connection } from "../wire/connection";
import type { Life } from "../wire/types";
import { armWords } from "./words";

export function Lives({ connection, labels, person, arm, week, onPerson, onClose }: {
  connection: Connection; labels: string[]; person: number; arm: number; week: number; onPerson: (person: number) => void; onClose: () => void;
}) {
  const [lives, setLives] = useState<Life[] | null>(null);
  const [problem, setProblem] = useState("");
  const [at, setAt] = useState<number | null>(null);
  const [range, setRange] = useState<Range>("run");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let there = true;
    // While the same person is read anew at a later week, what is known stays.
    setLives((known) => known && known[0]?.person === person && known[1]?.arm === arm ? known : null);
    setProblem("");
    setAt(null);
    void (async () => {
      try {
        const found = [await connection.life(person, 0), await connection.life(person, arm)];
        if (there) setLives(found);
      } catch (error) {
        if (there) setProblem(error instanceof Error ? error.message : "This life cannot be read now.");
      }
    })();
    return () => { there = false; };
  }, [connection, person, arm, week]);
  useEffect(() => { heading.current?.focus(); }, [person, arm]);
  const apart = lives ? firstDifference(lives[0]!, lives[1]!) : null;
  return (
    <section class="card section lives" aria-labelledby="lives-title" aria-busy={!lives && !problem}>
      <div class="section-head">
        <div>
          <h2 id="lives-title" tabIndex={-1} ref={heading}>{lives ? lives[0]!.title : `#${person}`}, in both towns</h2>
          {lives && <p class="quiet">{apart === null ? "Both lives are the same so far: nothing of the strategy has reached this person." : `Both lives are the same until ${weekWords(apart).replace("Year", "year")}.`}</p>}
        </div>
        <button type="button" class="button" onClick={onClose}>Close</button>
      </div>
      {problem && <p role="status">{problem}</p>}
      {!lives && !problem && <p role="status" class="quiet">Living these weeks once more in both towns, to write the lives down…</p>}
      {lives && (
        <div class="lives-both">
          {lives.map((life, number) => (
            <article key={number} class="life-one" aria-label={armWords(labels, life.arm)}>
              <h3 class="life-arm">{armWords(labels, life.arm)}</h3>
              <LifeBody life={life} declared={connection.declared} onPerson={onPerson} range={range} onRange={setRange} {...(at === null ? {} : { week: at })} onWeek={setAt} />
            </article>
          ))}
        </div>
      )}
    </section>
  );
}

/** The first week in which anything that is told differs between two lives; null where nothing does. */
export function firstDifference(one: Life, other: Life): number | null {
  const both = [one, other].map((life) => life.happenings.map((each) => `${each.week}\n${each.kind}\n${each.title}\n${each.text}`));
  const weeks: number[] = [];
  const shared = Math.min(both[0]!.length, both[1]!.length);
  for (let at = 0; at <= shared; at++) {
    if (both[0]![at] !== both[1]![at]) {
      const found = [one, other].map((life) => life.happenings[at]?.week).filter((week) => week !== undefined);
      if (found.length) weeks.push(Math.min(...found));
      break;
    }
  }
  for (const line of one.lines) {
    const second = other.lines.find((each) => each.name === line.name);
    const at = line.values.findIndex((value, place) => (second?.values[place] ?? null) !== value);
    if (at >= 0) weeks.push(one.first_week + at);
  }
  return weeks.length ? Math.min(...weeks) : null;
}
