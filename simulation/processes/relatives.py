"""Relatives: what it costs to be close to somebody who is ill and goes without help.

The burden of those close to a person in an untreated, visible episode grows week by week and is
relieved when the person is in care or well. Who is burdened beyond a point is weary: says less,
hears less, and is at more risk of distress of their own. How relatives speak, by confronting or by
listening, stands in ``influence``; what help-resistant conversations cost them, in
``help_resistance``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import IN_CARE, MODERATE, SEVERE
from simulation.network.ties import HOUSEHOLD, Ties
from simulation.population.columns import BURDENED
from simulation.processes.process import Counts, NoValues, Numbers, Process, names
from simulation.rows import list_between

INTERVAL = 4
"""Weeks between the times at which those close to one ill person take stock; a fourth of the ill
people come in each week. It is how finely burden is reckoned, to save time, and no behaviour."""


class RelativesColumns(NamedTuple):
    """What relatives read and write."""

    age: NDArray[np.uint8]
    severity: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    burden: NDArray[np.float32]
    known: NDArray[np.uint8]


@rule
def is_close(p: Any, household: bool, strength: float) -> bool:
    """Whether a tie is so close that another's illness is a burden."""
    return household or strength >= p.close_tie


@rule
def burden_after_strain(p: Any, burden: float, severe: bool, closeness: float) -> float:
    """Burden after some weeks beside a person who is ill and goes without help."""
    grows = p.burden_growth * closeness * INTERVAL * (p.burden_severe if severe else 1.0)
    return burden + min(grows, 1.0) * (1.0 - burden)


@loop
def strain(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: RelativesColumns,
    ties: Ties,
    values: NoValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Let the untreated weigh upon those of these rows who are close to them.

    One person may be close to several. So the ill whose turn it is are gone over one after the
    other, all of the town, and what they add is added for the people in these rows only: nobody's
    burden depends on how rows are shared out. Who they are is listed first, and then who is close
    to them, since each look at a tie is one far away in memory.
    """
    p = parameters[0]
    youngest = np.uint8(p.youngest_age)
    ill = np.empty(people.severity.size + 1, np.uint32)
    number = list_between(ill, people.severity, 0, people.severity.size, MODERATE, SEVERE)
    turn = np.uint32((-week) % INTERVAL)
    weighing, slots = 0, 0
    for place in range(number):
        i = ill[place]
        ill[weighing] = i
        weighing += (i % np.uint32(INTERVAL) == turn) & (people.stage[i] != IN_CARE)
    for place in range(weighing):
        slots += ties.start[ill[place] + 1] - ties.start[ill[place]]
    close, who = np.empty(slots + 1, np.int64), np.empty(slots + 1, np.uint32)
    number = 0
    for place in range(weighing):
        i = ill[place]
        for slot in range(ties.start[i], ties.start[i + 1]):
            other = ties.neighbour[slot]
            close[number], who[number] = slot, i
            number += (
                is_close(p, ties.kind[slot] == HOUSEHOLD, ties.strength[slot])
                & (other >= first)
                & (other < last)
            )
    for place in range(number):
        other = ties.neighbour[close[place]]
        if people.age[other] < youngest:
            continue
        severe = people.severity[who[place]] == SEVERE
        people.burden[other] = burden_after_strain(
            p, people.burden[other], severe, ties.strength[close[place]]
        )
        people.known[other] |= BURDENED


# Who is ill and not in care is the same after recognition, help resistance and seeking, none of
# which looks at a burden.
RELATIVES = Process(
    name="relatives",
    title="Untreated illness weighs upon those who are close",
    columns=RelativesColumns,
    values=NoValues,
    writes=("burden", "known"),
    parameters=names("youngest_age close_tie burden_growth burden_severe"),
    services=(),
    loop=strain,
    may_wait_for=("recognition", "help resistance", "seeking"),
)
