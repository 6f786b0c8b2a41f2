"""``helpseek benchmark``: speed and memory on this machine, beside what is asked of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from experiments.benchmark.report import Report

_FEWEST, _MOST = 100, 100_000_000


@click.command(short_help="Measure speed and memory.")
@click.option(
    "--sizes",
    metavar="N,N,...",
    help="People in the towns to measure; 500,2000,10000,50000,1000000 by default.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="Only small towns, in seconds: no sweep, and nothing of how long starting takes.",
)
@click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads to use.")
@click.option("--json", "json_file", metavar="FILE", help="Also write all that was measured.")
@click.option(
    "--against", metavar="FILE", help="Also compare with what another version wrote by --json."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def benchmark(
    sizes: str | None,
    quick: bool,
    threads: int | None,
    json_file: str | None,
    against: str | None,
    quiet: bool,
) -> None:
    """Measure speed and memory, in one run beside plain Mesa and the gather limit.

    Plain Mesa is an ordinary Mesa model of the same week. The gather limit is what it takes
    everybody to fetch one byte from each of those around them: no week in which people look at
    others can take less. Of everything the quickest of several goes counts. It takes about two
    minutes on two processors; what else the machine does shows in the numbers.

    \b
    helpseek benchmark --json before.json
    helpseek benchmark --against before.json
    """
    people = _sizes(sizes)
    target = None if json_file is None else _writable(json_file)
    before = None
    if against is not None:
        from experiments.benchmark.report import read_report

        before = read_report(against)

    from experiments.benchmark.measuring import benchmark as measured
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show

    with Reporter(quiet) as progress:
        report = measured(people, threads=threads, quick=quick, progress=progress)
    show(*_told(report))
    if before is not None and against is not None:
        show(*_compared(report, before, against))
    if target is not None:
        from experiments.engine.files import written
        from experiments.files.results import json_text

        written(target, json_text(report.model_dump()).encode())


def _sizes(asked: str | None) -> tuple[int, ...]:
    from simulation.errors import InputError

    if asked is None:
        return ()
    found = []
    for word in asked.split(","):
        number = word.strip().replace("_", "")
        whole = number.isascii() and number.isdecimal() and len(number) < 12
        if not whole or not _FEWEST <= int(number) <= _MOST:
            raise InputError(
                "not a number of people",
                source="--sizes",
                found=word,
                allowed=f"whole numbers from {_FEWEST} to {_MOST}, commas between them",
            )
        found.append(int(number))
    return tuple(found)


def _writable(given: str) -> Path:
    """A file that can be written, as is tried before there is anything to write."""
    from simulation.errors import InputError

    path = Path(given)
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "is a directory")
        trial = path.with_name(f".{path.name}.{os.getpid()}.trial")
        trial.open("wb").close()
        trial.unlink()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be written ({reason})", source="--json", found=given) from error
    return path


def _told(report: Report) -> list[object]:
    """All that was measured, as tables and sentences."""
    from experiments.benchmark.report import start_told
    from experiments.terminal.tables import table

    machine = report.machine
    busy = "" if machine.load is None else f"; {machine.load:.1f} threads were at work before"
    title = (
        f"Helpseek {report.version}, code {report.code[:12]}, {report.threads} threads on "
        f"{machine.processors} processors ({machine.processor}){busy}"
    )
    parts: list[object] = [
        table(
            [
                ("People", "right"),
                ("Threads", "right"),
                ("Week, ms", "right"),
                ("model.step(), ms", "right"),
                ("Million person-weeks/s", "right"),
                ("ns a person-week", "right"),
                ("Built in, s", "right"),
                ("Burn-in, s", "right"),
                ("Bytes a person", "right"),
                ("Bytes of ties", "right"),
                ("Ties a person", "right"),
            ],
            [
                (
                    f"{size.people:,}",
                    size.threads,
                    f"{1e3 * size.week_seconds:,.3f}",
                    "" if size.step_seconds is None else f"{1e3 * size.step_seconds:,.3f}",
                    f"{size.person_weeks / 1e6:.2f}",
                    f"{size.nanoseconds:.1f}",
                    f"{size.build_seconds:,.3f}",
                    f"{size.burn_in_seconds:,.3f}",
                    f"{size.bytes_per_person:.0f}",
                    f"{size.tie_bytes_per_person:.0f}",
                    f"{size.ties_per_person:.1f}",
                )
                for size in report.sizes
            ],
            title=title,
        ),
        f"Burn-in: {report.sizes[0].burn_in_weeks} weeks.",
        f"Plain Mesa: {report.plain_mesa_person_weeks_per_second / 1e6:.3f} million person-weeks "
        f"a second, on one thread; Helpseek is {_times_plain(report)} times as fast.",
        _gather_told(report),
    ]
    if sweep := report.sweep:
        parts.append(
            f"Sweep: {sweep.runs_per_second:.1f} runs a second of {sweep.people:,} people x "
            f"{sweep.weeks} weeks, each with a burn-in of {sweep.burn_in_weeks}, by "
            f"{sweep.workers} workers, and {sweep.start_up_seconds:.1f} s to start and end; 1,000 "
            f"runs would take {sweep.seconds_of(1_000):,.0f} s (told from {sweep.runs})."
        )
    if report.start:
        told = "; ".join(f"{words} {value:.2f} s" for words, value in start_told(report.start))
        parts.append(f"Starting: {told}.")
    parts += [
        "",
        table(
            ["Measure", ("Here", "right"), "", "Asked, on two free processors", "Met"],
            [
                (
                    line.measure,
                    f"{line.value:,.2f}",
                    line.unit,
                    line.asked,
                    "yes" if line.met else "no",
                )
                for line in report.targets
            ],
        ),
        f"Measured in {report.seconds:.0f} s.",
    ]
    return parts


def _gather_told(report: Report) -> str:
    gather, last = report.gather, report.sizes[-1]
    ties, drawn = gather.ties_per_second, gather.drawn_per_second
    return (
        f"Gather limit: of {gather.people:,} people {ties / 1e6:.1f} million a second fetch a byte "
        f"from each of those they have ties to, {drawn / 1e6:.1f} million from each of ten drawn "
        f"at random; Helpseek's week reaches {last.person_weeks / ties:.2f} and "
        f"{last.person_weeks / drawn:.2f} of that."
    )


def _times_plain(report: Report) -> str:
    plain = report.plain_mesa_person_weeks_per_second
    times = [size.person_weeks / plain for size in report.sizes]
    low, high = f"{min(times):,.0f}", f"{max(times):,.0f}"
    return low if low == high else f"{low} to {high}"


def _compared(report: Report, before: Report, against: str) -> list[object]:
    """The same measures before and here."""
    from experiments.benchmark.report import changes, differences
    from experiments.terminal.tables import table

    found, notes = changes(report, before)
    same_code = ", the same code" if report.code == before.code else f", code {before.code[:12]}"
    other = differences(report, before)
    if other:
        notes.append(f"Not only Helpseek differs: {'; '.join(other)}.")
    return [
        table(
            ["Measure", ("Before", "right"), ("Here", "right"), "", ("Gain, times", "right")],
            [
                (one.words, f"{one.before:,.3f}", f"{one.here:,.3f}", one.unit, f"{one.gain:.2f}")
                for one in found
            ],
            title=f"Beside {against}: Helpseek {before.version}{same_code}, {before.date}",
        ),
        "A gain above 1 is better here than before. Plain Mesa and the gather limit are no part of "
        "the model: what they gain or lose is the machine.",
        *notes,
    ]
