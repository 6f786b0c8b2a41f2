"""Following: what is made of the tables of rows once, and made again when rows come or go.

Tables change where a researcher's extension is registered or withdrawn (``simulation.extension``),
and at no other time. Whatever keeps what it has made of them says here how to make it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, cache
from typing import Any, TypeVar

Result = TypeVar("Result")

_followers: list[Callable[[], Any]] = []


def follows_rows(again: Callable[[], Result]) -> Callable[[], Result]:
    """Have a function called whenever rows have come or gone."""
    _followers.append(again)
    return again


def kept_for_rows(function: Callable[..., Result]) -> _lru_cache_wrapper[Result]:
    """A function whose results are kept until rows come or go."""
    kept = cache(function)
    _followers.append(kept.cache_clear)
    return kept


def rows_have_changed() -> None:
    """Make everything anew that is made of the tables."""
    for again in _followers:
        again()
