"""Meeting: threads in compiled code wait for each other between two processes of the week.

Threads that hand work over by way of Python take some 90 microseconds to do so, as long as a town
of 10,000 spends in a process. Those that stay in compiled code and watch a shared number take less
than one.
"""

from __future__ import annotations

import ctypes
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.typing import signature
from numba.extending import intrinsic

from simulation.compiled import rule

_PATIENCE = 2_000
"""Looks at the shared number before a thread lets others have the processor."""

_WORD = ir.IntType(64)


@intrinsic
def _add_one(typing: Any, address: Any) -> Any:
    """Add one to the whole number at an address, as one act among all threads; the sum."""

    def build(context: Any, builder: Any, _: Any, given: Any) -> Any:
        place = builder.inttoptr(given[0], _WORD.as_pointer())
        one = ir.Constant(_WORD, 1)
        return builder.add(builder.atomic_rmw("add", place, one, "seq_cst"), one)

    return signature(types.int64, types.int64), build


@intrinsic
def _look(typing: Any, address: Any) -> Any:
    """The whole number at an address, as the other threads have left it."""

    def build(context: Any, builder: Any, _: Any, given: Any) -> Any:
        place = builder.inttoptr(given[0], _WORD.as_pointer())
        return builder.load_atomic(place, "seq_cst", 8)

    return signature(types.int64, types.int64), build


@intrinsic
def _call(typing: Any, function: Any) -> Any:
    """Call a function of the system that takes nothing, by its address."""

    def build(context: Any, builder: Any, _: Any, given: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(32), [])
        found = builder.call(builder.inttoptr(given[0], kind.as_pointer()), [])
        return builder.sext(found, _WORD)

    return signature(types.int64, types.int64), build


MET, STOPPED = range(2)
"""Whole numbers that threads share: how often one of them has come to a meeting, and whether they
wait for each other no more."""
_BYTES = 8


@rule
def meet(place: int, threads: int, meetings: int, let_others: int) -> int:
    """Wait until all threads have come to their next meeting.

    ``place`` is the address of what they share, zeros at first; ``meetings`` is how many this
    thread has been to, ``let_others`` what ``letting_others`` gives. Returns how many meetings
    there were, or -1 once one has called for a stop.
    """
    meetings += 1
    looks = 0
    if threads > 1 and _add_one(place + MET * _BYTES) < meetings * threads:
        while _look(place + MET * _BYTES) < meetings * threads:
            if _look(place + STOPPED * _BYTES) != 0:
                return -1
            looks += 1
            if looks > _PATIENCE and let_others != 0:
                _call(let_others)
    return -1 if _look(place + STOPPED * _BYTES) != 0 else meetings


@rule
def stop_meeting(place: int) -> None:
    """Let nobody wait any more."""
    _add_one(place + STOPPED * _BYTES)


def letting_others() -> int:
    """The address of the system's call by which a thread lets others run, or 0 where unknown."""
    try:
        call = ctypes.CDLL(None).sched_yield
    except (AttributeError, OSError, TypeError):
        try:
            call = ctypes.WinDLL("kernel32").SwitchToThread  # type: ignore[attr-defined]
        except (AttributeError, OSError):
            return 0
    return ctypes.cast(call, ctypes.c_void_p).value or 0
