"""Controls: the numbers of a scenario that a page may set, made from the scenario's own schema.

A control is *live* where a change in mid-run takes effect (``simulation.scenario.midrun``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.words.wording import MODALITY_WORDS, words_of
from simulation.measures.following import kept_for_rows

if TYPE_CHECKING:
    from simulation.measures.categories import Category
    from simulation.parameters import Parameter
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

COMMON = (
    "parameters.onset_rate",
    "parameters.conversation_chance",
    "parameters.recognition_literacy",
    "parameters.recognition_base",
    "culture.structural_stigma",
    "parameters.weight_self_reliance",
    "parameters.weight_distrust",
    "parameters.weight_disclosure",
    "parameters.notice_friend",
    "parameters.prompt_chance",
    "services.specialist.places",
    "services.specialist.price",
    "services.general_practice.places",
    "services.general_practice.price",
    "services.remote.places",
    "parameters.help_resistance_median",
    "parameters.perceived_stigma_median",
    "parameters.trust_median",
)
"""Paths of the controls that are shown first."""

_LEFT_OUT = ("horizon.weeks", "population.people", "costs.discount_rate")
"""Numbers that are no controls: two are said in a setup by names of their own, and no town depends
on the third, which is about how a comparison adds up."""


def _of_service(title: str) -> tuple[str, str]:
    """Title and meaning of the controls of a kind of help."""
    return f"Service: {title.lower()}", f"Price, places and effect: {title}"


OWN = "own"
GROUPS: dict[str, tuple[str, str]] = {
    "DistressParameters": (
        "How people fall ill and recover",
        "Episodes: how they begin, deepen, remit and come back",
    ),
    "InfluenceParameters": (
        "What people hear from others",
        "What ties carry: opinions, urging, listening, and how stigma turns inward",
    ),
    "RecognitionParameters": ("Seeing a need", "When a person in distress comes to see a need"),
    "SeekingParameters": ("Seeking help", "The intention to seek help, what keeps from it, asking"),
    "HelpResistanceParameters": (
        "Asking and refusing",
        "Conversations with confidants, and offers that are asked for and refused",
    ),
    "RelativesParameters": ("Those who are close", "The burden of those close to an ill person"),
    "TreatmentParameters": (
        "Waiting and care",
        "First appointments, alliance, progress, leaving, completing",
    ),
    "TraitParameters": (
        "How people differ",
        "Traits as people bring them, before anything has happened",
    ),
    **{f"services.{name}": _of_service(title) for name, title in MODALITY_WORDS.items()},
    OWN: ("Your own", "Numbers of your own extensions"),
    "culture": ("Culture", "What surrounds everybody"),
    "culture.groups": ("Culture groups", "Shifts of each group's traits; how well services fit"),
    "network": ("Friendships", "How friendships form"),
    "costs": ("Health lost", "What weeks of illness cost in health"),
    "horizon": ("Time before the start", "How long the town lives before week 0"),
}
"""Title and meaning of each group of controls; parameters are grouped by the section that declares
them."""


class Control(NamedTuple):
    """One number or choice: its place in the scenario or its name in a strategy, and what is known
    of it. ``prior`` is the range in which the number plausibly lies or may be chosen; ``doubt``
    says in words what it may be."""

    path: str
    title: str
    meaning: str
    unit: str
    source: str
    kind: str
    low: float
    high: float
    default: float | str
    prior: tuple[float, float]
    doubt: str
    choices: tuple[str, ...]
    live: bool


@kept_for_rows
def controls() -> dict[str, Control]:
    """The controls of every world by path, in the order of the page; defaults are those of the
    default world."""
    from simulation.scenario import load_scenario

    found = {control.path: control for control in _controls_of(load_scenario())}
    order = list(GROUPS)
    return dict(sorted(found.items(), key=lambda item: order.index(group_of(item[0]))))


def controls_with(*worlds: Scenario) -> dict[str, Control]:
    """Those controls, and those of kinds of help that these worlds name themselves, with the values
    that they have in the first of them."""
    found: dict[str, Control] = {}
    for world in worlds:
        if len(world.services.by_name()) > len(MODALITY_WORDS):
            for control in _controls_of(world):
                if control.path.partition(".")[0] == "services":
                    found.setdefault(control.path, control)
    return controls() | {path: control for path, control in found.items() if path not in controls()}


def values_of(scenario: Scenario) -> dict[str, float]:
    """The values of all controls that are not in a world what they are in the default one."""
    from simulation.scenario import parameter_rows

    usual = controls()
    return {
        row.name: row.default
        for row in parameter_rows(scenario)
        if row.name in usual and row.default != usual[row.name].default
    }


def group_of(path: str) -> str:
    """The name of the group that a control belongs to: a key of ``GROUPS``, or the service that a
    world names itself."""
    from simulation.parameters import Parameters

    first, _, rest = path.partition(".")
    if first == "parameters":
        kinds: tuple[Any, ...] = Parameters.__bases__
        return next((kind.__name__ for kind in kinds if rest in kind.model_fields), OWN)
    second = f"{first}.{rest.partition('.')[0]}"
    return second if second in GROUPS or first == "services" else first


def groups_with(helps: tuple[Category, ...]) -> dict[str, tuple[str, str]]:
    """Title and meaning of each group, those of all these kinds of help side by side."""
    found: dict[str, tuple[str, str]] = {}
    for name, words in GROUPS.items():
        if name == OWN:
            own = (row for row in helps if f"services.{row.name}" not in GROUPS)
            found |= {f"services.{row.name}": _of_service(row.title) for row in own}
        found[name] = words
    return found


def grouped(helps: tuple[Category, ...], here: Mapping[str, Control]) -> list[dict[str, Any]]:
    """Groups of these controls as the page reads them; ``helps`` are all kinds of help."""
    members: dict[str, list[dict[str, Any]]] = {}
    for path, control in here.items():
        members.setdefault(group_of(path), []).append(control._asdict())
    return [
        {"name": name, "title": title, "meaning": meaning, "controls": members[name]}
        for name, (title, meaning) in groups_with(helps).items()
        if name in members
    ]


def _controls_of(scenario: Scenario) -> Iterator[Control]:
    from simulation.scenario import parameter_rows
    from simulation.scenario.midrun import is_read_by_the_week

    for row in parameter_rows(scenario):
        if row.name not in _LEFT_OUT:
            yield _control(
                row, _title(row.name), is_read_by_the_week(row.name), _is_whole(scenario, row.name)
            )


def _control(row: Parameter, title: str, live: bool, whole: bool) -> Control:
    return Control(
        path=row.name,
        title=title,
        meaning=row.meaning,
        unit=row.unit,
        source=row.source,
        kind="whole" if whole else "number",
        low=row.low,
        high=row.high,
        default=row.default,
        prior=row.likely,
        doubt=row.doubt,
        choices=(),
        live=live,
    )


def _title(path: str) -> str:
    parts = path.split(".")
    words = words_of(parts[-1])
    return f"{words_of(parts[2])}: {words.lower()}" if parts[:2] == ["culture", "groups"] else words


def _is_whole(section: Any, path: str) -> bool:
    *steps, name = path.split(".")
    for step in steps:
        section = section[step] if isinstance(section, dict) else getattr(section, step)
    return type(section).model_fields[name].annotation is int


def fields_of(kind: type[Strategy]) -> list[Control]:
    """The fields of a strategy as controls; ``path`` is the name of the field."""
    from simulation.parameters import parameters_of
    from simulation.strategies import TARGETS

    example = kind()
    rows = {row.name: row for row in parameters_of(example)}
    found = []
    for name, field in kind.model_fields.items():
        if name in rows:
            found.append(_control(rows[name], words_of(name), True, _is_whole(example, name)))
        elif field.annotation is str or name == "target":
            choices = TARGETS if name == "target" else ()
            found.append(
                Control(
                    path=name,
                    title=words_of(name),
                    meaning=field.description or "",
                    unit="",
                    source="",
                    kind="choice",
                    low=0.0,
                    high=0.0,
                    default=str(getattr(example, name)),
                    prior=(0.0, 0.0),
                    doubt="",
                    choices=choices,
                    live=True,
                )
            )
    return found


def allowed(control: Control) -> str:
    """What a control may be, in words."""
    if control.choices:
        return ", ".join(control.choices)
    return f"{control.low:g} to {control.high:g} {control.unit}".strip()
