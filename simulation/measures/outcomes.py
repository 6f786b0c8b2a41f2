"""Outcomes: what a survey of the last year would find, a row each, with its denominator.

All are of adults, and of the 52 weeks that end with the present week; ``survey`` says whom each is
about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulation.measures.categories import IN_CARE, STRUCTURAL
from simulation.measures.quantity import Quantity
from simulation.measures.survey import (
    ADULTS,
    BEGAN,
    CASES,
    CASES_BEGAN,
    DROPPED_OUT,
    HOLDING_BACK,
    OFFERED,
    ONSET,
    SERVED,
    UNTREATED,
    Among,
    Mask,
    Survey,
    mean_of,
    median_of,
    share_of,
)
from simulation.population.columns import NEVER, PROMPTED, YEAR


def _contact_in_year_of_onset(survey: Survey) -> Mask:
    onset = survey.people.first_onset.astype(np.int32)
    contact = survey.people.first_contact.astype(np.int32)
    return np.asarray((contact != NEVER) & (contact < onset + YEAR))


def _strategy_costs(survey: Survey, among: Mask) -> float:
    # Charged for the town as a whole, and so the same for every group.
    spent = survey.town.history.strategy_costs()[-YEAR:].sum()
    return float(spent / max(np.count_nonzero(survey.adult), 1))


Statistic = Literal["share", "mean", "median"]


FIRST, BY_GROUP, FIRST_COMPARED = "told first", "told by group", "compared first"
"""Groups of outcomes: those that a page shows before somebody asks for all, those that it shows of
each group of people, and those that it shows first of a comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Quantity):
    """What a survey of the last year would find: a ``statistic`` of what is counted (``meaning``),
    among the people whom it is about (``among``).

    Words and numbers of a denominator come from the same place. ``measure(survey, people)`` gives
    the number for some of them. ``anchor`` is the row of the evidence table that it is compared
    with; ``compared`` tells whether comparisons of strategies tell it.
    """

    among: Among
    statistic: Statistic
    measure: Callable[[Survey, Mask], float]
    anchor: str = ""
    compared: bool = True

    @property
    def definition(self) -> str:
        """What is counted, and among whom."""
        of = "of" if self.statistic == "share" else f"{self.statistic} of"
        return f"{self.meaning}, {of} {self.among.words}"

    def compute(self, survey: Survey, group: Mask) -> float:
        """The number for the people of one group (adults only), or NaN where the group holds
        nobody whom the definition is about."""
        return self.measure(survey, group & self.among.mask(survey))


def share(
    name: str,
    title: str,
    counted: str,
    among: Among,
    having: Callable[[Survey], Mask],
    anchor: str = "",
    *,
    better: int = 0,
    groups: tuple[str, ...] = (),
) -> Outcome:
    """An outcome that is a share of those whom it is about: of those whom ``having`` tells."""
    return Outcome(
        name,
        "share",
        title,
        counted,
        "outcome",
        "last year",
        better,
        groups,
        among=among,
        statistic="share",
        measure=lambda s, g: share_of(having(s), g),
        anchor=anchor,
    )


def number(
    name: str,
    unit: str,
    title: str,
    counted: str,
    among: Among,
    statistic: Statistic,
    measure: Callable[[Survey, Mask], float],
    *,
    better: int = 0,
    groups: tuple[str, ...] = (),
    compared: bool = True,
) -> Outcome:
    """An outcome that is a mean or median of those whom it is about, as ``measure`` gives it."""
    return Outcome(
        name,
        unit,
        title,
        counted,
        "outcome",
        "last year",
        better,
        groups,
        among=among,
        statistic=statistic,
        measure=measure,
        compared=compared,
    )


def _over_year(column: str) -> Callable[[Survey, Mask], float]:
    """The mean of what was counted of each person over the year."""
    return lambda s, g: mean_of(s.over_year(column), g)


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        share(
            "service_use_12m",
            "Used a service",
            "those with a professional session in the year",
            CASES,
            lambda s: s.served,
            "C1",
            better=1,
            groups=(FIRST, BY_GROUP, FIRST_COMPARED),
        ),
        share(
            "perceived_need_12m",
            "Saw a need",
            "those who saw a need or used a service in the year",
            CASES,
            lambda s: s.need,
            better=1,
            groups=(FIRST, BY_GROUP, FIRST_COMPARED),
        ),
        share(
            "low_perceived_need_share",
            "Saw no need",
            "those who saw no need",
            UNTREATED,
            lambda s: ~s.need,
            "C2",
            better=-1,
        ),
        share(
            "handle_alone_share",
            "Wanted to handle it alone",
            "those naming it as a reason (several may be named)",
            HOLDING_BACK,
            lambda s: s.naming(("handle_alone",)),
            "C3",
        ),
        share(
            "structural_barrier_share",
            "Kept away by cost, travel or waiting",
            "those naming one of them as a reason",
            HOLDING_BACK,
            lambda s: s.naming(STRUCTURAL),
            "C4",
            better=-1,
        ),
        share(
            "dropout_share",
            "Left care against the plan",
            "those who dropped out of a course in the year",
            SERVED,
            lambda s: s.in_year(s.people.last_dropout),
            "C5",
            better=-1,
            groups=(FIRST, FIRST_COMPARED),
        ),
        share(
            "dropout_by_second_visit_share",
            "Left by the second visit",
            "those with two sessions or fewer",
            DROPPED_OUT,
            lambda s: s.people.dropout_sessions <= 2,
        ),
        share(
            "prompted_share",
            "Were urged by others before care",
            "those urged by somebody in the episode",
            CASES_BEGAN,
            lambda s: (s.people.known & PROMPTED) != 0,
        ),
        share(
            "contact_in_year_of_onset",
            "Had contact within a year of first onset",
            "those with a first session within 52 weeks of its beginning",
            ONSET,
            _contact_in_year_of_onset,
            better=1,
        ),
        number(
            "median_delay_weeks",
            "weeks",
            "Delay from onset to care",
            "weeks from the beginning of the episode (of the need, outside one) to the course",
            CASES_BEGAN,
            "median",
            lambda s, g: median_of(s.people.entry_delay, g),
            better=-1,
            groups=(FIRST, FIRST_COMPARED),
        ),
        number(
            "median_wait_weeks",
            "weeks",
            "Wait for care",
            "weeks on the list before the course",
            BEGAN,
            "median",
            lambda s, g: median_of(s.people.entry_wait, g),
            better=-1,
            groups=(FIRST, FIRST_COMPARED),
        ),
        share(
            "refused_offer_share",
            "Refused an offer",
            "those who refused an offer in the year",
            OFFERED,
            lambda s: s.in_year(s.people.last_refusal),
            better=-1,
        ),
        number(
            "visits_per_user",
            "sessions per year",
            "Sessions per user",
            "professional sessions in the year",
            SERVED,
            "mean",
            _over_year("visits"),
        ),
        share(
            "prevalence_12m",
            "Had a disorder",
            "those in an episode at any time in the year",
            ADULTS,
            lambda s: s.case,
            "P_prev12",
            better=-1,
            groups=(BY_GROUP,),
        ),
        number(
            "symptom_weeks",
            "weeks per person and year",
            "Weeks of illness",
            "weeks in an episode in the year",
            ADULTS,
            "mean",
            _over_year("ill"),
            better=-1,
            groups=(FIRST, BY_GROUP),
        ),
        number(
            "qaly_loss",
            "years of full health per person and year",
            "Health lost",
            "weeks in an episode in the year weighted by disability, in years",
            ADULTS,
            "mean",
            lambda s, g: mean_of(s.over_year("lost"), g) / 1000.0 / YEAR,
            better=-1,
            compared=False,
        ),
        number(
            "cost_services",
            "currency per person and year",
            "Cost of services",
            "what all sessions in the year cost to provide, whoever pays",
            ADULTS,
            "mean",
            _over_year("cost"),
            better=-1,
        ),
        number(
            "cost_strategies",
            "currency per person and year",
            "Cost of strategies, subsidies included",
            "what strategies cost in the year, subsidies of sessions included",
            ADULTS,
            "mean",
            _strategy_costs,
            better=-1,
        ),
        share(
            "in_care_now",
            "Are in care now",
            "those in care of any kind at the end of the week",
            ADULTS,
            lambda s: s.people.stage == IN_CARE,
            better=1,
            groups=(FIRST_COMPARED,),
        ),
    )
}
"""All outcomes by name, in the order of tables."""
