"""What a comparison says in sentences, for somebody who reads nothing else."""

from __future__ import annotations

from math import isnan
from typing import Any

from experiments.browser.live.person.moment import number_of
from experiments.browser.live.wording import rounded
from simulation.measures.whole_time import ILLNESS
from simulation.population.columns import YEAR

Told = dict[str, Any]
_SAID = {"better": "fewer", "worse": "more"}


def sentences(told: Told) -> list[str]:
    """For each arm but the first: who is in care because of it, what it does to illness, what an
    additional person in care costs, and how sure one can be."""
    return ["", *(sentence(told, arm) for arm in range(1, len(told["arms"])))]


def time_words(weeks: int) -> str:
    """A time in words: whole years as such."""
    if weeks % YEAR == 0:
        years = weeks // YEAR
        return {
            1: "one year",
            2: "two years",
            3: "three years",
            4: "four years",
            5: "five years",
        }.get(years, f"{years:,} years")
    return number_of(weeks, "week")


def sentence(told: Told, arm: int) -> str:
    """What is to be said of one arm."""
    label = told["arms"][arm]
    because = told["because"][arm]
    after = f"After {time_words(told['week'] + 1)}"
    gained, lost, adults = because["gained"], because["lost"], told["adults"]
    if gained or lost:
        are = "is" if gained == 1 else "are"
        head = f"{after}, {gained:,} of {adults:,} adults {are} in care because of {label}"
        if lost:
            others = "other is" if lost == 1 else "others are"
            head += f"; {lost:,} {others} not, who would be without it"
        head += "."
    else:
        of = number_of(adults, "adult")
        head = f"{after}, nobody of {of} is in care, or out of it, because of {label}."
    who = number_of(because["began"], "person", "people") if because["began"] else "nobody"
    began = f"In all that time {who} began care who would not have without it."
    return " ".join(part for part in (head, began, _illness(told, arm), _price(told, arm)) if part)


def _illness(told: Told, arm: int) -> str:
    """What it does to weeks of illness, over all seeds."""
    measure = _measure(told, ILLNESS)
    found, verdict = measure["differences"][arm], measure["verdicts"][arm]
    towns = number_of(told["seeds"], "town")
    if isnan(found["low"]):
        return "What it does to illness cannot be told apart from chance with one town."
    per_1000 = rounded(abs(1000.0 * found["value"]))
    if verdict in _SAID:
        return (
            f"Over {towns} with luck of their own, {per_1000} {_SAID[verdict]} weeks of illness "
            "per 1,000 adults."
        )
    if verdict == "the same in every seed":
        return f"Illness is the same in all {towns}."
    more = measure["more_seeds"][arm]
    how_many = f"; about {more:,} more towns would settle it" if more else ""
    return f"Whether there is less illness is undecided after {towns}{how_many}."


def _price(told: Told, arm: int) -> str:
    """What an additional person in care costs."""
    effect = next(one for one in told["worth"] if one["name"] == "person_in_care")
    found = effect["arms"][arm]
    currency = told["currency"]
    verdict = found["verdict"]
    if verdict == "costs and helps":
        return (
            f"Each additional person who begins care costs {rounded(found['value'])} {currency} "
            f"({rounded(found['low'])} to {rounded(found['high'])})."
        )
    if verdict == "saves and helps":
        return "It brings more people into care and saves money."
    if verdict == "dominated":
        return "It costs more and brings no more people into care."
    if verdict == "helps, costs undecided":
        return "It brings more people into care; what it costs in all is undecided."
    return ""


def _measure(told: Told, name: str) -> Told:
    found: Told = next(one for one in told["measures"] if one["name"] == name)
    return found
