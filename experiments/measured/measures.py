"""Measures: the quantities that are compared, each with its window, unit and better direction.

Outcomes of surveys look back over one year; they are taken at the end, and are those of
``simulation/measures/outcomes.py``. Measures of the whole time (``whole_time.py`` beside it) sum
what happened from week 0 to the end, so that what a strategy costs early and brings late meet in
one account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.measured.discounting import Rates, factors, rate_words
from simulation.errors import InputError, unknown_name
from simulation.measures.categories import Category
from simulation.measures.following import follows_rows
from simulation.measures.outcomes import FIRST_COMPARED, OUTCOMES, Statistic
from simulation.measures.quantity import DISCOUNTED, TOTAL, Window
from simulation.measures.weekly_row import MONEY_UNIT
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS, WholeTime, whole_time_rows
from simulation.population.columns import YEAR

Floats = NDArray[np.float64]
Discounting = Literal["", "discounted", "not discounted"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One compared quantity. ``better`` is 1 where more is better, -1 where less is, 0 where
    neither can be said without knowing why.

    A difference is always that with a strategy less that without it, in the direction of the
    measure itself: fewer weeks of illness are below zero, QALYs gained above. ``among`` are the
    people whom it is about, its denominator; ``statistic`` is what is taken of them.
    ``discounting`` is told of money and health, which are told in both ways, and of all that is
    discounted. ``group`` is the heading of what is counted each week; ``first`` tells whether a
    page shows it before somebody asks for all.
    """

    name: str
    unit: str
    plain_title: str
    definition: str
    window: Window
    better: int
    among: str = "adults"
    statistic: Statistic = "mean"
    discounting: Discounting = ""
    group: str = ""
    first: bool = False

    @property
    def title(self) -> str:
        """The title, with what is to be said of discounting."""
        return self.titled()

    @property
    def is_money(self) -> bool:
        """Whether it is counted in money, and discounted as costs are."""
        return self.unit.startswith(MONEY_UNIT)

    def titled(self, rate: Rates | float | None = None) -> str:
        """The title, with the rate of discounting where it is known."""
        if not self.discounting:
            return self.plain_title
        if self.discounting != "discounted":
            return f"{self.plain_title}, {self.discounting}"
        if rate is not None:
            rates = Rates.of(rate)
            rate = rates.costs if self.is_money else rates.health
        return f"{self.plain_title}, {rate_words(rate)}"


MAIN = (CARE, ILLNESS, HEALTH + DISCOUNTED)
"""What most ask for first: care, illness, health."""


def compared_outcomes() -> tuple[str, ...]:
    """Outcomes of the last year that are measures, too. Health has one measure here, QALYs of the
    whole time, so that it is never lost in one table and gained in the next."""
    return tuple(name for name, outcome in OUTCOMES.items() if outcome.compared)


def measures(helps: tuple[Category, ...] = ()) -> dict[str, Measure]:
    """All measures by name, in the order of tables: of the last year, then of the whole time;
    ``helps`` are the kinds of help of a world."""
    made = [
        Measure(
            name,
            row.unit,
            row.title,
            row.definition,
            row.window,
            row.better,
            row.among.words,
            row.statistic,
            first=FIRST_COMPARED in row.groups,
        )
        for name, row in OUTCOMES.items()
        if row.compared
    ]
    rows = whole_time_rows(helps)
    for row in rows.values():
        made.append(_of_whole_time(row, "not discounted" if row.in_both else ""))
    for row in rows.values():
        if row.discounted:
            made.append(_of_whole_time(row, "discounted"))
    return {measure.name: measure for measure in made}


def _of_whole_time(row: WholeTime, discounting: Discounting) -> Measure:
    ending, definition = "", row.definition
    if discounting == "discounted":
        ending, definition = DISCOUNTED, f"{definition}; later weeks count less"
    return Measure(
        row.name + ending,
        row.unit,
        row.title,
        definition,
        row.window,
        row.better,
        statistic="share" if row.unit == "share" else "mean",
        discounting=discounting,
        group=row.groups[0] if row.groups else "",
        first=not ending and row.name in (CARE, ILLNESS, HEALTH, "used_service", "cost"),
    )


MEASURES: dict[str, Measure] = measures()
"""The measures of every world by name, in the order of tables."""


@follows_rows
def _measured_anew() -> None:
    MEASURES.clear()
    MEASURES.update(measures())


SERIES = (
    "adults_well",
    "in_episode",
    "lost",
    "in_care",
    "waiting",
    "first_entries",
    "first_sessions",
    "cost_services",
    "cost_strategies",
    "subsidies",
    "patient_payments",
    "cases",
    "cases_served",
)
"""What is kept of each week: adults who are well and who are in an episode, health lost by them (in
thousandths of a week), adults in care and on lists, adults who begin care and who have their first
session with a professional in the time that is compared; money: services, all that strategies spend
(subsidies included), subsidies, payments of patients; adults who were in an episode in the last
year, and those of them with a professional session in it."""


OVER_TIME: dict[str, tuple[str, str]] = {
    "began_so_far": ("Have begun care so far", "share of adults"),
    "symptom_weeks_so_far": ("Weeks of illness so far", "weeks per adult"),
    "in_care": ("In care now", "share of adults"),
    "waiting": ("On a waiting list", "share of adults"),
    "in_episode": ("In an episode now", "share of adults"),
    "service_use_12m": (
        "Used a service, of the ill of the last year",
        "share of adults with a disorder in the year",
    ),
}
"""Title and unit of what is told week by week; the first is shown before somebody asks."""


def counted_totals(helps: tuple[Category, ...] = ()) -> dict[str, str]:
    """Measures that are the sum of a count of the week, per adult: the count by their names, in a
    world with these kinds of help."""
    return {row.name: row.count for row in whole_time_rows(helps).values() if row.count}


def whole_time(series: Mapping[str, Floats], adults: int, rate: Rates | float) -> dict[str, float]:
    """All measures of the whole time that are made of weekly series (``SERIES``), of one run: all
    but ``counted_totals``."""
    count = max(adults, 1)
    flows = {
        CARE: series["first_entries"],
        "used_service": series["first_sessions"],
        "weeks_in_care": series["in_care"],
        ILLNESS: series["in_episode"],
        HEALTH: (adults - series["lost"] / 1000.0) / YEAR,
        f"cost_services{TOTAL}": series["cost_services"],
        "cost_services_payers": series["cost_services"] - series["patient_payments"],
        # A subsidised session is within the services already: what is left are the cost lines.
        "cost_lines": series["cost_strategies"] - series["subsidies"],
        f"subsidies{TOTAL}": series["subsidies"],
        f"patient_payments{TOTAL}": series["patient_payments"],
    }
    for perspective in PERSPECTIVES.values():
        flows[perspective.total] = sum((flows[part] for part in perspective.parts), np.zeros(1))
    told = {name: float(flow.sum()) / count for name, flow in flows.items()}
    rates, weeks = Rates.of(rate), len(flows["cost"])
    for row in whole_time_rows().values():
        if row.discounted:
            weight = factors(weeks, rates.costs if row.is_money else rates.health)
            told[row.name + DISCOUNTED] = float(flows[row.name] @ weight) / count
    return told


def chosen(
    names: Sequence[str], source: str, known: Mapping[str, Measure] = MEASURES
) -> list[Measure]:
    """The ``known`` measures of these names; InputError for a name that is none."""
    for name in names:
        if name not in known:
            raise unknown_name("outcome", name, known, source=source)
    return [known[name] for name in dict.fromkeys(names)]


def margins_of(
    given: Sequence[str], source: str, known: Mapping[str, Measure] = MEASURES
) -> dict[str, float]:
    """Margins given as ``OUTCOME=VALUE``: the largest differences that would not matter."""
    margins: dict[str, float] = {}
    for text in given:
        name, equals, value = text.partition("=")
        chosen([name.strip()], source, known)
        try:
            margin = float(value)
        except ValueError:
            margin = -1.0
        if not equals or not 0.0 < margin < float("inf"):
            raise InputError(
                "not a margin",
                source=source,
                found=text,
                allowed="OUTCOME=VALUE, a number above 0 in the unit of the outcome",
            )
        margins[name.strip()] = margin
    return margins


@dataclass(frozen=True, slots=True)
class Perspective:
    """Whose costs are counted: a short name, what that is in words, the measures that add up to
    its total (``parts``), the measure of that total, and what counts, in sentences (``says``).

    ``beside`` are further measures of money that are told with it: parts of its parts, and what a
    survey of the last year would find.
    """

    name: str
    title: str
    words: str
    parts: tuple[str, ...]
    total: str
    says: str
    beside: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """All measures of money that belong to it, discounted ones included."""
        whole = (*self.parts, self.total, *self.beside)
        return (*whole, *(name + DISCOUNTED for name in whole if name + DISCOUNTED in MEASURES))


PERSPECTIVES: dict[str, Perspective] = {
    one.name: one
    for one in (
        Perspective(
            "all",
            "all payers",
            "services and strategies, whoever pays",
            (f"cost_services{TOTAL}", "cost_lines"),
            "cost",
            "Every session counts at what it costs to provide, whoever pays, plus the cost lines "
            "of strategies. Subsidies and patients' payments move money for sessions that are "
            "counted already, and are told apart.",
            (f"subsidies{TOTAL}", f"patient_payments{TOTAL}", "cost_services"),
        ),
        Perspective(
            "payers",
            "payers other than patients",
            "services and strategies, without what patients pay themselves",
            ("cost_services_payers", "cost_lines"),
            "cost_payers",
            "Every session counts at what it costs to provide less what its patient pays, plus the "
            "cost lines of strategies. A subsidy leaves more of a session to payers, and so is in "
            "the cost of services.",
        ),
        Perspective(
            "budget",
            "programme budget",
            "what the strategies cost whoever runs them, subsidies included",
            ("cost_lines", f"subsidies{TOTAL}"),
            "cost_budget",
            "What strategies spend counts: their cost lines, and what they pay for sessions in "
            "place of patients. What services cost beyond that does not.",
            ("cost_strategies",),
        ),
    )
}
"""Whose costs are counted, by name; the first is the usual one."""


def is_money(measure: str) -> bool:
    """Whether a measure is one of money, and so belongs to some perspectives and not to others."""
    return measure in MEASURES and MEASURES[measure].is_money


def costs_of(perspective: str, told: Mapping[str, Floats], ending: str = "") -> Floats:
    """The costs of a perspective, from measures by name; ``ending`` chooses discounted ones."""
    return told[f"{PERSPECTIVES[perspective].total}{ending}"]
