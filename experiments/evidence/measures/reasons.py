"""Why people who are ill do not seek care."""

from __future__ import annotations

from collections.abc import Callable

from experiments.evidence.measure import Measure, Seen
from experiments.evidence.statistics import percent

ATTITUDES = ("handle_alone", "stigma", "ineffective", "distrust", "fear_of_change")

_NAMED = "of cases without a session in the last 52 weeks who saw a need in them, those naming it"


def _naming(*barriers: str) -> Callable[[Seen], float]:
    def measure(seen: Seen) -> float:
        return percent(seen.survey.naming(barriers), seen.survey.holding_back)

    return measure


MEASURES = (
    Measure(
        "saw_need_of_untreated",
        "cases without a session in the last 52 weeks who saw a need in them",
        lambda seen: percent(seen.survey.need, seen.survey.untreated),
    ),
    Measure(
        "attitudinal_barrier",
        f"{_NAMED}: any but structural barriers",
        _naming(*ATTITUDES),
    ),
    Measure(
        "no_place_or_too_far",
        f"{_NAMED}: no place, a long wait, or too far",
        _naming("availability", "travel"),
    ),
)
