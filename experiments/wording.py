"""Plain words for the model's names, as tables and figures show them, and published figures."""

from __future__ import annotations

from dataclasses import dataclass

STAGE_WORDS = {
    "well": "Well",
    "unaware": "Sees no need",
    "aware": "Sees a need",
    "intending": "Means to seek help",
    "asking": "Asks for help",
    "refused": "Refused the offer",
    "waiting": "On a waiting list",
    "in_care": "In care",
    "completed": "Completed, still ill",
    "dropped_out": "Dropped out, still ill",
}

BARRIER_WORDS = {
    "low_perceived_need": "Sees no need",
    "handle_alone": "Wants to handle it alone",
    "stigma": "Fears what others think",
    "ineffective": "Doubts that care helps",
    "distrust": "Does not trust professionals",
    "fear_of_change": "Fears change",
    "cost": "Costs too much",
    "travel": "Too far away",
    "availability": "No place, or too long a wait",
}
STRUCTURAL_BARRIERS = ("cost", "travel", "availability")

MODALITY_WORDS = {
    "general_practice": "General practice",
    "specialist": "Specialist",
    "remote": "Remote care",
    "self_help": "Guided self-help",
    "support_group": "Support group",
}

SEVERITY_WORDS = {"mild": "Mild", "moderate": "Moderate", "severe": "Severe"}

PUBLISHED_SURVEY = "US adults, National Comorbidity Survey Replication 2001-03"


@dataclass(frozen=True, slots=True)
class Published:
    """A figure from a survey, which an outcome is compared with."""

    value: float
    source: str


PUBLISHED = {
    "C1": Published(0.411, "Wang et al. 2005"),
    "C2": Published(0.448, "Mojtabai et al. 2011"),
    "C3": Published(0.726, "Mojtabai et al. 2011"),
    "C4": Published(0.222, "Mojtabai et al. 2011"),
    "C5": Published(0.224, "Olfson et al. 2009"),
    "P_prev12": Published(0.262, "Kessler et al. 2005"),
}
"""Published figures by their ids in the evidence table, all of the same survey."""


def words_of(name: str) -> str:
    """A name in plain words, where none are given for it."""
    return name.replace("_", " ").capitalize()


def written(value: float | None, unit: str, currency: str = "") -> str:
    """A number as a table shows it, with its unit; a dash where there is none."""
    if value is None or value != value:
        return "-"
    if unit == "share":
        return f"{100 * value:.1f} %"
    unit = unit.replace("currency", currency or "currency")
    number = f"{value:,.1f}" if abs(value) >= 1 else f"{value:.3g}"
    return f"{number} {unit}".strip()
