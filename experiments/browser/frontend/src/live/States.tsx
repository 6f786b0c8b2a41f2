// What stands over the town while there is none to see, or while the server is busy with it.

import type { JSX } from "preact";
import type { Live } from "./model";

const DOING: Record<string, string> = {
  people: "Drawing the people …", picture: "Drawing the picture …", weeks: "Living these weeks …", life: "Reading this life …",
  comparison: "Comparing …", network: "Tying friendships …", "burn-in": "Living the years before …",
};

export function States({ live }: { live: Live }): JSX.Element | null {
  const { connection } = live;
  const status = connection.status.value, busy = connection.busy.value;
  if (status === "ended") {
    return (
      <div class="cover" role="alert">
        <p><strong>This town has ended.</strong></p>
        <p>{connection.ended.value}</p>
        <button type="button" class="button main" onClick={() => connection.again()}>Open it again</button>
      </div>
    );
  }
  if (status === "refused") {
    const { usual } = live.declared;
    return (
      <div class="cover" role="alert">
        <p><strong>This town cannot be opened.</strong></p>
        <p>{connection.problem.value?.text}</p>
        <button type="button" class="button main" onClick={() => connection.again({ world: usual.world, people: usual.people, seed: usual.seed })}>Open the usual town</button>
      </div>
    );
  }
  if (status === "lost") {
    return <div class="cover slim" role="status"><p>The connection is lost; trying to resume where it was …</p></div>;
  }
  if (status !== "ready" || (busy !== null && busy.what !== "life")) {
    const part = busy && busy.of > 0 ? busy.done / busy.of : null;
    return (
      <div class={`cover${status === "ready" ? " slim" : ""}`} role="status">
        <p>{busy ? DOING[busy.what] ?? "Working …" : status === "connecting" ? "Connecting to the server …" : "Building the town …"}</p>
        <progress max={1} value={part ?? undefined} aria-label="How far it is" />
      </div>
    );
  }
  return null;
}
