"""Numbers that are drawn together: those with a rank correlation, and those with an order.

Every method here turns a point of the unit cube into one draw, monotone in each coordinate, so that
Sobol and Latin hypercube points stay as even as they are, more points keep the first ones, and no
point is thrown away.

*Correlated* numbers go through a Gaussian copula: the coordinates become normal scores, which are
mixed by the Cholesky factor of their correlation (2 sin(pi r / 6) for a rank correlation r) and
become shares again, at which each number's own distribution is read. Each keeps its prior.

*Ordered* numbers are drawn from their priors as independent, given that the order holds (the
Rosenblatt transformation): the first from its distribution weighed by the chance that the others
come out above it, each further one from the part of its distribution above the one before, weighed
likewise. So all lie within their bounds and in order; where priors hardly overlap each is drawn
from its own, and where they do, knowing the order tells something of each number, as it should.
Sorting independent draws would give a number the values of another one, and rejecting those out of
order would leave holes in the design.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import pi, sin

import numpy as np
from numpy.typing import NDArray

from experiments.uncertainty.uncertain import Uncertain
from simulation.errors import InputError
from simulation.parameters.prior_groups import PriorGroup
from simulation.parameters.priors import Prior

Floats = NDArray[np.float64]
_GRID = 4096
"""Steps of a distribution over which the weight of an order is added up."""


def numbers_together(
    shares: Floats,
    uncertain: Sequence[Uncertain],
    groups: Iterable[PriorGroup],
    held: Mapping[str, float],
) -> dict[str, Floats]:
    """The draws of all numbers that are in a group with another one, by place.

    ``shares`` have a row a point and a column for each of ``uncertain``. Only numbers that are as
    likely as a prior says are drawn together; a range or a list of values is somebody's choice.
    ``held`` are the values of numbers that are not drawn, which an order is kept to, too. Raises
    InputError for an order that cannot be kept.
    """
    column = {one.place: at for at, one in enumerate(uncertain) if one.prior is not None}
    found: dict[str, Floats] = {}
    for group in groups:
        drawn = [place for place in group.members if place in column]
        if not drawn:
            continue
        cube = shares[:, [column[place] for place in drawn]]
        priors = [prior for place in drawn if (prior := uncertain[column[place]].prior) is not None]
        if group.kind == "ordered":
            bounded = _beside_held(group, drawn, priors, held)
            values = in_order(cube, bounded)
        elif len(drawn) > 1:
            signs = [group.falling[group.members.index(place)] for place in drawn]
            mixed = correlated(cube, group.rank_correlation, signs)
            values = [prior.quantile(mixed[:, at]) for at, prior in enumerate(priors)]
        else:
            continue
        found |= dict(zip(drawn, values, strict=True))
    return found


def correlated(cube: Floats, rank_correlation: float, falling: Sequence[bool]) -> Floats:
    """The same points with this rank correlation between every two columns, each of which stays
    uniform; a ``falling`` column has it with the sign turned."""
    from scipy.special import ndtr, ndtri

    width = cube.shape[1]
    each = 2.0 * sin(pi * rank_correlation / 6.0)
    sign = np.where(falling, -1.0, 1.0)
    matrix = np.where(np.eye(width, dtype=bool), 1.0, each) * np.outer(sign, sign)
    inside = np.clip(cube, 1e-12, 1.0 - 1e-12)
    return np.asarray(ndtr(ndtri(inside) @ np.linalg.cholesky(matrix).T))


def in_order(cube: Floats, priors: Sequence[Prior]) -> list[Floats]:
    """Draws of numbers none of which is below the one before it, a column of the cube each."""
    middles = (np.arange(_GRID) + 0.5) / _GRID
    edges = np.arange(_GRID + 1) / _GRID
    # From the last to the first: how much of each distribution is left for who is below it.
    sums: list[Floats] = []
    above: Floats | None = None
    for place in range(len(priors) - 1, -1, -1):
        weight = np.ones(_GRID)
        if above is not None:
            reached = priors[place + 1].share_below(priors[place].unrounded(middles))
            weight = above[-1] - np.interp(reached, edges, above)
        above = np.concatenate([[0.0], np.cumsum(weight) / _GRID])
        if above[-1] <= 1e-9:
            raise InputError("no values of these numbers are in order", found=priors[place].kind)
        sums.insert(0, above)
    values: list[Floats] = []
    before: Floats | None = None
    for place, (prior, total) in enumerate(zip(priors, sums, strict=True)):
        floor = np.zeros(len(cube))
        if before is not None:
            floor = np.interp(prior.share_below(before), edges, total)
        target = floor + cube[:, place] * (total[-1] - floor)
        before_now = prior.unrounded(np.interp(target, total, edges))
        before = before_now if before is None else np.maximum(before_now, before)
        rounded = np.floor(before + 0.5) if prior.whole else before
        values.append(np.clip(rounded, prior.low, prior.high))
    return values


def _beside_held(
    group: PriorGroup, drawn: Sequence[str], priors: Sequence[Prior], held: Mapping[str, float]
) -> list[Prior]:
    """The priors cut at the values of those members that are not drawn."""
    cut = []
    for place, prior in zip(drawn, priors, strict=True):
        at = group.members.index(place)
        below = [held[name] for name in group.members[:at] if name in held and name not in drawn]
        above = [held[name] for name in group.members[at:] if name in held and name not in drawn]
        low, high = max(below, default=prior.low), min(above, default=prior.high)
        narrowed = prior.within(low, high)
        if narrowed.low >= narrowed.high or not narrowed.is_possible:
            raise InputError(
                f"no value of its prior keeps the order of {group.name}, as the others are held",
                field=place,
                found=f"{prior.describe()}, to be within {low:g} to {high:g}",
                allowed="another prior, or the others uncertain, too",
            )
        cut.append(narrowed)
    return cut
