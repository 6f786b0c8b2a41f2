"""What columns of result files mean: title, unit and definition, wherever the model declares them.

Outcomes, measures, columns of people, parameters and weekly counts are told as they are declared;
only what tables are made of beside them is put into words here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from experiments.compare.old_names import present
from experiments.measured.measures import OVER_TIME, measures
from experiments.words.wording import BARRIER_WORDS, MODALITY_WORDS, STAGE_WORDS, words_of
from simulation.errors import InputError
from simulation.measures.categories import (
    BARRIERS,
    MODALITY_ROWS,
    NOBODY_ROW,
    SEVERITIES,
    SEVERITY_ROWS,
    Category,
    help_row,
    titles,
)
from simulation.measures.following import follows_rows, kept_for_rows
from simulation.measures.traits import TRAIT_ROWS
from simulation.measures.weekly import weekly_rows
from simulation.population.columns import COLUMNS, NEVER
from simulation.population.demographics import SEXES

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Words:
    """A column in words; ``missing`` is the number that stands for nothing, ``categories`` the
    order of its values, ``key`` whether it names rows rather than saying something of them."""

    title: str
    unit: str = ""
    meaning: str = ""
    missing: int | None = None
    categories: tuple[str, ...] = ()
    key: bool = False
    values: Mapping[str, str] | None = None
    """Its values in plain words, where the result itself names them."""
    lever: bool = False
    parameter: bool = False
    outcome: bool = False
    group: str = ""
    """The heading under which it stands, where there are several."""
    at_first: bool = False
    """Whether a page shows it before somebody asks."""


_GROUPS = (*SEVERITIES, "low", "middle", "high", *SEXES)
_PLAIN = {
    "week": Words("Week", "weeks", "Week of the run; 0 is the first"),
    "seed": Words("Seed", "", "Number from which all chance of a run follows", key=True),
    "strategy": Words("Strategy"),
    "group": Words("Group", categories=_GROUPS),
    "by": Words("Told apart by"),
    "people": Words("People", "people"),
    "adults": Words("Adults", "adults"),
    "person": Words("Person", "", "Row of the person, from 0", key=True),
    "key": Words("Run", "", "Name of the run's files", key=True),
    "point": Words("Point", "", "Combination of parameters", key=True),
    "number": Words("Number", key=True),
    "status": Words("How the run ended"),
    "error_type": Words("Kind of failure"),
    "error_message": Words("Why it failed"),
    "error_traceback": Words("Where it failed", key=True),
    "seconds": Words("Time of the run", "seconds"),
    "process": Words("Rule of the week that did it"),
    "what": Words("What"),
    "before": Words("Before"),
    "after": Words("After"),
    "mu_star": Words("Mean absolute change over the whole range", "", "Morris screening"),
    "mu": Words("Mean change over the whole range", "", "Morris screening"),
    "sigma": Words("Spread of changes", "", "Morris screening: how much others matter"),
    "modality": Words("Kind of help", categories=tuple(MODALITY_WORDS)),
    "willingness_to_pay": Words("Worth of a year of full health", "currency per QALY"),
    "monte_carlo_probability_best": Words(
        "Probability that its mean is the best, Monte Carlo error only",
        "share",
        "Over the chance of seeds alone: no doubt about the model's numbers is in it",
    ),
    "monte_carlo_probability_on_frontier": Words(
        "Probability of being on the frontier, Monte Carlo error only",
        "share",
        "Over the chance of seeds alone: no doubt about the model's numbers is in it",
    ),
    "probability_best": Words(
        "Share of towns in which it is the best buy", "share", "Over draws of the numbers"
    ),
    "probability_on_frontier": Words(
        "Share of towns in which it is on the frontier", "share", "Over draws of the numbers"
    ),
    "probability_above_zero": Words("Share of towns in which it is above zero", "share"),
    "expected_loss": Words(
        "Expected loss", "currency per adult", "Against the best option of each draw"
    ),
    "expected_loss_place": Words(
        "Expected loss in all", "currency", "Against the best option of each draw"
    ),
    "luck_low": Words("Luck alone, low"),
    "luck_high": Words("Luck alone, high"),
    "numbers_low": Words("Numbers alone, low"),
    "numbers_high": Words("Numbers alone, high"),
    "share_of_numbers": Words("Share of numbers in the variance", "share"),
    "share_of_luck": Words("Share of luck in the variance", "share"),
    "chance_of": Words("What the probability is over", key=True),
    "share_of_seeds_best": Words("Seeds in which it was the best", "share"),
    "first_entry_without": Words("First care, without", "week", "Week in which care first began"),
    "first_entry_with": Words("First care, with", "week", "Week in which care first began"),
    "symptom_weeks_without": Words("Weeks ill, without", "weeks"),
    "symptom_weeks_with": Words("Weeks ill, with", "weeks", outcome=True),
    "qalys_without": Words("QALYs, without", "QALYs"),
    "qalys_with": Words("QALYs, with", "QALYs"),
    "sessions_without": Words("Sessions, without", "sessions"),
    "sessions_with": Words("Sessions, with", "sessions"),
    "cost_without": Words("Cost of care, without", "currency"),
    "cost_with": Words("Cost of care, with", "currency"),
    "spending": Words("Spending in the dearest year", "currency"),
    "mean_year": Words("Spending in a mean year", "currency"),
    "highest_spending": Words("Spending in the dearest draw", "currency"),
}
_ARMS = ("strategy", "beside", "dominated_by")
"""Columns that name the strategies of a comparison."""
VALUES: Mapping[str, Mapping[str, str]] = {
    "stage": STAGE_WORDS,
    "severity": titles(SEVERITY_ROWS),
    "modality": {**MODALITY_WORDS, NOBODY_ROW.name: NOBODY_ROW.title},
    "barrier": {**BARRIER_WORDS},
}
"""Values of categories in plain words, by what they are values of."""


class Dictionary:
    """Words for the columns of one result; ``manifest`` tells its parameters and levers."""

    def __init__(self, manifest: Mapping[str, Any], culture: tuple[str, ...] = ()) -> None:
        self.manifest = manifest
        self._culture = culture
        scenario = manifest.get("scenario")
        self._helps = _helps(scenario.get("services") if isinstance(scenario, dict) else None)
        costs = scenario.get("costs") if isinstance(scenario, dict) else None
        currency = costs.get("currency") if isinstance(costs, dict) else None
        self.currency = currency if isinstance(currency, str) and currency else "currency"
        self._parameters = {
            str(one["column"]): str(one.get("place", ""))
            for one in _mappings(manifest.get("uncertainties"))
            if "column" in one
        }
        levers = manifest.get("levers")
        self._levers = (
            {str(name) for name in levers} if isinstance(levers, (list, dict)) else set[str]()
        )

        self._arms = {
            name: _arm_words(name)
            for name in (
                "nothing",
                *(str(one.get("name", "")) for one in _mappings(manifest.get("strategies"))),
            )
        }

    def words(self, table: str, column: str) -> Words:
        """The words of one column of one table."""
        found = self._words(table, column)
        if self.currency != "currency" and "currency" in found.unit:
            found = replace(found, unit=found.unit.replace("currency", self.currency))
        return found

    def _words(self, table: str, column: str) -> Words:
        if column in self._parameters:
            return _parameter(self._parameters[column])
        if column in self._levers:
            return Words(_arm_words(column), "", "What is done: a lever of the plan", lever=True)
        if table == "people" and column in COLUMNS:
            return self._person(column)
        if table == "weekly" and (found := weekly(column, self._helps)) is not None:
            return found
        name = present(column)  # older results have older names
        if table == "weekly" and name in OVER_TIME:
            title, unit = OVER_TIME[name]
            return Words(title, unit, at_first=name == next(iter(OVER_TIME)))
        if (measure := measures(self._helps).get(name)) is not None:
            return Words(measure.title, measure.unit, measure.definition, outcome=True)
        if column in _ARMS and len(self._arms) > 1:
            title = words_of(column)
            return Words(title, categories=tuple(self._arms), values=self._arms)
        return _PLAIN.get(name) or weekly(column, self._helps) or _by_category(column)

    def _person(self, name: str) -> Words:
        column = COLUMNS[name]
        categories = self._culture if name == "culture" else column.categories
        if name == "modality":
            categories = (*(row.name for row in self._helps), NOBODY_ROW.name)
        unit = "" if column.unit in ("code", "index", "row", "bits") else column.unit
        title = TRAIT_ROWS[name].title if name in TRAIT_ROWS else words_of(name)
        if name.startswith("barrier_") and name.removeprefix("barrier_") in BARRIERS:
            title = f"{BARRIER_WORDS[name.removeprefix('barrier_')]}: last week"
        missing = int(column.initial) if column.initial in (NEVER, -1) else None
        meaning = column.meaning[:1].upper() + column.meaning[1:]
        key = column.unit in ("index", "row", "bits")
        return Words(title, unit, meaning, missing, categories, key)


def _helps(services: Any) -> tuple[Category, ...]:
    """The kinds of help of a scenario as results hold it."""
    said = services if isinstance(services, dict) else {}
    names = (*MODALITY_ROWS, *(name for name in said if name not in MODALITY_ROWS))
    titles = {name: one.get("title", "") for name, one in said.items() if isinstance(one, dict)}
    return tuple(help_row(name, titles.get(name, ""), code) for code, name in enumerate(names))


def weekly(name: str, helps: tuple[Category, ...] = ()) -> Words | None:
    """What is known of a week in words, of these kinds of help; None for what is none of it."""
    row = weekly_rows(helps).get(name)
    if row is None:
        return None
    return Words(row.title, row.unit, row.meaning, group=row.groups[0], at_first=row.at_first)


def _by_category(name: str) -> Words:
    for category, words in VALUES.items():
        if name == category or name.startswith(f"{category}_"):
            return Words(words_of(name), categories=tuple(words))
    return Words(words_of(name))


def value_words(column: str) -> Mapping[str, str]:
    """Plain words for the values of a column, as far as there are any."""
    if column in ("before", "after"):
        return {**VALUES["stage"], **VALUES["severity"]}
    for category, words in VALUES.items():
        if column == category or column.startswith(f"{category}_") or column == f"worst_{category}":
            return words
    return {}


@lru_cache(maxsize=512)
def _parameter(place: str) -> Words:
    """An uncertain parameter by its place in the scenario."""
    told = _declared().get(place)
    if told is not None:
        return told
    last = place.removeprefix("strategies.").removeprefix("parameters.")
    return Words(" ".join(map(words_of, last.split("."))), parameter=True)


@kept_for_rows
def _declared() -> Mapping[str, Words]:
    """All parameters that the usual world declares, by their places, with and without section."""
    from simulation.scenario import load_scenario, parameter_rows

    def rows() -> Iterator[tuple[str, Words]]:
        for row in parameter_rows(load_scenario("town")):
            name = row.name.removeprefix("parameters.").removeprefix("services.")
            title = ": ".join(map(words_of, name.split(".")))
            yield row.name, Words(title, row.unit, row.meaning, parameter=True)

    try:
        return dict(rows())
    except InputError:  # the built-in world is not there: names must do
        return {}


follows_rows(_parameter.cache_clear)


def _arm_words(name: str) -> str:
    from experiments.strategies.arms import arm_words

    return arm_words(name)


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
