"""Target: a row of a file, which says what was found among people and what the model gives for it.

For whoever fits or judges a world, a ``Target`` gives

- ``value``: what was found, in ``unit`` (None where only a range is told);
- ``observed``: the same as a number with two variances, on the scale on which distances are taken
  (``log`` for ratios, ``plain`` for all else): ``variance`` of the observation itself, from its
  interval or the size of its sample, and ``discrepancy``, what the model may be wrong by and still
  do, from the tolerance or from the width of a range; either is 0 where nothing tells it;
- ``measure(seen)``: what one seed of the model gives, in ``unit``; NaN where nobody qualifies.
  ``stage`` says what has to be simulated first (``experiments.evidence.seed.measure`` does it, for
  any number of targets at once);
- ``use``: ``fit`` rows are what a world is fitted to, ``check`` rows judge it, ``context`` rows are
  told beside it and judge nothing;
- ``obstacle(scenario)``: why a world cannot answer, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, nan
from typing import TYPE_CHECKING, Literal, NamedTuple

from experiments.evidence.measure import STAGES, Measure, Seen, Stage
from experiments.evidence.published import Figure
from experiments.evidence.statistics import interval_of_share

if TYPE_CHECKING:
    from experiments.evidence.lived.arms import Trial
    from simulation.scenario import Scenario

__all__ = ["STAGES", "Observed", "Seen", "Stage", "Target"]

Use = Literal["fit", "check", "context"]
USES: dict[Use, str] = {
    "fit": "a world is fitted to it",
    "check": "it judges a world",
    "context": "told beside a world, judges nothing",
}
Kind = Literal["fitted", "echo", "implied", "check"]
KINDS: dict[Kind, str] = {
    "fitted": "a number was moved until the world met it",
    "echo": "a number that goes in comes out again",
    "implied": "it follows from another row",
    "check": "nothing was set to meet it",
}
Basis = Literal["interval", "sample", "tolerance", "range"]
BASIS_WORDS = {
    "interval": "95 % interval of the source",
    "sample": "95 % interval for the size of the sample",
    "tolerance": "tolerance",
    "range": "range",
}
NINETY_FIVE = 1.96
"""Standard errors from the middle of a 95 % interval to its end."""
SHARE_UNITS = {"%": 1.0, "share": 100.0}
"""Units of shares, and what they are multiplied with to be in percent."""


class Observed(NamedTuple):
    """What was found, and how far off is how bad: see the head of this module."""

    value: float
    variance: float
    discrepancy: float
    scale: Literal["plain", "log"]


@dataclass(frozen=True)
class Target:
    """What was found among people, and how the model measures the same.

    ``id`` is the row's own. ``evidence`` are the rows of the evidence table that it rests on.
    ``value`` may be None where ``low`` and ``high`` are a range over places or eras; otherwise they
    are its 95 % interval.

    How near is near enough (``bounds``): within the range; else within ``tolerance`` of the value
    (in the unit, or as a ratio with ``relative``); else within the interval; else within the one
    that ``n`` people leave to a share. With ``every_seed`` every seed has to, not their mean.
    ``tolerance_source`` says who chose the tolerance, and when. ``instead`` names the row that
    stands for this one, which then is context. ``met_by_random_draws`` is the share of worlds drawn
    from the priors that meet it: what meeting it is worth.
    """

    id: str
    title: str
    heading: str
    quantity: Measure
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    unit: str = "%"
    year: str = ""
    place: str = ""
    source: str = ""
    evidence: tuple[str, ...] = ()
    use: Use = "check"
    kind: Kind = "check"
    tolerance: float | None = None
    relative: bool = False
    every_seed: bool = False
    tolerance_source: str = ""
    met_by_random_draws: float | None = None
    instead: str = ""
    reason: str = ""
    comment: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """The id."""
        return self.id

    @property
    def ids(self) -> tuple[str, ...]:
        """The rows of the evidence table that it rests on; its own id where there are none."""
        return self.evidence or (self.id,)

    def measure(self, seen: Seen) -> float:
        """What a seed of the model gives, in the unit; NaN where nobody qualifies."""
        return self.quantity.take(seen)

    @property
    def stage(self) -> Stage:
        """What has to be simulated before it can be measured."""
        return self.quantity.stage

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Trials of strategies on which it rests."""
        return self.quantity.trials

    @property
    def how(self) -> str:
        """How the model measures it: denominator and window."""
        return self.quantity.how

    def obstacle(self, scenario: Scenario) -> str:
        """Why a world cannot answer, or nothing."""
        return self.quantity.obstacle(scenario)

    @property
    def judged(self) -> bool:
        """Whether the world is said to be near or apart."""
        return self.use != "context"

    @property
    def published(self) -> Figure:
        """The figure alone."""
        place = ", ".join(part for part in (self.place, self.year) if part)
        return Figure(self.value, self.low, self.high, place, self.source)

    @property
    def basis(self) -> Basis:
        """Where the bounds come from."""
        if self.value is None:
            return "range"
        if self.tolerance is not None:
            return "tolerance"
        return "interval" if self.low is not None or self.n is None else "sample"

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest value that count as near enough."""
        if self.value is not None and self.tolerance is not None:
            if self.relative:
                ends = (self.value * (1.0 - self.tolerance), self.value * (1.0 + self.tolerance))
                return min(ends), max(ends)
            return self.value - self.tolerance, self.value + self.tolerance
        return self.interval or ((nan, nan) if self.value is None else (self.value, self.value))

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the value, or the range; from the sample where the row tells none;
        None where nothing tells it."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        if self.value is None or self.n is None or self.unit not in SHARE_UNITS:
            return None
        times = SHARE_UNITS[self.unit]
        low, high = interval_of_share(times * self.value, self.n)
        return low / times, high / times

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is a ratio of two, for which half and double are as far from one."""
        return "ratio" in self.unit

    @property
    def observed(self) -> Observed:
        """Value and variances on the scale of distances; see the head of this module."""
        own = self.interval
        if self.value is None:
            low, high = self._scaled(self.bounds)
            return Observed((low + high) / 2.0, 0.0, _variance((low, high)), self._scale)
        variance = 0.0 if own is None else _variance(self._scaled(own))
        allowed = 0.0 if self.tolerance is None else _variance(self._scaled(self.bounds))
        (value,) = self._scaled((self.value,))
        return Observed(value, variance, allowed, self._scale)

    @property
    def _scale(self) -> Literal["plain", "log"]:
        return "log" if self.is_ratio else "plain"

    def _scaled(self, numbers: tuple[float, ...]) -> tuple[float, ...]:
        if not self.is_ratio:
            return numbers
        return tuple(log(number) if number > 0.0 else nan for number in numbers)


def _variance(ends: tuple[float, ...]) -> float:
    low, high = ends
    return float(((high - low) / (2.0 * NINETY_FIVE)) ** 2)
