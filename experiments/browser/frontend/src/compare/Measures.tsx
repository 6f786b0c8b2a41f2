// Measures of all arms with differences and what can be said of them; and what they cost.

import { useState } from "preact/hooks";

import { exportCsv } from "../charts/export";
import type { Comparison } from "../wire/types";
import { armWords, differenceWords, rangeWords, tone, valueWords, verdictWords, worthWords } from "./words";

export function Measures({ told }: { told: Comparison }) {
  const [all, setAll] = useState(false);
  const shown = all ? told.measures : told.measures.filter((one) => one.first);
  const arms = told.arms.map((_, arm) => arm).slice(1);
  const csv = (): void => exportCsv(
    ["measure", "window", "unit", "differences told", "definition", "strategy", "value", "difference", "low", "high", "verdict", "more towns to settle"],
    told.measures.flatMap((one) => told.arms.map((_, arm) => [
      one.title, one.window, one.unit, one.times === 1 ? one.per : `${one.per}, here per person`, one.definition, armWords(told.arms, arm), one.values[arm], one.differences[arm]?.value,
      one.differences[arm]?.low, one.differences[arm]?.high, one.verdicts[arm], arm ? one.more_seeds[arm] : "",
    ])), "comparison");
  return (
    <section class="card section" aria-labelledby="measures-title">
      <div class="section-head">
        <div>
          <h2 id="measures-title">What changes, measure by measure</h2>
          <p class="quiet small">Means of {told.seeds} {told.seeds === 1 ? "town" : "towns, each lived with and without: the same people with the same luck"}. Differences are strategy minus {armWords(told.arms, 0)}: fewer weeks of illness carry a minus sign, more QALYs a plus sign. Below each its {100 * told.confidence} % interval, which stands for itself; better and worse allow for the number of strategies.</p>
        </div>
        <div class="chart-tools"><button type="button" class="button" onClick={csv} aria-label="CSV of all measures">CSV</button></div>
      </div>
      <div class="scrolled" tabIndex={0} role="region" aria-label="Measures">
        <table class="numbers measures" role="table">
          <thead role="rowgroup">
            <tr role="row"><th scope="col" role="columnheader">Measure</th><th scope="col" role="columnheader" class="figure">{armWords(told.arms, 0)}</th>
              {arms.map((arm) => <th key={arm} scope="col" role="columnheader">{armWords(told.arms, arm)}</th>)}</tr>
          </thead>
          <tbody role="rowgroup">
            {shown.map((one) => (
              <tr key={one.name} role="row">
                <th scope="row" role="rowheader">{one.title}<span class="unit">{one.definition}{one.unit === "share" ? "" : `, ${one.unit.replace("currency", told.currency)}`}</span></th>
                <td class="figure" role="cell" data-label={armWords(told.arms, 0)}>{valueWords(one.values[0] ?? null, one.unit)}</td>
                {arms.map((arm) => {
                  const found = one.differences[arm]!, verdict = one.verdicts[arm] ?? "";
                  return (
                    <td key={arm} role="cell" data-label={armWords(told.arms, arm)}>
                      <span class={`difference ${tone(verdict)}`}>{differenceWords(found, one)}</span> <span class="quiet small">{one.per}</span>
                      <span class="range">{rangeWords(found, one)}</span>
                      <span class={`verdict ${tone(verdict)}`}>{verdictWords(verdict, one.more_seeds[arm] ?? null)}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {told.measures.length > shown.length || all ? (
        <button type="button" class="button" aria-expanded={all} onClick={() => setAll(!all)}>{all ? "Show fewer" : `Show all ${told.measures.length} measures`}</button>
      ) : null}
    </section>
  );
}

export function Costs({ told }: { told: Comparison }) {
  const arms = told.arms.map((_, arm) => arm).slice(1);
  const money = ["services", "strategies", "cost"].flatMap((name) => told.measures.find((one) => one.name === name) ?? []);
  const csv = (): void => exportCsv(
    ["strategy", "effect", "verdict", "cost of one more", "low", "high", "cost per adult", "gain per adult"],
    told.worth.flatMap((effect) => arms.map((arm) => {
      const found = effect.arms[arm]!;
      return [armWords(told.arms, arm), effect.title, found.verdict, found.value, found.low, found.high, found.cost.value, found.gain.value];
    })), "costs");
  return (
    <section class="card section" aria-labelledby="costs-title">
      <div class="section-head">
        <div>
          <h2 id="costs-title">What it costs</h2>
          <p class="quiet small">Perspective: all payers. Services and strategies since the beginning, whoever pays, beyond doing nothing, in {told.currency}; not discounted.</p>
        </div>
        <div class="chart-tools"><button type="button" class="button" onClick={csv} aria-label="CSV of costs">CSV</button></div>
      </div>
      <div class="scrolled" tabIndex={0} role="region" aria-label="Costs">
        <table class="numbers measures" role="table">
          <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"><span class="hidden-visually">What</span></th>{arms.map((arm) => <th key={arm} scope="col" role="columnheader">{armWords(told.arms, arm)}</th>)}</tr></thead>
          <tbody role="rowgroup">
            {money.map((one) => (
              <tr key={one.name} role="row">
                <th scope="row" role="rowheader">{one.title}<span class="unit">{told.currency} per adult</span></th>
                {arms.map((arm) => (
                  <td key={arm} role="cell" data-label={armWords(told.arms, arm)}><span class="difference">{differenceWords(one.differences[arm]!, one)}</span><span class="range">{rangeWords(one.differences[arm]!, one)}</span></td>
                ))}
              </tr>
            ))}
            {told.worth.map((effect) => (
              <tr key={effect.name} role="row">
                <th scope="row" role="rowheader">Cost per {effect.title}</th>
                {arms.map((arm) => {
                  const { text, range } = worthWords(effect.arms[arm]!, told.currency);
                  return <td key={arm} role="cell" data-label={armWords(told.arms, arm)}><span class="difference">{text}</span><span class="range">{range}</span></td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Persons({ told }: { told: Comparison }) {
  const arms = told.arms.map((_, arm) => arm).slice(1);
  const rows = told.personal.filter((one) => !one.name.startsWith("weeks_") && one.name !== "changed");
  return (
    <section class="card section" aria-labelledby="persons-title">
      <h2 id="persons-title">Person by person</h2>
      <p class="quiet small">The same persons with and without, per 1,000 adults, since the beginning. Not everybody gains: who comes in may stand before others on a list.</p>
      <div class="scrolled" tabIndex={0} role="region" aria-label="Persons">
        <table class="numbers measures" role="table">
          <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"><span class="hidden-visually">What</span></th>{arms.map((arm) => <th key={arm} scope="col" role="columnheader" class="figure">{armWords(told.arms, arm)}</th>)}</tr></thead>
          <tbody role="rowgroup">
            {rows.map((one) => (
              <tr key={one.name} role="row">
                <th scope="row" role="rowheader">{one.title}</th>
                {arms.map((arm) => <td key={arm} class="figure" role="cell" data-label={armWords(told.arms, arm)}>{valueWords(one.arms[arm]?.value ?? null, "")}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
