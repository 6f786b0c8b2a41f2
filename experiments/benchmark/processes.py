"""What takes processes of its own: a sweep by the command, and starting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import experiments
from experiments.benchmark.report import Start, Sweep
from experiments.benchmark.stopwatch import Progress, seconds_of, seconds_since_first
from experiments.terminal.failures import stop_if_asked
from simulation.machine import available_threads

PEOPLE, WEEKS, BURN_IN_WEEKS = 2_000, 260, 260
RUNS_OF_A_WORKER = 20
_GOES = {"help": 5, "import": 3, "run": 2, "sweep": 3}
_HARMFUL = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "PYTHONVERBOSE")
"""Variables that slow the start of every process of Python."""


def environment() -> dict[str, str]:
    """The environment of this process without what slows the start of others."""
    return {name: value for name, value in os.environ.items() if name not in _HARMFUL}


def python(*arguments: str) -> None:
    """Run Python as a process of its own. Raises ChildProcessError where that fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        stop_if_asked()
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise ChildProcessError(f"python {' '.join(arguments)}: {said[-1]}")


def command(*arguments: str) -> None:
    """Run ``helpseek`` as a process of its own."""
    python("-m", f"{experiments.__name__}.cli", *arguments)


def measure_sweep(progress: Progress) -> Sweep:
    """A sweep on all processors, some times: the quickest rate, and the shortest start.

    The rate is that of the runs which end after each worker has had its first one; what the command
    takes besides is starting: itself, its workers, and the end.
    """
    workers = available_threads()
    runs = RUNS_OF_A_WORKER * workers
    rates, starts = [], []
    for go in range(_GOES["sweep"]):
        progress(f"a sweep of {runs:,} runs", go, _GOES["sweep"])
        with TemporaryDirectory(prefix="helpseek-benchmark-") as folder:
            seconds, ended = _sweep(Path(folder), runs)
        rate = rate_of(ended, workers)
        rates.append(rate)
        starts.append(max(seconds - runs / rate, 0.0))
    return Sweep(
        people=PEOPLE,
        weeks=WEEKS,
        burn_in_weeks=BURN_IN_WEEKS,
        runs=runs,
        workers=workers,
        runs_per_second=max(rates),
        start_up_seconds=min(starts),
    )


def _sweep(folder: Path, runs: int) -> tuple[float, list[float]]:
    """Seconds of the command, and when runs ended, in seconds after the first."""
    from experiments.sweep.query import opened

    plan, out = folder / "plan.yaml", folder / "out"
    settings = {
        "world": "town",
        "people": PEOPLE,
        "weeks": WEEKS,
        "seeds": runs,
        "set": {"horizon.burn_in_weeks": BURN_IN_WEEKS},
    }
    plan.write_text(json.dumps(settings))
    seconds = seconds_of(lambda: command("sweep", str(plan), "--out", str(out), "--quiet"))
    with opened(out) as found:
        ended = [when for (when,) in found.rows("select ended from status where state = 'done'")]
    if len(ended) != runs:
        raise ChildProcessError(f"helpseek sweep has done {len(ended):,} of {runs:,} runs")
    return seconds, seconds_since_first(ended)


def rate_of(ended: list[float], workers: int) -> float:
    """Runs a second, from when they ended, once each worker has had time for its first one."""
    later = ended[workers:]
    return len(later) / (later[-1] - ended[workers - 1])


def _import(code: str, go: int) -> None:
    python("-c", code)


def measure_start(progress: Progress) -> Start:
    """What starting takes, of everything the quickest go; code is compiled by then."""

    def quickest(words: str, goes: int, work: Callable[[int], None]) -> float:
        found = []
        for go in range(goes):
            progress(words, go, goes)
            found.append(seconds_of(partial(work, go)))
        return min(found)

    imports = [
        quickest(code, _GOES["import"], partial(_import, code))
        for code in ("import helpseek", "from helpseek import HelpSeekingModel")
    ]
    with TemporaryDirectory(prefix="helpseek-benchmark-") as folder:

        def run(go: int) -> None:
            command("run", "--quiet", "--out", str(Path(folder) / f"{go}"))

        progress("helpseek run, the first time", 0, 0)
        run(-1)
        again = quickest("helpseek run, again", _GOES["run"], run)
    return Start(
        help_seconds=quickest("helpseek --help", _GOES["help"], lambda _: command("--help")),
        import_seconds=imports[0],
        model_import_seconds=imports[1],
        second_run_seconds=again,
    )
