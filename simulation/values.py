"""Named values: the quantities of the week that strategies may modify, and how modifiers combine.

A strategy never edits the model. It offers, for each person or for a whole service, a modifier of
a named value, and the value declares how several modifiers combine: ``add``, ``multiply``,
``complement`` (the chances that it does not happen multiply) or ``larger`` (the largest counts).
Each of these is free of order, and modifiers are combined in the order of the strategies' names,
so that even the last bit does not depend on how a scenario lists them.

In the compiled loops a value is an array with one entry, its neutral one, as long as nobody
modifies it, and an entry a person while somebody does: read it with ``at``. A value belongs to the
person in whose row it stands; those of helpers (``prompting``, ``confrontation``, ``listening``,
``acknowledgement``, ``conversation_burden``) are read in the row of whoever speaks or listens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.errors import InputError, unknown_name

Combination = Literal["add", "multiply", "complement", "larger"]
COMBINATIONS: tuple[Combination, ...] = ("add", "multiply", "complement", "larger")
_ADD, _MULTIPLY, _COMPLEMENT, _LARGER = range(len(COMBINATIONS))
_NEUTRAL: dict[str, float] = {"add": 0.0, "multiply": 1.0, "complement": 0.0, "larger": 0.0}


@dataclass(frozen=True, slots=True)
class NamedValue:
    """One quantity that strategies may modify.

    ``of`` is ``person`` (a modifier for each person) or ``service`` (one for each modality).
    ``low`` and ``high`` bound each modifier, which is refused beyond them, and hold what several
    combine to.
    """

    name: str
    combination: Combination
    unit: str
    low: float
    high: float
    meaning: str
    of: Literal["person", "service"] = "person"

    @property
    def neutral(self) -> float:
        """The modifier that changes nothing."""
        return _NEUTRAL[self.combination]


_SHARE, _RATIO, _CHANCE = "share of the scale", "ratio", "probability per week"
VALUES: dict[str, NamedValue] = {
    value.name: value
    for value in (
        NamedValue("literacy", "add", _SHARE, -1, 1, "literacy beside the person's own"),
        NamedValue("stigma", "add", _SHARE, -1, 1, "perceived stigma beside the person's own"),
        NamedValue("self_stigma", "add", _SHARE, -1, 1, "self-stigma beside the person's own"),
        NamedValue("trust", "add", _SHARE, -1, 1, "trust beside the person's own"),
        NamedValue("self_reliance", "add", _SHARE, -1, 1, "self-reliance beside the person's own"),
        NamedValue("fear_of_change", "add", _SHARE, -1, 1, "fear of change beside the own"),
        NamedValue("recognition", "complement", _CHANCE, 0, 1, "further chance to see a need"),
        NamedValue("intention", "add", "log odds", -10, 10, "readiness to seek help"),
        NamedValue(
            "prompting",
            "multiply",
            _RATIO,
            0,
            20,
            "how often this person speaks of help to those whose distress they know of",
        ),
        NamedValue(
            "confrontation",
            "multiply",
            _RATIO,
            0,
            5,
            "share of this person's prompts that confront",
        ),
        NamedValue("listening", "multiply", _RATIO, 0, 5, "good that this person's listening does"),
        NamedValue(
            "acknowledgement",
            "larger",
            "probability",
            0,
            1,
            "that this person, confided in, acknowledges and changes the subject",
        ),
        NamedValue(
            "conversation_burden",
            "multiply",
            _RATIO,
            0,
            5,
            "what a conversation about another's problem costs this person",
        ),
        NamedValue("relief", "larger", "share per week", 0, 1, "burden taken off this person"),
        NamedValue("refusal", "multiply", _RATIO, 0, 5, "odds to refuse an offer"),
        NamedValue(
            "price",
            "multiply",
            _RATIO,
            0,
            10,
            "what a session costs the person; what is taken off it, strategies pay",
        ),
        NamedValue("travel", "multiply", _RATIO, 0, 10, "travel to care"),
        NamedValue("withdrawal", "multiply", _RATIO, 0, 5, "chance to leave a waiting list"),
        NamedValue("no_show", "multiply", _RATIO, 0, 5, "chance to miss the first appointment"),
        NamedValue("dropout", "multiply", _RATIO, 0, 5, "chance to leave after a session"),
        NamedValue("alliance", "add", _SHARE, -1, 1, "alliance at the start of a course"),
        NamedValue("culture_fit", "larger", _SHARE, 0, 1, "how well services fit the culture"),
        NamedValue("trauma_burden", "multiply", _RATIO, 0, 2, "what trauma history costs in care"),
        NamedValue("directiveness", "multiply", _RATIO, 0, 2, "how much care directs"),
        NamedValue("progress", "multiply", _RATIO, 0, 5, "progress with each session"),
        NamedValue("places", "multiply", _RATIO, 0, 100, "places of a service", "service"),
        NamedValue(
            "appeal", "add", "log odds", -10, 10, "how often a service is thought of", "service"
        ),
    )
}


@rule
def at(value: NDArray[np.float32], row: int) -> float:
    """The modifier that holds for the person in ``row``, ready to be calculated with.

    Wide, because a sum with a column would otherwise be rounded as if it were stored.
    """
    return np.float64(value[row] if value.size > 1 else value[0])


@rule
def felt(own: float, added: float) -> float:
    """A trait on its scale from 0 to 1 as it is felt: one's own, and what strategies add to it."""
    return min(max(own + added, 0.0), 1.0)


Modifier = float | NDArray[Any]
"""A number that holds for everybody reached, or an array with an entry a person or a modality."""


class Offer(NamedTuple):
    """What a strategy offers to one named value in a week.

    ``rows`` are the persons (or modalities) for whom it holds. ``weights``, one a row or a single
    one, say how much of the modifier is there: 0 is neutral, 1 all of it.
    """

    modifier: Modifier
    rows: NDArray[np.int64]
    weights: Modifier

    def same_as(self, other: Offer) -> bool:
        """Whether this is known to be the same offer as last week's, without a look at arrays."""
        return (
            self.rows is other.rows
            and isinstance(self.modifier, (int, float))
            and isinstance(self.weights, (int, float))
            and self.modifier == other.modifier
            and self.weights == other.weights
        )


@loop
def _combine(
    now: NDArray[np.float32],
    rows: NDArray[np.int64],
    modifiers: NDArray[np.float64],
    weights: NDArray[np.float64],
    how: int,
    neutral: float,
    low: float,
    high: float,
) -> None:
    """Combine modifiers into what has been combined so far, in these rows.

    ``modifiers`` and ``weights`` have an entry a row of ``rows``, or a single one.
    """
    for place in range(rows.size):
        row = rows[place]
        modifier = modifiers[place] if modifiers.size > 1 else modifiers[0]
        weight = weights[place] if weights.size > 1 else weights[0]
        if weight != 1.0:
            modifier = neutral + weight * (modifier - neutral)
        before = np.float64(now[row])
        if how == _ADD:
            combined = before + modifier
        elif how == _MULTIPLY:
            combined = before * modifier
        elif how == _COMPLEMENT:
            combined = 1.0 - (1.0 - before) * (1.0 - modifier)
        else:
            combined = max(before, modifier)
        now[row] = min(max(combined, low), high)


class Values:
    """The modifiers of this week: an attribute for each named value, an array of float32.

    Strategies ``modify`` values after ``begin``, and ``settle`` combines what they have offered.
    A value for which all offers are last week's is left as it is.
    """

    def __init__(self, people: int, services: int) -> None:
        self.people, self.services = people, services
        self._neutral = {
            name: np.full(services if value.of == "service" else 1, value.neutral, np.float32)
            for name, value in VALUES.items()
        }
        self._every_row: dict[int, NDArray[np.int64]] = {}
        self.version = object()
        """A new object whenever a value has moved in memory."""
        self.clear()

    def entries(self, name: str) -> int:
        """How many modifiers a named value has: one a person, or one a modality."""
        return self.services if VALUES[name].of == "service" else self.people

    def clear(self) -> None:
        """Take all modifiers back."""
        self._offers: dict[str, list[Offer]] = {}
        self._settled: dict[str, list[Offer]] = {}
        for name, neutral in self._neutral.items():
            setattr(self, name, neutral)
        self.version = object()

    @property
    def are_modified(self) -> bool:
        """Whether anything was offered in the week that was settled last."""
        return bool(self._settled)

    def begin(self) -> None:
        """Begin a week in which nobody has offered anything yet."""
        self._offers = {}

    def modify(
        self,
        name: str,
        modifier: Modifier,
        rows: NDArray[np.int64] | None = None,
        weights: Modifier = 1.0,
    ) -> None:
        """Offer one more modifier of a named value for this week.

        ``modifier`` is a number, or an array with an entry a person (a modality, for values of
        services). It holds for the persons in ``rows``, for all if left out, by ``weights`` (one a
        row, or a number for all). Arrays handed over must not be changed afterwards.
        Raises ValueError for arrays of another shape.
        """
        wanted = self.entries(name)
        if isinstance(modifier, np.ndarray) and modifier.shape != (wanted,):
            raise ValueError(f"value {name!r} takes {wanted} modifiers, not {modifier.shape}")
        if rows is None:
            if wanted not in self._every_row:
                self._every_row[wanted] = np.arange(wanted)
            rows = self._every_row[wanted]
        self._offers.setdefault(name, []).append(Offer(modifier, rows, weights))

    def settle(self) -> None:
        """Combine what has been offered since ``begin``."""
        for name in (*self._offers, *(self._settled.keys() - self._offers.keys())):
            offers = self._offers.get(name, [])
            if not _same(offers, self._settled.get(name, [])):
                before = getattr(self, name)
                now = self._combined(VALUES[name], offers)
                if now is not before:
                    setattr(self, name, now)
                    self.version = object()
        self._settled = self._offers

    def _combined(self, value: NamedValue, offers: Sequence[Offer]) -> NDArray[np.float32]:
        """All offers for one value together."""
        neutral = self._neutral[value.name]
        if not offers:
            return neutral
        now: NDArray[np.float32] = getattr(self, value.name)
        if now is neutral:
            now = np.empty(self.entries(value.name), np.float32)
        now.fill(value.neutral)
        for modifier, rows, weights in offers:
            if isinstance(modifier, np.ndarray):
                modifier = modifier[rows]
            _combine(
                now,
                rows,
                _numbers(modifier),
                _numbers(weights),
                COMBINATIONS.index(value.combination),
                value.neutral,
                value.low,
                value.high,
            )
        return now


def _same(offers: list[Offer], others: list[Offer]) -> bool:
    return len(offers) == len(others) and all(map(Offer.same_as, offers, others))


def _numbers(given: Modifier) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(given, np.float64))


def checked_offer(
    offer: object, values: Values, rows: NDArray[np.int64] | slice, source: str
) -> tuple[str, Modifier]:
    """What code of a researcher's own offers: a name, and a modifier as a number or an array.

    The array has as many entries as the value, all finite; those of ``rows`` lie in its range.
    Raises InputError, told with ``source``, for whatever else it is.
    """
    if not isinstance(offer, tuple) or len(offer) != 2:
        raise InputError(
            "yields something else than a name and a modifier", source=source, found=offer
        )
    name, modifier = offer
    if name not in VALUES:
        raise unknown_name("named value", name, VALUES, source=source)
    value = VALUES[name]
    if isinstance(modifier, float) and value.low <= modifier <= value.high:
        return name, modifier
    wanted = values.entries(name)
    given = np.asarray(modifier)
    if given.dtype.kind not in "biuf" or given.shape not in ((), (wanted,)):
        raise InputError(
            f"yields something else than a number or {wanted} of them for {name!r}",
            source=source,
            found=f"{given.dtype} of shape {given.shape}",
        )
    if not np.isfinite(given).all():
        raise InputError(
            f"yields a modifier of {name!r} that is not a finite number", source=source
        )
    counted = given[rows] if given.shape and value.of == "person" else np.ravel(given)
    if counted.size:
        for extreme in (float(counted.min()), float(counted.max())):
            if not value.low <= extreme <= value.high:
                raise InputError(
                    f"yields a modifier of {name!r} that is out of range",
                    source=source,
                    found=extreme,
                    allowed=f"{value.low:g} to {value.high:g}",
                )
    return name, given if given.shape else float(given)
