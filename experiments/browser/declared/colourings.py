"""Colourings: what the colour of a person may stand for, declared once.

A colouring gives each person a code, one byte: of a category, or 0 to 254 along a scale and 255
where a person has none. Colours are told apart with any kind of colour vision (Okabe and Ito's
palette, as in the figures), in two variants for light and dark pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.words.wording import (
    words_of,
)
from simulation.measures.categories import (
    BARRIER_ROWS,
    BARRIERS,
    IN_CARE,
    MODALITY_ROWS,
    NOBODY_ROW,
    SEVERITY_ROWS,
    STAGE_ROWS,
    Category,
)
from simulation.measures.colours import BLUE, DARK, GREEN, ORANGE, PURPLE, SKY, VERMILION, YELLOW
from simulation.measures.following import kept_for_rows
from simulation.measures.traits import SCALE, TRAIT_ROWS
from simulation.population.columns import COLUMNS, NEVER, YEAR

if TYPE_CHECKING:
    from simulation.state import State

Codes = NDArray[np.uint8]
NONE = 255
"""The code of a person who has no place on a scale."""
SCALE_STEPS = 254

QUIET, FAINT = ("#E4E7EB", "#2A333C"), ("#C3CAD1", "#56626D")
"""Colours, for light and dark pages, of those whom a colouring does not point out."""


class Code(NamedTuple):
    """One category of a colouring: its name in the model, in plain words, and its colours."""

    name: str
    title: str
    light: str
    dark: str


@dataclass(frozen=True)
class Colouring:
    """One thing that colour may stand for.

    ``codes_of(town, other)`` gives each person's code, uint8 (people); ``other`` is the town
    without any of the compared strategies, or the town itself. ``codes`` are the categories in the
    order of their codes; a scale has none, and goes from ``low`` to ``high`` in ``unit``.
    """

    name: str
    title: str
    meaning: str
    group: str
    codes_of: Callable[[State, State], Codes]
    codes: tuple[Code, ...] = ()
    low: float = 0.0
    high: float = 1.0
    unit: str = ""

    def told(self) -> dict[str, Any]:
        """The colouring as the page reads it."""
        return {
            "name": self.name,
            "title": self.title,
            "meaning": self.meaning,
            "group": self.group,
            "kind": "category" if self.codes else "scale",
            "codes": [code._asdict() for code in self.codes],
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
        }


def scaled(values: NDArray[Any], low: float, high: float) -> Codes:
    """Values as codes of a scale: 0 at ``low`` and below, 254 at ``high`` and above."""
    place = (values.astype(np.float32) - low) * np.float32(SCALE_STEPS / (high - low))
    return np.asarray(np.clip(np.rint(place), 0, SCALE_STEPS).astype(np.uint8))


def _code(name: str, title: str, light: str) -> Code:
    return Code(name, title, light, DARK.get(light, light))


def _quiet(name: str, title: str) -> Code:
    return Code(name, title, *QUIET)


def _codes(rows: Mapping[str, Category]) -> tuple[Code, ...]:
    """A code for each row of a table of categories."""
    return tuple(
        _code(row.name, row.title, row.colour) if row.colour else _quiet(row.name, row.title)
        for row in rows.values()
    )


def _column(name: str) -> Callable[[State, State], Codes]:
    return lambda town, other: np.asarray(getattr(town.people, name), np.uint8)


def _helped_by(helps: Sequence[Category]) -> Colouring:
    """The kind of help that people are in; ``nobody`` for those who are in none."""
    place = {row.name: code for code, row in enumerate(helps)}

    def codes_of(town: State, other: State) -> Codes:
        people = town.people
        here = np.array([place.get(row.name, NONE) for row in people.helps], np.uint8)
        found = np.full(people.people, len(helps), np.uint8)
        in_care = people.stage == IN_CARE
        found[in_care] = here[people.modality[in_care]]
        return found

    codes = (*_codes({row.name: row for row in helps}), _quiet(NOBODY_ROW.name, NOBODY_ROW.title))
    return Colouring(
        "modality",
        "Helped by",
        "The kind of help that people are in now",
        "On the way to help",
        codes_of,
        codes,
    )


def reason(town: State, other: State) -> Codes:
    """The barrier that last kept each person from seeking, within the last 52 weeks.

    Of several named in one week that one is shown which fewest people name in the town now, so
    that the commonest, which stands beside most others, does not hide them. Code
    ``len(BARRIERS)`` is of people whom none kept.
    """
    recent = town.week - YEAR
    weeks = np.stack([getattr(town.people, f"barrier_{name}") for name in BARRIERS])
    named = (weeks > recent) & (weeks != NEVER)
    found = np.full(town.people.people, len(BARRIERS), np.uint8)
    kept = np.flatnonzero(named.any(axis=0))
    rarest_first = np.argsort(np.count_nonzero(named, axis=1), kind="stable")
    latest = np.where(named[:, kept], weeks[:, kept], NEVER)[rarest_first]
    found[kept] = rarest_first[np.argmax(latest, axis=0)]
    return found


def because(town: State, other: State) -> Codes:
    """Who is in care in this town and in the one without the compared strategies: 0 in neither,
    1 in both, 2 only here, 3 only there."""
    here, there = town.people.stage == IN_CARE, other.people.stage == IN_CARE
    return np.asarray(np.where(here, np.where(there, 1, 2), np.where(there, 3, 0)), np.uint8)


def _scale(
    name: str,
    title: str,
    group: str,
    low: float,
    high: float,
    unit: str,
    meaning: str = "",
    among: Callable[[State], NDArray[np.bool_]] | None = None,
) -> Colouring:
    def codes_of(town: State, other: State) -> Codes:
        codes = scaled(getattr(town.people, name), low, high)
        return codes if among is None else np.where(among(town), codes, np.uint8(NONE))

    said = meaning or COLUMNS[name].meaning
    return Colouring(
        name, title, said[:1].upper() + said[1:], group, codes_of, low=low, high=high, unit=unit
    )


def _in_care(town: State) -> NDArray[np.bool_]:
    return np.asarray(town.people.stage == IN_CARE)


def _named(name: str, title: str, meaning: str, *colours: str) -> Colouring:
    """A column of codes, in these colours."""
    categories = COLUMNS[name].categories
    codes = tuple(
        Code(code, words_of(code), *QUIET) if not colour else _code(code, words_of(code), colour)
        for code, colour in zip(categories, colours, strict=True)
    )
    return Colouring(name, title, meaning, "Who people are", _column(name), codes)


_CULTURES = (SKY, ORANGE, GREEN, PURPLE, YELLOW, BLUE, VERMILION)


def _culture(groups: Sequence[str]) -> Colouring:
    place = {name: code for code, name in enumerate(groups)}

    def codes_of(town: State, other: State) -> Codes:
        here = np.array([place.get(name, NONE) for name in town.people.culture_names], np.uint8)
        return here[town.people.culture]

    codes = tuple(
        _code(name, words_of(name), _CULTURES[number % len(_CULTURES)])
        for number, name in enumerate(groups)
    )
    return Colouring(
        "culture",
        "Culture group",
        "Groups that differ in norms and in how well services fit them",
        "Who people are",
        codes_of,
        codes,
    )


@kept_for_rows
def colourings(
    cultures: tuple[str, ...], helps: tuple[Category, ...] = tuple(MODALITY_ROWS.values())
) -> dict[str, Colouring]:
    """All colourings by name; ``cultures`` are the culture groups of the worlds that there are,
    ``helps`` their kinds of help."""
    nothing = _quiet("none", "Nothing")
    way, people, attitudes = "On the way to help", "Who people are", "Attitudes"
    found = [
        Colouring(
            "stage",
            "Where people stand",
            "Stage of the way to help, at the end of the week",
            way,
            _column("stage"),
            _codes(STAGE_ROWS),
        ),
        Colouring(
            "severity",
            "How ill people are",
            "Severity of the episode now",
            way,
            _column("severity"),
            _codes(SEVERITY_ROWS),
        ),
        _helped_by(helps),
        Colouring(
            "reason",
            "What kept people from seeking",
            "The reason that last kept a person who saw a need from seeking help, within the "
            "last 52 weeks; of several named in one week, the one that fewest people name",
            way,
            reason,
            (*_codes(BARRIER_ROWS), nothing),
        ),
        Colouring(
            "because",
            "In care because of the strategy",
            "Each person here and in the town in which none of the compared strategies is "
            "there: the same people with the same luck",
            way,
            because,
            (
                _quiet("neither", "Not in care"),
                Code("both", "In care either way", *FAINT),
                _code("gained", "In care only with the strategy", BLUE),
                _code("lost", "In care only without it", VERMILION),
            ),
        ),
        _scale(
            "alliance",
            "Alliance with the professional",
            way,
            0.0,
            1.0,
            "share of the scale",
            among=_in_care,
        ),
        _scale(
            "progress",
            "Progress of the course",
            way,
            0.0,
            1.0,
            "share of full progress",
            among=_in_care,
        ),
        _named("sex", "Sex", "Sex", ORANGE, BLUE, GREEN),
        _culture(cultures),
        _named("coverage", "Who pays for care", "Coverage: who pays for care", VERMILION, SKY),
        _named("work", "Work", "What the person does in the week", "", SKY, BLUE, ORANGE),
        _named(
            "trauma",
            "Adversity in childhood",
            "None, one to three kinds, four or more",
            "",
            "#F2DFA9",
            VERMILION,
        ),
        _scale("age", "Age", people, 0.0, 100.0, "years"),
        _scale("income", "Income of the household", people, 0.0, 200_000.0, "currency per year"),
        _scale("travel", "Travel to services", people, 0.0, 120.0, "minutes one way"),
        *(_scale(row.name, row.title, attitudes, 0.0, 1.0, SCALE) for row in TRAIT_ROWS.values()),
        *(
            _scale(name, words_of(name), attitudes, 0.0, 1.0, SCALE)
            for name in ("burden", "asking_habit")
        ),
    ]
    return {colouring.name: colouring for colouring in found}
