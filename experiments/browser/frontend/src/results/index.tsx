// Results: what stands under results/, listed; and one of them, opened.

import { useOpened } from "./route";
import { Detail } from "./Detail";
import { List } from "./List";
import "./results.css";

/** The page of results. */
export function ResultsPage() {
  const id = useOpened();
  return <div class="results">{id ? <Detail id={id} key={id} /> : <List />}</div>;
}

export default ResultsPage;
