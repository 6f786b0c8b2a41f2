"""The command ``helpseek``; what is slow to import is imported by the command that needs it."""

from __future__ import annotations

import gc
import sys
import warnings
from collections.abc import Sequence
from typing import TextIO

import click

from experiments.commands.benchmark import benchmark
from experiments.commands.calibrate import calibrate
from experiments.commands.check import check
from experiments.commands.compare import compare
from experiments.commands.discover import discover
from experiments.commands.evidence import evidence
from experiments.commands.listing import list_
from experiments.commands.pack import pack
from experiments.commands.portfolio import portfolio
from experiments.commands.query import query
from experiments.commands.report import report
from experiments.commands.rerun import rerun
from experiments.commands.run import run
from experiments.commands.schedule import schedule
from experiments.commands.schema import schema
from experiments.commands.sensitivity import sensitivity
from experiments.commands.serve import serve
from experiments.commands.sweep import sweep
from experiments.commands.targets import targets
from experiments.terminal.failures import exit_code_of, say
from experiments.terminal.streams import make_ready
from simulation.compiling import allow_helpers
from simulation.errors import Notice, one_line


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: helpseek run",
    invoke_without_command=True,
)
@click.version_option(package_name="helpseek")
@click.pass_context
def helpseek(context: click.Context) -> None:
    """How people come to seek help for their mental health, refuse it, take it and stay with it."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (
    run,
    compare,
    serve,
    report,
    sweep,
    query,
    sensitivity,
    portfolio,
    discover,
    calibrate,
    check,
    list_,
    schema,
    schedule,
    rerun,
    pack,
    evidence,
    targets,
    benchmark,
):
    helpseek.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``helpseek`` with these arguments (those of the process by default) and exit."""
    # Each round looks through all that was imported; there is little to collect.
    gc.set_threshold(100_000, *gc.get_threshold()[1:])
    make_ready()
    allow_helpers()
    with warnings.catch_warnings():
        _tell_notices()
        code = exit_code_of(
            lambda: helpseek.main(
                list(arguments) if arguments is not None else None,
                prog_name="helpseek",
                standalone_mode=False,
            )
        )
    if code == 0:
        _tell_of_the_cache()
    sys.exit(code)


def _tell_notices() -> None:
    """Have notices said in plain words, once each; other warnings go on as they are."""
    usual = warnings.showwarning
    told: set[str] = set()

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not issubclass(category, Notice):
            usual(message, category, filename, lineno, file, line)
        elif (text := one_line(str(message))) not in told:
            told.add(text)
            say(f"note: {text}")

    warnings.simplefilter("always", Notice)
    warnings.showwarning = show


def _tell_of_the_cache() -> None:
    """Say so if every start compiles the model anew."""
    compiling = sys.modules.get(allow_helpers.__module__)
    if compiling is None or not (compiling.not_kept or compiling.damaged):
        return
    from simulation.compiled import cache_folder

    if compiling.not_kept:
        say(
            f"helpseek: compiled code cannot be kept in {cache_folder()} "
            f"({compiling.not_kept[0]}), so that every start takes long; HELPSEEK_CACHE names "
            "another folder"
        )
    if compiling.damaged:
        say(
            f"helpseek: compiled code in {cache_folder()} was damaged (a full disk or a loss of "
            "power can do that) and has been compiled anew"
        )
    compiling.not_kept.clear()
    compiling.damaged.clear()


if __name__ == "__main__":
    main()
