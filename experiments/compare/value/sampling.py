"""Sample information: what a study that could be made would be worth (EVSI), and its best size.

For each draw of the numbers the study is simulated once: what its sample would show were these the
true numbers. Net benefits are regressed on that (Strong, Oakley, Brennan and Breeze 2015), and who
had the study would choose by what the regression expects. Many keyed samples are taken and the
mean told.

The outcome of a draw is a mean over few seeds, whose luck is in the net benefits of the same runs,
too: a study would seem to tell of what is only luck. So the study is simulated from some seeds and
net benefits are taken from the others, each half in turn; and luck that lies in the outcome
already counts as a part of the error of sampling. Where it is larger than that (a large study, a
small town), what is told is the worth of a study as poor as that, which is too low, and it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.components import components
from experiments.compare.value.by_draw import ByDraw
from experiments.compare.value.partial import standard_error, worth, worth_drawn
from experiments.compare.value.regression import Responses, design, fit, responses
from simulation.randomness import decision, normals

Floats = NDArray[np.float64]
SAMPLES = 20
"""Samples of each draw that the mean is taken over."""
_SAMPLED = decision("value: errors of sampling")


@dataclass(frozen=True)
class Survey:
    """A survey of one outcome: the share or mean of it among so many persons.

    ``values`` is the outcome by draw and seed. ``spread`` is its standard deviation between
    persons; None for a share, of which it is known. ``sizes`` are numbers of persons.
    """

    name: str
    title: str
    values: Floats
    spread: float | None
    sizes: tuple[int, ...]
    cost_per_person: float | None = None
    fixed_cost: float = 0.0

    @property
    def arms(self) -> tuple[Floats, ...]:
        """What is measured in each arm, by draw and seed."""
        return (self.values,)

    @property
    def shown(self) -> Floats:
        """What the study is about, by draw and seed."""
        return self.values


@dataclass(frozen=True)
class Trial:
    """A trial of one strategy: the difference of an outcome between two arms of ``sizes`` each.

    ``without`` and ``with_`` are the outcome by draw and seed; ``spread`` as in a survey.
    """

    name: str
    title: str
    without: Floats
    with_: Floats
    spread: float | None
    sizes: tuple[int, ...]
    cost_per_person: float | None = None
    fixed_cost: float = 0.0

    @property
    def arms(self) -> tuple[Floats, ...]:
        """What is measured in each arm, by draw and seed."""
        return (self.without, self.with_)

    @property
    def shown(self) -> Floats:
        """What the study is about, by draw and seed."""
        return self.with_ - self.without


@dataclass(frozen=True)
class Sample:
    """What one size of a study would be worth.

    ``evsi`` is per person whom the decision is for, with its standard error; ``evsi_place`` for the
    whole place, ``cost`` that of the study, ``net_gain`` the one less the other (ENGS, the expected
    net gain of sampling), both NaN where no cost is known. ``limited`` where luck of seeds is
    larger than the error of sampling, so that the study would be worth more than is told.
    """

    design: Survey | Trial
    size: int
    evsi: float
    standard_error: float
    evsi_place: float
    cost: float
    limited: bool

    @property
    def net_gain(self) -> float:
        """Expected net gain of sampling."""
        return self.evsi_place - self.cost


def sampled(
    data: ByDraw, amount: float, designs: Sequence[Survey | Trial], adults: float, seed: int
) -> list[Sample]:
    """What each study is worth at each of its sizes; ``adults`` is what values per person are
    multiplied with. Raises ValueError where outcomes are not those of the draws and seeds."""
    return [
        _one(data, amount, study, size, adults, seed) for study in designs for size in study.sizes
    ]


def _one(
    data: ByDraw, amount: float, study: Survey | Trial, size: int, adults: float, seed: int
) -> Sample:
    if study.shown.shape != (len(data.weights), data.seeds):
        raise ValueError(f"{study.name}: one value a draw and seed")
    first = np.arange(data.seeds) % 2 == 0
    halves = [(first, ~first), (~first, first)] if data.seeds > 1 else [(first, first)]
    benefits = data.benefits_by_seed(amount)[:, :, 1:]
    luck = components(study.shown[:, :, None], data.weights).rest
    found, errors, limited = [], [], False
    for shows, counts in halves:
        told = responses(benefits[:, counts].mean(axis=1), data.weights)
        shown = study.shown[:, shows].mean(axis=1)
        of_luck = 0.0 if luck is None else float(luck[0, 0]) / int(shows.sum())
        wanted = _variance(study, shows, size)
        limited = limited or bool(data.weights @ (wanted < of_luck) > 0.05)
        error = np.sqrt(np.maximum(wanted - of_luck, 0.0))
        values, of_fit = _worths(data, amount, told, shown, error, f"{study.name} {size}", seed)
        found.append(float(values.mean()))
        errors.append(float(np.hypot(of_fit, values.std(ddof=1) / SAMPLES**0.5)))
    evsi = max(sum(found) / len(found), 0.0)
    cost = nan
    if study.cost_per_person is not None:
        cost = study.fixed_cost + study.cost_per_person * size * len(study.arms)
    return Sample(
        study,
        size,
        evsi,
        sum(errors) / len(errors),
        evsi * adults,
        cost,
        limited,
    )


def _variance(study: Survey | Trial, seeds: NDArray[np.bool_], size: int) -> Floats:
    """Variance of what a sample shows about the truth, by draw."""
    total = np.zeros(len(study.shown))
    for arm in study.arms:
        mean = arm[:, seeds].mean(axis=1)
        of_one = mean * (1.0 - mean) if study.spread is None else study.spread**2
        total = total + of_one / size
    return np.maximum(total, 0.0)


def _worths(
    data: ByDraw,
    amount: float,
    told: Responses,
    shown: Floats,
    error: Floats,
    key: str,
    seed: int,
) -> tuple[Floats, float]:
    """What the study is worth by sample, in the mean over draws, and the standard error that the
    number of draws leaves, from the first sample."""
    draws = len(shown)
    found, of_fit = np.zeros(SAMPLES), 0.0
    for sample in range(SAMPLES):
        drawn = normals(seed, _SAMPLED, draws, week=sample, k=crc32(key.encode()))
        made = design((shown + error * drawn)[:, None], (0,), data.weights)
        if made is None:
            continue
        one = fit(made, told)
        expected = one.fitted()
        found[sample] = float(worth(expected, data.weights, told.centre))
        if not of_fit and not one.is_flat:
            of_fit = standard_error(data, amount, one, expected, worth_drawn(one, key, seed))
    return found, of_fit
