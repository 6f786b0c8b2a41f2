"""From what a comparison over draws has told to what doubt about numbers means for the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from experiments.compare.statistics.acceptability import curve
from experiments.compare.value.by_draw import ByDraw
from experiments.compare.value.decision import Decision, decide
from experiments.compare.value.groups import groups_of, singles_of
from experiments.compare.value.moves import Bar, Threshold, bars, thresholds
from experiments.compare.value.partial import Partial, partial
from experiments.compare.value.place import Place
from experiments.compare.value.sampling import Sample, Survey, Trial, sampled
from simulation.parameters.field import Parameter


@dataclass(frozen=True)
class Asked:
    """What is asked: at which amounts for a unit of effect, for which place.

    ``amount`` is the one that single numbers, studies and words are told at. ``numbers`` is what
    the schema says of each number, by dotted place: its unit tells its group, its meaning is told.
    ``seed`` is that of keyed draws.
    """

    amounts: tuple[float, ...]
    amount: float
    currency: str
    place: Place
    seed: int
    numbers: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True)
class Worth:
    """What doubt about numbers means for the decision.

    ``decisions`` are at the amounts that were asked for, ``along`` at those of a curve, ``main`` at
    the one that all else is told at: the worth of ``singles``, one number each, and of ``groups``,
    the tornado, thresholds, and what studies would be worth.
    """

    data: ByDraw
    asked: Asked
    decisions: list[Decision]
    along: list[Decision]
    main: Decision
    singles: list[Partial]
    groups: list[Partial]
    bars: list[Bar]
    thresholds: list[Threshold]
    samples: list[Sample]


def worth_of(data: ByDraw, asked: Asked, designs: Sequence[Survey | Trial] = ()) -> Worth:
    """Work all of it out. Numbers that are the same in all draws are left out."""
    amounts = sorted({*asked.amounts, asked.amount})
    along = curve(amounts)
    decisions = decide(data, amounts)
    main = next(one for one in decisions if one.amount == asked.amount)
    varied = [
        part
        for part in singles_of(data.names)
        if data.numbers[:, part.columns[0]].min() < data.numbers[:, part.columns[0]].max()
    ]
    names = [part.name for part in varied]
    singles = partial(data, asked.amount, varied, asked.seed)
    groups = [
        type(group)(group.name, tuple(varied[place].columns[0] for place in group.columns))
        for group in groups_of(names, asked.numbers)
    ]
    return Worth(
        data,
        asked,
        decisions,
        decide(data, along),
        main,
        singles,
        partial(data, asked.amount, groups, asked.seed),
        bars(data, main, singles, asked.seed),
        thresholds(data, main, singles, asked.seed),
        sampled(data, asked.amount, designs, asked.place.times, asked.seed),
    )
