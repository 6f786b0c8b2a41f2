"""The people as columns: one NumPy array for each thing known of a person.

The table ``COLUMNS`` is the schema: the population is allocated from it, processes name the
columns that they read and write out of it, agents offer them as attributes, and result files are
written by it. Weeks are counted from the start of the run; weeks before it, the burn-in, are
negative; ``NEVER`` stands for what has not happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import (
    BARRIER_ROWS,
    NO_DISTRESS,
    NOBODY,
    SEVERITIES,
    STAGES,
    WELL,
)
from simulation.measures.traits import SCALE, TRAIT_ROWS, Trait
from simulation.population.demographics import (
    COVERAGES,
    LARGEST_INCOME,
    LARGEST_PEOPLE,
    MOST_IN_HOUSEHOLD,
    OLDEST,
    SEXES,
    TRAUMAS,
    WORKS,
)

NEVER = -32768
"""The week of what has not happened."""

YEAR = 52
"""Weeks of a year, over which surveys look back."""
MOST_WEEKS = 20_800
"""Weeks that can be counted from week 0 on, four hundred years: week 20,799 is the last."""
MOST_BURN_IN = 5_200
"""Weeks that a burn-in may take, a hundred years."""
EARLIEST_ONSET = 15
"""Age from which episodes before the burn-in are counted, in years."""
FIRST_WEEK = -(MOST_BURN_IN + 1 + YEAR * (OLDEST - EARLIEST_ONSET))
"""The earliest week in which anything can have happened to anybody."""
LONGEST_COURSE = 250
"""Sessions for which a course may be planned at first; a plan may be renewed after them."""
MOST_PLACES = 65_536
"""Zones that a town may have."""

CONFIDED, EXAMPLE, PROMPTED, WARNING, LABELLED, BURDENED, REFERRED = 1, 2, 4, 8, 16, 32, 64
"""Bits of ``known``: has confided in somebody in this episode; is an example of care that helped;
was urged by others before the last request; is an example of care that did harm; was called
resistant to treatment; is burdened by somebody close; was referred to a professional by a
confidant. Of ``shown``: the first, second and fourth, and BURDENED for who is weary."""
NO_OPINION = 0
"""The ``opinion`` of those who say nothing about help: children."""


Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the population: its name, type, initial value, range, unit and meaning.

    ``low`` to ``high`` is all that can ever stand in it, whatever a world asks for, and fits its
    type; in a column of weeks NEVER may, too. Whatever could lead beyond is refused before it is
    stored: integers would wrap without a word.
    """

    name: str
    dtype: type
    initial: float
    low: float
    high: float
    unit: str
    meaning: str
    categories: tuple[str, ...] = ()
    group: str = ""

    def outside(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """At which places of ``values`` stands what this column cannot hold."""
        wide = values.astype(np.float64, copy=False)
        fits = (wide >= self.low) & (wide <= self.high)
        if self.unit == "week":
            fits |= wide == NEVER
        if np.issubdtype(self.dtype, np.integer):
            fits &= wide == np.trunc(wide)
        return np.flatnonzero(~fits)


def column_of(trait: Trait) -> Column:
    """The column of a trait."""
    return Column(trait.name, np.float32, 0, 0.0, 1.0, SCALE, trait.meaning, group="traits")


def _of_traits() -> Iterator[tuple[Any, ...]]:
    """The columns of traits, and beside them the level to which they return."""
    for row in TRAIT_ROWS.values():
        yield row.name, np.float32, 0, (0.0, 1.0), SCALE, row.meaning
        if row.usual:
            returns = f"level to which {row.name.replace('_', ' ')} returns"
            yield row.usual, np.float32, 0, (0.0, 1.0), SCALE, returns


def _week(name: str, meaning: str) -> tuple[Any, ...]:
    """The week in which something happened."""
    return name, np.int16, NEVER, (FIRST_WEEK, MOST_WEEKS - 1), "week", meaning


def _scale(name: str, meaning: str, initial: int = 0) -> tuple[Any, ...]:
    """A share of a scale from 0 to 1."""
    return name, np.float32, initial, (0.0, 1.0), SCALE, meaning


def _usual(name: str, meaning: str) -> tuple[Any, ...]:
    """A level to which somebody returns, in little room."""
    return name, np.uint8, 0, (0, 255), "255ths of the scale", meaning


def _so_many(name: str, most: int, unit: str, meaning: str) -> tuple[Any, ...]:
    """A number of things that somebody has had, none at first."""
    return name, np.uint8 if most <= 255 else np.uint16, 0, (0, most), unit, meaning


def _columns() -> Iterator[Column]:
    u1, u2, i1, i2, i4, f4 = np.uint8, np.uint16, np.int8, np.int16, np.int32, np.float32

    def group(title: str, *rows: tuple[Any, ...]) -> Iterator[Column]:
        for name, dtype, initial, allowed, unit, meaning in rows:
            names = allowed if isinstance(allowed[0], str) else ()
            low, high = (0, len(names) - 1) if names else allowed
            yield Column(name, dtype, initial, low, high, unit, meaning, names, title)

    longest = MOST_WEEKS - 1 - FIRST_WEEK
    most_weeks = MOST_WEEKS + MOST_BURN_IN  # in each a session, or an offer, at the most
    ratio = (0.0, 1e18)  # a lognormal of the widest spread that parameters allow
    yield from group(
        "person",
        ("age", u1, 0, (0, OLDEST), "years", "age"),
        ("sex", u1, 0, SEXES, "code", "sex"),
        ("income", f4, 0, (0.0, LARGEST_INCOME), "currency per year", "income of the household"),
        (
            "household",
            i4,
            -1,
            (-1, LARGEST_PEOPLE - 1),
            "index",
            "household, its members standing side by side; -1 none",
        ),
        ("household_size", u2, 1, (1, MOST_IN_HOUSEHOLD), "people", "people in the household"),
        ("place", u2, 0, (0, MOST_PLACES - 1), "index", "zone of the town"),
        ("culture", u1, 0, (0, 253), "code", "culture group"),
        ("coverage", u1, 0, COVERAGES, "code", "who pays for care"),
        ("work", u1, 0, WORKS, "code", "what the person does in the week"),
        _scale("culture_fit", "how well services fit the culture", 1),
        ("trauma", u1, 0, TRAUMAS, "code", "adversity in childhood: none, 1-3 kinds, 4 or more"),
        ("travel", f4, 0, ratio, "minutes one way", "travel to services"),
    )
    yield from group(
        "traits",
        ("vulnerability", f4, 1, ratio, "rate ratio", "lasting vulnerability to episodes"),
        *_of_traits(),
        _usual("usual_self_stigma", "self-stigma to which recovery leads"),
        _usual("usual_denial", "denial to which recovery leads"),
        _usual("usual_fear_of_change", "fear to which recovery leads"),
        _scale("burden", "exhaustion by an ill person who is close"),
    )
    yield from group(
        "state",
        ("stage", u1, WELL, STAGES, "code", "stage of the pathway"),
        _week("stage_start", "when the stage was entered"),
        ("severity", u1, NO_DISTRESS, SEVERITIES, "code", "severity of the episode now"),
        ("worst_severity", u1, NO_DISTRESS, SEVERITIES, "code", "worst of the last episode"),
        _week("episode_start", "when the last episode began"),
        _week("remission", "when the last episode remitted"),
        _week("need_start", "when a need was seen in the last such episode"),
        (
            "known",
            u1,
            0,
            (0, 127),
            "bits",
            "1 has confided, 2 is an example of care, 4 was prompted",
        ),
        _so_many(
            "refusals", most_weeks, "offers", "offers of professionals refused in the episode"
        ),
        (
            "chronicity",
            f4,
            0,
            (0.0, most_weeks / YEAR + 1.0),
            "years",
            "length of the last episode without care",
        ),
        _scale("asking_habit", "habit of asking confidants and refusing what they say"),
        (
            "confidant",
            i4,
            -1,
            (-LARGEST_PEOPLE - 1, LARGEST_PEOPLE - 1),
            "row",
            "whom the person turned to this week; -1 nobody; -2 less the row: advice was refused",
        ),
    )
    yield from group(
        "care",
        ("modality", u1, NOBODY, (0, NOBODY), "code", "help that is asked for, waited for or used"),
        _so_many(
            "planned_sessions", LONGEST_COURSE, "sessions", "sessions of the course as planned"
        ),
        _so_many(
            "sessions", most_weeks, "sessions", "sessions of the course so far, or of the last one"
        ),
        _scale("alliance", "bond and agreement with the professional"),
        _scale("progress", "progress of the course"),
        ("responsiveness", f4, 0, ratio, "ratio", "how well the person responds to this course"),
    )
    yield from group(
        "heard",
        (
            "prompts",
            f4,
            0,
            (-1e3, 1e3),
            "prompts of the closest tie",
            "urging less discouraging this week",
        ),
        ("examples", i1, 0, (-3, 3), "ties", "ties helped by care less those harmed, -3 to 3"),
    )
    yield from group(
        "seen",
        (
            "opinion",
            u1,
            0,
            (0, 255),
            "254ths less one",
            "favour for help as others hear it; 0 none",
        ),
        (
            "shown",
            u1,
            0,
            (0, 127),
            "bits",
            "what others could see at the end of last week, as `known`",
        ),
        ("opinion_moved", u1, 0, (0, 1), "yes or no", "whether attitudes changed this week"),
    )
    yield from group(
        "history",
        _week("first_onset", "first episode ever"),
        _week("first_contact", "first session ever with a professional"),
        _week("last_need", "last week with a perceived need"),
        _week("last_service", "last session with a professional service"),
        _week("last_entry", "last first session of a course"),
        _week("last_dropout", "last leaving against the plan"),
        _week("last_offer", "last offer of help"),
        _week("last_refusal", "last offer refused"),
        ("entry_wait", u2, 0, (0, longest), "weeks", "wait before the last course"),
        (
            "entry_delay",
            i2,
            -1,
            (-1, longest),
            "weeks",
            "from start of the episode or need to the last course",
        ),
        _so_many("dropout_sessions", most_weeks, "sessions", "sessions had at the last dropout"),
    )
    yield from group(
        "years",
        _so_many("visits_this_year", YEAR, "sessions", "sessions with professionals this year"),
        _so_many("visits_last_year", YEAR, "sessions", "sessions with professionals last year"),
        _so_many("ill_this_year", YEAR, "weeks", "weeks in an episode this year"),
        _so_many("ill_last_year", YEAR, "weeks", "weeks in an episode last year"),
        _so_many("lost_this_year", 1000 * YEAR, "thousandths of a week", "health lost this year"),
        _so_many("lost_last_year", 1000 * YEAR, "thousandths of a week", "health lost last year"),
        ("cost_this_year", f4, 0, (0.0, 1e4 * YEAR), "currency", "cost of care this year"),
        ("cost_last_year", f4, 0, (0.0, 1e4 * YEAR), "currency", "cost of care last year"),
    )
    yield from group(
        "reasons",
        *[
            _week(f"barrier_{name}", f"last week in which {name} kept from seeking")
            for name in BARRIER_ROWS
        ],
    )


COLUMNS: dict[str, Column] = {column.name: column for column in _columns()}
