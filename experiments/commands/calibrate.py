"""``helpseek calibrate``: fit numbers within their priors to published figures."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option, output_options, workers_options
from experiments.commands.own_targets import targets_from, targets_option
from experiments.commands.towns_that_fit import draws_options, fit_draws, refuse_strangers

_PEOPLE = 4_000
"""People of the town in which a point is fitted, where nothing else says it."""
_POINTS = 12


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
    metavar="NAME,...",
    help="What may be moved, each within its prior; no more of them than figures, unless with "
    "--draws, where it is all that has a prior by default.",
)
@draws_options
@click.option(
    "--points",
    type=click.IntRange(0, 10_000),
    metavar="N",
    help=f"Points spread over the priors, of which the best is the start; {_POINTS} by default. "
    "With --draws, points of each wave; as many as there are numbers ask for by default.",
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
    help=f"How many people live there during the fit; {_PEOPLE:,} by default (with --draws, as "
    "many as in the world), or as many as files of people or of a network hold.",
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
@workers_options
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@output_options
def calibrate(
    world: str,
    targets: tuple[str, ...],
    targets_file: str | None,
    parameters: tuple[str, ...],
    draws: int | None,
    without: tuple[str, ...],
    discrepancy: float | None,
    elsewhere: float | None,
    waves: int | None,
    runs: int | None,
    minutes: float | None,
    points: int | None,
    rounds: int,
    people: int | None,
    seeds: int,
    seed: int,
    workers: int | None,
    cluster: str | None,
    no_figures: bool,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Fit parameters of WORLD to published figures, and write a world file that extends it.

    The world itself stays as it is. Every point meets the same seeds; how good the fit is, is told
    by seeds that it never saw. Given the --out of an earlier fit, only what is new is run.

    With --draws it gives not one point but many towns, all consistent with the figures, which tell
    how far the figures leave numbers open: waves of runs rule out where no town fits, and draws of
    what is left are run and weighed.

    \b
    helpseek calibrate --target C1,C2 --parameters recognition_base,intention_base
    helpseek calibrate --targets my_survey.csv --parameters recognition_base,intention_base
    helpseek calibrate town --draws 500 --minutes 60
    """
    import sys

    from experiments.calibrate.question import Asked
    from experiments.calibrate.study import execute
    from experiments.calibrate.writing import closing
    from experiments.commands.settings import scenario_of, searched_scenario
    from experiments.evaluation.aims import aims_of
    from experiments.evaluation.asking import kept_told
    from experiments.evidence.comparison import answerable
    from experiments.evidence.targets import built_in
    from experiments.files.files_read import tell
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show
    from simulation.errors import InputError

    refuse_strangers(draws)
    command = ("helpseek", *sys.argv[1:])
    if draws is not None:
        scenario = scenario_of(world, people=people)
        fit_draws(
            scenario,
            world,
            targets_from(targets_file, scenario) or built_in(),
            targets,
            command,
            draws=draws,
            without=without,
            discrepancy=discrepancy,
            elsewhere=elsewhere,
            waves=waves,
            runs=runs,
            minutes=minutes,
            parameters=parameters,
            points=points,
            seed=seed,
            workers=workers,
            cluster=cluster,
            figures=not no_figures,
            out=out,
            force=force,
            quiet=quiet,
        )
        return
    if not parameters:
        raise InputError(
            "nothing may be moved",
            source="--parameters",
            allowed="names of numbers; with --draws, all that have a prior by default",
        )
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
        points=_POINTS if points is None else points,
        rounds=rounds,
        seeds=seeds,
        seed=seed,
        workers=workers,
        cluster=cluster,
        figures=not no_figures,
        command=command,
    )
    tell(asked.scenario)
    with Reporter(quiet) as progress, kept_told(out) as told_of_home:
        done = execute(asked, out, replace=force, progress=progress, told_of_home=told_of_home)
    show(*closing(done))
