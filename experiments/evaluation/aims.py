"""Published figures as aims of a fit: value, how far off is how bad, and on which scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.target import Target
from experiments.evidence.target_file import Targets, read_text
from experiments.evidence.targets import built_in
from simulation.errors import InputError
from simulation.measures.categories import Category

SOURCE = "--target"
_NINETY_FIVE = 1.96
_WITHOUT = 0.1
"""Of a figure that comes without any bounds: taken to be right to a tenth."""


@dataclass(frozen=True)
class Aim:
    """A published figure: ``value`` and its standard error, both as logarithms for ratios."""

    target: Target
    value: float
    error: float

    @property
    def name(self) -> str:
        """The id of the figure."""
        return self.target.name

    def distance(self, measured: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far values in the figure's unit lie from it, in standard errors."""
        if self.target.is_ratio:
            with np.errstate(divide="ignore", invalid="ignore"):
                measured = np.log(measured)
        return np.asarray((measured - self.value) / self.error)


def aim_at(target: Target) -> Aim:
    """The aim that a target is: the published value, or the middle of a range."""
    low, high = target.bounds
    value = target.published.value
    if target.is_ratio:
        low, high = log(low), log(high)
        value = None if value is None else log(value)
    if value is None:
        value = (low + high) / 2.0
    error = (high - low) / (2.0 * _NINETY_FIVE)
    if not isfinite(error) or error <= 0.0:
        error = _WITHOUT * max(abs(value), 1e-9)
    return Aim(target, value, error)


def targets_again(told: Mapping[str, Any], helps: tuple[Category, ...]) -> list[Target]:
    """The targets of aims as ``told_of_targets`` tells them; ``helps`` are those of the world."""
    by_id = read_text(told["text"], told["called"], helps).by_id
    return [by_id[name] for name in told["ids"]]


def told_of_targets(aims: Sequence[Aim], targets: Targets) -> dict[str, Any]:
    """What another process needs to have the same targets."""
    return {
        "called": targets.called,
        "text": targets.text,
        "ids": [aim.name for aim in aims],
    }


def aims_of(given: Sequence[str], targets: Targets | None = None) -> list[Aim]:
    """The aims that ``--target`` options mean: the beginning of an id, as ``evidence --only``.

    Without any, those of a file of one's own (``targets``) with the use ``fit``. Rows that are
    context are left out unless they are named in full. Raises InputError for what fits nothing.
    """
    targets = targets or built_in()
    wanted = [part.strip() for text in given for part in text.split(",")]
    if not wanted:
        fitted = targets.used("fit")
        if not fitted:
            raise InputError(
                "no row has the use fit",
                source=targets.called,
                field="use",
                allowed="fit, for what is to be fitted to; or name rows with --target",
            )
        return [aim_at(target) for target in fitted]
    found: set[str] = set()
    for text in wanted:
        fitting = targets.chosen([text], SOURCE)
        exact = [target for target in fitting if text.casefold() in _ids(target)]
        judged = [target for target in exact or fitting if target.judged]
        found |= {target.id for target in judged or exact}
    if not found:
        raise InputError(
            "all of these are context: other figures stand instead of them",
            source=SOURCE,
            found=", ".join(wanted),
            allowed="an id in full",
        )
    return [aim_at(target) for target in targets.rows if target.id in found]


def _ids(target: Target) -> list[str]:
    return [name.casefold() for name in (target.id, *target.ids)]
