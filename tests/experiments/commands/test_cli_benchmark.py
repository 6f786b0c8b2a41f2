"""The benchmark measures what it says, and compares with what was measured before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.benchmark import measuring, processes, towns
from experiments.benchmark.report import (
    FORMAT,
    Gather,
    Machine,
    Report,
    Size,
    Start,
    Sweep,
    changes,
    differences,
    measures,
    targets,
)
from experiments.benchmark.stopwatch import Budget
from experiments.files.manifest import code_hash
from experiments.files.results import json_text
from tests.support.cli_runner import Said, helpseek, refused
from tests.support.workers_here import WorkersHere

SWEEP = Sweep(
    people=2_000,
    weeks=260,
    burn_in_weeks=260,
    runs=40,
    workers=2,
    runs_per_second=10.0,
    start_up_seconds=2.0,
)
START = Start(
    help_seconds=0.3, import_seconds=1.0, model_import_seconds=1.5, second_run_seconds=3.5
)
MACHINE = Machine(processor="a processor", processors=2, system="Linux x86_64", load=0.5)


def size(people: int, nanoseconds: float, **other: Any) -> Size:
    told: dict[str, Any] = {
        "threads": 1,
        "step_seconds": None,
        "build_seconds": 8.0,
        "burn_in_weeks": 260,
        "burn_in_seconds": 1.0,
        "bytes_per_person": 100.0,
        "tie_bytes_per_person": 70.0,
        "ties_per_person": 9.0,
        **other,
    }
    return Size(people=people, week_seconds=people * nanoseconds / 1e9, **told)


def report(*sizes: Size, **other: Any) -> Report:
    told: dict[str, Any] = {
        "version": "1.2",
        "code": "abc",
        "versions": {"python": "3.12", "helpseek": "1.2"},
        "machine": MACHINE,
        "date": "2030-01-01T00:00:00+00:00",
        "threads": 2,
        "quick": False,
        "seconds": 100.0,
        "plain_mesa_person_weeks_per_second": 1e5,
        "gather": Gather(people=sizes[-1].people, ties_per_second=5e7, drawn_per_second=9e7),
        "sweep": SWEEP,
        "start": START,
        "targets": [],
        **other,
    }
    return Report(format=FORMAT, sizes=list(sizes), **told)


GOOD = report(size(2_000, 150), size(10_000, 60), size(50_000, 50), size(1_000_000, 40))
"""All targets are just met."""


def verdict(found: Report) -> dict[str, bool]:
    return {line.measure: line.met for line in targets(found)}


def test_targets_are_judged_each_by_its_own_limit() -> None:
    assert set(verdict(GOOD).values()) == {True}
    assert len(verdict(GOOD)) == 10
    late = START.model_copy(
        update={"help_seconds": 0.31, "import_seconds": 1.01, "second_run_seconds": 3.51}
    )
    heavy = {"bytes_per_person": 101.0, "tie_bytes_per_person": 71.0, "build_seconds": 8.1}
    bad = report(
        size(2_000, 151),
        size(10_000, 62),
        size(1_000_000, 41, **heavy),
        start=late,
        plain_mesa_person_weeks_per_second=5e5,
    )
    assert set(verdict(bad).values()) == {False}
    assert verdict(bad).keys() == verdict(GOOD).keys()


def test_small_towns_are_no_part_of_the_flat_cost() -> None:
    flat = "dearest over cheapest person-week, from 10,000 people up"
    assert verdict(report(size(500, 900), size(10_000, 50), size(50_000, 40)))[flat]
    assert not verdict(report(size(10_000, 40), size(50_000, 70)))[flat]
    assert flat not in verdict(report(size(500, 900), size(10_000, 50)))


def test_nothing_is_judged_that_was_not_measured() -> None:
    found = verdict(report(size(700, 50), sweep=None, start=None))
    assert found.keys() == {"memory of a person, ties apart", "memory of a person's ties"}


def test_gains_are_above_one_where_it_is_better_now() -> None:
    faster = SWEEP.model_copy(update={"runs_per_second": 50.0})
    here = report(
        size(2_000, 50), size(1_000_000, 40, bytes_per_person=200.0), sweep=faster, start=None
    )
    found, notes = changes(here, GOOD)
    gains = {one.words: one.gain for one in found}
    assert gains["a week of 2,000 people"] == pytest.approx(3)
    assert gains["a week of 1,000,000 people"] == pytest.approx(1)
    assert gains["memory of a person, ties apart"] == pytest.approx(0.5)
    assert gains["sweep: runs of 2,000 people x 260 weeks, burn-in 260"] == pytest.approx(5)
    assert gains["plain Mesa, person-weeks"] == 1
    (note,) = notes
    assert note.startswith("Only before: ")
    assert "a week of 10,000 people" in note
    assert "helpseek --help" in note


def test_a_sweep_is_extrapolated_with_its_start() -> None:
    assert SWEEP.seconds_of(1_000) == pytest.approx(102)


def test_the_rate_of_a_sweep_leaves_out_the_first_run_of_each_worker() -> None:
    assert processes.rate_of([0.0, 9.0, 9.5, 10.0, 10.5, 11.0], 2) == pytest.approx(2)


def test_other_machines_are_told_and_how_busy_they_were_is_not() -> None:
    busy = MACHINE.model_copy(update={"load": 7.0})
    assert differences(report(size(500, 50), machine=busy), report(size(500, 60))) == []
    other = MACHINE.model_copy(update={"processor": "another"})
    told = differences(
        report(size(500, 50), machine=other, threads=4, versions={"python": "3.13"}),
        report(size(500, 60)),
    )
    assert told == [
        "processor was a processor, is another",
        "threads was 2, is 4",
        "python was 3.12, is 3.13",
    ]


def test_there_are_goes_in_any_case_and_not_more_than_wanted() -> None:
    def goes(budget: Budget) -> int:
        number = 0
        while budget.another():
            number += 1
        return number

    assert goes(Budget(3, 5, 0.0)) == 3
    assert goes(Budget(1, 4, 1e9)) == 4


def test_children_start_as_quickly_as_they_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("HELPSEEK_CACHE", "somewhere")
    found = processes.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in found
    assert found["HELPSEEK_CACHE"] == "somewhere"


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """All is small and done in this process; the commands that were called."""
    called: list[tuple[str, ...]] = []

    def command(*arguments: str) -> None:
        called.append(arguments)
        if arguments[0] == "sweep":
            said = helpseek(*arguments)
            assert said.code == 0, said

    once = towns.Goes(1, 1, 0.0)
    effort = towns.Effort(once, once, once)
    for place, name, value in (
        (towns, "PLAIN_PEOPLE", 200),
        (towns, "WEEKS", 3),
        (towns, "_TURN", 0.0),
        (measuring, "QUICK", effort),
        (measuring, "Effort", lambda: effort),
        (processes, "PEOPLE", 300),
        (processes, "WEEKS", 4),
        (processes, "BURN_IN_WEEKS", 6),
        (processes, "RUNS_OF_A_WORKER", 5),
        (processes, "available_threads", lambda: 1),
        (processes, "command", command),
        (processes, "python", lambda *_: None),
    ):
        monkeypatch.setattr(place, name, value)
    monkeypatch.setattr("experiments.engine.crew.LocalWorkers", WorkersHere)
    return called


def test_everything_is_measured(tiny: list[tuple[str, ...]]) -> None:
    phases: list[str] = []
    found = measuring.benchmark(
        [700, 500], threads=1, progress=lambda phase, done, of: phases.append(phase)
    )
    assert [one.people for one in found.sizes] == [500, 700]
    for one in found.sizes:
        assert 50 < one.bytes_per_person < 400
        assert one.ties_per_person > 2
        assert one.burn_in_weeks == 260
        assert one.step_seconds is not None
    assert found.gather.people == 700
    assert found.sweep is not None
    assert (found.sweep.runs, found.sweep.workers, found.sweep.people) == (5, 1, 300)
    assert found.start is not None
    assert {arguments[0] for arguments in tiny} == {"sweep", "run", "--help"}
    assert found.code == code_hash()
    assert found.versions["numba"]
    assert found.machine.processor
    assert "plain Mesa" in phases


def quick(*arguments: str | Path) -> Said:
    said = helpseek("benchmark", "--quick", "--sizes", "600", "--quiet", *arguments)
    assert said.code == 0, said
    return said


def test_the_command_writes_what_it_shows_and_compares_with_it(
    tiny: list[tuple[str, ...]], tmp_path: Path
) -> None:
    file = tmp_path / "speed.json"
    said = quick("--json", file)
    told = Report.model_validate_json(file.read_text())
    assert [path.name for path in tmp_path.iterdir()] == ["speed.json"]
    assert (told.quick, told.sweep, told.start) == (True, None, None)
    assert [one.people for one in told.sizes] == [600]
    assert told.targets == targets(told)
    for line in told.targets:
        assert line.measure in said.out
    assert not tiny

    said = quick("--against", file)
    for one in measures(told):
        assert one.words in said.out
    assert "the same code" in said.out
    assert "Not only Helpseek differs" not in said.out

    other = told.model_dump() | {"code": "0123456789abcdef", "threads": told.threads + 1}
    file.write_text(json_text(other))
    said = quick("--against", file)
    assert "code 0123456789ab" in said.out
    assert f"threads was {told.threads + 1}, is {told.threads}" in said.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "helpseek benchmark 0"}, "format"),
        ({"sizes": []}, "sizes"),
        ({"threads": "two"}, "threads"),
        ({"plain_mesa_person_weeks_per_second": 0}, "plain_mesa_person_weeks_per_second"),
        ({"sweep": {"people": 5}}, "sweep"),
        ({"gather": None}, "gather"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_no_benchmark_is_refused_before_anything_is_measured(
    change: dict[str, Any], told: str, tmp_path: Path
) -> None:
    file = tmp_path / "before.json"
    file.write_text(json.dumps(GOOD.model_dump() | change))
    said = refused(helpseek("benchmark", "--against", file))
    assert f": {told}" in said
    assert "allowed: a file written by helpseek benchmark --json" in said


@pytest.mark.parametrize("text", ["[1]", "{", "[" * 100_000, "NaN", "{}"])
def test_what_is_no_report_at_all_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(text)
    assert "before.json" in refused(helpseek("benchmark", "--against", file))
