"""Series: what the curves of a town show, week by week, declared once.

Each is made of the counts of a week (``simulation.counts``), of what services and strategies cost
in it and of the number of adults. Flows are those of the single week, not smoothed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.browser.colourings import DARK
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

    def total(self, *names: str) -> Floats:
        """The sum of counts by week."""
        columns = [COUNTS.index(name) for name in names]
        return np.asarray(self.counts[:, columns].sum(axis=1), np.float64)


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: its name, what it shows in which unit, its colours, and how it is computed.

    ``of`` gives a value a week; NaN in weeks in which there is nobody whom it is about. ``share``
    tells that it goes from 0 to 1 and is told in percent.
    """

    name: str
    title: str
    unit: str
    meaning: str
    group: str
    light: str
    of: Callable[[Weeks], Floats]
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


def _ratio(above: Floats, below: Floats | float) -> Floats:
    below = np.broadcast_to(np.asarray(below, np.float64), above.shape)
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


def _share_of_adults(*names: str) -> Callable[[Weeks], Floats]:
    return lambda weeks: _ratio(weeks.total(*names), weeks.adults)


def _share(name: str, among: str) -> Callable[[Weeks], Floats]:
    return lambda weeks: _ratio(weeks.total(name), weeks.total(among))


def _flow(name: str, title: str, light: str, meaning: str) -> Series:
    return Series(
        f"flow_{name}", title, "per 1,000 adults and week", meaning + "; of the single week",
        FLOWS, light, lambda weeks: _ratio(1000.0 * weeks.total(name), weeks.adults),
    )  # fmt: skip


def _each_adult(of: Callable[[Weeks], Floats]) -> Callable[[Weeks], Floats]:
    return lambda weeks: _ratio(of(weeks), weeks.adults)


@cache
def series() -> dict[str, Series]:
    """All series by name, in the order of the page and of frames."""
    grey = STAGE_COLOURS["dropped_out"]
    money = "currency per adult and week"
    found = [
        *(
            Series(f"stage_{name}", STAGE_WORDS[name], OF_ADULTS,
                   f"Adults who stand here at the end of the week: {STAGE_WORDS[name].lower()}",
                   PATHWAY, colour, _share_of_adults(f"stage_{name}"), share=True)
            for name, colour in STAGE_COLOURS.items()
        ),
        Series("ill", "In an episode now", OF_ADULTS,
               "Adults in a mild, moderate or severe episode at the end of the week", HEALTH,
               VERMILION, _share_of_adults("severity_mild", "severity_moderate", "severity_severe"),
               share=True),
        Series("severe", "In a severe episode now", OF_ADULTS,
               "Adults in a severe episode at the end of the week", HEALTH, "#7A2E0E",
               _share_of_adults("severity_severe"), share=True),
        Series("ill_in_year", "In an episode in the last year", OF_ADULTS,
               "Adults who were in an episode at any time in the last 52 weeks", HEALTH, ORANGE,
               _share_of_adults("disorder_12m"), share=True),
        Series("weary", "Worn out by caring for others", OF_ADULTS,
               "Adults exhausted by an ill person who is close to them", HEALTH, PURPLE,
               _share_of_adults("weary"), share=True),
        Series("need", "Saw a need", "share of people ill in the last year",
               "Of adults in an episode in the last 52 weeks, those who saw a need or used a "
               "service in them", PATHWAY, GREEN,
               _share("disorder_12m_with_need_12m", "disorder_12m"), share=True),
        Series("service_use", "Used a service", "share of people ill in the last year",
               "Of adults in an episode in the last 52 weeks, those with a professional session "
               "in them", PATHWAY, SKY,
               _share("disorder_12m_with_service_12m", "disorder_12m"), share=True),
        *(
            Series(f"in_care_{name}", MODALITY_WORDS[name], OF_ADULTS,
                   f"Adults in care of this kind at the end of the week: "
                   f"{MODALITY_WORDS[name].lower()}", CARE, colour,
                   _share_of_adults(f"in_care_{name}"), share=True)
            for name, colour in zip(
                MODALITIES, (BLUE, VERMILION, SKY, GREEN, PURPLE), strict=True
            )
        ),
        Series("waiting", "On a waiting list", "per 1,000 adults",
               "Adults on a waiting list at the end of the week", CARE, grey,
               lambda weeks: _ratio(1000.0 * weeks.total("stage_waiting"), weeks.adults)),
        _flow("onsets", "Fall ill", VERMILION, "Episodes that begin"),
        _flow("remissions", "Recover", GREEN, "Episodes that end"),
        _flow("conversations", "Talk about help", SKY, "Conversations about help between people "
              "who know each other"),
        _flow("prompts", "Are urged to seek help", PURPLE, "Times that somebody is urged by others "
              "to seek help"),
        _flow("recognitions", "Come to see a need", ORANGE, "People who come to see a need"),
        _flow("intentions", "Come to mean to seek help", "#F2DFA9",
              "People who form the intention to seek help"),
        _flow("requests", "Ask for help", BLUE, "Requests for help"),
        _flow("refusals", "Refuse an offer", "#7A2E0E", "Offers of help that are refused"),
        _flow("entries", "Begin care", BLUE, "First sessions of a course"),
        _flow("no_shows", "Miss the first appointment", "#C3CAD1",
              "First appointments that people do not come to"),
        _flow("withdrawals", "Leave a waiting list", "#C3CAD1",
              "People who leave a waiting list before their turn"),
        _flow("dropouts", "Leave care against the plan", grey,
              "Courses that end against the plan"),
        _flow("completions", "Complete care", "#8CCBEF", "Courses completed"),
        _flow("returns", "Seek help again", GREEN, "People who come back after care had ended"),
        Series("cost_services", "Services", money,
               "What all sessions of the week cost to provide, for each adult of the town", COSTS,
               BLUE, _each_adult(lambda weeks: weeks.services)),
        Series("cost_strategies", "Strategies", money,
               "What strategies cost in the week, prices that they pay included, for each adult",
               COSTS, ORANGE, _each_adult(lambda weeks: weeks.strategies)),
        Series("cost_patients", "Paid by those in care", money,
               "What people pay themselves for the sessions of the week, for each adult", COSTS,
               PURPLE, _each_adult(lambda weeks: weeks.total("patient_payments") / 100.0)),
    ]  # fmt: skip
    return {each.name: each for each in found}


def values(weeks: Weeks) -> NDArray[np.float32]:
    """All series of some weeks, float32 (weeks, series), in the order of ``series``."""
    return np.stack([each.of(weeks) for each in series().values()], axis=1).astype(np.float32)
