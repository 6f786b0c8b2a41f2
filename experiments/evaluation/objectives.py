"""Objectives: outcomes that a policy should raise or lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.measured.of_run import measure_named, measures_of_run
from simulation.errors import InputError, unknown_name

SOURCE = "--objective"
SPENDING = "spending"
"""What strategies cost whoever runs them, subsidies among it: in the dearest year, in the whole
place."""
_SIGNS = {"min": -1, "max": 1}


@dataclass(frozen=True)
class Objective:
    """An outcome of the last year or of the whole time, and whether more (1) or less (-1) of it is
    better."""

    name: str
    sign: int

    @property
    def title(self) -> str:
        """In plain words."""
        return (
            "Spending on strategies in the dearest year"
            if self.name == SPENDING
            else measure_named(self.name).title
        )

    @property
    def among(self) -> str:
        """Whom it is about: its denominator."""
        from simulation.measures.survey import ADULTS

        return ADULTS.words if self.name == SPENDING else measure_named(self.name).among

    @property
    def unit(self) -> str:
        """The unit of the outcome."""
        if self.name == SPENDING:
            return "currency a year"
        return measure_named(self.name).unit


def last_year_alone(objectives: Sequence[Objective]) -> list[str]:
    """What is to be said of objectives that are of the last year and not of the whole time."""
    named = [
        one.name
        for one in objectives
        if one.name != SPENDING and measure_named(one.name).window != "whole time"
    ]
    if not named:
        return []
    return [
        f"Of the last year alone, not of the whole time: {', '.join(named)} (helpseek list "
        "outcomes tells those of the whole time)."
    ]


def objectives_of(given: Sequence[str]) -> tuple[Objective, ...]:
    """The objectives that ``OUTCOME``, ``OUTCOME:min`` and ``OUTCOME:max`` mean.

    ``spending`` is what strategies cost. Raises InputError for what is no objective.
    """
    known = measures_of_run()
    found: list[Objective] = []
    for text in given:
        name, colon, way = text.partition(":")
        if name != SPENDING and name not in known:
            raise unknown_name("outcome", name, (*known, SPENDING), source=SOURCE)
        if name in [one.name for one in found]:
            raise InputError("stands here twice", source=SOURCE, found=name)
        sign = -1 if name == SPENDING else known[name].better
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
