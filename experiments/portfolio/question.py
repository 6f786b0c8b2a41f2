"""What a search for a portfolio is asked, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from experiments.compare.place import Whole
from experiments.evaluation.objectives import SPENDING, Objective
from experiments.portfolio.levers import Lever, doses
from experiments.portfolio.robustness import Gain
from experiments.portfolio.search import Mix, Scored
from experiments.strategies.arms import Arm
from experiments.uncertainty.uncertain import Uncertain
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import HEALTH

if TYPE_CHECKING:
    from experiments.measured.discounting import Rates
    from simulation.scenario import Scenario


Judged = Literal["worst-quarter", "mean"]
COSTS, QALYS = f"cost{DISCOUNTED}", HEALTH + DISCOUNTED
"""What is told of every mix, whatever the objectives: costs, whoever pays, and health."""


@dataclass(frozen=True)
class Asked:
    """What a portfolio is asked: see ``helpseek portfolio --help``.

    ``budget`` is what strategies may cost whoever runs them, a year, in the whole place.
    """

    scenario: Scenario
    budget: float
    objectives: tuple[Objective, ...]
    options: tuple[Arm, ...]
    """What may be in a mix, as ``compare`` takes its arms."""
    most: Mapping[str, float] = field(default_factory=dict)
    """Highest dose by option, where that is not the most that may be chosen."""
    parameters: tuple[str, ...] = ("all",)
    judge: Judged = "worst-quarter"
    steps: int = 5
    trials: int = 120
    generation: int = 24
    draws: int = 16
    seeds: int = 1
    seed: int = 1
    confidence: float = 0.95
    workers: int | None = None
    cluster: str | None = None
    figures: bool = True
    command: tuple[str, ...] = ()

    @property
    def measured(self) -> list[str]:
        """Outcomes of runs that are needed: those of the objectives, costs and health."""
        named = [one.name for one in self.objectives if one.name != SPENDING]
        return list(dict.fromkeys([*named, COSTS, QALYS]))

    @property
    def rates(self) -> Rates:
        """The discount rates of the world."""
        from experiments.measured.discounting import rates_of

        return rates_of(self.scenario.costs)


@dataclass(frozen=True)
class Worth:
    """What a mix costs, whoever pays, and brings in health, per adult and discounted, beyond doing
    nothing; ``per_qaly`` with its interval is NaN where it is no price."""

    costs: Gain
    qalys: Gain
    words: str
    per_qaly: float
    low: float
    high: float


@dataclass(frozen=True)
class Confirmed:
    """A mix of the frontier, told with draws and seeds that the search has not seen.

    ``spending`` is that of the dearest year in the whole place, in the mean over draws.
    """

    scored: Scored
    doses: dict[str, float]
    gains: tuple[Gain, ...]
    spending: float
    dearest_year: int
    mean_year: float
    highest_spending: float
    worth: Worth
    standing: str
    """``on the frontier``, ``dominated`` or ``over budget``, by the fresh draws."""


@dataclass(frozen=True)
class Found:
    """All mixes that were tried, and those of the frontier with fresh draws."""

    levers: tuple[Lever, ...]
    uncertain: tuple[Uncertain, ...]
    tried: tuple[Scored, ...]
    confirmed: tuple[Confirmed, ...]
    failed: int
    """Mixes whose runs failed or have no value in an objective."""
    whole: Whole
    """The adults of the place that money is told of."""
    notes: tuple[str, ...] = ()
    """What is not done as it might be expected."""

    def doses(self, mix: Mix, steps: int) -> dict[str, float]:
        """The dose of each option in a mix."""
        return doses(self.levers, mix, steps)


@dataclass(frozen=True)
class Finished:
    """A portfolio that is done: where its results are, and what it found."""

    path: Path
    asked: Asked
    found: Found


def told_options(levers: tuple[Lever, ...]) -> dict[str, Any]:
    """The options, as questions and manifests tell them."""
    return {lever.name: lever.told() for lever in levers}
