"""``helpseek list``: worlds, strategies, mechanisms, parameters, outcomes, columns of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from experiments.commands import listed_guidelines
from experiments.commands.options import extend_option

if TYPE_CHECKING:
    from simulation.measures.quantity import Quantity
    from simulation.parameters import Parameter

Row = dict[str, Any]
Rows = list[Row]
Told = tuple[str, list[str]]

WHAT = (
    "worlds",
    "strategies",
    "mechanisms",
    "parameters",
    "outcomes",
    "targets",
    "columns",
    "guidelines",
)


@click.command("list", short_help="List worlds, strategies, parameters, outcomes, columns, ...")
@extend_option
@click.argument("what", metavar="WHAT", type=click.Choice(WHAT))
@click.option(
    "--world",
    default="town",
    metavar="WORLD",
    help="The world whose parameters (or culture groups) are listed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def list_(what: str, world: str, as_json: bool) -> None:
    """List the worlds, strategies, mechanisms, parameters, outcomes or targets that there are.

    Targets are the published figures that worlds are put beside, a row of a file each. Columns are
    those that a table of people of your own may have. Mechanisms are told with the
    rules that do them, the parameters that move them, and what changes when they are taken away.
    """
    makers: dict[str, Callable[[], Rows]] = {
        "worlds": _worlds,
        "strategies": _strategies,
        "mechanisms": _mechanisms,
        "parameters": lambda: _parameters(world),
        "outcomes": _outcomes,
        "targets": _targets,
        "columns": lambda: _columns(world),
        "guidelines": listed_guidelines.rows,
    }
    rows = makers[what]()
    if as_json:
        from experiments.files.results import json_text
        from experiments.terminal.streams import say_json

        say_json(json_text(rows))
        return
    if what == "parameters":
        click.echo(click.wrap_text(_doubts(rows), _width()) + "\n")
    for row in rows:
        heading, lines = _TOLD[what](row)
        click.secho(heading, bold=True)
        for line in lines:
            if line:
                click.echo(click.wrap_text(line, _width(), "    ", "    "))


def _width() -> int:
    """How wide lines may be: the terminal, but no wider than one likes to read."""
    import shutil

    return min(shutil.get_terminal_size().columns, 100)


def _told_world(row: Row) -> Told:
    people = "as many as the source holds" if row["people"] is None else _cell(row["people"])
    return row["world"], [row["description"], f"People: {people}; weeks: {row['weeks']}"]


def _told_strategy(row: Row) -> Told:
    fields = ", ".join(f"{name}={_cell(value)}" for name, value in row["fields"].items())
    return row["strategy"], [row["what_it_does"] + ".", f"Fields: {fields}"]


def _told_mechanism(row: Row) -> Told:
    lines = [row["described"]]
    lines += [f"Code: {code['file']}: {', '.join(code['names'])}" for code in row["code"]]
    if row["parameters"]:
        lines.append(f"Parameters: {', '.join(row['parameters'])}")
    if row["strategies"]:
        lines.append(f"Strategies: {', '.join(row['strategies'])}")
    if row["baseline"]:
        lines.append(f"Shows in: {', '.join(row['baseline'])}")
    for switch in row["switches"]:
        where = f" (beside {_settings(switch['on'])})" if switch["on"] else ""
        lines.append(
            f"{switch['shows_in']} {switch['then']} at {_settings(switch['off'])}{where}: "
            f"{switch['because']}."
        )
    return f"{row['number']}. {row['mechanism']}", lines


def _settings(settings: dict[str, Any]) -> str:
    """Settings as a command line takes them; of many that are alike, the first."""
    written = [
        f"{name}={value:g}" if isinstance(value, (int, float)) else f"{name}={value}"
        for name, value in settings.items()
    ]
    if len(written) > 4:
        return f"{', '.join(written[:3])} and {len(written) - 3} more like them"
    return ", ".join(written)


def _told_parameter(row: Row) -> Told:
    return (
        f"{row['parameter']} = {_cell(row['value'])} {row['unit']}",
        [
            f"{row['meaning']}. From {_cell(row['low'])} to {_cell(row['high'])}.",
            f"Prior: {row['prior']['words']}"
            + (f" ({row['prior']['source']})." if row["prior"]["source"] else "."),
            ("Source: " if row["status"] == "sourced" else "") + _begun(row["source"]),
        ],
    )


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


_WINDOWS = {
    "last year": "of the last year: run, compare, sweep",
    "week": "of each week: weekly.parquet",
    "whole time": "of the whole time: compare",
}
"""Windows of quantities, and where they are told."""


def _told_outcome(row: Row) -> Told:
    beside = f" Published: {row['published']:g}, {row['source']}." if row["source"] else ""
    return (
        f"{row['outcome']} ({row['unit']}, {_WINDOWS[row['window']]})",
        [f"{row['title']}: {row['definition']}.{beside}"],
    )


def _told_target(row: Row) -> Told:
    met = row["met_by_random_draws"]
    chance = "" if met is None else f" {100 * met:.0f} % of random draws meet it."
    near = f"; near is {row['near']} ({row['near_is']})" if row["use"] != "context" else ""
    return (
        f"{row['id']} = {row['found']} {row['unit']} ({row['use']}, {row['kind']})",
        [
            f"{row['title']}{near}.{chance}",
            f"Measured as {row['outcome']}: {row['measured']}.",
            f"{row['source']}; {row['place']}.",
            f"Note: {row['reason']}." if row["reason"] else "",
        ],
    )


def _told_column(row: Row) -> Told:
    lines = [row["holds"].capitalize() + "."]
    if row["kind"] == "number":
        lines.append(f"{_cell(row['low'])} to {_cell(row['high'])} {row['unit']}")
    lines += [
        name + (f": {', '.join(words)}" if words else "")
        for name, words in row["categories"].items()
    ]
    return f"{row['column']} ({row['kind']})", lines


_TOLD: dict[str, Callable[[Row], Told]] = {
    "worlds": _told_world,
    "strategies": _told_strategy,
    "mechanisms": _told_mechanism,
    "parameters": _told_parameter,
    "outcomes": _told_outcome,
    "targets": _told_target,
    "columns": _told_column,
    "guidelines": listed_guidelines.told,
}


def _cell(value: Any) -> str:
    return f"{value:,g}" if isinstance(value, (int, float)) and value == value else str(value)


def _worlds() -> Rows:
    from simulation.scenario import load_scenario, world_files

    rows = []
    for name, path in world_files().items():
        scenario = load_scenario(name)
        rows.append(
            {
                "world": name,
                "people": scenario.population.people,
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
            "fields": {field: told.default for field, told in kind.model_fields.items()},
        }
        for name, kind in sorted(STRATEGIES.items())
    ]


def _mechanisms() -> Rows:
    from simulation.measures.shown import shown
    from simulation.mechanisms import MECHANISMS

    known = shown()
    return [
        {
            "number": row.number,
            "mechanism": row.title,
            "described": row.described,
            "code": [
                {"file": f"simulation/{file}", "names": list(names)}
                for file, names in row.code.items()
            ],
            "parameters": list(row.parameters),
            "strategies": list(row.strategies),
            "baseline": list(row.baseline),
            "switches": [
                {
                    "off": dict(switch.off),
                    "on": dict(switch.on),
                    "shows_in": switch.shows_in,
                    "unit": known[switch.shows_in].unit,
                    "definition": known[switch.shows_in].definition,
                    "then": switch.then,
                    "because": switch.because,
                }
                for switch in row.switches
            ],
        }
        for row in MECHANISMS
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
            "prior": _prior(row),
            "status": row.status,
            "source": row.source,
            "evidence": list(row.entry.source),
            "fitted_to": list(row.entry.fitted_to),
            "run": row.entry.run,
            "reason": row.entry.reason,
            "meaning": row.meaning,
        }
        for row in parameter_rows(load_scenario(world))
    ]


def _prior(row: Parameter) -> Row:
    """What a number may be: in words, as it was said, and from where to where."""
    told = row.spread.told() if row.spread else {}
    low, high = row.likely
    return {"distribution": None, "source": "", **told, "likely": [low, high], "words": row.doubt}


def _doubts(rows: Rows) -> str:
    """How many numbers are in doubt, decided, unknown, and fitted to something else than their
    prior says."""
    kinds = [row["prior"]["distribution"] for row in rows]
    decided, unknown = kinds.count("decision"), kinds.count("unknown")
    unsaid = kinds.count(None)
    beyond = [
        row["parameter"]
        for row in rows
        if row["status"] == "fitted"
        and not row["prior"]["likely"][0] <= row["value"] <= row["prior"]["likely"][1]
    ]
    told = (
        f"{len(rows)} numbers: {len(rows) - decided - unknown - unsaid} have a distribution, "
        f"{decided} are decisions, of {unknown} nothing is known but the bounds"
    )
    told += f", of {unsaid} nobody has said anything." if unsaid else "."
    if beyond:
        told += f" Fitted to a value beyond 95 % of the prior: {', '.join(beyond)}."
    return told


def _columns(world: str) -> Rows:
    from simulation.population.fields import PEOPLE_COLUMNS, culture_column
    from simulation.scenario import load_scenario

    own = culture_column(tuple(load_scenario(world).culture.groups))
    return [
        {
            "column": column.name,
            "kind": column.kind,
            "holds": column.meaning,
            "unit": column.unit,
            "low": column.low,
            "high": column.high,
            "categories": {name: list(words) for name, words in (column.categories or {}).items()},
        }
        for column in (own if each.name == own.name else each for each in PEOPLE_COLUMNS.values())
    ]


def _targets() -> Rows:
    from experiments.evidence.target import BASIS_WORDS
    from experiments.evidence.targets import TARGETS
    from experiments.evidence.writing import between, published_words

    return [
        {
            "id": row.id,
            "title": row.title,
            "outcome": row.quantity.name,
            "measured": row.how,
            "found": published_words(row),
            "value": row.value,
            "low": row.low,
            "high": row.high,
            "n": row.n,
            "unit": row.unit,
            "near": between(*row.bounds, row.unit),
            "near_is": BASIS_WORDS[row.basis],
            "use": row.use,
            "kind": row.kind if row.judged else "not judged",
            "met_by_random_draws": row.met_by_random_draws,
            "instead": row.instead,
            "place": row.published.population,
            "source": row.source,
            "evidence": list(row.evidence),
            "reason": row.reason,
        }
        for row in TARGETS
    ]


def _outcomes() -> Rows:
    from experiments.words.wording import published
    from simulation.measures.outcomes import OUTCOMES
    from simulation.measures.weekly import weekly_rows
    from simulation.measures.whole_time import whole_time_rows

    rows = []
    for name, outcome in OUTCOMES.items():
        figure = published(outcome)
        rows.append(
            {
                "outcome": name,
                "window": outcome.window,
                "title": outcome.title,
                "unit": outcome.unit,
                "among": outcome.among.words,
                "definition": outcome.definition,
                "published": None if figure is None else figure.value,
                "source": None if figure is None else f"{figure.source} ({outcome.anchor})",
            }
        )
    return [*rows, *map(_unpublished, (*weekly_rows().values(), *whole_time_rows().values()))]


def _unpublished(row: Quantity) -> Row:
    """What no survey tells: of each week, and of the whole time."""
    return {
        "outcome": row.name,
        "window": row.window,
        "title": row.title,
        "unit": row.unit,
        "among": "adults",
        "definition": row.definition,
        "published": None,
        "source": None,
    }
