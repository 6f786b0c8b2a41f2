"""Memory: how much a town takes, and a refusal before anything is built where it does not fit.

What a town takes follows from its people, their ties and what is done; the numbers below were
measured (``tests/model/test_memory.py`` measures them again, marked slow) and lie a little above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.errors import InputError
from simulation.machine import SETTING, available_memory

if TYPE_CHECKING:
    from simulation.scenario import Scenario

PROCESS = 245_000_000
"""Bytes of a process that simulates, before there is a town."""
_COMMON = 262
"""Bytes a person while a town is built, and ever after, beside what follows."""
_OF_CIRCLE, _OF_FAR_FRIEND = 160, 85
"""Bytes for each circle that a person belongs to, and for each friend outside of circles, while
friendships are drawn."""
_MOST_CIRCLES = 20
"""Circles of an average person where they are as many as can be."""
_OF_GIVEN_TIE, _OF_NETWORKX_TIE, _OF_HOUSEHOLD_TIE = 110, 700, 45
"""Bytes for each tie of a network from a file, of a generator, and of each end of a household's."""
_OF_STRATEGY = 40
"""Bytes a person for what a strategy remembers and modifies."""
_OF_EVENT, _EVENTS_A_WEEK = 330, 0.05
"""Bytes of an event that is recorded and written, and how many a person has in a week."""
_LEFT = 0.95
"""Share of what there is that may be asked for."""


def town_bytes(scenario: Scenario, people: int) -> int:
    """Bytes that building a town of so many people, and living in it, takes at most."""
    network = scenario.network
    friends = network.friendships
    each = float(_COMMON + _OF_STRATEGY * len(scenario.strategies))
    if network.kind == "friendships" and people > 1:
        degree = min(friends.mean_degree, people - 1.0)
        near = degree * (1.0 - friends.far_share)
        met = (friends.smallest_circle + friends.largest_circle) / 2.0 - 1.0
        circles = near / (max(met, 1.0) * friends.circle_density)
        each += _OF_CIRCLE * min(circles, _MOST_CIRCLES) + _OF_FAR_FRIEND * (degree - near) / 2.0
    return int(people * each)


def ties_bytes(given: int, household: int, *, of_networkx: bool = False) -> int:
    """Bytes that take so many ties given and so many of households (each counted at both ends)."""
    return given * (_OF_NETWORKX_TIE if of_networkx else _OF_GIVEN_TIE) + (
        household * _OF_HOUSEHOLD_TIE
    )


def events_bytes(people: int, weeks: int) -> int:
    """Bytes that recording all events of so many people and weeks takes, about."""
    return int(people * weeks * _EVENTS_A_WEEK * _OF_EVENT)


_trusting: list[bool] = []


def trust() -> None:
    """Ask no more in this process: whoever started it has asked for all that it will take.

    Several workers that build at once would each see what the others are about to take as free,
    and a run must not fail because another was quicker.
    """
    _trusting[:] = [True]


def require(needed: int, *, what: str, allowed: str, source: str = "memory") -> None:
    """Refuse what does not fit: an InputError that tells what is needed and what there is.

    ``what`` needs it; ``allowed`` says what would do instead.
    """
    there = _short_of(needed)
    if there is not None:
        raise InputError(
            f"{what} would take about {in_gb(needed)}, {in_gb(there)} are left",
            source=source,
            allowed=f"{allowed}, or {SETTING}=GB if there is more",
        )


def require_town(scenario: Scenario, people: int) -> None:
    """Refuse a town of so many people where there is no room to build it."""
    needed = town_bytes(scenario, people)
    there = _short_of(needed)
    if there is not None:
        fewer = rounded(int(people * _LEFT * there / needed))
        require(needed, what=f"a town of {people:,} people", allowed=f"up to {fewer:,} people")


def _short_of(needed: int) -> int | None:
    """What there is, where it is too little; None where it is enough or nobody asks."""
    there = None if _trusting else available_memory()
    return there if there is not None and needed > _LEFT * there else None


def rounded(number: int) -> int:
    """A number down to two digits, as one would say it."""
    step = 10 ** max(len(str(max(number, 1))) - 2, 0)
    return max(number // step * step, 1)


def in_gb(size: float) -> str:
    """Bytes as people say them."""
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.0f} MB"
