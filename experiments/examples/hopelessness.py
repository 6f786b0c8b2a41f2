"""An extension to copy: a trait that keeps people from seeking help, and grows in those without it.

    helpseek run --extend experiments/examples/hopelessness.py
    helpseek compare --extend experiments/examples/hopelessness.py --strategy leap \\
        --set hopelessness_weight=3

It adds a trait, two numbers, a process of the week (compiled), what the process counts, what the
trait does, and an outcome; `experiments/docs/how_to_extend.md` explains each.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import NDArray

from helpseek.simulation.compiled import loop, rule
from helpseek.simulation.extension import Extension
from helpseek.simulation.measures.categories import IN_CARE, WELL
from helpseek.simulation.measures.survey import UNTREATED, mean_of
from helpseek.simulation.processes.process import NoValues, Process

own = Extension("hopelessness")

own.trait(
    "hopelessness",
    "Hopelessness",
    "belief that nothing will get better",
    median=0.2,
    source="assumption: most people have little of it",
    social=-1,
)
own.number(
    "hopelessness_weight",
    1.5,
    "log odds over the whole scale",
    0.0,
    6.0,
    "assumption: a barrier of middling weight",
    "What full hopelessness takes from the log odds of seeking help",
)
own.number(
    "hopelessness_growth",
    0.01,
    "share of what is left per week",
    0.0,
    1.0,
    "assumption: of full hope, two fifths are gone after a year",
    "Growth of hopelessness in a week of illness or need without care",
)
GAVE_UP = own.flow(
    "gave_up_hope",
    "Gave up hope",
    "People whose hopelessness passed the middle of the scale",
    "people",
    better=-1,
)
own.outcome(
    "hopelessness_of_untreated",
    "share of the scale",
    "Hopelessness of the untreated",
    "hopelessness at the end of the year",
    UNTREATED,
    "mean",
    lambda survey, group: mean_of(survey.people.hopelessness, group),
    better=-1,
)


class Columns(NamedTuple):
    """What the process reads and writes."""

    stage: NDArray[Any]
    hopelessness: NDArray[Any]


@rule
def hopelessness_next_week(p: Any, hopelessness: float) -> float:
    """Hopelessness after another week without care."""
    return hopelessness + p.hopelessness_growth * (1.0 - hopelessness)


@loop
def grow(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: Columns,
    ties: Any,
    values: NoValues,
    parameters: Any,
    services: Any,
    counts: Any,
) -> None:
    """Let hopelessness grow in these rows, in those who are on the way and not in care."""
    p = parameters[0]
    for i in range(first, last):
        if people.stage[i] == WELL or people.stage[i] == IN_CARE:
            continue
        before = people.hopelessness[i]
        people.hopelessness[i] = hopelessness_next_week(p, before)
        if before < 0.5 <= people.hopelessness[i]:
            counts[share, GAVE_UP] += 1


own.process(
    Process(
        name="hopelessness",
        title="Hopelessness grows in those without care",
        columns=Columns,
        values=NoValues,
        writes=("hopelessness",),
        loop=grow,
    ),
    after="recognition",
)


@own.modifiers
def keeps_from_seeking(town: Any, week: int) -> Any:
    """What hopelessness takes from the readiness to seek help."""
    yield "intention", -town.parameters["hopelessness_weight"][0] * town.people.hopelessness
