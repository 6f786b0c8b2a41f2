"""Moment: what a process of one week meant for one person, and the happening it is told as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.measures.categories import NOBODY, NOBODY_ROW
from simulation.network.ties import HOUSEHOLD
from simulation.population.demographics import FEMALE, MALE

if TYPE_CHECKING:
    from simulation.population.people import Population
    from simulation.town import Town


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a person: week, kind, a title of some words, and more of it."""

    week: int
    kind: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One person between two processes of a week.

    ``was`` are the watched columns before the process, ``memory`` is kept from week to week, and
    what is put into ``now`` is told as a line of this week.
    """

    town: Town
    week: int
    person: int
    was: Mapping[str, int]
    memory: dict[str, Any]
    now: dict[str, float]
    happenings: list[Happening]

    def column(self, name: str) -> Any:
        """The person's value of a column now, as a plain number."""
        return getattr(self.town.people, name)[self.person].item()

    def tell(self, kind: str, title: str, text: str = "") -> None:
        """Add a happening of this week."""
        self.happenings.append(Happening(self.week, kind, title, text))

    def help_words(self, modality: int) -> str:
        """A kind of help within a sentence."""
        if modality == NOBODY:
            return NOBODY_ROW.title.lower()
        return self.town.people.helps[modality].in_sentence

    def relation(self, other: int) -> str:
        """What somebody with a tie to the person is to them, in words."""
        ties = self.town.ties
        begin, end = ties.start[self.person], ties.start[self.person + 1]
        for slot in range(begin, end):
            if ties.neighbour[slot] == other:
                return "somebody at home" if ties.kind[slot] == HOUSEHOLD else "a friend"
        return "somebody"

    def named(self, other: int) -> str:
        """Somebody else, so that one can find them: number or label, sex and age."""
        return titled(self.town.people, other)


def titled(people: Population, person: int) -> str:
    """A person in a few words: ``#123, woman of 43``."""
    label = people.labels[person] if people.labels is not None else f"#{person}"
    return f"{label}, {who(people, person)}"


def who(people: Population, person: int) -> str:
    """Sex and age in words."""
    age, sex = int(people.age[person]), int(people.sex[person])
    if age < 18:
        kind = {FEMALE: "girl", MALE: "boy"}.get(sex, "child")
    else:
        kind = {FEMALE: "woman", MALE: "man"}.get(sex, "person")
    return f"{kind} of {age}"


def number_of(count: int, one: str, many: str = "") -> str:
    """A count with its noun: ``1 week``, ``3 weeks``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share in percent, within a sentence; small ones are not rounded to nothing."""
    value = 100.0 * share
    if 0.0 < value < 0.1:
        return "less than 0.1 %"
    return f"{value:.1f} %" if value < 10.0 else f"{value:.0f} %"


def listed(words: list[str], last: str = "and") -> str:
    """Several words as a sentence has them."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
