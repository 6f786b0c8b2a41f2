// A comparison: what each strategy changes, for whom, when, at what cost.

import { useMemo, useState } from "preact/hooks";

import { Chart } from "../charts/Chart";
import type { Plot } from "../charts/plot";
import { Choice, columnOptions } from "./Choice";
import { Flows, Gains } from "./ComparisonGroups";
import { Acceptability, Plane } from "./ComparisonMoney";
import { Doubt } from "./Doubt";
import { Explore } from "./Explore";
import { sourceOf, tableOf } from "./sources";
import { type Part, colourOf, difference, looksOf, measureUnit, nameOf, perOf, scaled, timesOf } from "./strategies";
import type { Answer } from "./api";
import { useAnswer } from "./api";
import { type Interval, type LinePoint, inYears, intervals, lines } from "./draw";
import { scaleOf, told as tellValue, unitWords, words } from "./numbers";
import { useKept } from "./route";
import { perThousand } from "../ui/format";

export function Comparison(part: Part) {
  const { told, found } = part;
  const changed = tableOf(told, "people_changed");
  return (
    <>
      <Doubt {...part} />
      <Main {...part} />
      {tableOf(told, "weekly") && <OverTime {...part} />}
      {tableOf(told, "cost_effectiveness") && (
        <section aria-labelledby="money-title">
          <h2 id="money-title">Is it worth its money?</h2>
          <Plane {...part} />
          {tableOf(told, found.doubt ? "decision_curve" : "acceptability") && <Acceptability {...part} />}
        </section>
      )}
      {tableOf(told, "groups") && <Gains {...part} />}
      {tableOf(told, "flows") && <Flows {...part} />}
      {tableOf(told, "personal") && <Personal {...part} />}
      {tableOf(told, "by_seed") && <Seeds {...part} />}
      {changed && (
        <Explore told={told} title="People who changed" tables={[changed]} column="" by="strategy"
          lead="Each person whose path is another one because of a strategy, in the first seeds, with and without it." />
      )}
      {Object.keys(found.notes).length > 0 && (
        <section aria-labelledby="notes-title">
          <h2 id="notes-title">What the numbers mean</h2>
          <dl class="results-notes">{Object.entries(found.notes).map(([name, text]) => <div key={name}><dt>{words(name)}</dt><dd>{text}</dd></div>)}</dl>
        </section>
      )}
    </>
  );
}

function Main(part: Part) {
  const { told, found } = part;
  const { value, problem, busy } = useAnswer(told.entry.id, tableOf(told, "differences")
    ? { table: "differences", columns: ["outcome", "strategy", "without", "with", "difference", "low", "high", "verdict", "good", ...(found.doubt ? ["luck_low", "luck_high"] : ["more_seeds_to_settle"])], limit: 5000 } : null);
  const share = Math.round(100 * (found.confidence ?? 0.95) * 100) / 100;
  const first = found.measures.filter((measure) => measure.first).map((measure) => measure.name);
  return (
    <section aria-labelledby="main-title">
      <h2 id="main-title">What each strategy changes</h2>
      <p class="results-section-lead">
        Beyond doing nothing, for the same people with the same luck, in {found.doubt ? `${found.doubt.draws} ${found.doubt.towns}, each with ` : ""}{found.seeds} {found.seeds === 1 ? "seed" : "seeds"}. {found.doubt
          ? `Lines are ${share} % intervals of luck and doubt about the numbers together; the thick part is luck alone. Better and worse are said where that holds in nearly all of these towns.`
          : `Lines are ${share} % intervals of luck alone: where one touches zero, chance could have made the difference. Better and worse allow for the number of strategies.`} Differences
        are strategy minus doing nothing. Costs: {found.perspectives[found.perspective ?? "all"]}.{found.few ? " With so few seeds nothing is ranked." : ""}
      </p>
      {problem && <p class="results-note" role="alert">{problem}</p>}
      <div class="results-pair">
        {(first.length ? first : found.measures.slice(0, 4).map((measure) => measure.name)).map((name, place) => (
          <Difference key={name} {...part} start={name} place={`difference.${place + 1}`} answer={value} busy={busy} />
        ))}
      </div>
    </section>
  );
}

function Difference({ told, found, start, place, answer, busy }: Part & { start: string; place: string; answer: Answer | null; busy: boolean }) {
  const [name, setName] = useKept(place, start);
  const measure = found.measures.find((one) => one.name === name);
  const unit = measureUnit(told, measure);
  const rows = useMemo(() => (answer?.rows ?? []).filter((row) => row[0] === name), [answer, name]);
  const scale = timesOf(measure), per = perOf(measure);
  const shown = useMemo<Interval[]>(() => rows.map((row) => ({
    label: nameOf(found, row[1]), value: scaled(row[4], scale), low: scaled(row[5], scale), high: scaled(row[6], scale), colour: colourOf(found, row[1]),
    ...(found.doubt ? { luckLow: scaled(row[9], scale), luckHigh: scaled(row[10], scale) } : {}),
  })), [rows, found, scale]);
  const draw = useMemo(() => (plot: Plot, width: number) => intervals(plot, width, shown, per), [shown, per]);
  const better = measure?.better === 1 ? "To the right is better." : measure?.better === -1 ? "To the left is better." : "Neither direction is better by itself.";
  return (
    <Chart title={measure?.title ?? words(name)} subtitle={`Strategy minus doing nothing, ${per}; ${measure?.window ?? ""}`}
      description={rows.map((row) => `${nameOf(found, row[1])}: ${difference(row[4], measure)}, between ${difference(row[5], measure)} and ${difference(row[6], measure)}${found.doubt ? `, by luck alone between ${difference(row[9], measure)} and ${difference(row[10], measure)}` : ""}, ${row[8] || row[7]}`).join("; ")}
      note={`${words(measure?.definition ?? "")}. ${better}`} source={sourceOf(told)} name={`${told.entry.name}-${name}`} draw={draw}
      controls={<Choice label="Measure" value={name} onChoose={setName}
        options={found.measures.map((one) => ({ value: one.name, title: one.title, group: words(one.window) }))} />}
      empty={shown.some((row) => row.value !== null) ? undefined : busy ? "Reading …" : "There is nothing to tell of it."}
      numbers={{
        columns: ["Strategy", "Without", "With", "Difference", "Low", "High", ...(found.doubt ? ["Low, luck alone", "High, luck alone", "Verdict"] : ["Verdict", "Seeds that would settle it"])],
        rows: rows.map((row) => [nameOf(found, row[1]), ...row.slice(2, 7), ...(found.doubt ? [row[9], row[10], row[8] || row[7]] : [row[8] || row[7], row[9]])] as (string | number | null)[]),
        shown: [String, ...Array.from({ length: 2 }, () => (cell: unknown) => tellValue(cell as number, unit)),
          ...Array.from({ length: found.doubt ? 5 : 3 }, () => (cell: unknown) => difference(cell as number | null, measure)), String, (cell) => tellValue(cell as number)],
      }} />
  );
}

function OverTime({ told, found }: Part) {
  const table = tableOf(told, "weekly")!;
  const curves = table.columns.filter((column) => table.columns.some((other) => other.name === `${column.name}_difference`));
  const [chosen, setName] = useKept<string>("curve", "");
  const curve = curves.find((column) => column.name === chosen) ?? curves.find((column) => column.at_first) ?? curves[0];
  const name = curve?.name ?? "";
  const [beyond, setBeyond] = useState(true);
  const asked = [`${name}${beyond ? "_difference" : ""}`, ...(beyond ? [`${name}_low`, `${name}_high`] : [])];
  const every = Math.max(1, Math.ceil(((table.rows ?? 0) / Math.max(1, found.strategies.length + 1)) / 600));
  const { value, problem, busy } = useAnswer(told.entry.id, name ? {
    table: "weekly", group: [{ column: "strategy" }, every > 1 ? { column: "week", bins: 200 } : { column: "week" }],
    measures: asked.map((column) => ({ statistic: "mean" as const, column })), limit: 5000,
  } : null);
  const scale = 1000;
  const points = useMemo<LinePoint[]>(() => {
    const from = every > 1 ? 3 : 2;
    if (!value || value.columns.length !== from + asked.length) return [];
    return value.rows.filter((row) => !beyond || row[0] !== "nothing").map((row) => ({
      x: Number(row[1]), y: scaled(row[from], scale), series: nameOf(found, row[0]),
      ...(beyond ? { low: scaled(row[from + 1], scale), high: scaled(row[from + 2], scale) } : {}),
    }));
  }, [value, beyond, scale]);
  const drawn = new Set(points.map((point) => point.series));
  const looks = [...looksOf(found), { name: "Doing nothing", colour: "var(--chart-soft)", dashes: "2 3" }].filter((look) => drawn.has(look.name));
  const unit = perThousand(curve?.unit ?? "");
  const draw = useMemo(() => (plot: Plot, width: number) => lines(plot, width, points, looks, "weeks", unit, { zero: beyond, years: inYears(points) }), [points, unit]);
  return (
    <section aria-labelledby="time-title">
      <h2 id="time-title">Over time</h2>
      <Chart title={curve?.title ?? ""} subtitle={`${unit}${beyond ? "; difference to doing nothing, with intervals" : ""}`}
        description={`A line for each strategy, week by week. At the end: ${ends(points)}.`} source={sourceOf(told)} name={`${told.entry.name}-weekly-${name}`} draw={draw}
        keyItems={looks.map((look) => ({ label: look.name, colour: look.colour, dashes: look.dashes }))}
        controls={
          <>
            <Choice label="Curve" value={name} options={columnOptions(curves)} onChoose={setName} />
            <Choice label="Told as" value={beyond ? "difference" : "level"} onChoose={(next) => setBeyond(next === "difference")}
              options={[{ value: "difference", title: "Difference to doing nothing" }, { value: "level", title: "How it stands" }]} />
          </>
        }
        empty={points.length ? undefined : problem || (busy ? "Reading …" : "No weeks.")}
        numbers={{
          columns: ["Strategy", "Week", unit, ...(beyond ? ["Low", "High"] : [])],
          rows: points.map((point) => [point.series, point.x, point.y, ...(beyond ? [point.low ?? null, point.high ?? null] : [])]),
        }} />
    </section>
  );
}

function ends(points: readonly LinePoint[]): string {
  const last = new Map(points.map((point) => [point.series, point.y]));
  return [...last].map(([name, value]) => `${name} ${value === null ? "unknown" : tellValue(value)}`).join("; ");
}

function Personal({ told, found }: Part) {
  const { value, problem, busy } = useAnswer(told.entry.id, { table: "personal", columns: ["what", "in_words", "strategy", "per_1000_adults", "low", "high"], limit: 1000 });
  const whats = useMemo(() => [...new Map((value?.rows ?? []).map((row) => [String(row[0]), String(row[1])]))], [value]);
  const [chosen, setChosen] = useKept<string>("because", "began_because");
  const what = whats.some(([name]) => name === chosen) ? chosen : whats[0]?.[0] ?? "";
  const rows = useMemo(() => (value?.rows ?? []).filter((row) => row[0] === what), [value, what]);
  const shown = useMemo<Interval[]>(() => rows.map((row) => ({
    label: nameOf(found, row[2]), value: row[3] as number | null, low: row[4] as number | null, high: row[5] as number | null, colour: colourOf(found, row[2]),
  })), [rows, found]);
  const draw = useMemo(() => (plot: Plot, width: number) => intervals(plot, width, shown, "per 1,000 adults"), [shown]);
  return (
    <section aria-labelledby="personal-title">
      <h2 id="personal-title">Because of it</h2>
      <p class="results-section-lead">As luck is the same, it is known of each person what is otherwise because of a strategy. Much of that is places and chance meetings dealt anew; what a strategy adds is the balance.</p>
      <Chart title={whats.find(([name]) => name === what)?.[1] ?? ""} subtitle="Per 1,000 adults, with intervals" source={sourceOf(told)} name={`${told.entry.name}-${what}`} draw={draw}
        description={shown.map((row) => `${row.label}: ${tellValue(row.value)}`).join("; ")}
        controls={<Choice label="What" value={what} options={whats.map(([name, title]) => ({ value: name, title }))} onChoose={setChosen} />}
        empty={shown.length ? undefined : problem || (busy ? "Reading …" : "Nothing is told.")}
        numbers={{ columns: ["Strategy", "Per 1,000 adults", "Low", "High"], rows: shown.map((row) => [row.label, row.value, row.low, row.high]) }} />
    </section>
  );
}

function Seeds({ told, found }: Part) {
  const table = tableOf(told, "by_seed")!;
  const measures = found.measures.filter((measure) => table.columns.some((column) => column.name === measure.name));
  const [name, setName] = useKept("seeds", (measures.find((one) => one.first) ?? measures[0])?.name ?? "");
  const measure = measures.find((one) => one.name === name);
  const unit = measureUnit(told, measure);
  const { value, problem, busy } = useAnswer(told.entry.id, name ? {
    table: "by_seed", group: [{ column: "strategy" }],
    measures: [{ statistic: "mean", column: name }, { statistic: "quantile", column: name, at: 0.1 }, { statistic: "quantile", column: name, at: 0.9 }, { statistic: "deviation", column: name }],
  } : null);
  const order = ["nothing", ...found.strategies.map((one) => one.name)];
  const rows = useMemo(() => [...(value?.rows ?? [])].sort((one, other) => order.indexOf(String(one[0])) - order.indexOf(String(other[0]))), [value]);
  const scale = scaleOf(unit);
  const shown = useMemo<Interval[]>(() => rows.map((row) => ({
    label: nameOf(found, row[0]), value: scaled(row[1], scale), low: scaled(row[2], scale), high: scaled(row[3], scale), colour: colourOf(found, row[0]),
  })), [rows, found, scale]);
  const draw = useMemo(() => (plot: Plot, width: number) => intervals(plot, width, shown, unitWords(unit), null), [shown, unit]);
  return (
    <section aria-labelledby="seeds-title">
      <h2 id="seeds-title">How towns differ</h2>
      <Chart title={measure?.title ?? words(name)} subtitle={`${unitWords(unit)}; dots are means over seeds, lines hold four seeds in five`}
        description={shown.map((row) => `${row.label}: ${tellValue(row.value)}`).join("; ")} source={sourceOf(told)} name={`${told.entry.name}-seeds-${name}`} draw={draw}
        note="Each seed is a town with its own people and luck. Strategies are compared within a seed, so that differences are far surer than these lines look."
        controls={<Choice label="Measure" value={name} options={measures.map((one) => ({ value: one.name, title: one.title, group: words(one.window) }))} onChoose={setName} />}
        empty={shown.length ? undefined : problem || (busy ? "Reading …" : "No seeds.")}
        numbers={{ columns: ["Strategy", "Mean", "10 %", "90 %", "Standard deviation"], rows: rows.map((row) => [nameOf(found, row[0]), row[1], row[2], row[3], row[4]] as (string | number | null)[]),
          shown: [String, ...Array.from({ length: 4 }, () => (cell: unknown) => tellValue(cell as number, unit))] }} />
    </section>
  );
}

