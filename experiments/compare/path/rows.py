"""Rows of the path to recovery: steps taken in both worlds, whom a strategy moved, who was lost.

All is about the same people with the same luck. Somebody is moved at the first step that they take
in one world and not in the other; those whom a strategy moves at one step are followed to where
they are lost, and so are those who get less far with it, which are the ones whose place was taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.analysis import SMALLEST_GROUP, Analysis, Rows, of_count
from experiments.compare.seeds.seed import EVERYBODY
from experiments.compare.statistics.paired import holm, paired
from experiments.compare.statistics.ratios import fieller
from experiments.measured.path import LEVELS, STEPS
from simulation.measures.categories import STAGES

Floats = NDArray[np.float64]

FURTHER, LESS_FAR = "further", "less far"
"""Directions: whom a strategy brings further on the path, and who gets less far with it."""
WELL_AGAIN, TIME_OVER = "were well again", "the time was over"
"""How a spell of need ends for who is not seen to take another step."""
_NAMES = tuple(STEPS)
_ALL = (EVERYBODY, EVERYBODY)
_WAYS = {
    "began_because": "gained",
    "kept_from_care": "lost",
    "earlier": "earlier",
    "later": "later",
}
"""Counts of persons by what ``displacement`` calls them."""


def tables(analysis: Analysis) -> dict[str, Rows]:
    """All tables of the path by name, as rows."""
    return {
        "path": steps(analysis),
        "path_moved": moved(analysis),
        "path_endings": endings(analysis),
        "displacement": displacement(analysis),
    }


def steps(analysis: Analysis) -> Rows:
    """A row for each strategy, group and step: who takes it without and with the strategy, and who
    takes it with it alone (``gained``) or without it alone (``lost``), per 1,000 adults of the
    group."""
    data = analysis.data
    rows: Rows = []
    for group, taken in data.steps.items():
        adults = _adults(analysis, group)
        if group != _ALL and not adults.mean() >= SMALLEST_GROUP:
            continue
        per = 1000.0 / np.maximum(adults, 1.0)
        for arm, strategy in enumerate(analysis.strategies, 1):
            for number, name in enumerate(_NAMES, 1):
                here = taken[arm]
                gained = per * here[:, :number, number:].sum(axis=(1, 2))
                lost = per * here[:, number:, :number].sum(axis=(1, 2))
                without = per * here[:, number:, :].sum(axis=(1, 2))
                with_ = per * here[:, :, number:].sum(axis=(1, 2))
                one = paired(without, with_, confidence=analysis.settings.taken_at)
                row = {
                    "strategy": strategy,
                    "by": group[0] or "all",
                    "group": group[1] or "all adults",
                    "step": name,
                    "in_words": STEPS[name].title,
                    "adults": float(adults.mean()),
                    "seeds": one.pairs,
                    "without": one.without,
                    "with": one.with_,
                    "difference": one.difference,
                    "low": one.low,
                    "high": one.high,
                }
                for what, count in (("gained", gained), ("lost", lost)):
                    row |= _counted(analysis, what, count)
                rows.append(row)
    return rows


def moved(analysis: Analysis) -> Rows:
    """A row for each strategy, direction, step at which people are moved and step that they reach.

    ``further`` are adults who get further with the strategy than without, by the first step that
    they would not have taken, followed in the world with it; ``less far`` are adults who get less
    far, by the first step that they do not take any more, followed in the world without it.
    ``of_100`` are those who reach the step, of 100 moved.
    """
    data = analysis.data
    rows: Rows = []
    if _ALL not in data.steps:
        return rows
    per = 1000.0 / np.maximum(_adults(analysis, _ALL), 1.0)
    for arm, strategy in enumerate(analysis.strategies, 1):
        for direction in (FURTHER, LESS_FAR):
            taken = data.steps[_ALL][arm].astype(np.float64)
            if direction == LESS_FAR:
                taken = taken.swapaxes(1, 2)
            for first in range(1, LEVELS):
                cohort = taken[:, first - 1, first:]  # seeds by last step
                for number in range(first, LEVELS):
                    reached = cohort[:, number - first :].sum(axis=1)
                    rows.append(
                        {
                            "strategy": strategy,
                            "direction": direction,
                            "moved_at": _NAMES[first - 1],
                            "reached": _NAMES[number - 1],
                            **_counted(analysis, "per_1000_adults", per * reached),
                            **_of_100(analysis, reached, cohort.sum(axis=1)),
                        }
                    )
    return rows


def endings(analysis: Analysis) -> Rows:
    """A row for each strategy, step at which it brings people further, last step that they take
    with it, and how their spell of need ended then: adults per seed, in the mean, and of 100 who
    were moved at that step."""
    data = analysis.data
    sums: dict[tuple[str, int, int, bool, str], int] = {}
    cohorts: dict[tuple[str, int], int] = {}
    for (strategy, before, after, stage, over), adults in data.endings.items():
        if after > before:
            key = (strategy, before + 1, after, over, stage)
            sums[key] = sums.get(key, 0) + adults
            cohorts[strategy, before + 1] = cohorts.get((strategy, before + 1), 0) + adults
    arms, stages = list(data.arms), list(STAGES)
    ordered = sorted(
        sums, key=lambda key: (arms.index(key[0]), *key[1:3], not key[3], stages.index(key[4]))
    )
    return [
        {
            "strategy": strategy,
            "moved_at": _NAMES[first - 1],
            "last_step": _NAMES[last - 1],
            "because": WELL_AGAIN if over else TIME_OVER,
            "stage": stage,
            "adults": sums[strategy, first, last, over, stage] / len(data.seeds),
            "of_100": 100.0 * sums[strategy, first, last, over, stage] / cohorts[strategy, first],
        }
        for strategy, first, last, over, stage in ordered
    ]


def displacement(analysis: Analysis) -> Rows:
    """A row for each strategy and group: who begins care because of it, and whose place was taken:
    who begins none, or later, per 1,000 adults of the group.

    ``weeks_earlier`` and ``weeks_later`` are means over those who begin earlier or later.
    ``displaced`` are those who begin none or later. The shares are the group's part of all adults,
    of all who begin care because of the strategy (``gained``) and of all who are displaced;
    ``share_difference`` is the last less the one before, by seed, with its interval and a p value
    that allows for the number of groups (Holm): above zero the group gives up more places than it
    gains.
    """
    data = analysis.data
    rows: Rows = []
    groups = {_ALL: data.personal, **data.personal_of}
    for group, counts in groups.items():
        adults = _adults(analysis, group)
        if group != _ALL and not adults.mean() >= SMALLEST_GROUP:
            continue
        per = 1000.0 / np.maximum(adults, 1.0)
        for arm, strategy in enumerate(analysis.strategies, 1):
            row = {
                "strategy": strategy,
                "by": group[0] or "all",
                "group": group[1] or "all adults",
                "adults": float(adults.mean()),
                "seeds": len(data.seeds),
            }
            for name, what in _WAYS.items():
                row |= _counted(analysis, what, per * counts[name][arm])
            for what in ("earlier", "later"):
                weeks = np.nansum(counts[f"weeks_{what}"][arm])
                persons = np.nansum(counts[what][arm])
                row[f"weeks_{what}"] = float(weeks / persons) if persons else nan
            gained, all_gained = (one["began_because"][arm] for one in (counts, data.personal))
            displaced, all_displaced = (
                one["kept_from_care"][arm] + one["later"][arm] for one in (counts, data.personal)
            )
            row |= _counted(analysis, "displaced", per * displaced)
            row["share_of_adults"] = _share(adults, _adults(analysis, _ALL))
            row["share_of_gained"] = _share(gained, all_gained)
            row["share_of_displaced"] = _share(displaced, all_displaced)
            gap = paired(
                _parts(gained, all_gained),
                _parts(displaced, all_displaced),
                confidence=analysis.settings.taken_at,
            )
            row |= {
                "share_difference": gap.difference,
                "share_difference_low": gap.low,
                "share_difference_high": gap.high,
                "p_value": gap.p_value,
            }
            rows.append(row)
    for strategy in analysis.strategies:
        own = [row for row in rows if row["strategy"] == strategy]
        adjusted = holm([row["p_value"] for row in own if row["by"] != "all"])
        for row in own:
            row["p_value_holm"] = nan if row["by"] == "all" else adjusted.pop(0)
    return rows


def main_cohort(rows: Sequence[Mapping[str, Any]], strategy: str) -> list[Mapping[str, Any]]:
    """Of the rows of ``moved``: those of the step at which a strategy brings most people further,
    less those who get less far by the same step; empty where no balance is above zero.

    Need itself is no step that it can be meant to bring about.
    """
    own = [row for row in rows if row["strategy"] == strategy]
    balance = dict.fromkeys(_NAMES[1:], 0.0)
    for row in own:
        if row["moved_at"] == row["reached"] and row["moved_at"] in balance:
            sign = 1.0 if row["direction"] == FURTHER else -1.0
            balance[row["moved_at"]] += sign * row["per_1000_adults"]
    most = max(balance, key=lambda name: balance[name])
    if not balance[most] > 0.0:
        return []
    return [row for row in own if (row["direction"], row["moved_at"]) == (FURTHER, most)]


def _adults(analysis: Analysis, group: tuple[str, str]) -> Floats:
    """Adults of a group by seed; none in a seed without any of them."""
    data = analysis.data
    if group == _ALL:
        return np.array(data.adults, np.float64)
    return np.nan_to_num(data.groups[group]["adults"][0])


def _counted(analysis: Analysis, what: str, rate: Floats) -> dict[str, float]:
    """A mean of counts over seeds with its interval: ``what``, ``what_low``, ``what_high``."""
    one = paired(np.zeros(rate.size), rate, confidence=analysis.settings.taken_at)
    low, high = of_count(one)
    start = "" if what == "per_1000_adults" else f"{what}_"
    return {what: one.difference, f"{start}low": low, f"{start}high": high}


def _of_100(analysis: Analysis, reached: Floats, cohort: Floats) -> dict[str, float]:
    """Those who reach a step of 100 who were moved, with Fieller's interval; NaN of nobody."""
    if not cohort.sum() > 0.0:
        return {"of_100": nan, "of_100_low": nan, "of_100_high": nan}
    low, high = fieller(reached, cohort, confidence=analysis.settings.taken_at)
    within = [min(max(100.0 * end, 0.0), 100.0) if end == end else nan for end in (low, high)]
    return {
        "of_100": float(100.0 * reached.sum() / cohort.sum()),
        "of_100_low": within[0],
        "of_100_high": within[1],
    }


def _parts(part: Floats, whole: Floats) -> Floats:
    """By seed, which share of the whole a part is; nothing of nothing is NaN."""
    return np.divide(part, whole, out=np.full(part.size, nan), where=whole > 0.0)


def _share(part: Floats, whole: Floats) -> float:
    total = np.nansum(whole)
    return float(np.nansum(part) / total) if total > 0.0 else nan
