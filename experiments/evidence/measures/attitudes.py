"""What people feel about help, and whether they later seek it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.measure import Measure, Seen
from experiments.evidence.statistics import Mask, cohens_d, odds_ratio, odds_ratio_per_sd, percent
from simulation.measures.categories import IN_CARE, NO_DISTRESS
from simulation.population.columns import NEVER


def _ill_at_baseline(seen: Seen) -> Mask:
    watch = seen.watched
    if not watch.cohort:
        return np.zeros(watch.adult.size, np.bool_)
    ill = watch.cohort["severity"] != NO_DISTRESS
    return np.asarray(watch.adult & ill & (watch.cohort["stage"] != IN_CARE))


def _odds(
    trait: Callable[[dict[str, NDArray[np.float32]]], NDArray[np.float32]],
) -> Callable[[Seen], float]:
    """Odds ratio of asking for help in the next year, for a standard deviation of a trait."""

    def measure(seen: Seen) -> float:
        ill = _ill_at_baseline(seen)
        if not ill.any():
            return float("nan")
        return odds_ratio_per_sd(seen.watched.sought[ill], trait(seen.watched.cohort)[ill])

    return measure


def _stigma_of_seekers(seen: Seen) -> float:
    watch, ill = seen.watched, _ill_at_baseline(seen)
    if not ill.any():
        return float("nan")
    stigma = (watch.cohort["perceived_stigma"] + watch.cohort["self_stigma"]) / 2.0
    return cohens_d(stigma[ill & watch.sought], stigma[ill & ~watch.sought])


def _fourths_of_trust(seen: Seen) -> tuple[Mask, Mask]:
    trust, adult = seen.start["trust"], seen.survey.adult
    if not adult.any():
        return adult, adult
    low, high = np.quantile(trust[adult], (0.25, 0.75))
    return adult & (trust <= low), adult & (trust >= high)


def _sought_in_ten_years(seen: Seen) -> Mask:
    last = seen.survey.people.last_service
    return np.asarray((last >= 0) & (last != NEVER))


def _trusting(seen: Seen) -> float:
    return percent(_sought_in_ten_years(seen), _fourths_of_trust(seen)[1])


def _distrusting(seen: Seen) -> float:
    return percent(_sought_in_ten_years(seen), _fourths_of_trust(seen)[0])


def _trust_odds(seen: Seen) -> float:
    low, high = _fourths_of_trust(seen)
    return odds_ratio(_sought_in_ten_years(seen), high & ~low, low | high)


_YEAR = (
    "adults in an episode and not in care at one time: odds of asking for help in the next year, "
    "per standard deviation"
)
_TEN = "a professional session in ten years, of adults in the {} fourth of trust at their beginning"

MEASURES = (
    Measure(
        "stigma_of_seekers",
        "adults in an episode and not in care at one time: mean of perceived and self-stigma, who "
        "asks for help in the next year beside who does not",
        _stigma_of_seekers,
        "watch",
        unit="Cohen's d",
    ),
    Measure(
        "seeking_by_negative_attitude",
        f"{_YEAR} of distrust and doubt",
        _odds(lambda cohort: 1.0 - (cohort["trust"] + cohort["expected_benefit"]) / 2.0),
        "watch",
        unit="odds ratio",
    ),
    Measure(
        "seeking_by_self_stigma",
        f"{_YEAR} of self-stigma",
        _odds(lambda cohort: cohort["self_stigma"]),
        "watch",
        unit="odds ratio",
    ),
    Measure(
        "seeking_by_perceived_stigma",
        f"{_YEAR} of perceived stigma",
        _odds(lambda cohort: cohort["perceived_stigma"]),
        "watch",
        unit="odds ratio",
    ),
    Measure("sought_in_ten_years_trusting", _TEN.format("highest"), _trusting, "ten_years"),
    Measure("sought_in_ten_years_distrusting", _TEN.format("lowest"), _distrusting, "ten_years"),
    Measure(
        "sought_in_ten_years_by_trust",
        "highest fourth of trust beside lowest",
        _trust_odds,
        "ten_years",
        unit="odds ratio",
    ),
)
