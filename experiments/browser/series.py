"""Series: what the curves of a town show, week by week, declared once.

Each is made of the counts of a week (``simulation.counts``), of what services and strategies cost
in it and of the number of adults. Flows are those of the single week, not smoothed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.browser.colourings import DARK
from experiments.browser.counted import FLOW_WORDS, STOCK_WORDS
from experiments.figures.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    STAGE_COLOURS,
    VERMILION,
)
from experiments.wording import MODALITY_WORDS, STAGE_WORDS
from simulation.counts import COUNTS
from simulation.parameters.services import MODALITIES

Floats = NDArray[np.float64]


class Weeks(NamedTuple):
    """What is known of some weeks: counts (weeks, ``COUNTS``), and by week what all services cost,
    and all strategies, in currency; ``adults`` is a number."""

    counts: NDArray[np.int64]
    services: Floats
    strategies: Floats
    adults: int

    def table(self) -> Floats:
        """All of it as columns, in the order of ``KNOWN``."""
        beside = np.stack(
            [self.services, self.strategies, np.full(len(self.counts), float(self.adults))], axis=1
        )
        return np.concatenate([self.counts, beside], axis=1)


SERVICES, STRATEGIES, ADULTS = "services", "strategies", "adults"
KNOWN = (*COUNTS, SERVICES, STRATEGIES, ADULTS)
"""What is known of a week, of which series are made."""


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: its name, what it shows in which unit, its colours, and what it is made of.

    A value is the sum of ``above``, times ``times``, for each of ``below``, all names of ``KNOWN``;
    NaN in weeks in which ``below`` is nobody. ``share`` tells that it goes from 0 to 1 and is told
    in percent.
    """

    name: str
    title: str
    unit: str
    meaning: str
    group: str
    light: str
    above: tuple[str, ...]
    below: str = ADULTS
    times: float = 1.0
    share: bool = False

    def told(self) -> dict[str, Any]:
        """The series as the page reads it."""
        return {
            "name": self.name, "title": self.title, "unit": self.unit, "meaning": self.meaning,
            "group": self.group, "light": self.light, "dark": DARK[self.light],
            "share": self.share,
        }  # fmt: skip


PATHWAY, HEALTH, CARE, FLOWS, COSTS = (
    "On the way to help", "Health", "Kinds of help", "Each week", "Costs",
)  # fmt: skip
OF_ADULTS = "share of adults"


def _flow(name: str, title: str, light: str) -> Series:
    return Series(
        f"flow_{name}", title, "per 1,000 adults and week",
        f"{FLOW_WORDS[name]}; of the single week", FLOWS, light, (name,), times=1000.0,
    )  # fmt: skip


@cache
def series() -> dict[str, Series]:
    """All series by name, in the order of the page and of frames."""
    grey = STAGE_COLOURS["dropped_out"]
    money = "currency per adult and week"
    found = [
        *(
            Series(f"stage_{name}", STAGE_WORDS[name], OF_ADULTS,
                   f"Adults who stand here at the end of the week: {STAGE_WORDS[name].lower()}",
                   PATHWAY, colour, (f"stage_{name}",), share=True)
            for name, colour in STAGE_COLOURS.items()
        ),
        Series("ill", "In an episode now", OF_ADULTS,
               "Adults in a mild, moderate or severe episode at the end of the week", HEALTH,
               VERMILION, ("severity_mild", "severity_moderate", "severity_severe"),
               share=True),
        Series("severe", "In a severe episode now", OF_ADULTS,
               "Adults in a severe episode at the end of the week", HEALTH, "#7A2E0E",
               ("severity_severe",), share=True),
        Series("ill_in_year", STOCK_WORDS["disorder_12m"], OF_ADULTS,
               "Adults who were in an episode at any time in the last 52 weeks", HEALTH, ORANGE,
               ("disorder_12m",), share=True),
        Series("weary", STOCK_WORDS["weary"], OF_ADULTS,
               "Adults exhausted by an ill person who is close to them", HEALTH, PURPLE,
               ("weary",), share=True),
        Series("need", "Saw a need", "share of people ill in the last year",
               "Of adults in an episode in the last 52 weeks, those who saw a need or used a "
               "service in them", PATHWAY, GREEN,
               ("disorder_12m_with_need_12m",), below="disorder_12m", share=True),
        Series("service_use", "Used a service", "share of people ill in the last year",
               "Of adults in an episode in the last 52 weeks, those with a professional session "
               "in them", PATHWAY, SKY,
               ("disorder_12m_with_service_12m",), below="disorder_12m", share=True),
        *(
            Series(f"in_care_{name}", MODALITY_WORDS[name], OF_ADULTS,
                   f"Adults in care of this kind at the end of the week: "
                   f"{MODALITY_WORDS[name].lower()}", CARE, colour,
                   (f"in_care_{name}",), share=True)
            for name, colour in zip(
                MODALITIES, (BLUE, VERMILION, SKY, GREEN, PURPLE), strict=True
            )
        ),
        Series("waiting", "On a waiting list", "per 1,000 adults",
               "Adults on a waiting list at the end of the week", CARE, grey,
               ("stage_waiting",), times=1000.0),
        _flow("onsets", "Fall ill", VERMILION),
        _flow("remissions", "Recover", GREEN),
        _flow("conversations", "Talk about help", SKY),
        _flow("prompts", "Are urged to seek help", PURPLE),
        _flow("recognitions", "Come to see a need", ORANGE),
        _flow("intentions", "Come to mean to seek help", "#F2DFA9"),
        _flow("requests", "Ask for help", BLUE),
        _flow("refusals", "Refuse an offer", "#7A2E0E"),
        _flow("entries", "Begin care", BLUE),
        _flow("no_shows", "Miss the first appointment", "#C3CAD1"),
        _flow("withdrawals", "Leave a waiting list", "#C3CAD1"),
        _flow("dropouts", "Leave care against the plan", grey),
        _flow("completions", "Complete care", "#8CCBEF"),
        _flow("returns", "Seek help again", GREEN),
        Series("cost_services", "Services", money,
               "What all sessions of the week cost to provide, for each adult of the town", COSTS,
               BLUE, (SERVICES,)),
        Series("cost_strategies", "Strategies", money,
               "What strategies cost in the week, prices that they pay included, for each adult",
               COSTS, ORANGE, (STRATEGIES,)),
        Series("cost_patients", "Paid by those in care", money,
               "What people pay themselves for the sessions of the week, for each adult", COSTS,
               PURPLE, ("patient_payments",), times=0.01),
    ]  # fmt: skip
    return {each.name: each for each in found}


@cache
def _weights() -> tuple[Floats, Floats]:
    """What series are made of as matrices (known, series): of what is above, and below."""
    above, below = np.zeros((2, len(KNOWN), len(series())))
    for place, each in enumerate(series().values()):
        for name in each.above:
            above[KNOWN.index(name), place] = each.times
        below[KNOWN.index(each.below), place] = 1.0
    return above, below


def values(weeks: Weeks) -> NDArray[np.float32]:
    """All series of some weeks, float32 (weeks, series), in the order of ``series``."""
    table = weeks.table()
    above, below = _weights()
    among = table @ below
    out = np.full(among.shape, np.nan)
    np.divide(table @ above, among, out=out, where=among > 0)
    return out.astype(np.float32)
