import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import { NetworkView } from "../net/network";
import { Connection } from "../wire/connection";
import type { Declared } from "../wire/types";

export function LivePage({ declared }: { declared: Declared }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const connection = new Connection(declared, { people: Number(new URLSearchParams(location.search).get("n")) || null });
    const view = new NetworkView(box.current!, {});
    const c = declared.colourings[0]!;
    view.setColours(c.codes.map((e, i) => ({ colour: e.light, quiet: i === 0 })));
    const stop = effect(() => { const t = connection.town.value; if (t) view.setTown(t.positions, t.household, t.ends, t.kinds); });
    const stop2 = effect(() => { const f = connection.frame.value; if (f) view.setCodes(f.codes); });
    (window as any).c = connection;
    return () => { stop(); stop2(); connection.close(); view.destroy(); };
  }, []);
  return <div ref={box} style={{ height: "85vh" }} />;
}
