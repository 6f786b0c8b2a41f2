// What a comparison over draws of the numbers advises, how surely, and what would change that.

import { useMemo } from "preact/hooks";

import { Chart } from "../charts/Chart";
import type { Plot } from "../charts/plot";
import { bars } from "./draw";
import { plain } from "./numbers";
import { sourceOf } from "./sources";
import { type Part, colourOf, nameOf } from "./strategies";

export function Doubt({ told, found }: Part) {
  const { doubt } = found;
  const rows = useMemo(() => [...(doubt?.options ?? [])].sort((one, other) => other.share - one.share), [doubt]);
  const shown = useMemo(() => rows.map((row) => ({
    label: nameOf(found, row.strategy), value: 100 * row.share, colour: colourOf(found, row.strategy), text: `${plain(Math.round(100 * row.share))} %`,
  })), [rows, found]);
  const draw = useMemo(() => (plot: Plot, width: number) => bars(plot, width, shown, "percent of towns"), [shown]);
  if (!doubt) {
    return <p class="results-note">Its intervals are of luck alone: the numbers of the model are held at one value each. <code>helpseek compare --draws</code> tells what doubt about them leaves open.</p>;
  }
  const amount = `${plain(doubt.amount)} ${told.currency}`;
  return (
    <section aria-labelledby="doubt-title">
      <h2 id="doubt-title">What is the best buy?</h2>
      <p class="results-section-lead">{doubt.advice.join(" ")}</p>
      {doubt.not_held && <p class="results-note">{doubt.not_held}</p>}
      {doubt.changes.length > 0 && (
        <>
          <h3>What would change that</h3>
          <ul class="results-changes">{doubt.changes.map((change) => <li key={change}>{change}</li>)}</ul>
        </>
      )}
      <Chart title="How often each option is the best buy" subtitle={`Percent of ${doubt.draws} ${doubt.towns}, at ${amount} for a year of full health; the luck of seeds is taken out`}
        description={shown.map((row) => `${row.label}: ${row.text}`).join("; ")} source={sourceOf(told)} name={`${told.entry.name}-best-buy`} draw={draw}
        note={doubt.place ? `Expected loss, in the table below: what is lost in the mean by choosing an option rather than the one that is best in each town, for ${doubt.place}.` : undefined}
        numbers={{
          columns: ["Option", "Percent of towns", ...(doubt.place ? [`Expected loss in all, ${told.currency}`] : [])],
          rows: rows.map((row) => [nameOf(found, row.strategy), 100 * row.share, ...(doubt.place ? [row.loss] : [])] as (string | number | null)[]),
        }} />
    </section>
  );
}
