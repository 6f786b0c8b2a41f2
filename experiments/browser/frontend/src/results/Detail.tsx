// One result: what it is, what came out of it, its figures and tables, and how it was made.

import { useEffect, useRef, useState } from "preact/hooks";

import { type Details, type OfComparison, type OfOther, type OfRun, type OfSweep, address, details, forget, useLoaded } from "./api";
import { Comparison } from "./Comparison";
import { Explore } from "./Explore";
import { Figures } from "./Figures";
import { HowMade } from "./HowMade";
import { Run } from "./Run";
import { Sweep } from "./Sweep";
import { Tables } from "./Tables";
import { dateAndTime, plain, time, told } from "./numbers";
import { hrefOf } from "./route";
import { kindWords } from "./words";

export function Detail({ id }: { id: string }) {
  const [round, setRound] = useState(0);
  const loaded = useLoaded(`${id} ${round}`, (signal) => details(id, signal));
  const heading = useRef<HTMLHeadingElement>(null);
  const there = loaded.value !== null;
  useEffect(() => { if (there) heading.current?.focus({ preventScroll: true }); }, [there]);
  useEffect(() => { scrollTo(0, 0); }, [id]);

  return (
    <article>
      <nav class="results-back" aria-label="Results"><a href={hrefOf()}>← All results</a></nav>
      {loaded.problem && (
        <div class="results-none" role="alert">
          <h1>This result cannot be shown</h1>
          <p>{loaded.problem}</p>
        </div>
      )}
      {!there && !loaded.problem && <p role="status">Opening …</p>}
      {loaded.value && <Opened told={loaded.value} heading={heading} again={() => { forget(); setRound(round + 1); }} />}
    </article>
  );
}

function Opened(props: { told: Details; heading: { current: HTMLHeadingElement | null }; again: () => void }) {
  const { entry, description, figures, report, made, problems, tables } = props.told;
  // What has no charts of its own here begins with the slides that the command drew.
  const others = !["run", "comparison", "sweep"].includes(entry.kind);
  const facts = [
    ["World", entry.world], ["People", entry.people === null ? "" : plain(entry.people)],
    ["Time", entry.weeks === null ? "" : time(entry.weeks)], ["Seeds", entry.seeds.replace(/^seeds? /, "")],
    ["Made", dateAndTime(entry.changed)],
  ].filter(([, value]) => value);
  return (
    <>
      <header class="results-head">
        <p class="results-of-kind"><span class={`results-kind results-kind-${entry.kind}`}>{kindWords(entry.kind).one}</span> {kindWords(entry.kind).meaning}</p>
        <h1 tabIndex={-1} ref={props.heading}>{entry.name}</h1>
        {entry.what && <p class="results-lead">{entry.what}</p>}
        <dl class="results-facts">
          {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
        <p class="results-actions">
          {report && <a class="button" href={address.report(entry.id)} target="_blank" rel="noopener noreferrer">Read the report <span class="hidden-visually">(opens a new tab)</span></a>}
          {!entry.complete && <button type="button" class="button" onClick={props.again}>Look again</button>}
        </p>
        {entry.note && <p class="results-note">{entry.note}</p>}
        {problems.length > 0 && (
          <div class="results-note">
            <p>Some of it cannot be read:</p>
            <ul>{problems.map((problem) => <li key={problem.text}>{problem.table && `${problem.table}: `}{problem.text}</li>)}</ul>
          </div>
        )}
      </header>
      <Contents />
      {others && figures.length > 0 && <Figures id={entry.id} figures={figures} />}
      <Body told={props.told} />
      {!others && figures.length > 0 && <Figures id={entry.id} figures={figures} />}
      {tables.length > 0 && <Tables id={entry.id} tables={tables} />}
      <HowMade made={made} description={description} />
    </>
  );
}

/** The sections of the page, to go to: it is long. */
function Contents() {
  const place = useRef<HTMLElement>(null);
  const [sections, setSections] = useState<{ id: string; title: string }[]>([]);
  useEffect(() => {
    const article = place.current?.closest("article");
    if (!article) return undefined;
    const look = () => {
      const found = [...article.querySelectorAll<HTMLElement>("section > h2[id]")].map((one) => ({ id: one.id, title: one.textContent ?? "" }));
      setSections((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
    };
    look();
    const watch = new MutationObserver(look);      // some sections come with their numbers
    watch.observe(article, { childList: true });
    return () => watch.disconnect();
  }, []);
  const go = (id: string) => {
    const heading = document.getElementById(id);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
  };
  return (
    <nav class="results-contents" aria-label="On this page" ref={place}>
      <ul>{sections.map((section) => <li key={section.id}><button type="button" class="button" onClick={() => go(section.id)}>{section.title}</button></li>)}</ul>
    </nav>
  );
}

function Body({ told: all }: { told: Details }) {
  const { kind } = all.entry;
  const found = all.found as unknown;
  if (kind === "run" && (found as OfRun).outcomes) return <Run told={all} found={found as OfRun} />;
  if (kind === "comparison" && (found as OfComparison).strategies) return <Comparison told={all} found={found as OfComparison} />;
  if (kind === "sweep" && all.tables.some((table) => table.name === "runs")) return <Sweep told={all} found={found as OfSweep} />;
  const facts = (found as OfOther).facts ?? [];
  return (
    <>
      {facts.length > 0 && (
        <section aria-labelledby="facts-title">
          <h2 id="facts-title">In short</h2>
          <dl class="results-facts results-wide">
            {facts.map((fact) => (
              <div key={fact.name}><dt>{fact.title}</dt><dd>{typeof fact.value === "string" ? fact.value.replaceAll("_", " ") : told(fact.value)}</dd></div>
            ))}
          </dl>
        </section>
      )}
      {all.tables.length > 0 && <Explore told={all} title="Look into the tables" tables={all.tables} />}
    </>
  );
}
