"""Analysis over draws: what a comparison says where the numbers, too, are in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import nan

import numpy as np
from numpy.typing import NDArray

from experiments.compare.analysis import Analysis, Rows
from experiments.compare.seeds.collect import OverTime
from experiments.compare.statistics.components import Components, components, effective_draws
from experiments.compare.statistics.draws import shares_of_best
from experiments.compare.statistics.paired import Best, Paired, Verdict
from experiments.compare.uncertainty.collected import CollectedOfDraws
from experiments.compare.uncertainty.intervals import Doubtful, doubtful

Floats = NDArray[np.float64]


class AnalysisOfDraws(Analysis):
    """What draws and seeds together say; intervals are those of both."""

    data: CollectedOfDraws
    found: dict[str, list[Paired]]

    def pair(self, without: Floats, with_: Floats, margin: float = 0.0) -> Doubtful:
        """The difference between two rows of values, an entry a run."""
        table = self.data.table
        return doubtful(
            table(without),
            table(with_),
            self.data.weights,
            confidence=self.settings.confidence,
            luck_confidence=self.settings.taken_at,
            margin=margin,
        )

    def said_of(self, found: Sequence[Paired]) -> list[Verdict]:
        """What each interval says. They tell how likely something is, each by itself, and reject
        nothing: there is no error that more strategies would multiply."""
        return [one.verdict for one in found]

    def further(self, one: Paired) -> dict[str, float]:
        """The intervals of luck and of numbers, and the share of each."""
        assert isinstance(one, Doubtful)
        return one.told()

    @property
    def few(self) -> bool:
        """Never: there are draws enough."""
        return False

    @property
    def effective(self) -> float:
        """How many draws of equal weight tell as much."""
        return effective_draws(self.data.weights)

    def more_seeds(self, measure: str, place: int) -> int | None:
        """Not told so: of draws and seeds ``deciding`` says which would help."""
        return None

    def parts(self, rows: Floats) -> Components:
        """Doubt and luck in the values of all arms beyond doing nothing, taken apart together:
        ``rows`` has a row an arm and a column a run."""
        beyond = rows[1:] - rows[0]
        stacked = np.stack([self.data.table(row) for row in beyond], axis=2)
        there = ~np.isnan(stacked).any(axis=(1, 2))
        weights = self.data.weights[there]
        return components(stacked[there], weights / weights.sum())

    def best(self, measure: str) -> Best | None:
        """The arm whose mean is the best, settled where it is better than each other one in nearly
        every world."""
        better = self.data.measures[measure].better
        values = self.data.values[measure]
        if not better or np.isnan(values).any():
            return None
        means = self._means(values)
        best = int(np.argmax(better * means))
        still_open = []
        for other in range(len(values)):
            if other == best:
                continue
            one = self.pair(values[other], values[best])
            if {"higher": 1, "lower": -1}.get(one.verdict, 0) != better:
                still_open.append(other)
        return Best(best, tuple(still_open), not still_open)

    def chances_of_best(self, measure: str) -> tuple[list[float], list[float]]:
        """NaN: what is likely over draws is told beside it (``probability_best``)."""
        return [nan] * len(self.data.arms), [nan] * len(self.data.arms)

    def probability_best(self, measure: str) -> list[float]:
        """For each arm how likely it is the best of all, luck taken out; NaN where no direction is
        better."""
        better = self.data.measures[measure].better
        gaps = np.asarray(np.isnan(self.data.values[measure]).any(axis=0), np.float64)
        whole = np.max(self.data.table(gaps), axis=1) == 0.0
        if not better or np.count_nonzero(whole) < 2:
            return [nan] * len(self.data.arms)
        parts = self.parts(self.data.values[measure])
        values = np.concatenate([np.zeros((len(parts.means), 1)), parts.shrunken], axis=1)
        return shares_of_best(values, better, parts.weights)

    def differences(self) -> Rows:
        """A row for each measure and strategy."""
        rows = super().differences()
        likely = {name: self.probability_best(name) for name in self.data.measures}
        place = {name: number for number, name in enumerate(self.data.arms)}
        draws, seeds = self.data.shape
        return [
            {
                **row,
                "draws": draws,
                "seeds": seeds,
                "probability_best": likely[row["outcome"]][place[row["strategy"]]],
            }
            for row in rows
        ]

    def groups(self) -> Rows:
        """A row for each grouping, group, measure and strategy."""
        return self._groups

    @cached_property
    def _groups(self) -> Rows:
        return super().groups()

    def by_seed(self) -> Rows:
        """Nothing: a table by draw and seed takes its place."""
        return []

    def _means(self, rows: Floats) -> Floats:
        return np.array([self.data.weights @ self.data.table(row).mean(axis=1) for row in rows])

    def _half_width(self, series: OverTime) -> Floats:
        """Of the spread between draws, each the mean of its seeds: a week's interval holds the
        share of worlds that was asked for, were it a normal one."""
        from scipy.special import ndtri

        reach = float(ndtri((1.0 + self.settings.confidence) / 2.0))
        return reach * series.deviation(self.effective)
