"""Measures: the quantities that are compared, each with its window, unit and better direction.

Outcomes of surveys look back over one year; they are taken at the end, and are those of
``simulation/outcomes.py``. Measures of the whole time sum what happened from week 0 to the end, so
that what a strategy costs early and brings late meet in one account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulation.counts import YEAR
from simulation.errors import InputError, unknown_name
from simulation.outcomes import OUTCOMES

Floats = NDArray[np.float64]
Window = Literal["last year", "whole time"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One compared quantity. ``better`` is 1 where more is better, -1 where less is, 0 where
    neither can be said without knowing why."""

    name: str
    unit: str
    title: str
    definition: str
    window: Window
    better: int


_BETTER = {
    "service_use_12m": 1, "perceived_need_12m": 1, "low_perceived_need_share": -1,
    "structural_barrier_share": -1, "dropout_share": -1, "contact_in_year_of_onset": 1,
    "median_delay_weeks": -1, "median_wait_weeks": -1, "refused_offer_share": -1,
    "prevalence_12m": -1, "symptom_weeks": -1, "qaly_loss": -1, "cost_services": -1,
    "cost_strategies": -1, "in_care_now": 1,
}  # fmt: skip
"""Outcomes of the last year for which a direction is better; not so where an outcome is a share of
those left over, as of people who dropped out, or tells how rather than how well."""

_PERSON, _MONEY = "per person", "currency per person"
_WHOLE: tuple[tuple[str, str, str, str, int], ...] = (
    ("began_care", "share", "Began care",
     "adults who began a course of care of any kind in the whole time, of all adults", 1),
    ("used_service", "share", "Used a service",
     "adults with a professional session in the whole time, of all adults", 1),
    ("weeks_in_care", f"weeks {_PERSON}", "Weeks in care",
     "weeks in care of any kind, mean of adults", 0),
    ("courses", f"courses {_PERSON}", "Courses of care begun",
     "courses of care begun, of any kind, mean of adults", 0),
    ("courses_left", f"courses {_PERSON}", "Courses left against the plan",
     "courses left against the plan, mean of adults", 0),
    ("weeks_ill", f"weeks {_PERSON}", "Weeks in an episode",
     "weeks in an episode, mean of adults", -1),
    ("qaly_lost", f"QALYs {_PERSON}", "Health lost",
     "weeks in an episode weighted by disability, in years of full health, mean of adults", -1),
    ("services", _MONEY, "Cost of services",
     "what all sessions cost to provide, whoever pays, divided by adults", -1),
    ("strategies", _MONEY, "Cost of strategies, subsidies apart",
     "cost lines of all strategies, without what they pay in place of patients, divided by adults",
     -1),
    ("subsidies", _MONEY, "Subsidies",
     "what strategies pay in place of patients, divided by adults: a part of the cost of services",
     0),
    ("payments", _MONEY, "Paid by patients",
     "what patients pay for sessions, divided by adults: a part of the cost of services", 0),
    ("cost", _MONEY, "Cost of services and strategies",
     "services and strategies together, whoever pays: subsidies and payments are within services",
     -1),
)  # fmt: skip

DISCOUNTED = ("began_care", "weeks_ill", "qaly_lost", "services", "strategies", "subsidies",
              "payments", "cost")  # fmt: skip
"""Measures of the whole time that are told discounted, too."""


def _measures() -> list[Measure]:
    made = [
        Measure(outcome.name, outcome.unit, outcome.title, outcome.definition, "last year",
                _BETTER.get(outcome.name, 0))
        for outcome in OUTCOMES.values()
    ]  # fmt: skip
    for name, unit, title, definition, better in _WHOLE:
        made.append(Measure(name, unit, title, definition, "whole time", better))
    for name, unit, title, definition, better in _WHOLE:
        if name in DISCOUNTED:
            made.append(
                Measure(f"{name}_discounted", unit, f"{title}, discounted",
                        f"{definition}; later weeks count less", "whole time", better)
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
        "qaly_lost": series["lost"] / 1000.0 / YEAR,
        "services": series["services"],
        # A subsidised session is within the services already: what is left are the cost lines.
        "strategies": series["spent"] - series["subsidies"],
        "subsidies": series["subsidies"],
        "payments": series["payments"],
    }
    flows["cost"] = flows["services"] + flows["strategies"]
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


PERSPECTIVES: dict[str, str] = {
    "all": "services and strategies, whoever pays",
    "payers": "services and strategies, without what patients pay themselves",
    "budget": "what the strategies cost whoever runs them, subsidies included",
}
"""Whose costs are counted, by name; the first is the usual one."""


def costs_of(perspective: str, told: Mapping[str, Floats], ending: str = "") -> Floats:
    """The costs of a perspective, from measures by name; ``ending`` chooses discounted ones."""
    if perspective == "all":
        return told[f"cost{ending}"]
    if perspective == "payers":
        return told[f"cost{ending}"] - told[f"payments{ending}"]
    return told[f"strategies{ending}"] + told[f"subsidies{ending}"]
