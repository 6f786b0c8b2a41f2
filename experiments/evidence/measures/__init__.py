"""The registered measures of evidence, by the names under which files of targets call them."""

from __future__ import annotations

from experiments.evidence.measure import Measure
from experiments.evidence.measures import (
    attitudes,
    care,
    groups,
    illness,
    leaving,
    others,
    reasons,
    service_use,
)
from experiments.evidence.measures.strategies import in_care, in_the_public

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for module in (
        service_use,
        reasons,
        leaving,
        illness,
        care,
        attitudes,
        others,
        groups,
        in_the_public,
        in_care,
    )
    for measure in module.MEASURES
}
"""Those that an outcome of the model, a group of people or a week of it cannot say."""
