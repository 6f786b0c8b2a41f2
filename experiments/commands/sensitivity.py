"""``helpseek sensitivity``: what outcomes, or the effect of a strategy, depend on."""

from __future__ import annotations

import click

from experiments.commands.options import SEARCHED_PEOPLE, extend_option, search_options

_METHODS = ("morris+sobol", "morris+pawn", "morris", "sobol", "pawn")


@click.command(short_help="Which parameters an outcome depends on.")
@extend_option
@click.argument("world", default="town")
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    required=True,
    metavar="NAME",
    help="What may depend on parameters. May be given again.",
)
@click.option(
    "--parameters",
    "parameters",
    multiple=True,
    default=("all",),
    show_default="all",
    metavar="all|SECTION|NAME,...",
    help="What is varied, each within its prior (helpseek list parameters), or NAME=LOW:HIGH.",
)
@click.option(
    "--strategy",
    metavar="NAME",
    help="Ask what this strategy (NAME, FILE.py:CLASS, a plus between several) changes in the "
    "outcome, for the same people with the same luck.",
)
@click.option(
    "--method",
    type=click.Choice(_METHODS),
    default="morris+sobol",
    show_default=True,
    help="Screening of all, then a closer look at what it kept; or one of them for all.",
)
@click.option(
    "--trajectories",
    type=click.IntRange(2, 10_000),
    default=10,
    show_default=True,
    metavar="N",
    help="Of the screening: each takes one run more than there are parameters.",
)
@click.option(
    "--points",
    type=click.IntRange(16, 65_536),
    default=64,
    show_default=True,
    metavar="N",
    help="Of the closer look; for Sobol a power of two, times the parameters and two.",
)
@click.option(
    "--keep",
    type=click.IntRange(1, 100),
    default=8,
    show_default=True,
    metavar="N",
    help="How many parameters the closer look takes over from the screening at most.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1_000),
    default=2,
    show_default=True,
    metavar="N",
    help="Seeds of every point; with two or more, luck is told from parameters.",
)
@search_options
def sensitivity(
    world: str,
    outcomes: tuple[str, ...],
    parameters: tuple[str, ...],
    strategy: str | None,
    method: str,
    trajectories: int,
    points: int,
    keep: int,
    people: int | None,
    weeks: int | None,
    settings: tuple[str, ...],
    seeds: int,
    seed: int,
    confidence: float,
    workers: int | None,
    cluster: str | None,
    no_figures: bool,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Find the parameters of WORLD that outcomes depend on, and how surely.

    Given the --out of an earlier analysis of the same question, only what is new is run.

    \b
    helpseek sensitivity --outcome service_use_12m
    helpseek sensitivity --outcome symptom_weeks --strategy leap --parameters leap,influence
    """
    import sys

    from experiments.commands.settings import searched_scenario
    from experiments.evaluation.asking import kept_told, one_of_each
    from experiments.files.files_read import tell
    from experiments.sensitivity.question import Asked
    from experiments.sensitivity.study import execute
    from experiments.sensitivity.writing import closing
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show
    from simulation.errors import InputError

    if "sobol" in method and points & (points - 1):
        raise InputError(
            "is no power of two",
            source="--points",
            found=points,
            allowed="16, 32, 64, 128 and so on with Sobol",
        )
    asked = Asked(
        scenario=searched_scenario(
            world, people=people, otherwise=SEARCHED_PEOPLE, weeks=weeks, settings=settings
        ),
        outcomes=one_of_each(outcomes),
        parameters=parameters,
        strategy=strategy,
        method=method,  # type: ignore[arg-type]
        trajectories=trajectories,
        points=points,
        keep=keep,
        seeds=seeds,
        seed=seed,
        confidence=confidence,
        workers=workers,
        cluster=cluster,
        figures=not no_figures,
        command=("helpseek", *sys.argv[1:]),
    )
    tell(asked.scenario)
    with Reporter(quiet) as progress, kept_told(out) as told_of_home:
        done = execute(asked, out, replace=force, progress=progress, told_of_home=told_of_home)
    show(*closing(done))
