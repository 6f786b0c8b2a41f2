"""A page of Mesa's SolaraViz around the model as it is: the town, and who is where on the pathway.

Install it with ``uv sync --extra solara`` (and ``--extra solara-offline`` where there is no
internet), then: ``python -m helpseek.experiments.browser.solara.server --open``. The network is
drawn as on the page of ``helpseek serve``; Mesa draws the curves anew each week.
"""

from __future__ import annotations

import sys
from typing import Any

import solara
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from experiments.browser import solara as solara_parts
from experiments.browser.declared.controls import COMMON, controls
from experiments.browser.declared.series import series
from experiments.browser.solara.network_widget import (
    NetworkWidget,
    categories,
    codes_of,
    palette_of,
    town_of,
)
from experiments.words.wording import MODALITY_WORDS
from simulation import HelpSeekingModel

MOST_PEOPLE = 10_000
"""Mesa's own page sends and draws everything in one process: more would be slow to play."""


def _sliders() -> dict[str, Any]:
    """The commonest controls as sliders of Mesa.

    Each goes over the range in which the number may truly lie, or up to four times its default
    where nothing narrower than its bounds is known.
    """
    made: dict[str, Any] = {}
    for path in COMMON:
        control = controls()[path]
        low, high = control.prior
        if (low, high) == (control.low, control.high):
            high = min(high, 4.0 * float(control.default))
        title = control.title
        if path.startswith("services."):
            title = f"{MODALITY_WORDS[path.split('.')[1]]}: {title.lower()}"
        name = path.removeprefix("parameters.").replace(".", "__")
        made[name] = {
            "type": "SliderFloat",
            "label": title,
            "value": control.default,
            "min": low,
            "max": high,
            "step": float(f"{(high - low) / 100.0:.1g}"),
        }
    return made


PARAMETERS: dict[str, Any] = {
    "people": {
        "type": "SliderInt",
        "label": "People",
        "value": 1000,
        "min": 100,
        "max": MOST_PEOPLE,
        "step": 100,
    },
    "rng": {"type": "SliderInt", "label": "Seed", "value": 1, "min": 0, "max": 100, "step": 1},
    **_sliders(),
    "horizon__burn_in_weeks": 104,
}
"""What the page lets one change, and what it holds; ``helpseek list parameters`` has all names."""


@solara.component
def town_network(model: HelpSeekingModel) -> Any:
    """Everybody at their place among those they know, and their ties; coloured as one chooses."""
    update_counter.get()  # drawn anew after each week
    found = categories(model)
    titles = {each.title: each for each in found.values()}
    chosen, choose = solara.use_state(found["stage"].title)
    town = solara.use_memo(lambda: town_of(model), [model])
    with solara.Card("Town"):
        solara.Select("Colour", values=list(titles), value=chosen, on_value=choose)
        NetworkWidget.element(
            town=town,
            codes=codes_of(model, titles[chosen]),
            palette=palette_of(titles[chosen]),
            label=f"{model.population.people:,} people by: {titles[chosen].title}",
        )


curves = make_plot_component(
    {
        name: series()[name].colour
        for name in ("stage_aware", "stage_waiting", "stage_in_care", "stage_completed")
    }
)


@solara.component
def Page(**settings: Any) -> Any:
    """The page around a model with these settings beside those of ``PARAMETERS``."""
    if _served_to_everybody():
        return solara.Error(
            "Not opened: solara run lets in every user of this machine. "
            "Start it with: python -m helpseek.experiments.browser.solara.server --open"
        )
    return _Guarded(**settings)


def _served_to_everybody() -> bool:
    """Whether this is shown by a server of Solara's that does not stand behind our guards."""
    server = sys.modules.get("solara.server.kernel_context")
    if server is None or not server.has_current_context():
        return False
    guarded = sys.modules.get(f"{solara_parts.__name__}.server")
    return not getattr(guarded, "serving", False)


@solara.component
def _Guarded(**settings: Any) -> Any:
    start = {
        name: held["value"] if isinstance(held, dict) else held for name, held in PARAMETERS.items()
    }
    # A model of its own for each visitor: one at the top of the file would be shared by all.
    model = solara.use_memo(lambda: HelpSeekingModel(**{**start, **settings}), [])
    return SolaraViz(
        model,
        components=[town_network, curves],
        model_params={**PARAMETERS, **settings},
        name="Helpseek",
    )
