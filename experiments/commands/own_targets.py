"""``--targets FILE``: figures of one's own, where a command compares with some or fits to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from experiments.evidence.target_file import Targets
    from simulation.scenario import Scenario

targets_option = click.option(
    "--targets",
    "targets_file",
    metavar="FILE",
    help="A CSV file of targets of your own (helpseek list targets shows the columns at work; "
    "experiments/docs/how_to_compare_with_a_survey.md tells all) in place of published figures.",
)


def targets_from(path: str | None, scenario: Scenario) -> Targets | None:
    """The targets of a file, whose doubts are told; nothing where no file is given.

    Raises InputError with all that is wrong with it.
    """
    if path is None:
        return None
    from experiments.evidence.target_file import read

    found = read(path, scenario.services.rows())
    for doubt in found.doubts:
        click.echo(f"{path}: {doubt}", err=True)
    return found
