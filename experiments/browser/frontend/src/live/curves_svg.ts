// Curves as a drawing that other programs can take apart.

import { exportSvg } from "../charts/export";
import { loadPlot } from "../charts/plot";
import { dark } from "../shell/theme";
import type { History } from "../wire/history";
import type { Series } from "../wire/types";

interface Point { week: number; value: number | null; low: number | null; high: number | null; title: string }

const WIDE = 900, HIGH = 480;
const APART = 0.045; // of the height, so that labels do not lie on each other

/** Points with a place for a label each, from the bottom up. */
function spread(points: readonly Point[], most: number): (Point & { place: number })[] {
  let least = -Infinity;
  return points.filter((each) => each.value !== null).toSorted((one, other) => one.value! - other.value!).map((each) => {
    const place = Math.max(each.value!, least);
    least = place + APART * most;
    return { ...each, place };
  });
}

export async function saveCurvesSvg(title: string, shown: readonly { series: Series; number: number }[], history: History, file: string): Promise<void> {
  const Plot = await loadPlot();
  const units = [...new Set(shown.map((each) => each.series.unit))];
  const sheet = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  sheet.setAttribute("width", String(WIDE));
  sheet.setAttribute("height", String(HIGH * units.length));
  sheet.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH * units.length}`);
  for (const [index, unit] of units.entries()) {
    const those = shown.filter((each) => each.series.unit === unit);
    const points: Point[] = those.flatMap(({ series, number }) => Array.from({ length: history.weeks }, (_, week) => ({
      week: week + 1, title: series.title, value: history.at(number, week),
      low: history.at(number, week, 0, 1), high: history.at(number, week, 0, 2),
    })));
    const last = points.filter((each) => each.week === history.weeks);
    const share = those[0]!.series.share;
    const drawn = Plot.plot({
      width: WIDE, height: HIGH, marginRight: 190, marginLeft: 60, marginTop: 36,
      style: { background: "transparent", color: "var(--ink)", fontSize: "13px", fontFamily: "inherit" },
      x: { label: "Week" },
      y: { label: `${title}: ${unit}`, grid: true, zero: true, percent: share, tickFormat: share ? (value: number) => `${value} %` : undefined },
      color: { domain: those.map((each) => each.series.title), range: those.map((each) => dark.value ? each.series.dark : each.series.light) },
      marks: [
        Plot.areaY(points, { x: "week", y1: "low", y2: "high", fill: "title", fillOpacity: 0.16 }),
        Plot.lineY(points, { x: "week", y: "value", stroke: "title", strokeWidth: 2 }),
        Plot.text(spread(last, Math.max(...points.map((each) => each.high ?? each.value ?? 0))),
          { x: "week", y: "place", text: "title", fill: "title", textAnchor: "start", dx: 6 }),
      ],
    });
    for (const styles of drawn.querySelectorAll("style")) styles.remove(); // the page allows none but its own files
    drawn.setAttribute("y", String(HIGH * index));
    sheet.append(drawn);
  }
  // Its letters are measured and its colours are told by the page, on which it therefore has to stand for a moment.
  const place = document.createElement("div");
  Object.assign(place.style, { position: "absolute", left: "-9999px", top: "0" });
  place.append(sheet);
  document.body.append(place);
  exportSvg(sheet, file);
  place.remove();
}
