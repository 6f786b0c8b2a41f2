"""Lists of the people whom a process concerns, for any number of rows and any place to begin."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.rows import count_between, count_rows, list_between, list_rows, rows_in_stages


@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 200])
@pytest.mark.parametrize("first", [0, 3])
def test_rows_in_stages_are_those_of_people_in_them(rows: int, first: int) -> None:
    stage = (np.arange(rows + first) * 7 % 11).astype(np.uint8)
    for earliest, latest in ((0, 10), (2, 6), (7, 7), (11, 255)):
        wanted = first + np.flatnonzero((stage[first:] >= earliest) & (stage[first:] <= latest))
        found = rows_in_stages(stage, first, stage.size, earliest, latest)
        assert found.dtype == np.uint32
        assert found.tolist() == wanted.tolist()
        assert count_between(stage, first, stage.size, earliest, latest) == wanted.size


def test_ends_of_a_range_may_be_negative() -> None:
    column = np.arange(-70, 70, dtype=np.int16)
    listed = np.empty(column.size, np.uint32)
    number = list_between(listed, column, 0, column.size, -66, 65)
    assert column[listed[:number]].tolist() == list(range(-66, 66))


def test_chosen_rows_are_counted_from_the_first_of_their_block() -> None:
    chosen = np.zeros(130, np.bool_)
    chosen[[0, 63, 64, 129]] = True
    listed = np.empty(chosen.size, np.uint32)
    assert count_rows(chosen, 100) == 3
    assert list_rows(listed, chosen, 1000, 130) == 4
    assert listed[:4].tolist() == [1000, 1063, 1064, 1129]
