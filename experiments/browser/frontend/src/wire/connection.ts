// One view of the server: its websocket, what it says, and questions that wait for their answers.
//
// A connection that drops comes back by itself: after ever longer pauses it resumes its session, or,
// where the server has forgotten that, opens the same setup anew at the week where it was.

import { signal, type ReadonlySignal } from "@preact/signals";
import { decoded, type Frame, type Town } from "./binary";
import type {
  Busy, Comparison, Declared, Fields, Found, Life, Outcomes, Ready, Refused, Setup, State, Strategy, Told,
} from "./types";

/** connecting: no answer yet; building: the server makes a town; ready; refused: it cannot make that town; lost: coming
 * back; ended: for good. */
export type Status = "connecting" | "building" | "ready" | "refused" | "lost" | "ended";

/** What was asked for cannot be done; `told` says what is allowed. */
export class RefusedError extends Error {
  constructor(readonly told: Refused) { super(told.text); }
}
/** The connection was lost or closed before the answer came. */
export class LostError extends Error {}

/** What the server answers to whoever brings no token, and what that means. */
export const UNKNOWN = 401;
export const LOCKED = "This server does not know this browser. Open the address that helpseek serve printed when it was started.";
const FIRST_PAUSE = 400, LONGEST_PAUSE = 10_000; // milliseconds before trying again
const TELLING = new Set(["pause", "play", "colour", "ack"]);

interface Waiting { resolve: (told: Told) => void; reject: (error: Error) => void }

export class Connection {
  readonly #status = signal<Status>("connecting");
  readonly #ready = signal<Ready | null>(null);
  readonly #state = signal<State | null>(null);
  readonly #busy = signal<Busy | null>(null);
  readonly #town = signal<Town | null>(null);
  readonly #frame = signal<Frame | null>(null);
  readonly #problem = signal<Refused | null>(null);
  readonly #ended = signal("");

  readonly status: ReadonlySignal<Status> = this.#status;
  /** The view as it was opened; its `setup` and `week` are those of the opening, `state` has later ones. */
  readonly ready: ReadonlySignal<Ready | null> = this.#ready;
  /** Playing, speed, week and setup (changes in mid-run are in it), as they are now. */
  readonly state: ReadonlySignal<State | null> = this.#state;
  readonly busy: ReadonlySignal<Busy | null> = this.#busy;
  readonly town: ReadonlySignal<Town | null> = this.#town;
  /** The newest frame. Its codes are for drawing; for curves subscribe with `onFrame`, which misses none. */
  readonly frame: ReadonlySignal<Frame | null> = this.#frame;
  /** What was refused last, until `forgive`. */
  readonly problem: ReadonlySignal<Refused | null> = this.#problem;
  /** Why the server closed the view. */
  readonly ended: ReadonlySignal<string> = this.#ended;

  #socket: WebSocket | null = null;
  #session: string | null = null;
  #setup: Partial<Setup>;
  #colour: string;
  #week: number;
  #id = 0;
  #opening = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(frame: Frame) => void>();
  #pause = FIRST_PAUSE;
  #timer = 0;
  #closed = false;

  /** Opens at once. `setup` may leave out whatever is to be as usual. */
  constructor(readonly declared: Declared, setup: Partial<Setup>, options: { colour?: string; week?: number } = {}) {
    this.#setup = setup;
    this.#colour = options.colour ?? "stage";
    this.#week = options.week ?? 0;
    this.#connect();
    addEventListener("online", this.#hurry);
  }

  /** Hears each frame before it is drawn; returns what ends that. */
  onFrame(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  step(weeks = 1): void { this.#tell({ type: "step", weeks }); }
  play(speed: number): void { this.#tell({ type: "play", speed }); }
  pause(): void { this.#tell({ type: "pause" }); }
  jump(week: number): Promise<void> { return this.#done({ type: "jump", week }); }
  reset(setup: Partial<Setup>, week = 0): Promise<void> {
    this.#setup = setup;
    this.#week = week;
    return this.#done({ type: "reset", setup, week });
  }
  change(settings: Record<string, number>): Promise<void> { return this.#done({ type: "change", settings }); }
  strategy(strategy: Strategy | ({ name: string } & Fields)): Promise<void> {
    return this.#done({ type: "strategy", strategy });
  }
  without(name: string): Promise<void> { return this.#done({ type: "strategy", without: name }); }
  replicates(replicates: number): Promise<void> { return this.#done({ type: "replicates", replicates }); }
  colour(by: string): void {
    this.#colour = by;
    this.#tell({ type: "colour", by });
  }
  life(person: number, arm = 0): Promise<Life> { return this.#ask({ type: "life", person, arm }) as Promise<Life>; }
  find(text: string, arm = 0): Promise<Found> { return this.#ask({ type: "find", text, arm }) as Promise<Found>; }
  outcomes(): Promise<Outcomes> { return this.#ask({ type: "outcomes" }) as Promise<Outcomes>; }
  comparison(): Promise<Comparison> { return this.#ask({ type: "comparison" }) as Promise<Comparison>; }
  forgive(): void { this.#problem.value = null; }

  /** Leave the view for good. */
  close(): void {
    this.#closed = true;
    removeEventListener("online", this.#hurry);
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#lose(new LostError("closed"));
  }

  /** Begin again after the server has ended or refused the view, with this setup or the same one. */
  again(setup?: Partial<Setup>): void {
    if (setup) {
      this.#setup = setup;
      this.#week = 0;
    }
    this.#session = null;
    this.#ended.value = "";
    this.#problem.value = null;
    this.#pause = FIRST_PAUSE;
    // Whether the server keeps a view for what it refused depends on why; over a new connection it does not matter.
    const before = this.#socket;
    this.#socket = null;
    before?.close();
    this.#status.value = "connecting";
    this.#connect();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    const base = new URL("ws", document.baseURI);
    base.protocol = base.protocol === "https:" ? "wss:" : "ws:";
    base.hash = "";
    const socket = new WebSocket(base);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => {
      if (this.#session !== null) this.#send({ type: "resume", session: this.#session, id: this.#opening = ++this.#id });
      else this.#open();
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (typeof event.data === "string") this.#hear(JSON.parse(event.data) as Told);
      else this.#see(event.data);
    };
    socket.onclose = () => { if (this.#socket === socket) this.#dropped(); };
  }

  #open(): void {
    this.#status.value = "building";
    this.#opening = ++this.#id;
    this.#send({ type: "open", id: this.#opening, setup: this.#setup, colour: this.#colour, week: this.#week });
  }

  #dropped(): void {
    this.#socket = null;
    this.#lose(new LostError("connection lost"));
    if (this.#closed || this.#status.value === "ended" || this.#status.value === "refused") return;
    this.#status.value = this.#ready.value === null ? "connecting" : "lost";
    // A little by chance, so that all pages of a server do not come back at the same moment.
    this.#timer = window.setTimeout(() => { void this.#comeBack(); }, this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 1.7, LONGEST_PAUSE);
  }

  /** Connect anew, unless the server was started anew with another token: a websocket that is not let in does not say why. */
  async #comeBack(): Promise<void> {
    const timer = this.#timer;
    const locked = await isLocked();
    if (this.#closed || this.#socket !== null || timer !== this.#timer) return;
    if (!locked) return this.#connect();
    this.#session = null;
    this.#ended.value = LOCKED;
    this.#status.value = "ended";
  }

  readonly #hurry = (): void => {
    if (this.#socket === null && !this.#closed && this.#status.value !== "ended") {
      this.#pause = FIRST_PAUSE;
      this.#connect();
    }
  };

  #lose(error: Error): void {
    this.#busy.value = null;
    for (const each of this.#waiting.values()) each.reject(error);
    this.#waiting.clear();
  }

  #send(message: Record<string, unknown>): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #ask(message: Record<string, unknown>): Promise<Told> {
    return new Promise((resolve, reject) => {
      const id = ++this.#id;
      if (!this.#send({ ...message, id })) return reject(new LostError("not connected"));
      this.#waiting.set(id, { resolve, reject });
    });
  }

  async #done(message: Record<string, unknown>): Promise<void> {
    try {
      await this.#ask(message);
    } catch (error) {
      if (error instanceof RefusedError) this.#problem.value = error.told;
      if (!(error instanceof LostError)) throw error;
    }
  }

  /** Send without waiting for the answer; a refusal becomes `problem`. */
  #tell(message: Record<string, unknown>): void {
    this.#send(TELLING.has(String(message.type)) ? message : { ...message, id: ++this.#id });
  }

  #hear(told: Told): void {
    switch (told.type) {
      case "ready":
        this.#session = told.session;
        this.#setup = told.setup;
        this.#week = told.week;
        this.#pause = FIRST_PAUSE;
        this.#ready.value = told;
        this.#state.value = {
          type: "state", playing: told.playing, speed: told.speed, week: told.week, setup: told.setup,
        };
        this.#busy.value = null;
        this.#problem.value = null;
        this.#status.value = "ready";
        return;
      case "state":
        this.#setup = told.setup;
        this.#week = told.week;
        this.#state.value = told;
        return;
      case "busy":
        this.#busy.value = told;
        return;
      case "ended":
        this.#ended.value = told.text;
        this.#busy.value = null;
        this.#status.value = "ended";
        this.#session = null;
        return;
      case "refused":
        this.#busy.value = null;
        this.#refuse(told);
        return;
      default:
        // Whatever the server was busy with is done: answers come in the order of the questions.
        this.#busy.value = null;
        if (told.id !== null) {
          this.#waiting.get(told.id)?.resolve(told);
          this.#waiting.delete(told.id);
        }
    }
  }

  #refuse(told: Refused): void {
    const waiting = told.id === null ? undefined : this.#waiting.get(told.id);
    if (waiting && told.id !== null) {
      this.#waiting.delete(told.id);
      waiting.reject(new RefusedError(told));
    } else if (told.id !== null && told.id === this.#opening && this.#session !== null) {
      this.#session = null; // the server no longer knows it
      this.#open();
    } else {
      this.#problem.value = told;
      if (told.id !== null && told.id === this.#opening) this.#status.value = "refused";
    }
  }

  #see(data: ArrayBuffer): void {
    const seen = decoded(data, this.declared.series.length);
    if (seen === null) return;
    if ("town" in seen) {
      this.#frame.value = null; // its codes are of other people
      this.#town.value = seen.town;
      return;
    }
    const { frame } = seen;
    this.#week = frame.weeks;
    for (const listener of this.#listeners) listener(frame);
    this.#frame.value = frame;
    const socket = this.#socket;
    // Acknowledged once it is drawn, so that the server's pace is that of the screen.
    requestAnimationFrame(() => {
      if (socket !== null && socket === this.#socket) this.#send({ type: "ack", frame: frame.frame });
    });
  }
}

/** What the server has to show; a TypeError or an Error where it does not answer. */
export async function declaration(): Promise<Declared> {
  const answer = await fetch("api/declared");
  if (answer.status === UNKNOWN) throw new Error(LOCKED);
  if (!answer.ok) throw new Error(`The server answered ${answer.status} ${answer.statusText}.`);
  return await answer.json() as Declared;
}

/** Whether the server answers that it does not know this browser. */
async function isLocked(): Promise<boolean> {
  try {
    return (await fetch("api/declared", { method: "HEAD" })).status === UNKNOWN;
  } catch {
    return false;
  }
}
