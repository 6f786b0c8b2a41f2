"""CHEERS 2022: the twenty-eight items of a report of a health economic evaluation, each with where
the page answers it, or an honest word that it does not.

Husereau and others 2022, Consolidated Health Economic Evaluation Reporting Standards 2022.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from experiments.report.about import About
from experiments.report.comparison.done import Done
from experiments.report.parts import Cell, Link, Table, heads

Answer = tuple[str, str]
"""Whether it is answered, and how."""
How = Callable[[About, Done], Answer]
ANSWERED, PARTLY, NOT_DONE, OPEN = "answered", "in part", "not done", "not given"
_AUTHORS = "only the authors of a study can say so; put it into the file that --about names"


@dataclass(frozen=True)
class Item:
    """One item: its number and name, where in the page it is, and what is to be said of it."""

    number: int
    part: str
    name: str
    where: tuple[tuple[str, str], ...]
    """Names of places and what links to them say."""
    how: How


def _yes(words: str) -> How:
    return lambda about, done: (ANSWERED, words)


def _partly(words: str) -> How:
    return lambda about, done: (PARTLY, words)


def _done(told: Callable[[Done], Answer]) -> How:
    """Answered as far as what was run does."""
    return lambda about, done: told(done)


def _given(field: str, words: str, without: str = _AUTHORS, status: str = OPEN) -> How:
    """Answered where the authors say something in this field."""

    def how(about: About, done: Done) -> Answer:
        return (ANSWERED, words) if getattr(about, field) else (status, without)

    return how


_QUESTION, _METHODS = ("question", "The question"), ("compared", "What was compared")
_RESULTS, _SURE, _GROUPS = (
    ("results", "Results"),
    ("sure", "How sure we are"),
    ("gains", "Who gains"),
)
_MONEY, _LIMITS = ("money", "What it costs"), ("limits", "What we do not know")
_MODEL, _NUMBERS = ("model", "The model"), ("parameters", "Parameters")
_STUDY = ("authors", "What the authors say")


def _prices(about: About, done: Done) -> Answer:
    dated = f"The world says all prices in money of {done.price_year}." if done.price_year else ""
    if about.prices:
        words = "Currency, and the date of prices as the authors say."
        return ANSWERED, f"{words} {dated}".strip()
    if dated:
        return ANSWERED, f"The currency is told. {dated}"
    return PARTLY, (
        "The currency is told. Prices come from sources of several years and were not brought to "
        "one date; none were converted."
    )


def _distribution(done: Done) -> Answer:
    if done.equity:
        return ANSWERED, "Effects by group, and health with inequality weighed, its aversion named."
    return PARTLY, "Effects by group are told; no weights for equity were put on them."


def _characterised(done: Done) -> Answer:
    if not done.draws:
        return PARTLY, (
            "Chance is told by intervals over seeds. Doubt about parameters and about the "
            "structure of the model is not in them."
        )
    from_ = (
        "that fit what is known" if done.held else "from priors, which nothing holds to evidence"
    )
    return PARTLY, (
        f"Probabilistic: {done.numbers:,} numbers were drawn together {done.draws:,} times, "
        f"{from_}; intervals tell luck, and luck and doubt. The structure of the model was not "
        "varied."
    )


def _effect_of_doubt(done: Done) -> Answer:
    if not done.draws:
        return PARTLY, (
            "Intervals and probabilities, all of Monte Carlo error: over seeds. Parameters, "
            "discount rate and time horizon were not varied on this page."
        )
    worth = (
        "; the expected loss of each option, and what it is worth to know numbers better"
        if done.information
        else ""
    )
    return PARTLY, (
        f"Intervals, and how often each option is the best buy, over draws of the numbers{worth}. "
        "Discount rate and time horizon were not varied."
    )


ITEMS: tuple[Item, ...] = (
    Item(
        1,
        "Title",
        "Title",
        (("top", "Title"),),
        _yes("The title and the line below it name what is compared, by simulation."),
    ),
    Item(
        2,
        "Abstract",
        "Abstract",
        (("summary", "In one minute"),),
        _yes("The summary: question, method, results, sureness, limits."),
    ),
    Item(
        3,
        "Introduction",
        "Background and objectives",
        (_QUESTION,),
        _given(
            "background",
            "Question and background, in the authors' words.",
            "The question is told; the background is not: " + _AUTHORS + ".",
            PARTLY,
        ),
    ),
    Item(
        4,
        "Methods",
        "Health economic analysis plan",
        (_STUDY,),
        _given(
            "plan", "As the authors say.", "Whether there was a plan is not told: " + _AUTHORS + "."
        ),
    ),
    Item(
        5,
        "Methods",
        "Study population",
        (_METHODS, ("table-scales", "Scales")),
        _yes("A synthetic population: who is in it, and where it comes from."),
    ),
    Item(
        6,
        "Methods",
        "Setting and location",
        (_METHODS, ("table-inputs", "Input data"), _NUMBERS),
        _yes("The world, its services and prices."),
    ),
    Item(
        7,
        "Methods",
        "Comparators",
        (_METHODS,),
        _given(
            "choice",
            "Each strategy with all its numbers, and why it was chosen.",
            "Each strategy with all its numbers, beside doing nothing. Why these were chosen "
            "is not told.",
            PARTLY,
        ),
    ),
    Item(
        8,
        "Methods",
        "Perspective",
        (_METHODS, ("table-worth", "What it costs")),
        _yes(
            "Whose costs count: one perspective for all money on the page. Results from the "
            "others are in the files."
        ),
    ),
    Item(
        9,
        "Methods",
        "Time horizon",
        (_METHODS,),
        _yes("How long is simulated; costs and effects beyond it are not counted."),
    ),
    Item(
        10,
        "Methods",
        "Discount rate",
        (_METHODS,),
        _done(lambda done: (ANSWERED, f"{done.rates} Results without them are in the files.")),
    ),
    Item(
        11,
        "Methods",
        "Selection of outcomes",
        (_METHODS,),
        _partly(
            "People who began care, weeks of illness, QALYs. Whether they were chosen before "
            "anything ran is for the authors to say."
        ),
    ),
    Item(
        12,
        "Methods",
        "Measurement of outcomes",
        (("table-definitions", "Definitions"),),
        _yes("Each outcome with its definition; they are counted in the simulation."),
    ),
    Item(
        13,
        "Methods",
        "Valuation of outcomes",
        (_MONEY, _NUMBERS),
        _partly(
            "Weeks of illness are valued by disability weights; no preferences of patients "
            "were asked. Some weights are marked as not read again in their source."
        ),
    ),
    Item(
        14,
        "Methods",
        "Measurement and valuation of resources and costs",
        (("table-money", "Where the money goes"), _NUMBERS),
        _yes(
            "Sessions and cost lines of strategies, each times its price. Work lost and time of "
            "patients are not counted."
        ),
    ),
    Item(
        15,
        "Methods",
        "Currency, price date, and conversion",
        (_METHODS, _STUDY),
        _prices,
    ),
    Item(
        16,
        "Methods",
        "Rationale and description of model",
        (_MODEL, ("provenance", "How to make it again")),
        _yes("The model after the ODD protocol, and how to get it and run it."),
    ),
    Item(
        17,
        "Methods",
        "Analytics and assumptions",
        (_SURE, _LIMITS, _NUMBERS),
        _yes("How differences and intervals are made; each assumption is marked."),
    ),
    Item(
        18,
        "Methods",
        "Characterising heterogeneity",
        (_GROUPS,),
        _done(lambda done: (ANSWERED, f"By {done.groupings}.")),
    ),
    Item(
        19,
        "Methods",
        "Characterising distributional effects",
        (_GROUPS,),
        _done(_distribution),
    ),
    Item(
        20,
        "Methods",
        "Characterising uncertainty",
        (_SURE, _LIMITS),
        _done(_characterised),
    ),
    Item(
        21,
        "Methods",
        "Approach to engagement with patients and others affected",
        (_STUDY,),
        _given(
            "engagement",
            "As the authors say.",
            "Not told; none is part of the simulation.",
            NOT_DONE,
        ),
    ),
    Item(
        22,
        "Results",
        "Study parameters",
        (_NUMBERS, ("strategies", "Strategies")),
        _yes("All numbers with value, unit, range, prior and source."),
    ),
    Item(
        23,
        "Results",
        "Summary of main results",
        (_RESULTS, _MONEY),
        _yes("Differences in care, illness, health and cost; ratios and frontier."),
    ),
    Item(
        24,
        "Results",
        "Effect of uncertainty",
        (_SURE, _MONEY),
        _done(_effect_of_doubt),
    ),
    Item(
        25,
        "Results",
        "Effect of engagement with patients and others affected",
        (_STUDY,),
        _given(
            "engagement_effect",
            "As the authors say.",
            "Nothing to tell, as none is told of.",
            NOT_DONE,
        ),
    ),
    Item(
        26,
        "Discussion",
        "Study findings, limitations, generalisability, and current knowledge",
        (("summary", "In one minute"), _LIMITS, _STUDY),
        _given(
            "discussion",
            "Findings and limits, and the authors' discussion.",
            "Findings and limits are told. Where they may hold, and how they stand to other "
            "studies, is for the authors to say.",
            PARTLY,
        ),
    ),
    Item(
        27,
        "Other relevant information",
        "Source of funding",
        (_STUDY,),
        _given("funding", "As the authors say.", "Not told: " + _AUTHORS + "."),
    ),
    Item(
        28,
        "Other relevant information",
        "Conflicts of interest",
        (_STUDY,),
        _given("conflicts", "As the authors say.", "Not told: " + _AUTHORS + "."),
    ),
)


def cheers_table(about: About, done: Done) -> Table:
    """All items, each with where it is answered, by what was run and what its authors say."""
    rows: list[list[Cell]] = []
    for item in ITEMS:
        status, words = item.how(about, done)
        links: list[Link | str] = []
        for place, text in item.where:
            links += [Link(text, place), "; "]
        rows.append([f"{item.number}. {item.name}", item.part, status, words, links[:-1]])
    return Table(
        "CHEERS 2022: where each item is answered",
        heads("Item", "Part", "Answered?", "How", "Where"),
        rows,
        name="table-cheers",
    )
