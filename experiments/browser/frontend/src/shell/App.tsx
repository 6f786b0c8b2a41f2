// The frame of the page: its tabs, its theme, and whichever page is shown.

import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LivePage } from "../live";
import { Icon, type IconName } from "../ui/icons";
import { declaration } from "../wire/connection";
import type { Declared } from "../wire/types";
import { tab } from "./router";
import { theme, type Theme } from "./theme";

const TABS = [["live", "Live"], ["compare", "Compare"], ["results", "Results"]] as const;
const THEMES: Record<Theme, { title: string; icon: IconName; next: Theme }> = {
  auto: { title: "Light or dark as the system says", icon: "auto", next: "light" },
  light: { title: "Light", icon: "sun", next: "dark" },
  dark: { title: "Dark", icon: "moon", next: "auto" },
};

export function App(): JSX.Element {
  const [declared, setDeclared] = useState<Declared | null>(null);
  const [problem, setProblem] = useState("");
  const ask = (): void => {
    setProblem("");
    declaration().then(setDeclared, (error: Error) => setProblem(error.message));
  };
  useEffect(ask, []);
  const current = TABS.find(([name]) => name === tab.value)?.[0] ?? "live";
  useEffect(() => { document.title = `${TABS.find(([name]) => name === current)![1]} · Helpseek`; }, [current]);
  return (
    <>
      <a class="skip button" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>
        Skip to the page
      </a>
      <header class="top">
        <a class="brand" href="#/live" aria-label="Helpseek">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M9 21 16 10l7 11z" fill="none" stroke="var(--ink-2)" stroke-width="1.6" />
            <circle cx="16" cy="10" r="4.5" fill="#E69F00" /><circle cx="9" cy="21" r="4.5" fill="#0072B2" />
            <circle cx="23" cy="21" r="4.5" fill="#009E73" />
          </svg>
          <span>Helpseek</span>
        </a>
        <nav class="tabs" aria-label="Pages">
          {TABS.map(([name, title]) => (
            <a key={name} href={`#/${name}`} aria-current={name === current ? "page" : undefined}>{title}</a>
          ))}
        </nav>
        <div class="end"><ThemeButton /></div>
      </header>
      <main id="main" tabIndex={-1}>
        {problem ? <Unreachable problem={problem} again={ask} />
          : declared === null ? <div class="page-message" role="status"><p>Connecting …</p></div>
          : <Page name={current} declared={declared} />}
      </main>
    </>
  );
}

function Page({ name, declared }: { name: string; declared: Declared }): JSX.Element {
  if (name === "results") return <Later key="results" load={async () => (await import("../results")).ResultsPage} declared={declared} />;
  if (name === "compare") return <Later key="compare" load={async () => (await import("../compare")).ComparePage} declared={declared} />;
  return <LivePage declared={declared} />;
}

/** A page whose code is fetched when it is first shown. */
function Later({ load, declared }: { load: () => Promise<ComponentType<{ declared: Declared }>>; declared: Declared }): JSX.Element {
  const [Shown, setShown] = useState<ComponentType<{ declared: Declared }> | null>(null);
  const [problem, setProblem] = useState("");
  const ask = (): void => {
    setProblem("");
    load().then((page) => setShown(() => page), (error: Error) => setProblem(error.message));
  };
  useEffect(ask, []);
  if (problem) return <Unreachable problem={problem} again={ask} />;
  return Shown ? <Shown declared={declared} /> : <div class="page-message" role="status"><p>Loading …</p></div>;
}

function Unreachable({ problem, again }: { problem: string; again: () => void }): JSX.Element {
  return (
    <div class="page-message" role="alert">
      <h1>The server does not answer</h1>
      <p>Is <code>helpseek serve</code> still running? <span class="quiet">{problem}</span></p>
      <button type="button" class="button main" onClick={again}>Try again</button>
    </div>
  );
}

function ThemeButton(): JSX.Element {
  const { title, icon, next } = THEMES[theme.value];
  return (
    <button type="button" class="button plain icon" onClick={() => { theme.value = next; }}
      aria-label={`Theme: ${title}. Change to ${THEMES[next].title}`} title={`Theme: ${title}`}>
      <Icon name={icon} />
    </button>
  );
}
