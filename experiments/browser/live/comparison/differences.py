"""Comparison: what strategies change for the same people with the same luck, as the page reads it.

Measures, groups, persons and ratios are those of ``experiments/compare``; differences are paired
within seeds, their intervals are over seeds. Who is in care because of a strategy, and the flows
between stages, are of the town that is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.browser.live.comparison.sentences import sentences
from experiments.browser.live.comparison.towns import ComparedTowns, Progress
from experiments.browser.live.wording import GROUPING_WORDS, group_title
from experiments.compare.analysis import of_count
from experiments.compare.economics import EFFECTS
from experiments.compare.seeds.collect import Collected, OverTime
from experiments.compare.seeds.people import BECAUSE, PERSONAL
from experiments.compare.statistics.paired import (
    CONFIDENCE,
    Paired,
    equal_shares,
    more_seeds,
    paired,
    quantile,
    verdicts,
)
from experiments.compare.statistics.ratios import Ratio, ratio
from experiments.compare.words import verdict_words
from experiments.measured.measures import MEASURES, OVER_TIME, costs_of
from experiments.words.wording import times_of, unit_words
from simulation.measures.categories import IN_CARE, STAGES
from simulation.measures.groupings import SMALLEST_GROUP
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import CARE, ILLNESS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from experiments.browser.live.towns.town import LiveTown

GROUPED = (CARE, ILLNESS, "in_care_now")
"""Measures that are told of groups; the first is shown before somebody asks."""
_MOST_POINTS = 400
"""Weeks told of a difference over time at most: more than a page has room to draw."""

Told = dict[str, Any]


def measured() -> list[str]:
    """Measures that are told: a live page looks at too short a time to discount it."""
    return [name for name in MEASURES if not name.endswith(DISCOUNTED)]


def comparison_of(
    towns: ComparedTowns,
    looked_at: Sequence[LiveTown],
    progress: Progress = lambda what, done, of: None,
) -> Told:
    """What the arms of the view differ in now, as ``Comparison`` of the wire has it, but for
    ``type`` and ``id``.

    ``looked_at`` are the view's own towns by arm. Where no week has been lived yet, measures,
    groups and what follows from them are empty.
    """
    weeks = looked_at[0].weeks
    towns.go_to(weeks, progress)
    people = [live.town.people for live in looked_at]
    adult = looked_at[0].adult
    stages = [one.stage[adult].astype(np.int64) for one in people]
    start = towns.stage_at_start[adult].astype(np.int64)
    told: Told = {
        "week": weeks - 1,
        "arms": list(towns.labels),
        "adults": int(np.count_nonzero(adult)),
        "seeds": len(towns.seeds),
        "confidence": CONFIDENCE,
        "currency": looked_at[0].prepared.scenario.costs.currency,
        "because": [_because(towns, stages, arm, adult) for arm in range(len(stages))],
        "stages": list(STAGES),
        "from_start": [_flows(start, stage) for stage in stages],
        "against_nothing": [_flows(stages[0], stage) for stage in stages],
        "measures": [],
        "grouped": list(GROUPED),
        "groups": [],
        "worth": [],
        "personal": [],
        "over_time": [],
        "sentences": [],
    }
    if weeks:
        data = towns.collected()
        told["measures"] = [_measure(data, name, told["currency"]) for name in measured()]
        told["groups"] = _groups(data)
        told["worth"] = [_worth(data, name) for name in EFFECTS]
        told["personal"] = _personal(data)
        told["over_time"] = [_over_time(data, name, len(data.seeds)) for name in OVER_TIME]
        told["sentences"] = sentences(told)
    return told


def _because(
    towns: ComparedTowns, stages: Sequence[NDArray[np.int64]], arm: int, adult: NDArray[np.bool_]
) -> dict[str, int]:
    """Adults who are in care now because of an arm, and because of its not being there; and those
    who have begun care in the whole time only with it."""
    here, there = stages[arm] == IN_CARE, stages[0] == IN_CARE
    began = 0
    if arm and towns.weeks:
        began = int(np.count_nonzero(towns.changes(arm).care[adult] == BECAUSE))
    return {
        "gained": int(np.count_nonzero(here & ~there)),
        "lost": int(np.count_nonzero(there & ~here)),
        "began": began,
    }


def _flows(before: NDArray[np.int64], after: NDArray[np.int64]) -> list[list[int]]:
    """Adults by stage before and stage after."""
    tally = np.bincount(before * len(STAGES) + after, minlength=len(STAGES) ** 2)
    rows: list[list[int]] = tally.reshape(len(STAGES), len(STAGES)).tolist()
    return rows


def interval(found: Paired) -> dict[str, float]:
    """A difference and its interval; NaN where it has none."""
    return {"value": found.difference, "low": found.low, "high": found.high}


NO_DIFFERENCE = {"value": 0.0, "low": 0.0, "high": 0.0}
"""That of the first arm to itself."""


def _measure(data: Collected, name: str, currency: str) -> Told:
    """One measure of all arms: mean over seeds, difference to the first with its interval, what
    can be said of it, the number of arms allowed for, and how many more seeds would settle it.

    ``per`` is the unit of differences with the people whom they are about, in words, and ``times``
    what they are multiplied with for it.
    """
    measure, values = MEASURES[name], data.values[name]
    found = [paired(values[0], values[arm]) for arm in range(1, len(data.arms))]
    errors = equal_shares()
    said = verdicts(found, errors)
    more = [
        more_seeds(one, 1.0 - errors(len(found)), settled=verdict not in ("undecided", ""))
        for one, verdict in zip(found, said, strict=True)
    ]
    return {
        "name": name,
        "title": measure.title,
        "unit": measure.unit,
        "definition": measure.definition,
        "window": measure.window,
        "better": measure.better,
        "first": measure.first,
        "values": [_mean(of_arm) for of_arm in values],
        "differences": [NO_DIFFERENCE, *(interval(one) for one in found)],
        "per": unit_words(measure.unit, measure.among, measure.statistic, currency),
        "times": times_of(measure.unit),
        "verdicts": ["", *(verdict_words(name, verdict) for verdict in said)],
        "more_seeds": [0, *more],
    }


def _mean(values: NDArray[np.float64]) -> float:
    there = values[~np.isnan(values)]
    return float(there.mean()) if there.size else nan


def _groups(data: Collected) -> list[Told]:
    """Differences to the first arm in each group that is not too small to tell of."""
    rows = []
    for (by, group), values in data.groups.items():
        adults = _mean(values["adults"][0])
        if not adults >= SMALLEST_GROUP:
            continue
        intervals = {
            measure: [
                NO_DIFFERENCE,
                *(
                    interval(paired(values[measure][0], values[measure][arm]))
                    for arm in range(1, len(data.arms))
                ),
            ]
            for measure in GROUPED
        }
        rows.append(
            {
                "by": by,
                "by_title": GROUPING_WORDS.get(by, by),
                "group": group,
                "title": group_title(by, group),
                "adults": round(adults),
                "intervals": intervals,
            }
        )
    return rows


def _worth(data: Collected, name: str) -> Told:
    """What a unit of an effect costs with each arm; services and strategies, whoever pays."""
    effect = EFFECTS[name]
    costs = costs_of("all", data.values)
    gains = effect.sign * data.values[effect.measure]
    said = verdicts([paired(gains[0], of_arm) for of_arm in gains[1:]], equal_shares())
    arms = [
        _worth_of(
            ratio(
                costs[arm] - costs[0],
                gains[arm] - gains[0],
                settled=said[arm - 1] not in ("undecided", ""),
            )
        )
        for arm in range(1, len(data.arms))
    ]
    nothing = {
        "verdict": "",
        "value": nan,
        "low": nan,
        "high": nan,
        "cost": NO_DIFFERENCE,
        "gain": NO_DIFFERENCE,
    }
    return {"name": name, "title": effect.title, "arms": [nothing, *arms]}


def _worth_of(found: Ratio) -> Told:
    return {
        "verdict": found.worth,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "cost": interval(found.cost),
        "gain": interval(found.effect),
    }


def _personal(data: Collected) -> list[Told]:
    """Adults better and worse off, person by person: per 1,000 adults, with interval over seeds."""
    adults = np.maximum(np.array(data.adults, np.float64), 1.0)
    nobody = np.zeros(adults.size)
    return [
        {
            "name": name,
            "title": title,
            "arms": [
                _counted(paired(nobody, 1000.0 * data.personal[name][arm] / adults))
                for arm in range(len(data.arms))
            ],
        }
        for name, title in PERSONAL.items()
    ]


def _counted(found: Paired) -> dict[str, float]:
    low, high = of_count(found)
    return {"value": found.difference, "low": low, "high": high}


def _over_time(data: Collected, name: str, seeds: int) -> Told:
    """A difference to the first arm week by week, with an interval for each week by itself."""
    series: OverTime = data.weekly[name]
    weeks = series.mean.shape[1]
    # The last week is always among those told.
    stride = max((weeks + _MOST_POINTS - 1) // _MOST_POINTS, 1)
    told = np.arange(weeks - 1, -1, -stride)[::-1]
    half = series.half_width(quantile(seeds) if seeds > 1 else nan)
    title, unit = OVER_TIME[name]
    return {
        "name": name,
        "title": title,
        "unit": unit,
        "share": unit.startswith("share"),
        "weeks": told.tolist(),
        "arms": [
            {
                "value": _five(series.mean[arm, told]),
                "difference": _five(series.difference[arm, told]),
                "low": _five((series.difference - half)[arm, told]),
                "high": _five((series.difference + half)[arm, told]),
            }
            for arm in range(len(data.arms))
        ],
    }


def _five(values: NDArray[np.float64]) -> list[float]:
    """Values to five places that count, which is more than is drawn."""
    return [float(f"{value:.5g}") for value in values]
