// What lies over the drawn people: rings of households, and whoever is pointed out with their ties.

import type { Graph } from "./graph";
import type { Camera } from "./painter";

export interface Pointed {
  hovered: number | null;
  selected: number | null;
  /** People with a ring of their own. */
  ringed: readonly number[];
}

const RINGS_FROM = 13;       // pixels between people from which on households have rings
const MOST_RINGED = 4_000;

export function drawOverlay(
  canvas: HTMLCanvasElement, graph: Graph, camera: Camera, ratio: number, dot: number, pointed: Pointed,
  ink: { mark: string; tie: string; ground: string },
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const width = canvas.width / ratio, height = canvas.height / ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const { positions, people } = graph.shape;
  const x = (value: number): number => width / 2 + (value - camera.x) * camera.scale;
  const y = (value: number): number => height / 2 - (value - camera.y) * camera.scale;
  const circle = (px: number, py: number, radius: number): void => {
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.stroke();
  };
  const around = (row: number, more: number): void =>
    circle(x(positions[2 * row]!), y(positions[2 * row + 1]!), Math.max(dot, 3) / 2 + more);

  const room = graph.shape.spacing * camera.scale;
  if (room > RINGS_FROM) {
    const wide = width / 2 / camera.scale, high = height / 2 / camera.scale;
    context.strokeStyle = ink.tie;
    context.globalAlpha = Math.min(0.5, (room - RINGS_FROM) / 40);
    context.lineWidth = 1;
    for (const ring of graph.rings(camera.x - wide, camera.y - high, camera.x + wide, camera.y + high)) {
      circle(x(ring.x), y(ring.y), ring.radius * camera.scale + dot * 0.8);
    }
    context.globalAlpha = 1;
  }

  context.strokeStyle = ink.mark;
  context.lineWidth = 1.25;
  for (const row of pointed.ringed.slice(0, MOST_RINGED)) around(row, 2);

  for (const [row, strength] of [[pointed.hovered, 1], [pointed.selected, 2]] as const) {
    if (row === null || row >= people) continue;
    const home = graph.household[row]!;
    const px = x(positions[2 * row]!), py = y(positions[2 * row + 1]!);
    for (const other of graph.tied(row)) {
      const close = home >= 0 && graph.household[other] === home;
      const ox = x(positions[2 * other]!), oy = y(positions[2 * other + 1]!);
      for (const [colour, line] of [[ink.ground, (close ? 2.5 : 1.5) + 2], [ink.mark, close ? 2.5 : 1.25]] as const) {
        context.strokeStyle = colour;
        context.lineWidth = line;
        context.beginPath();
        context.moveTo(px, py);
        context.lineTo(ox, oy);
        context.stroke();
      }
    }
    context.strokeStyle = ink.mark;
    context.lineWidth = 1.5;
    for (const other of graph.tied(row)) around(other, 2);
    context.strokeStyle = ink.ground;
    context.lineWidth = strength + 4;
    around(row, 4);
    context.strokeStyle = ink.mark;
    context.lineWidth = strength + 1;
    around(row, 4);
  }
}
