"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def scenario_options(command: Command) -> Command:
    """A world, and what options say upon it."""
    for decorate in reversed(
        (
            click.argument("world", default="town"),
            click.option("--people", type=int, metavar="N", help="How many people live there."),
            click.option("--weeks", type=int, metavar="W", help="How many weeks are simulated."),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="KEY=VALUE",
                help="Set any value of the scenario, for instance services.specialist.price=0. "
                "May be given again.",
            ),
            click.option(
                "--network",
                metavar="FILE",
                help="Put people on a network of your own: a list of ties or a matrix (CSV and the "
                "like), GraphML, GML, GEXF, Pajek, JSON, Matrix Market and others, gzip or not.",
            ),
            click.option(
                "--strategy",
                "strategies",
                multiple=True,
                metavar="NAME|FILE:CLASS",
                help="A strategy by name, or a class from a Python file of your own. May be given "
                "again.",
            ),
        )
    ):
        command = decorate(command)
    return command


def workers_options(command: Command) -> Command:
    """Who does the runs of a command that makes many."""
    for decorate in reversed(
        (
            click.option(
                "--workers",
                type=click.IntRange(1, 1024),
                metavar="N",
                help="Processes that share the work; one a processor by default. Results do not "
                "depend on it.",
            ),
            click.option(
                "--cluster",
                metavar="ADDRESS",
                help="Send the runs to a dask.distributed cluster instead: the address of its "
                "scheduler (tcp://HOST:8786) or its scheduler file. Needs the extra 'cluster'.",
            ),
        )
    ):
        command = decorate(command)
    return command


SEARCHED_PEOPLE = 2_000
"""People of the town in which commands look for points to run, where nothing else says it."""


def search_options(command: Command) -> Command:
    """What commands share that choose the points they run by what they have seen."""
    for decorate in reversed(
        (
            click.option(
                "--people",
                type=int,
                metavar="N",
                help=f"How many people live there; {SEARCHED_PEOPLE:,} by default, or as many as "
                "files of people or of a network hold.",
            ),
            click.option("--weeks", type=int, metavar="W", help="How many weeks are simulated."),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="KEY=VALUE",
                help="Set any value of the scenario. May be given again.",
            ),
            click.option(
                "--seed",
                type=click.IntRange(0, 2**62),
                default=1,
                show_default=True,
                metavar="S",
                help="The first seed, from which the chance of the search follows, too.",
            ),
            click.option(
                "--confidence",
                type=click.FloatRange(0.5, 0.9999),
                default=0.95,
                show_default=True,
                metavar="SHARE",
                help="How sure intervals are.",
            ),
            workers_options,
            click.option("--no-figures", is_flag=True, help="Draw no figures."),
            output_options,
        )
    ):
        command = decorate(command)
    return command


def extend_option(command: Command) -> Command:
    """Files with extensions, which are registered for this one command."""

    def extended(context: click.Context, _: click.Parameter, files: tuple[str, ...]) -> None:
        from experiments.strategies.own_code import extend, withdraw

        if context.resilient_parsing:
            return
        withdraw()  # whatever an earlier command of this process has left
        context.call_on_close(withdraw)
        for file in files:
            extend(file)

    return click.option(
        "--extend",
        multiple=True,
        metavar="FILE",
        expose_value=False,
        is_eager=True,
        callback=extended,
        help="Add the traits, processes, measures and numbers of a Python file of your own. May be "
        "given again.",
    )(command)


def trust_option(command: Command) -> Command:
    """Whether code that files name may run."""
    return click.option(
        "--trust",
        is_flag=True,
        help="Run the Python files that FILE names; without it they are refused. What the command "
        "line itself names runs in any case.",
    )(command)


def output_options(command: Command) -> Command:
    """Where results go."""
    for decorate in reversed(
        (
            click.option(
                "--out",
                metavar="DIR",
                help="Directory of the results; a new one in results/ by default.",
            ),
            click.option("--force", is_flag=True, help="Replace an earlier result in DIR."),
            click.option("--quiet", is_flag=True, help="Show no progress."),
        )
    ):
        command = decorate(command)
    return command
