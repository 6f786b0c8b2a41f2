"""Prepared towns: a town as it stands before week 0, from which any number of towns can go on.

Strategies begin in week 0 at the earliest, so that one prepared town serves all strategies that may
be tried in it; those that several views ask for are built once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.browser.live.towns.turns import turn_for
from experiments.browser.wire.setup import canonical
from simulation.build import build_town
from simulation.machine import available_threads
from simulation.network.layout import positions
from simulation.network.ties import Ties
from simulation.randomness import decision, uniforms
from simulation.town import Town

if TYPE_CHECKING:
    from simulation.population.people import Population
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

MANY = 50_000
"""People from which on a town is worth all processors; smaller ones leave them to other views."""
DRAWN_TIES = decision("browser: ties that are drawn")


class Picture(NamedTuple):
    """Where people are drawn and which ties: ``position`` float32 (people, 2), ``ends`` uint32
    (ties drawn, 2), ``kind`` uint8 (ties drawn), and how many ``ties`` there are in all."""

    position: NDArray[np.float32]
    ends: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    ties: int


class Prepared:
    """The town of one scenario and seed before week 0; nothing in it changes any more.

    ``scenario`` may have strategies: they have done nothing yet, and a town that goes on from here
    is given its own.
    """

    def __init__(self, town: Town, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self._town = town
        self.people: Population = town.people
        self.ties: Ties = town.ties
        self.files = town.files
        """What was read from the world's files."""
        self._picture: Picture | None = None
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Bytes of what is kept, the picture counted whether it has been asked for or not."""
        ties = sum(part.nbytes for part in self.ties)
        return self.people.nbytes + ties + 8 * self.people.people

    def town(self, strategies: Iterable[Strategy] = ()) -> Town:
        """A town of its own that stands before week 0, with these strategies alone."""
        return self._town.branch(strategies=strategies)

    def unborn(self) -> Town:
        """A town of its own that stands before its burn-in, built anew, with no strategy."""
        alone = self.scenario.model_copy(update={"strategies": ()})
        return build_town(alone, self.seed, threads=_threads(self.people.people))

    def picture(self, most_ties: int) -> Picture:
        """Positions and ties to draw, computed when first asked for."""
        with self._lock:
            if self._picture is None:
                self._picture = picture_of(self.ties, self.people, self.seed, most_ties)
            return self._picture


def _threads(people: int) -> int:
    return available_threads() if people >= MANY else 1


def picture_of(ties: Ties, people: Population, seed: int, most: int) -> Picture:
    """All positions, and of the ties, where there are too many, those that a keyed draw chooses."""
    source = np.repeat(np.arange(people.people, dtype=np.uint32), np.diff(ties.start))
    neighbour = ties.neighbour.astype(np.uint32)
    forth = source < neighbour
    # A tie that only its later row has is drawn, too: of a directed network.
    key = source.astype(np.uint64) << np.uint64(32) | neighbour
    back = neighbour.astype(np.uint64) << np.uint64(32) | source
    once = forth | ~np.isin(key, back[forth], assume_unique=True) if _one_way(ties) else forth
    ends = np.stack([source[once], neighbour[once]], axis=1)
    kind = ties.kind[once]
    number = kind.size
    if number > most:
        drawn = uniforms(seed, DRAWN_TIES, number)
        chosen = np.sort(np.argpartition(drawn, most)[:most])
        ends, kind = ends[chosen], kind[chosen]
    return Picture(positions(ties, people.household), ends, kind, number)


def _one_way(ties: Ties) -> bool:
    from simulation.network.figures import is_mutual

    return not is_mutual(ties)


def preparing(scenario: Scenario, seed: int) -> Iterator[tuple[str, int, int] | Prepared]:
    """Build a town and live through its burn-in, in pieces short enough to be stopped between.

    Yields what is being done, how far it is and how far it goes, and at last the prepared town.
    """
    weeks = scenario.horizon.burn_in_weeks
    yield "people", 0, 1
    people = scenario.population.people
    alone = scenario.model_copy(update={"strategies": ()})
    town = build_town(alone, seed, threads=_threads(people or 0))
    town.use_threads(_threads(town.people.people))
    turn = turn_for(town)
    for week in range(weeks):
        yield "burn-in", week, weeks
        with turn:
            town.step()
    yield Prepared(town, alone, seed)


def key_of(scenario: Scenario, seed: int) -> str:
    """What a prepared town depends on, as text: all of a scenario but its name, its strategies,
    its posterior and the time that follows."""
    told = scenario.resolved()
    for part in ("name", "description", "strategies", "posterior"):
        del told[part]
    del told["horizon"]["weeks"]
    return canonical({"seed": seed, **told})


class Shelf:
    """Prepared towns that views share, within some bytes; those not asked for longest go first.

    A town that is being built by one view is waited for by the others.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._towns: OrderedDict[str, Prepared] = OrderedDict()
        self._building: set[str] = set()
        self._changed = threading.Condition()

    @property
    def nbytes(self) -> int:
        """Bytes of the towns that are kept."""
        with self._changed:
            return sum(town.nbytes for town in self._towns.values())

    def claim(self, key: str, wait: float) -> Prepared | bool:
        """The town, if it is there; True where the caller is to build it and then to ``put`` or to
        ``give_up``; False where another still builds it after ``wait`` seconds."""
        with self._changed:
            if key not in self._towns and key in self._building and wait > 0.0:
                self._changed.wait(wait)
            if key in self._towns:
                self._towns.move_to_end(key)
                return self._towns[key]
            if key in self._building:
                return False
            self._building.add(key)
            return True

    def put(self, key: str, town: Prepared) -> None:
        """Keep a town that was claimed."""
        with self._changed:
            self._building.discard(key)
            self._towns[key] = town
            kept = sum(each.nbytes for each in self._towns.values())
            while kept > self.most_bytes and self._towns:
                _, gone = self._towns.popitem(last=False)
                kept -= gone.nbytes
            self._changed.notify_all()

    def give_up(self, key: str) -> None:
        """Let others build a town that was claimed."""
        with self._changed:
            self._building.discard(key)
            self._changed.notify_all()
