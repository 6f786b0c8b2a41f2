"""The network view as a widget for Mesa's page and for notebooks.

It draws what the page of ``helpseek serve`` draws, by the same code and the same declared
colourings. Needs ``anywidget`` (extra ``solara``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from experiments.browser.declared.colourings import Colouring, colourings
from experiments.browser.declared.offer import Limits
from experiments.browser.live.towns.prepared import picture_of
from experiments.browser.wire.protocol import town_frame

if TYPE_CHECKING:
    from simulation import HelpSeekingModel

_SCRIPT = Path(__file__).parents[1] / "static" / "network-widget.js"


class NetworkWidget(anywidget.AnyWidget):
    """A town of people and ties, coloured by a code a person.

    ``town`` is the binary message of the protocol with positions and ties, ``codes`` one byte a
    person, ``palette`` the categories of the colouring. ``person`` is the row of who was clicked,
    -1 for nobody. ``height`` is in pixels.
    """

    _esm = _SCRIPT
    town = traitlets.Bytes().tag(sync=True)
    codes = traitlets.Bytes().tag(sync=True)
    palette = traitlets.List(traitlets.Dict()).tag(sync=True)
    label = traitlets.Unicode("Network of people").tag(sync=True)
    height = traitlets.Int(560).tag(sync=True)
    person = traitlets.Int(-1).tag(sync=True)


def categories(model: HelpSeekingModel) -> dict[str, Colouring]:
    """The colourings by category that fit the model's town, by name."""
    found = colourings(model.population.culture_names, model.population.helps)
    return {name: each for name, each in found.items() if each.codes and name != "because"}


def town_of(model: HelpSeekingModel) -> bytes:
    """Where the people of a model are drawn, and the ties between them."""
    people = model.population
    picture = picture_of(model.ties, people, model.seed_of_draws, Limits().ties)
    return town_frame(
        picture.position,
        people.household,
        picture.ends,
        picture.kind,
        picture.ties,
        model.town.adults,
    )


def codes_of(model: HelpSeekingModel, colouring: Colouring) -> bytes:
    """What each person is by a colouring at the end of this week."""
    return colouring.codes_of(model.town, model.town).tobytes()


def palette_of(colouring: Colouring) -> list[dict[str, Any]]:
    """The categories of a colouring, as the widget reads them."""
    return [code._asdict() for code in colouring.codes]
