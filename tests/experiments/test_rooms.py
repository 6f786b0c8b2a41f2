"""Rooms of ``experiments``: imports point one way, studies have one shape, no file lies loose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ROOT / "experiments"
GUIDE = ROOMS / "README.md"
STUDIES = ("compare", "sweep", "sensitivity", "calibrate", "portfolio", "discovery")
WITHOUT_WORK = ("sensitivity", "discovery")
"""Studies that have no runs of a kind of their own."""
SHARED_WORK = {"calibrate": "experiments.evaluation.figures_of_town"}
"""Studies whose runs are those of another one, too, and where these stand."""


def files() -> list[Path]:
    """All modules, from the folder of all code on."""
    found = sorted(path.relative_to(ROOT) for path in ROOMS.rglob("*.py"))
    return [path for path in found if not path.is_relative_to("experiments/browser/frontend")]


def name_of(path: Path) -> str:
    """The name by which a file is imported."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in files()}


def imported(tree: ast.AST) -> Iterator[str]:
    """Names of modules that are imported, wherever in the file, for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield below if below in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


IMPORTS = {
    name: {
        other
        for other in imported(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if other in MODULES
    }
    for name, path in MODULES.items()
}


def rooms_of(folder: str) -> dict[str, set[str]]:
    """What lies in a folder, files and folders, and which of it each imports."""
    below = f"{folder}."

    def room(name: str) -> str:
        return name.removeprefix(below).partition(".")[0]

    graph: dict[str, set[str]] = {}
    for name in MODULES:
        if name.startswith(below):
            others = {room(other) for other in IMPORTS[name] if other.startswith(below)}
            graph.setdefault(room(name), set()).update(others - {room(name)})
    return graph


FOLDERS = sorted(name for name, path in MODULES.items() if path.name == "__init__.py")


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_point_one_way(folder: str) -> None:
    graph = rooms_of(folder)
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"{folder}: {' -> '.join(error.args[1])}")


def test_no_file_takes_anything_from_the_folder_that_it_lies_in() -> None:
    found = [
        f"{name} imports {other}"
        for name, others in IMPORTS.items()
        for other in others
        if name.startswith(f"{other}.")
        and len(ast.parse((ROOT / MODULES[other]).read_text(encoding="utf-8")).body) > 1
    ]
    assert found == []


def floors() -> list[set[str]]:
    """The floors as the guide draws them, the ground first."""
    drawn = GUIDE.read_text(encoding="utf-8").partition("```\n")[2].partition("```")[0]
    found = [set(re.findall(r"\b(\w+)(?:/|\.py)", line)) for line in drawn.splitlines()]
    return [floor for floor in reversed(found) if floor]


def test_the_guide_draws_every_room() -> None:
    drawn = [room for floor in floors() for room in floor]
    assert sorted(drawn) == sorted({*rooms_of("experiments"), "simulation"})


def test_rooms_import_from_floors_below_only() -> None:
    level = {room: height for height, floor in enumerate(floors()) for room in floor}
    found = [
        f"{room}, on floor {level[room] + 1}, imports {other}, on {level[other] + 1}"
        for room, others in rooms_of("experiments").items()
        for other in others
        if level[other] >= level[room]
    ]
    assert found == []


def test_there_are_no_more_floors_than_one_can_keep_in_mind() -> None:
    assert len(floors()) <= 11


def test_the_model_knows_no_experiments() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "simulation").rglob("*.py"))
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.partition(".")[0] == "experiments"
    ]
    assert found == []


def test_no_file_lies_loose() -> None:
    assert {path.name for path in ROOMS.glob("*.py")} == {"__init__.py", "cli.py"}


@pytest.mark.parametrize("study", STUDIES)
def test_studies_have_one_shape(study: str) -> None:
    parts = set(rooms_of(f"experiments.{study}"))
    assert {"question", "study", "writing"} <= parts
    shared = SHARED_WORK.get(study)
    assert ("work" in parts) is (study not in WITHOUT_WORK and shared is None)
    assert shared is None or shared in IMPORTS[f"experiments.{study}.study"]
    order = ("question", "writing", "study")
    for place, part in enumerate(order):
        taken = IMPORTS[f"experiments.{study}.{part}"]
        for later in order[place + 1 :]:
            assert f"experiments.{study}.{later}" not in taken


def test_all_code_has_the_shape_of_the_formatter() -> None:
    mark = re.compile(r"#\s*fmt:\s*(skip|off)")
    code = [
        path
        for room in ("experiments", "simulation", "tests")
        for path in (ROOT / room).rglob("*.py")
    ]
    assert len(code) > 800
    assert [
        path.relative_to(ROOT).as_posix() for path in code if mark.search(path.read_text())
    ] == []


def test_files_are_of_one_subject_and_so_not_long() -> None:
    length = {
        path: (ROOT / path).read_text(encoding="utf-8").count("\n") for path in MODULES.values()
    }
    long = {path.as_posix(): lines for path, lines in length.items() if lines > 400}
    assert long == {}
