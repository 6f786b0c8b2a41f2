"""A whole benchmark: towns, a sweep, starting, and where all that was measured."""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

from experiments.benchmark.processes import measure_start, measure_sweep
from experiments.benchmark.report import FORMAT, Machine, Report, targets
from experiments.benchmark.stopwatch import Progress, Stopwatch, now
from experiments.benchmark.towns import QUICK, Effort, measure_towns
from experiments.files.manifest import code_hash, versions
from simulation.build import checked_threads

SIZES = (500, 2_000, 10_000, 50_000, 1_000_000)
QUICK_SIZES = (500, 2_000, 10_000)


def benchmark(
    sizes: Sequence[int] = (),
    *,
    threads: int | None = None,
    quick: bool = False,
    progress: Progress = lambda phase, done, of: None,
) -> Report:
    """Measure everything; ``quick`` leaves out large towns, the sweep and starting.

    ``sizes`` are numbers of people, other than the usual ones.
    """
    watch = Stopwatch()
    machine, date, found = this_machine(), now(), versions()
    usual = QUICK_SIZES if quick else SIZES
    towns = measure_towns(sizes or usual, threads, QUICK if quick else Effort(), progress)
    report = Report(
        format=FORMAT,
        version=found["helpseek"],
        code=code_hash(),
        versions=found,
        machine=machine,
        date=date,
        threads=checked_threads(threads),
        quick=quick,
        sizes=towns.sizes,
        plain_mesa_person_weeks_per_second=towns.plain_mesa,
        gather=towns.gather,
        sweep=None if quick else measure_sweep(progress),
        start=None if quick else measure_start(progress),
        seconds=watch.seconds(),
        targets=[],
    )
    return report.model_copy(update={"targets": targets(report)})


def this_machine() -> Machine:
    """The machine, and how busy it is."""
    load = None
    with contextlib.suppress(AttributeError, OSError):  # not on every platform
        load = round(os.getloadavg()[0], 2)
    return Machine(
        processor=_processor(),
        processors=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        load=load,
    )


def _processor() -> str:
    """The name of the processor, as the system tells it."""
    with contextlib.suppress(OSError):
        for line in (
            Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        ):
            name, _, value = line.partition(":")
            if name.strip() == "model name" and value.strip():
                return value.strip()
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        asked = ["sysctl", "-n", "machdep.cpu.brand_string"]
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        if told:
            return told
    return platform.processor() or platform.machine() or "unknown"
