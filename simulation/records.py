"""Records: all numbers that the week reads, as the structured arrays that compiled loops take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from simulation.measures.categories import MODALITIES
from simulation.parameters import as_record

if TYPE_CHECKING:
    from simulation.scenario import Scenario


class Records(NamedTuple):
    """The numbers of the parameters (one row), and of the services (one row a modality).

    ``wait``, the weeks of waiting that people expect of a service, is the only one that the week
    itself changes.
    """

    parameters: NDArray[Any]
    services: NDArray[Any]


def records_of(scenario: Scenario) -> Records:
    """The numbers of a scenario, before anybody has waited."""
    costs = scenario.costs
    parameters = as_record(
        [scenario.parameters], structural_stigma=scenario.culture.structural_stigma,
        disability_mild=costs.disability_mild, disability_moderate=costs.disability_moderate,
        disability_severe=costs.disability_severe,
    )  # fmt: skip
    services = as_record([getattr(scenario.services, name) for name in MODALITIES], wait=0.0)
    return Records(parameters, services)
