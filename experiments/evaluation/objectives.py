"""Objectives: outcomes that a policy should raise or lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.errors import InputError, unknown_name

SOURCE = "--objective"
SPENDING = "spending"
"""What strategies cost, subsidies among it: currency per adult and year of the whole time."""
_SIGNS = {"min": -1, "max": 1}


@dataclass(frozen=True)
class Objective:
    """An outcome, and whether more (1) or less (-1) of it is better."""

    name: str
    sign: int

    @property
    def title(self) -> str:
        """In plain words."""
        from simulation.measures.outcomes import OUTCOMES

        return "Spending on strategies" if self.name == SPENDING else OUTCOMES[self.name].title

    @property
    def among(self) -> str:
        """Whom it is about: its denominator."""
        from simulation.measures.outcomes import OUTCOMES
        from simulation.measures.survey import ADULTS

        return ADULTS.words if self.name == SPENDING else OUTCOMES[self.name].among.words

    @property
    def unit(self) -> str:
        """The unit of the outcome."""
        from simulation.measures.outcomes import OUTCOMES

        if self.name == SPENDING:
            return "currency per adult and year"
        return OUTCOMES[self.name].unit


def objectives_of(given: Sequence[str]) -> tuple[Objective, ...]:
    """The objectives that ``OUTCOME``, ``OUTCOME:min`` and ``OUTCOME:max`` mean.

    ``spending`` is what strategies cost. Raises InputError for what is no objective.
    """
    from simulation.measures.outcomes import OUTCOMES

    found: list[Objective] = []
    for text in given:
        name, colon, way = text.partition(":")
        if name != SPENDING and name not in OUTCOMES:
            raise unknown_name("outcome", name, (*OUTCOMES, SPENDING), source=SOURCE)
        if name in [one.name for one in found]:
            raise InputError("stands here twice", source=SOURCE, found=name)
        sign = -1 if name == SPENDING else OUTCOMES[name].better
        if colon:
            if way not in _SIGNS:
                raise InputError(
                    "is no direction", source=SOURCE, found=text, allowed=f"{name}:min or :max"
                )
            sign = _SIGNS[way]
        if not sign:
            raise InputError(
                "could be better either way",
                source=SOURCE,
                found=name,
                allowed=f"{name}:min or {name}:max",
            )
        found.append(Objective(name, sign))
    return tuple(found)
