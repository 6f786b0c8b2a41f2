"""Running ``helpseek`` in tests: in this process, or as a command of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SMALL = ("--people", "400", "--weeks", "30", "--set", "horizon.burn_in_weeks=20")
"""Options of a run that takes a fraction of a second."""


class Said(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def helpseek(*arguments: str | os.PathLike[str]) -> Said:
    """Call the command in this process, which draws figures itself instead of starting others."""
    import matplotlib  # noqa: F401  (where it is there, no process is started to draw)

    from experiments.cli import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([os.fspath(argument) for argument in arguments])
        except SystemExit as exit_:
            code = exit_.code
    assert isinstance(code, int)
    return Said(code, out.getvalue(), err.getvalue())


def arms(*strategies: str) -> tuple[str, ...]:
    """The options that name these strategies."""
    return tuple(word for name in strategies for word in ("--strategy", name))


def start(
    *arguments: str | os.PathLike[str], cwd: Path, **environment: str
) -> subprocess.Popen[str]:
    """Start the command as a process of its own."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", "experiments.cli", *(os.fspath(each) for each in arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, **environment},
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def refused(said: Said) -> str:
    """Assert that input was refused as it should be; returns the message."""
    assert said.code == 2, said
    lines = said.err.strip().splitlines()
    assert 1 <= len(lines) <= 2, said.err
    assert "Traceback" not in said.err
    assert "fault in Helpseek" not in said.err
    assert said.err.startswith("helpseek: ")
    return said.err


def everything_in(directory: Path) -> dict[str, bytes]:
    """All files below a directory, hidden ones included."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
