// What a comparison says of money, from its one perspective: costs beside gains, and how far doubt about numbers, or Monte Carlo error alone, leaves the best option open.

import { useMemo } from "preact/hooks";

import { Chart } from "../charts/Chart";
import { type Plot, options } from "../charts/plot";
import { Choice } from "./Choice";
import { type Part, colourOf, looksOf, nameOf, scaled } from "./strategies";
import { sourceOf, tableOf } from "./sources";
import { useAnswer } from "./api";
import { type LinePoint, lines } from "./draw";
import { plain, signed, words } from "./numbers";
import { useKept } from "./route";

interface Option { strategy: string; label: string; x: number; x1: number; x2: number; y: number; y1: number; y2: number; colour: string }

/** Gains are told for 1,000 adults: those of one are too small to be read. */
const PER = 1000;

export function Plane({ told, found }: Part) {
  const effects = Object.entries(found.effects);
  const [effect, setEffect] = useKept("gain", found.effects.qaly ? "qaly" : effects[0]?.[0] ?? "qaly");
  const perspective = found.perspective ?? "all";
  const { value, problem, busy } = useAnswer(told.entry.id, {
    table: "cost_effectiveness", limit: 500,
    columns: ["strategy", "cost", "cost_low", "cost_high", "gain", "gain_low", "gain_high", "cost_per_gain", "low", "high", "verdict"],
    where: [{ column: "effect", is: "=", value: effect }, { column: "perspective", is: "=", value: perspective }, { column: "discounted", is: "=", value: "yes" }],
  });
  const frontier = useAnswer(told.entry.id, tableOf(told, "frontier") && !found.few ? {
    table: "frontier", columns: ["strategy", "cost", "gain", "standing"], where: [{ column: "effect", is: "=", value: effect }], sort: [{ column: "cost" }],
  } : null);
  const rows = value?.rows ?? [];
  const shown = useMemo<Option[]>(() => rows.filter((row) => row[1] !== null && row[4] !== null).map((row) => ({
    strategy: String(row[0]), label: nameOf(found, row[0]), colour: colourOf(found, row[0]),
    y: Number(row[1]), y1: Number(row[2] ?? row[1]), y2: Number(row[3] ?? row[1]),
    x: scaled(row[4], PER)!, x1: scaled(row[5] ?? row[4], PER)!, x2: scaled(row[6] ?? row[4], PER)!,
  })), [value, found]);
  const along = useMemo(() => (frontier.value?.rows ?? []).filter((row) => row[3] === "on the frontier")
    .map((row) => ({ x: scaled(row[2], PER) ?? 0, y: Number(row[1]) })).sort((one, other) => one.x - other.x), [frontier.value]);
  const gained = found.gains[effect] ?? words(effect);
  const draw = useMemo(() => (plot: Plot, width: number) => plot.plot(options(width, {
    height: Math.round(Math.min(520, Math.max(320, width * 0.6))), marginLeft: 64, marginRight: width < 560 ? 20 : 150,
    x: { label: `${gained} per 1,000 adults →`, labelAnchor: "center", labelArrow: "none", grid: true, nice: true, ticks: Math.max(3, Math.floor(width / 110)) },
    y: { label: `↑ ${told.currency} per adult`, labelArrow: "none", grid: true, nice: true },
    marks: [
      plot.ruleX([0], { stroke: "var(--chart-soft)" }), plot.ruleY([0], { stroke: "var(--chart-soft)" }),
      along.length > 1 ? plot.lineY(along, { x: "x", y: "y", stroke: "var(--chart-ink)", strokeDasharray: "5 4" }) : null,
      plot.ruleX(shown, { x: "x", y1: "y1", y2: "y2", stroke: (one: Option) => one.colour, strokeWidth: 2 }),
      plot.ruleY(shown, { y: "y", x1: "x1", x2: "x2", stroke: (one: Option) => one.colour, strokeWidth: 2 }),
      plot.dot(shown, { x: "x", y: "y", r: 6, fill: (one: Option) => one.colour, stroke: "var(--chart-paper)", title: "label" }),
      plot.dot([{ x: 0, y: 0 }], { x: "x", y: "y", r: 5, fill: "var(--chart-soft)" }),
      width < 560 ? null : plot.text(shown, { x: "x", y: "y", text: "label", dy: -12, dx: 6, textAnchor: "start", fill: "var(--chart-ink)", stroke: "var(--chart-paper)", strokeWidth: 3 }),
    ],
  })), [shown, along, gained, told.currency]);
  return (
    <Chart title="What it costs, and what it brings" subtitle={`Beyond doing nothing, whole time, ${discounted(found)}. Perspective: ${found.perspectives[perspective] ?? words(perspective)}`}
      description={rows.map((row) => `${nameOf(found, row[0])}: ${signed(scaled(row[1], 1))} ${told.currency} per adult, ${signed(scaled(row[4], PER))} ${gained} per 1,000 adults, ${row[10]}`).join("; ")}
      note="To the right is more health, upwards more money. Crosses are intervals. The dashed line joins the means of the options on the efficiency frontier; above it, another option or a mix of two does more for less, in the means."
      source={sourceOf(told)} name={`${told.entry.name}-plane-${effect}`} draw={draw}
      keyItems={[...looksOf(found).map((look) => ({ label: look.name, colour: look.colour, form: "box" as const })), { label: "Doing nothing", colour: "var(--chart-soft)", form: "box" as const }]}
      controls={
        <Choice label="Gain" value={effect} options={effects.map(([name, title]) => ({ value: name, title: words(title.replace(/^per /, "")) }))} onChoose={setEffect} />
      }
      empty={shown.length ? undefined : problem || (busy ? "Reading …" : "Costs and gains cannot be told.")}
      numbers={{
        columns: ["Strategy", `Cost, ${told.currency} per adult`, "low", "high", `${gained}, per adult`, "low", "high", `Cost ${found.effects[effect] ?? ""}`, "low", "high", "Verdict"],
        rows: rows.map((row) => [nameOf(found, row[0]), ...row.slice(1)]),
      }} />
  );
}

export function Acceptability({ told, found }: Part) {
  const overDraws = Boolean(found.doubt);
  const { value, problem, busy } = useAnswer(told.entry.id, {
    table: overDraws ? "decision_curve" : "acceptability", columns: ["willingness_to_pay", "strategy", overDraws ? "probability_best" : "monte_carlo_probability_best"], sort: [{ column: "willingness_to_pay" }], limit: 5000,
  });
  const points = useMemo<LinePoint[]>(() => (found.few ? [] : value?.rows ?? []).map((row) => ({ x: Number(row[0]) / 1000, y: scaled(row[2], 100), series: nameOf(found, row[1]) })), [value, found]);
  const drawn = new Set(points.map((point) => point.series));
  const looks = [...looksOf(found), { name: "Doing nothing", colour: "var(--chart-soft)", dashes: "2 3" }].filter((look) => drawn.has(look.name));
  const x = `worth of a year of full health, 1,000 ${told.currency}`;
  const draw = useMemo(() => (plot: Plot, width: number) => lines(plot, width, points, looks, x, "percent", { zero: true }), [points]);
  return (
    <Chart title={overDraws ? "Which option is the best buy" : "Monte Carlo error in the best option"}
      subtitle={`${overDraws ? `Percent of ${found.doubt!.towns} in which its net benefit is the highest (acceptability curve)` : "Probability in percent, by chance of seeds alone, that its mean net benefit is the highest"}. Perspective: ${found.perspectives[found.perspective ?? "all"] ?? ""}; ${discounted(found)}`}
      description={best(points)} source={sourceOf(told)} name={`${told.entry.name}-acceptability`} draw={draw}
      note={overDraws ? "The luck of seeds is taken out: what is left is doubt about the numbers." : "It tells whether more seeds would change the answer. No doubt about the model's numbers is in it, so it is no acceptability curve in the usual sense."}
      keyItems={looks.map((look) => ({ label: look.name, colour: look.colour, dashes: look.dashes }))}
      empty={points.length ? undefined : problem || (busy ? "Reading …" : "It takes ten seeds to tell.")}
      numbers={{ columns: [x, "Strategy", "Percent"], rows: points.map((point) => [point.x, point.series, point.y]) }} />
  );
}

const discounted = (found: Part["found"]) => `discounted at ${plain(100 * (found.discount_rate ?? 0))} % a year`;

function best(points: readonly LinePoint[]): string {
  const most = Math.max(...points.map((point) => point.x), 0);
  return [0, most / 2, most].map((amount) => {
    const here = points.filter((point) => Math.abs(point.x - amount) < 1e-9 && point.y !== null).sort((one, other) => other.y! - one.y!)[0];
    return here ? `At ${plain(amount)} thousand: ${here.series}, ${plain(here.y!)} percent.` : "";
  }).join(" ").trim();
}
