"""Outcomes: what is measured, each defined once, with the denominator of the surveys.

All are of adults, and of the 52 weeks that end with the present week. A *case* is an adult who was
in an episode at any time in them. What is counted by calendar year of the run (visits, weeks ill,
health lost, costs) is exact when the present week ends a year, and weighs the last year in
proportion otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulation.counts import YEAR
from simulation.errors import unknown_name
from simulation.population.columns import BARRIERS, IN_CARE, NEVER, PROMPTED, SEVERITIES, SEXES

if TYPE_CHECKING:
    from simulation.population.columns import Population
    from simulation.state import State

STRUCTURAL = ("cost", "travel", "availability")
"""Barriers that lie in services rather than in people."""

Mask = NDArray[np.bool_]


class Survey:
    """The people as a survey at the end of this week would find them."""

    def __init__(self, town: State) -> None:
        people = town.people
        self.town = town
        self.people: Population = people
        self.week = town.week
        self.adult: Mask = people.age >= town.parameters["youngest_age"][0]
        self.case: Mask = self.adult & ((people.severity > 0) | self.in_year(people.remission))
        self.served: Mask = self.in_year(people.last_service)
        self.need: Mask = self.in_year(people.last_need) | self.served
        self.untreated: Mask = self.case & ~self.served
        self.holding_back: Mask = self.untreated & self.need
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


@dataclass(frozen=True, slots=True)
class Among:
    """Whom an outcome is about: its denominator, in words and as a mask.

    ``words`` name several of them, to stand behind *of* or *per 1,000*. ``mask(survey)`` tells who
    they are; children are left out by the group that an outcome is computed for.
    """

    words: str
    mask: Callable[[Survey], Mask]


ADULTS = Among("adults", lambda s: s.adult)
CASES = Among("adults with a disorder in the year", lambda s: s.case)
UNTREATED = Among(
    "adults with a disorder in the year and no session in it", lambda s: s.untreated
)  # fmt: skip
HOLDING_BACK = Among(
    "adults with a disorder in the year who saw a need and had no session", lambda s: s.holding_back
)
SERVED = Among("adults with a session in the year", lambda s: s.served)
DROPPED_OUT = Among(
    "adults who dropped out in the year", lambda s: s.in_year(s.people.last_dropout)
)
BEGAN = Among("adults who began a course in the year", lambda s: s.in_year(s.people.last_entry))
CASES_BEGAN = Among(
    "adults with a disorder who began a course in the year",
    lambda s: s.case & s.in_year(s.people.last_entry),
)
OFFERED = Among("adults offered help in the year", lambda s: s.in_year(s.people.last_offer))
ONSET = Among(
    "adults whose first episode began one to three years ago, without a session before it",
    lambda s: _onset_one_to_three_years_ago(s),
)


def _onset_one_to_three_years_ago(survey: Survey) -> Mask:
    onset = survey.people.first_onset.astype(np.int32)
    contact = survey.people.first_contact.astype(np.int32)
    recent = (onset > survey.week - 3 * YEAR) & (onset <= survey.week - YEAR) & (onset != NEVER)
    # A session before the first episode is no answer to it: surveys ask after contact for the
    # disorder, and who had one before cannot have a first one any more.
    return np.asarray(recent & ((contact == NEVER) | (contact >= onset)))


def _contact_in_year_of_onset(survey: Survey) -> Mask:
    onset = survey.people.first_onset.astype(np.int32)
    contact = survey.people.first_contact.astype(np.int32)
    return np.asarray((contact != NEVER) & (contact < onset + YEAR))


def _strategy_costs(survey: Survey, among: Mask) -> float:
    # Charged for the town as a whole, and so the same for every group.
    spent = survey.town.history.strategy_costs()[-YEAR:].sum()
    return float(spent / max(np.count_nonzero(survey.adult), 1))


Statistic = Literal["share", "mean", "median"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measured quantity: its name, unit and definition, and how it is computed.

    It is a ``statistic`` of what is ``counted``, among the people whom it is about (``among``):
    words and numbers of a denominator come from the same place. ``measure(survey, people)`` gives
    the number for some of them. ``anchor`` is the row of the evidence table that it is compared
    with.
    """

    name: str
    unit: str
    title: str
    counted: str
    among: Among
    statistic: Statistic
    measure: Callable[[Survey, Mask], float]
    anchor: str = ""

    @property
    def definition(self) -> str:
        """What is counted, and among whom."""
        of = "of" if self.statistic == "share" else f"{self.statistic} of"
        return f"{self.counted}, {of} {self.among.words}"

    def compute(self, survey: Survey, group: Mask) -> float:
        """The number for the people of one group (adults only), or NaN where the group holds
        nobody whom the definition is about."""
        return self.measure(survey, group & self.among.mask(survey))


def _share(
    name: str, title: str, counted: str, among: Among, having: Callable[[Survey], Mask],
    anchor: str = "",
) -> Outcome:  # fmt: skip
    return Outcome(
        name, "share", title, counted, among, "share", lambda s, g: share_of(having(s), g), anchor
    )


def _mean(name: str, unit: str, title: str, counted: str, among: Among, column: str) -> Outcome:
    """The mean of what was counted of each person over the year."""
    return Outcome(
        name, unit, title, counted, among, "mean",
        lambda s, g: mean_of(s.over_year(column), g),
    )  # fmt: skip


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        _share(
            "service_use_12m", "Used a service",
            "those with a professional session in the year", CASES, lambda s: s.served, "C1",
        ),
        _share(
            "perceived_need_12m", "Saw a need",
            "those who saw a need or used a service in the year", CASES, lambda s: s.need,
        ),
        _share(
            "low_perceived_need_share", "Saw no need",
            "those who saw no need", UNTREATED, lambda s: ~s.need, "C2",
        ),
        _share(
            "handle_alone_share", "Wanted to handle it alone",
            "those naming it as a reason (several may be named)", HOLDING_BACK,
            lambda s: s.naming(("handle_alone",)), "C3",
        ),
        _share(
            "structural_barrier_share", "Kept away by cost, travel or waiting",
            "those naming one of them as a reason", HOLDING_BACK,
            lambda s: s.naming(STRUCTURAL), "C4",
        ),
        _share(
            "dropout_share", "Left care against the plan",
            "those who dropped out of a course in the year", SERVED,
            lambda s: s.in_year(s.people.last_dropout), "C5",
        ),
        _share(
            "dropout_by_second_visit_share", "Left by the second visit",
            "those with two sessions or fewer", DROPPED_OUT,
            lambda s: s.people.dropout_sessions <= 2,
        ),
        _share(
            "prompted_share", "Were urged by others before care",
            "those urged by somebody in the episode", CASES_BEGAN,
            lambda s: (s.people.known & PROMPTED) != 0,
        ),
        _share(
            "contact_in_year_of_onset", "Had contact within a year of first onset",
            "those with a first session within 52 weeks of its beginning", ONSET,
            _contact_in_year_of_onset,
        ),
        Outcome(
            "median_delay_weeks", "weeks", "Delay from onset to care",
            "weeks from the beginning of the episode (of the need, outside one) to the course",
            CASES_BEGAN, "median",
            lambda s, g: median_of(s.people.entry_delay, g),
        ),
        Outcome(
            "median_wait_weeks", "weeks", "Wait for care",
            "weeks on the list before the course", BEGAN, "median",
            lambda s, g: median_of(s.people.entry_wait, g),
        ),
        _share(
            "refused_offer_share", "Refused an offer",
            "those who refused an offer in the year", OFFERED,
            lambda s: s.in_year(s.people.last_refusal),
        ),
        _mean(
            "visits_per_user", "sessions per year", "Sessions per user",
            "professional sessions in the year", SERVED, "visits",
        ),
        _share(
            "prevalence_12m", "Had a disorder",
            "those in an episode at any time in the year", ADULTS, lambda s: s.case, "P_prev12",
        ),
        _mean(
            "symptom_weeks", "weeks per person and year", "Weeks of illness",
            "weeks in an episode in the year", ADULTS, "ill",
        ),
        Outcome(
            "qaly_loss", "years of full health per person and year", "Health lost",
            "weeks in an episode in the year weighted by disability, in years", ADULTS, "mean",
            lambda s, g: mean_of(s.over_year("lost"), g) / 1000.0 / YEAR,
        ),
        _mean(
            "cost_services", "currency per person and year", "Cost of services",
            "what all sessions in the year cost to provide, whoever pays", ADULTS, "cost",
        ),
        Outcome(
            "cost_strategies", "currency per person and year",
            "Cost of strategies, subsidies included",
            "what strategies cost in the year, subsidies of sessions included", ADULTS, "mean",
            _strategy_costs,
        ),
        _share(
            "in_care_now", "Are in care now",
            "those in care of any kind at the end of the week", ADULTS,
            lambda s: s.people.stage == IN_CARE,
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
