import type { JSX } from "preact";
import type { Declared } from "../wire/types";

export function ComparePage({ declared }: { declared: Declared }): JSX.Element {
  return <p>Comparing up to {declared.limits.arms} strategies.</p>;
}
