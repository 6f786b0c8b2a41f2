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
from collections.abc import Callable
from typing import Any

import click

from simulation.errors import InputError

MACHINE, INPUT, INTERRUPTED, TERMINATED = 1, 2, 130, 143


class Terminated(BaseException):
    """SIGTERM arrived: unwinds like Ctrl-C does, so that half-written results are removed."""


def _terminate(_number: int, _frame: Any) -> None:
    raise Terminated


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
    with contextlib.suppress(ValueError):  # not in the main thread, where a caller may well be
        signal.signal(signal.SIGTERM, _terminate)
    try:
        work()
        sys.stdout.flush()
        return 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("helpseek: stopped; nothing half-written was left")
        return INTERRUPTED
    except Terminated:
        _say("helpseek: stopped by SIGTERM; nothing half-written was left")
        return TERMINATED
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
