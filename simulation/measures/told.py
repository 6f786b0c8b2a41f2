"""Told: what a survey would find in a town: all outcomes, of all or by group, and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.measures.categories import BARRIERS, NO_NEED
from simulation.measures.groupings import grouping_of
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import Mask, Survey, share_of

if TYPE_CHECKING:
    from simulation.town_view import TownView


def outcomes(town: TownView, group: Mask | None = None) -> dict[str, float]:
    """All outcomes as of this week, of all adults or of those in ``group``."""
    survey = Survey(town)
    among = survey.adult if group is None else survey.adult & group
    return {name: outcome.compute(survey, among) for name, outcome in OUTCOMES.items()}


def reasons(town: TownView) -> dict[str, float]:
    """Barriers by the share of people who would name them.

    ``low_perceived_need`` is of all cases without a session, the others of those among them who
    saw a need; several may be named by one person.
    """
    survey = Survey(town)
    shares = {NO_NEED.name: share_of(~survey.need, survey.untreated)}
    for name in BARRIERS:
        shares[name] = share_of(survey.naming((name,)), survey.holding_back)
    return shares


def breakdown(town: TownView, by: Iterable[str]) -> list[dict[str, Any]]:
    """Outcomes of each group: rows with ``by``, ``group``, ``adults`` and all outcomes.

    Raises InputError for what is no grouping (see ``groupings``).
    """
    survey = Survey(town)
    rows: list[dict[str, Any]] = []
    for grouping in by:
        codes, names = grouping_of(grouping, survey.people.kept).groups(survey)
        for code, name in enumerate(names):
            among = survey.adult & (codes == code)
            row = {"by": grouping, "group": name, "adults": int(np.count_nonzero(among))}
            for outcome in OUTCOMES.values():
                row[outcome.name] = outcome.compute(survey, among)
            rows.append(row)
    return rows
