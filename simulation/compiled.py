"""Compiled code: how rules and loops over people are compiled, cached and spread over threads.

A *rule* is a small scalar function holding one equation. It stays callable from plain Python
(``rule.py_func``), which is what ``experiments/plain_mesa`` does. A *loop* is compiled code
that goes over the rows ``[first, last)`` of the population; it releases the interpreter lock, so
several threads can each take a share of the rows. Loops count in integers only, so shares and
thread numbers never change a result.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, TypeVar, cast

import numba
from numba.core.codegen import get_host_cpu_features

from simulation import compiling
from simulation.code_cache import keep_soundly
from simulation.errors import InputError
from simulation.source_version import cache_home, model_version

# The settings of Numba are made when it is imported, unseen by type checkers.
_settings: Any = numba.config
if _settings.DISABLE_JIT:
    raise InputError(
        "Helpseek does not run without compiled code",
        source="NUMBA_DISABLE_JIT",
        found=os.environ.get("NUMBA_DISABLE_JIT", "1"),
        allowed="0, or unset it",
    )

_WIDE, _HALF = "+avx512vbmi2", "-prefer-256-bit"
if _settings.CPU_FEATURES is None and _settings.CPU_NAME is None:
    _features: str = get_host_cpu_features()
    if _WIDE in _features.split(","):
        # LLVM uses half of what such processors have, since those before them slowed down else.
        _settings.CPU_FEATURES = f"{_features},{_HALF}"

Function = TypeVar("Function", bound=Callable[..., Any])

# Below this many rows a second thread costs more (some 90 microseconds a call) than it saves.
SMALLEST_SHARE = 12_000


@cache
def cache_folder() -> str:
    """Where compiled code is kept between runs.

    Numba renews a cached function when its own file changes, but not when a rule that it calls
    changes in another file; so the folder is named after the version of the model as a whole.
    """
    return str(cache_home() / f"compiled-{model_version()[:16]}")


_compiler: Any = partial(numba.njit, nogil=True, error_model="numpy", no_cfunc_wrapper=True)
"""How all is compiled; without what C would call it by, which took a twentieth of the time."""


def rule(function: Function) -> Function:
    """One equation as a compiled scalar function; ``.py_func`` is the plain Python original."""
    return cast(Function, _compiler(function))


def inlined(function: Function) -> Function:
    """A rule that is copied into whatever calls it, so that loops around it can be vectorised."""
    return cast(Function, _compiler(forceinline=True)(function))


def plain(function: Function) -> Function:
    """The plain Python original of a rule or loop, which also takes whole arrays where it can."""
    return cast(Function, getattr(function, "py_func", function))


def cached(make: Callable[[bool], Any]) -> Any:
    """Something that Numba compiles, its code kept on disk where there is a place to write.

    ``make`` is told whether it is to be kept, and gives what has not been compiled yet.
    """
    before = _settings.CACHE_DIR
    _settings.CACHE_DIR = cache_folder()
    try:
        try:
            made = make(True)
            keep_soundly(made, cache_folder())
        except RuntimeError:  # no place to write: compile afresh in each process
            compiling.not_kept.append("nothing can be written there")
            made = make(False)
    finally:
        _settings.CACHE_DIR = before
    return made


def loop(function: Function) -> Function:
    """A compiled loop over rows, cached on disk, which releases the interpreter lock.

    A loop of one's own is compiled anew when its file or another one in the same folder changes.
    """
    return cast(Function, cached(lambda kept: _compiler(cache=kept)(function)))


_pools: dict[tuple[int, int], ThreadPoolExecutor] = {}


def pool(threads: int) -> ThreadPoolExecutor:
    """The pool of this process: a forked child makes its own, threads do not survive a fork."""
    key = (os.getpid(), threads)
    if key not in _pools:
        _pools[key] = ThreadPoolExecutor(threads, thread_name_prefix="helpseek")
    return _pools[key]


def over_rows(function: Callable[..., None], rows: int, threads: int, *arguments: Any) -> None:
    """Call ``function(first, last, share, *arguments)`` for shares of ``rows`` that cover it once.

    ``share`` numbers the shares from 0 to ``threads - 1`` at most, so that each can count into a
    row of its own. Returns when all are done; an error in one is raised here.
    """
    shares = max(1, min(threads, rows // SMALLEST_SHARE))
    if shares == 1:
        function(0, rows, 0, *arguments)
        return
    bounds = [rows * share // shares for share in range(shares + 1)]
    waiting = [
        pool(threads).submit(function, bounds[share], bounds[share + 1], share, *arguments)
        for share in range(1, shares)
    ]
    function(bounds[0], bounds[1], 0, *arguments)
    for future in waiting:
        future.result()
