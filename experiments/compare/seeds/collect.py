"""Collect: what the seeds have told, as arrays with a row an arm and a column a seed.

Seeds come one after another and only what is small is kept of each, so that memory grows with the
number of seeds by a few kilobytes each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.payers import by_year
from experiments.compare.seeds.people import PERSONAL
from experiments.compare.seeds.seed import EVERYBODY, GROUP_MEANS
from experiments.measured.discounting import Rates
from experiments.measured.measures import (
    OVER_TIME,
    SERIES,
    Measure,
    compared_outcomes,
    counted_totals,
    measures,
    whole_time,
)
from simulation.measures.categories import Category

Floats = NDArray[np.float64]
Group = tuple[str, str]
"""A grouping and the name of one of its groups."""


def _of_groups() -> tuple[str, ...]:
    """What is told of each group."""
    return ("adults", *compared_outcomes(), *GROUP_MEANS)


@dataclass
class Collected:
    """All seeds of a comparison so far.

    ``arms`` are names, doing nothing first. ``values`` (measures), ``personal`` (counts of adults)
    and ``groups`` hold arrays of shape (arms, seeds); NaN where there is nobody whom a measure is
    about. ``weekly`` has, for each of ``OVER_TIME``, running means over seeds by arm and week, and
    of the difference to doing nothing its running mean and sum of squares. ``flows`` are sums of
    adults by arm, week, stage without and stage with. ``years`` is what each payer spends per
    adult: arrays of shape (arms, seeds, years). ``measures`` are those of its world, whose kinds of
    help are ``helps`` where it has others than every world.
    """

    arms: Sequence[str]
    rate: Rates | float
    helps: tuple[Category, ...] = ()
    seeds: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    adults: list[int] = field(default_factory=list)
    values: dict[str, Floats] = field(default_factory=dict)
    personal: dict[str, Floats] = field(default_factory=dict)
    groups: dict[Group, dict[str, Floats]] = field(default_factory=dict)
    weekly: dict[str, OverTime] = field(default_factory=dict)
    flows: dict[tuple[str, int, str, str], float] = field(default_factory=dict)
    years: dict[str, Floats] = field(default_factory=dict)
    _values: list[dict[str, list[float]]] = field(default_factory=list)
    _groups: list[dict[Group, Floats]] = field(default_factory=list)
    _years: list[dict[str, Floats]] = field(default_factory=list)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """All measures by name, in the order of tables."""
        return measures(self.helps)

    def add(self, seed: int, tables: Mapping[str, Mapping[str, Any]]) -> None:
        """Take in the tables of one seed (see ``Seed.tables``), all arms of it below each other."""
        runs = tables["runs"]
        row = {
            str(runs["strategy"][place]): place
            for place, by in enumerate(runs["by"])
            if by == EVERYBODY
        }
        places = [row[name] for name in self.arms]
        adults = int(runs["adults"][places[0]])
        self.seeds.append(seed)
        self.adults.append(adults)
        self.people.append(int(runs["people"][places[0]]))
        told = {
            name: [_number(runs[name][place]) for place in places]
            for name in (*compared_outcomes(), *PERSONAL, *counted_totals(self.helps))
        }
        series = self._series(tables["weekly"])
        sums = [
            whole_time({name: series[name][arm] for name in SERIES}, adults, self.rate)
            for arm in range(len(self.arms))
        ]
        told |= {name: [one[name] for one in sums] for name in sums[0]}
        self._values.append(told)
        self._years.append(by_year(series, adults))
        self._add_over_time(series, adults)
        self._add_groups(runs)
        self._add_flows(tables.get("flows", {}))

    def finish(self) -> Collected:
        """Put the seeds side by side; to be called once all are added."""
        for name in (*self.measures, *PERSONAL):
            array = np.array([told[name] for told in self._values], np.float64).T
            (self.values if name in self.measures else self.personal)[name] = array
        self.years = {
            payer: np.stack([told[payer] for told in self._years], axis=1)
            for payer in (self._years[0] if self._years else ())
        }
        nobody = np.full((len(self.arms), len(_of_groups())), np.nan)
        for group in dict.fromkeys(group for told in self._groups for group in told):
            whole = np.array([told.get(group, nobody) for told in self._groups])
            self.groups[group] = {
                measure: np.ascontiguousarray(whole[:, :, place].T)
                for place, measure in enumerate(_of_groups())
            }
        return self

    def _series(self, weekly: Mapping[str, Any]) -> dict[str, Floats]:
        """Weekly series of the arms: (arms, weeks)."""
        of = np.array([str(name) for name in weekly["strategy"]])
        rows = [np.flatnonzero(of == name) for name in self.arms]
        return {
            name: np.array([np.asarray(weekly[name], np.float64)[place] for place in rows])
            for name in SERIES
        }

    def _add_over_time(self, series: Mapping[str, Floats], adults: int) -> None:
        count = max(adults, 1)
        shown = {
            "began_so_far": np.cumsum(series["first_entries"], axis=1) / count,
            "symptom_weeks_so_far": np.cumsum(series["in_episode"], axis=1) / count,
            **{name: series[name] / count for name in ("in_care", "waiting", "in_episode")},
            "service_use_12m": series["cases_served"] / np.maximum(series["cases"], 1.0),
        }
        for name in OVER_TIME:
            shares = shown[name]
            self._take_over_time(name, shares)

    def _take_over_time(self, name: str, shares: Floats) -> None:
        if name not in self.weekly:
            self.weekly[name] = OverTime(shares.shape)
        self.weekly[name].add(shares)

    def _add_groups(self, table: Mapping[str, Any]) -> None:
        told: dict[Group, Floats] = {}
        number = {name: place for place, name in enumerate(self.arms)}
        for place, strategy in enumerate(table["strategy"]):
            arm = number.get(str(strategy))
            if arm is None or table["by"][place] == EVERYBODY:
                continue
            group = (str(table["by"][place]), str(table["group"][place]))
            here = told.setdefault(group, np.full((len(self.arms), len(_of_groups())), np.nan))
            here[arm] = [_number(table[measure][place]) for measure in _of_groups()]
        self._groups.append(told)

    def _add_flows(self, table: Mapping[str, Any]) -> None:
        if not table:
            return
        for strategy, week, before, after, adults in zip(
            table["strategy"],
            table["week"],
            table["stage_without"],
            table["stage_with"],
            table["adults"],
            strict=True,
        ):
            if str(strategy) in self.arms:
                self._take_flow((str(strategy), int(week), str(before), str(after)), int(adults))

    def _take_flow(self, place: tuple[str, int, str, str], adults: float) -> None:
        self.flows[place] = self.flows.get(place, 0) + adults


class OverTime:
    """Running means over seeds of one series by arm and week, and of its paired differences."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.weight = 0.0
        self.number = 0
        self.mean: Floats = np.zeros(shape)
        self.difference: Floats = np.zeros(shape)
        self._squares: Floats = np.zeros(shape)

    def add(self, shares: Floats, weight: float = 1.0) -> None:
        """Take in one seed, or whatever counts with a weight (West 1979)."""
        self.number += 1
        self.weight += weight
        self.mean += weight * (shares - self.mean) / self.weight
        change = shares - shares[0]
        before = change - self.difference
        self.difference += weight * before / self.weight
        self._squares += weight * before * (change - self.difference)

    def half_width(self, quantile: float) -> Floats:
        """Half the width of the interval of the difference, in each week by itself."""
        deviation = np.sqrt(np.maximum(self._squares, 0.0) / max(self.number - 1, 1))
        return np.asarray(quantile * deviation / np.sqrt(max(self.number, 1)))

    def deviation(self, effective: float) -> Floats:
        """Standard deviation of the difference between what was taken in with weights that add up
        to one and tell as much as so many equal ones."""
        return np.sqrt(np.maximum(self._squares, 0.0) / (1.0 - 1.0 / effective))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
