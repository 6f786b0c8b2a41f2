"""Distributional analysis: who gains, who pays in health, and what that does to inequality.

What a strategy brings in health to each group is set against the health that its cost would have
bought elsewhere (cost over the threshold, the cost of a QALY at the margin), shared out among the
groups by a stated rule. The equity impact is what the equally distributed equivalent of health
gains beyond what the mean does (Asaria, Griffin and Cookson 2016). Health is that of the simulated
years, not of whole lives, so that gaps between groups, and what closes them, are small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, isnan, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.components import components
from experiments.compare.statistics.paired import CONFIDENCE, paired
from experiments.compare.value.inequality import USUAL, Aversion
from simulation.errors import InputError, unknown_name

Floats = NDArray[np.float64]
Rows = list[dict[str, Any]]
_SUM = 1e-6
_ROUNDING = 1e-12
"""Health, in years, that is nothing but rounding."""


@dataclass(frozen=True)
class HealthByGroup:
    """Health of the groups of one grouping.

    ``health`` has shape (draws, seeds, arms, groups): levels per adult, more is better, doing
    nothing first; one draw where the numbers are not in doubt. ``adults`` are how many there are in
    each group. Raises ValueError for shapes that do not fit and for what is no number.
    """

    by: str
    groups: tuple[str, ...]
    adults: Floats
    health: Floats

    def __post_init__(self) -> None:
        if self.health.ndim != 4 or self.health.shape[3] != len(self.groups):
            raise ValueError("health: draws, seeds, arms, groups")
        if self.adults.shape != (len(self.groups),) or not (self.adults > 0.0).all():
            raise ValueError("adults: a number of each group, above zero")
        if not np.isfinite(self.health).all():
            raise ValueError("a value is not a number")

    @property
    def shares(self) -> Floats:
        """Share of all adults in each group."""
        return np.asarray(self.adults / self.adults.sum())


@dataclass(frozen=True)
class Opportunity:
    """Who forgoes health for what strategies cost.

    ``threshold`` is what a QALY costs where the money is taken from. ``shares`` say, by group, how
    much of the loss falls on each; empty is on each person alike. Raises InputError for a threshold
    that is none, and for shares that do not add up to one.
    """

    threshold: float
    shares: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (isfinite(self.threshold) and self.threshold > 0.0):
            raise InputError(
                "no cost of a QALY", field="threshold", found=self.threshold, allowed="above 0"
            )
        total = sum(self.shares.values())
        if self.shares and (
            abs(total - 1.0) > _SUM or not all(share >= 0.0 for share in self.shares.values())
        ):
            raise InputError(
                "shares of the loss do not add up to one",
                field="opportunity.shares",
                found=f"{total:g}",
                allowed="a share from 0 to 1 for each group, 1 together",
            )

    def of_groups(self, groups: HealthByGroup) -> Floats:
        """How much an adult of each group loses where an adult loses one in the mean.

        Raises InputError where the shares name other groups.
        """
        if not self.shares:
            return np.ones(len(groups.groups))
        for name in self.shares:
            if name not in groups.groups:
                raise unknown_name(f"group of {groups.by}", name, groups.groups)
        for name in groups.groups:
            if name not in self.shares:
                raise InputError(
                    "has no share of the loss",
                    field="opportunity.shares",
                    found=name,
                    allowed="a share for each group",
                )
        return np.array([self.shares[name] for name in groups.groups]) / groups.shares

    @property
    def words(self) -> str:
        """The rule in a few words."""
        if not self.shares:
            return "on each person alike"
        return ", ".join(f"{name} {100 * share:.0f} %" for name, share in self.shares.items())


@dataclass(frozen=True)
class Told:
    """A difference with its interval, of luck and, over draws, of numbers; ``above`` is the share
    of draws (of seeds where there is one draw) in which it is above zero."""

    mean: float
    low: float
    high: float
    above: float


@dataclass(frozen=True)
class Impact:
    """What one strategy does, per adult: net health in the mean and in its EDE, each beyond doing
    nothing, and the one beyond the other, the equity impact."""

    by: str
    strategy: str
    aversion: Aversion
    health: Told
    equivalent: Told
    equity: Told

    @property
    def words(self) -> str:
        """Where it lies in the equity impact plane."""
        if isnan(self.health.low):
            return ""
        more = _sign(self.health, "more health", "less health")
        equal = _sign(self.equity, "less inequality", "more inequality")
        return f"{more}, {equal}"


@dataclass(frozen=True)
class Equity:
    """A distributional analysis of one grouping."""

    groups: HealthByGroup
    arms: tuple[str, ...]
    opportunity: Opportunity | None
    gains: list[list[Told]]
    """Health gained before what is forgone, by strategy and group."""
    net: list[list[Told]]
    """The same less what is forgone."""
    impacts: list[Impact]


def equity(
    groups: HealthByGroup,
    arms: Sequence[str],
    costs: Floats,
    opportunity: Opportunity | None = None,
    weights: Floats | None = None,
    aversions: Sequence[Aversion] = USUAL,
) -> Equity:
    """The distributional analysis of one grouping.

    ``costs`` per adult have shape (draws, seeds, arms); without ``opportunity`` nobody pays for
    them in health. ``weights`` say how much each draw counts. Raises ValueError for shapes that do
    not fit.
    """
    health = groups.health
    if costs.shape != health.shape[:3] or len(arms) != health.shape[2]:
        raise ValueError("costs and arms: as health has them")
    weights = np.full(len(health), 1.0 / len(health)) if weights is None else weights
    weights = weights / weights.sum()
    forgone = np.zeros_like(health)
    if opportunity is not None:
        extra = (costs - costs[:, :, :1]) / opportunity.threshold
        forgone = extra[..., None] * opportunity.of_groups(groups)
    net = health - forgone
    strategies = range(1, len(arms))
    kept = range(len(groups.groups))
    impacts = []
    for aversion in aversions:
        mean, equivalent = net @ groups.shares, aversion.equivalent(net, groups.shares)
        for arm in strategies:
            of_mean = mean[:, :, arm] - mean[:, :, 0]
            of_ede = equivalent[:, :, arm] - equivalent[:, :, 0]
            told = (_told(one, weights) for one in (of_mean, of_ede, of_ede - of_mean))
            impacts.append(Impact(groups.by, arms[arm], aversion, *told))
    return Equity(
        groups,
        tuple(arms),
        opportunity,
        [[_told(_beyond(health, arm, at), weights) for at in kept] for arm in strategies],
        [[_told(_beyond(net, arm, at), weights) for at in kept] for arm in strategies],
        impacts,
    )


def _beyond(health: Floats, arm: int, group: int) -> Floats:
    return np.asarray(health[:, :, arm, group] - health[:, :, 0, group])


def _told(values: Floats, weights: Floats) -> Told:
    """A difference by draw and seed: its mean, interval and how often it is above zero."""
    if len(values) == 1:
        one = paired(np.zeros(values.shape[1]), values[0])
        return Told(one.difference, one.low, one.high, float((values[0] > 0.0).mean()))
    from scipy.special import ndtri

    parts = components(values[:, :, None], weights)
    centre = float(parts.centre[0])
    variance = float(parts.numbers[0, 0] + parts.error_of_luck[0, 0])
    half = float(ndtri((1.0 + CONFIDENCE) / 2.0)) * sqrt(max(variance, 0.0))
    above = float(weights @ (parts.shrunken[:, 0] > 0.0))
    return Told(centre, centre - half, centre + half, above)


def _sign(told: Told, above: str, below: str) -> str:
    if abs(told.mean) < _ROUNDING and max(-told.low, told.high) < _ROUNDING:
        return "no change"
    if told.low > 0.0:
        return above
    if told.high < 0.0:
        return below
    return f"{above if told.mean > 0.0 else below} (open)"


def equity_tables(found: Sequence[Equity]) -> dict[str, Rows]:
    """Rows by name: ``equity``, a row a group and strategy, and ``equity_impact``, a row a strategy
    and index. Health is in QALYs per adult."""
    told = {
        "equity": [row for one in found for row in _of_groups(one)],
        "equity_impact": [row for one in found for row in _of_impacts(one)],
    }
    return {name: rows for name, rows in told.items() if rows}


def _of_groups(one: Equity) -> Rows:
    rows: Rows = []
    for place, strategy in enumerate(one.arms[1:]):
        for at, group in enumerate(one.groups.groups):
            gain, net = one.gains[place][at], one.net[place][at]
            rows.append(
                {
                    "by": one.groups.by,
                    "group": group,
                    "strategy": strategy,
                    "adults": float(one.groups.adults[at]),
                    "gain": gain.mean,
                    "gain_low": gain.low,
                    "gain_high": gain.high,
                    "forgone": gain.mean - net.mean,
                    "net_gain": net.mean,
                    "net_low": net.low,
                    "net_high": net.high,
                    "probability_of_gain": net.above,
                }
            )
    return rows


def _of_impacts(one: Equity) -> Rows:
    opportunity = one.opportunity
    return [
        {
            "by": impact.by,
            "strategy": impact.strategy,
            "index": impact.aversion.kind,
            "parameter": impact.aversion.parameter,
            "net_health": impact.health.mean,
            "net_health_low": impact.health.low,
            "net_health_high": impact.health.high,
            "equivalent": impact.equivalent.mean,
            "equivalent_low": impact.equivalent.low,
            "equivalent_high": impact.equivalent.high,
            "equity_impact": impact.equity.mean,
            "equity_impact_low": impact.equity.low,
            "equity_impact_high": impact.equity.high,
            "probability_less_inequality": impact.equity.above,
            "standing": impact.words,
            "threshold": nan if opportunity is None else opportunity.threshold,
            "loss_falls": "not counted" if opportunity is None else opportunity.words,
        }
        for impact in one.impacts
    ]


def equity_sentences(found: Sequence[Equity], naming: Mapping[str, str]) -> list[str]:
    """What a reader is to remember of each grouping; ``naming`` is how strategies are called."""
    lines = []
    for one in found:
        for aversion in dict.fromkeys(impact.aversion for impact in one.impacts):
            here = [impact for impact in one.impacts if impact.aversion == aversion]
            fair = [naming[it.strategy] for it in here if it.equity.low > _ROUNDING]
            unfair = [naming[it.strategy] for it in here if it.equity.high < -_ROUNDING]
            told = [f"less by {', '.join(fair)}" if fair else ""]
            told.append(f"more by {', '.join(unfair)}" if unfair else "")
            said = " and ".join(part for part in told if part) or "not shown to change by any"
            lines.append(f"Inequality of health by {one.groups.by} ({aversion.words}) is {said}.")
        if one.opportunity is not None:
            lines.append(
                "What strategies cost is taken from other health at "
                f"{one.opportunity.threshold:,.0f} for a QALY; the loss falls "
                f"{one.opportunity.words}."
            )
    return lines
