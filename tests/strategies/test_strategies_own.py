"""Strategies of a researcher's own, and the one that the README shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from simulation.population.columns import NEVER
from simulation.strategies import STRATEGIES, plans
from simulation.strategies.base import Strategy
from simulation.strategies.reach import adults
from tests.support.busy_towns import (
    BUSY,
    busy_town,
    with_strategies,
)
from tests.support.towns import bits, differences, town_of, value_of, weeks


class Champions(Strategy):
    """People at work who speak of it."""

    def eligible(self, town: Any, week: int) -> NDArray[np.bool_]:
        return np.asarray(town.people.work == 2)

    def modifiers(self, town: Any, week: int, reached: NDArray[np.bool_]) -> Any:
        yield "prompting", 3.0
        yield "intention", np.where(town.people.income > 50_000, 1.0, 9.0)


def test_a_strategy_of_ones_own_says_whom_it_is_meant_for() -> None:
    assert Champions.kind == "champions"
    town = busy_town()
    town.strategies = plans((Champions(coverage=0.5),), town)
    weeks(town, 1)
    reached = town.strategies[0].since != NEVER
    meant = adults(town) & (town.people.work == 2)
    assert 0.4 < np.count_nonzero(reached) / np.count_nonzero(meant) < 0.6
    assert not (reached & ~meant).any()
    assert np.array_equal(value_of(town, "prompting") == 3.0, reached)
    intention = value_of(town, "intention")
    assert set(np.unique(intention[reached])) == {1.0, 9.0}
    assert not intention[~reached].any(), "what it says of others does not count"


class Wrong(Champions):
    """Yields what it is told."""

    what: Any = None

    def modifiers(self, town: Any, week: int, reached: NDArray[np.bool_]) -> Any:
        if isinstance(self.what, Exception):
            raise self.what
        yield self.what


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (("promting", 1.0), "prompting"),
        (("prompting", "often"), "number"),
        (("prompting", np.ones(3)), "1500"),
        (("places", np.ones(1500)), "5"),
        (("trust", float("nan")), "finite"),
        (("trust", np.full(1500, np.inf)), "finite"),
        (("prompting", 50.0), "found 50.0; allowed: 0 to 20"),
        (("stigma", np.full(1500, -1.5)), "'stigma' that is out of range; found -1.5"),
        (("places", np.array([1.0, 1.0, 101.0, 1.0, 1.0])), "found 101.0; allowed: 0 to 100"),
        ("prompting", "name and a modifier"),
        (ZeroDivisionError("by zero"), "ZeroDivisionError: by zero"),
    ],
)
def test_what_strategies_of_ones_own_get_wrong_is_told(what: object, told: str) -> None:
    from simulation.errors import InputError

    town = busy_town()
    town.strategies = plans((Wrong(what=what),), town)
    with pytest.raises(InputError, match="wrong 1") as error:
        weeks(town, 1)
    assert told in str(error.value)


def test_values_are_left_alone_while_offers_stay_the_same() -> None:
    """A standing offer is not combined anew, a changed one is, and one taken back is gone."""
    town = busy_town({"name": "public_campaign", "start": 80, "end": 84, "ramp": 0})
    weeks(town, 1)
    literacy = value_of(town, "literacy")
    literacy[:] = 7.0
    weeks(town, 1)
    assert (value_of(town, "literacy") == 7.0).all()
    weeks(town, 3)
    assert value_of(town, "literacy").tolist() == [0.0]


@pytest.mark.parametrize("kind", STRATEGIES)
def test_restoring_an_earlier_state_restores_whom_it_reached(kind: str) -> None:
    strategy = {"name": kind, "coverage": 0.8, "ramp": 6, "start": 80, "repeat_after": 5}
    town = busy_town(strategy)
    weeks(town, 4)
    kept = bits(town)
    after = bits(weeks(town, 6))
    town.restore(kept)
    assert differences(after, bits(weeks(town, 6))) == []
    other = with_strategies(town_of(1500, seed=2, **BUSY), strategy)
    other.restore(kept)
    assert differences(after, bits(weeks(other, 6))) == []
    mine, theirs = town.strategies[0].since, other.strategies[0].since
    assert np.array_equal(mine, theirs)


# The example in the README


EXAMPLE = Path(__file__).parents[2] / "experiments" / "examples" / "workplace_champions.py"


def test_the_example_works_from_the_command_line(tmp_path: Path) -> None:
    from tests.support.cli_runner import helpseek

    file = tmp_path / "mine.py"
    file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    options = ("run", "--people", "1500", "--weeks", "52", "--no-figures")
    changes = ("--set", "burn_in_weeks=20", "--set", "onset_rate=1.0", "--set", "prompt_chance=0.2")
    own = (
        "--strategy",
        f"{file}:WorkplaceChampions",
        "--set",
        "strategies.workplace_champions.coverage=0.8",
    )
    assert helpseek(*options, *changes, "--out", tmp_path / "without").code == 0
    said = helpseek(*options, *changes, *own, "--out", tmp_path / "with")
    assert said.code == 0, said.err
    one, other = (
        pd.read_parquet(tmp_path / name / "weekly.parquet") for name in ("without", "with")
    )
    assert one["cost_strategies"].sum() == 0.0
    assert other["cost_strategies"].sum() > 100 * 300.0
    assert other["prompts"].sum() > 1.05 * one["prompts"].sum()
    again = helpseek("rerun", tmp_path / "with", "--trust", "--out", tmp_path / "again")
    assert again.code == 0, again
    assert "bit for bit" in again.out
    for wrong in (
        ("--strategy", "workplace_champions"),
        (*own[:2], "--set", "strategies.workplace_champions.coverage=8"),
    ):
        assert helpseek("run", *wrong).code == 2


def test_the_example_works_in_python() -> None:
    from experiments.examples.workplace_champions import WorkplaceChampions
    from simulation import HelpSeekingModel

    settings: dict[str, Any] = {"people": 800, "rng": 1, "horizon__burn_in_weeks": 4, "weeks": 10}
    model = HelpSeekingModel(strategies=[WorkplaceChampions(start=3, coverage=0.5)], **settings)
    model.run()
    (plan,) = model.town.strategies
    assert plan.name == "workplace_champions 1"
    since = plan.since[plan.since != NEVER]
    assert since.size > 50
    assert (since == 3).all()
    assert model.world.resolved()["strategies"][0]["name"] == "workplace_champions"
