"""Facts: who a person is, where their traits lie among all adults, and whom they know."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.browser.live.person.moment import titled
from experiments.words.wording import SEVERITY_WORDS, STAGE_WORDS, words_of
from simulation.measures.categories import SEVERITIES, STAGES
from simulation.measures.traits import TRAIT_ROWS
from simulation.network.ties import HOUSEHOLD
from simulation.population.columns import COLUMNS, NEVER
from simulation.population.demographics import COVERAGES, SEXES, TRAUMAS, WORKS
from simulation.town import Town

LOW, HIGH = 0.2, 0.8
"""Shares of adults with a lower value up to which a trait is low, and from which it is high."""

_FURTHER_TITLES = {
    "asking_habit": "Habit of asking and refusing",
    "burden": "Worn out by an ill person",
    "vulnerability": "Vulnerability to episodes",
}
"""What is told after the traits, in plain words."""


def trait_titles() -> dict[str, str]:
    """Traits in the order in which they are told, in plain words."""
    return {row.name: row.title for row in TRAIT_ROWS.values()} | _FURTHER_TITLES


_SEX_WORDS = dict(zip(SEXES, ("Woman", "Man", "Other"), strict=True))
_TRAUMA_WORDS = dict(
    zip(TRAUMAS, ("None", "Some (one to three kinds)", "Much (four kinds or more)"), strict=True)
)


def facts_of(town: Town, person: int, currency: str) -> list[dict[str, Any]]:
    """What is known of a person now, as rows of ``group``, ``name``, ``title``, ``text`` and
    ``meaning``.

    Traits are told on their scale and as low, usual or high among the town's adults; children have
    none that matter.
    """
    people = town.people
    adults = people.age >= town.parameters["youngest_age"][0]
    rows = _who(town, person, adults, currency)
    if adults[person]:
        for name, title in trait_titles().items():
            values = getattr(people, name)
            text = f"{among(values[adults], float(values[person]))} ({values[person]:.2f})"
            rows.append(_fact("Attitudes and traits", name, title, text))
        rows += _history(town, person)
    return rows


def among(values: Any, own: float) -> str:
    """Whether a value is low, usual or high among these."""
    below = float(np.count_nonzero(values < own)) / max(values.size, 1)
    above = float(np.count_nonzero(values > own)) / max(values.size, 1)
    if above >= HIGH:
        return "low"
    return "high" if below >= HIGH else "usual"


def _who(town: Town, person: int, adults: Any, currency: str) -> list[dict[str, Any]]:
    people = town.people
    income = float(people.income[person])
    household = int(people.household_size[person])
    culture = people.culture_names[people.culture[person]] if people.culture_names else ""
    travel = float(people.travel[person])
    rows = [
        _fact("Person", "age", "Age", f"{people.age[person]} years"),
        _fact("Person", "sex", "Sex", _SEX_WORDS[SEXES[people.sex[person]]]),
        _fact(
            "Person",
            "household",
            "Lives",
            "alone"
            if household == 1
            else f"with {household - 1} other{'s' if household > 2 else ''}",
        ),
        _fact(
            "Person",
            "income",
            "Household income",
            f"{income:,.0f} {currency} a year, {among(people.income[adults], income)}",
        ),
    ]
    if culture:
        fit = float(people.culture_fit[person])
        rows.append(
            _fact(
                "Person",
                "culture",
                "Culture group",
                f"{words_of(culture)}; services fit {100 * fit:.0f} %",
            )
        )
    rows += [
        _fact(
            "Person",
            "coverage",
            "Who pays for care",
            {"uninsured": "the person, all of it", "insured": "an insurance, most of it"}[
                COVERAGES[people.coverage[person]]
            ],
        ),
        _fact("Person", "work", "Work", words_of(WORKS[people.work[person]])),
        _fact(
            "Person",
            "travel",
            "Way to services",
            f"{travel:.0f} minutes, {among(people.travel[adults], travel)}",
        ),
        _fact(
            "Person",
            "trauma",
            "Adversity in childhood",
            _TRAUMA_WORDS[TRAUMAS[people.trauma[person]]],
        ),
    ]
    return rows


def _history(town: Town, person: int) -> list[dict[str, Any]]:
    people = town.people

    def weeks_ago(name: str) -> str:
        week = int(getattr(people, name)[person])
        if week == NEVER:
            return "never"
        ago = town.week - week
        return "this week" if ago == 0 else f"{ago:,} week{'' if ago == 1 else 's'} ago"

    return [
        _fact("Now and before", "stage", "Stands", STAGE_WORDS[STAGES[people.stage[person]]]),
        _fact(
            "Now and before",
            "severity",
            "Distress",
            SEVERITY_WORDS.get(SEVERITIES[people.severity[person]], "None"),
        ),
        _fact("Now and before", "first_onset", "First episode", weeks_ago("first_onset")),
        _fact("Now and before", "last_need", "Last saw a need", weeks_ago("last_need")),
        _fact("Now and before", "last_refusal", "Last refused an offer", weeks_ago("last_refusal")),
        _fact(
            "Now and before",
            "last_service",
            "Last session with a professional",
            weeks_ago("last_service"),
        ),
        _fact(
            "Now and before",
            "last_dropout",
            "Last left care against the plan",
            weeks_ago("last_dropout"),
        ),
    ]


def _fact(group: str, name: str, title: str, text: str) -> dict[str, Any]:
    meaning = COLUMNS[name].meaning if name in COLUMNS and name != "household" else ""
    return {
        "group": group,
        "name": name,
        "title": title,
        "text": text,
        "meaning": meaning[:1].upper() + meaning[1:],
    }


def known(town: Town, person: int, tie: str = "", strength: float = 0.0) -> dict[str, Any]:
    """A person as a button tells of them: number, title, stage now, and the tie to them."""
    return {
        "person": int(person),
        "title": titled(town.people, person),
        "stage": STAGES[town.people.stage[person]],
        "tie": tie,
        "strength": float(strength),
    }


def around(town: Town, person: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those whom a person lives with, and their friends, the closest first."""
    ties = town.ties
    begin, end = int(ties.start[person]), int(ties.start[person + 1])
    home: list[dict[str, Any]] = []
    friends: list[dict[str, Any]] = []
    for slot in range(begin, end):
        other, strength = int(ties.neighbour[slot]), float(ties.strength[slot])
        if ties.kind[slot] == HOUSEHOLD:
            home.append(known(town, other, "household", strength))
        else:
            friends.append(known(town, other, "friend", strength))
    friends.sort(key=lambda one: -one["strength"])
    return home, friends
