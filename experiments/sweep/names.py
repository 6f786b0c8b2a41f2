"""Names that a plan has of its world: outcomes, weekly series, groupings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.measured.of_run import measures_of_run
from experiments.sweep.plan import ReadPlan
from simulation.errors import InputError, unknown_name
from simulation.measures.groupings import grouping_of
from simulation.measures.weekly import weekly_rows

if TYPE_CHECKING:
    from simulation.scenario import Scenario


def refuse_unknown_names(read: ReadPlan, base: Scenario) -> None:
    """Refuse outcomes, weekly series and groupings that the world of a plan does not have."""
    plan, helps = read.plan, base.services.rows()
    weekly = plan.weekly if isinstance(plan.weekly, tuple) else ()
    for field, kind, names, known in (
        ("outcomes", "outcome", plan.outcomes, measures_of_run(helps)),
        ("weekly", "weekly series", weekly, weekly_rows(helps)),
    ):
        for place, name in enumerate(names):
            if name not in known:
                error = unknown_name(kind, name, known)
                raise InputError(
                    error.problem,
                    source=read.source((field, place)),
                    field=f"{field}.{place}",
                    found=name,
                    allowed=error.allowed,
                )
    for place, name in enumerate(read.plan.by):
        try:
            grouping_of(name, base.population.keep)
        except InputError as error:
            raise InputError(
                error.problem,
                source=read.source(("by", place)),
                field=f"by.{place}",
                found=error.found,
                allowed=error.allowed,
            ) from None
