"""What processes declare of numbers is what they read, and mechanisms name who reads theirs."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

import simulation
from simulation import state
from simulation.measures.traits import TRAIT_ROWS
from simulation.mechanisms import MECHANISMS
from simulation.parameters import Parameters, part_of
from simulation.processes.process import Process
from simulation.records import FURTHER, SERVICE_NUMBERS
from simulation.schedule import SCHEDULE
from simulation.switches import Mechanism

FOLDER = Path(simulation.__path__[0])
PARAMETERS = frozenset(Parameters.model_fields) | FURTHER.keys()
SERVICES = frozenset(SERVICE_NUMBERS)
_NAMES_OF_PARAMETERS = ("p", "parameters")


def _is_parameters(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name) and node.id in _NAMES_OF_PARAMETERS


def _is_service(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id == "services"
    return isinstance(node, ast.Name) and node.id == "service"


def named_by_traits(loop: ast.For) -> set[str]:
    """Parameters that a loop over the traits looks up, whose names the rows of the traits hold."""
    row = ast.unparse(loop.target)
    found: set[str] = set()
    for node in ast.walk(loop):
        match node:
            case ast.Call(
                func=ast.Name(id="getattr"),
                args=[of, ast.Attribute(value=ast.Name(id=name), attr=field)],
            ) if name == row and _is_parameters(of):
                found |= {getattr(trait, field) for trait in TRAIT_ROWS.values()}
    return found


def read_in(tree: ast.AST) -> tuple[set[str], set[str]]:
    """Parameters, and numbers of services, that code looks up."""
    parameters, services = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and ast.unparse(node.iter) == "TRAIT_ROWS.values()":
            parameters |= named_by_traits(node)
        if isinstance(node, ast.Attribute):
            if node.attr in PARAMETERS and _is_parameters(node.value):
                parameters.add(node.attr)
            if node.attr in SERVICES and _is_service(node.value):
                services.add(node.attr)
    return parameters, services


def rules_of(function: Callable[..., Any], seen: set[Any]) -> Iterator[ast.AST]:
    """The code of a loop and of all rules that it calls."""
    plain = getattr(function, "py_func", function)
    if plain in seen:
        return
    seen.add(plain)
    tree = ast.parse(dedent(inspect.getsource(plain)))
    yield tree
    for node in ast.walk(tree):
        called = plain.__globals__.get(node.id) if isinstance(node, ast.Name) else None
        if called is not None and hasattr(called, "py_func"):
            yield from rules_of(called, seen)


@pytest.mark.parametrize("process", SCHEDULE, ids=lambda process: process.name)
def test_a_process_declares_the_numbers_that_it_reads(process: Process) -> None:
    assert process.parameters is not None
    assert process.services is not None
    assert len(set(process.parameters)) == len(process.parameters)
    assert set(process.parameters) <= PARAMETERS
    assert set(process.services) <= SERVICES
    if process.advance is not None:  # in Python: it reads through the town
        return
    seen: set[Any] = set()
    found = [
        read_in(tree)
        for loop in (process.loop, process.whole)
        if loop is not None
        for tree in rules_of(loop, seen)
    ]
    assert set(process.parameters) == set().union(*(parameters for parameters, _ in found))
    assert set(process.services) == set().union(*(services for _, services in found))


def test_a_process_is_given_what_it_declares_and_no_more() -> None:
    table = np.zeros(2, [("easing", float), ("deepening", float), ("triage", float)])
    part = part_of(table, ("triage", "easing"))
    assert part.dtype.names == ("triage", "easing")
    table["triage"] = 5.0
    assert part["triage"].tolist() == [5.0, 5.0]  # the same memory: a change in mid-run is seen
    part["easing"][1] = 2.0
    assert table["easing"].tolist() == [0.0, 2.0]
    assert part_of(table, ("triage", "easing")).dtype is part.dtype
    assert part_of(table, ()).dtype.names == ()
    assert part_of(table, None) is table
    with pytest.raises(KeyError):
        part_of(table, ("luck",))


def test_what_a_town_makes_of_parameters_at_the_start_is_told() -> None:
    tree = ast.parse(inspect.getsource(state))
    kept = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "parameters"
    }
    assert kept == state.MADE_OF


# Mechanisms


@cache
def readers() -> dict[str, set[tuple[str, str]]]:
    """Functions of the model that look up each parameter: file and name."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for name in read_in(node)[0]:
                    place = (path.relative_to(FOLDER).as_posix(), node.name)
                    found.setdefault(name, set()).add(place)
    return found


@pytest.mark.parametrize("row", MECHANISMS, ids=lambda row: str(row.number))
def test_a_mechanism_names_every_function_that_uses_its_parameters(row: Mechanism) -> None:
    named = {(file, name) for file, names in row.code.items() for name in names}
    for parameter in row.parameters:
        if "." not in parameter:
            missing = readers().get(parameter, set()) - named
            assert not missing, (parameter, missing)


def test_every_parameter_is_read_by_something() -> None:
    assert set(readers()) == PARAMETERS
