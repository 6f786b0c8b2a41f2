"""Watch: one arm of one seed, week by week, with what a comparison keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.measures import SERIES
from simulation.counts import COUNTS, YEAR
from simulation.population.columns import NEVER, SEVERITIES

if TYPE_CHECKING:
    from simulation.town import Town

Floats = NDArray[np.float64]
_ILL = tuple(f"severity_{name}" for name in SEVERITIES[1:])


@dataclass(frozen=True)
class Lived:
    """What one arm of one seed came to; arrays have an entry a person unless said otherwise.

    ``series`` are the columns of ``SERIES`` by week. ``stages`` has a row at the end of each year
    (``ends`` tells the weeks), the last one being the end of the run. ``first_entry`` is the week
    of the first course begun, NEVER without one. ``ill`` are weeks in an episode, ``lost`` is
    health lost in thousandths of a week, ``visits`` sessions with professionals, ``cost`` what
    they cost to provide: all from week 0 on.
    """

    series: dict[str, Floats]
    ends: tuple[int, ...]
    stages: NDArray[np.uint8]
    first_entry: NDArray[np.int16]
    first_session: NDArray[np.int16]
    ill: NDArray[np.int32]
    lost: NDArray[np.int64]
    visits: NDArray[np.int32]
    cost: Floats


def live(town: Town, weeks: int) -> Lived:
    """Step a town that stands before week 0 through so many weeks, and keep what is compared."""
    people = town.people
    count = people.people
    adult = people.age >= town.parameters["youngest_age"][0]
    first = {name: np.full(count, NEVER, np.int16) for name in ("last_entry", "last_service")}
    begun = {name: np.zeros(weeks) for name in first}
    sums = {name: np.zeros(count, np.int64) for name in ("ill", "lost", "visits")}
    cost = np.zeros(count)
    ends, stages = [], []
    for week in range(weeks):
        town.step()
        for name, weeks_of_first in first.items():
            now = np.flatnonzero(getattr(people, name) == week)
            new = now[weeks_of_first[now] == NEVER]
            weeks_of_first[new] = week
            begun[name][week] = np.count_nonzero(adult[new])
        year_ends = (week + 1) % YEAR == 0
        if year_ends or week == weeks - 1:
            which = "last" if year_ends else "this"
            for name, total in sums.items():
                total += getattr(people, f"{name}_{which}_year")
            cost += getattr(people, f"cost_{which}_year")
            ends.append(week)
            stages.append(people.stage.copy())
    series = _series(town, weeks)
    series["first_entries"], series["first_sessions"] = begun["last_entry"], begun["last_service"]
    return Lived(
        series={name: series[name] for name in SERIES},
        ends=tuple(ends),
        stages=np.array(stages, np.uint8).reshape(len(ends), count),
        first_entry=first["last_entry"],
        first_session=first["last_service"],
        ill=sums["ill"].astype(np.int32),
        lost=sums["lost"],
        visits=sums["visits"].astype(np.int32),
        cost=cost,
    )


def _series(town: Town, weeks: int) -> dict[str, Floats]:
    """Weekly series from the history of the last ``weeks`` weeks."""
    history = town.history
    table = history.table[-weeks:].astype(np.float64)

    def column(*names: str) -> Floats:
        return np.asarray(sum(table[:, COUNTS.index(name)] for name in names))

    weights = [
        np.uint16(1000.0 * float(town.parameters[f"disability_{name}"][0]) + 0.5)
        for name in SEVERITIES[1:]
    ]
    lost = sum(
        float(weight) * column(f"severity_{name}")
        for weight, name in zip(weights, SEVERITIES[1:], strict=True)
    )
    return {
        "adults_well": column("severity_none"),
        "adults_ill": column(*_ILL),
        "lost": np.asarray(lost),
        "in_care": column("stage_in_care"),
        "waiting": column("stage_waiting"),
        "entries": column("entries"),
        "dropouts": column("dropouts"),
        "completions": column("completions"),
        "services": history.service_costs()[-weeks:],
        "spent": history.strategy_costs()[-weeks:],
        "subsidies": column("subsidies") / 100.0,
        "payments": column("patient_payments") / 100.0,
        "cases": column("disorder_12m"),
        "cases_served": column("disorder_12m_with_service_12m"),
    }


def means_by(codes: NDArray[np.int64], values: NDArray[Any], groups: int) -> Floats:
    """Means of values by group; NaN of a group that is empty."""
    sizes = np.bincount(codes, minlength=groups).astype(np.float64)
    sums = np.bincount(codes, weights=values.astype(np.float64), minlength=groups)
    return np.divide(sums, sizes, out=np.full(groups, np.nan), where=sizes > 0)
