// The network view as a widget of notebooks and of Mesa's own page (anywidget): same town, same codes, same picture.

import { NetworkView, type NetworkColour, type NetworkInk } from "./net/network";
import { decoded } from "./wire/binary";
import type { Code } from "./wire/types";

interface Model {
  get(name: "town" | "codes"): DataView;
  get(name: "palette"): Code[];
  get(name: "label"): string;
  get(name: "height"): number;
  set(name: "person", row: number): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

const LIGHT: NetworkInk = { ground: "#fbfcfd", tie: "#5b6770", mark: "#111820" };
const DARK: NetworkInk = { ground: "#12181d", tie: "#9fb0bf", mark: "#ffffff" };

/** The bytes by themselves: typed arrays want a buffer that begins where they do. */
function own(view: DataView): ArrayBuffer {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
}

function dark(element: HTMLElement): boolean {
  return element.closest(".theme--dark") !== null;
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const room = document.createElement("div");
  room.style.height = `${model.get("height")}px`;
  const legend = document.createElement("ul");
  Object.assign(legend.style, { listStyle: "none", margin: "8px 0 0", padding: "0", display: "flex", flexWrap: "wrap", gap: "4px 14px", fontSize: "12px" });
  el.append(room, legend);
  const night = dark(el);
  const view = new NetworkView(room, {
    label: model.get("label"), ink: night ? DARK : LIGHT, painter: "canvas",
    onPick: (row) => {
      model.set("person", row ?? -1);
      view.select(row);
      model.save_changes();
    },
  });

  const town = (): void => {
    const found = decoded(own(model.get("town")), 0);
    if (found && "town" in found) view.setTown(found.town.positions, found.town.household, found.town.ends, found.town.kinds);
  };
  const colours = (): void => {
    const palette = model.get("palette");
    view.setColours(palette.map((code, place): NetworkColour => ({ colour: night ? code.dark : code.light, quiet: place === 0 })));
    legend.replaceChildren(...palette.map((code) => {
      const entry = document.createElement("li"), mark = document.createElement("span");
      Object.assign(mark.style, {
        display: "inline-block", width: "10px", height: "10px", borderRadius: "5px", marginRight: "6px",
        background: night ? code.dark : code.light, outline: "1px solid rgb(128 128 128 / 0.5)",
      });
      entry.append(mark, code.title);
      return entry;
    }));
  };
  const codes = (): void => { view.setCodes(new Uint8Array(own(model.get("codes")))); };

  const listeners = { "change:town": town, "change:palette": colours, "change:codes": codes };
  for (const [event, listener] of Object.entries(listeners)) {
    listener();
    model.on(event, listener);
  }
  return () => {
    for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
    view.destroy();
  };
}

export default { render };
