"""Levers: the options that may be in a mix, each with a dose that goes up in steps.

An option is what ``compare`` calls an arm: a strategy, or several that go together. The dose of one
strategy is its coverage; several rise together, each in proportion to its own coverage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.strategies.arms import Arm, full_name
from experiments.sweep.levers import Option, Part
from experiments.uncertainty.uncertain import STRATEGIES, Uncertain
from simulation.errors import InputError
from simulation.parameters import parameters_of

if TYPE_CHECKING:
    from simulation.strategies import Strategy

MOST = "--most"


@dataclass(frozen=True)
class Lever:
    """An option whose dose may be anything up to ``most``, in steps.

    ``most`` is a coverage where the option is one strategy; of several it is the share of their own
    coverages, 1 being the option as it was given.
    """

    name: str
    parts: tuple[Part, ...]
    most: float

    @property
    def column(self) -> str:
        """The name of its dose in tables."""
        return f"{'coverage' if len(self.parts) == 1 else 'dose'}_{self.name}"

    @property
    def kinds(self) -> set[str]:
        """The strategies in it."""
        return {part.strategy.kind for part in self.parts}

    def at(self, dose: float) -> tuple[Part, ...]:
        """Its strategies at a dose; none at zero."""
        if dose <= 0.0:
            return ()
        if len(self.parts) == 1:
            return (_covering(self.parts[0], dose),)
        return tuple(_covering(part, dose * part.strategy.coverage) for part in self.parts)

    def told(self) -> dict[str, Any]:
        """It as plain values."""
        from simulation.scenario.tree import strategy_entry

        return {
            "most": self.most,
            "strategies": [strategy_entry(part.strategy) for part in self.parts],
        }


def _covering(part: Part, coverage: float) -> Part:
    strategy = part.strategy
    fields = strategy.model_dump() | {"coverage": min(coverage, 1.0)}
    return Part(type(strategy).model_validate(fields), part.own)


def levers_of(arms: Sequence[Arm], most: Mapping[str, float]) -> tuple[Lever, ...]:
    """The levers that options are; ``most`` are highest doses by name of an option.

    The highest coverage of one strategy is otherwise the one that the option states, or the upper
    end of the prior where it states none. Raises InputError for a name that is none of them.
    """
    by_name = {arm.name: arm for arm in arms}
    wanted: dict[str, float] = {}
    for name, share in most.items():
        known = name if name in by_name else full_name(name, MOST)
        if known not in by_name:
            raise InputError(
                "is none of the strategies",
                source=MOST,
                found=name,
                allowed=", ".join(by_name),
            )
        wanted[known] = share
    return tuple(
        Lever(arm.name, _parts(arm), wanted.get(arm.name, _usual_most(arm))) for arm in arms
    )


def _parts(arm: Arm) -> tuple[Part, ...]:
    own = {
        int(record["place"]): {key: value for key, value in record.items() if key != "place"}
        for record in arm.own
    }
    return tuple(Part(strategy, own.get(place)) for place, strategy in enumerate(arm.strategies))


def _usual_most(arm: Arm) -> float:
    if len(arm.strategies) > 1:
        return 1.0
    strategy = arm.strategies[0]
    if "coverage" in stated(strategy):
        return strategy.coverage
    field = next(row for row in parameters_of(strategy) if row.name == "coverage")
    return field.likely[1]


def stated(strategy: Strategy) -> set[str]:
    """The fields of a strategy that are not as they are by themselves."""
    usual = type(strategy)()
    return {
        name
        for name in type(strategy).model_fields
        if getattr(strategy, name) != getattr(usual, name)
    }


def alternatives(levers: Sequence[Lever]) -> list[tuple[int, int]]:
    """Pairs of levers that have a strategy in common: a mix has one of them at most."""
    return [
        (first, second)
        for second, lever in enumerate(levers)
        for first in range(second)
        if levers[first].kinds & lever.kinds
    ]


def held(levers: Sequence[Lever]) -> set[str]:
    """Places of fields that options state, which no prior may move, and all coverages."""
    return {
        f"{STRATEGIES}{part.strategy.kind}.{name}"
        for lever in levers
        for part in lever.parts
        for name in (*stated(part.strategy), "coverage")
    }


def varied(
    uncertain: Sequence[Uncertain], levers: Sequence[Lever], given: Sequence[str]
) -> tuple[Uncertain, ...]:
    """What is uncertain of ``uncertain`` beside these levers: all but what the options state,
    unless a range of it was ``given`` by name."""
    kept = held(levers)
    named = {
        part.partition("=")[0].strip().removeprefix(STRATEGIES)
        for text in given
        for part in text.split(",")
        if "=" in part
    }
    return tuple(
        one
        for one in uncertain
        if one.place not in kept
        or (one.place.removeprefix(STRATEGIES) in named and not one.place.endswith(".coverage"))
    )


def doses(levers: Sequence[Lever], mix: Sequence[int], steps: int) -> dict[str, float]:
    """The dose of each lever in a mix, by its name."""
    return {
        lever.name: round(lever.most * step / steps, 10)
        for lever, step in zip(levers, mix, strict=True)
    }


def option_of(
    levers: Sequence[Lever], mix: Sequence[int], steps: int, always: tuple[Part, ...]
) -> Option:
    """What is done where a mix is chosen, beside what is done ``always``."""
    wanted = doses(levers, mix, steps)
    parts = [part for lever in levers for part in lever.at(wanted[lever.name])]
    columns = {lever.column: wanted[lever.name] for lever in levers}
    return Option(columns, parts=(*always, *parts))
