"""The benchmark: what it measures is there, and the model beside it is a fair one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from experiments.benchmark import Size, benchmark, targets
from experiments.plain_mesa import SERVICES, PlainModel
from tests.cli_runner import helpseek


def size(people: int, speed: float, **other: float) -> Size:
    told = {
        "build_seconds": 1.0, "bytes_per_person": 150.0, "tie_bytes_per_person": 100.0,
        "ties_per_person": 9.0, **other,
    }  # fmt: skip
    return Size(
        people=people, person_weeks_per_second=speed, nanoseconds_per_person_week=1e9 / speed,
        **told,
    )  # fmt: skip


def test_targets_are_judged_at_the_largest_size_and_across_sizes() -> None:
    good = [size(10_000, 20e6), size(1_000_000, 30e6)]
    start = {"help_seconds": 0.1, "second_run_seconds": 4.0}
    assert [line.met for line in targets(good, 0.4e6, start)] == [True] * 7
    slow = [size(10_000, 50e6), size(1_000_000, 24e6, bytes_per_person=201, build_seconds=21)]
    late = {"help_seconds": 0.6, "second_run_seconds": 6.5}
    assert [line.met for line in targets(slow, 0.5e6, late)] == [False] * 7


@pytest.mark.slow
def test_everything_is_measured(tmp_path: Path) -> None:
    told = benchmark([500, 1_000], threads=1, start_up=False)
    assert [line["people"] for line in told["sizes"]] == [500, 1_000]
    for line in told["sizes"]:
        assert line["person_weeks_per_second"] > 1e5
        assert 50 < line["bytes_per_person"] < 400
        assert line["ties_per_person"] > 2
    assert told["plain_mesa_person_weeks_per_second"] > 1e4


@pytest.mark.slow
def test_the_command_writes_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import experiments.benchmark

    monkeypatch.setattr(experiments.benchmark, "measure_plain_mesa", lambda: 4e5)
    file = tmp_path / "speed.json"
    said = helpseek("benchmark", "--quick", "--people", "600", "--json", file)
    assert said.code == 0, said
    told = json.loads(file.read_text())
    assert told["sizes"][0]["people"] == 600
    for line in told["targets"]:
        assert line["measure"] in said.out


def test_the_plain_model_does_the_work_of_the_week() -> None:
    model = PlainModel(people=1_500, seed=3)
    seen: Counter[str] = Counter()
    for _ in range(80):
        model.step()
        seen.update({person.stage for person in model.agents})
        in_care = Counter(p.modality for p in model.agents if p.stage == "in_care")
        for number in range(len(SERVICES)):
            assert in_care[number] == model.in_care[number] <= model.places[number]
            assert all(person.stage == "waiting" for person in model.queues[number])
    assert {
        "well", "unaware", "aware", "intending", "asking", "in_care", "completed", "dropped_out",
    } <= set(seen)  # fmt: skip
    adults = sum(person.adult for person in model.agents)
    assert sum(model.counts[severity] for severity in range(4)) == adults
    assert 0.02 < 1 - model.counts[0] / adults < 0.4


def test_the_plain_model_is_seeded() -> None:
    def end(seed: int) -> list[str]:
        model = PlainModel(people=300, seed=seed)
        for _ in range(30):
            model.step()
        return [person.stage for person in model.agents]

    assert end(1) == end(1)
    assert end(1) != end(2)
