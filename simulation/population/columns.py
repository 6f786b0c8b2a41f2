"""The people as columns: one NumPy array for each thing known of a person.

The table ``COLUMNS`` is the schema: the population is allocated from it, processes name the
columns that they read and write out of it, agents offer them as attributes, and result files are
written by it. Weeks are counted from the start of the run; weeks before it, the burn-in, are
negative; ``NEVER`` stands for what has not happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.measures.categories import (
    BARRIER_ROWS,
    MODALITY_ROWS,
    NO_DISTRESS,
    NOBODY,
    NOBODY_ROW,
    SEVERITIES,
    STAGES,
    WELL,
    Category,
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

if TYPE_CHECKING:
    import pandas as pd

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


def _columns() -> Iterator[Column]:
    u1, u2, i1, i2, i4 = np.uint8, np.uint16, np.int8, np.int16, np.int32
    f4 = np.float32

    def group(title: str, *rows: tuple[Any, ...]) -> Iterator[Column]:
        for name, dtype, initial, allowed, unit, meaning in rows:
            names = allowed if isinstance(allowed[0], str) else ()
            low, high = (0, len(names) - 1) if names else allowed
            yield Column(name, dtype, initial, low, high, unit, meaning, names, title)

    unit_scale, byte, flag = (0.0, 1.0), (0, 255), (0, 1)
    share = SCALE
    when, duration = (FIRST_WEEK, MOST_WEEKS - 1), (0, MOST_WEEKS - 1 - FIRST_WEEK)
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
        ("culture_fit", f4, 1, unit_scale, share, "how well services fit the culture"),
        ("trauma", u1, 0, TRAUMAS, "code", "adversity in childhood: none, 1-3 kinds, 4 or more"),
        ("travel", f4, 0, ratio, "minutes one way", "travel to services"),
    )
    yield from group(
        "traits",
        ("vulnerability", f4, 1, ratio, "rate ratio", "lasting vulnerability to episodes"),
        *_of_traits(),
        (
            "usual_self_stigma",
            u1,
            0,
            byte,
            "255ths of the scale",
            "self-stigma to which recovery leads",
        ),
        ("usual_denial", u1, 0, byte, "255ths of the scale", "denial to which recovery leads"),
        (
            "usual_fear_of_change",
            u1,
            0,
            byte,
            "255ths of the scale",
            "fear to which recovery leads",
        ),
        ("burden", f4, 0, unit_scale, share, "exhaustion by an ill person who is close"),
    )
    yield from group(
        "state",
        ("stage", u1, WELL, STAGES, "code", "stage of the pathway"),
        ("stage_start", i2, NEVER, when, "week", "when the stage was entered"),
        ("severity", u1, NO_DISTRESS, SEVERITIES, "code", "severity of the episode now"),
        ("worst_severity", u1, NO_DISTRESS, SEVERITIES, "code", "worst of the last episode"),
        ("episode_start", i2, NEVER, when, "week", "when the last episode began"),
        ("remission", i2, NEVER, when, "week", "when the last episode remitted"),
        ("need_start", i2, NEVER, when, "week", "when a need was seen in the last such episode"),
        (
            "known",
            u1,
            0,
            (0, 127),
            "bits",
            "1 has confided, 2 is an example of care, 4 was prompted",
        ),
        (
            "refusals",
            u2,
            0,
            (0, most_weeks),
            "offers",
            "offers of professionals refused in the episode",
        ),
        (
            "chronicity",
            f4,
            0,
            (0.0, most_weeks / YEAR + 1.0),
            "years",
            "length of the last episode without care",
        ),
        (
            "asking_habit",
            f4,
            0,
            unit_scale,
            share,
            "habit of asking confidants and refusing what they say",
        ),
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
        (
            "planned_sessions",
            u1,
            0,
            (0, LONGEST_COURSE),
            "sessions",
            "sessions of the course as planned",
        ),
        (
            "sessions",
            u2,
            0,
            (0, most_weeks),
            "sessions",
            "sessions of the course so far, or of the last one",
        ),
        ("alliance", f4, 0, unit_scale, share, "bond and agreement with the professional"),
        ("progress", f4, 0, unit_scale, share, "progress of the course"),
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
        ("opinion_moved", u1, 0, flag, "yes or no", "whether attitudes changed this week"),
    )
    yield from group(
        "history",
        ("first_onset", i2, NEVER, when, "week", "first episode ever"),
        ("first_contact", i2, NEVER, when, "week", "first session ever with a professional"),
        ("last_need", i2, NEVER, when, "week", "last week with a perceived need"),
        ("last_service", i2, NEVER, when, "week", "last session with a professional service"),
        ("last_entry", i2, NEVER, when, "week", "last first session of a course"),
        ("last_dropout", i2, NEVER, when, "week", "last leaving against the plan"),
        ("last_offer", i2, NEVER, when, "week", "last offer of help"),
        ("last_refusal", i2, NEVER, when, "week", "last offer refused"),
        ("entry_wait", u2, 0, duration, "weeks", "wait before the last course"),
        (
            "entry_delay",
            i2,
            -1,
            (-1, duration[1]),
            "weeks",
            "from start of the episode or need to the last course",
        ),
        (
            "dropout_sessions",
            u2,
            0,
            (0, most_weeks),
            "sessions",
            "sessions had at the last dropout",
        ),
    )
    yield from group(
        "years",
        ("visits_this_year", u1, 0, (0, YEAR), "sessions", "sessions with professionals this year"),
        ("visits_last_year", u1, 0, (0, YEAR), "sessions", "sessions with professionals last year"),
        ("ill_this_year", u1, 0, (0, YEAR), "weeks", "weeks in an episode this year"),
        ("ill_last_year", u1, 0, (0, YEAR), "weeks", "weeks in an episode last year"),
        (
            "lost_this_year",
            u2,
            0,
            (0, 1000 * YEAR),
            "thousandths of a week",
            "health lost this year",
        ),
        (
            "lost_last_year",
            u2,
            0,
            (0, 1000 * YEAR),
            "thousandths of a week",
            "health lost last year",
        ),
        ("cost_this_year", f4, 0, (0.0, 1e4 * YEAR), "currency", "cost of care this year"),
        ("cost_last_year", f4, 0, (0.0, 1e4 * YEAR), "currency", "cost of care last year"),
    )
    yield from group(
        "reasons",
        *[
            (
                f"barrier_{name}",
                i2,
                NEVER,
                when,
                "week",
                f"last week in which {name} kept from seeking",
            )
            for name in BARRIER_ROWS
        ],
    )


COLUMNS: dict[str, Column] = {column.name: column for column in _columns()}

LINES: tuple[tuple[str, ...], ...] = (
    (
        "perceived_stigma",
        "usual_stigma",
        "self_stigma",
        "trust",
        "usual_trust",
        "expected_benefit",
        "self_reliance",
        "literacy",
        "concealment",
        "denial",
        "fear_of_change",
        "reactance",
        "help_resistance",
        "asking_habit",
        "income",
        "prompts",
    ),
    (
        "travel",
        "culture_fit",
        "alliance",
        "progress",
        "responsiveness",
        "need_start",
        "first_contact",
        "episode_start",
        "stage_start",
        "last_entry",
        "last_offer",
        "last_refusal",
        "last_dropout",
        *(f"barrier_{name}" for name in BARRIER_ROWS),
        "refusals",
        "sessions",
        "dropout_sessions",
        "trauma",
        "coverage",
        "work",
        "modality",
        "examples",
        "planned_sessions",
    ),
)
"""Columns that processes read together, for a few people at a time: one person's share a line
of memory. Every other column is an array of its own, which processes read from end to end."""
_LINE = 64


def _lines(people: int, names: tuple[str, ...]) -> NDArray[Any]:
    """Room for columns that stand side by side, each row a line of memory."""
    kind = _line_type(names)
    room = np.zeros(people * _LINE + _LINE, np.uint8)
    skip = -room.ctypes.data % _LINE
    return room[skip : skip + people * _LINE].view(kind)


@cache
def _line_type(names: tuple[str, ...]) -> np.dtype[Any]:
    types = [np.dtype(COLUMNS[name].dtype) for name in names]
    ends = list(accumulate(kind.itemsize for kind in types))
    assert ends[-1] <= _LINE
    return np.dtype(
        {"names": names, "formats": types, "offsets": [0, *ends[:-1]], "itemsize": _LINE}
    )


class Population:
    """All people: an attribute for each column of ``COLUMNS``, an array with a row a person."""

    def __init__(self, people: int, culture_names: tuple[str, ...] = ()) -> None:
        self.people = people
        self.culture_names = culture_names
        self.helps: tuple[Category, ...] = tuple(MODALITY_ROWS.values())
        """The kinds of help of the world, in the order of their codes."""
        self.labels: list[str] | None = None
        """Names of the persons in the user's own files, where there are any."""
        self._lines = [_lines(people, names) for names in LINES]
        for names, lines in zip(LINES, self._lines, strict=True):
            lines[:] = tuple(COLUMNS[name].initial for name in names)
        self._name_lines()
        for column in COLUMNS.values():
            if not hasattr(self, column.name):
                setattr(self, column.name, np.full(people, column.initial, column.dtype))

    def _name_lines(self) -> None:
        for names, lines in zip(LINES, self._lines, strict=True):
            for name in names:
                setattr(self, name, lines[name])

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> NDArray[Any]: ...

    def __setattr__(self, name: str, value: Any) -> None:
        # Compiled code reads and writes where a column stands, and would never see another one.
        if name in COLUMNS and name in self.__dict__:
            raise AttributeError(f"a column stays where it is: write into it, people.{name}[:] =")
        super().__setattr__(name, value)

    def fill(self, name: str, values: NDArray[Any]) -> None:
        """Store a value for everybody. Raises InputError for one that the column cannot hold."""
        column = COLUMNS[name]
        wrong = column.outside(values)
        if wrong.size:
            row = int(wrong[0])
            who = f"person {self.labels[row]}" if self.labels else f"row {row + 1}"
            raise InputError(
                "out of range",
                source="people",
                field=f"{name}, {who}",
                found=values[row].item(),
                allowed=f"{column.low:,.12g} to {column.high:,.12g}",
            )
        getattr(self, name)[:] = values

    @property
    def nbytes(self) -> int:
        """Bytes of all columns together."""
        return sum(getattr(self, name).nbytes for name in COLUMNS)

    def columns(self) -> dict[str, NDArray[Any]]:
        """All columns by name; the arrays themselves, not copies."""
        return {name: getattr(self, name) for name in COLUMNS}

    def copy(self) -> Population:
        """A population of its own with the same contents."""
        other = Population.__new__(Population)
        other.people, other.culture_names, other.helps, other.labels = (
            self.people,
            self.culture_names,
            self.helps,
            self.labels,
        )
        other._lines = [_lines(self.people, names) for names in LINES]
        for mine, yours in zip(other._lines, self._lines, strict=True):
            mine[:] = yours
        other._name_lines()
        for name in COLUMNS:
            if name not in other.__dict__:
                setattr(other, name, getattr(self, name).copy())
        return other

    def __reduce__(self) -> Any:
        # Columns that stand in lines would be copied out of them, and code compiled anew for those.
        return _again, (self.people, self.culture_names, self.helps, self.labels, self.columns())

    def names_of(self, column: str) -> tuple[str, ...]:
        """The names of the codes of a column, in the order of ``codes_of``; none if it has none."""
        if column == "culture":
            return self.culture_names
        if column == "modality":
            return (*(row.name for row in self.helps), NOBODY_ROW.name)
        return COLUMNS[column].categories

    def codes_of(self, column: str) -> NDArray[Any]:
        """A column, its codes as places among ``names_of``, where nobody comes last."""
        values: NDArray[Any] = getattr(self, column)
        return np.minimum(values, np.uint8(len(self.helps))) if column == "modality" else values

    def frame(self) -> pd.DataFrame:
        """All columns as a table, codes as categories, rows in the order of the people."""
        import pandas as pd

        table: dict[str, Any] = {}
        for name in COLUMNS:
            values, categories = self.codes_of(name), self.names_of(name)
            table[name] = values
            if categories:
                table[name] = pd.Categorical.from_codes(
                    values.astype(np.int16), categories=pd.Index(categories)
                )
        frame = pd.DataFrame(table)
        if self.labels is not None:
            frame.insert(0, "label", self.labels)
        return frame


def _again(
    people: int,
    culture_names: tuple[str, ...],
    helps: tuple[Category, ...],
    labels: list[str] | None,
    columns: dict[str, NDArray[Any]],
) -> Population:
    """A population that was copied or pickled."""
    found = Population(people, culture_names)
    found.helps, found.labels = helps, labels
    for name, column in columns.items():
        getattr(found, name)[:] = column
    return found
