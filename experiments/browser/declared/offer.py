"""Offer: what one server has to show (worlds, strategies) and the limits within which it does."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.errors import InputError
from simulation.machine import memory_in_all

if TYPE_CHECKING:
    from experiments.browser.declared.controls import Control
    from simulation.measures.categories import Category
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy


@dataclass(frozen=True)
class Limits:
    """How much a server does for those who come; all are numbers above 0.

    ``people`` of a town; ``bytes`` of all towns of all views together, an estimate; ``kept`` bytes
    of towns at week 0 that are kept in case they are asked for again; ``weeks`` of a town; ``arms``
    to compare, the one in which nothing is done not among them; ``replicates``: other seeds;
    ``strategies`` and ``changes`` of a setup; ``speed`` in weeks a second; ``ties`` drawn;
    ``sessions``: views at once; ``idle`` seconds for which a view without a connection is kept;
    ``message`` bytes of a message; ``messages`` a second; ``waiting`` messages that are not dealt
    with yet.
    """

    people: int = 1_000_000
    bytes: int = 4_000_000_000
    kept: int = 1_000_000_000
    weeks: int = 2_600
    arms: int = 4
    replicates: int = 20
    strategies: int = 20
    changes: int = 500
    speed: int = 1_000
    ties: int = 600_000
    sessions: int = 40
    idle: float = 900.0
    message: int = 65_536
    messages: int = 200
    waiting: int = 400


def usual_bytes() -> int:
    """How much memory towns may take unless somebody says otherwise: half of the machine's."""
    there = memory_in_all()
    return Limits.bytes if there is None else max(there // 2, 500_000_000)


@dataclass(frozen=True)
class Offer:
    """What one server has: worlds and strategies by name, the folder of results, limits.

    ``world``, ``people`` and ``seed`` are those of a view that asks for nothing else.
    """

    worlds: Mapping[str, Scenario]
    strategies: Mapping[str, type[Strategy]]
    results: Path = Path("results")
    limits: Limits = field(default_factory=Limits)
    world: str = "town"
    people: int | None = None
    seed: int = 1

    @classmethod
    def of(
        cls,
        world: str = "town",
        *,
        own: Sequence[str] = (),
        results: str | os.PathLike[str] = "results",
        limits: Limits | None = None,
        people: int | None = None,
        seed: int = 1,
    ) -> Offer:
        """All built-in worlds and strategies, beside those that a command line has named.

        ``world`` is the name of a built-in world or the path of a file; ``own`` are strategies as
        ``FILE.py:CLASS``. Raises InputError for whatever cannot be read.
        """
        from experiments.strategies.own_code import COMMAND_LINE, names_code, strategy_class
        from simulation.scenario import load_scenario, world_files
        from simulation.strategies import STRATEGIES

        worlds = {name: load_scenario(name) for name in world_files()}
        name = world
        if world not in worlds:
            scenario = load_scenario(world)
            name = scenario.name if scenario.name not in worlds else f"{scenario.name} (file)"
            worlds = {name: scenario, **worlds}
        kinds: dict[str, type[Strategy]] = dict(STRATEGIES)
        for text in own:
            if not names_code(text):
                raise InputError(
                    "not a strategy of one's own",
                    source="--strategy",
                    found=text,
                    allowed="FILE.py:CLASS; built-in ones are there in any case",
                )
            kind = strategy_class(text, COMMAND_LINE)
            if kind.kind in kinds:
                raise InputError(
                    "there is a strategy of this name",
                    source="--strategy",
                    found=kind.kind,
                    allowed="another name for the class",
                )
            try:
                kind()
            except ValueError as error:
                raise InputError(
                    "cannot be made without being told more",
                    source="--strategy",
                    found=text,
                    allowed="a class whose fields all have a default",
                ) from error
            kinds[kind.kind] = kind
        return cls(
            worlds=worlds,
            strategies=kinds,
            results=Path(results),
            world=name,
            people=people,
            limits=limits or Limits(bytes=usual_bytes()),
            seed=seed,
        )

    @cached_property
    def cultures(self) -> tuple[str, ...]:
        """The culture groups of all worlds, each once."""
        return tuple(
            dict.fromkeys(group for world in self.worlds.values() for group in world.culture.groups)
        )

    @cached_property
    def helps(self) -> tuple[Category, ...]:
        """The kinds of help of all worlds, each once, in the words of the first."""
        found: dict[str, Category] = {}
        for world in self.worlds.values():
            for row in world.services.rows():
                found.setdefault(row.name, row)
        return tuple(found.values())

    @cached_property
    def controls(self) -> dict[str, Control]:
        """The controls of all worlds by path."""
        from experiments.browser.declared.controls import controls_with

        return controls_with(*self.worlds.values())

    def controls_of(self, world: str) -> dict[str, Control]:
        """The controls of one of the worlds, without those of kinds of help that it has not."""
        from experiments.browser.declared.controls import controls_with

        here = controls_with(self.worlds[world])
        return {path: control for path, control in self.controls.items() if path in here}

    def people_of(self, world: str, people: int | None) -> int | None:
        """How many people a town will have; None where only its files tell."""
        from simulation.given import town_size

        scenario = self.worlds[world]
        if people is not None:
            return people
        if scenario.population.people is not None:
            return scenario.population.people
        if scenario.population.source == "town" and scenario.network.kind != "file":
            return town_size()
        return None
