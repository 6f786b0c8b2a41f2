"""Seeds: the whole numbers that key all draws, from whatever one is given for them."""

from __future__ import annotations

import hashlib
import operator
import warnings
from secrets import randbits
from typing import Any

import numpy as np

from simulation.errors import InputError
from simulation.randomness import LARGEST_SEED

DRAWN_BITS = 32


def checked_seed(seed: object) -> int:
    """A seed that draws can be keyed by: a whole number from 0 to 2**63 - 1, or InputError."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise InputError(
            "not a whole number", field="seed", found=seed, allowed=f"0 to {LARGEST_SEED}"
        )
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError("out of range", field="seed", found=seed, allowed=f"0 to {LARGEST_SEED}")
    return int(seed)


def seed_of(seed: Any, rng: Any) -> int:
    """The whole number that keys all draws, given by one of two names.

    A whole number from 0 is taken as it is. From generators of NumPy, their seed sequences and
    lists of whole numbers one is drawn. Where there is none, a fresh one is drawn and told in a
    warning. Raises InputError for anything else, and for two seeds.
    """
    if seed is not None and rng is not None:
        raise InputError(
            "two seeds are given, seed and rng",
            source="HelpSeekingModel",
            field="seed",
            found=(seed, rng),
            allowed="rng alone, or its older name seed alone",
        )
    given = rng if seed is None else seed
    if given is None:
        drawn = randbits(DRAWN_BITS)
        warnings.warn(f"no seed is given: this town is drawn with seed {drawn}", stacklevel=3)
        return drawn
    if isinstance(given, (bool, np.bool_, int, np.integer, float, np.floating, str, bytes)):
        return checked_seed(given)
    try:
        return _told_by(given) & LARGEST_SEED
    except (TypeError, ValueError):
        raise _no_seed(given) from None


def _told_by(given: Any) -> int:
    """A whole number from what NumPy keys its own draws with; nothing is drawn but from ``given``.

    TypeError or ValueError for anything else.
    """
    if hasattr(given, "integers"):  # a generator
        return int(given.integers(LARGEST_SEED, endpoint=True))
    if hasattr(given, "generate_state"):  # a seed sequence
        return int(given.generate_state(1, np.uint64)[0])
    if hasattr(given, "random_raw"):  # a bit generator
        return int(given.random_raw())
    numbers = [operator.index(number) for number in given]
    if not numbers or min(numbers) < 0:
        raise ValueError("no whole numbers from 0")
    digest = hashlib.sha256(",".join(map(str, numbers)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _no_seed(given: Any) -> InputError:
    return InputError(
        "not a seed",
        source="HelpSeekingModel",
        field="rng",
        found=given,
        allowed=f"a whole number from 0 to {LARGEST_SEED}, a list of some, or a generator or seed "
        "sequence of NumPy",
    )
