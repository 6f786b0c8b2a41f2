"""``helpseek compare``: strategies beside doing nothing, with the same people and the same luck."""

from __future__ import annotations

import click

from experiments.commands.options import (
    extend_option,
    output_options,
    scenario_options,
    trust_option,
    workers_options,
)
from experiments.commands.own_targets import targets_from, targets_option

LARGEST_SEED = 2**63 - 1
MOST_SEEDS = 100_000


@click.command(short_help="Compare strategies: same people, same luck.")
@extend_option
@scenario_options
@click.option(
    "--seeds",
    type=click.IntRange(1, MOST_SEEDS),
    show_default="40, or 4 for each draw",
    metavar="N",
    help="How many seeds, each a town with its luck; with --until-settled, how many to begin with.",
)
@click.option(
    "--draws",
    "draws_told",
    metavar="N|FILE",
    help="How many draws of the numbers: from the world's posterior, or else from priors; 0 for "
    "luck alone. Or a Parquet file of draws. Left out, the posterior is used where there is one, "
    "with as many draws as --minutes allows.",
)
@click.option(
    "--posterior",
    metavar="FILE",
    help="Draws of the numbers (as helpseek calibrate --draws writes them) instead of the world's.",
)
@click.option(
    "--minutes",
    type=click.FloatRange(0.0, min_open=True),
    show_default="15",
    metavar="M",
    help="How long the draws may take, where --draws does not say how many.",
)
@click.option(
    "--dry-run", is_flag=True, help="Only tell how many runs there would be, and how long."
)
@click.option(
    "--seed",
    type=click.IntRange(0, LARGEST_SEED),
    default=1,
    show_default=True,
    metavar="S",
    help="The first of the seeds.",
)
@click.option(
    "--until-settled",
    is_flag=True,
    help="Add seeds until the differences in the outcomes are settled; intervals allow for that.",
)
@click.option(
    "--most-seeds",
    type=click.IntRange(1, MOST_SEEDS),
    default=400,
    show_default=True,
    metavar="N",
    help="Where --until-settled gives up.",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME",
    help="An outcome to be settled, the first one being that of which the best strategy is told; "
    "began_care and symptom_weeks_total by default. May be given again.",
)
@click.option(
    "--margin",
    "margins",
    multiple=True,
    metavar="OUTCOME=VALUE",
    help="The largest difference in an outcome that would not matter: an interval within it "
    "settles, too. May be given again.",
)
@click.option(
    "--willingness-to-pay",
    "amounts",
    multiple=True,
    type=click.FloatRange(0, 1e9),
    metavar="AMOUNT",
    help="What a QALY is worth, for net benefit and acceptability; 50,000, 100,000 and 150,000 by "
    "default. May be given again.",
)
@click.option(
    "--discount-rate",
    type=click.FloatRange(0.0, 0.5),
    metavar="SHARE",
    help="By how much less costs and health count a year later; that of the world (0.03) by "
    "default.",
)
@click.option(
    "--discount-rate-costs",
    type=click.FloatRange(0.0, 0.5),
    metavar="SHARE",
    help="The same of costs alone.",
)
@click.option(
    "--discount-rate-health",
    type=click.FloatRange(0.0, 0.5),
    metavar="SHARE",
    help="The same of health, and of all other effects, alone.",
)
@click.option(
    "--guideline",
    metavar="NAME",
    help="Discount rates, amounts for a QALY and perspective as a national guideline asks, where "
    "no option says otherwise (helpseek list guidelines).",
)
@click.option(
    "--by",
    metavar="NAMES",
    help="Also tell who gains by these, beside severity, income, culture and sex: age, other "
    "columns of people as they stand in week 0; numbers cut into bands (age:18,35,65) or groups of "
    "equal size (income:5).",
)
@click.option(
    "--budget",
    type=click.FloatRange(0, 1e15, min_open=True),
    metavar="AMOUNT",
    help="What strategies may cost whoever runs them, a year, in the whole place: tells which fit, "
    "the best of them, and how far a dose can go.",
)
@click.option(
    "--perspective",
    type=click.Choice(["all", "payers", "budget"]),
    show_default="all",
    help="Whose costs count: all services and strategies whoever pays, without what patients pay, "
    "or only what the strategies cost who runs them.",
)
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.9999),
    default=0.95,
    show_default=True,
    metavar="SHARE",
    help="How sure intervals are.",
)
@click.option(
    "--people-of",
    type=click.IntRange(0, MOST_SEEDS),
    default=5,
    show_default=True,
    metavar="N",
    help="Of how many seeds every person who changed is written down.",
)
@workers_options
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@targets_option
@trust_option
@output_options
def compare(
    world: str,
    people: int | None,
    weeks: int | None,
    settings: tuple[str, ...],
    network: str | None,
    strategies: tuple[str, ...],
    seeds: int | None,
    draws_told: str | None,
    posterior: str | None,
    minutes: float | None,
    dry_run: bool,
    seed: int,
    until_settled: bool,
    most_seeds: int,
    outcomes: tuple[str, ...],
    margins: tuple[str, ...],
    amounts: tuple[float, ...],
    discount_rate: float | None,
    discount_rate_costs: float | None,
    discount_rate_health: float | None,
    guideline: str | None,
    by: str | None,
    budget: float | None,
    perspective: str | None,
    confidence: float,
    people_of: int,
    workers: int | None,
    cluster: str | None,
    no_figures: bool,
    targets_file: str | None,
    trust: bool,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Compare strategies in WORLD with doing nothing, for the same people with the same luck.

    A strategy is a name (helpseek list strategies; a part of it that only one has will do),
    FILE.py:CLASS, several with a plus between them, or a YAML file that lists some. Given the --out
    of an earlier comparison, only seeds and strategies that are new are run.

    \b
    helpseek compare --strategy leap --strategy subsidy --strategy leap+subsidy
    helpseek compare my_world.yaml --strategy reminders --set reminders.effect=0.4 --seeds 20
    helpseek compare --strategy campaign --until-settled --margin symptom_weeks_total=0.2
    helpseek compare --strategy leap --strategy subsidy --draws 200 --seeds 2
    """
    import sys
    from functools import partial

    from experiments.commands.draws_asked import draws_asked
    from experiments.commands.settings import scenario_of
    from experiments.compare.beside import said
    from experiments.compare.expected import estimated
    from experiments.compare.guidelines import Asked, by_guideline
    from experiments.compare.old_names import presently
    from experiments.compare.question import TO_SETTLE, Comparison
    from experiments.compare.study import execute
    from experiments.compare.words import closing
    from experiments.evaluation.asking import kept_told
    from experiments.files.files_read import tell
    from experiments.measured.measures import chosen, margins_of, measures
    from experiments.strategies.arms import arms_of, settings_apart
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show, shown_path
    from simulation.errors import InputError
    from simulation.measures.groupings import groupings_of

    for_world, for_strategies = settings_apart(settings, strategies)
    scenario = scenario_of(world, people=people, weeks=weeks, network=network, settings=for_world)
    arms = arms_of(strategies, scenario, for_strategies, trust=trust)
    doubt = draws_asked(scenario, arms, draws_told, posterior, seeds, minutes, seed, workers)
    seeds = doubt.seeds
    most = max(most_seeds, seeds) if until_settled else seeds
    if seed + most - 1 > LARGEST_SEED:
        raise InputError(
            "out of range",
            source="--seed",
            found=seed,
            allowed=f"0 to {LARGEST_SEED - most + 1} with {most} seeds",
        )
    notice = partial(click.echo, err=True)
    outcomes = tuple(presently(outcomes, "--outcome", notice))
    margins = tuple(presently(margins, "--margin", notice))
    known = measures(scenario.services.rows())
    wanted = chosen(outcomes or TO_SETTLE, "--outcome", known)
    said_of_money = Asked(
        perspective, amounts, discount_rate, discount_rate_costs, discount_rate_health
    )
    asked = Comparison(
        scenario=scenario,
        arms=arms,
        seed=seed,
        seeds=seeds,
        until_settled=until_settled,
        most_seeds=most,
        outcomes=tuple(measure.name for measure in wanted),
        margins=margins_of(margins, "--margin", known),
        confidence=confidence,
        by=groupings_of(by, scenario.population.keep),
        budget=budget,
        **by_guideline(guideline, said_of_money, scenario.costs.currency),
        people_of=people_of,
        workers=workers,
        cluster=cluster,
        figures=not no_figures,
        targets=targets_from(targets_file, scenario),
        pool=doubt.pool,
        draws=doubt.draws,
        draws_file=doubt.file,
        chosen=doubt.words,
        command=("helpseek", *sys.argv[1:]),
    )

    tell(scenario)
    if dry_run:
        show(*estimated(asked, out, doubt.cost))
        return
    for line in () if quiet else doubt.before(len(arms)):
        notice(line)
    with Reporter(quiet) as progress, kept_told(out) as told_of_home:
        done = execute(asked, out, replace=force, progress=progress, told_of_home=told_of_home)
    show(*closing(asked, done.found), *said(done.beside), f"Results: {shown_path(done.path)}")
    if done.found.failed:
        raise click.exceptions.Exit(1)
