"""Compared towns: each arm of a setup under each seed, lived beside the view and watched.

What a comparison keeps of a run is kept of each of these (``experiments/compare``), so that the
live page and ``helpseek compare`` say the same of the same weeks. The towns live on from where they
were when they are asked again; another programme, or an earlier week, begins them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.compare.seeds.collect import Collected
from experiments.compare.seeds.groups import Groups
from experiments.compare.seeds.people import Changes
from experiments.compare.seeds.seed import Columns, tables_of
from experiments.measured.watch import Lived, Watch
from experiments.strategies.arms import NOTHING, Arm
from simulation.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from experiments.browser.live.towns.town import LiveTown

Progress = Callable[[str, int, int], None]
Origins = list[tuple[object, object]]
"""What the towns of one seed are made from, arm by arm."""
RATE = 0.03
"""Discount rate of measures that are told discounted; the live page tells none of them."""


@dataclass
class Watched:
    """One arm under one seed: a town of its own, and what has been kept of it since week 0."""

    live: LiveTown
    watch: Watch

    @classmethod
    def beside(cls, live: LiveTown) -> Watched:
        """A town that lives what ``live`` lives, from week 0 on."""
        own = live.again()
        return cls(own, Watch(own.town))

    def step(self) -> None:
        """Live the next week and keep what is compared of it."""
        self.live.step()
        self.watch.note()


class ComparedTowns:
    """Arms by seed: the first arm has none of the compared strategies, the first seed is the one
    that is looked at."""

    def __init__(self, seeds: Sequence[Sequence[LiveTown]]) -> None:
        self._of: list[Origins] = []
        self.seeds: list[list[Watched]] = []
        self.groups: list[Groups] = []
        """Groups as they stand before week 0, by seed."""
        self._add(seeds)
        first = self.seeds[0][0].live.town
        self.stage_at_start: NDArray[np.uint8] = first.people.stage.copy()
        self.labels = [watched.live.label for watched in self.seeds[0]]

    def _add(self, seeds: Sequence[Sequence[LiveTown]]) -> None:
        for arms in seeds:
            self._of.append(_origins(arms))
            self.seeds.append([Watched.beside(live) for live in arms])
            self.groups.append(Groups.of(self.seeds[-1][0].live.town))

    @property
    def nbytes(self) -> int:
        """Bytes of the people of all towns and of what is kept of them, an estimate."""
        people = self.seeds[0][0].live.town.people
        return len(self.seeds) * len(self.labels) * (people.nbytes + 44 * people.people)

    @property
    def weeks(self) -> int:
        """How many weeks the towns have lived, the last of them in all."""
        return min(watched.live.weeks for arms in self.seeds for watched in arms)

    def adapt(self, seeds: Sequence[Sequence[LiveTown]], weeks: int) -> bool:
        """Take in seeds that are new and leave out those that are gone, if the others are the same
        and have lived no more than so many weeks; False if not."""
        asked = [_origins(arms) for arms in seeds]
        common = min(len(asked), len(self._of))
        same = all(
            len(one) == len(other)
            and all(
                a is b
                for mine, theirs in zip(one, other, strict=True)
                for a, b in zip(mine, theirs, strict=True)
            )
            for one, other in zip(self._of[:common], asked[:common], strict=True)
        )
        most = max(watched.live.weeks for arms in self.seeds for watched in arms)
        if not same or most > weeks:
            return False
        for kept in (self._of, self.seeds, self.groups):
            del kept[common:]
        self._add(seeds[common:])
        return True

    def go_to(self, weeks: int, progress: Progress) -> None:
        """Live on until so many weeks have been lived; ``progress`` may raise to stop between two
        weeks, and one can go on from there."""
        towns = [watched for arms in self.seeds for watched in arms]
        of = sum(max(weeks - watched.live.weeks, 0) for watched in towns)
        done = 0
        for watched in towns:
            while watched.live.weeks < weeks:
                if done % 8 == 0:
                    progress("comparison", done, of)
                watched.step()
                done += 1
        progress("comparison", of, of)

    def lived(self, seed: int) -> list[Lived]:
        """What each arm has come to under one of the seeds, by place."""
        return [watched.watch.lived() for watched in self.seeds[seed]]

    def collected(self) -> Collected:
        """All seeds and arms as ``helpseek compare`` collects them."""
        names = arm_names(len(self.labels))
        data = Collected(names, RATE)
        for place, arms in enumerate(self.seeds):
            seed = arms[0].live.prepared.seed
            data.add(seed, _below_each_other(self._tables(place, names)))
        return data.finish()

    def changes(self, arm: int) -> Changes:
        """How each person's path in an arm differs from that without its strategies, in the town
        that is looked at."""
        without, with_ = (self.seeds[0][place].watch.lived() for place in (0, arm))
        return Changes(without, with_)

    def _tables(self, place: int, names: Sequence[str]) -> list[dict[str, Columns]]:
        arms = self.seeds[place]
        lived = self.lived(place)
        return [
            tables_of(
                watched.live.town,
                watched.live.prepared.seed,
                Arm(name),
                one,
                lived[0],
                self.groups[place],
            )
            for name, watched, one in zip(names, arms, lived, strict=True)
        ]


def arm_names(arms: int) -> list[str]:
    """Names that no two arms share, whatever their labels."""
    return [NOTHING, *(f"arm {place}" for place in range(1, arms))]


def towns_of(seeds: Sequence[Sequence[LiveTown]], before: ComparedTowns | None) -> ComparedTowns:
    """Compared towns beside these, which are those of ``before`` where they can go on.

    ``seeds`` are arms by seed. Raises InputError where there is nothing to compare.
    """
    arms = seeds[0]
    if len(arms) < 2:
        raise InputError(
            "nothing to compare",
            field="setup.arms",
            found=len(arms) - 1,
            allowed="one arm or more, each with strategies",
        )
    weeks = arms[0].weeks
    if before is not None and before.adapt(seeds, weeks):
        return before
    return ComparedTowns(seeds)


def _origins(arms: Sequence[LiveTown]) -> Origins:
    return [(town.prepared, town.programme) for town in arms]


def _below_each_other(tables: Sequence[Mapping[str, Columns]]) -> dict[str, Columns]:
    """The tables of several arms as one, arm by arm."""
    return {
        name: {column: _joined([table[name][column] for table in tables]) for column in columns}
        for name, columns in tables[0].items()
    }


def _joined(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return [value for part in parts for value in part]
