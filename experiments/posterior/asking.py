"""Asking: which figures towns are to fit, and which are only looked at afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from experiments.evaluation.aims import aims_of
from experiments.evidence.comparison import answerable
from experiments.evidence.seed import stages_of
from experiments.evidence.target import Target
from experiments.evidence.target_file import Targets
from simulation.errors import InputError
from simulation.parameters.moved import is_moved

if TYPE_CHECKING:
    from simulation.scenario import Scenario


class Chosen(NamedTuple):
    """Figures of the fit, those that are checked, and what to tell of those that are neither."""

    fit: tuple[Target, ...]
    check: tuple[Target, ...]
    told: tuple[str, ...]


def chosen(
    scenario: Scenario, file: Targets, given: Sequence[str], without: Sequence[str]
) -> Chosen:
    """The figures that ``--target`` and ``--without`` leave to the fit, and the checks.

    Without ``given``, all rows of use ``fit``; ``without`` are kept from it and checked. Other rows
    of use ``check`` are checked as far as the towns of the fit tell them anyway. Raises InputError
    for what fits nothing, and for figures that the world cannot answer.
    """
    wanted = [aim.target for aim in aims_of(given, file)]
    named = [part.strip() for text in without for part in text.split(",")]
    left_out = file.chosen(named, "--without") if named else ()
    kept_from = {target.id for target in left_out}
    fit = tuple(target for target in wanted if target.id not in kept_from)
    if not fit:
        raise InputError("leaves nothing to fit to", source="--without", found=", ".join(named))
    answerable(scenario, fit, file.called, every=True)
    stages, trials = stages_of(fit), {trial for target in fit for trial in target.trials}
    ids = {target.id for target in fit}
    check, dear, mute = [], [], []
    for target in file.rows:
        if target.id in ids or not (target.use == "check" or target.id in kept_from):
            continue
        if target.obstacle(scenario):
            mute.append(target.id)
        elif target.stage in stages and trials.issuperset(target.trials):
            check.append(target)
        else:
            dear.append(target.id)
    told = []
    if dear:
        told.append(
            f"Not looked at, for they need trials of their own: {', '.join(dear)}; helpseek "
            "evidence judges a world by them."
        )
    if mute:
        told.append(f"Not looked at, for this world cannot answer: {', '.join(mute)}.")
    return Chosen(fit, tuple(check), tuple(told))


def moved_priors(scenario: Scenario) -> list[str]:
    """Which numbers have the usual prior moved to the value that the world gives, in a line."""
    from simulation.scenario import parameter_rows

    names = [row.name for row in parameter_rows(scenario) if row.spread and is_moved(row.spread)]
    if not names:
        return []
    several = len(names) > 1
    return [
        f"The prior{'s' if several else ''} of {len(names)} number{'s' if several else ''} moved "
        f"with the value that the world gives: {', '.join(names)}. Say priors: in the world where "
        "you know better."
    ]
