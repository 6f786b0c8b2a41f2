"""Rows: the people whom a process concerns, listed before anything is done about them.

Few people are ill, ask or are in care in any week. So processes ask the same of everybody first,
sixty-four people at once, and then go over a list of the few: the processor asks many at once, but
guesses wrong at every other one when each person is asked and dealt with in turn. Rows are
unsigned: with signed ones compiled code asks at each look at a column whether it is to count from
the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.typing import signature
from numba.extending import intrinsic
from numba.np.arrayobj import make_array
from numpy.typing import NDArray

from simulation.compiled import inlined, rule

_AT_ONCE = 64
_WORD = ir.IntType(64)


@intrinsic
def _chosen_of_64(typing: Any, column: Any, first: Any, low: Any, high: Any) -> Any:
    """A bit for each of 64 entries of a column of integers, the first one the lowest: whether it
    lies between ``low`` and ``high``, ends included."""

    def build(context: Any, builder: Any, signed: Any, given: Any) -> Any:
        array, place, least, most = given
        entry = context.get_value_type(column.dtype)
        entry = ir.IntType(8) if isinstance(column.dtype, types.Boolean) else entry
        several = ir.VectorType(entry, _AT_ONCE)
        begin = builder.gep(make_array(column)(context, builder, array).data, [place])
        entries = builder.load(builder.bitcast(begin, several.as_pointer()), align=1)

        def repeated(number: Any) -> Any:
            number = builder.trunc(number, entry) if entry.width < _WORD.width else number
            lane = builder.insert_element(
                ir.Constant(several, ir.Undefined), number, ir.Constant(ir.IntType(32), 0)
            )
            same = ir.Constant(ir.VectorType(ir.IntType(32), _AT_ONCE), [0] * _AT_ONCE)
            return builder.shuffle_vector(lane, ir.Constant(several, ir.Undefined), same)

        above = builder.sub(entries, repeated(least))  # as unsigned: what lies below is far above
        within = builder.icmp_unsigned("<=", above, repeated(builder.sub(most, least)))
        return builder.bitcast(within, _WORD)

    assert column.layout == "C", column
    return signature(types.uint64, column, types.int64, types.int64, types.int64), build


@intrinsic
def _lowest_bit(typing: Any, word: Any) -> Any:
    """The place of the lowest bit that is set in a word that is not 0."""

    def build(context: Any, builder: Any, signed: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 1))

    return signature(types.int64, types.uint64), build


@intrinsic
def _bits(typing: Any, word: Any) -> Any:
    """How many bits of a word are set."""

    def build(context: Any, builder: Any, signed: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return signature(types.int64, types.uint64), build


@rule
def count_between(column: NDArray[Any], first: int, last: int, low: int, high: int) -> int:
    """How many of the rows ``first`` to ``last - 1`` hold ``low`` to ``high``."""
    found = 0
    row = first
    while row + _AT_ONCE <= last:
        found += _bits(_chosen_of_64(column, row, low, high))
        row += _AT_ONCE
    while row < last:
        found += (column[row] >= low) & (column[row] <= high)
        row += 1
    return found


@rule
def list_between(
    rows: NDArray[np.uint32], column: NDArray[Any], first: int, last: int, low: int, high: int
) -> int:
    """Write into ``rows`` which of the rows ``first`` to ``last - 1`` hold ``low`` to ``high``; how
    many they are. ``rows`` has room for one more, or for all."""
    listed = 0
    row = first
    while row + _AT_ONCE <= last:
        chosen = _chosen_of_64(column, row, low, high)
        while chosen != 0:
            rows[listed] = row + _lowest_bit(chosen)
            listed += 1
            chosen &= chosen - np.uint64(1)
        row += _AT_ONCE
    while row < last:
        rows[listed] = row
        listed += (column[row] >= low) & (column[row] <= high)
        row += 1
    return listed


@rule
def list_rows(rows: NDArray[np.uint32], chosen: NDArray[np.bool_], first: int, number: int) -> int:
    """Write into ``rows`` which of the ``number`` rows from ``first`` on are chosen; how many."""
    listed = list_between(rows, chosen, 0, number, 1, 1)
    for place in range(listed):
        rows[place] += np.uint32(first)
    return listed


@inlined
def count_rows(chosen: NDArray[np.bool_], number: int) -> int:
    """How many of the first ``number`` rows are chosen."""
    return count_between(chosen, 0, number, 1, 1)


@rule
def rows_in_stages(
    stage: NDArray[np.uint8], first: int, last: int, earliest: int, latest: int
) -> NDArray[np.uint32]:
    """The rows ``first`` to ``last - 1`` of people in these stages, ends included, in order."""
    number = count_between(stage, first, last, earliest, latest)
    rows = np.empty(number + 1, np.uint32)
    list_between(rows, stage, first, last, earliest, latest)
    return rows[:number]


@rule
def rows_without(column: NDArray[Any], first: int, last: int, value: int) -> NDArray[np.uint32]:
    """The rows ``first`` to ``last - 1`` in which a column of integers holds another value."""
    # As unsigned numbers all others are those from the one after the value to the one before it.
    number = last - first - count_between(column, first, last, value, value)
    rows = np.empty(number + 1, np.uint32)
    listed = 0
    row = first
    while row + _AT_ONCE <= last:
        chosen = _chosen_of_64(column, row, value + 1, value - 1)
        while chosen != 0:
            rows[listed] = row + _lowest_bit(chosen)
            listed += 1
            chosen &= chosen - np.uint64(1)
        row += _AT_ONCE
    while row < last:
        rows[listed] = row
        listed += column[row] != value
        row += 1
    return rows[:number]


@rule
def gathered(column: NDArray[Any], rows: NDArray[np.uint32]) -> NDArray[Any]:
    """The values of a column in these rows.

    Rows of few people lie far apart in memory. Fetched all at once, the processor waits for many of
    them together; what else stands in their lines is then at hand.
    """
    values = np.empty(rows.size, column.dtype)
    for place in range(rows.size):
        values[place] = column[rows[place]]
    return values
