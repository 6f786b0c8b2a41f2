"""Contents: what the page of a comparison, of a run and of a sweep is laid out from."""

from __future__ import annotations

from typing import Any

from experiments.compare.figures.data import COMPARISON, ComparisonData
from experiments.compare.old_names import BEFORE
from experiments.compare.results import DOCUMENT
from experiments.compare.value.advice import NOT_HELD
from experiments.files.results import SUMMARY
from experiments.report.about import About
from experiments.report.comparison.cheers import cheers_table
from experiments.report.comparison.decision import Decision
from experiments.report.comparison.done import Done
from experiments.report.comparison.doubt import Doubt
from experiments.report.comparison.findings import Findings
from experiments.report.comparison.gains import Gains
from experiments.report.comparison.leaks import Leaks
from experiments.report.comparison.limits import Limits
from experiments.report.comparison.policy import Policy
from experiments.report.comparison.sureness import sureness
from experiments.report.comparison.worth import Worth
from experiments.report.happened import happened_table
from experiments.report.model.strategies import strategy_table, strategy_words
from experiments.report.parts import Cell, Point, Table, Value, heads, letters_of
from experiments.report.pictures import ComparisonPictures, decision_pictures, run_pictures
from experiments.report.source import Result, read_json
from experiments.strategies.arms import arm_words
from experiments.words.numbers import counted, duration, general, listed, percent, plain
from experiments.words.wording import BARRIER_WORDS, published, unit_words, words_of, written
from simulation.errors import InputError

Contents = dict[str, Any]
_MOST_PICTURES = 8
"""Strategies that have figures of their own; the tables hold all."""


def comparison_contents(result: Result, about: About) -> Contents:
    """What the page of a comparison tells."""
    data = ComparisonData(result.directory)
    if data.told["format"] not in (DOCUMENT, BEFORE):
        raise InputError(
            "was written by an earlier version, whose numbers have other names and signs",
            source=f"{result.directory.name}/{COMPARISON}",
            field="format",
            found=data.told["format"],
            allowed=f"{DOCUMENT}; helpseek rerun makes the result again",
        )
    found = Findings(data)
    worth, gains = (
        Worth(found, prices=bool(about.prices or data.told.get("price_year"))),
        Gains(found),
    )
    policy, leaks = Policy(found), Leaks(found)
    doubt = Doubt(found)
    limits, decision = Limits(result, doubt), Decision(doubt)
    pictures = ComparisonPictures(found, worth, gains)
    names = found.names
    drawn = names[:_MOST_PICTURES]
    told = data.told
    count = len(names)
    title = about.title or "Which strategy helps, whom, and at what cost?"
    main = {
        "differences": pictures.differences(),
        "over_time": pictures.over_time(),
        "plane": pictures.plane(),
    }
    if not doubt.there:
        main["acceptability"] = pictures.acceptability()
    of_decision = decision_pictures(decision)
    flows = [pictures.flows(name, place) for place, name in enumerate(drawn, 1)]
    who = [pictures.who_gains(name, place) for place, name in enumerate(drawn, 1)]
    path = [pictures.path(leaks, name, place) for place, name in enumerate(drawn, 1) if leaks.there]
    return {
        "told": told,
        "title": title,
        "subtitle": f"{counted(count).capitalize()} strateg{'y' if count == 1 else 'ies'} beside "
        f"doing nothing: a simulation of {told['people']:,} people over {found.over}, "
        f"{doubt.how_often}",
        "found": found,
        "doubt": doubt,
        "decision": decision,
        "not_held": NOT_HELD,
        "worth": worth,
        "gains": gains,
        "leaks": leaks,
        "policy": policy,
        "points": [
            *(doubt.points() if doubt.there else found.summary()),
            *([policy.point()] if policy.there else ()),
            worth.point(),
            gains.point(),
            limits.point(),
        ],
        "strategies": [
            {
                "name": arm_words(arm["name"]),
                "words": strategy_words(arm["what"]),
                "table": strategy_table(arm_words(arm["name"]), arm["what"]),
            }
            for arm in told["strategies"]
        ],
        "pictures": {
            **main,
            "decision": of_decision,
            "gains": who,
            "path": path,
            "flows": [(one, gains.flows(name)) for one, name in zip(flows, drawn, strict=True)],
        },
        "letters": letters_of([*main.values(), *of_decision, *flows, *who, *path]),
        "reductions": _reductions(found),
        "sureness": sureness(found),
        "cheers": cheers_table(
            about, Done.of(doubt, information=decision.information, equity=data.has("equity"))
        ),
        "limits": limits.told(),
        "authors": _authors(about),
        "baseline": {
            **{name: found.difference(names[0], name)["without"] for name in told["outcomes"]},
            "people": told["people"],
        },
    }


def _reductions(found: Findings) -> str:
    """How much less noisy the same luck made differences."""
    values = [
        row["variance_reduction"]
        for outcome in found.told["settled_outcomes"]
        for row in found.data.rows("differences", outcome=outcome)
        if row["variance_reduction"] is not None
    ]
    finite = sorted(value for value in values if value < 1e12)
    if not finite:
        return ""
    return f"{plain(finite[0])} to {plain(finite[-1])} times"


_AUTHOR_FIELDS = (
    ("authors", "Authors"),
    ("plan", "Analysis plan"),
    ("prices", "Prices"),
    ("engagement", "Engagement of patients and others concerned"),
    ("engagement_effect", "What came of the engagement"),
    ("discussion", "Discussion"),
    ("funding", "Funding"),
    ("conflicts", "Conflicts of interest"),
)


def _authors(about: About) -> list[tuple[str, str]]:
    """What authors say, and what they leave open."""
    return [(title, getattr(about, field)) for field, title in _AUTHOR_FIELDS]


# A run


def run_contents(result: Result, about: About) -> Contents:
    """What the page of a single run tells."""
    summary = read_json(result.directory / SUMMARY, str(result.directory))
    currency = result.scenario.costs.currency
    weeks = duration(int(summary["weeks"]))
    outcomes = summary["outcomes"]
    pictures = run_pictures(result.directory)
    return {
        "told": summary,
        "title": about.title or "What becomes of the people of a town",
        "subtitle": f"One simulated town: {summary['world']}, {summary['people']:,} people, "
        f"{weeks}, seed {summary['seed']}",
        "points": _run_points(summary, weeks),
        "outcomes": _outcomes_table(outcomes, currency),
        "reasons": _reasons_table(summary["reasons"]),
        "happened": happened_table(result.directory, currency),
        "strategies": _world_strategies(result),
        "pictures": pictures,
        "letters": letters_of(pictures),
        "authors": _authors(about),
        "baseline": {**outcomes, "people": summary["people"]},
    }


def _run_points(summary: Contents, weeks: str) -> list[Point]:
    outcomes, reasons = summary["outcomes"], summary["reasons"]
    named = {
        name: share
        for name, share in reasons.items()
        if share is not None and name != "low_perceived_need"
    }
    found = [
        f"In the last of {weeks}, {percent(outcomes['prevalence_12m'])} of adults had an episode "
        f"of mental illness, and {percent(outcomes['service_use_12m'])} of those used a service."
    ]
    if there := outcomes.get("low_perceived_need_share"):
        found.append(f"Of those who used none, {percent(there)} saw no need.")
    if named:
        first = max(named, key=lambda name: named[name])
        words = BARRIER_WORDS.get(first, words_of(first))
        found.append(
            f"Of those who saw one, most often named: {words[:1].lower()}{words[1:]} "
            f"({percent(named[first])})."
        )
    return [
        Point("What happened", found),
        Point(
            "How sure we are",
            [
                "This is one town with one luck: another seed would give somewhat other numbers. "
                "Nothing is compared here; helpseek compare does that."
            ],
        ),
    ]


def _outcomes_table(outcomes: Contents, currency: str) -> Table:
    from simulation.measures.outcomes import OUTCOMES

    rows: list[list[Cell]] = []
    for name, outcome in OUTCOMES.items():
        figure = published(outcome)
        unit = outcome.unit.replace("currency", currency)
        value = outcomes.get(name)
        rows.append(
            [
                outcome.title,
                Value(written(value, unit), value),
                f"percent of {outcome.among.words}"
                if unit == "share"
                else unit_words(outcome.unit, outcome.among.words, outcome.statistic, currency, 1),
                written(figure.value, unit) if figure else "\N{EN DASH}",
                figure.source if figure else "\N{EN DASH}",
                outcome.definition,
            ]
        )
    return Table(
        "Outcomes of the last year, beside published figures",
        heads(
            "Outcome", ("Here", "number"), "Unit", ("Published", "number"), "Source", "Definition"
        ),
        rows,
        name="table-outcomes",
    )


def _reasons_table(reasons: Contents) -> Table:
    from simulation.measures.survey import HOLDING_BACK, UNTREATED

    ordered = sorted(reasons.items(), key=lambda item: (-(item[1] or 0.0), item[0]))
    return Table(
        "Why people are not in care",
        heads("Reason", ("Share", "number"), "Of whom"),
        [
            [
                BARRIER_WORDS.get(name, words_of(name)),
                Value(written(share, "share"), share),
                UNTREATED.words
                if name == "low_perceived_need"
                else f"{HOLDING_BACK.words}; several may be named",
            ]
            for name, share in ordered
        ],
        name="table-reasons",
    )


def _world_strategies(result: Result) -> list[Contents]:
    entries = result.manifest["scenario"].get("strategies") or []
    return [
        {
            "name": arm_words(str(entry["name"])),
            "words": strategy_words([entry]),
            "table": strategy_table(arm_words(str(entry["name"])), [entry]),
        }
        for entry in entries
    ]


# A sweep


def sweep_contents(result: Result, about: About) -> Contents:
    """What the page of a sweep tells."""
    from experiments.report.sweeps import means, tally, uncertainties

    record = result.manifest
    done, failed, failures = tally(result)
    missing = max(int(record["runs"]) - done - failed, 0)
    levers = [words_of(str(name)) for name in record["levers"]]
    varied = len(record["uncertainties"])
    return {
        "told": {"seeds": record["seeds"]},
        "title": about.title or "What it depends on",
        "subtitle": f"A sweep in the world {result.scenario.name}: {general(record['points'])} "
        f"points, {general(record['policies'])} policies, {len(record['seeds']):,} seeds each",
        "points": [
            Point(
                "What was done",
                [
                    f"{done:,} of {record['runs']:,} runs are done"
                    + (f", {failed:,} failed" if failed else "")
                    + (f", {missing:,} are not done yet" if missing else "")
                    + ".",
                    f"{counted(varied).capitalize()} number{'' if varied == 1 else 's'} of the "
                    "model w"
                    + ("as" if varied == 1 else "ere")
                    + " varied over what is likely"
                    + (f"; levers: {listed(levers)}." if levers else "."),
                ],
            ),
            Point(
                "How to read it",
                [
                    "The spread below is over points and seeds together: doubt about the numbers "
                    "that were varied, and luck. Numbers that were not varied are held fixed."
                ],
            ),
        ],
        "uncertainties": uncertainties(result),
        "means": means(result),
        "failures": failures,
        "levers": levers,
        "strategies": _lever_strategies(result),
        "letters": "",
        "authors": _authors(about),
        "baseline": {},
    }


def _lever_strategies(result: Result) -> list[Contents]:
    """The strategies that levers are about, in words."""
    from simulation.strategies import STRATEGIES

    kinds = {str(name).partition(".")[0] for name in result.manifest["levers"]}
    return [
        {"name": arm_words(kind), "words": strategy_words([{"name": kind}])}
        for kind in sorted(kinds & set(STRATEGIES))
    ]
