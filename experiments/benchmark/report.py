"""What a benchmark has found: its numbers, what is asked of them, and those of an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.errors import InputError

FORMAT: Final = "helpseek benchmark 1"
_LARGEST = 1_000_000
"""Bytes of a file."""

Count = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Size(_Part):
    """A town of one size: seconds a week by ``Town.live``, and by ``model.step`` where measured.

    ``threads`` are those that a town of this size is shared out to.
    """

    people: Count
    threads: Count
    week_seconds: Positive
    step_seconds: Positive | None
    build_seconds: Positive
    burn_in_weeks: Annotated[int, Field(ge=0)]
    burn_in_seconds: Positive
    bytes_per_person: Positive
    tie_bytes_per_person: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    ties_per_person: Annotated[float, Field(ge=0, allow_inf_nan=False)]

    @property
    def nanoseconds(self) -> float:
        """Nanoseconds that a person-week takes."""
        return 1e9 * self.week_seconds / self.people

    @property
    def person_weeks(self) -> float:
        """Person-weeks a second."""
        return self.people / self.week_seconds


class Gather(_Part):
    """The gather limit: how many people a second gather one byte from each of their neighbours.

    Neighbours are those to whom people of a town have ties, or ten drawn at random for each.
    """

    people: Count
    ties_per_second: Positive
    drawn_per_second: Positive


class Sweep(_Part):
    """A sweep by the command: runs a second once all workers run, and seconds beside that."""

    people: Count
    weeks: Count
    burn_in_weeks: Annotated[int, Field(ge=0)]
    runs: Count
    workers: Count
    runs_per_second: Positive
    start_up_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]

    def seconds_of(self, runs: int) -> float:
        """What so many runs would take, by these numbers."""
        return self.start_up_seconds + runs / self.runs_per_second


class Start(_Part):
    """Seconds of new processes, their code compiled before."""

    help_seconds: Positive
    import_seconds: Positive
    model_import_seconds: Positive
    second_run_seconds: Positive


class Machine(_Part):
    """Where it was measured."""

    processor: str
    processors: Count
    system: str
    load: float | None
    """Threads that were at work on the machine before, over the last minute."""


class Target(_Part):
    """One line of the verdict: what was measured, and what is asked of it."""

    measure: str
    value: Positive
    unit: str
    asked: str
    met: bool


class Report(_Part):
    """All that a benchmark has found. ``code`` is the hash of the model, ``date`` in UTC."""

    format: Literal["helpseek benchmark 1"]
    version: str
    code: str
    versions: dict[str, str]
    machine: Machine
    date: str
    threads: Count
    quick: bool
    seconds: Positive
    sizes: Annotated[list[Size], Field(min_length=1)]
    plain_mesa_person_weeks_per_second: Positive
    gather: Gather
    sweep: Sweep | None
    start: Start | None
    targets: list[Target]


class Measure(NamedTuple):
    """One number that two versions can be compared by."""

    words: str
    value: float
    unit: str
    more_is_better: bool = False


def measures(report: Report) -> Iterator[Measure]:
    """All numbers of a benchmark that one before may have, too."""
    for size in report.sizes:
        of = f"of {size.people:,} people"
        yield Measure(f"a week {of}", 1e3 * size.week_seconds, "ms")
        if size.step_seconds is not None:
            yield Measure(f"model.step() {of}", 1e3 * size.step_seconds, "ms")
        yield Measure(f"building a town {of}", size.build_seconds, "s")
        per_week = 1e3 * size.burn_in_seconds / max(size.burn_in_weeks, 1)
        yield Measure(f"a week of burn-in {of}", per_week, "ms")
    last = report.sizes[-1]
    yield Measure("memory of a person, ties apart", last.bytes_per_person, "bytes")
    if last.tie_bytes_per_person:
        yield Measure("memory of a person's ties", last.tie_bytes_per_person, "bytes")
    if report.sweep is not None:
        one = report.sweep
        what = f"of {one.people:,} people x {one.weeks} weeks, burn-in {one.burn_in_weeks}"
        yield Measure(f"sweep: runs {what}", one.runs_per_second, "a second", True)
        yield Measure(f"sweep: 1,000 runs {what}", one.seconds_of(1_000), "s")
    if report.start is not None:
        for words, value in start_told(report.start):
            yield Measure(words, value, "s")
    plain, gather = report.plain_mesa_person_weeks_per_second, report.gather
    million = "million a second"
    yield Measure("plain Mesa, person-weeks", plain / 1e6, million, True)
    limit = f"gather limit, {gather.people:,} people"
    yield Measure(f"{limit} over their ties", gather.ties_per_second / 1e6, million, True)
    yield Measure(f"{limit} from ten drawn", gather.drawn_per_second / 1e6, million, True)


def start_told(start: Start) -> list[tuple[str, float]]:
    """What starting takes, in words."""
    return [
        ("helpseek --help", start.help_seconds),
        ("import helpseek", start.import_seconds),
        ("from helpseek import HelpSeekingModel", start.model_import_seconds),
        ("helpseek run, the second time", start.second_run_seconds),
    ]


def targets(report: Report) -> list[Target]:
    """What was measured beside what is asked, on two processors that do nothing else."""
    lines: list[Target] = []

    def line(measure: str, value: float, unit: str, limit: float, *, least: bool = False) -> None:
        met = value >= limit if least else value <= limit
        asked = f"{'at least' if least else 'at most'} {limit:,g}"
        lines.append(Target(measure=measure, value=value, unit=unit, asked=asked, met=met))

    sizes = {size.people: size for size in report.sizes}
    if 2_000 in sizes:
        line("a week of 2,000 people", 1e3 * sizes[2_000].week_seconds, "ms", 0.3)
    large = [size.nanoseconds for size in report.sizes if size.people >= 10_000]
    if len(large) > 1:
        words = "dearest over cheapest person-week, from 10,000 people up"
        line(words, max(large) / min(large), "times", 1.5)
    if million := sizes.get(1_000_000):
        if report.gather.people == million.people:
            share = million.person_weeks / report.gather.ties_per_second
            words = "a million people beside the gather limit over their ties"
            line(words, share, "times", 0.5, least=True)
        plain = report.plain_mesa_person_weeks_per_second
        line(
            "a million people beside plain Mesa",
            million.person_weeks / plain,
            "times",
            60,
            least=True,
        )
        line("building a town of a million", million.build_seconds, "s", 8)
    last = report.sizes[-1]
    line("memory of a person, ties apart", last.bytes_per_person, "bytes", 100)
    if last.tie_bytes_per_person:
        line("memory of a person's ties", last.tie_bytes_per_person, "bytes", 70)
    if report.start is not None:
        line("helpseek --help", report.start.help_seconds, "s", 0.3)
        line("import helpseek", report.start.import_seconds, "s", 1)
        line("helpseek run, the second time", report.start.second_run_seconds, "s", 3.5)
    return lines


class Change(NamedTuple):
    """A number before and now; ``gain`` is how many times as good it has become."""

    words: str
    unit: str
    before: float
    here: float
    gain: float


def changes(here: Report, before: Report) -> tuple[list[Change], list[str]]:
    """What both benchmarks have measured, and words for what only one of them has."""
    old = {one.words: one for one in measures(before)}
    new = {one.words: one for one in measures(here)}
    found = [
        Change(
            words,
            one.unit,
            old[words].value,
            one.value,
            one.value / old[words].value if one.more_is_better else old[words].value / one.value,
        )
        for words, one in new.items()
        if words in old
    ]
    notes = [
        f"Only {where}: {', '.join(missing)}."
        for where, missing in (
            ("here", [words for words in new if words not in old]),
            ("before", [words for words in old if words not in new]),
        )
        if missing
    ]
    return found, notes


def differences(here: Report, before: Report) -> list[str]:
    """In what, besides Helpseek, the two differ: machine, threads, packages, thoroughness."""

    def told(report: Report) -> dict[str, Any]:
        machine = report.machine.model_dump(exclude={"load"})
        packages = {name: found for name, found in report.versions.items() if name != "helpseek"}
        return {**machine, "threads": report.threads, "quick": report.quick, **packages}

    old, new = told(before), told(here)
    return [
        f"{name} was {old.get(name)}, is {new.get(name)}"
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    ]


def read_report(path: str) -> Report:
    """What an earlier benchmark wrote. Raises InputError for whatever is not such a file."""
    allowed = "a file written by helpseek benchmark --json"
    try:
        if Path(path).stat().st_size > _LARGEST:
            raise InputError("too large", source=path, allowed=allowed)
        told = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or "not JSON"
        raise InputError(f"cannot be read ({reason})", source=path, allowed=allowed) from error
    kind = told.get("format") if isinstance(told, dict) else type(told).__name__
    if kind != FORMAT:
        raise InputError(
            "not a benchmark of this version",
            source=path,
            field="format",
            found=kind,
            allowed=allowed,
        )
    try:
        return Report.model_validate(told)
    except ValidationError as error:
        from simulation.parameters.problems import first_fault

        fault = first_fault(error, Report)
        raise InputError(
            fault.problem, source=path, field=fault.field, found=fault.found, allowed=allowed
        ) from error
