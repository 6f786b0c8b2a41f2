"""Outcomes: what is measured, each defined once, with the denominator of the surveys.

All are of adults, and of the 52 weeks that end with the present week. A *case* is an adult who was
in an episode at any time in them. What is counted by calendar year of the run (visits, weeks ill,
health lost, costs) is exact when the present week ends a year, and weighs the last year in
proportion otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.counts import YEAR
from simulation.errors import unknown_name
from simulation.population.columns import BARRIERS, IN_CARE, NEVER, PROMPTED, SEVERITIES, SEXES

if TYPE_CHECKING:
    from simulation.state import State

STRUCTURAL = ("cost", "travel", "availability")
"""Barriers that lie in services rather than in people."""

Mask = NDArray[np.bool_]


class Survey:
    """The people as a survey at the end of this week would find them."""

    def __init__(self, town: State) -> None:
        people = town.people
        self.town = town
        self.people = people
        self.week = town.week
        self.adult: Mask = people.age >= town.parameters["youngest_age"][0]
        self.case = self.adult & ((people.severity > 0) | self.in_year(people.remission))
        self.served = self.in_year(people.last_service)
        self.need = self.in_year(people.last_need) | self.served
        self.untreated = self.case & ~self.served
        self.holding_back = self.untreated & self.need
        """Cases without care who saw a need: those whom surveys ask for their reasons."""

    def in_year(self, weeks: NDArray[np.int16]) -> Mask:
        """Whether these weeks lie in the 52 that end with the present one."""
        return np.asarray((weeks > self.week - YEAR) & (weeks != NEVER))

    def over_year(self, name: str) -> NDArray[np.float64]:
        """What was counted for each person over the last 52 weeks."""
        begun = (self.week + 1) % YEAR / YEAR
        last: NDArray[np.float64] = getattr(self.people, f"{name}_last_year").astype(np.float64)
        return getattr(self.people, f"{name}_this_year") + (1.0 - begun) * last

    def naming(self, barriers: Iterable[str]) -> Mask:
        """Who would name one of these barriers."""
        found = np.zeros(self.people.people, np.bool_)
        for name in barriers:
            found |= self.in_year(getattr(self.people, f"barrier_{name}"))
        return found


def share_of(what: Mask, among: Mask) -> float:
    """The share of people for whom something is so; NaN among nobody."""
    of = np.count_nonzero(among)
    return float(np.count_nonzero(what & among) / of) if of else float("nan")


def median_of(values: NDArray[Any], among: Mask) -> float:
    """The median of a column; NaN among nobody."""
    return float(np.median(values[among])) if among.any() else float("nan")


def mean_of(values: NDArray[Any], among: Mask) -> float:
    """The mean of a column; NaN among nobody."""
    return float(np.mean(values[among], dtype=np.float64)) if among.any() else float("nan")


def _contact_in_year_of_onset(survey: Survey, group: Mask) -> float:
    onset = survey.people.first_onset.astype(np.int32)
    contact = survey.people.first_contact.astype(np.int32)
    recent = (onset > survey.week - 3 * YEAR) & (onset <= survey.week - YEAR) & (onset != NEVER)
    # A session before the first episode is no answer to it: surveys ask after contact for the
    # disorder, and who had one before cannot have a first one any more.
    answers = (contact == NEVER) | (contact >= onset)
    return share_of((contact != NEVER) & (contact < onset + YEAR), group & recent & answers)


def _strategy_costs(survey: Survey, group: Mask) -> float:
    # Charged for the town as a whole, and so the same for every group.
    spent = survey.town.history.strategy_costs()[-YEAR:].sum()
    return float(spent / max(np.count_nonzero(survey.adult), 1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measured quantity: its name, unit and definition, and how it is computed.

    ``compute(survey, group)`` takes the people of one group (adults only) and gives the number, or
    NaN where the group holds nobody whom the definition is about. ``anchor`` is the row of the
    evidence table that it is compared with.
    """

    name: str
    unit: str
    title: str
    definition: str
    compute: Callable[[Survey, Mask], float]
    anchor: str = ""


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        Outcome(
            "service_use_12m", "share", "Used a service",
            "cases with a professional session in the year, of all cases",
            lambda s, g: share_of(s.served, g & s.case), "C1",
        ),
        Outcome(
            "perceived_need_12m", "share", "Saw a need",
            "cases who saw a need or used a service in the year, of all cases",
            lambda s, g: share_of(s.need, g & s.case),
        ),
        Outcome(
            "low_perceived_need_share", "share", "Saw no need, of the untreated",
            "cases without a session who saw no need, of cases without a session",
            lambda s, g: share_of(~s.need, g & s.untreated), "C2",
        ),
        Outcome(
            "handle_alone_share", "share", "Wanted to handle it alone",
            "of cases without a session who saw a need, those naming it (several may be named)",
            lambda s, g: share_of(s.naming(("handle_alone",)), g & s.holding_back), "C3",
        ),
        Outcome(
            "structural_barrier_share", "share", "Kept away by cost, travel or waiting",
            "of cases without a session who saw a need, those naming one of them",
            lambda s, g: share_of(s.naming(STRUCTURAL), g & s.holding_back), "C4",
        ),
        Outcome(
            "dropout_share", "share", "Left care against the plan",
            "of people with a session in the year, those who dropped out of a course in it",
            lambda s, g: share_of(s.in_year(s.people.last_dropout), g & s.served), "C5",
        ),
        Outcome(
            "dropout_by_second_visit_share", "share", "Left by the second visit, of those who left",
            "of people who dropped out in the year, those with two sessions or fewer",
            lambda s, g: share_of(
                s.people.dropout_sessions <= 2, g & s.in_year(s.people.last_dropout)
            ),
        ),
        Outcome(
            "prompted_share", "share", "Were urged by others before care",
            "of cases who began a course in the year, those urged by somebody in the episode",
            lambda s, g: share_of(
                (s.people.known & PROMPTED) != 0, g & s.case & s.in_year(s.people.last_entry)
            ),
        ),
        Outcome(
            "contact_in_year_of_onset", "share", "Had contact within a year of first onset",
            "of people whose first episode began one to three years ago and who had no session "
            "before it, those with a first session within 52 weeks",
            _contact_in_year_of_onset,
        ),
        Outcome(
            "median_delay_weeks", "weeks", "Delay from onset to care, median",
            "weeks from the beginning of the episode (of the need, outside one) to the course, of "
            "cases who began one in the year",
            lambda s, g: median_of(
                s.people.entry_delay, g & s.case & s.in_year(s.people.last_entry)
            ),
        ),
        Outcome(
            "median_wait_weeks", "weeks", "Wait for care, median",
            "weeks on the list before the course, of courses begun in the year",
            lambda s, g: median_of(s.people.entry_wait, g & s.in_year(s.people.last_entry)),
        ),
        Outcome(
            "refused_offer_share", "share", "Refused an offer",
            "of people offered help in the year, those who refused an offer in it",
            lambda s, g: share_of(
                s.in_year(s.people.last_refusal), g & s.in_year(s.people.last_offer)
            ),
        ),
        Outcome(
            "visits_per_user", "sessions per year", "Sessions per user",
            "professional sessions in the year, mean of people with one or more",
            lambda s, g: mean_of(s.over_year("visits"), g & s.served),
        ),
        Outcome(
            "prevalence_12m", "share", "Were in an episode",
            "cases, of all adults",
            lambda s, g: share_of(s.case, g), "P_prev12",
        ),
        Outcome(
            "symptom_weeks", "weeks per person and year", "Weeks in an episode",
            "weeks in an episode in the year, mean of adults",
            lambda s, g: mean_of(s.over_year("ill"), g),
        ),
        Outcome(
            "qaly_loss", "years of full health per person and year", "Health lost",
            "weeks in an episode weighted by disability, in years, mean of adults",
            lambda s, g: mean_of(s.over_year("lost"), g) / 1000.0 / YEAR,
        ),
        Outcome(
            "cost_services", "currency per person and year", "Cost of services",
            "cost of all sessions in the year, mean of adults",
            lambda s, g: mean_of(s.over_year("cost"), g),
        ),
        Outcome(
            "cost_strategies", "currency per person and year", "Cost of strategies",
            "what strategies cost in the year, divided by the adults of the town",
            _strategy_costs,
        ),
        Outcome(
            "in_care_now", "share", "Are in care now",
            "adults in care of any kind at the end of the week, of all adults",
            lambda s, g: share_of(s.people.stage == IN_CARE, g),
        ),
    )
}  # fmt: skip
"""All outcomes by name, in the order of tables."""


def outcomes(town: State, group: Mask | None = None) -> dict[str, float]:
    """All outcomes as of this week, of all adults or of those in ``group``."""
    survey = Survey(town)
    among = survey.adult if group is None else survey.adult & group
    return {name: outcome.compute(survey, among) for name, outcome in OUTCOMES.items()}


def reasons(town: State) -> dict[str, float]:
    """Barriers by the share of people who would name them.

    ``low_perceived_need`` is of all cases without a session, the others of those among them who
    saw a need; several may be named by one person.
    """
    survey = Survey(town)
    shares = {"low_perceived_need": share_of(~survey.need, survey.untreated)}
    for name in BARRIERS:
        shares[name] = share_of(survey.naming((name,)), survey.holding_back)
    return shares


def _by_income(survey: Survey) -> tuple[NDArray[Any], tuple[str, ...]]:
    income = survey.people.income
    cuts = np.quantile(income[survey.adult], (1 / 3, 2 / 3)) if survey.adult.any() else (0.0, 0.0)
    return np.searchsorted(cuts, income, side="right"), ("low", "middle", "high")


GROUPINGS: dict[str, Callable[[Survey], tuple[NDArray[Any], tuple[str, ...]]]] = {
    "severity": lambda s: (s.people.worst_severity, SEVERITIES),
    "income": _by_income,
    "culture": lambda s: (s.people.culture, s.people.culture_names),
    "sex": lambda s: (s.people.sex, SEXES),
}
"""What outcomes can be told by: codes of the people, and names of the codes.

Severity is the worst of the last episode; income is thirds of the adults by household income."""


def breakdown(town: State, by: Iterable[str]) -> list[dict[str, Any]]:
    """Outcomes of each group: rows with ``by``, ``group``, ``adults`` and all outcomes.

    Raises InputError for a grouping that is not in ``GROUPINGS``.
    """
    survey = Survey(town)
    rows: list[dict[str, Any]] = []
    for grouping in by:
        if grouping not in GROUPINGS:
            raise unknown_name("grouping", grouping, GROUPINGS, source="--by")
        codes, names = GROUPINGS[grouping](survey)
        for code, name in enumerate(names):
            among = survey.adult & (codes == code)
            row = {"by": grouping, "group": name, "adults": int(np.count_nonzero(among))}
            for outcome in OUTCOMES.values():
                row[outcome.name] = outcome.compute(survey, among)
            rows.append(row)
    return rows
