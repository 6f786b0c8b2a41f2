// Which result is open, as the address of the page has it: #/results, or #/results/ID.

import { useEffect, useState } from "preact/hooks";

const START = "#/results";

export const hrefOf = (id?: string) => (id ? `${START}/${id}` : START);

function opened(): string | null {
  const rest = location.hash.startsWith(START) ? location.hash.slice(START.length) : "";
  return /^\/([0-9a-f]{16})(?:[?/]|$)/.exec(rest)?.[1] ?? null;
}

/** The id of the result that is open; null for the list. */
export function useOpened(): string | null {
  const [id, setId] = useState(opened);
  useEffect(() => {
    const changed = () => setId(opened());
    addEventListener("hashchange", changed);
    changed();
    return () => removeEventListener("hashchange", changed);
  }, []);
  return id;
}
