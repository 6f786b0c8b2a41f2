"""Fits of tiny towns: two numbers that move two figures, few runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from experiments.evidence.targets import built_in
from experiments.posterior.asking import chosen
from experiments.posterior.question import Asked
from experiments.posterior.waves import Settings
from tests.support.evaluations import small_town

NUMBERS = ("onset_rate", "intention_base")
FIGURES = ("P_prev12", "C1")


def tiny(**changes: Any) -> Asked:
    """A fit of two numbers to two figures of a survey, by 46 runs of 300 people."""
    scenario = small_town()
    figures = chosen(scenario, built_in(), FIGURES, ())
    asked = Asked(
        scenario=scenario,
        world="town",
        fit=figures.fit,
        check=figures.check[:2],
        targets=built_in(),
        parameters=NUMBERS,
        discrepancy=0.2,
        settings=Settings(draws=12, waves=1, points=20),
        figures=False,
        workers=1,
    )
    return replace(asked, **changes)
