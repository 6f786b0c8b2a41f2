"""What a command says and returns when it cannot go on: one or two lines and an exit code.

Of a table with several problems each has a line.

Exit codes: 0 done; 1 the machine failed us (disk, memory) or Helpseek has a fault; 2 the input
cannot be used; 129 stopped by the end of the terminal (SIGHUP), 130 with Ctrl-C, 143 by SIGTERM.
The traceback of a fault is kept in a file that is named; ``HELPSEEK_DEBUG=1`` shows that of
whatever went wrong.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import re
import shlex
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import click

from experiments.terminal.streams import STANDARD_OUTPUT, flushed
from simulation.errors import InputError, one_line

MACHINE, INPUT, INTERRUPTED, TERMINATED = 1, 2, 130, 143

_SIGNALS = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}
if hasattr(signal, "SIGHUP"):
    _SIGNALS[signal.SIGHUP] = 129
_LONGEST_LINE = 600
_DISK = "make room, or name a directory on another disk with --out"
_HINTS = {
    errno.ENOSPC: _DISK,
    errno.EDQUOT: _DISK,
    errno.EFBIG: "this disk or its limits (ulimit -f) do not take a file of that size",
    errno.EROFS: "name a directory that may be written to with --out",
    errno.EACCES: "ask its owner, or name another with --out",
    errno.EPERM: "ask its owner, or name another with --out",
    errno.EMFILE: "raise the limit (ulimit -n), or use fewer --workers",
    errno.ENFILE: "the machine has too many files open",
}
"""What may be done about a fault of the machine."""
_LESS_MEMORY = "try fewer people (--people), fewer processes (--workers), or a larger machine"


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
    """The hook, but silent once a signal to stop arrived.

    A signal can arrive while a library's C code (a compiler's, say) calls back into Python; what
    is raised there reaches nobody, and Python would print it. ``stop_if_asked`` tells it instead.
    It can also arrive in the middle of a constructor: what is half made then fails as it is freed.
    """

    def quiet(unraisable: Any) -> None:
        if not _asked:
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
    with contextlib.suppress(ValueError):  # not in the main thread, where a caller may well be
        for number in _SIGNALS:
            if number == getattr(signal, "SIGHUP", None) and (
                signal.getsignal(number) == signal.SIG_IGN
            ):
                continue  # nohup: go on without the terminal
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say(*lines: str) -> None:
    """Short lines on standard error, even where that is closed."""
    try:
        for line in lines:
            if line:
                print(one_line(line, _LONGEST_LINE), file=sys.stderr)
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass


def _of_click(error: click.ClickException) -> str:
    """Click's words on one line, with all that it lists."""
    if isinstance(error, click.MissingParameter) and isinstance(
        getattr(error.param, "type", None), click.Choice
    ):
        name = (error.param.human_readable_name if error.param else "").upper()
        choices = ", ".join(map(str, error.param.type.choices))  # type: ignore[union-attr]
        return f"{name} is missing; one of: {choices}"
    return error.format_message().replace("\n\t", " ").strip()


def _of_the_machine(error: OSError) -> tuple[str, str]:
    """What the system refused, and what was kept or may be done."""
    if error.errno == errno.ENOMEM:
        return _of_memory(error)
    where = error.filename
    told = error.strerror or str(error) or type(error).__name__
    kept = "; ".join(getattr(error, "__notes__", ()))
    hint = "" if where == STANDARD_OUTPUT else _HINTS.get(error.errno or 0, "")
    advice = "; ".join(part for part in (kept, hint) if part)
    return f"helpseek: {told}{f': {os.fsdecode(where)}' if where else ''}", advice


def _of_memory(error: BaseException) -> tuple[str, str]:
    asked = re.search(r"[0-9.]+ (?:bytes|[KMGTPE]i?B)\b", str(error))
    more = f": {asked.group()} more were asked for" if asked else ""
    return f"helpseek: there is not enough memory{more}", _LESS_MEMORY


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, whatever became of the error on its way here."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, MemoryError) or "OutOfMemory" in type(error).__name__:
            return True
        if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def _of_a_fault(error: BaseException) -> tuple[str, str]:
    """The fault in a line, and where its traceback has been put."""
    detail = (str(error).splitlines() or [""])[0]
    told = f"helpseek: a fault in Helpseek itself, {type(error).__name__}: {detail}"
    try:
        number, path = tempfile.mkstemp(prefix="helpseek-fault-", suffix=".txt")
        with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:
            print(shlex.join(sys.argv), sys.version, sep="\n", file=file)
            traceback.print_exception(error, file=file)
    except OSError:
        return told, "HELPSEEK_DEBUG=1 shows where; please report it with the command that you gave"
    return told, f"please report it with the command that you gave and its traceback: {path}"


def exit_code_of(work: Callable[[], Any]) -> int:
    """Do the work of a command; on failure say briefly what is wrong and return the exit code."""
    hook = sys.unraisablehook
    sys.unraisablehook = _quiet_when_stopped(hook)
    try:
        return _exit_code_of(work)
    finally:
        if _asked:
            gc.collect()  # what the signal left half made is freed now, while it is quiet
        sys.unraisablehook = hook


def _exit_code_of(work: Callable[[], Any]) -> int:
    try:
        with _stoppable():
            code = work()  # click gives back the code of a command that ended itself early
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (Stopped, click.Abort, KeyboardInterrupt) as stop:
        say("helpseek: stopped; nothing half-written was left")
        return stop.code if isinstance(stop, Stopped) else INTERRUPTED
    except click.UsageError as error:
        context = error.ctx
        say(
            f"helpseek: {_of_click(error)}",
            f"try: {context.command_path} --help" if context else "",
        )
        return INPUT
    except click.ClickException as error:
        say(f"helpseek: {_of_click(error)}")
        return INPUT
    except BrokenPipeError:
        flushed()  # whoever read our output has had enough
        return MACHINE
    except Exception as error:
        if os.environ.get("HELPSEEK_DEBUG"):
            raise
        if isinstance(error, InputError):
            # Only the problems of a table have several lines, one each.
            say(*f"helpseek: {error}".split("\n"))
            return INPUT
        if _is_of_memory(error):
            say(*_of_memory(error))
        elif isinstance(error, OSError):
            say(*_of_the_machine(error))
        else:
            say(*_of_a_fault(error))
        return MACHINE
    finally:
        flushed()
