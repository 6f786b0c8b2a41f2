"""A published decision, computed both ways: by regression over draws, and exactly.

Two treatments with costs, response, side effects and days in hospital, 19 numbers in all, of which
some are correlated: the first case study of Strong, Oakley and Brennan (2014), after Brennan,
Kharroubi, O'Hagan and Chilcott (2007). Given some of the numbers, the expectation of a net benefit
is known exactly, being a sum of products of normal numbers.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.compare.value.by_draw import ByDraw, by_draw
from experiments.compare.value.decision import decide
from experiments.compare.value.partial import Part, partial
from tests.support.net_benefits import drawn

Floats = NDArray[np.float64]
WILLING = 10_000.0
MEANS = np.array(
    [
        1000,
        0.1,
        5.2,
        400,
        0.7,
        0.3,
        3,
        0.25,
        -0.1,
        0.5,
        1500,
        0.08,
        6.1,
        0.8,
        0.3,
        3,
        0.2,
        -0.1,
        0.5,
    ]
)
SPREADS = np.array(
    [1, 0.02, 1, 200, 0.1, 0.1, 0.5, 0.1, 0.02, 0.2, 1, 0.02, 1, 0.1, 0.05, 1, 0.05, 0.02, 0.2]
)
TOGETHER = ((5, 7, 14, 16), (6, 15))
"""Numbers, counted from one as in the paper, that are correlated with each other (0.6)."""
EXACT = {(5, 14): 247.7, (7, 16): 536.8, (6, 15): 448.8, (5, 6, 14, 15): 588.0, (4,): 0.0}
"""Worth of knowing numbers, from two million exact expectations (standard errors about 1)."""
EVPI = 843.1


def covariance() -> Floats:
    correlation = np.eye(19)
    for group in TOGETHER:
        for one in group:
            for other in group:
                correlation[one - 1, other - 1] = 1.0 if one == other else 0.6
    return np.asarray(np.outer(SPREADS, SPREADS) * correlation)


def example(draws: int, key: int = 1) -> ByDraw:
    """Costs and effects of both treatments, the first standing for doing nothing."""
    z = MEANS + drawn(key, draws, 19) @ np.linalg.cholesky(covariance()).T
    n = {place: z[:, place - 1] for place in range(1, 20)}
    costs = [n[1] + n[2] * n[3] * n[4], n[11] + n[12] * n[13] * n[4]]
    effects = [
        n[5] * n[6] * n[7] + n[8] * n[9] * n[10],
        n[14] * n[15] * n[16] + n[17] * n[18] * n[19],
    ]
    names = [f"parameters.n{place}" for place in range(1, 20)]
    return by_draw(
        np.stack(costs, axis=1)[:, None],
        np.stack(effects, axis=1)[:, None],
        ("one", "other"),
        z,
        names,
    )


def exactly(data: ByDraw, known: tuple[int, ...]) -> float:
    """The worth of knowing numbers over the same draws, from exact expectations."""
    spread, kept = covariance(), [place - 1 for place in known]
    rest = [place for place in range(19) if place not in kept]
    told = spread[np.ix_(rest, kept)] @ np.linalg.inv(spread[np.ix_(kept, kept)])
    left = np.zeros((19, 19))
    left[np.ix_(rest, rest)] = spread[np.ix_(rest, rest)] - told @ spread[np.ix_(kept, rest)]
    means = data.numbers.copy()
    means[:, rest] = MEANS[rest] + (data.numbers[:, kept] - MEANS[kept]) @ told.T
    n = {place: means[:, place - 1] for place in range(1, 20)}
    first = n[6] * (n[5] * n[7] + left[4, 6]) + n[8] * n[9] * n[10]
    second = n[15] * (n[14] * n[16] + left[13, 15]) + n[17] * n[18] * n[19]
    benefits = np.stack(
        [
            WILLING * first - n[1] - n[2] * n[3] * n[4],
            WILLING * second - n[11] - n[12] * n[13] * n[4],
        ],
        axis=1,
    )
    return float(benefits.max(axis=1).mean() - benefits.mean(axis=0).max())


PARTS = [Part(str(known), tuple(place - 1 for place in known)) for known in EXACT]


def test_regression_and_exact_expectations_agree_with_what_is_published() -> None:
    data = example(3_000)
    found = partial(data, WILLING, PARTS, 1)
    for one, (known, truth) in zip(found, EXACT.items(), strict=True):
        assert one.evppi == pytest.approx(truth, abs=2.5 * one.standard_error + 1.0), known
        # Over the same draws both differ by the regression alone.
        assert one.evppi == pytest.approx(exactly(data, known), abs=0.08 * EVPI), known
        assert one.is_sure is (truth > 0.0)
    told = decide(by_draw(data.costs, data.effects, data.arms), [WILLING])[0]
    assert told.evpi == pytest.approx(EVPI, abs=2.5 * told.evpi_error)
