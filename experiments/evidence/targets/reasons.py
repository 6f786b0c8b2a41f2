"""Why people who are ill do not seek care."""

from __future__ import annotations

from collections.abc import Callable

from experiments.evidence.statistics import percent
from experiments.evidence.target import Seen, Target
from simulation.measures.categories import STRUCTURAL

GROUP = "Why people hold back"
ATTITUDES = ("handle_alone", "stigma", "ineffective", "distrust", "fear_of_change")

_NAMED = "of cases without a session in the last 52 weeks who saw a need in them, those naming it"
_NCS = (
    "of the survey of C3 and C4 and with their denominator; K17 is of another country, unnamed in "
    "what was read"
)


def _no_need(seen: Seen) -> float:
    return percent(~seen.survey.need, seen.survey.untreated)


def _need(seen: Seen) -> float:
    return percent(seen.survey.need, seen.survey.untreated)


def _naming(*barriers: str) -> Callable[[Seen], float]:
    def measure(seen: Seen) -> float:
        return percent(seen.survey.naming(barriers), seen.survey.holding_back)

    return measure


_ALONE = _naming("handle_alone")

TARGETS = (
    Target(
        ("C2",),
        GROUP,
        "Saw no need, of the untreated",
        "cases without a session in the last 52 weeks who saw no need in them",
        _no_need,
        tolerance=3.0,
        each_seed=True,
        why="anchor: the survey of C1 and C3 to C5; K12 is another question to other people",
    ),
    Target(
        ("K12",),
        GROUP,
        "Saw no need (2022)",
        "as C2",
        _no_need,
        instead="C2",
        why="another question, asked of all with any mental illness",
    ),
    Target(
        ("K13",),
        GROUP,
        "Saw a need (2022)",
        "the other cases of C2",
        _need,
        instead="C2",
        why="as K12",
    ),
    Target(
        ("K17a",),
        GROUP,
        "Saw no need (another country)",
        "as C2",
        _no_need,
        instead="C2",
        why="the country is not told in what was read",
    ),
    Target(
        ("P_atrisk_students_noneed",),
        GROUP,
        "Saw no need (students at risk)",
        "as C2",
        _no_need,
        instead="C2",
        why="165 students",
    ),
    Target(
        ("C3",),
        GROUP,
        "Wanted to handle it alone",
        f"{_NAMED}; several may be named",
        _ALONE,
        tolerance=3.0,
        each_seed=True,
        why="anchor: the survey of C1 to C5; K18 is the mean of 24 countries",
    ),
    *(
        Target((name,), GROUP, title, "as C3", _ALONE, instead="C3", why=why)
        for name, title, why in (
            ("K14", "Wanted to handle it alone (2023)", "another denominator: all without care"),
            ("K17b", "Wanted to handle it alone (another country)", "as K17a"),
            ("K18", "Wanted to handle it alone (24 countries)", "mean of many countries"),
            ("P_selfrel_youth", "Wanted to handle it alone (youth)", "51 young people"),
        )
    ),
    Target(
        ("C4",),
        GROUP,
        "Any structural barrier",
        f"{_NAMED}: cost, travel or availability",
        _naming(*STRUCTURAL),
        tolerance=3.0,
        each_seed=True,
        why="anchor: the survey of C1 to C5",
    ),
    Target(
        ("K21",),
        GROUP,
        "Any attitudinal barrier",
        f"{_NAMED}: any but structural barriers",
        _naming(*ATTITUDES),
        tolerance=3.0,
    ),
    Target(
        ("K16a",),
        GROUP,
        "Doubted that it works",
        f"{_NAMED}",
        _naming("ineffective"),
        tolerance=5.0,
        why=f"anchor: {_NCS}",
    ),
    Target(
        ("K16b",),
        GROUP,
        "Stigma",
        f"{_NAMED}",
        _naming("stigma"),
        tolerance=5.0,
        why=f"anchor: {_NCS}",
    ),
    Target(
        ("K16c",), GROUP, "Cost", f"{_NAMED}", _naming("cost"), tolerance=5.0, why=f"anchor: {_NCS}"
    ),
    Target(
        ("K16d",),
        GROUP,
        "Availability",
        f"{_NAMED}: no place, a long wait, or too far",
        _naming("availability", "travel"),
        tolerance=5.0,
        why=f"anchor: {_NCS}; with transport, which it asked about under availability",
    ),
    Target(
        ("K17c",),
        GROUP,
        "Doubted that it works (another country)",
        "as K16a",
        _naming("ineffective"),
        instead="K16a",
        why="as K17a",
    ),
    Target(
        ("K17d",),
        GROUP,
        "Stigma (another country)",
        "as K16b",
        _naming("stigma"),
        instead="K16b",
        why="as K17a",
    ),
    Target(
        ("K17e",),
        GROUP,
        "Cost (another country)",
        "as K16c",
        _naming("cost"),
        instead="K16c",
        why="as K17a",
    ),
    Target(
        ("K17f",),
        GROUP,
        "Availability (another country)",
        "as K16d",
        _naming("availability", "travel"),
        instead="K16d",
        why="as K17a",
    ),
    Target(
        ("K15",),
        GROUP,
        "Cost (2020)",
        "as K16c",
        _naming("cost"),
        instead="K16c",
        why="of all with unmet need, in care or not",
    ),
)
