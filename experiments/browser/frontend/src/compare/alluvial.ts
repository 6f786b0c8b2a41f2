// People going from one stage to another, as ribbons between two columns.

const NAMESPACE = "http://www.w3.org/2000/svg";
const NODE = 12, GAP = 9, LEAST = 2, TOP = 22;

export interface Ribbon { from: number; to: number; adults: number }
export interface AlluvialOptions {
  ribbons: readonly Ribbon[];
  titles: readonly string[];                      // of stages
  colours: readonly string[];
  left: string; right: string;                    // what the columns are
  width: number;
  tell: (ribbon: Ribbon) => string;
}

interface Node { stage: number; adults: number; y: number; high: number; used: number }

/** The drawing; ribbons have the colour of the stage that people come to. */
export function alluvial(options: AlluvialOptions): SVGSVGElement {
  const { ribbons, titles, colours, width } = options;
  const room = Math.min(170, width * 0.31), letters = Math.floor(room / 6.4) - 5;
  const most = Math.max(count(ribbons, "from"), count(ribbons, "to"));
  const height = Math.max(240, Math.min(560, 60 + 44 * most));
  const free = height - TOP - 8;
  const columns = (["from", "to"] as const).map((side) => stacked(ribbons, side, free));
  const [from, to] = columns as [Node[], Node[]];
  const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  const x = [room, width - room - NODE] as const;
  svg.append(text(options.left, x[0] + NODE, 13, "end", "alluvial-head"), text(options.right, x[1], 13, "start", "alluvial-head"));
  const middle = (x[0] + NODE + x[1]) / 2;
  const ordered = [...ribbons].sort((one, other) => one.from - other.from || one.to - other.to);
  const arrivals = new Map<Ribbon, number>();
  for (const ribbon of [...ribbons].sort((one, other) => one.to - other.to || one.from - other.from)) {
    const node = to.find((each) => each.stage === ribbon.to)!;
    arrivals.set(ribbon, node.y + node.used);
    node.used += node.high * (ribbon.adults / node.adults);
  }
  for (const ribbon of ordered) {
    const begin = from.find((each) => each.stage === ribbon.from)!, end = to.find((each) => each.stage === ribbon.to)!;
    const high = begin.high * (ribbon.adults / begin.adults), wide = end.high * (ribbon.adults / end.adults);
    const y0 = begin.y + begin.used, y1 = arrivals.get(ribbon)!;
    begin.used += high;
    const path = element("path", {
      class: "alluvial-ribbon",
      d: `M${x[0] + NODE} ${y0}C${middle} ${y0} ${middle} ${y1} ${x[1]} ${y1}v${Math.max(wide, 0.6)}C${middle} ${y1 + wide} ${middle} ${y0 + high} ${x[0] + NODE} ${y0 + Math.max(high, 0.6)}Z`,
    });
    path.style.fill = colours[ribbon.to] ?? "var(--ink-2)";
    const title = element("title", {});
    title.textContent = options.tell(ribbon);
    path.append(title);
    svg.append(path);
  }
  columns.forEach((nodes, side) => {
    for (const node of nodes) {
      const box = element("rect", { x: x[side as 0 | 1], y: node.y, width: NODE, height: node.high, rx: 2, class: "alluvial-node" });
      box.style.fill = colours[node.stage] ?? "var(--ink-2)";
      const label = `${shortened(titles[node.stage] ?? "", letters)} ${node.adults.toLocaleString("en")}`;
      svg.append(box, text(label, side === 0 ? x[0] - 6 : x[1] + NODE + 6, node.y + node.high / 2 + 4, side === 0 ? "end" : "start", "chart-label"));
    }
  });
  return svg;
}

function count(ribbons: readonly Ribbon[], side: "from" | "to"): number {
  return new Set(ribbons.map((ribbon) => ribbon[side])).size;
}

/** One column: the stages in their order, as high as they have people, none so low that nobody sees it. */
function stacked(ribbons: readonly Ribbon[], side: "from" | "to", free: number): Node[] {
  const sums = new Map<number, number>();
  for (const ribbon of ribbons) sums.set(ribbon[side], (sums.get(ribbon[side]) ?? 0) + ribbon.adults);
  const stages = [...sums.keys()].sort((one, other) => one - other);
  const all = [...sums.values()].reduce((sum, each) => sum + each, 0) || 1;
  const apart = Math.max(GAP, 15 - free / Math.max(stages.length, 1) / 4);
  const left = Math.max(free - apart * Math.max(stages.length - 1, 0) - LEAST * stages.length, 20);
  let y = TOP;
  return stages.map((stage) => {
    const adults = sums.get(stage)!, high = LEAST + (left * adults) / all;
    const node = { stage, adults, y, high, used: 0 };
    y += high + apart;
    return node;
  });
}

function shortened(words: string, letters: number): string {
  return words.length <= letters ? words : `${words.slice(0, Math.max(letters - 1, 3))}…`;
}
function text(words: string, x: number, y: number, anchor: string, kind: string): SVGTextElement {
  const made = element("text", { x, y, class: kind, "text-anchor": anchor });
  made.textContent = words;
  return made;
}
function element<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Record<string, string | number>): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}
