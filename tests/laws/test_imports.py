"""Files of the model import each other one way, for types too."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "simulation").rglob("*.py"))
}


def imported(source: str) -> set[str]:
    """The modules of the model that a file names in imports, wherever in it they stand."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= below & MODULES.keys() or {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & MODULES.keys()
    return found


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


def test_a_circle_is_found() -> None:
    source = (
        "if TYPE_CHECKING:\n    from simulation.state import State\nfrom simulation import town"
    )
    assert imported(source) == {"simulation.state", "simulation.town"}
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}}
    assert len(circle_in(graph)) == 4


def test_imports_of_the_model_point_one_way() -> None:
    graph = {name: imported(path.read_text("utf-8")) for name, path in MODULES.items()}
    assert len(graph) > 150
    assert sum(map(len, graph.values())) > 600
    if circle := circle_in(graph):
        pytest.fail(" -> ".join(circle))
