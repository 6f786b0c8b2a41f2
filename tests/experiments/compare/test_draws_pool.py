"""Which draws a comparison takes: posterior, file or priors; what is held at what was set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.compare.uncertainty.pool import FEWEST, pool_of
from experiments.compare.uncertainty.runs import arm_with, held_fields, planned
from experiments.strategies.arms import arms_of
from experiments.uncertainty.draws import Draws, prior_draws
from experiments.uncertainty.kept import fitted_world, write_draws
from simulation.errors import InputError
from simulation.scenario import Scenario, load_scenario

TOWN = load_scenario("town")
NUMBERS = ["onset_rate", "recognition_base", "services.specialist.price"]


def arms(*names: str, **fields: object) -> list[Any]:
    return arms_of(names, TOWN, fields)


def draws(number: int = 40, world: Scenario = TOWN, **changes: Any) -> Draws:
    made = prior_draws(world, NUMBERS, number)
    provenance = {**made.provenance, "from": "fit", "scenario": fitted_world(world)}
    return replace(made, provenance=provenance, **changes)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_draws(draws(), tmp_path / "fit.parquet")
    return tmp_path / "fit.parquet"


@pytest.fixture
def world(file: Path) -> Scenario:
    return load_scenario("town", {"posterior": str(file)})


def test_a_world_with_a_posterior_is_drawn_from_it(world: Scenario) -> None:
    pool = pool_of(world, arms("leap"))
    assert (pool.source, pool.most, pool.notes) == ("posterior", 40, ())
    taken = pool.take(20)
    assert set(taken.places) >= {"parameters.onset_rate", "strategies.leap.uptake"}
    assert len(set(taken.ids.tolist())) == 20
    kept = draws()
    for row, draw in enumerate(taken.ids.tolist()):
        of_file = kept.values(draw)
        values = taken.values(row)
        assert {place: values[place] for place in of_file} == pytest.approx(of_file, rel=1e-6)


def test_the_first_draws_stay_and_strategies_keep_theirs(world: Scenario) -> None:
    few, many = (pool_of(world, arms("leap")).take(number) for number in (12, 30))
    assert [few.values(row) for row in range(12)] == [many.values(row) for row in range(12)]
    other = pool_of(world, arms("subsidy", "leap")).take(12)
    for row in range(12):
        assert other.values(row).items() >= few.values(row).items()


def test_without_a_posterior_priors_are_drawn_and_that_is_said() -> None:
    pool = pool_of(TOWN, arms("leap"))
    assert pool.source == "priors"
    assert "nothing holds these numbers to the evidence" in pool.notes[0]
    taken = pool.take(10)
    assert len(taken.places) > 250
    assert taken.effective == pytest.approx(10.0)
    more = pool.take(16)
    assert [taken.values(row) for row in range(10)] == [more.values(row) for row in range(10)]


def test_what_was_set_since_the_fit_is_held(file: Path) -> None:
    settings = {"posterior": str(file), "services.specialist.price": 17.0, "horizon.weeks": 52}
    pool = pool_of(load_scenario("town", settings), arms("leap"))
    taken = pool.take(10)
    assert "services.specialist.price" not in taken.places
    assert "parameters.onset_rate" in taken.places
    assert "Held at what was set" in pool.notes[0]
    assert "services.specialist.price" in pool.notes[0]
    assert "horizon.weeks (260 there, 52 here)" in pool.notes[1]


def test_what_a_world_gives_a_prior_is_drawn_from_that(file: Path) -> None:
    prior = {"distribution": "uniform", "interval": [130.0, 131.0], "source": "assumption: a test"}
    world = load_scenario(
        {
            "extends": "town",
            "posterior": str(file),
            "services": {"specialist": {"price": 130.5}},
            "priors": {"services.specialist.price": prior},
        }
    )
    pool = pool_of(world, arms("leap"))
    taken = pool.take(10)
    values = [taken.values(row)["services.specialist.price"] for row in range(10)]
    assert all(129.9 <= value <= 131.1 for value in values)
    assert len(set(values)) == 10


def test_fields_that_were_said_are_held_in_their_arm() -> None:
    (said,) = arms("leap", **{"strategies.leap.uptake": 0.123})
    (usual,) = arms("leap")
    fields = {"leap": {"uptake": 0.456}}
    assert arm_with(said, fields).strategies[0].uptake == 0.123
    assert arm_with(usual, fields).strategies[0].uptake == 0.456
    assert held_fields([said, usual], ["strategies.leap.uptake"]) == ["leap.uptake"]


def test_draws_that_agree_share_their_runs(tmp_path: Path) -> None:
    """A posterior may hold a town more than once; doing nothing in it is lived through once."""
    made = draws(20)
    numbers = np.array(made.numbers)
    numbers[10:] = numbers[:10]
    write_draws(replace(made, numbers=numbers), tmp_path / "twice.parquet")
    world = load_scenario("town", {"posterior": str(tmp_path / "twice.parquet")})
    some = arms("leap")
    plan = planned(world, some, pool_of(world, some).take(20), range(1, 3))
    assert len(plan.tasks) == 20
    assert len({run.key for task in plan.tasks for run in task.runs}) == plan.runs == 20 + 40
    assert len(plan.keys) == 40


def test_weights_are_kept(tmp_path: Path) -> None:
    weights = np.log(np.linspace(1.0, 3.0, 40))
    write_draws(draws(log_weight=weights), tmp_path / "w.parquet")
    pool = pool_of(TOWN, arms("leap"), str(tmp_path / "w.parquet"))
    assert pool.source == "file"
    taken = pool.take(40)
    assert taken.weights.sum() == pytest.approx(1.0)
    by_id = dict(zip(taken.ids.tolist(), taken.weights.tolist(), strict=True))
    assert by_id[39] == pytest.approx(3.0 * by_id[0])
    write_draws(draws(log_weight=np.linspace(0.0, 900.0, 40)), tmp_path / "one.parquet")
    with pytest.raises(InputError, match="too few of them that count"):
        pool_of(TOWN, arms("leap"), str(tmp_path / "one.parquet")).take(40)


def test_too_few_too_many_and_files_that_cannot_be_used(world: Scenario, tmp_path: Path) -> None:
    pool = pool_of(world, arms("leap"))
    with pytest.raises(InputError, match="too few draws"):
        pool.take(FEWEST - 1)
    with pytest.raises(InputError, match="more draws than there are") as error:
        pool.take(41)
    assert "40" in error.value.allowed
    other = replace(draws(), places=("parameters.onset_rate", "parameters.none", "costs.none"))
    write_draws(other, tmp_path / "other.parquet")
    with pytest.raises(InputError, match="is no number of this world"):
        pool_of(TOWN, arms("leap"), str(tmp_path / "other.parquet"))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InputError, match="no Parquet file"):
        pool_of(TOWN, arms("leap"), str(tmp_path / "broken.parquet"))
    with pytest.raises(InputError, match="cannot be read"):
        pool_of(TOWN, arms("leap"), str(tmp_path / "missing.parquet"))
