// Find a person by words: traits, stage, number.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { count } from "../ui/format";
import { Icon } from "../ui/icons";
import { RefusedError } from "../wire/connection";
import type { Known } from "../wire/types";
import type { Live } from "./model";

const PAUSE = 300; // milliseconds after the last letter

export function Find({ live }: { live: Live }): JSX.Element {
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ number: number; people: Known[] } | null>(null);
  const [problem, setProblem] = useState("");
  const latest = useRef("");
  latest.current = text;
  const clear = (): void => { setText(""); setFound(null); setProblem(""); live.people.value = []; };
  useEffect(() => {
    if (text.trim() === "") { setFound(null); setProblem(""); live.people.value = []; return undefined; }
    const timer = setTimeout(() => {
      live.find(text.trim()).then(
        (answer) => { if (latest.current === text) { setFound(answer); setProblem(""); } },
        (error: Error) => { if (latest.current === text) setProblem(error instanceof RefusedError ? error.message : ""); },
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="find" onKeyDown={(event) => { if (event.key === "Escape") clear(); }}>
      <label class="search">
        <span class="hidden-visually">Find a person</span>
        <Icon name="find" />
        <input class="field" type="search" value={text} placeholder="Find: woman waiting"
          disabled={!live.ready.value} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      {(found || problem) && (
        <div class="card found">
          <p class="small quiet" role="status">{problem || (found!.number === 0 ? "Nobody fits these words." : `${count(found!.number, "person fits", "people fit")}; ringed in the town`)}</p>
          <ul>
            {found?.people.slice(0, 12).map((each) => (
              <li key={each.person}>
                <button type="button" onClick={() => { live.select(each.person); setFound(null); }}>
                  <span>{each.title}</span><span class="small quiet">{each.stage}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
