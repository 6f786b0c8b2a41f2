"""Champions at work: colleagues who are trained to speak of mental health, and do.

helpseek run --strategy ./workplace_champions.py:WorkplaceChampions
"""

from typing import Any

from helpseek.simulation.population.demographics import WORKS
from helpseek.simulation.strategies import Strategy, number


class WorkplaceChampions(Strategy):
    """One in twenty full-time workers speaks of help more often, and confronts less."""

    title = "Champions at work who speak of mental health"
    coverage: float = number(0.05, "share", 0, 1, "assumption: one in twenty", "Who is trained")
    decay: float = number(52.0, "weeks", 0, 520, "assumption: training fades", "Half-life")
    prompting: float = number(1.0, "ratio less one", 0, 9, "assumption: twice as often", "Effect")
    cost_per_person: float = number(300.0, "USD", 0, 1e6, "assumption: a course", "Training")

    def eligible(self, town: Any, week: int) -> Any:
        """Whom it is meant for; left out, it is the strategy's target (here: everyone)."""
        return town.people.work == WORKS.index("full time")

    def modifiers(self, town: Any, week: int, reached: Any) -> Any:
        """What it does for those reached: named values, each a number or one for each person."""
        yield "prompting", 1 + self.prompting  # they speak of help so many times as often
        yield "confrontation", 0.5  # and confront half as often when they do
