"""What a strategy is: declared fields, a plan in time, people reached, values modified, costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulation.parameters.field import Section, number

if TYPE_CHECKING:
    from simulation.state import State

Target = Literal["everyone", "low_income", "uninsured", "in_distress", "dropped_out"]
_DESIGN = "assumption: a choice of the policy maker"


class Strategy(Section):
    """Something that policy does: it modifies named values of the week and never the model.

    A subclass declares further fields with ``number`` and gives ``modifiers``. Who is reached
    follows from one keyed draw a person and strategy: those drawn below the share reached now, so
    more coverage reaches the same people and more.
    """

    kind: ClassVar[str] = ""
    """Name by which scenarios call the strategy."""
    title: ClassVar[str] = ""
    """What it does, in a few words."""

    start: int = number(0, "week", 0, 10_000, _DESIGN, "First week of the strategy")
    end: int = number(10_000, "week", 0, 10_000, _DESIGN, "First week without the strategy")
    ramp: int = number(0, "weeks", 0, 1_000, _DESIGN, "Weeks until coverage is full")
    target: Target = Field("everyone", description="Whom it is meant for")
    coverage: float = number(
        1.0, "share of those it is meant for", 0.0, 1.0, _DESIGN, "Whom it is offered to"
    )
    uptake: float = number(
        1.0, "share of those it is offered to", 0.0, 1.0,
        "assumption: set to one where the effect size is one of offering", "Who takes it up",
        (0.3, 1.0),
    )  # fmt: skip
    cost_fixed: float = number(
        0.0, "currency", 0.0, 1e12, _DESIGN, "Cost of setting it up, in the first week"
    )
    cost_per_person: float = number(
        0.0, "currency per person", 0.0, 1e9, _DESIGN, "Cost of each person when first reached"
    )
    cost_per_week: float = number(
        0.0, "currency per week", 0.0, 1e12, _DESIGN, "Cost of each week in which it runs"
    )

    def modifiers(
        self, town: State, week: int, reached: NDArray[np.bool_]
    ) -> Iterator[tuple[str, NDArray[Any]]]:
        """Named values and the modifier of each: an entry a person, or a modality."""
        raise NotImplementedError(f"strategy {self.kind!r} gives no modifiers")

    def strength(self, week: int) -> float:
        """How much of its coverage the strategy has in a week, 0 to 1."""
        if not self.start <= week < self.end:
            return 0.0
        return min((week - self.start + 1) / (self.ramp + 1), 1.0)


def eligible(target: Target, town: State) -> NDArray[np.bool_]:
    """Whom a strategy with this target is meant for, among adults, as of last week."""
    people = town.people
    adults = people.age >= town.parameters["youngest_age"][0]
    if target == "low_income":
        return adults & (people.income < town.parameters["median_income"][0] / 2.0)
    if target == "uninsured":
        return adults & (people.coverage == 0)
    if target == "in_distress":
        return adults & (people.severity > 0)
    if target == "dropped_out":
        return adults & (people.last_dropout > -32768)
    return np.asarray(adults)


class Plan:
    """A strategy at work in one town: whom it has reached, and what it has spent this week."""

    def __init__(self, strategy: Strategy, name: str, draws: NDArray[np.float32]) -> None:
        self.strategy = strategy
        self.name = name
        self.draws = draws
        self.met = np.zeros(draws.size, np.bool_)
        self.spent = 0.0

    def act(self, town: State, week: int) -> None:
        """Reach people, modify values, charge costs for this week."""
        strategy = self.strategy
        strength = strategy.strength(week)
        self.spent = 0.0
        if not strategy.start <= week < strategy.end:
            return
        share = strategy.coverage * strategy.uptake * strength
        reached = eligible(strategy.target, town) & (self.draws < share)
        for name, modifier in strategy.modifiers(town, week, reached):
            town.values.modify(name, modifier)
        new = np.count_nonzero(reached & ~self.met)
        self.met |= reached
        self.spent = strategy.cost_per_week + strategy.cost_per_person * float(new)
        if week == strategy.start:
            self.spent += strategy.cost_fixed
