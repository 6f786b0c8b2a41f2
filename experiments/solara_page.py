"""A page of Mesa's SolaraViz around the model as it is: the town, and who is where on the pathway.

Install it with ``uv sync --extra solara``, then: ``solara run experiments/solara_page.py``. What
Mesa draws is for some hundreds of people; Mesa redraws everybody each week.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import solara
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from mesa.visualization import SolaraViz, make_plot_component, make_space_component
from mesa.visualization.components import AgentPortrayalStyle

from experiments.figures.style import BLUE, GREEN, PURPLE, RULE, STAGE_COLOURS, VERMILION
from simulation import HelpSeekingModel, Person
from simulation.network.views import positions
from simulation.parameters import Parameters, Services

USUAL, SERVICES = Parameters(), Services()
PARAMETERS: dict[str, Any] = {
    "people": {
        "type": "SliderInt", "label": "People",
        "value": 300, "min": 50, "max": 1000, "step": 50,
    },
    "rng": {"type": "SliderInt", "label": "Seed", "value": 1, "min": 0, "max": 100, "step": 1},
    "onset_rate": {
        "type": "SliderFloat", "label": "Episodes per person and year",
        "value": USUAL.onset_rate, "min": 0.0, "max": 1.0, "step": 0.005,
    },
    "conversation_chance": {
        "type": "SliderFloat", "label": "Chance a week to talk about help",
        "value": USUAL.conversation_chance, "min": 0.0, "max": 1.0, "step": 0.01,
    },
    "services__specialist__places": {
        "type": "SliderFloat", "label": "Places with specialists per 1,000 adults",
        "value": SERVICES.specialist.places, "min": 0.0, "max": 100.0, "step": 1.0,
    },
    "horizon__burn_in_weeks": 104,
}  # fmt: skip
"""What the page lets one change, and what it holds; ``helpseek list parameters`` has all names."""


def person_style(person: Person) -> AgentPortrayalStyle:
    """A dot a person, coloured by stage; the well are pale and small."""
    colour = STAGE_COLOURS.get(person.stage)
    return AgentPortrayalStyle(color=colour or "#E4E7EB", size=36 if colour else 12)


def town_map(model: HelpSeekingModel) -> Any:
    """Everybody at their place among those they know, and their ties."""
    at = positions(model.ties, model.population.household)
    places = dict(enumerate(at))
    who = np.repeat(np.arange(len(at)), np.diff(model.ties.start))
    lines = np.stack([at[who], at[model.ties.neighbour]], axis=1)

    def finish(axes: Axes) -> None:
        axes.add_collection(LineCollection(list(lines), colors=RULE, linewidths=0.3, zorder=0))
        axes.set_aspect("equal")
        for stage, colour in STAGE_COLOURS.items():
            axes.scatter([], [], color=colour, label=stage.replace("_", " "))
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=7)

    space = make_space_component(
        person_style, post_process=finish, layout_alg=lambda graph: places, layout_kwargs={},
        draw_grid=False,
    )  # fmt: skip
    return space(model)


curves = make_plot_component(
    {
        "stage_aware": VERMILION, "stage_waiting": PURPLE, "stage_in_care": BLUE,
        "stage_completed": GREEN,
    }
)  # fmt: skip


@solara.component
def Page(**settings: Any) -> Any:
    """The page around a model with these settings beside those of ``PARAMETERS``."""
    start = {
        name: held["value"] if isinstance(held, dict) else held
        for name, held in PARAMETERS.items()
    }  # fmt: skip
    model = solara.use_memo(lambda: HelpSeekingModel(**{**start, **settings}), [])
    return SolaraViz(
        model,
        components=[town_map, curves],
        model_params={**PARAMETERS, **settings},
        name="Helpseek",
    )
