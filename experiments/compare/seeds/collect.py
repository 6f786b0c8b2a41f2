"""Collect: what the seeds have told, as arrays with a row an arm and a column a seed.

Seeds come one after another and only what is small is kept of each, so that memory grows with the
number of seeds by a few kilobytes each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from experiments.measured.path import LEVELS
from simulation.measures.categories import Category

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]
BESIDE_NOTHING = ("flows", "steps", "endings")
"""Tables of an arm that tell how its people differ from those of doing nothing, which has none."""
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
    adults by arm, week, stage without and stage with. ``steps`` are adults of each group by arm,
    seed, last step on the path to recovery without and with; ``endings`` are sums of those whose
    step differs by arm, both steps, last stage with and whether they were well again after it.
    ``personal_of`` is ``personal`` of each group. ``years`` is what each payer spends per
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
    steps: dict[Group, Whole] = field(default_factory=dict)
    endings: dict[tuple[str, int, int, str, bool], int] = field(default_factory=dict)
    personal_of: dict[Group, dict[str, Floats]] = field(default_factory=dict)
    years: dict[str, Floats] = field(default_factory=dict)
    _values: list[dict[str, list[float]]] = field(default_factory=list)
    _groups: list[dict[Group, Floats]] = field(default_factory=list)
    _steps: list[dict[Group, Whole]] = field(default_factory=list)
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
        self._add_steps(tables.get("steps", {}))
        self._add_endings(tables.get("endings", {}))

    def finish(self) -> Collected:
        """Put the seeds side by side; to be called once all are added."""
        for name in (*self.measures, *PERSONAL):
            array = np.array([told[name] for told in self._values], np.float64).T
            (self.values if name in self.measures else self.personal)[name] = array
        self.years = {
            payer: np.stack([told[payer] for told in self._years], axis=1)
            for payer in (self._years[0] if self._years else ())
        }
        nobody = np.full((len(self.arms), len(_of_groups()) + len(PERSONAL)), np.nan)
        for group in dict.fromkeys(group for told in self._groups for group in told):
            whole = np.array([told.get(group, nobody) for told in self._groups])
            of = {
                measure: np.ascontiguousarray(whole[:, :, place].T)
                for place, measure in enumerate((*_of_groups(), *PERSONAL))
            }
            self.groups[group] = {name: of[name] for name in _of_groups()}
            self.personal_of[group] = {name: of[name] for name in PERSONAL}
        none = np.zeros((len(self.arms), LEVELS, LEVELS), np.int32)
        self.steps = {
            group: np.stack([told.get(group, none) for told in self._steps], axis=1)
            for group in dict.fromkeys(group for told in self._steps for group in told)
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
            names = (*_of_groups(), *PERSONAL)
            here = told.setdefault(group, np.full((len(self.arms), len(names)), np.nan))
            here[arm] = [_number(table[name][place]) for name in names]
        self._groups.append(told)

    def _add_flows(self, table: Mapping[str, Any]) -> None:
        columns = ("strategy", "week", "stage_without", "stage_with", "adults")
        for strategy, week, before, after, adults in _rows(table, columns):
            if str(strategy) in self.arms:
                self._take_flow((str(strategy), int(week), str(before), str(after)), int(adults))

    def _take_flow(self, place: tuple[str, int, str, str], adults: float) -> None:
        self.flows[place] = self.flows.get(place, 0) + adults

    def _add_steps(self, table: Mapping[str, Any]) -> None:
        told: dict[Group, Whole] = {}
        number = {name: place for place, name in enumerate(self.arms)}
        columns = ("strategy", "by", "group", "step_without", "step_with", "adults")
        for strategy, by, group, before, after, adults in _rows(table, columns):
            if str(strategy) in number:
                none = np.zeros((len(self.arms), LEVELS, LEVELS), np.int32)
                here = told.setdefault((str(by), str(group)), none)
                here[number[str(strategy)], int(before), int(after)] = int(adults)
        self._steps.append(told)

    def _add_endings(self, table: Mapping[str, Any]) -> None:
        columns = ("strategy", "step_without", "step_with", "stage", "over", "adults")
        for strategy, before, after, stage, over, adults in _rows(table, columns):
            if str(strategy) in self.arms:
                key = (str(strategy), int(before), int(after), str(stage), bool(over))
                self.endings[key] = self.endings.get(key, 0) + int(adults)


def _rows(table: Mapping[str, Any], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, of these columns; none of a table that is not there."""
    if table:
        yield from zip(*(table[name] for name in columns), strict=True)


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
