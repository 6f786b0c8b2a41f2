"""Ordering: numbers put in order by their digits, equal ones in the order in which they stand.

A town is built by putting memberships and households in the order of draws. Sorts that compare
guess wrong at every other comparison of draws, and take ten times as long as to go over them a few
times, each time by eleven more of their bits (Knuth 1998, The Art of Computer Programming 3, 5.2.5,
"Sorting by distribution").
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from simulation.compiled import loop

_BITS = 11
_PASSES = -(-64 // _BITS)
_DIGIT = (1 << _BITS) - 1
_SIGN = 1 << 63


@loop
def _distribute(
    keys: NDArray[np.uint64],
    others: NDArray[np.uint64],
    order: NDArray[np.int64],
    orders: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> bool:
    """Sort floating-point numbers, given as their bits, with ``order`` beside them.

    ``others`` and ``orders`` are room; returns whether the result is there instead.
    """
    size = keys.size
    for row in range(size):
        bits = keys[row]
        # Below zero, the larger the bits the lower the number.
        keys[row] = bits = ~bits if bits & uint64(_SIGN) else bits | uint64(_SIGN)
        order[row] = row
        for digit in range(_PASSES):
            counts[digit, (bits >> uint64(_BITS * digit)) & uint64(_DIGIT)] += 1
    swapped = False
    for digit in range(_PASSES):
        shift = uint64(_BITS * digit)
        count = counts[digit]
        if count[(keys[0] >> shift) & uint64(_DIGIT)] == size:
            continue
        place = 0
        for value in range(count.size):
            count[value], place = place, place + count[value]
        for row in range(size):
            value = (keys[row] >> shift) & uint64(_DIGIT)
            place = count[value]
            count[value] = place + 1
            others[place], orders[place] = keys[row], order[row]
        keys, others, order, orders = others, keys, orders, order
        swapped = not swapped
    return swapped


def order_of(values: NDArray[Any]) -> NDArray[np.int64]:
    """The rows of ``values`` from the lowest to the highest, equal ones in the order of their rows.

    As a stable ``argsort`` of float64. Every value must be a number, not NaN.
    """
    numbers = np.asarray(values, np.float64) + 0.0  # a copy in which zero has no sign
    order, other = np.empty(numbers.size, np.int64), np.empty(numbers.size, np.int64)
    if numbers.size == 0:
        return order
    room = np.empty(numbers.size, np.uint64)
    counts = np.zeros((_PASSES, _DIGIT + 1), np.int64)
    return other if _distribute(numbers.view(np.uint64), room, order, other, counts) else order
