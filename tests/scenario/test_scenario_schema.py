"""The JSON Schema of scenario files, and the table of numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from simulation.errors import InputError
from simulation.parameters import Parameter
from simulation.parameters.spread import KINDS
from simulation.scenario import (
    Scenario,
    json_schema,
    load_scenario,
    parameter_rows,
    world_files,
)
from simulation.scenario.schema import DIALECT
from simulation.strategies import STRATEGIES
from tests.support.strategies_for_inputs import valid_trees


@cache
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(json_schema())


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from subschemas(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from subschemas(value)


def fields() -> Iterator[tuple[str, dict[str, Any]]]:
    schema = json_schema()
    for owner, definition in (("scenario", schema), *schema["$defs"].items()):
        for name, field in definition.get("properties", {}).items():
            yield f"{owner}.{name}", field


def test_the_schema_is_a_schema() -> None:
    schema = json_schema()
    assert schema["$schema"] == DIALECT
    validator().check_schema(schema)
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema


def test_all_references_lead_somewhere_and_all_definitions_are_used() -> None:
    schema = json_schema()
    used = {part["$ref"] for part in subschemas(schema) if "$ref" in part}
    assert used == {f"#/$defs/{name}" for name in schema["$defs"]}


@pytest.mark.parametrize("world", sorted(world_files()))
def test_built_in_worlds_are_valid(world: str) -> None:
    validator().validate(yaml.safe_load(world_files()[world].read_text("utf-8")))
    validator().validate(load_scenario(world).resolved())


def test_every_field_is_open_to_be_left_out_and_closed_to_strangers() -> None:
    schema = json_schema()
    validator().validate({})
    for name, definition in (("", schema), *schema["$defs"].items()):
        if name != "Services":  # a world names further ones
            assert definition["additionalProperties"] is False
        assert definition.get("required", []) == (["name"] if name.startswith("strategy:") else [])


@pytest.mark.parametrize(
    "tree",
    [
        {"nonsense": 1},
        {"services": {"specialist": {"prise": 1}}},
        {"services": {"specialist": {"price": -1}}},
        {"horizon": {"weeks": 2.5}},
        {"horizon": {"weeks": "2"}},
        {"network": {"kind": "ring"}},
        {"strategies": ["nonsense"]},
        {"strategies": [{"name": "nonsense"}]},
        {"strategies": [{"name": "reminders", "coverage": 2}]},
        {"strategies": [{"coverage": 0.2}]},
        {"strategies": [{"name": "reminders", "target": "nobody"}]},
        {"strategies": [{"name": "reminders", "target": "culture:"}]},
        {"culture": {"groups": {"a": {"trust": 99}}}},
        {"extends": 3},
        {"name": "two\nlines"},
    ],
)
def test_what_loading_refuses_the_schema_refuses(tree: dict[str, Any]) -> None:
    assert not validator().is_valid(tree)
    with pytest.raises(InputError):
        load_scenario(tree)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(valid_trees())
def test_what_loads_is_valid(tree: dict[str, Any]) -> None:
    load_scenario(tree)
    validator().validate(tree)


def test_strategies_are_in_the_schema_with_all_their_fields() -> None:
    definitions = json_schema()["$defs"]
    for name, kind in STRATEGIES.items():
        properties = definitions[f"strategy:{name}"]["properties"]
        assert set(properties) == {"name", *kind.model_fields}
        assert properties["name"] == {"const": name}
        validator().validate({"strategies": [name, {"name": name}]})


def test_every_field_says_what_it_is() -> None:
    for name, field in fields():
        described = "description" in field or "$ref" in field or "const" in field
        assert described, name


def test_every_number_has_unit_bounds_source_and_prior() -> None:
    numbers = 0
    for name, field in fields():
        parts = [field, *field.get("anyOf", [])]
        if not any(part.get("type") in ("number", "integer") for part in parts):
            continue
        numbers += 1
        bounds = next(part for part in parts if "minimum" in part)
        assert field["prior"]["distribution"] in KINDS, name
        low, high = field["prior"].get("interval", (bounds["minimum"], bounds["maximum"]))
        assert field["prior"]["source"], name
        assert field["unit"], name
        assert field["source"], name
        assert bounds["minimum"] <= low <= high <= bounds["maximum"], name
        if field["default"] is not None:
            assert bounds["minimum"] <= field["default"] <= bounds["maximum"], name
    assert numbers > 150


@pytest.mark.parametrize("world", sorted(world_files()))
def test_parameter_rows_hold_the_values_of_the_scenario(world: str) -> None:
    scenario = load_scenario(world)
    rows = parameter_rows(scenario)
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert isinstance(row, Parameter)
        assert row.low <= row.default <= row.high
        here: Any = scenario
        for step in row.name.split("."):
            if isinstance(here, tuple):
                here = here[int(step)]
            else:
                here = here[step] if isinstance(here, dict) else getattr(here, step)
        assert here == row.default


def test_parameter_rows_can_all_be_set_by_their_names() -> None:
    scenario = load_scenario("active_town")
    rows = parameter_rows(scenario)
    changed = load_scenario("active_town", {row.name: row.default for row in rows})
    assert changed == scenario


def test_sources_are_rows_of_the_evidence_or_reasoned_assumptions() -> None:
    ids = re.compile(r"(fitted to )?[A-Z][A-Za-z0-9_*]*(, [A-Z][A-Za-z0-9_*]*)*( \(.*\))?(: .*)?")
    for row in parameter_rows(load_scenario()):
        if row.status == "assumed":
            assert len(row.source) > len("assumption: ") + 8, row.name
        else:
            assert ids.fullmatch(row.source) or row.source.startswith("fitted (run not"), row.name


def test_a_number_that_the_world_changes_is_told_as_given() -> None:
    rows = {row.name: row for row in parameter_rows(load_scenario("town", {"onset_rate": 0.2}))}
    changed = rows["parameters.onset_rate"]
    assert changed.status == "given"
    assert changed.source.startswith("given here; usually 0.114, fitted to P_prev12")
    assert rows["parameters.easing"].status == "assumed"


def test_numbers_left_open_are_not_in_the_table() -> None:
    def names(scenario: Scenario) -> set[str]:
        return {row.name for row in parameter_rows(scenario)}

    assert names(load_scenario("town", {"people": 50})) - names(load_scenario("town")) == {
        "population.people"
    }
