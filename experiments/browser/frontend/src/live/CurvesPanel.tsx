// Curves of the pathway, of health, of kinds of help, of each week and of costs.

import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { exportCsv, exportPng } from "../charts/export";
import { Curves } from "../curves/Curves";
import { horizon } from "../curves/uplot";
import type { Live } from "./model";
import { changeWords } from "./model";
import { saveCurvesSvg } from "./curves_svg";

export function CurvesPanel({ live }: { live: Live }): JSX.Element {
  const { declared, history, connection } = live;
  const groups = useMemo(() => [...new Set(declared.series.map((each) => each.group))], [declared]);
  const [group, setGroup] = useState(groups[0] ?? "");
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set(declared.series.filter((each) => !each.at_first).map((each) => each.name)));
  const canvases = useRef(new Map<string, () => HTMLCanvasElement | null>());
  const setup = live.setup.value;
  const version = live.curves.value;
  const weeks = history.weeks;
  const marks = useMemo(() => (setup?.changes ?? []).map((change) => ({ week: change.week, text: changeWords(change, declared) })), [setup]);
  const those = declared.series.map((series, number) => ({ series, number })).filter((each) => each.series.group === group);
  const units = [...new Set(those.map((each) => each.series.unit))];
  const replicates = setup?.replicates ?? 0;
  const hide = (name: string): void => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  const shown = those.filter((each) => !hidden.has(each.series.name));
  const file = `curves-${group.toLowerCase().replaceAll(" ", "-")}`;
  const saveCsv = (): void => {
    const columns = ["week", ...shown.flatMap(({ series }) => [series.name, `${series.name}_low`, `${series.name}_high`])];
    const rows = Array.from({ length: history.weeks }, (_, week) =>
      [week, ...shown.flatMap(({ number }) => ([0, 1, 2] as const).map((layer) => history.at(number, week, 0, layer)))]);
    exportCsv(columns, rows, file);
  };
  const savePng = (): void => {
    const drawn = units.map((unit) => canvases.current.get(unit)?.()).filter((canvas) => canvas !== null && canvas !== undefined);
    void exportPng(stacked(drawn), file);
  };

  return (
    <section class="panel" aria-label="Curves">
      <div class="panel-head">
        <h2>What happens, week by week</h2>
        <div class="chips" role="group" aria-label="Which curves">
          {groups.map((each) => (
            <button key={each} type="button" class="button" aria-pressed={each === group} onClick={() => setGroup(each)}>{each}</button>
          ))}
        </div>
      </div>
      {units.map((unit) => (
        <Curves key={`${group} ${unit}`} title={group} unit={capital(unit)} series={those.filter((each) => each.series.unit === unit)}
          history={history} hidden={hidden} onHide={hide} marks={marks} of={horizon(live.horizon.value, live.horizon.value)} weeks={weeks} version={version}
          height={units.length > 1 ? 190 : 240} onCanvas={(canvas) => canvases.current.set(unit, canvas)} />
      ))}
      {marks.length > 0 && (
        <ol class="changes" aria-label="What was changed">
          {marks.map((mark, number) => <li key={`${mark.week} ${mark.text}`}><b>{number + 1}</b> {mark.text}</li>)}
        </ol>
      )}
      <div class="panel-foot">
        <label class="small">Other seeds for the band{" "}
          <select class="field" value={replicates} disabled={!live.ready.value}
            onChange={(event) => { void connection.replicates(Number(event.currentTarget.value)).catch(() => undefined); }}>
            {[0, 4, 8, 20].filter((each) => each <= declared.limits.replicates || each === replicates).concat([0, 4, 8, 20].includes(replicates) ? [] : [replicates])
              .map((each) => <option key={each} value={each}>{each === 0 ? "none" : each}</option>)}
          </select>
        </label>
        <span class="row">
          <button type="button" class="button" disabled={weeks === 0} onClick={saveCsv}>CSV<span class="hidden-visually"> of these curves</span></button>
          <button type="button" class="button" disabled={weeks === 0} onClick={savePng}>PNG<span class="hidden-visually"> of these curves</span></button>
          <button type="button" class="button" disabled={weeks === 0} onClick={() => { void saveCurvesSvg(group, shown, history, file); }}>SVG<span class="hidden-visually"> of these curves</span></button>
        </span>
      </div>
      {replicates > 0 && (
        <p class="small quiet">Lines are the town you see. Bands hold the middle {Math.round(100 * (declared.band[1] - declared.band[0]))}% of {replicates + 1} towns that differ by chance alone.</p>
      )}
    </section>
  );
}

/** Canvases one below the other on a new one. */
function stacked(canvases: readonly HTMLCanvasElement[]): HTMLCanvasElement {
  const sheet = document.createElement("canvas");
  sheet.width = Math.max(1, ...canvases.map((each) => each.width));
  sheet.height = Math.max(1, canvases.reduce((sum, each) => sum + each.height, 0));
  const context = sheet.getContext("2d")!;
  let top = 0;
  for (const each of canvases) {
    context.drawImage(each, 0, top);
    top += each.height;
  }
  return sheet;
}

function capital(text: string): string { return text.charAt(0).toUpperCase() + text.slice(1); }
