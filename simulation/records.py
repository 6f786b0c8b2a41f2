"""Records: all numbers that the week reads, as the structured arrays that compiled loops take."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from simulation.measures.categories import NOBODY
from simulation.parameters import Service, as_record, record_type

if TYPE_CHECKING:
    from simulation.scenario import Scenario


FURTHER = {
    "structural_stigma": "culture.structural_stigma",
    "disability_mild": "costs.disability_mild",
    "disability_moderate": "costs.disability_moderate",
    "disability_severe": "costs.disability_severe",
}
"""Numbers from elsewhere in the scenario that stand with the parameters, and their places there."""
_OF_THE_WEEK = {"step_up": 0.0, "wait": 0.0}
"""What the records of services hold beside the numbers of a scenario, as it is before the first
week."""
SERVICE_NUMBERS = record_type(Service, tuple(_OF_THE_WEEK), ()).names or ()
"""The names of all that processes may read of a service."""


class Records(NamedTuple):
    """The numbers of the parameters (one row), and of the services (one row a modality).

    ``step_up`` is the code of the service that takes over courses which get nowhere, or NOBODY.
    ``wait``, the weeks of waiting that people expect of a service, is the only one that the week
    itself changes.
    """

    parameters: NDArray[Any]
    services: NDArray[Any]


def records_of(scenario: Scenario) -> Records:
    """The numbers of a scenario, before anybody has waited."""
    further = {name: attrgetter(place)(scenario) for name, place in FURTHER.items()}
    parameters = as_record([scenario.parameters], **further)
    offered = scenario.services.by_name()
    services = as_record(list(offered.values()), **_OF_THE_WEEK)
    codes = {name: code for code, name in enumerate(offered)}
    services["step_up"] = [codes.get(service.step_up, NOBODY) for service in offered.values()]
    return Records(parameters, services)
