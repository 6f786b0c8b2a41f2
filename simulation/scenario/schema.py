"""The scenario as a JSON Schema for editors, and its numbers as a table."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from simulation.parameters import Parameter, Section, parameters_of
from simulation.parameters.services import LIKE
from simulation.scenario.loading import world_files
from simulation.scenario.own_numbers import entries_of
from simulation.scenario.own_priors import spreads_of, with_spreads
from simulation.scenario.tree import MOST_STRATEGIES, Scenario
from simulation.strategies import STRATEGIES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of a scenario file, all strategies with their fields in it.

    Numbers carry ``unit``, ``source`` and ``prior`` beside their bounds, default and description.
    """
    kinds = list(STRATEGIES.values())
    references, shared = models_json_schema(
        [(Scenario, "validation"), *((kind, "validation") for kind in kinds)],
        ref_template="#/$defs/{model}",
    )
    definitions = dict(shared["$defs"])

    def taken(kind: type[Section]) -> dict[str, Any]:
        key = references[kind, "validation"]["$ref"].removeprefix("#/$defs/")
        return dict(definitions.pop(key))

    entries = []
    for name, kind in STRATEGIES.items():
        entry = taken(kind)
        entry["properties"] = {"name": {"const": name}, **entry.get("properties", {})}
        entry["required"] = ["name", *entry.get("required", [])]
        entry["title"] = name
        definitions[f"strategy:{name}"] = entry
        entries.append({"$ref": f"#/$defs/strategy:{name}"})
    # A file may take a group away by null; a scenario holds none that is null.
    groups = definitions["Culture"]["properties"]["groups"]
    groups["additionalProperties"] = {"anyOf": [groups["additionalProperties"], {"type": "null"}]}
    # So may a service that a world names itself, which may be like another one.
    service = definitions["Service"]
    service["properties"] = {
        **service["properties"],
        LIKE: {
            "type": "string",
            "title": "Like",
            "description": "The service of which this one takes all numbers that are not said "
            "here, as "
            "it is in the world so far",
        },
    }
    definitions["Services"]["additionalProperties"] = {
        "anyOf": [{"$ref": "#/$defs/Service"}, {"type": "null"}]
    }
    schema = taken(Scenario)
    definitions.pop("Strategy", None)
    properties = dict(schema["properties"])
    properties["strategies"] = {
        "type": "array",
        "maxItems": MOST_STRATEGIES,
        "default": [],
        "title": "Strategies",
        "description": Scenario.model_fields["strategies"].description,
        "items": {"anyOf": [{"enum": list(STRATEGIES)}, *entries]},
    }
    extends = {
        "type": ["string", "null"],
        "title": "Extends",
        "description": "The world that this file says what differs from: a built-in one "
        f"({', '.join(world_files())}) or the path of a file. Left out, the default of each field; "
        "null, nothing, so that only culture groups named here exist",
    }
    # In a file it is the name of a CSV file.
    rows = {**properties["numbers"], "type": "array"}
    description = rows.pop("description")
    properties["numbers"] = {
        "title": "Numbers",
        "description": description,
        "default": [],
        "anyOf": [{"type": "string", "minLength": 1, "format": "path"}, rows],
    }
    return {
        "$schema": DIALECT,
        **schema,
        "title": "Scenario of Helpseek",
        "properties": {"extends": extends, **properties},
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def parameter_rows(scenario: Scenario) -> list[Parameter]:
    """All numbers of a scenario with the values that they have in it, strategies' included.

    What is known of a number is what a row of its own says (of the world, or of the table that
    comes with the model), as long as its value is that of the row.

    ``name`` is the place of the number as settings name it. Numbers that are left open, as the
    size of the population may be, are left out.
    """
    own = entries_of(scenario.numbers)
    rows = list(parameters_of(scenario, own=own))
    said = spreads_of(scenario.priors, [row for row in rows if row.default is not None])
    rows = with_spreads(rows, said)
    for index, strategy in enumerate(scenario.strategies):
        rows += parameters_of(strategy, f"strategies.{index}.")
    return [row for row in rows if row.default is not None]
