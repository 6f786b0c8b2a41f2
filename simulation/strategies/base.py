"""What a strategy is: declared fields, a plan in time, whom it is for, what it modifies, costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import Section, tabled
from simulation.strategies.targets import Target, meant_for

if TYPE_CHECKING:
    from simulation.town_view import TownView
    from simulation.values import Modifier

    Modifiers = Iterator[tuple[str, Modifier]]


class Strategy(Section):
    """Something that policy does: it modifies named values of the week and never the model.

    A subclass declares further fields with ``number``, a target of its own with ``meant_for``, and
    gives ``modifiers``; a class variable ``title`` says what it does. All else is done for it: whom
    it reaches in a week, what remains of its effect, what it costs, and how it composes with other
    strategies.

    Of the numbers below, a built-in strategy has values of its own where the table has rows for
    them (``strategies.KIND.NAME``), and declares anew only what means something else there.
    """

    kind: ClassVar[str] = ""
    """Name by which scenarios call the strategy; left out, it follows from that of the class."""
    title: ClassVar[str] = ""
    """What it does, in a few words."""
    lasting: ClassVar[bool] = False
    """Whether who was reached once keeps what they got when they no longer belong to the target."""

    stands_at: ClassVar[str] = "strategies.*"

    start: int = tabled("week", 0, 10_000, "First week of the strategy")
    end: int = tabled(
        "week",
        0,
        10_000,
        "First week without the strategy and all that it does",
    )
    ramp: int = tabled("weeks", 0, 1_000, "Weeks until coverage is full")
    target: Target = meant_for("everyone")
    coverage: float = tabled("share of those it is meant for", 0.0, 1.0, "Whom it is offered to")
    uptake: float = tabled("share of those it is offered to", 0.0, 1.0, "Who takes it up")
    decay: float = tabled(
        "weeks",
        0.0,
        10_000.0,
        "Half-life of the effect in a person after they were reached; 0 is without end",
    )
    repeat_after: int = tabled(
        "weeks",
        0,
        10_000,
        "Weeks after which a person may be reached anew, at full effect and cost; 0 is never",
    )
    false_positives: float = tabled(
        "share of those without moderate distress",
        0.0,
        1.0,
        "Who is taken for ill where the target is those screened",
    )
    cost_fixed: float = tabled("currency", 0.0, 1e12, "Cost of setting it up, in the first week")
    cost_per_person: float = tabled(
        "currency per person", 0.0, 1e9, "Cost of each person when reached"
    )
    cost_per_person_week: float = tabled(
        "currency per person and week",
        0.0,
        1e9,
        "Cost of each person for each week in which it is there for them",
    )
    cost_per_week: float = tabled(
        "currency per week", 0.0, 1e12, "Cost of each week in which it runs"
    )

    def __init_subclass__(cls, **options: Any) -> None:
        if "kind" not in cls.__dict__:
            cls.kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        cls.stands_at = f"strategies.{cls.kind}"
        super().__init_subclass__(**options)

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Named values and what the strategy makes of each for those whom it has reached.

        A modifier is a number, or an array with an entry a person (a modality, for values of
        services). It is applied to the persons in ``reached`` and to nobody else, in full or in
        the part that decay has left; for services, in the share of coverage that has been reached.
        """
        raise NotImplementedError(f"strategy {self.kind!r} gives no modifiers")

    def eligible(self, town: TownView, week: int) -> NDArray[np.bool_] | None:
        """Whom it is meant for this week, where that is none of the targets; None if it is."""
        return None

    def further_costs(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> float:
        """What this week costs beside the cost lines."""
        return 0.0

    def strength(self, week: int) -> float:
        """How much of its coverage the strategy has in a week, 0 to 1."""
        if not self.start <= week < self.end:
            return 0.0
        return min((week - self.start + 1) / (self.ramp + 1), 1.0)

    def level(self, week: int) -> float:
        """The share of those it is meant for, or of a service, that it has come to in a week."""
        return self.coverage * self.uptake * self.strength(week)
