"""Target: one published figure, and how the model measures the same quantity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.published import Figure, from_evidence
from experiments.evidence.statistics import interval_of_share

if TYPE_CHECKING:
    from experiments.evidence.lived.arms import Lives, Pair, Trial
    from experiments.evidence.lived.contagion import Contagion
    from experiments.evidence.lived.trials import PriceTrial
    from experiments.evidence.lived.watch import Watch
    from simulation.measures.survey import Survey
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

Basis = Literal["interval", "sample", "tolerance", "range"]
BASIS_WORDS = {
    "interval": "95 % interval of the source",
    "sample": "95 % interval for the size of the sample",
    "tolerance": "tolerance",
    "range": "range",
}


@dataclass
class Seen:
    """What has been seen of one seed when a measure is taken.

    ``survey`` is of the people as they stand; ``start`` holds columns as they stood at week 0.
    What a stage does not need is None.
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

    def pair(self, trial: Trial) -> Pair:
        """A trial of a strategy; only for targets that name it."""
        assert self.lives is not None
        return self.lives.pair(trial)

    @property
    def watched(self) -> Watch:
        """What was noted over five years; only for stages that come after watching."""
        assert self.watch is not None
        return self.watch


@dataclass(frozen=True)
class Target:
    """One published figure, and how the model measures the same quantity.

    ``ids``: rows of the evidence table (the first one is compared unless ``figure`` is given), or
    the names of figures from open data. ``title`` in a few words, ``how`` with the denominator and
    the window as measured here. ``measure`` gives NaN where nobody qualifies.

    How near is near enough: within the interval of the source; else, with ``sample``, within the
    interval that its size leaves; else within ``tolerance`` of the value (in the unit, or as a
    ratio with ``relative``). With ``each_seed`` every seed has to, not their mean. ``is_range``:
    the source gives a range over places or eras. ``instead``: not judged, another figure is the
    anchor; ``why`` tells the reason for it, and for choices in the comparison. ``trials``: those
    of strategies on which the measure rests, in the stage of strategies.
    """

    ids: tuple[str, ...]
    group: str
    title: str
    how: str
    measure: Callable[[Seen], float]
    stage: Stage = "survey"
    unit: str = "%"
    figure: Callable[[], Figure] | None = None
    sample: int | None = None
    tolerance: float | None = None
    relative: bool = False
    each_seed: bool = False
    is_range: bool = False
    instead: str = ""
    why: str = ""
    trials: tuple[Trial, ...] = ()

    @property
    def name(self) -> str:
        """The ids as one text."""
        return ", ".join(self.ids)

    @cached_property
    def published(self) -> Figure:
        """The published figure."""
        return self.figure() if self.figure is not None else from_evidence(self.ids[0])

    @property
    def basis(self) -> Basis:
        """Where the bounds come from."""
        if self.is_range:
            return "range"
        if self.tolerance is not None:
            return "tolerance"
        return "sample" if self.sample is not None else "interval"

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest value that count as near enough."""
        told = self.published
        if self.tolerance is not None and told.value is not None:
            if self.relative:
                return told.value * (1.0 - self.tolerance), told.value * (1.0 + self.tolerance)
            return told.value - self.tolerance, told.value + self.tolerance
        if self.sample is not None and told.value is not None:
            return interval_of_share(told.value, self.sample)
        if told.low is None or told.high is None:
            return (np.nan, np.nan) if told.value is None else (told.value, told.value)
        return told.low, told.high

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is a ratio of two, for which half and double are as far from one."""
        return "ratio" in self.unit
