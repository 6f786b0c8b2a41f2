"""Room: the memory that the towns of one view may take, asked for before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from experiments.browser.live.towns.towns import estimated_bytes
from experiments.browser.wire.setup import wrong

if TYPE_CHECKING:
    from experiments.browser.live.towns.programme import Programme

Ask = Callable[[int], bool]
"""Asks for so many bytes in all for a view; False where there is no room."""


class Room:
    """What one view has been given, by ``ask``, for towns of up to ``most_people``.

    While towns are made that are to take the place of others, the view keeps what the larger ones
    take, so that the others can stay if nothing comes of it.
    """

    def __init__(self, ask: Ask, most_people: int) -> None:
        self._ask = ask
        self._most_people = most_people
        self._kept = 0
        self._wanted = 0

    def want(self, programme: Programme, people: int, replicates: int) -> None:
        """Ask for room for the towns of a programme. Raises InputError where there is none, or
        where the towns are too large."""
        if people > self._most_people:
            allowed = f"up to {self._most_people:,}"
            raise wrong("too many people", "setup.people", people, allowed)
        wanted = estimated_bytes(programme, people, replicates)
        if not self._ask(max(wanted, self._kept)):
            raise wrong(
                "not enough memory left on this server",
                "people",
                f"{people:,} people, {len(programme.labels)} arms, {replicates} other seeds: "
                f"{wanted / 1e9:.1f} GB",
                "fewer people, arms or other seeds, or fewer pages open",
            )
        self._wanted = wanted

    def take(self) -> None:
        """The towns that room was wanted for are there, and those before them are not."""
        self._kept = self._wanted
        self._ask(self._kept)

    def give_back(self) -> None:
        """Nothing came of what room was wanted for: only the towns before it are there."""
        self._ask(self._kept)

    def leave(self) -> None:
        """There are no towns any more."""
        self._ask(0)
