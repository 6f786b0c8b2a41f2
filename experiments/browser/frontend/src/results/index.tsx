// Results: what stands under results/, listed; and one of them, opened.

import { Detail } from "./Detail";
import { List } from "./List";
import { opened } from "./route";
import "./results.css";

/** The page of results. */
export function ResultsPage() {
  const id = opened();
  return <div class="results">{id ? <Detail id={id} key={id} /> : <List />}</div>;
}

export default ResultsPage;
