"""The page of Mesa's SolaraViz, rendered without a browser: controls, map, curves, step and reset.

Needs ``mesa.visualization``: solara-ui, altair, and ipyvue and ipyvuetify below 3.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

solara = pytest.importorskip("solara")
pytest.importorskip("altair")
widgets = pytest.importorskip("ipywidgets")

from experiments.browser.solara import page as solara_page  # noqa: E402
from experiments.browser.solara.network_widget import NetworkWidget  # noqa: E402
from simulation import HelpSeekingModel  # noqa: E402
from simulation.measures.categories import STAGES  # noqa: E402
from simulation.network.layout import positions  # noqa: E402
from simulation.population.demographics import SEXES  # noqa: E402

QUICK: dict[str, Any] = {
    "people": 80,
    "horizon__burn_in_weeks": 10,
    "horizon__weeks": 3,
    "recognition_base": 3.0,
    "onset_rate": 2.0,
}
"""A small town in which something happens every week."""

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


class Shown:
    """The page as a tree of widgets."""

    def __init__(self, models: list[HelpSeekingModel], **settings: Any) -> None:
        self.models = models

        @solara.component
        def app() -> None:
            with solara.AppLayout():
                solara_page.Page(**{**QUICK, **settings})

        self.box, self.context = solara.render(app(), handle_error=False)

    def everything(self) -> Iterator[Any]:
        found, waiting = set(), [self.box]
        while waiting:
            widget = waiting.pop()
            if not isinstance(widget, widgets.Widget) or id(widget) in found:
                continue
            found.add(id(widget))
            yield widget
            for name in ("children", "items", "v_slots"):
                waiting.extend(getattr(widget, name, None) or [])

    def of(self, kind: str) -> list[Any]:
        return [widget for widget in self.everything() if type(widget).__name__ == kind]

    def press(self, label: str) -> None:
        (button,) = [button for button in self.of("Btn") if button.children == [label]]
        assert not button.disabled
        button.click()
        assert self.of("Alert") == [], "the page shows an error"

    def pictures(self) -> list[bytes]:
        return [bytes(image.value) for image in self.of("Image")]

    @property
    def network(self) -> NetworkWidget:
        (network,) = self.of("NetworkWidget")
        assert isinstance(network, NetworkWidget)
        return network

    def told(self) -> str:
        """What the page says of the time."""
        texts = [
            child
            for widget in self.of("Html")
            for child in widget.children
            if isinstance(child, str) and child.startswith(("Step:", "Time:"))
        ]
        (text,) = texts
        return text.partition(": ")[2]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    models: list[HelpSeekingModel] = []
    made = HelpSeekingModel.__init__

    def noted(self: HelpSeekingModel, *arguments: Any, **named: Any) -> None:
        models.append(self)
        made(self, *arguments, **named)

    # Mesa looks at the signature to see which settings a model takes.
    vars(noted)["__signature__"] = inspect.signature(made)
    monkeypatch.setattr(HelpSeekingModel, "__init__", noted)
    page = Shown(models)
    yield page
    page.context.close()


def test_the_page_shows_controls_map_and_curves(shown: Shown) -> None:
    labels = {slider.label for slider in shown.of("Slider")}
    adjustable = {
        parameter["label"]
        for name, parameter in solara_page.PARAMETERS.items()
        if isinstance(parameter, dict) and name not in QUICK
    }
    assert adjustable <= labels
    assert {tuple(button.children) for button in shown.of("Btn")} >= {("Step",), ("Reset",)}
    assert shown.of("Alert") == []
    (curves,) = shown.pictures()
    assert curves.startswith(b"\x89PNG")
    assert len(curves) > 4000
    assert float(shown.told()) == 0


def test_steps_move_the_model_and_redraw(shown: Shown) -> None:
    before, town = shown.pictures(), shown.network.town
    shown.press("Step")
    assert float(shown.told()) == 1
    assert shown.models[-1].week == 1
    shown.press("Step")
    assert shown.pictures() != before
    assert shown.network.town == town, "what stays is not sent again"


def test_the_network_shows_the_people_of_the_model(shown: Shown) -> None:
    for _ in range(2):
        shown.press("Step")
        people = shown.models[-1].population
        assert shown.network.codes == people.stage.tobytes()
        assert [code["name"] for code in shown.network.palette] == list(STAGES)
    header = np.frombuffer(shown.network.town, "<u4", 8)
    model = shown.models[-1]
    assert list(header[:5]) == [
        0,
        people.people,
        model.ties.neighbour.size // 2,
        model.ties.neighbour.size // 2,
        model.town.adults,
    ]
    places = np.frombuffer(shown.network.town, "<f4", 2 * people.people, 32)
    assert np.array_equal(places.reshape(-1, 2), positions(model.ties, people.household))


def test_another_colouring_is_another_code(shown: Shown) -> None:
    (choice,) = [each for each in shown.of("Select") if each.label == "Colour"]
    assert {"Where people stand", "How ill people are", "Sex"} <= set(choice.items)
    choice.v_model = "Sex"
    assert shown.network.codes == shown.models[-1].population.sex.tobytes()
    assert [code["name"] for code in shown.network.palette] == list(SEXES)


def test_the_page_stops_at_the_horizon(shown: Shown) -> None:
    for _ in range(3):
        shown.press("Step")
    assert shown.models[-1].running is False
    (step,) = [button for button in shown.of("Btn") if button.children == ["Step"]]
    assert step.disabled


def test_reset_makes_a_model_of_the_settings_chosen(shown: Shown) -> None:
    shown.press("Step")
    for label, value in (("Seed", 5), ("Conversation chance", 0.1)):
        (slider,) = [slider for slider in shown.of("Slider") if slider.label == label]
        slider.v_model = value
    shown.press("Reset")
    model = shown.models[-1]
    assert model is not shown.models[0]
    assert (model.seed_of_draws, model.week, model.population.people) == (5, 0, 80)
    assert model.town.parameters["conversation_chance"][0] == 0.1
    assert float(shown.told()) == 0
    shown.press("Step")
    assert model.week == 1


def test_the_page_offers_what_the_model_takes() -> None:
    for name, parameter in solara_page.PARAMETERS.items():
        if isinstance(parameter, dict):
            assert parameter["min"] <= parameter["value"] <= parameter["max"], name
            for end in ("min", "max"):
                HelpSeekingModel(**{**QUICK, name: parameter[end], "horizon__burn_in_weeks": 0})
    defaults = HelpSeekingModel(people=80, rng=1, horizon__burn_in_weeks=0).town
    shown_first = {
        name: parameter["value"]
        for name, parameter in solara_page.PARAMETERS.items()
        if isinstance(parameter, dict) and name in (defaults.parameters.dtype.names or ())
    }
    assert len(shown_first) > 8
    assert shown_first == {name: defaults.parameters[name][0] for name in shown_first}


def test_a_server_without_guards_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.browser.solara import server as solara_server

    served = SimpleNamespace(has_current_context=lambda: True)
    monkeypatch.setitem(sys.modules, "solara.server.kernel_context", served)
    shown = Shown([])
    said = " ".join(str(getattr(each, "children", "")) for each in shown.everything())
    assert "python -m helpseek.experiments.browser.solara.server" in said
    assert not any(isinstance(each, NetworkWidget) for each in shown.everything())
    monkeypatch.setattr(solara_server, "serving", True)
    assert any(isinstance(each, NetworkWidget) for each in Shown([]).everything())
