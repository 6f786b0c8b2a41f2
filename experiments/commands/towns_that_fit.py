"""``helpseek calibrate --draws N``: towns that fit, in place of one point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.evidence.target_file import Targets
    from simulation.scenario import Scenario

_OPTIONS = (
    click.option(
        "--draws",
        type=click.IntRange(50, 100_000),
        metavar="N",
        help="Give so many towns that all fit, in place of one point: draws of all numbers (or of "
        "--parameters) that are consistent with the figures, and a world that names them.",
    ),
    click.option(
        "--without",
        multiple=True,
        metavar="ID,...",
        help="Figures to keep from the fit of --draws; they are looked at afterwards.",
    ),
    click.option(
        "--discrepancy",
        type=click.FloatRange(0.0, 1.0, max_open=True),
        metavar="SHARE",
        help="With --draws, how far the model may be off (a standard deviation, as a share of the "
        "figure) where a row of the targets tells no tolerance; 0.05 by default.",
    ),
    click.option(
        "--elsewhere",
        type=click.FloatRange(0.0, 1.0, max_open=True),
        metavar="SHARE",
        help="With --draws, that the figures are of other places than the world: by how much "
        "places differ (a standard deviation, as a share of the figure), on top of the "
        "discrepancy; 0 by default.",
    ),
    click.option(
        "--waves",
        type=click.IntRange(1, 100),
        metavar="N",
        help="Waves of --draws at most; 8 by default. They end when the space stops shrinking.",
    ),
    click.option("--runs", type=click.IntRange(1), metavar="N", help="Runs of --draws at most."),
    click.option(
        "--minutes",
        type=click.FloatRange(0.0, min_open=True),
        metavar="M",
        help="Minutes that --draws may take. The same command with --out adds waves.",
    ),
)
_OF_DRAWS = ("without", "discrepancy", "elsewhere", "waves", "runs", "minutes")
_OF_POINT = ("rounds", "seeds")


def draws_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of ``--draws`` on a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_strangers(draws: int | None) -> None:
    """Refuse options of the other kind of fit. Raises InputError."""
    from click.core import ParameterSource

    context = click.get_current_context()
    strangers = _OF_DRAWS if draws is None else _OF_POINT
    for name in strangers:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise InputError(
                "belongs to the fit of draws" if draws is None else "belongs to the fit of a point",
                source=f"--{name}",
                allowed="--draws N beside it" if draws is None else "no --draws beside it",
            )


def fit_draws(
    scenario: Scenario,
    world: str,
    file: Targets,
    targets: Sequence[str],
    command: tuple[str, ...],
    *,
    draws: int,
    without: Sequence[str],
    discrepancy: float | None,
    elsewhere: float | None,
    waves: int | None,
    runs: int | None,
    minutes: float | None,
    parameters: Sequence[str],
    points: int | None,
    seed: int,
    workers: int | None,
    cluster: str | None,
    figures: bool,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Fit draws and say what was found."""
    from experiments.evaluation.asking import kept_told
    from experiments.files.files_read import tell
    from experiments.posterior.asking import chosen, moved_priors
    from experiments.posterior.question import Asked
    from experiments.posterior.rows import DISCREPANCY
    from experiments.posterior.study import execute
    from experiments.posterior.waves import Settings
    from experiments.posterior.writing import closing
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show

    figures_of = chosen(scenario, file, targets, without)
    asked = Asked(
        scenario=scenario,
        world=world,
        fit=figures_of.fit,
        check=figures_of.check,
        targets=file,
        parameters=tuple(parameters) or ("all",),
        discrepancy=DISCREPANCY if discrepancy is None else discrepancy,
        elsewhere=elsewhere or 0.0,
        settings=Settings(seed=seed, waves=waves or 8, points=points, draws=draws),
        runs=runs,
        minutes=minutes,
        workers=workers,
        cluster=cluster,
        figures=figures,
        command=command,
    )
    tell(scenario)
    for line in (*figures_of.told, *moved_priors(scenario)):
        click.echo(line, err=True)
    with Reporter(quiet) as progress, kept_told(out) as told_of_home:
        done = execute(asked, out, replace=force, progress=progress, told_of_home=told_of_home)
    show(*closing(done))
