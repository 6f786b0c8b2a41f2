"""``helpseek portfolio``: the best mixes of strategies under a budget."""

from __future__ import annotations

import click

from experiments.commands.options import SEARCHED_PEOPLE, extend_option, search_options


@click.command(short_help="The best mixes of strategies under a budget.")
@extend_option
@click.argument("world", default="town")
@click.option(
    "--budget",
    type=click.FloatRange(0, 1e9),
    required=True,
    metavar="AMOUNT",
    help="What strategies may cost per adult and year, mean over the whole time.",
)
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    required=True,
    metavar="OUTCOME[:min|max]",
    help="What a mix should raise or lower; 'spending' is what it costs. May be given again.",
)
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    metavar="NAME|FILE:CLASS",
    help="A strategy that may be in a mix; all built-in ones by default. May be given again.",
)
@click.option(
    "--most",
    "most",
    multiple=True,
    metavar="STRATEGY=SHARE",
    help="The highest coverage of a strategy; the upper end of its prior by default (helpseek list "
    "strategies). May be given again.",
)
@click.option(
    "--steps",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    metavar="N",
    help="In how many steps coverage rises to that.",
)
@click.option(
    "--judge-by",
    "judge",
    type=click.Choice(["worst-quarter", "mean"]),
    default="worst-quarter",
    show_default=True,
    help="Whether a mix is judged by the worst quarter of the draws or by the mean of all.",
)
@click.option(
    "--trials",
    type=click.IntRange(1, 100_000),
    default=120,
    show_default=True,
    metavar="N",
    help="How many mixes the search asks for.",
)
@click.option(
    "--generation",
    type=click.IntRange(2, 10_000),
    default=24,
    show_default=True,
    metavar="N",
    help="How many of them at once, before the next ones are chosen.",
)
@click.option(
    "--parameters",
    "parameters",
    multiple=True,
    default=("all",),
    show_default="all",
    metavar="all|SECTION|NAME,...",
    help="What is not known, each within its prior, or NAME=LOW:HIGH.",
)
@click.option(
    "--draws",
    type=click.IntRange(2, 10_000),
    default=16,
    show_default=True,
    metavar="N",
    help="Draws of the parameters that every mix meets; as many fresh ones confirm the best.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1_000),
    default=1,
    show_default=True,
    metavar="N",
    help="Seeds of every draw.",
)
@search_options
def portfolio(
    world: str,
    budget: float,
    objectives: tuple[str, ...],
    strategies: tuple[str, ...],
    most: tuple[str, ...],
    steps: int,
    judge: str,
    trials: int,
    generation: int,
    parameters: tuple[str, ...],
    draws: int,
    people: int | None,
    weeks: int | None,
    settings: tuple[str, ...],
    seeds: int,
    seed: int,
    confidence: float,
    workers: int | None,
    no_figures: bool,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Search for the mixes of strategies and coverages in WORLD that do best within a budget.

    Every mix is set beside doing nothing, for the same people with the same luck, in several draws
    of what is not known; the best are confirmed with draws and seeds that the search has not seen.
    Given the --out of an earlier search for the same question, only what is new is run.

    \b
    helpseek portfolio --budget 20 --objective symptom_weeks --objective service_use_12m
    helpseek portfolio --budget 10 --objective qaly_loss --strategy leap --strategy reminders
    """
    import sys

    from experiments.commands.settings import searched_scenario
    from experiments.evaluation.asking import kept_told
    from experiments.evaluation.objectives import objectives_of
    from experiments.files.files_read import tell
    from experiments.portfolio.question import Asked
    from experiments.portfolio.study import execute
    from experiments.portfolio.writing import closing
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show
    from simulation.strategies import STRATEGIES

    asked = Asked(
        scenario=searched_scenario(
            world, people=people, otherwise=SEARCHED_PEOPLE, weeks=weeks, settings=settings
        ),
        budget=budget,
        objectives=objectives_of(objectives),
        strategies=strategies or tuple(STRATEGIES),
        most=_most_of(most),
        parameters=parameters,
        judge=judge,  # type: ignore[arg-type]
        steps=steps,
        trials=trials,
        generation=generation,
        draws=draws,
        seeds=seeds,
        seed=seed,
        confidence=confidence,
        workers=workers,
        figures=not no_figures,
        command=("helpseek", *sys.argv[1:]),
    )
    tell(asked.scenario)
    with Reporter(quiet) as progress, kept_told() as told_of_home:
        done = execute(asked, out, replace=force, progress=progress, told_of_home=told_of_home)
    show(*closing(done))


def _most_of(given: tuple[str, ...]) -> dict[str, float]:
    """The highest coverages that options give."""
    from experiments.strategies.arms import full_name
    from simulation.errors import InputError

    found: dict[str, float] = {}
    for text in given:
        name, _, share = text.partition("=")
        try:
            value = float(share)
        except ValueError:
            value = -1.0
        if not 0.0 < value <= 1.0:
            raise InputError(
                "is no highest coverage",
                source="--most",
                found=text,
                allowed="STRATEGY=SHARE, a share above 0 and up to 1",
            )
        found[full_name(name, "--most")] = value
    return found
