"""Drawing a population from the rows of a table: survey weights, more or fewer people.

With weights, households (or persons where there are none) are drawn systematically: the table is
sorted by place, sex, age and more, its weights are laid end to end, and a unit is taken at each of
even steps from one keyed start. So each is drawn in proportion to its weight, and a run of rows
that the sorting keeps together is met to within one (Madow 1949; Särndal, Swensson and Wretman
1992, ch. 3.4). Of several keyed starts the one whose draw is closest to all weighted margins is
taken, as in rejective sampling (Fuller 2009, Biometrika 96). How much weights cost in precision
tells Kish's effective size, (sum w)^2 / sum w^2.

Without weights the table is repeated as a whole, each time in another keyed order, and the last
time in part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.population.households import Households
from simulation.randomness import decision, permutation, uniforms

_START = decision("population: start of the systematic draw by weight")
_ORDER = decision("population: order of households of a table")

_STARTS = 40

NO_WEIGHT = "none"
"""What the mapping of ``weight`` says where the weights of a survey are not to be used."""

_NO_WEIGHT_NAMES = re.compile(
    r"(?i).*(kg|lbs?|pound|gram|birth|body|overw|underw|loss|gain|goal|change|child|height).*"
)
_WEIGHT_NAMES = re.compile(
    r"(?i)(.*(weights?|wgts?|wghts?|wghtp?|wtgs?|gewicht\w*|gewichtung)\d?"
    r"|(weights?|wgts?|wght|gewicht|poids|peso|ponder\w*|pond|fexp\w*|fac_?exp\w*|factor_?exp\w*"
    r"|expansion_?factor)([_. ]?(final|total|person|pers|ind|hh|\w{0,6}))?"
    r"|wts?|(.*[_. ])wts?\d?|_?(llcp|final|fin|samp|sample|per|pers|person|hh|house|p|f|a|i|n"
    r"|d|x|s|r|asec|rep|pop|survey|svy|perf|ind|pw|gp|rk)_?wts?p?\d?|wt(per|fin|final|finl|int|mec|ss|supp"
    r"|samp|ind|hh|pop|rep|dr|saf|ph)\w*|[pw]?wgtp|pw(eight)?s?|h?v005|mv005|[a-z]_\w+_x[wf])"
)
_BODY = re.compile(r"(?i)(.*[_. ])?(height|bmi|waist)([_. ].*)?\d?")


def weight_like(names: Sequence[str]) -> list[str]:
    """Columns whose names say that they hold survey weights, in the order of the file."""
    found = [
        name
        for name in names
        if _WEIGHT_NAMES.fullmatch(name.strip()) and not _NO_WEIGHT_NAMES.fullmatch(name)
    ]
    if any(_BODY.fullmatch(name) for name in names):
        # Beside height, weight is what a scale shows.
        found = [name for name in found if name.strip().lower() not in ("weight", "wt", "wgt")]
    return found


def effective_size(weight: NDArray[np.float64]) -> float:
    """Kish's effective size: of how many people, drawn alike, the sample has the precision."""
    total = float(weight.sum())
    return total * total / float((weight * weight).sum())


class Drawn(NamedTuple):
    """People drawn from the rows of a table.

    ``households``: as of a table whose rows are those drawn (``order`` names rows of the file, as
    often as they were drawn). ``copy`` int64: which copy of its row each person is, 0 the first.
    """

    households: Households
    copy: NDArray[np.int64]


def repeated(households: Households, people: int, seed: int) -> Drawn:
    """So many people: the table again and again, each time in another keyed order.

    One more person leaves all others as they were. The household drawn last may lack members.
    """
    sizes = _sizes(households)
    number = sizes.size
    passes = -(-people // households.order.size)
    units = np.concatenate([permutation(seed, _ORDER, number, k=k) for k in range(passes)])
    return _people_of(households, units, people)


def by_weight(
    households: Households,
    weight: NDArray[np.float64],
    groups: Sequence[NDArray[np.int64]],
    people: int | None,
    seed: int,
) -> Drawn:
    """A population in which rows of the table have their weight.

    ``weight``: of each person, in the order of ``households``; a household has the mean of its
    members'. ``groups``: for each margin that matters, the category of each person, in the same
    order; the table is sorted by them, the first of most importance. ``people`` None takes as many
    households as the table has with a weight.
    """
    sizes = _sizes(households)
    unit_of = np.cumsum(households.leads) - 1
    heads = np.flatnonzero(households.leads)
    units = np.bincount(unit_of, weight) / sizes
    order = np.lexsort([*(each[heads] for each in reversed(groups)), sizes])
    order = order[units[order] > 0]
    ends = np.cumsum(units[order])
    mean_size = float((units * sizes).sum() / units.sum())
    number = order.size if people is None else max(1, round(people / mean_size))

    def counted(start: float, number: int) -> NDArray[np.int64]:
        steps = (start + np.arange(number)) * (ends[-1] / number)
        at = np.minimum(np.searchsorted(ends, steps, "right"), order.size - 1)
        return np.bincount(order[at], minlength=sizes.size)

    def apart(times: NDArray[np.int64]) -> float:
        """How far the margins are from what the weights say (chi-square)."""
        distance = 0.0
        for group in groups:
            wanted = np.bincount(group, units[unit_of]) * (times.sum() / units.sum())
            reached = np.bincount(group, times[unit_of])
            distance += float(((reached - wanted) ** 2 / np.maximum(wanted, 1.0)).sum())
        return distance

    starts = [float(uniforms(seed, _START, 1, k=k)[0]) for k in range(_STARTS)]
    start = min(starts, key=lambda each: apart(counted(each, number)))
    times = counted(start, number)
    while people is not None and int((times * sizes).sum()) < people:
        number += max(1, int((people - (times * sizes).sum()) / mean_size))
        times = counted(start, number)
    picked = np.repeat(np.arange(sizes.size), times)
    shuffled = picked[permutation(seed, _ORDER, picked.size)]
    return _people_of(households, shuffled, people)


def _sizes(households: Households) -> NDArray[np.int64]:
    heads = np.flatnonzero(households.leads)
    return np.diff(np.append(heads, households.order.size))


def _people_of(households: Households, units: NDArray[np.int64], people: int | None) -> Drawn:
    """The members of the households (or persons alone) drawn, in that order."""
    heads = np.flatnonzero(households.leads)
    sizes = _sizes(households)
    ends = np.cumsum(sizes[units])
    total = int(ends[-1])
    people = total if people is None else people
    needed = int(np.searchsorted(ends, people)) + 1
    units, ends = units[:needed], ends[:needed]
    draw = np.repeat(np.arange(units.size), sizes[units])[:people]
    at = np.arange(people) + (heads[units] - (ends - sizes[units]))[draw]
    together = households.household[at] >= 0
    leads = np.append(True, draw[1:] != draw[:-1])
    number = np.cumsum(leads & together) - 1
    made = Households(
        households.order[at],
        np.where(together, number, -1).astype(np.int32),
        households.members[at],
    )
    # The how-manieth time its household was drawn tells the copy of a person.
    by_unit = np.argsort(units, kind="stable")
    again = np.arange(units.size) - np.searchsorted(units[by_unit], units[by_unit], "left")
    copy = np.empty(units.size, np.int64)
    copy[by_unit] = again
    return Drawn(made, copy[draw])


def copied_labels(
    labels: Sequence[str], rows: NDArray[np.int64], copy: NDArray[np.int64]
) -> list[str]:
    """The ids of people drawn: the file's own for the first copy, ``ann (2)`` for the second."""
    taken = set(labels)
    made = []
    for row, number in zip(rows.tolist(), copy.tolist(), strict=True):
        label = labels[row]
        if number:
            label = f"{labels[row]} ({number + 1})"
            while label in taken:
                label += "'"
        made.append(label)
    return made
