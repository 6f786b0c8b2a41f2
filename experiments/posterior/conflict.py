"""Conflict: which figures cannot be met, alone or together, where nothing is left of the space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.implausibility import CUT
from experiments.posterior.rows import Row
from simulation.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Conflict:
    """Figures that no point meets: ``alone``, in ``pairs``, or only all of ``together``.

    ``nearest`` is the least of the largest implausibilities that any point has.
    """

    alone: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    together: tuple[str, ...]
    nearest: float

    @property
    def words(self) -> str:
        """It in plain words."""
        parts = []
        if self.alone:
            parts.append(f"nowhere within the priors is met: {'; '.join(self.alone)}")
        if self.pairs:
            told = "; ".join(f"{one} with {other}" for one, other in self.pairs)
            parts.append(f"cannot be met together: {told}")
        if not parts:
            parts.append(f"cannot be met all together: {'; '.join(self.together)}")
        return "; ".join(parts)

    def error(self) -> InputError:
        """The refusal that it is."""
        return InputError(
            "no town within the priors fits these figures",
            source="the fit",
            found=f"{self.words} (the nearest town is {self.nearest:.1f} standard deviations off, "
            f"{CUT:g} are allowed)",
            allowed="a fit --without some of them, a larger --discrepancy, or wider priors",
        )


def conflict_of(told: Floats, rows: Sequence[Row]) -> Conflict:
    """What the implausibilities of many points tell: a row a point, a column a figure."""
    names = [row.name for row in rows]
    worst = told.max(axis=1)
    best = int(worst.argmin())
    far: NDArray[np.bool_] = np.asarray(told > CUT)
    never: NDArray[np.bool_] = np.asarray(far.all(axis=0))
    alone = tuple(name for name, out in zip(names, never, strict=True) if out)
    pairs = []
    for one in range(len(names)):
        for other in range(one + 1, len(names)):
            if never[one] or never[other]:
                continue
            if (far[:, one] | far[:, other]).all():
                pairs.append((names[one], names[other]))
    near = np.argsort(-told[best], kind="stable")
    # Those that stand in each other's way at the best point: beyond the cut, and the next to it.
    number = max(2, int(far[best].sum()) + 1)
    together = tuple(names[at] for at in near[:number])
    return Conflict(alone, tuple(pairs), together, float(worst[best]))
