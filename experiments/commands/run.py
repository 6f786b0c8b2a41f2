"""``helpseek run``: one simulation of a world, with tables, files and figures."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option, output_options, scenario_options

LARGEST_SEED = 2**63 - 1


@click.command(short_help="Simulate a world and write what happened.")
@extend_option
@scenario_options
@click.option(
    "--seed",
    type=click.IntRange(0, LARGEST_SEED),
    default=1,
    show_default=True,
    metavar="S",
    help="Seed of all chance: the same seed gives the same run.",
)
@click.option(
    "--by",
    metavar="NAMES",
    help="Also tell outcomes apart by these: severity, income, culture, sex, age, other columns of "
    "people; numbers cut into bands (age:18,35,65) or groups of equal size (income:5).",
)
@click.option("--events", is_flag=True, help="Also write every event of every person.")
@click.option(
    "--threads",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Threads to use; all processors by default. Results do not depend on it.",
)
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option(
    "--save-burn-in", metavar="FILE", help="Keep the town as it stands at week 0 in FILE."
)
@click.option("--from-burn-in", metavar="FILE", help="Start from a town kept with --save-burn-in.")
@output_options
def run(
    world: str,
    people: int | None,
    weeks: int | None,
    settings: tuple[str, ...],
    network: str | None,
    strategies: tuple[str, ...],
    seed: int,
    by: str | None,
    events: bool,
    threads: int | None,
    no_figures: bool,
    save_burn_in: str | None,
    from_burn_in: str | None,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Simulate WORLD (a built-in world's name or a YAML file) and write what happened.

    \b
    helpseek run
    helpseek run town --people 100000 --seed 7 --strategy public_campaign
    helpseek run my_world.yaml --set services.specialist.places=40 --out results/more-places
    """
    import sys

    from experiments.commands.settings import own_strategies, scenario_of
    from experiments.files.files_read import lines
    from experiments.run.study import Run, execute
    from experiments.run.writing import closing
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show, shown_path
    from simulation.measures.groupings import groupings_of

    scenario = scenario_of(
        world,
        people=people,
        weeks=weeks,
        network=network,
        strategies=strategies,
        settings=settings,
    )
    asked = Run(
        scenario=scenario,
        seed=seed,
        threads=threads,
        events=events,
        by=groupings_of(by, scenario.population.keep),
        figures=not no_figures,
        from_burn_in=from_burn_in,
        save_burn_in=save_burn_in,
        own_strategies=own_strategies(scenario),
        command=("helpseek", *sys.argv[1:]),
    )
    with Reporter(quiet) as progress:
        done = execute(asked, out, replace=force, progress=progress)
    show(
        *lines(done.files),
        *closing(done.summary, scenario.costs.currency),
        *done.notes,
        f"Results: {shown_path(done.path)}",
    )
