// What one sees, in a few words, for those who are here for the first time.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/icons";

const KEY = "helpseek.seen";

function seen(): boolean {
  try { return localStorage.getItem(KEY) === "yes"; } catch { return false; }
}

export function Intro(): JSX.Element | null {
  const [gone, setGone] = useState(seen);
  if (gone) return null;
  const dismiss = (): void => {
    setGone(true);
    try { localStorage.setItem(KEY, "yes"); } catch { /* storage may be forbidden */ }
  };
  return (
    <div class="notice" role="note">
      <p>
        <strong>What you see:</strong> every dot is a person, lines join those who live together or are friends. Colour shows how far a person
        in distress has come on the way to help. <strong>Press play</strong>, click a person to read their life, or change something and watch the curves.
      </p>
      <button type="button" class="button plain icon" onClick={dismiss} aria-label="Do not show this again"><Icon name="close" /></button>
    </div>
  );
}
