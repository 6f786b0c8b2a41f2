"""``helpseek check``: is a scenario or plan valid, and what does it describe?"""

from __future__ import annotations

from typing import Any

import click

from experiments.commands.options import extend_option, trust_option


@click.command(short_help="Check a scenario, or the plan of a sweep.")
@extend_option
@click.argument("file", metavar="FILE")
@trust_option
def check(file: str, trust: bool) -> None:
    """Check a scenario, or the plan of a sweep, with the files that it names, and tell what it
    describes. Of a plan all points and combinations of levers are checked, and nothing is run.

    Files of people and networks are read as for a run, and shown: their columns and first rows,
    what became of them, and how many people there are of each age and degree.
    """
    from experiments.commands.settings import is_plan
    from experiments.files.files_read import lines, preview, summaries_of
    from experiments.terminal.tables import show, table
    from simulation.scenario import load_scenario

    if is_plan(file):
        show(*_plan_told(file, trust))
        return
    scenario = load_scenario(file)
    read = summaries_of(scenario)
    show(
        table(["What", "Value"], _described(scenario), title=f"{scenario.name} is valid"),
        *(part for summary in read for part in (*lines([summary]), *preview(summary))),
    )
    if scenario.description:
        show(scenario.description)


def _plan_told(file: str, trust: bool) -> list[Any]:
    """What a plan would do, once all of it has been checked."""
    from experiments.files.files_read import lines, preview, summaries_of
    from experiments.sweep.plan import read_plan
    from experiments.sweep.question import sweep_of
    from experiments.terminal.tables import table

    sweep = sweep_of(read_plan(file, trust=trust))
    sweep.check()
    plan = sweep.read.plan
    read = summaries_of(sweep.scenario)
    parts = sweep.policies[0].columns
    rows = [
        ("world", sweep.scenario.name),
        *(row for row in _described(sweep.scenario) if row[0] in ("people", "network", "time")),
        ("points", f"{len(sweep.points):,}, {plan.design.kind}" if sweep.uncertain else "one"),
        ("uncertain", ", ".join(one.column for one in sweep.uncertain) or "nothing"),
        ("levers", ", ".join(parts) or "none"),
        ("combinations of levers", f"{len(sweep.policies):,}"),
        ("seeds", f"{len(sweep.seeds):,}"),
        ("runs", f"{sweep.runs:,}"),
        ("outcomes", ", ".join(plan.outcomes) or "all"),
    ]
    return [
        table(["What", "Value"], rows, title=f"{file} is a valid plan"),
        *(part for summary in read for part in (*lines([summary]), *preview(summary))),
        f"How long it would take: helpseek sweep {file} --dry-run",
    ]


def _described(scenario: Any) -> list[tuple[str, str]]:
    """The scenario in a few lines."""
    population, network, horizon = scenario.population, scenario.network, scenario.horizon
    people = "as many as there are" if population.people is None else f"{population.people:,}"
    kinds = {
        "generator": f"{network.generator} of NetworkX",
        "file": "a file",
        "friendships": "friendships by place, age and income",
        "none": "none but those who live together",
    }
    offered = [
        f"{name} ({service.places:g} places per 1,000 adults)"
        for name, service in scenario.services.by_name().items()
        if service.places > 0
    ]
    rows = [
        ("people", f"{people}, from {population.source}"),
        ("network", kinds.get(network.kind, network.kind)),
        ("time", f"{horizon.weeks:,} weeks after a burn-in of {horizon.burn_in_weeks:,}"),
        ("services", ", ".join(offered) or "none"),
        ("culture groups", ", ".join(scenario.culture.groups)),
        ("strategies", ", ".join(each.kind for each in scenario.strategies) or "none"),
        ("currency", scenario.costs.currency),
    ]
    if scenario.posterior is not None:
        rows.append(("posterior", _posterior_of(scenario)))
    other = _changed(scenario)
    rows.append(("numbers unlike the defaults", ", ".join(other) or "none"))
    return rows


def _posterior_of(scenario: Any) -> str:
    """What the posterior of a world holds. Raises InputError where it cannot be used."""
    import os

    from experiments.uncertainty.kept import read_draws

    draws = read_draws(scenario.posterior, scenario)
    name = os.path.basename(scenario.posterior)
    return f"{name}: {len(draws):,} draws of {len(draws.places):,} numbers"


def _changed(scenario: Any) -> list[str]:
    """Parameters that differ from the defaults of their fields."""
    from simulation.scenario import Scenario, parameter_rows

    usual = {row.name: row.default for row in parameter_rows(Scenario())}
    return [
        f"{row.name}={row.default:g}"
        for row in parameter_rows(scenario)
        if row.name in usual and usual[row.name] != row.default
    ]
