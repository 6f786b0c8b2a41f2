"""Measures: how the model is asked for what a published figure tells.

A ``Measure`` has a name under which rows of files of targets call it. Those that need more than a
survey of the people as they stand (courses that were watched, trials lived twice) are registered
in ``experiments/evidence/measures``; every outcome, reason and weekly quantity of the model is one
by itself (``experiments.evidence.asked``). What was published stands in files alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

if TYPE_CHECKING:
    from experiments.evidence.counted import Counted
    from experiments.evidence.lived.arms import Lives, Pair, Trial
    from experiments.evidence.lived.contagion import Contagion
    from experiments.evidence.lived.trials import PriceTrial
    from experiments.evidence.lived.watch import Watch
    from simulation.measures.survey import Survey
    from simulation.scenario import Scenario
    from simulation.town import Town

Stage = Literal["survey", "watch", "ten_years", "prompts", "effect", "prices", "strategies"]
STAGES: tuple[Stage, ...] = (
    "survey",
    "watch",
    "ten_years",
    "prompts",
    "effect",
    "prices",
    "strategies",
)
"""What must have been simulated before a quantity can be measured, in the order of simulation."""


@dataclass
class Seen:
    """What has been seen of one seed when a measure is taken.

    ``survey`` is of the people as they stand; ``start`` holds columns as they stood at week 0;
    ``noted`` what was counted in weeks that targets name. What a stage does not need is None.
    """

    town: Town
    survey: Survey
    start: dict[str, NDArray[Any]]
    watch: Watch | None = None
    contagion: Contagion | None = None
    without_prompts: Watch | None = None
    without_effect: Watch | None = None
    prices: PriceTrial | None = None
    lives: Lives | None = None
    noted: dict[Counted, float] = field(default_factory=dict)

    def pair(self, trial: Trial) -> Pair:
        """A trial of a strategy; only for measures that name it."""
        assert self.lives is not None
        return self.lives.pair(trial)

    @property
    def watched(self) -> Watch:
        """What was noted over five years; only for stages that come after watching."""
        assert self.watch is not None
        return self.watch


def _answers(scenario: Scenario) -> str:
    return ""


@dataclass(frozen=True)
class Measure:
    """How the model measures a quantity.

    ``name`` is what the column ``outcome`` of a file says. ``how`` tells the denominator and the
    window. ``take`` gives NaN where nobody qualifies. ``trials``: those of strategies on which it
    rests, in the stage of strategies. ``counted``: what is to be noted in weeks of their own.
    ``obstacle(scenario)`` says why a world cannot answer, or nothing.
    """

    name: str
    how: str
    take: Callable[[Seen], float]
    stage: Stage = "survey"
    unit: str = "%"
    trials: tuple[Trial, ...] = ()
    counted: tuple[Counted, ...] = ()
    obstacle: Callable[[Scenario], str] = _answers
