// The town as it is drawn: network, what its colours mean, tools.

import { effect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { NetworkView } from "../net/network";
import { colour, dark } from "../shell/theme";
import { count, told, weekWords, words } from "../ui/format";
import { Icon } from "../ui/icons";
import type { Colouring } from "../wire/types";
import { colours } from "./colours";
import { saveBlob } from "./save";
import type { Live } from "./model";

const TELL_EVERY = 5000; // milliseconds between summaries for those who listen

export function Town({ live }: { live: Live }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<NetworkView | null>(null);
  const [hover, setHover] = useState<{ row: number; x: number; y: number } | null>(null);
  const { connection, declared } = live;
  const colouring = declared.colourings.find((each) => each.name === live.colour.value) ?? declared.colourings[0]!;

  useEffect(() => {
    const network = new NetworkView(box.current!, {
      ink: ink(),
      onHover: (row, at) => setHover(row === null || at === null ? null : { row, ...at }),
      onPick: (row) => live.select(row),
    });
    view.current = network;
    let painted = ""; // which colours the view has
    const stops = [
      effect(() => {
        const town = connection.town.value;
        if (!town) return;
        network.setTown(town.positions, town.household, town.ends, town.kinds);
        network.setLabel(`Town of ${count(town.people, "person", "people")} and ${count(town.ties, "tie")}`);
        network.select(live.selected.peek());
      }),
      effect(() => {
        const frame = connection.frame.value;
        const shown = frame && declared.colourings[frame.colouring];
        const theme = dark.value;
        if (!shown) return;
        if (painted !== `${shown.name} ${theme}`) network.setColours(colours(shown, theme));
        painted = `${shown.name} ${theme}`;
        network.setCodes(frame.codes);
      }),
      effect(() => { void dark.value; network.setInk(ink()); }),
      effect(() => { network.highlightCodes(live.categories.value); }),
      effect(() => { network.highlight(live.people.value.length > 0 ? live.people.value : null, "ring"); }),
      effect(() => {
        const row = live.selected.value;
        network.select(row);
        if (row !== null) network.zoomTo(row);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      network.destroy();
      view.current = null;
    };
  }, []);

  const save = async (): Promise<void> => {
    const picture = await view.current?.toPng();
    if (picture) saveBlob(picture, `town-${live.colour.value}-week-${live.weeks.value}.png`);
  };
  return (
    <section class="town" aria-label="The town">
      <div class="town-bar">
        <label class="colour-by">
          <span>Colour by</span>
          <select class="field" value={colouring.name} onChange={(event) => live.setColour(event.currentTarget.value)}>
            {grouped(declared.colourings).map(([group, those]) => (
              <optgroup key={group} label={group}>
                {those.map((each) => <option key={each.name} value={each.name}>{each.title}</option>)}
              </optgroup>
            ))}
          </select>
        </label>
        <div class="town-tools" role="group" aria-label="View of the town">
          <button type="button" class="button icon" onClick={() => view.current?.zoomBy(1.6)} aria-label="Nearer" title="Nearer (+)"><Icon name="plus" /></button>
          <button type="button" class="button icon" onClick={() => view.current?.zoomBy(1 / 1.6)} aria-label="Farther" title="Farther (−)"><Icon name="minus" /></button>
          <button type="button" class="button icon" onClick={() => view.current?.fit()} aria-label="Whole town" title="Whole town (0)"><Icon name="fit" /></button>
          <button type="button" class="button icon" onClick={() => { void save(); }} aria-label="Save the picture" title="Save the picture (PNG)"><Icon name="save" /></button>
        </div>
      </div>
      <div class="town-view" ref={box}>
        {hover && <Tip live={live} hover={hover} colouring={colouring} />}
      </div>
      <Legend live={live} colouring={colouring} />
      <Summary live={live} colouring={colouring} />
    </section>
  );
}

function ink(): { ground: string; tie: string; mark: string } {
  return { ground: colour("--net-ground"), tie: colour("--net-tie"), mark: colour("--net-mark") };
}

function grouped(colourings: readonly Colouring[]): [string, Colouring[]][] {
  const out = new Map<string, Colouring[]>();
  for (const each of colourings) out.set(each.group, [...out.get(each.group) ?? [], each]);
  return [...out];
}

/** What a code means, in words. */
function codeWords(colouring: Colouring, code: number): string {
  if (colouring.kind === "category") return colouring.codes[code]?.title ?? words(`code_${code}`);
  if (code === 255) return "does not apply";
  return `${told(colouring.low + (code / 254) * (colouring.high - colouring.low))} ${colouring.unit}`;
}

function Tip({ live, hover, colouring }: { live: Live; hover: { row: number; x: number; y: number }; colouring: Colouring }): JSX.Element {
  const code = live.connection.frame.value?.codes[hover.row] ?? 0;
  return (
    <div class="tip" style={{ left: `${hover.x}px`, top: `${hover.y}px` }} aria-hidden="true">
      <strong>#{hover.row}</strong>
      <span>{colouring.title}: {codeWords(colouring, code)}</span>
    </div>
  );
}

function counted(codes: Uint8Array): number[] {
  const out = new Array<number>(256).fill(0);
  for (const code of codes) out[code]!++;
  return out;
}

function Legend({ live, colouring }: { live: Live; colouring: Colouring }): JSX.Element {
  const frame = live.connection.frame.value;
  const numbers = frame ? counted(frame.codes) : [];
  const isDark = dark.value;
  if (colouring.kind === "scale") {
    const shades = colours(colouring, isDark);
    return (
      <div class="legend scale">
        <p class="small">{colouring.title}: {colouring.meaning}</p>
        <div class="ramp">
          <span class="number">{told(colouring.low)}</span>
          <span class="bar" style={{ backgroundImage: `linear-gradient(to right, ${[0, 64, 127, 190, 254].map((code) => shades[code]!.colour).join(",")})` }} />
          <span class="number">{told(colouring.high)}</span>
          <span class="quiet">{colouring.unit}</span>
          {(numbers[255] ?? 0) > 0 && <span class="quiet"><span class="dot" style={{ background: shades[255]!.colour }} /> does not apply</span>}
        </div>
      </div>
    );
  }
  return (
    <div class="legend" role="group" aria-label={`${colouring.title}: point out in the town`}>
      {colouring.codes.map((code, number) => (
        <button key={code.name} type="button" aria-pressed={live.categories.value.has(number)} onClick={() => live.toggleCategory(number)}
          title={`Point out: ${code.title}`}>
          <span class="dot" style={{ background: isDark ? code.dark : code.light }} />
          <span>{code.title}</span>
          <span class="number">{(numbers[number] ?? 0).toLocaleString("en")}</span>
        </button>
      ))}
    </div>
  );
}

/** The picture in words, not more often than one can listen. */
function Summary({ live, colouring }: { live: Live; colouring: Colouring }): JSX.Element {
  const [text, setText] = useState("");
  const told = useRef(0);
  const frame = live.connection.frame.value;
  const playing = live.playing.value;
  useEffect(() => {
    if (!frame || colouring.kind !== "category") return undefined;
    const tell = (): void => {
      told.current = performance.now();
      const numbers = counted(frame.codes);
      setText(`${weekWords(frame.weeks)}. ${colouring.codes.map((code, number) => [code.title, numbers[number] ?? 0] as const)
        .filter(([, number]) => number > 0).map(([title, number]) => `${title}: ${number.toLocaleString("en")}`).join(", ")}.`);
    };
    if (performance.now() - told.current > TELL_EVERY) { tell(); return undefined; }
    const timer = setTimeout(tell, playing ? TELL_EVERY : 800);
    return () => clearTimeout(timer);
  }, [frame, playing, colouring]);
  return <p class="hidden-visually" aria-live="polite">{text}</p>;
}
