"""Tables over draws: every run's values by draw and seed, the numbers of each draw, and where each
difference is in doubt by luck or by numbers.

From ``by_draw`` and ``numbers`` whatever is said over draws can be worked out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.compare.seeds.people import PERSONAL
from experiments.compare.uncertainty.collected import CollectedOfDraws
from experiments.compare.uncertainty.deciding import advise, error_of_mean
from experiments.compare.uncertainty.intervals import Doubtful
from experiments.compare.uncertainty.pool import OverDraws

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.compare.analysis import Rows
    from experiments.compare.question import Found

BY_DRAW, NUMBERS = "by_draw", "numbers"
"""Names of the tables that are too long to be read as text."""


def by_draw(found: Found) -> pa.Table:
    """A row a draw, seed and arm: ``draw`` (as the file of draws has it), ``seed``, ``strategy``,
    ``weight`` (of the draw; they add up to one over draws), then ``people``, ``adults``, each
    measure per adult, and the counts of persons. Runs of draws that were left out are not here."""
    import pyarrow as pa

    from experiments.files.arrow import numbers, words

    over, data = _of(found)
    draws, seeds = data.shape
    arms = len(data.arms)
    ids = np.asarray(over.taken.ids[data.draws], np.int64)
    columns: dict[str, Any] = {
        "draw": numbers(np.repeat(ids, seeds * arms)),
        "seed": numbers(np.tile(np.repeat(np.array(data.seeds, np.int64), arms), draws)),
        "strategy": words(list(data.arms) * (draws * seeds)),
        "weight": numbers(np.repeat(data.weights, seeds * arms)),
        "people": numbers(np.repeat(np.array(data.people, np.int64), arms)),
        "adults": numbers(np.repeat(np.array(data.adults, np.int64), arms)),
    }
    for values in (data.values, data.personal):
        for name, rows in values.items():
            columns[name] = _with_gaps(np.ascontiguousarray(rows.T).ravel())
    assert set(PERSONAL) <= columns.keys()
    return pa.table(columns)


def numbers_of_draws(found: Found) -> pa.Table:
    """A row a draw that was used: ``draw``, ``weight``, then each number by its dotted place."""
    import pyarrow as pa

    from experiments.files.arrow import numbers

    over, data = _of(found)
    rows = data.draws
    columns = {
        "draw": numbers(np.asarray(over.taken.ids[rows], np.int64)),
        "weight": numbers(data.weights),
    }
    for at, (place, whole) in enumerate(zip(over.taken.places, over.taken.whole, strict=True)):
        values = np.ascontiguousarray(over.taken.numbers[rows, at])
        columns[place] = numbers(values.astype(np.int64) if whole else values)
    return pa.table(columns)


def _of(found: Found) -> tuple[OverDraws, CollectedOfDraws]:
    data = found.analysis.data
    assert found.over_draws is not None
    assert isinstance(data, CollectedOfDraws)
    return found.over_draws, data


def components(found: Found) -> Rows:
    """A row a measure and strategy: the variances of one draw and one seed, what they leave in the
    mean, and what more draws or seeds would do."""
    rows: Rows = []
    for name in found.analysis.data.measures:
        for place, one in enumerate(found.analysis.found[name]):
            assert isinstance(one, Doubtful)
            told = advise(one)
            rows.append(
                {
                    "outcome": name,
                    "strategy": found.analysis.strategies[place],
                    "draws": one.draws,
                    "effective_draws": one.effective,
                    "seeds": one.seeds,
                    "difference": one.difference,
                    "variance_of_numbers": one.numbers_variance,
                    "variance_of_luck": one.luck_variance,
                    "variance_of_rest": one.rest_variance,
                    "error_of_mean": error_of_mean(one),
                    "more": told.more,
                    "seeds_in_all": float("nan") if told.seeds is None else float(told.seeds),
                    "draws_in_all": float("nan") if told.draws is None else float(told.draws),
                }
            )
    return rows


def _with_gaps(values: Any) -> Any:
    """Values as a column; NaN becomes nothing."""
    import pyarrow as pa

    there = np.packbits(~np.isnan(values), bitorder="little")
    buffers = [pa.py_buffer(there), pa.py_buffer(values)]
    return pa.Array.from_buffers(pa.float64(), values.size, buffers)
