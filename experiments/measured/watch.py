"""Watch: one arm of one seed, week by week, with what a comparison keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.measured.measures import SERIES, counted_totals
from experiments.measured.path import PathWatch, Reached
from simulation.measures.categories import ILL_SEVERITIES, IN_CARE, STAGES, WAITING
from simulation.measures.weekly import place_of
from simulation.population.columns import NEVER, YEAR

if TYPE_CHECKING:
    from simulation.town import Town

Floats = NDArray[np.float64]
_ILL = tuple(f"severity_{name}" for name in ILL_SEVERITIES)


@dataclass(frozen=True)
class Lived:
    """What one arm of one seed came to; arrays have an entry a person unless said otherwise.

    ``series`` are the columns of ``SERIES`` by week. ``stages`` has a row at the end of each year
    (``ends`` tells the weeks), the last one being the end of the run. ``first_entry`` is the week
    of the first course begun, NEVER without one. ``ill`` are weeks in an episode, ``lost`` is
    health lost in thousandths of a week, ``visits`` sessions with professionals, ``cost`` what
    they cost to provide: all from week 0 on. ``reached`` tells how far on the path to recovery each
    got, where that was asked for. ``counted`` are sums of the counts that make a measure
    of their own (``counted_totals``), over all adults and weeks.
    """

    series: dict[str, Floats]
    counted: dict[str, int]
    ends: tuple[int, ...]
    stages: NDArray[np.uint8]
    first_entry: NDArray[np.int16]
    first_session: NDArray[np.int16]
    ill: NDArray[np.int32]
    lost: NDArray[np.int64]
    visits: NDArray[np.int32]
    cost: Floats
    reached: Reached | None

    @property
    def qalys(self) -> Floats:
        """Years lived from week 0 on, each week in an episode less its disability."""
        return np.asarray((self.ends[-1] + 1 - self.lost / 1000.0) / YEAR)


class Watch:
    """What is kept of one arm of one seed, while the town lives.

    Made of a town that stands before week 0; with ``path`` everybody's way to recovery is followed,
    which takes a tenth of a week in a town of 2,000. ``note`` is to be called after each week, and
    ``lived`` tells what it has come to so far, as often as one likes.
    """

    def __init__(self, town: Town, *, path: bool = True) -> None:
        people = town.people
        count = people.people
        self._town = town
        self._path = PathWatch(people) if path else None
        self._adult = people.age >= town.parameters["youngest_age"][0]
        self._weeks = 0
        self._first = {
            name: np.full(count, NEVER, np.int16) for name in ("last_entry", "last_service")
        }
        self._begun: dict[str, list[int]] = {name: [] for name in self._first}
        self._sums = {name: np.zeros(count, np.int64) for name in ("ill", "lost", "visits")}
        self._cost = np.zeros(count)
        self._ends: list[int] = []
        self._stages: list[NDArray[np.uint8]] = []

    def note(self) -> None:
        """Take in the week that the town has just lived through."""
        people, week = self._town.people, self._weeks
        for name, weeks_of_first in self._first.items():
            now = np.flatnonzero(getattr(people, name) == week)
            new = now[weeks_of_first[now] == NEVER]
            weeks_of_first[new] = week
            self._begun[name].append(int(np.count_nonzero(self._adult[new])))
        if (week + 1) % YEAR == 0:
            for name, total in self._sums.items():
                total += getattr(people, f"{name}_last_year")
            self._cost += people.cost_last_year
            self._ends.append(week)
            self._stages.append(people.stage.copy())
        if self._path is not None:
            self._path.note(week)
        self._weeks += 1

    def lived(self) -> Lived:
        """What the arm has come to by the week that was noted last."""
        people, weeks = self._town.people, self._weeks
        sums = {name: total.copy() for name, total in self._sums.items()}
        cost, ends, stages = self._cost.copy(), list(self._ends), list(self._stages)
        if weeks % YEAR != 0:
            for name, total in sums.items():
                total += getattr(people, f"{name}_this_year")
            cost += people.cost_this_year
            ends.append(weeks - 1)
            stages.append(people.stage.copy())
        series = series_of(self._town, weeks)
        for name, kept in (("first_entries", "last_entry"), ("first_sessions", "last_service")):
            series[name] = np.array(self._begun[kept], np.float64)
        return Lived(
            series={name: series[name] for name in SERIES},
            counted=counted_sums(self._town, weeks),
            ends=tuple(ends),
            stages=np.array(stages, np.uint8).reshape(len(ends), people.people),
            first_entry=self._first["last_entry"].copy(),
            first_session=self._first["last_service"].copy(),
            ill=sums["ill"].astype(np.int32),
            lost=sums["lost"],
            visits=sums["visits"].astype(np.int32),
            cost=cost,
            reached=None if self._path is None else self._path.reached(),
        )


def live(town: Town, weeks: int, *, path: bool = True) -> Lived:
    """Step a town that stands before week 0 through so many weeks, and keep what is compared."""
    watch = Watch(town, path=path)
    for _ in range(weeks):
        town.step()
        watch.note()
    return watch.lived()


def counted_sums(town: Town, weeks: int) -> dict[str, int]:
    """Counts of the last ``weeks`` weeks that make a measure of their own, by the measure."""
    table = town.history.table[-weeks:]
    totals = counted_totals(town.people.helps)
    return {
        measure: int(table[:, town.counted[count].place].sum()) for measure, count in totals.items()
    }


def series_of(town: Town, weeks: int) -> dict[str, Floats]:
    """Weekly series (``SERIES``) from the history of the last ``weeks`` weeks: all but who begins
    care, or has a first session, for the first time."""
    history = town.history
    table = history.table[-weeks:].astype(np.float64)

    def column(*names: str) -> Floats:
        return np.asarray(sum(table[:, place_of(name)] for name in names))

    weights = [
        np.uint16(1000.0 * float(town.parameters[f"disability_{name}"][0]) + 0.5)
        for name in ILL_SEVERITIES
    ]
    lost = sum(
        float(weight) * column(f"severity_{name}")
        for weight, name in zip(weights, ILL_SEVERITIES, strict=True)
    )
    return {
        "adults_well": column("severity_none"),
        "in_episode": column(*_ILL),
        "lost": np.asarray(lost),
        "in_care": column(f"stage_{STAGES[IN_CARE]}"),
        "waiting": column(f"stage_{STAGES[WAITING]}"),
        "cost_services": history.service_costs()[-weeks:],
        "cost_strategies": history.strategy_costs()[-weeks:],
        "subsidies": column("subsidies") / 100.0,
        "patient_payments": column("patient_payments") / 100.0,
        "cases": column("disorder_12m"),
        "cases_served": column("disorder_12m_with_service_12m"),
    }


def means_by(codes: NDArray[np.int64], values: NDArray[Any], groups: int) -> Floats:
    """Means of values by group; NaN of a group that is empty."""
    sizes = np.bincount(codes, minlength=groups).astype(np.float64)
    sums = np.bincount(codes, weights=values.astype(np.float64), minlength=groups)
    return np.divide(sums, sizes, out=np.full(groups, np.nan), where=sizes > 0)
