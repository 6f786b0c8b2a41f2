// Outcomes of the last year, for whom, and why people held back.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { count, percent, told, words } from "../ui/format";
import type { Measure, Outcomes, Value } from "../wire/types";
import type { Live } from "./model";

export function OutcomesPanel({ live }: { live: Live }): JSX.Element {
  const outcomes = live.outcomes.value;
  const [all, setAll] = useState(false);
  const { declared } = live;
  const shown = all ? declared.outcomes : declared.outcomes.filter((each) => each.first);
  return (
    <section class="panel" aria-label="Outcomes">
      <div class="panel-head"><h2>The last year</h2></div>
      {outcomes === null ? <p class="quiet">Figures come when a week has passed.</p> : (
        <>
          <dl class="outcomes">
            {shown.map((measure) => <Outcome key={measure.name} measure={measure} value={outcomes.outcomes[measure.name]?.[0] ?? null} />)}
          </dl>
          <button type="button" class="button plain" aria-expanded={all} onClick={() => setAll(!all)}>{all ? "Fewer figures" : `All ${declared.outcomes.length} figures`}</button>
          <Reasons live={live} outcomes={outcomes} />
          <Groups outcomes={outcomes} measures={declared.outcomes} />
        </>
      )}
    </section>
  );
}

function tell(value: number | null, measure: Measure): string {
  if (measure.unit === "share") return percent(value);
  return told(value);
}

function Outcome({ measure, value }: { measure: Measure; value: Value | null }): JSX.Element {
  const unit = measure.unit === "share" ? "" : measure.unit;
  return (
    <div title={measure.definition}>
      <dt>{measure.title}</dt>
      <dd>
        <strong class="number">{tell(value?.value ?? null, measure)}</strong> <span class="small quiet">{unit}</span>
        {value !== null && value.low !== null && value.high !== null && (
          <span class="band small quiet number">{tell(value.low, measure)} to {tell(value.high, measure)} by chance</span>
        )}
      </dd>
    </div>
  );
}

function Reasons({ live, outcomes }: { live: Live; outcomes: Outcomes }): JSX.Element {
  const those = live.declared.barriers
    .map((barrier) => ({ ...barrier, value: outcomes.reasons[barrier.name]?.[0] ?? null }))
    .toSorted((one, other) => (other.value?.value ?? 0) - (one.value?.value ?? 0));
  const most = Math.max(0.01, ...those.map((each) => each.value?.high ?? each.value?.value ?? 0));
  return (
    <div class="reasons">
      <h3>Why people held back</h3>
      <p class="small quiet">Among those who were ill in the last year and had no care. “Sees no need” is a share of all of them; the others are shares of those who saw a need, who may name several.</p>
      <ul>
        {those.map(({ name, title, value }) => (
          <li key={name}>
            <span>{title}</span>
            <span class="track" aria-hidden="true">
              <span class="fill" style={{ width: `${(100 * (value?.value ?? 0)) / most}%` }} />
              {value !== null && value.low !== null && value.high !== null && (
                <span class="whisker" style={{ left: `${(100 * value.low) / most}%`, width: `${(100 * (value.high - value.low)) / most}%` }} />
              )}
            </span>
            <span class="number">{percent(value?.value)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Groups({ outcomes, measures }: { outcomes: Outcomes; measures: readonly Measure[] }): JSX.Element | null {
  const [name, setName] = useState("");
  const offered = measures.filter((each) => each.by_group && outcomes.groups.some((group) => each.name in group.outcomes));
  const measure = offered.find((each) => each.name === name) ?? offered[0];
  if (!measure) return null;
  const most = Math.max(1e-9, ...outcomes.groups.map((group) => group.outcomes[measure.name]?.[0] ?? 0));
  const sorts = [...new Set(outcomes.groups.map((group) => group.by))];
  return (
    <div class="reasons">
      <h3>For whom</h3>
      <select class="field" aria-label="Which figure" value={measure.name} onChange={(event) => setName(event.currentTarget.value)}>
        {offered.map((each) => <option key={each.name} value={each.name}>{each.title}</option>)}
      </select>
      {sorts.map((by) => (
        <div key={by}>
          <h4>By {words(by)}</h4>
          <ul>
            {outcomes.groups.filter((group) => group.by === by && group.adults > 0).map((group) => {
              const value = group.outcomes[measure.name]?.[0] ?? null;
              return (
                <li key={group.group} title={count(group.adults, "adult")}>
                  <span>{group.title}</span>
                  <span class="track" aria-hidden="true"><span class="fill" style={{ width: `${(100 * (value ?? 0)) / most}%` }} /></span>
                  <span class="number">{tell(value, measure)}</span>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </div>
  );
}
