"""The twin: the plain model with the draws of the compiled one, and its precision.

It takes neither from the compiled model. Draws are Philox as it was published (``draws``), and
what is stored of a person is rounded to 32 bits where the compiled model keeps it in 32 bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.plain_mesa.model import PlainModel
from experiments.plain_mesa.town import Person
from experiments.plain_mesa.values import single
from simulation.population.columns import COLUMNS
from simulation.state import State
from tests.twin.draws import normal, uniform

IN_SINGLE_PRECISION = {name for name, column in COLUMNS.items() if column.dtype is np.float32}


class KeyedPerson(Person):
    """A person whose luck is a function of seed, decision, week and row."""

    model: Twin

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, single(value) if name in IN_SINGLE_PRECISION else value)

    def luck(self, decision: str, k: int = 0) -> float:
        return uniform(self.model.seed_of_draws, decision, self.model.week, self.row, k)

    def lasting_luck(self, decision: str, since: int, k: int = 0) -> float:
        return uniform(self.model.seed_of_draws, decision, since, self.row, k)

    def deviate(self, decision: str) -> float:
        return normal(self.model.seed_of_draws, decision, self.model.week, self.row)


class Twin(PlainModel):
    """The twin of a town that has just been built; from then on it lives by itself."""

    person_class = KeyedPerson

    def __init__(self, town: State) -> None:
        self.seed_of_draws = int(town.seed)
        super().__init__(town)
