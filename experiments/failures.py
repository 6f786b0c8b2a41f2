"""What a command says and returns when it cannot go on: one or two lines and an exit code.

Exit codes: 0 done; 1 the machine failed us (disk, memory) or Helpseek has a fault; 2 the input
cannot be used; 130 stopped with Ctrl-C; 143 stopped by SIGTERM. ``HELPSEEK_DEBUG=1`` shows the
traceback of whatever went wrong.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

from simulation.errors import InputError

MACHINE, INPUT, INTERRUPTED, TERMINATED = 1, 2, 130, 143


_SIGNALS = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


class Stopped(BaseException):
    """Ctrl-C or SIGTERM: unwinds all work, so that half-written results are removed.

    Not KeyboardInterrupt: where that passes through an ``exec`` on its way (as in imports), Python
    ends the process by a signal of its own, whatever exit code was asked for.
    """

    def __init__(self, code: int) -> None:
        self.code = code


_asked: list[int] = []
"""Exit codes of the signals that arrived in this command."""


def stop_if_asked() -> None:
    """Raise ``Stopped`` if a signal to stop arrived and a library swallowed what it raised."""
    if _asked:
        raise Stopped(_asked[-1])


def _quiet_when_stopped(hook: Callable[[Any], object]) -> Callable[[Any], object]:
    """The hook, but silent about ``Stopped``.

    A signal can arrive while a library's C code (a compiler's, say) calls back into Python; what
    is raised there reaches nobody, and Python would print it. ``stop_if_asked`` tells it instead.
    """

    def quiet(unraisable: Any) -> None:
        if not isinstance(unraisable.exc_value, Stopped):
            hook(unraisable)

    return quiet


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Turn signals to stop into ``Stopped`` within the block."""

    def stop(number: int, _frame: Any) -> None:
        _asked.append(_SIGNALS[signal.Signals(number)])
        raise Stopped(_asked[-1])

    _asked.clear()
    before = {}
    hook = sys.unraisablehook
    sys.unraisablehook = _quiet_when_stopped(hook)
    with contextlib.suppress(ValueError):  # not in the main thread, where a caller may well be
        for number in _SIGNALS:
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(message: str) -> None:
    """Two short lines at the most on standard error, even where that is closed."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    try:
        for line in lines[:2]:
            print(line if len(line) <= 600 else line[:597] + "...", file=sys.stderr)
    except (OSError, ValueError):
        pass


def _about_files(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    return f"helpseek: {error.strerror or type(error).__name__}{where}"


def exit_code_of(work: Callable[[], Any]) -> int:
    """Do the work of a command; on failure say briefly what is wrong and return the exit code."""
    try:
        with _stoppable():
            code = work()  # click gives back the code of a command that ended itself early
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (Stopped, click.Abort, KeyboardInterrupt) as stop:
        _say("helpseek: stopped; nothing half-written was left")
        return stop.code if isinstance(stop, Stopped) else INTERRUPTED
    except click.UsageError as error:
        context = error.ctx
        _say(f"helpseek: {error.format_message()}")
        if context is not None:
            _say(f"try: {context.command_path} --help")
        return INPUT
    except click.ClickException as error:
        _say(f"helpseek: {error.format_message()}")
        return INPUT
    except BrokenPipeError:
        # Whoever read our output has had enough; keep Python from complaining on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return MACHINE
    except Exception as error:
        if os.environ.get("HELPSEEK_DEBUG"):
            raise
        if isinstance(error, InputError):
            _say(f"helpseek: {error}")
            return INPUT
        if isinstance(error, MemoryError):
            _say("helpseek: out of memory; try fewer people")
        elif isinstance(error, OSError):
            _say(_about_files(error))
        else:
            detail = (str(error).splitlines() or [""])[0]
            _say(
                f"helpseek: a fault in Helpseek itself, {type(error).__name__}: {detail}\n"
                "HELPSEEK_DEBUG=1 shows where; please report it with the command that you gave"
            )
        return MACHINE
