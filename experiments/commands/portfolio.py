"""``helpseek portfolio``: the best mixes of strategies under a budget."""

from __future__ import annotations

import click

from experiments.commands.options import (
    SEARCHED_PEOPLE,
    extend_option,
    search_options,
    trust_option,
)


@click.command(short_help="The best mixes of strategies under a budget.")
@extend_option
@click.argument("world", default="town")
@click.option(
    "--budget",
    type=click.FloatRange(0, 1e15, min_open=True),
    required=True,
    metavar="AMOUNT",
    help="What strategies may cost whoever runs them, a year, in the whole place: as for helpseek "
    "compare, the dearest year has to fit.",
)
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    default=("qalys_discounted",),
    show_default=True,
    metavar="OUTCOME[:min|max]",
    help="What a mix should raise or lower (helpseek list outcomes); 'spending' is what it costs "
    "in its dearest year. May be given again.",
)
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    metavar="NAME|FILE:CLASS|YAML",
    help="What may be in a mix, as helpseek compare takes it: a strategy, several with a plus "
    "between them, or a YAML file that lists some; all built-in ones by default. May be given "
    "again.",
)
@click.option(
    "--most",
    "most",
    multiple=True,
    metavar="STRATEGY=SHARE",
    help="The highest coverage of a strategy, by default that of a YAML file, or the upper end "
    "of its prior (helpseek list strategies); of several together, the highest share of their "
    "dose. May be given again.",
)
@click.option(
    "--steps",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    metavar="N",
    help="In how many steps the dose rises to that.",
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
@trust_option
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
    trust: bool,
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
    """Search for the mixes of strategies and coverages in WORLD that do best within a budget.

    Every mix is set beside doing nothing, for the same people with the same luck, in several draws
    of what is not known; the best are confirmed with draws and seeds that the search has not seen.
    Given the --out of an earlier search for the same question, only what is new is run.

    \b
    helpseek portfolio --budget 40000 --set place.adults=80000
    helpseek portfolio --budget 8000 --objective symptom_weeks_total --objective began_care
    helpseek portfolio --budget 8000 --strategy ideas.yaml --strategy leap --strategy reminders
    """
    import sys

    from experiments.commands.settings import searched_scenario
    from experiments.evaluation.asking import kept_told
    from experiments.evaluation.objectives import objectives_of
    from experiments.files.files_read import tell
    from experiments.portfolio.question import Asked
    from experiments.portfolio.study import execute
    from experiments.portfolio.writing import closing
    from experiments.strategies.arms import arms_of, settings_apart
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show
    from simulation.strategies import STRATEGIES

    options = strategies or tuple(STRATEGIES)
    for_world, for_strategies = settings_apart(settings, options)
    scenario = searched_scenario(
        world, people=people, otherwise=SEARCHED_PEOPLE, weeks=weeks, settings=for_world
    )
    asked = Asked(
        scenario=scenario,
        budget=budget,
        objectives=objectives_of(objectives),
        options=tuple(arms_of(options, scenario, for_strategies, trust=trust)),
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
        cluster=cluster,
        figures=not no_figures,
        command=("helpseek", *sys.argv[1:]),
    )
    tell(asked.scenario)
    with Reporter(quiet) as progress, kept_told(out) as told_of_home:
        done = execute(asked, out, replace=force, progress=progress, told_of_home=told_of_home)
    show(*closing(done))


def _most_of(given: tuple[str, ...]) -> dict[str, float]:
    """The highest coverages that options give."""
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
        found[name.strip()] = value
    return found
