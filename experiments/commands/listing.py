"""``helpseek list``: the worlds, strategies, parameters and outcomes that there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Rows = list[dict[str, Any]]


@click.command("list")
@click.argument("what", type=click.Choice(["worlds", "strategies", "parameters", "outcomes"]))
@click.option(
    "--world", default="town", metavar="WORLD", help="Of which world parameters are listed."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def list_(what: str, world: str, as_json: bool) -> None:
    """List the worlds, strategies, parameters or outcomes that there are."""
    makers: dict[str, Callable[[], Rows]] = {
        "worlds": _worlds,
        "strategies": _strategies,
        "parameters": lambda: _parameters(world),
        "outcomes": _outcomes,
    }
    rows = makers[what]()
    if as_json:
        from experiments.results import json_text

        click.echo(json_text(rows), nl=False)
        return
    from experiments.tables import show, table

    headings = [key.replace("_", " ").capitalize() for key in rows[0]] if rows else []
    show(table(headings, [[_cell(value) for value in row.values()] for row in rows]))


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_cell, value))
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _worlds() -> Rows:
    from simulation.scenario import load_scenario, world_files

    rows = []
    for name, path in world_files().items():
        scenario = load_scenario(name)
        people = scenario.population.people
        rows.append(
            {
                "world": name,
                "people": "as the source holds" if people is None else people,
                "weeks": scenario.horizon.weeks,
                "description": scenario.description,
                "file": str(path),
            }
        )
    return rows


def _strategies() -> Rows:
    from simulation.strategies import STRATEGIES

    return [
        {
            "strategy": name,
            "what_it_does": kind.title,
            "fields": [
                f"{field}={'' if told.default is None else _cell(told.default)}"
                for field, told in kind.model_fields.items()
            ],
        }
        for name, kind in sorted(STRATEGIES.items())
    ]


def _parameters(world: str) -> Rows:
    from simulation.scenario import load_scenario, parameter_rows

    return [
        {
            "parameter": row.name,
            "value": row.default,
            "unit": row.unit,
            "low": row.low,
            "high": row.high,
            "prior": list(row.prior),
            "source": row.source,
            "meaning": row.meaning,
        }
        for row in parameter_rows(load_scenario(world))
    ]


def _outcomes() -> Rows:
    from experiments.wording import PUBLISHED
    from simulation.outcomes import OUTCOMES

    rows = []
    for name, outcome in OUTCOMES.items():
        published = PUBLISHED.get(outcome.anchor)
        rows.append(
            {
                "outcome": name,
                "title": outcome.title,
                "unit": outcome.unit,
                "definition": outcome.definition,
                "published": None if published is None else published.value,
                "source": None if published is None else f"{published.source} ({outcome.anchor})",
            }
        )
    return rows
