"""Figures drawn by processes beside this one.

To import Matplotlib and to draw six figures takes as long as all else in an ordinary run. So two
other processes get ready meanwhile, where there is a processor for them, and share the figures.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

from experiments.figures.draw import FIGURES, FOLDER, draw_figures, drawings

_CODE = (
    "import gc, sys; gc.disable(); sys.path[:] = {path!r}; "
    f"from {__name__} import draw_when_told; draw_when_told()"
)
_PROCESSES = 2


class Aside:
    """Whoever draws the figures of one run: processes started early, or else this one.

    Use it in a ``with`` block. The processes end with the block, and if this one dies.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Aside:
        if "matplotlib" in sys.modules or self._threads == 1 or _one_processor():
            return self
        # The same modules as here, wherever the command was started and however it was installed.
        code = _CODE.format(path=[os.path.abspath(place) for place in sys.path])
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        with contextlib.suppress(OSError, ValueError):
            for _ in range(_PROCESSES):
                self._processes.append(
                    subprocess.Popen(
                        [sys.executable, "-c", code],
                        env=environment,
                        stdin=subprocess.PIPE,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                )
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            with contextlib.suppress(OSError):
                process.communicate()

    def draw(self, directory: Path) -> None:
        """Draw all figures of the run in ``directory``; raises what drawing here would raise."""
        (directory / FOLDER).mkdir(exist_ok=True)
        shares = [FIGURES[one::_PROCESSES] for one in range(len(self._processes))]
        for process, share in zip(self._processes, shares, strict=True):
            told = json.dumps([str(directory.absolute()), *share]).encode()
            # A process that has died shows in its exit code.
            with contextlib.suppress(OSError):
                assert process.stdin is not None
                process.stdin.write(told)
                process.stdin.close()
            process.stdin = None
        drawn = [
            name
            for process, share in zip(self._processes, shares, strict=True)
            if process.wait() == 0
            for name in share
        ]
        if rest := [name for name in FIGURES if name not in drawn]:
            draw_figures(directory, rest)


def _one_processor() -> bool:
    # Not simulation.compiled, which imports Numba: that is what goes on meanwhile.
    if os.environ.get("HELPSEEK_THREADS") == "1":
        return True
    try:
        return len(os.sched_getaffinity(0)) < 2
    except AttributeError:  # not on every platform
        return (os.cpu_count() or 1) < 2


def draw_when_told() -> None:
    """Get ready, then draw what standard input names: a directory, and some of its figures."""
    from pyarrow import parquet  # noqa: F401  (read when the figures are drawn)

    from experiments.figures.style import Slide

    drawings()
    slide = Slide.new("Fonts", "are read", "once")
    slide.axes()
    slide.figure.canvas.draw()
    if told := sys.stdin.buffer.read():
        directory, *names = json.loads(told)
        draw_figures(Path(directory), names)
