"""Measures: the quantities that are compared, each with its window, unit and better direction.

Outcomes of surveys look back over one year; they are taken at the end, and are those of
``simulation/measures/outcomes.py``. Measures of the whole time sum what happened from week 0 to the end, so
that what a strategy costs early and brings late meet in one account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, unknown_name
from simulation.measures.outcomes import OUTCOMES, Statistic
from simulation.population.columns import YEAR

Floats = NDArray[np.float64]
Window = Literal["last year", "whole time"]


Discounting = Literal["", "discounted", "not discounted"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One compared quantity. ``better`` is 1 where more is better, -1 where less is, 0 where
    neither can be said without knowing why.

    A difference is always that with a strategy less that without it, in the direction of the
    measure itself: fewer weeks of illness are below zero, QALYs gained above. ``among`` are the
    people whom it is about, its denominator; ``statistic`` is what is taken of them.
    ``discounting`` is told of money and health, which are told in both ways, and of all that is
    discounted.
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

    @property
    def title(self) -> str:
        """The title, with what is to be said of discounting."""
        return self.titled()

    def titled(self, rate: float | None = None) -> str:
        """The title, with the rate of discounting where it is known."""
        if not self.discounting:
            return self.plain_title
        at = rate_words(rate) if self.discounting == "discounted" else self.discounting
        return f"{self.plain_title}, {at}"


def rate_words(rate: float | None) -> str:
    """How costs and health are discounted, in words."""
    return "discounted" if rate is None else f"discounted at {100 * rate:g} % a year"


_BETTER = {
    "service_use_12m": 1, "perceived_need_12m": 1, "low_perceived_need_share": -1,
    "structural_barrier_share": -1, "dropout_share": -1, "contact_in_year_of_onset": 1,
    "median_delay_weeks": -1, "median_wait_weeks": -1, "refused_offer_share": -1,
    "prevalence_12m": -1, "symptom_weeks": -1, "qaly_loss": -1, "cost_services": -1,
    "cost_strategies": -1, "in_care_now": 1,
}  # fmt: skip
"""Outcomes of the last year for which a direction is better; not so where an outcome is a share of
those left over, as of people who dropped out, or tells how rather than how well."""


def better_of(outcome: str) -> int:
    """Which direction of an outcome of the last year is better, as ``Measure.better``."""
    return _BETTER.get(outcome, 0)


NOT_COMPARED = ("qaly_loss",)
"""Outcomes of the last year that are no measures: health has one measure here, QALYs of the whole
time, so that it is never lost in one table and gained in the next."""

_PERSON, _MONEY = "per person", "currency per person"
_WHOLE: tuple[tuple[str, str, str, str, int], ...] = (
    ("began_care", "share", "Began care",
     "those who began a course of care of any kind in the whole time, of adults", 1),
    ("used_service", "share", "Had a professional session",
     "those with a professional session in the whole time, of adults", 1),
    ("weeks_in_care", f"weeks {_PERSON}", "Weeks in care",
     "weeks in care of any kind, mean of adults", 0),
    ("courses", f"courses {_PERSON}", "Courses of care begun",
     "courses of care begun, of any kind, mean of adults", 0),
    ("courses_left", f"courses {_PERSON}", "Courses left against the plan",
     "courses left against the plan, mean of adults", 0),
    ("weeks_ill", f"weeks {_PERSON}", "Weeks of illness",
     "weeks in an episode, mean of adults", -1),
    ("qalys", f"QALYs {_PERSON}", "QALYs",
     "years lived, each week in an episode less its disability, mean of adults", 1),
    ("services", _MONEY, "Cost of services, whoever pays",
     "what all sessions cost to provide, whoever pays, mean of adults", -1),
    ("services_payers", _MONEY, "Cost of services, without what patients pay",
     "what all sessions cost to provide less what patients pay for them, mean of adults", -1),
    ("strategies", _MONEY, "Cost of strategies, subsidies apart",
     "cost lines of all strategies, without what they pay in place of patients, mean of adults",
     -1),
    ("subsidies", _MONEY, "Subsidies",
     "what strategies pay in place of patients, mean of adults: a part of the cost of services",
     0),
    ("payments", _MONEY, "Paid by patients",
     "what patients pay for sessions, mean of adults: a part of the cost of services", 0),
    ("cost", _MONEY, "Cost of services and strategies, whoever pays",
     "services and strategies together, whoever pays, mean of adults: subsidies and payments are "
     "within services", -1),
    ("cost_payers", _MONEY, "Cost of services and strategies, without what patients pay",
     "services and strategies together, less what patients pay, mean of adults", -1),
    ("cost_budget", _MONEY, "Cost to whoever runs the strategies",
     "cost lines of strategies and what they pay in place of patients, mean of adults", -1),
)  # fmt: skip

_PEOPLE_DISCOUNTED = ("began_care", "weeks_ill")
_BOTH = tuple(name for name, unit, *_ in _WHOLE if unit == _MONEY or name == "qalys")
DISCOUNTED = (*_PEOPLE_DISCOUNTED, *_BOTH)
"""Measures of the whole time that are told discounted, too."""


def _measures() -> list[Measure]:
    made = [
        Measure(outcome.name, outcome.unit, outcome.title, outcome.definition, "last year",
                better_of(outcome.name), outcome.among.words, outcome.statistic)
        for outcome in OUTCOMES.values() if outcome.name not in NOT_COMPARED
    ]  # fmt: skip
    for ending, names in (("", None), ("_discounted", DISCOUNTED)):
        for name, unit, title, definition, better in _WHOLE:
            if names is not None and name not in names:
                continue
            discounting: Discounting = "not discounted" if name in _BOTH else ""
            if ending:
                discounting, definition = "discounted", f"{definition}; later weeks count less"
            made.append(
                Measure(f"{name}{ending}", unit, title, definition, "whole time", better,
                        statistic="share" if unit == "share" else "mean", discounting=discounting)
            )  # fmt: skip
    return made


MEASURES: dict[str, Measure] = {measure.name: measure for measure in _measures()}
"""All measures by name, in the order of tables."""

SERIES = (
    "adults_well", "adults_ill", "lost", "in_care", "waiting", "first_entries", "first_sessions",
    "entries", "dropouts", "completions", "services", "spent", "subsidies", "payments",
    "cases", "cases_served",
)  # fmt: skip
"""What is kept of each week: adults who are well and who are in an episode, health lost by them (in
thousandths of a week), adults in care and on lists, adults who begin care and who have their first
session with a professional in the time that is compared, courses begun, left and completed; money:
services, all that strategies spend (subsidies included), subsidies, payments of patients; adults
who were in an episode in the last year, and those of them with a professional session in it."""


def factors(weeks: int, rate: float) -> Floats:
    """How much each week counts at a discount rate (a share per year): 1 in week 0, and falling."""
    return np.asarray((1.0 + rate) ** (-np.arange(weeks) / YEAR))


def whole_time(series: Mapping[str, Floats], adults: int, rate: float) -> dict[str, float]:
    """All measures of the whole time, from weekly series (``SERIES``) of one run."""
    count = max(adults, 1)
    flows = {
        "began_care": series["first_entries"],
        "used_service": series["first_sessions"],
        "weeks_in_care": series["in_care"],
        "courses": series["entries"],
        "courses_left": series["dropouts"],
        "weeks_ill": series["adults_ill"],
        "qalys": (adults - series["lost"] / 1000.0) / YEAR,
        "services": series["services"],
        "services_payers": series["services"] - series["payments"],
        # A subsidised session is within the services already: what is left are the cost lines.
        "strategies": series["spent"] - series["subsidies"],
        "subsidies": series["subsidies"],
        "payments": series["payments"],
    }
    for perspective in PERSPECTIVES.values():
        flows[perspective.total] = sum((flows[part] for part in perspective.parts), np.zeros(1))
    told = {name: float(flow.sum()) / count for name, flow in flows.items()}
    weight = factors(len(flows["cost"]), rate)
    for name in DISCOUNTED:
        told[f"{name}_discounted"] = float(flows[name] @ weight) / count
    return told


def chosen(names: Sequence[str], source: str) -> list[Measure]:
    """The measures of these names; InputError for a name that is none."""
    for name in names:
        if name not in MEASURES:
            raise unknown_name("outcome", name, MEASURES, source=source)
    return [MEASURES[name] for name in dict.fromkeys(names)]


def margins_of(given: Sequence[str], source: str) -> dict[str, float]:
    """Margins given as ``OUTCOME=VALUE``: the largest differences that would not matter."""
    margins: dict[str, float] = {}
    for text in given:
        name, equals, value = text.partition("=")
        chosen([name.strip()], source)
        try:
            margin = float(value)
        except ValueError:
            margin = -1.0
        if not equals or not 0.0 < margin < float("inf"):
            raise InputError(
                "not a margin", source=source, found=text,
                allowed="OUTCOME=VALUE, a number above 0 in the unit of the outcome",
            )  # fmt: skip
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
        return (*whole, *(f"{name}_discounted" for name in whole if name in DISCOUNTED))


PERSPECTIVES: dict[str, Perspective] = {
    one.name: one
    for one in (
        Perspective(
            "all", "all payers", "services and strategies, whoever pays",
            ("services", "strategies"), "cost",
            "Every session counts at what it costs to provide, whoever pays, plus the cost lines "
            "of strategies. Subsidies and patients' payments move money for sessions that are "
            "counted already, and are told apart.",
            ("subsidies", "payments", "cost_services"),
        ),
        Perspective(
            "payers", "payers other than patients",
            "services and strategies, without what patients pay themselves",
            ("services_payers", "strategies"), "cost_payers",
            "Every session counts at what it costs to provide less what its patient pays, plus the "
            "cost lines of strategies. A subsidy leaves more of a session to payers, and so is in "
            "the cost of services.",
        ),
        Perspective(
            "budget", "programme budget",
            "what the strategies cost whoever runs them, subsidies included",
            ("strategies", "subsidies"), "cost_budget",
            "What strategies spend counts: their cost lines, and what they pay for sessions in "
            "place of patients. What services cost beyond that does not.",
            ("cost_strategies",),
        ),
    )
}  # fmt: skip
"""Whose costs are counted, by name; the first is the usual one."""


def is_money(measure: str) -> bool:
    """Whether a measure is one of money, and so belongs to some perspectives and not to others."""
    return measure in MEASURES and MEASURES[measure].unit.startswith("currency")


def costs_of(perspective: str, told: Mapping[str, Floats], ending: str = "") -> Floats:
    """The costs of a perspective, from measures by name; ``ending`` chooses discounted ones."""
    return told[f"{PERSPECTIVES[perspective].total}{ending}"]
