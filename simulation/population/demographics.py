"""Demographics: who the people are, before anything of the mind is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from simulation.population.kept import Kept

NOT_GIVEN = 255
"""The code of what a source does not tell."""

FEMALE, MALE, OTHER = 0, 1, 2
SEXES = ("female", "male", "other")
"""Names of the sexes, in the order of their codes."""

CULTURES = ("white", "hispanic", "black", "asian", "other")
"""Names of the culture groups of the town, in the order of their codes."""

EDUCATIONS = ("below high school", "high school", "degree")
"""Names of the highest education, in the order of their codes."""

WORKS = ("not working", "part time", "full time", "student")
"""Names of what people do in the week, in the order of their codes."""

COVERAGES = ("uninsured", "insured")
"""Whether someone else pays for care, in the order of the codes."""

TRAUMAS = ("none", "some", "high")
"""Kinds of adversity in childhood: none, one to three, four or more, in the order of the codes."""

OLDEST = 120
"""The greatest age that a person can have, in years."""

LARGEST_INCOME = 1e12
"""The largest income of a household in a year, in the currency of the world."""

MOST_IN_HOUSEHOLD = 10_000
"""The most people whom a household may be said to have, members of the world or not."""

MOST_MEMBERS = 1_000
"""The most people of the world who can live in one household: each is tied to all others."""

LARGEST_PEOPLE = 2**31 - 1
"""The most people a world can hold: their numbers are 32-bit integers."""


def plain_spelling(text: str) -> str:
    """A word without case, hyphens, underscores and needless blanks."""
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


class Demographics(NamedTuple):
    """People as columns, one entry a person; members of a household stand next to each other.

    ``age`` uint8: years, 0 to 120.
    ``sex`` uint8: index in SEXES.
    ``income`` float32: income of the person's household in a year, world's currency, 0 or more.
    ``household`` int32: number of the household, counted from 0 in the order of the rows, or -1
    for persons whose household is not part of the world.
    ``household_size`` uint16: how many people live in the household, whether or not all of them
    are part of the world.
    ``place`` int32: index in ``places``.
    ``culture`` uint8: index in the list of culture names that the source was asked with.
    ``education``, ``work``, ``coverage``, ``trauma`` uint8: index in EDUCATIONS, WORKS, COVERAGES,
    TRAUMAS, or NOT_GIVEN.
    ``places``: names of the places.
    ``labels``: the user's own name of each person, as text, by which persons are matched with the
    nodes of a network; None when the source has no names.
    ``kept``: columns of the user's own table that mean nothing to the model, by name.
    """

    age: NDArray[np.uint8]
    sex: NDArray[np.uint8]
    income: NDArray[np.float32]
    household: NDArray[np.int32]
    household_size: NDArray[np.uint16]
    place: NDArray[np.int32]
    culture: NDArray[np.uint8]
    education: NDArray[np.uint8]
    work: NDArray[np.uint8]
    coverage: NDArray[np.uint8]
    trauma: NDArray[np.uint8]
    places: tuple[str, ...]
    labels: list[str] | None = None
    kept: dict[str, Kept] | None = None

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.age.size)

    @property
    def households(self) -> int:
        """How many households there are."""
        return int(self.household.max(initial=-1)) + 1

    def rows(self, chosen: NDArray[Any]) -> Demographics:
        """The persons at the given rows (or where a mask is true), in that order.

        Household numbers stay as they are, so some may be left without members.
        """
        columns = {
            name: value[chosen]
            for name, value in self._asdict().items()
            if isinstance(value, np.ndarray)
        }
        labels = self.labels
        if labels is not None:
            picked = np.arange(self.people)[chosen]
            labels = [labels[row] for row in picked.tolist()]
        return self._replace(**columns, labels=labels)
