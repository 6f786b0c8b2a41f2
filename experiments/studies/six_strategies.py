"""A study: six strategies in the town, each for five years, in a hundred towns whose numbers are
drawn, with four seeds each, and its report.

    python -m experiments.studies.six_strategies

writes ``results/six_strategies`` and goes on where it was stopped; it says before how long it takes
on this machine. Draws are of the world's posterior where it has one, so that the towns fit what is
known, and else of the priors, which the report then says first. ``--draws 0 --seeds 40`` is luck
alone, in a minute or two. To make a study of your own, copy this file and the one beside it that
ends in ``_about.yaml``, and change what stands in capitals here and what is said there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

WORLD = "town"
"""A built-in world (helpseek list worlds) or the path of a YAML file."""
SETTINGS: tuple[str, ...] = ()
"""What is set upon it, as ``services.specialist.places=6``."""
STRATEGIES = (
    "public_campaign",
    "leap",
    "motivational_interviewing",
    "subsidy",
    "more_places",
    "more_places+subsidy",
)
"""What is compared with doing nothing: names (helpseek list strategies), several with a plus
between them, or FILE.py:CLASS. Four act on what people want, one on what there is for them, and the
last on both."""
STRATEGY_SETTINGS: dict[str, object] = {}
"""Fields of strategies, as ``{"strategies.leap.coverage": 0.5}``."""
DRAWS = 100
"""Draws of the numbers: a share of a half that they tell has a standard error of 5 points."""
SEEDS = 4
"""Seeds of each draw, the same for all: luck is told by Student's t with three degrees of freedom,
where two seeds would leave one."""
OUT = "results/six_strategies"
ABOUT = Path(__file__).with_name("six_strategies_about.yaml")
"""What only the authors can say; the report tells what is missing."""
SEEDS_WITH_PEOPLE = 1
"""Seeds of which every person who changed is written down: few, so that the result is small."""


@click.command()
@click.option("--draws", type=click.IntRange(0, 100_000), default=DRAWS, show_default=True)
@click.option("--seeds", type=click.IntRange(2, 100_000), default=SEEDS, show_default=True)
@click.option("--out", default=OUT, show_default=True, help="Directory of the result.")
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes; one a processor if not.")
@click.option("--people", type=int, help="A smaller or larger town, to try things out.")
@click.option("--weeks", type=int, help="A shorter or longer time.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def study(
    draws: int,
    seeds: int,
    out: str,
    workers: int | None,
    people: int | None,
    weeks: int | None,
    quiet: bool,
) -> None:
    """Compare six strategies in drawn towns, and write the report."""
    from experiments.commands.draws_asked import draws_asked
    from experiments.commands.settings import scenario_of
    from experiments.compare.expected import estimated
    from experiments.compare.question import Comparison
    from experiments.compare.study import execute
    from experiments.compare.words import closing
    from experiments.report.page import write_report
    from experiments.strategies.arms import arms_of
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show, shown_path

    scenario = scenario_of(WORLD, people=people, weeks=weeks, settings=SETTINGS)
    arms = arms_of(STRATEGIES, scenario, STRATEGY_SETTINGS)
    doubt = draws_asked(scenario, arms, str(draws), None, seeds, None, 1, workers)
    asked = Comparison(
        scenario=scenario,
        arms=arms,
        seeds=seeds,
        pool=doubt.pool,
        draws=doubt.draws,
        people_of=SEEDS_WITH_PEOPLE,
        workers=workers,
        figures=False,  # the report draws its own
        command=("python", "-m", f"{__package__}.six_strategies", *sys.argv[1:]),
    )
    for line in () if quiet else estimated(asked, out, doubt.cost):
        click.echo(line, err=True)
    with Reporter(quiet) as progress:
        done = execute(asked, out, progress=progress)
        progress("writing the report", 0, 0)
        page = write_report(str(done.path), about=str(ABOUT))
    show(*closing(asked, done.found), f"Report: {shown_path(page)}")


if __name__ == "__main__":
    from experiments.terminal.failures import exit_code_of

    sys.exit(exit_code_of(lambda: study.main(standalone_mode=False)))
