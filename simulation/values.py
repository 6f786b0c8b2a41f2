"""Named values: the quantities of the week that strategies may modify, and how modifiers combine.

A strategy never edits the model. It offers, for each person or for a whole service, a modifier of
a named value, and the value declares how several modifiers combine: ``add``, ``multiply``,
``complement`` (the chances that it does not happen multiply) or ``larger`` (the largest counts).
Each of these is free of order, and modifiers are combined in the order of the strategies' names,
so that even the last bit does not depend on how a scenario lists them.

In the compiled loops a value is an array with one entry, its neutral one, as long as nobody
modifies it, and an entry a person while somebody does: read it with ``at``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import rule
from simulation.parameters.services import MODALITIES

Combination = Literal["add", "multiply", "complement", "larger"]
_NEUTRAL: dict[str, float] = {"add": 0.0, "multiply": 1.0, "complement": 0.0, "larger": 0.0}


@dataclass(frozen=True, slots=True)
class NamedValue:
    """One quantity that strategies may modify.

    ``of`` is ``person`` (a modifier for each person) or ``service`` (one for each modality).
    ``low`` and ``high`` bound the combined modifier.
    """

    name: str
    combination: Combination
    unit: str
    low: float
    high: float
    meaning: str
    of: Literal["person", "service"] = "person"

    @property
    def neutral(self) -> float:
        """The modifier that changes nothing."""
        return _NEUTRAL[self.combination]

    def combine(self, first: NDArray[Any], second: NDArray[Any] | float) -> NDArray[Any]:
        """Two modifiers as one."""
        if self.combination == "add":
            return np.asarray(first + second)
        if self.combination == "multiply":
            return np.asarray(first * second)
        if self.combination == "complement":
            return np.asarray(1.0 - (1.0 - first) * (1.0 - second))
        return np.maximum(first, second)


_SHARE, _RATIO, _CHANCE = "share of the scale", "ratio", "probability per week"
VALUES: dict[str, NamedValue] = {
    value.name: value
    for value in (
        NamedValue("literacy", "add", _SHARE, -1, 1, "literacy beside the person's own"),
        NamedValue("stigma", "add", _SHARE, -1, 1, "perceived stigma beside the person's own"),
        NamedValue("self_stigma", "add", _SHARE, -1, 1, "self-stigma beside the person's own"),
        NamedValue("trust", "add", _SHARE, -1, 1, "trust beside the person's own"),
        NamedValue("self_reliance", "add", _SHARE, -1, 1, "self-reliance beside the person's own"),
        NamedValue("fear_of_change", "add", _SHARE, -1, 1, "fear of change beside the own"),
        NamedValue("recognition", "complement", _CHANCE, 0, 1, "further chance to see a need"),
        NamedValue("intention", "add", "log odds", -10, 10, "readiness to seek help"),
        NamedValue("prompting", "multiply", _RATIO, 0, 20, "how often those who know speak of it"),
        NamedValue("confrontation", "multiply", _RATIO, 0, 5, "share of prompts that confront"),
        NamedValue("listening", "multiply", _RATIO, 0, 5, "good that a listening relative does"),
        NamedValue("acknowledgement", "larger", "probability", 0, 1,
                   "confidants who acknowledge and change the subject"),
        NamedValue("relief", "larger", "share per week", 0, 1, "burden taken off relatives"),
        NamedValue("refusal", "multiply", _RATIO, 0, 5, "odds to refuse an offer"),
        NamedValue("price", "multiply", _RATIO, 0, 10, "what a session costs the person"),
        NamedValue("travel", "multiply", _RATIO, 0, 10, "travel to care"),
        NamedValue("no_show", "multiply", _RATIO, 0, 5, "chance to miss the first appointment"),
        NamedValue("dropout", "multiply", _RATIO, 0, 5, "chance to leave after a session"),
        NamedValue("alliance", "add", _SHARE, -1, 1, "alliance at the start of a course"),
        NamedValue("culture_fit", "larger", _SHARE, 0, 1, "how well services fit the culture"),
        NamedValue("trauma_burden", "multiply", _RATIO, 0, 2, "what trauma history costs in care"),
        NamedValue("directiveness", "multiply", _RATIO, 0, 2, "how much care directs"),
        NamedValue("progress", "multiply", _RATIO, 0, 5, "progress with each session"),
        NamedValue("places", "multiply", _RATIO, 0, 100, "places of a service", "service"),
        NamedValue("appeal", "add", "log odds", -10, 10, "how often a service is thought of",
                   "service"),
    )
}  # fmt: skip


@rule
def at(value: NDArray[np.float32], row: int) -> float:
    """The modifier that holds for the person in ``row``, ready to be calculated with.

    Wide, because a sum with a column would otherwise be rounded as if it were stored.
    """
    return np.float64(value[row] if value.size > 1 else value[0])


class Values:
    """The modifiers of this week: an attribute for each named value, an array of float32."""

    def __init__(self, people: int) -> None:
        self.people = people
        self._neutral = {
            name: np.full(self._entries(value, neutral=True), value.neutral, np.float32)
            for name, value in VALUES.items()
        }
        self.clear()

    def _entries(self, value: NamedValue, neutral: bool = False) -> int:
        if value.of == "service":
            return len(MODALITIES)
        return 1 if neutral else self.people

    def clear(self) -> None:
        """Take all modifiers back."""
        for name, neutral in self._neutral.items():
            setattr(self, name, neutral)

    def modify(self, name: str, modifier: NDArray[Any]) -> None:
        """Combine one more modifier into a named value: an entry a person, or a modality."""
        value = VALUES[name]
        now = getattr(self, name)
        wanted = self._entries(value)
        if modifier.shape != (wanted,):
            raise ValueError(f"value {name!r} takes {wanted} modifiers, not {modifier.shape}")
        combined = np.clip(value.combine(now.astype(np.float64), modifier), value.low, value.high)
        setattr(self, name, combined.astype(np.float32))
