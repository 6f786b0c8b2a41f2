"""``helpseek discover``: under which conditions something happens in a sweep."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option, output_options


@click.command(short_help="Under which conditions something happens in a sweep.")
@extend_option
@click.argument("directory", metavar="DIR")
@click.option(
    "--where",
    "expression",
    metavar="SQL",
    help="What counts as happening: a comparison of outcomes (means over seeds).",
)
@click.option(
    "--favourite",
    metavar="SQL",
    help="Ask where this policy loses: a comparison of levers that is true of it alone.",
)
@click.option(
    "--objective", metavar="OUTCOME[:min|max]", help="With --favourite: in what it may lose."
)
@click.option(
    "--margin",
    type=click.FloatRange(0, 1e15),
    default=0.0,
    show_default=True,
    metavar="VALUE",
    help="With --favourite: by how much another has to be better.",
)
@click.option("--among", metavar="SQL", help="Only these policies: a comparison of levers.")
@click.option(
    "--boxes",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    metavar="N",
    help="How many sets of conditions at most, each for cases that are in none before.",
)
@click.option(
    "--density",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Choose the box with the most cases that is at least so pure; by default the one that "
    "balances both.",
)
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@output_options
def discover(
    directory: str,
    expression: str | None,
    favourite: str | None,
    objective: str | None,
    margin: float,
    among: str | None,
    boxes: int,
    density: float | None,
    no_figures: bool,
    out: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Find conditions on what is uncertain in the sweep in DIR under which something happens.

    \b
    helpseek discover results/sweep-plan --where "symptom_weeks > 6"
    helpseek discover results/sweep-plan --favourite "leap" --objective symptom_weeks
    """
    import sys

    from experiments.discovery.cases import loses, swept, where
    from experiments.discovery.question import Asked
    from experiments.discovery.study import execute
    from experiments.discovery.writing import closing
    from experiments.evaluation.objectives import objectives_of
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show
    from simulation.errors import InputError

    if (expression is None) == (favourite is None):
        raise InputError(
            "one question, please",
            source="--where",
            allowed="either --where or --favourite with --objective",
        )
    if (favourite is None) != (objective is None):
        raise InputError(
            "belong together",
            source="--favourite and --objective",
            found=objective or favourite,
            allowed="both of them",
        )
    with Reporter(quiet) as progress:
        sweep = swept(directory)
        progress("reading", 0, 0)
        if expression is not None:
            cases = where(sweep, expression, among)
        else:
            assert favourite is not None
            assert objective is not None
            cases = loses(sweep, favourite, objectives_of([objective])[0], margin, among)
        progress("looking for conditions", 0, 0)
        asked = Asked(
            sweep,
            cases,
            boxes=boxes,
            density=density,
            figures=not no_figures,
            command=("helpseek", *sys.argv[1:]),
        )
        done = execute(asked, out, replace=force)
    show(*closing(done))
