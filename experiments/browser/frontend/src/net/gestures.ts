// Moving about in the network: pointer, wheel, two fingers, keys.

import type { Camera } from "./painter";

export interface Moves {
  camera(): Camera;
  size(): { width: number; height: number };
  /** The view is to be this; `held` while fingers or buttons are down. */
  move(camera: Camera, held: boolean): void;
  fit(): void;
  point(at: { x: number; y: number } | null): void;
  pick(at: { x: number; y: number }): void;
  /** Keys: from one person to the next among those tied. */
  escape(): void;
}

const CLICK = 5; // pixels that a hand may tremble
const KEY_MOVE = 0.15, KEY_ZOOM = 1.35;

/** Zoom by a factor with one point of the screen staying where it is. */
export function zoomed(camera: Camera, factor: number, at: { x: number; y: number }, size: { width: number; height: number }): Camera {
  const scale = camera.scale * factor;
  const dx = at.x - size.width / 2, dy = size.height / 2 - at.y;
  return { x: camera.x + dx / camera.scale - dx / scale, y: camera.y + dy / camera.scale - dy / scale, scale };
}

/** Listen on an element until the signal aborts. */
export function listen(element: HTMLElement, moves: Moves, signal: AbortSignal): void {
  const down = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  const at = (event: MouseEvent): { x: number; y: number } => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const on = <K extends keyof HTMLElementEventMap>(type: K, heard: (event: HTMLElementEventMap[K]) => void, options = {}): void => {
    element.addEventListener(type, heard as EventListener, { signal, ...options });
  };

  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, at(event));
    try {
      element.setPointerCapture(event.pointerId);
    } catch { /* the pointer may have gone by now */ }
  });
  on("pointermove", (event) => {
    const now = at(event), before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") moves.point(now);
      return;
    }
    const camera = moves.camera();
    const others = [...down].filter(([pointer]) => pointer !== event.pointerId).map(([, where]) => where);
    down.set(event.pointerId, now);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (travelled <= CLICK) return;
    const other = others[0];
    let next: Camera = {
      ...camera,
      x: camera.x - (now.x - before.x) / camera.scale / down.size,
      y: camera.y + (now.y - before.y) / camera.scale / down.size,
    };
    if (other) {
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1);
      next = zoomed(next, factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, moves.size());
    }
    moves.move(next, true);
  });
  const up = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId)) return;
    if (down.size > 0) return;
    if (event.type === "pointerup" && travelled <= CLICK) moves.pick(at(event));
    moves.move(moves.camera(), false);
  };
  on("pointerup", up);
  on("pointercancel", up);
  on("pointerleave", () => moves.point(null));
  on("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0018));
    moves.move(zoomed(moves.camera(), factor, at(event), moves.size()), false);
  }, { passive: false });
  on("dblclick", (event) => moves.move(zoomed(moves.camera(), 2, at(event), moves.size()), false));
  on("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const camera = moves.camera(), size = moves.size();
    const middle = { x: size.width / 2, y: size.height / 2 };
    const dx = (KEY_MOVE * size.width) / camera.scale, dy = (KEY_MOVE * size.height) / camera.scale;
    const next: Record<string, () => void> = {
      ArrowLeft: () => moves.move({ ...camera, x: camera.x - dx }, false),
      ArrowRight: () => moves.move({ ...camera, x: camera.x + dx }, false),
      ArrowUp: () => moves.move({ ...camera, y: camera.y + dy }, false),
      ArrowDown: () => moves.move({ ...camera, y: camera.y - dy }, false),
      "+": () => moves.move(zoomed(camera, KEY_ZOOM, middle, size), false),
      "=": () => moves.move(zoomed(camera, KEY_ZOOM, middle, size), false),
      "-": () => moves.move(zoomed(camera, 1 / KEY_ZOOM, middle, size), false),
      "0": () => moves.fit(),
      Enter: () => moves.pick(middle),
      Escape: () => moves.escape(),
    };
    const chosen = next[event.key];
    if (!chosen) return;
    event.preventDefault();
    event.stopPropagation();
    chosen();
  });
}
