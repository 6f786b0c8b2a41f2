"""Mid-run: which numbers of a scenario may change while a town lives."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.errors import InputError
from simulation.measures.following import kept_for_rows
from simulation.measures.traits import TRAIT_ROWS
from simulation.parameters import OWN_NUMBERS
from simulation.records import FURTHER
from simulation.scenario.loading import load_scenario
from simulation.scenario.merging import differences
from simulation.scenario.tree import POSTERIOR, Scenario


@kept_for_rows
def read_by_the_week() -> tuple[frozenset[str], frozenset[str]]:
    """Parameters, and numbers of services, that the processes of the week declare to read, but for
    those of which a town keeps what it made of them at the start; and numbers of extensions, all of
    which their code is given, but for those by which traits are drawn."""
    from simulation.schedule import SCHEDULE  # compiled code, not for reading files
    from simulation.state import MADE_OF

    parameters = {name for process in SCHEDULE for name in process.parameters or ()}
    services = {name for process in SCHEDULE for name in process.services or ()}
    parameters |= OWN_NUMBERS.keys()
    drawn_by = {name for row in TRAIT_ROWS.values() for name in (row.median, row.spread)}
    return frozenset(parameters - MADE_OF - drawn_by), frozenset(services)


def is_read_by_the_week(place: str) -> bool:
    """Whether a change of the number in this place takes effect in a town that lives already."""
    parameters, services = read_by_the_week()
    first, _, rest = place.partition(".")
    name = rest.rpartition(".")[2]
    if first == "services":
        return name in services
    return name in parameters and (first == "parameters" or place in FURTHER.values())


def changed_in_midrun(scenario: Scenario, settings: Mapping[str, object]) -> Scenario:
    """The scenario with other numbers, all of which the weeks that are left will read.

    ``settings`` are as for ``load_scenario``. Raises InputError for whatever it refuses, and for
    settings that change what was made before the first week.
    """
    changed = load_scenario(scenario, settings, settings_source="settings")
    for place, before, now in differences(scenario.resolved(), changed.resolved()):
        if place in ("numbers", POSTERIOR) or is_read_by_the_week(place):
            continue  # the former tells where numbers are from, and no week reads a posterior
        if place.startswith("strategies"):
            allowed = "branch(strategies=...), or switch_on() and switch_off()"
        else:
            allowed = f"{before!r} as it was, or a town built anew"
        raise InputError(
            "cannot be changed once a town lives",
            source="settings",
            field=place,
            found=now,
            allowed=allowed,
        )
    return changed
