// Which page is shown: the part of the address after "#".

import { computed, signal } from "@preact/signals";

export interface Route { path: string[]; query: URLSearchParams }

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}
function decoded(part: string): string {
  try { return decodeURIComponent(part); } catch { return part; }
}

/** Where we are: `#/results/six?by=age` is path ["results", "six"] and query by=age. */
export const route = signal<Route>(read());
/** The tab, first part of the path; "live" when there is none. */
export const tab = computed(() => route.value.path[0] ?? "live");
addEventListener("hashchange", () => { route.value = read(); });

/** Address of a page, for links: `href(["results", "six"], { by: "age" })`. */
export function href(path: readonly string[], query: Record<string, string> = {}): string {
  const words = new URLSearchParams(query).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${words ? `?${words}` : ""}`;
}
export function go(path: readonly string[], query: Record<string, string> = {}): void {
  location.hash = href(path, query);
}
/** Put the address in place without an entry in the history and without leaving the page. */
export function settle(path: readonly string[], query: Record<string, string> = {}): void {
  history.replaceState(history.state, "", href(path, query));
  route.value = read();
}
