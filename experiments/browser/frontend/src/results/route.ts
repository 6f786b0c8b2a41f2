// Which result is open, and what was chosen in it, as the address has it: #/results/ID?measure=weeks_ill.

import { useCallback, useState } from "preact/hooks";

import { href, route, settle } from "../shell/router";

const START = "results";

export const hrefOf = (id?: string) => href(id ? [START, id] : [START]);

/** The id of the result that is open; null for the list. */
export function opened(): string | null {
  const [tab, id] = route.value.path;
  return tab === START && id ? id : null;
}

/** A choice that stands in the address, so that a link shows the same; one of them when it is not the first. */
export function useKept<Text extends string>(name: string, first: Text): [Text, (value: Text) => void] {
  const [value, setValue] = useState<Text>(() => (route.peek().query.get(name) as Text | null) ?? first);
  const change = useCallback((next: Text) => {
    setValue(next);
    const { path, query } = route.peek();
    if (path[0] !== START) return;
    const kept = Object.fromEntries(query);
    if (next === first) delete kept[name];
    else kept[name] = next;
    settle(path, kept);
  }, [name, first]);
  return [value, change];
}
