"""``helpseek calibrate``: fit parameters within their priors to published figures."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option, output_options
from experiments.commands.own_targets import targets_from, targets_option

_PEOPLE = 4_000
"""People of the town that is fitted, where nothing else says it."""


@click.command(short_help="Fit parameters to published figures.")
@extend_option
@click.argument("world", default="town")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="ID,...",
    help="A figure that helpseek evidence compares with, or the beginning of several ids. May be "
    "given again; with --targets, all rows of the file with use fit unless any is named.",
)
@targets_option
@click.option(
    "--parameters",
    "parameters",
    multiple=True,
    required=True,
    metavar="NAME,...",
    help="What may be moved, each within its prior; no more of them than figures.",
)
@click.option(
    "--points",
    type=click.IntRange(0, 10_000),
    default=12,
    show_default=True,
    metavar="N",
    help="Points spread over the priors, of which the best is the start.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 1_000),
    default=8,
    show_default=True,
    metavar="N",
    help="Steps of the fit at most.",
)
@click.option(
    "--people",
    type=int,
    metavar="N",
    help=f"How many people live there during the fit; {_PEOPLE:,} by default, or as many as files "
    "of people or of a network hold.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1_000),
    default=4,
    show_default=True,
    metavar="N",
    help="Seeds of every point; as many fresh ones tell how good the fit is.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**62),
    default=1,
    show_default=True,
    metavar="S",
    help="The first of them.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Processes that share the work; one a processor by default. Results do not depend on it.",
)
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@output_options
def calibrate(
    world: str,
    targets: tuple[str, ...],
    targets_file: str | None,
    parameters: tuple[str, ...],
    points: int,
    rounds: int,
    people: int | None,
    seeds: int,
    seed: int,
    workers: int | None,
    no_figures: bool,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Fit parameters of WORLD to published figures, and write a world file that extends it.

    The world itself stays as it is. Every point meets the same seeds; how good the fit is, is told
    by seeds that it never saw. Given the --out of an earlier fit, only what is new is run.

    \b
    helpseek calibrate --target C1,C2 --parameters recognition_base,intention_base
    helpseek calibrate --targets my_survey.csv --parameters recognition_base,intention_base
    """
    import sys

    from experiments.calibrate.question import Asked
    from experiments.calibrate.study import execute
    from experiments.calibrate.targets import aims_of
    from experiments.calibrate.writing import closing
    from experiments.commands.settings import searched_scenario
    from experiments.evaluation.asking import kept_told
    from experiments.evidence.comparison import answerable
    from experiments.evidence.targets import built_in
    from experiments.files.files_read import tell
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show
    from simulation.errors import InputError

    if not targets and targets_file is None:
        raise InputError(
            "nothing to fit to", source="--target", allowed="ids, or --targets with a file"
        )
    scenario = searched_scenario(world, people=people, otherwise=_PEOPLE)
    file = targets_from(targets_file, scenario) or built_in()
    aims = aims_of(targets, file)
    answerable(scenario, [aim.target for aim in aims], file.called, every=True)
    asked = Asked(
        scenario=scenario,
        world=world,
        aims=tuple(aims),
        targets=file,
        parameters=parameters,
        points=points,
        rounds=rounds,
        seeds=seeds,
        seed=seed,
        workers=workers,
        figures=not no_figures,
        command=("helpseek", *sys.argv[1:]),
    )
    tell(asked.scenario)
    with Reporter(quiet) as progress, kept_told() as told_of_home:
        done = execute(asked, out, replace=force, progress=progress, told_of_home=told_of_home)
    show(*closing(done))
