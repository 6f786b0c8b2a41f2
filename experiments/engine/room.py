"""Room: whether workers with their towns fit into this machine, asked before any of them starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.machine import available_memory
from simulation.memory import PROCESS, events_bytes, require, rounded, town_bytes

if TYPE_CHECKING:
    from simulation.scenario import Scenario

_WRITING = 70_000_000
"""Bytes for whatever writes tables, loaded once."""
_DRAWING = 2
"""Processes that draw the figures of a run."""
_OF_STATE = 400
"""Bytes a person for the state that a worker keeps and for what is watched in its arms."""


def worker_bytes(scenario: Scenario, people: int) -> int:
    """Bytes of a worker that lives through arms of a town of so many people."""
    return PROCESS + town_bytes(scenario, people) + _OF_STATE * people


def require_run(scenario: Scenario, people: int, *, events: bool, figures: bool) -> None:
    """Refuse a run that does not fit, its results, its events and the processes that draw its
    figures included."""
    weeks = scenario.horizon.weeks
    needed = town_bytes(scenario, people) + (events_bytes(people, weeks) if events else 0)
    needed += PROCESS * (1 + _DRAWING * figures) + _WRITING
    fewer = "fewer people or weeks, or no --events" if events else "fewer people"
    what = f"a run of {people:,} people and {weeks:,} weeks" + " with all events" * events
    require(needed, what=what, allowed=fewer)


def require_workers(scenario: Scenario, workers: int, tasks: int | None = None) -> None:
    """Refuse workers on this machine that have no room for a town each.

    No more of them start than there are ``tasks``. Where only files can tell how many people there
    are, a town of one person is asked for.
    """
    from simulation.given import people_asked_for

    people = people_asked_for(scenario) or 1
    number = workers if tasks is None else max(min(workers, tasks), 1)
    each = worker_bytes(scenario, people)
    there = available_memory()
    fit = number if there is None else int((0.95 * there - PROCESS) / each)
    allowed = f"--workers {rounded(fit)}, or fewer people" if fit >= 1 else "fewer people"
    towns = f"{number:,} workers with a town" if number > 1 else "a worker with a town"
    require(
        PROCESS + number * each,
        what=f"{towns} of {people:,} people" + " each" * (number > 1),
        allowed=allowed,
    )
