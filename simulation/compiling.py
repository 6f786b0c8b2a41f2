"""Compiling, once: what is told of it, and the processes that help with it.

Numba compiles one function at a time in a process, so that all but one processor would stand idle
while a command runs for the first time. Other processes compile the loops of the week meanwhile
(``python -m simulation.ahead``), and leave them where compiled code is kept; locks on the files
there see to it that nothing is compiled twice. Nothing of Numba is imported here.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess


not_kept: list[str] = []
"""Why compiled code could not be kept, if so."""
damaged: list[str] = []
"""Files of compiled code that were not as they had been written, and have been made anew."""

_MOST_HELPERS = 3
_HELPER_BYTES = 600_000_000
"""Memory that must be free for each helper; it takes half of that."""

Told = Callable[[int, int], None]
"""Told how many loops are compiled, of how many; 0 if that is not known."""

_listeners: list[Told] = []
_helpers: list[subprocess.Popen[bytes]] = []
_helped: int | None = None
"""The process that may have helpers: not those that were forked from it."""
ready, wanted = 0, 0
"""Loops of the week that are compiled, of how many."""


@contextlib.contextmanager
def told_to(listener: Told) -> Iterator[None]:
    """Within the block, tell this of each function that is compiled, before it is."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def allow_helpers() -> None:
    """From now on other processes may help this one to compile."""
    global _helped
    _helped = os.getpid()


def begin(all_is_there: Callable[[], bool]) -> None:
    """Say that something is about to be compiled, and start helpers if there are none yet.

    ``all_is_there`` tells whether all loops of the week have been compiled before, so that they
    would have nothing to do.
    """
    global _helped
    if _helped == os.getpid():
        _helped = None
        if not all_is_there():
            _start()
    for listener in tuple(_listeners):
        listener(ready, wanted)


def _start() -> None:
    import subprocess

    from simulation.machine import available_memory, available_threads

    number = min(available_threads() - 1, _MOST_HELPERS)
    free = available_memory()
    if free is not None:
        number = min(number, free // _HELPER_BYTES)
    if not sys.executable or number < 1:
        return
    atexit.register(_end)
    for _ in range(number):
        with contextlib.suppress(OSError):  # it goes without them, too
            _helpers.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"{__package__}.ahead"],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                )
            )


def _environment() -> dict[str, str]:
    """That of this process, in which the other one finds the modules where this one has them."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}


def _end() -> None:
    import subprocess

    for helper in _helpers:
        helper.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            helper.wait(5.0)
    _helpers.clear()
