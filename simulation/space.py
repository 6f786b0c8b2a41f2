"""The social graph as a Mesa space: everybody in a cell of their own, beside those they know."""

from __future__ import annotations

import inspect
from typing import Any, NoReturn

from mesa.discrete_space import Network
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.network.layout import positions
from simulation.network.ties import Ties
from simulation.network.views import to_networkx


class TiesSpace(Network):
    """A Mesa Network of the ties of a town, for looking at: cells are called by rows.

    Persons stay in their cells, and cells and connections stay what they are, since the week works
    with the ties and not with this picture of them: what would change them raises InputError. Other
    agents may enter any cell.
    """

    def __init__(self, ties: Ties, households: NDArray[Any], random: Any) -> None:
        options: dict[str, Any] = {}
        if "layout" in inspect.signature(Network.__init__).parameters:
            # Without one, Mesa from 3.5 on runs an unseeded layout that takes minutes.
            places = positions(ties, households)
            options["layout"] = dict(enumerate(places))
        super().__init__(to_networkx(ties), random=random, **options)

    def _refused(self, *arguments: Any, **named: Any) -> NoReturn:
        """Refused: the ties of a town stay what they are."""
        raise InputError(
            "the ties of a town cannot be changed",
            source="model.grid",
            allowed="a network of one's own, when the model is made: graph=, or network.file",
        )

    add_cell = remove_cell = add_connection = remove_connection = _refused
