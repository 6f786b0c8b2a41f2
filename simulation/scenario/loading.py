"""Loading: from a world's name, a file or a mapping, and settings upon it, to a scenario."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from simulation.errors import InputError, one_line, unknown_name
from simulation.measures.following import kept_for_rows
from simulation.parameters import Services
from simulation.scenario.likeness import like_others
from simulation.scenario.merging import depth_in, merged
from simulation.scenario.own_numbers import NUMBERS, beneath, with_own_numbers
from simulation.scenario.own_priors import GROUPS, PRIORS, by_name
from simulation.scenario.people import file_on_this_machine, worlds_folder
from simulation.scenario.plain import plain
from simulation.scenario.problems import found, input_error, unknown_key
from simulation.scenario.reading import Place, read_file
from simulation.scenario.settings import settings_layer
from simulation.scenario.tree import FILES, POSTERIOR, Scenario

DEFAULT_WORLD = "town"
LONGEST_CHAIN = 10
"""How many worlds may extend each other."""
_ENDINGS = (".yaml", ".yml", ".json")


class Layer(NamedTuple):
    """What one file, mapping or set of settings says, and where it says it.

    Nobody said the defaults, so their source has no name.
    """

    values: dict[str, Any]
    source: str
    lines: dict[Place, int]


@cache
def world_files() -> dict[str, Path]:
    """The built-in worlds: name and file, in order of their names."""
    return {file.stem: file for file in sorted(worlds_folder().glob("*.yaml"))}


def load_scenario(
    world: str | os.PathLike[str] | Mapping[str, Any] | Scenario = DEFAULT_WORLD,
    settings: Mapping[str, object] | None = None,
    *,
    settings_source: str = "--set",
) -> Scenario:
    """The scenario that a world and settings upon it describe.

    ``world`` is the name of a built-in world, the path of a YAML file, a mapping like the contents
    of such a file, or a scenario. A file says what differs from the world that it ``extends``; with
    no such line, from the default of each field; with ``extends: null`` it stands alone, so that
    only the culture groups which it names exist. Paths in a file are relative to it.

    ``settings`` are values by place (see ``settings_layer``), as Python values; for those of a
    command line see ``parse_setting``. ``settings_source`` names them in errors.

    Raises InputError for whatever is wrong, naming the file and line or the setting, the field,
    what was found and what is allowed.
    """
    layers = _layers(world)
    tree: dict[str, Any] = {}
    for layer in layers:
        below = tree.get(NUMBERS, [])
        priors = {name: tree[name] for name in (PRIORS, GROUPS) if name in tree}
        tree = merged(Scenario, tree, _like_others(layer, tree))
        if NUMBERS in layer.values:
            tree[NUMBERS] = beneath(below, tree[NUMBERS])
        for name, said in priors.items():
            tree[name] = by_name(said, tree[name])
    if settings:
        _unknown_at_the_top(layers, tree)
        values = plain(dict(settings), settings_source)
        values = settings_layer(values, tree, settings_source)
        values = _with_files_from(values, Path.cwd())
        layers.append(Layer(values, settings_source, {}))
        tree = merged(Scenario, tree, _like_others(layers[-1], tree))
    elif isinstance(world, Scenario):
        return world
    try:
        return Scenario.model_validate(tree)
    except ValidationError as error:
        raise input_error(error, Scenario, tree, lambda place: _origin(layers, place)) from None
    except InputError as error:
        raise error.within(error.source or layers[-1].source) from None


def _layers(world: object) -> list[Layer]:
    """What the world says and what it extends, the last of these first."""
    layers: list[Layer] = []
    folder = Path.cwd()
    where = ""
    seen: set[Path] = set()
    while True:
        layer_source, lines = "scenario", dict[Place, int]()
        if isinstance(world, Scenario):
            values = _of_scenario(world)
        elif isinstance(world, Mapping):
            values = plain(world, layer_source)
        elif isinstance(world, (str, os.PathLike)):
            path, layer_source = _file_of(os.fspath(world), folder, where)
            if path in seen or len(layers) >= LONGEST_CHAIN:
                raise InputError(
                    "worlds extend each other without end" if path in seen else "too many worlds",
                    source=where,
                    field="extends",
                    found=found(str(world)),
                    allowed=f"a chain of up to {LONGEST_CHAIN}",
                )
            seen.add(path)
            values, lines = read_file(path, layer_source)
            if not layers:
                values.setdefault("name", one_line(path.stem, 80) or "scenario")
            folder = path.parent
        else:
            raise InputError(
                "not a world",
                source=where or "scenario",
                found=found(world),
                allowed="a name, the path of a YAML file, a mapping or a scenario",
            )
        layers.append(Layer(_with_files_from(values, folder), layer_source, lines))
        alone = "extends" in values and values["extends"] is None
        world = values.get("extends")
        where = _origin(layers, ("extends",))
        layers[-1].values.pop("extends", None)
        if isinstance(layers[-1].values.get(NUMBERS), str):
            file = layers[-1].values.pop(NUMBERS)
            layers.append(Layer(*with_own_numbers(file, folder, _origin(layers, (NUMBERS,)))))
        if world is None:
            if not alone:
                layers.append(Layer(_defaults(), "", {}))
            return layers[::-1]
        if not isinstance(world, str):
            raise InputError(
                "not the name or path of a world",
                source=where,
                field="extends",
                found=found(world),
                allowed=", ".join(world_files()) + " or a YAML file",
            )


def _like_others(layer: Layer, below: Mapping[str, Any]) -> dict[str, Any]:
    """What a layer says, with all that services take from those which they are like."""
    said = layer.values.get("services")
    if not layer.source or not isinstance(said, Mapping):
        return layer.values
    known = merged(Services, _default_tree()["services"], below.get("services") or {})
    try:
        return {**layer.values, "services": like_others(known, said)}
    except InputError as error:
        place = tuple(error.field.split("."))
        raise error.within(_origin([layer], place)) from None


def _of_scenario(scenario: Scenario) -> dict[str, Any]:
    return {**scenario.resolved(), "strategies": list(scenario.strategies)}


@kept_for_rows
def _default_tree() -> dict[str, Any]:
    return Scenario().resolved()


def _defaults() -> dict[str, Any]:
    tree = dict(_default_tree())
    del tree["extends"]
    return tree


def _file_of(world: str, folder: Path, where: str) -> tuple[Path, str]:
    """The file of a world given by name or path, and what errors call it."""
    if world in world_files():
        return world_files()[world], f"world {world}"
    path = Path(os.path.abspath(folder / world)) if world else folder
    try:
        is_path = path.exists() or world.endswith(_ENDINGS) or os.sep in world or "/" in world
    except (OSError, ValueError):
        is_path = True
    if world and is_path:
        return path, one_line(world, 200)
    error = unknown_name("world", world, world_files(), source=where)
    raise InputError(
        error.problem,
        source=where,
        field="extends" if where else "world",
        found=world,
        allowed=error.allowed + " or a YAML file",
    )


def _with_files_from(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The same values with paths of files made absolute."""
    values = dict(values)
    for branch, name in FILES:
        inside = values.get(branch)
        if isinstance(inside, dict) and isinstance(inside.get(name), str) and inside[name]:
            values[branch] = {**inside, name: file_on_this_machine(inside[name], folder)}
    if isinstance(file := values.get(POSTERIOR), str) and file:
        values[POSTERIOR] = file_on_this_machine(file, folder)
    return values


def _unknown_at_the_top(layers: list[Layer], tree: Mapping[str, Any]) -> None:
    """Refuse unknown branches before settings are looked up among the known ones."""
    for name in tree:
        if name not in Scenario.model_fields:
            raise unknown_key(
                name, Scenario.model_fields, source=_origin(layers, (name,)), field=()
            )


def _origin(layers: list[Layer], place: Place) -> str:
    """Which layer says what stands at a place, with the line: the topmost that goes so deep."""
    best, deepest = layers[-1], -1
    line: int | None = None
    for layer in reversed([layer for layer in layers if layer.source]):
        depth = depth_in(layer.values, place)
        if depth > deepest:
            best, deepest, line = layer, depth, layer.lines.get(place[:depth])
    return f"{best.source}, line {line}" if line is not None and deepest > 0 else best.source
