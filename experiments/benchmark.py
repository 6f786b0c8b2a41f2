"""How fast Helpseek is on this machine, measured in one run beside an ordinary Mesa model."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

SIZES = (10_000, 100_000, 1_000_000)
QUICK_SIZES = (10_000, 100_000)
_WARM_UP, _BLOCKS = 26, 3
_PERSON_WEEKS = 8_000_000
"""Person-weeks in one timed block, so that small towns are timed for as long as large ones."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured of a town of one size."""

    people: int
    build_seconds: float
    person_weeks_per_second: float
    nanoseconds_per_person_week: float
    bytes_per_person: float
    tie_bytes_per_person: float
    ties_per_person: float


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the verdict: what was measured, and what is asked of it."""

    measure: str
    value: float
    unit: str
    asked: str
    met: bool


def best_of(blocks: int, work: Callable[[], Any]) -> float:
    """Seconds of the quickest of several goes: the one that others disturbed least."""
    times = []
    for _ in range(blocks):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def measure_size(people: int, threads: int | None) -> Size:
    """Build a town of this size without burn-in and step it, after some weeks to warm up."""
    from simulation import HelpSeekingModel

    gc.collect()
    weeks = min(max(_PERSON_WEEKS // people, 8), 1_000)
    start = perf_counter()
    model = HelpSeekingModel(
        "town", people=people, rng=1, threads=threads, burn_in_weeks=0,
        weeks=_WARM_UP + _BLOCKS * weeks,
    )  # fmt: skip
    built = perf_counter() - start

    def steps(number: int) -> None:
        for _ in range(number):
            model.step()

    steps(_WARM_UP)
    seconds = best_of(_BLOCKS, lambda: steps(weeks))
    person_weeks = model.population.people * weeks
    ties = model.ties
    return Size(
        people=model.population.people,
        build_seconds=built,
        person_weeks_per_second=person_weeks / seconds,
        nanoseconds_per_person_week=1e9 * seconds / person_weeks,
        bytes_per_person=model.population.nbytes / model.population.people,
        tie_bytes_per_person=sum(array.nbytes for array in ties) / model.population.people,
        ties_per_person=ties.neighbour.size / model.population.people,
    )


def measure_plain_mesa() -> float:
    """Person-weeks a second of the ordinary Mesa model."""
    from experiments.plain_mesa import PEOPLE, PlainModel

    model = PlainModel()
    for _ in range(_WARM_UP):
        model.step()
    weeks = 20

    def steps() -> None:
        for _ in range(weeks):
            model.step()

    return PEOPLE * weeks / best_of(_BLOCKS, steps)


def _seconds_of(arguments: Sequence[str], goes: int) -> float:
    command = [sys.executable, "-m", "experiments.cli", *arguments]

    def run() -> None:
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    return best_of(goes, run)


def measure_start() -> dict[str, float]:
    """Seconds of ``helpseek --help``, and of ``helpseek run`` once its code is compiled."""
    with tempfile.TemporaryDirectory(prefix="helpseek-benchmark-") as folder:
        for go in ("first", "second"):
            run = _seconds_of(["run", "--quiet", "--out", str(Path(folder) / go)], 1)
    return {"help_seconds": _seconds_of(["--help"], 3), "second_run_seconds": run}


def benchmark(
    sizes: Sequence[int] = SIZES,
    *,
    threads: int | None = None,
    start_up: bool = True,
    progress: Progress = lambda phase, done, of: None,
) -> dict[str, Any]:
    """Measure everything; returns plain numbers, with the targets among them."""
    from simulation.compiled import available_threads

    progress("compiling", 0, 0)
    measure_size(2_000, threads)
    measured = []
    for people in sizes:
        progress(f"{people:,} people", 0, 0)
        measured.append(measure_size(people, threads))
    progress("plain Mesa", 0, 0)
    plain = measure_plain_mesa()
    started: dict[str, float] = {}
    if start_up:
        progress("start-up", 0, 0)
        started = measure_start()
    return {
        "threads": threads or available_threads(),
        "processors": os.cpu_count(),
        "sizes": [asdict(size) for size in measured],
        "plain_mesa_person_weeks_per_second": plain,
        **started,
        "targets": [asdict(target) for target in targets(measured, plain, started)],
    }


def targets(sizes: Sequence[Size], plain: float, started: dict[str, float]) -> list[Target]:
    """What was measured beside what is asked, on two processors."""
    largest = max(sizes, key=lambda size: size.people)
    costs = [size.nanoseconds_per_person_week for size in sizes]
    speed = largest.person_weeks_per_second
    lines = []

    def line(measure: str, value: float, unit: str, limit: float, *, least: bool = False) -> None:
        met = value >= limit if least else value < limit
        asked = f"{'at least' if least else 'under'} {limit:,g}"
        lines.append(Target(measure, value, unit, asked, met))

    at = f"at {largest.people:,} people"
    line(f"speed {at}", speed / 1e6, "million person-weeks a second", 25, least=True)
    line(f"speed {at} beside plain Mesa", speed / plain, "times", 60, least=True)
    line("dearest over cheapest person-week of all sizes", max(costs) / min(costs), "times", 2)
    line("memory a person, ties apart", largest.bytes_per_person, "bytes", 200)
    line(f"building the town, ties included, {at}", largest.build_seconds, "seconds", 20)
    if started:
        line("helpseek --help", started["help_seconds"], "seconds", 0.5)
        line("helpseek run, the second time", started["second_run_seconds"], "seconds", 6)
    return lines
