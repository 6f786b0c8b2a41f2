"""``helpseek evidence``: the model beside published figures."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option, output_options
from experiments.commands.own_targets import targets_from, targets_option

LARGEST_SEED = 2**63 - 1
PEOPLE = 100_000
"""People who are simulated unless said otherwise: enough for rare events to be told apart."""


@click.command()
@extend_option
@click.argument("world", default="town")
@click.option(
    "--people",
    type=int,
    metavar="N",
    help="How many people live there; 100,000 by default, or as many as there are in a world with "
    "persons or a network of its own.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    metavar="N",
    help="How many seeds are simulated.",
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
    "--only",
    multiple=True,
    metavar="IDS",
    help="Compare only figures with this id, or whose id begins so: C, for instance, or "
    "K16,P_rem,T_rand. May be given again.",
)
@targets_option
@click.option("--dry-run", is_flag=True, help="Tell what would be compared, and simulate nothing.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set any value of the scenario. May be given again.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Processes that share the seeds; one a processor by default. Results do not depend on it.",
)
@output_options
def evidence(
    world: str,
    people: int | None,
    seeds: int,
    seed: int,
    only: tuple[str, ...],
    targets_file: str | None,
    dry_run: bool,
    settings: tuple[str, ...],
    workers: int | None,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Compare WORLD with published figures, and write the comparison as tables and figures.

    With --targets, figures of your own take their place; rows that the world cannot answer are
    told with the reason.

    \b
    helpseek evidence
    helpseek evidence my_world.yaml --targets my_survey.csv --dry-run
    helpseek evidence --only C --people 20000 --seeds 2
    """
    import sys

    from experiments.commands.settings import scenario_of
    from experiments.evidence.dry_run import told_beforehand
    from experiments.evidence.study import execute
    from experiments.evidence.targets import built_in
    from experiments.evidence.writing import obstacle_words, screen_tables, summary_words
    from experiments.files.files_read import tell
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show, shown_path
    from simulation.errors import InputError

    if seed + seeds - 1 > LARGEST_SEED:
        raise InputError(
            "out of range",
            source="--seed",
            found=seed,
            allowed=f"0 to {LARGEST_SEED - seeds + 1} with {seeds} seeds",
        )
    scenario = scenario_of(world, people=people, settings=settings)
    own = scenario.population.source == "file" or scenario.network.kind == "file"
    if people is None and not own:
        scenario = scenario_of(world, people=PEOPLE, settings=settings)
    chosen = [part.strip() for text in only for part in text.split(",") if part.strip()]
    targets = targets_from(targets_file, scenario) or built_in()
    tell(scenario)
    if dry_run:
        show(*told_beforehand(scenario, targets, chosen, seeds))
        return
    with Reporter(quiet) as progress:
        done = execute(
            scenario,
            range(seed, seed + seeds),
            chosen,
            out,
            targets=targets,
            replace=force,
            workers=workers,
            command=("helpseek", *sys.argv[1:]),
            progress=progress,
        )
    show(
        *screen_tables(done.compared),
        *obstacle_words(done.compared),
        f"{summary_words(done.compared)}\nSimulated: {done.asked.words}\n"
        f"Results: {shown_path(done.path)}",
    )
