// How a result was made: the command, seeds, versions and files, so that anybody can make it again.

import { useState } from "preact/hooks";

import type { Made } from "./api";
import { words } from "./numbers";

export function HowMade({ made, description }: { made: Made; description: string }) {
  const versions = Object.entries(made.versions);
  const options = Object.entries(made.options).filter(([, value]) => value !== "");
  return (
    <section aria-labelledby="made-title">
      <h2 id="made-title">How it was made</h2>
      {!made.command && !made.code && <p class="results-section-lead">Its manifest is missing, so nothing is known of that.</p>}
      {description && <p class="results-section-lead">{description}</p>}
      {made.command && <Command title="The command that made it" text={made.command} />}
      {made.again && made.again !== made.command && <Command title="To make it again and compare" text={made.again} />}
      <dl class="results-facts results-wide">
        {made.seeds && <div><dt>Seeds</dt><dd>{made.seeds.replace(/^seeds? /, "")}</dd></div>}
        {made.format && <div><dt>Format</dt><dd>{made.format}</dd></div>}
        {options.map(([name, value]) => <div key={name}><dt>{words(name)}</dt><dd>{value}</dd></div>)}
      </dl>
      {(versions.length > 0 || made.code) && (
        <details>
          <summary>Versions, machine and input files</summary>
          <dl class="results-facts results-wide">
            {versions.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
            {Object.entries(made.machine).map(([name, value]) => <div key={name}><dt>{words(name)}</dt><dd>{value}</dd></div>)}
          </dl>
          {made.code && <p class="chart-note">Model (SHA-256): <code>{made.code}</code></p>}
          {made.inputs.map((input) => <p class="chart-note" key={input.sha256}>{words(input.role)}: {input.name}{input.read && `: ${input.read}.`}{input.warnings.map((warning) => <strong key={warning}> {warning}</strong>)} <code>{input.sha256}</code></p>)}
        </details>
      )}
    </section>
  );
}

function Command({ title, text }: { title: string; text: string }) {
  const [said, setSaid] = useState("");
  const copy = () => {
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    done.then(() => setSaid("Copied"), () => setSaid("Select it and copy"));
  };
  return (
    <div class="results-command">
      <p>{title}</p>
      <pre tabIndex={0} role="region" aria-label={title}><code>{text}</code></pre>
      <button type="button" class="button" onClick={copy} aria-label={`Copy: ${title}`}>Copy</button>
      <span role="status">{said}</span>
    </div>
  );
}
