"""Person: one human being, with all that the columns of the model hold, as plain attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import mesa
import numpy as np

from simulation.population.columns import COLUMNS
from tests.twin.draws import normal, uniform
from tests.twin.values import Modifiable, single

if TYPE_CHECKING:
    from tests.twin.world import World

IN_SINGLE_PRECISION = {name for name, column in COLUMNS.items() if column.dtype is np.float32}


class Tie(NamedTuple):
    """A tie as one end has it: whose opinion, word and example reach this person."""

    other: Person
    household: bool
    strength: float


class Person(Modifiable, mesa.Agent):
    """A person. Codes, bits and weeks are those of ``simulation.population.columns``."""

    model: World
    ties: list[Tie]

    def __init__(self, world: World, row: int, columns: Mapping[str, float]) -> None:
        super().__init__(world)
        self.row = row
        self.ties = []
        self.modifiers = {}
        for name, value in columns.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, single(value) if name in IN_SINGLE_PRECISION else value)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    @property
    def adult(self) -> bool:
        """Whether the person is old enough to take part."""
        return bool(self.age >= self.model.p.youngest_age)

    def luck(self, decision: str, k: int = 0, week: int | None = None) -> float:
        """The person's draw on [0, 1) for a decision this week (or in the week that is named)."""
        week = self.model.week if week is None else week
        return uniform(self.model.seed, decision, week, self.row, k)

    def deviate(self, decision: str) -> float:
        """The person's standard normal draw for a decision this week."""
        return normal(self.model.seed, decision, self.model.week, self.row)

    def enter(self, stage: int) -> None:
        """Enter a stage of the pathway this week."""
        self.stage = stage
        self.stage_start = self.model.week

    def with_strategies(self, trait: str, value: str) -> float:
        """A trait on the scale from 0 to 1 together with what strategies add to it."""
        return min(max(getattr(self, trait) + self.modifier(value), 0.0), 1.0)
