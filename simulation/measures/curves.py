"""Curves: what is drawn week by week: counts, what is spent, and what is made of counts."""

from __future__ import annotations

from simulation.measures.categories import ILL_SEVERITIES, Category
from simulation.measures.colours import GREEN, SKY, VERMILION
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.weekly import weekly_rows
from simulation.measures.weekly_row import HEADINGS, HEALTH, PATHWAY, Weekly

_IN_EPISODE = Weekly(
    "in_episode",
    "adults",
    "In an episode now",
    "Adults in a mild, moderate or severe episode",
    "stock",
    "week",
    -1,
    (HEALTH,),
    noun="adults",
    of=tuple(f"severity_{name}" for name in ILL_SEVERITIES),
    colour=VERMILION,
    at_first=True,
)


def _of_the_ill(name: str, count: str, colour: str) -> Weekly:
    """An outcome of people who were ill in the last year, as it stands at the end of each week."""
    outcome = OUTCOMES[name]
    meaning = f"{outcome.definition[:1].upper()}{outcome.definition[1:]}"
    return Weekly(
        name,
        "share",
        outcome.title,
        meaning,
        "stock",
        "week",
        outcome.better,
        (PATHWAY,),
        noun="adults",
        of=(count,),
        below="disorder_12m",
        colour=colour,
        at_first=True,
    )


def curves(helps: tuple[Category, ...] = ()) -> dict[str, Weekly]:
    """All curves by name, under their headings in order; ``helps`` are the kinds of help."""
    rows = [
        *(row for row in weekly_rows(helps).values() if row.drawn),
        _IN_EPISODE,
        _of_the_ill("perceived_need_12m", "disorder_12m_with_need_12m", GREEN),
        _of_the_ill("service_use_12m", "disorder_12m_with_service_12m", SKY),
    ]
    headings = list(dict.fromkeys((*HEADINGS, *(row.groups[0] for row in rows))))
    return {row.name: row for row in sorted(rows, key=lambda row: headings.index(row.groups[0]))}
