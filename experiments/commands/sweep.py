"""``helpseek sweep``: many runs by a plan, kept piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from experiments.commands.options import extend_option, trust_option, workers_options

if TYPE_CHECKING:
    from experiments.sweep.question import Finished


@click.command(short_help="Run a plan of many runs; again to go on.")
@extend_option
@click.argument("plan", metavar="PLAN.yaml")
@workers_options
@click.option(
    "--out", metavar="DIR", help="Directory of the results; results/sweep-PLAN by default."
)
@click.option(
    "--merge",
    multiple=True,
    metavar="DIR",
    help="Take over the runs of a directory of the same plan that was made elsewhere. May be given "
    "again.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Only say what would be run, and, from a run that is measured, what it would take.",
)
@trust_option
@click.option("--quiet", is_flag=True, help="Show no progress.")
def sweep(
    plan: str,
    workers: int | None,
    cluster: str | None,
    out: str | None,
    merge: tuple[str, ...],
    dry_run: bool,
    trust: bool,
    quiet: bool,
) -> None:
    """Do all runs of PLAN.yaml that are not done yet: uncertainties, levers, outcomes, seeds.

    Give the same command again to go on after whatever stopped it, or after more points, seeds or
    levers were added to the plan: what is done is kept, results do not depend on workers or order.
    The results are Parquet files, DIR/runs/*.parquet; helpseek query runs SQL over them.

    \b
    helpseek sweep plan.yaml --dry-run
    helpseek sweep plan.yaml --workers 4
    """
    import sys

    from experiments.evaluation.asking import kept_told
    from experiments.sweep.progress import TimeLeft
    from experiments.sweep.study import directory_of, run_sweep
    from experiments.terminal.tables import show

    if dry_run:
        show(*_estimate(plan, workers, cluster, out, trust))
        return
    path = directory_of(plan, out)
    with TimeLeft(quiet) as progress, kept_told(str(path)) as told_of_home:
        finished = run_sweep(
            plan,
            out,
            workers=workers,
            cluster=cluster,
            trust=trust,
            command=("helpseek", *sys.argv[1:]),
            progress=progress,
            told_of_home=told_of_home,
            merge=merge,
            notice=lambda line: None if quiet else click.echo(line, err=True),
        )
    show(*_closing(finished))


def _closing(finished: Finished) -> list[object]:
    from experiments.files.files_read import lines, summaries_of
    from experiments.sweep.writing import failures_table, means_table, time_told
    from experiments.terminal.tables import shown_path

    tally = finished.tally
    told = [f"{tally.done:,} runs done"]
    for number, words in (
        (tally.failed, "failed"),
        (tally.kept, "done before"),
        (tally.damaged, "of them again, their files were damaged"),
        (tally.aside, "not in the plan any more, in aside/"),
    ):
        if number:
            told.append(f"{number:,} {words}")
    if tally.seconds:
        told.append(f"{time_told(tally.seconds)} of work")
    path = shown_path(finished.path)
    return [
        *means_table(finished),
        *failures_table(finished),
        "; ".join(told),
        *finished.notes,
        *lines(summaries_of(finished.sweep.scenario)),
        f"Results: {path}/runs/*.parquet",
        f'Look at them: helpseek query "select * from runs" {path}',
    ]


def _estimate(
    plan: str, workers: int | None, cluster: str | None, out: str | None, trust: bool
) -> list[object]:
    from experiments.engine.crew import workers_of
    from experiments.engine.pieces import Pieces
    from experiments.files.files_read import lines, summaries_of
    from experiments.sweep.estimate import estimate
    from experiments.sweep.plan import read_plan
    from experiments.sweep.question import sweep_of
    from experiments.sweep.study import directory_of
    from experiments.sweep.writing import room_told, time_told
    from experiments.terminal.tables import shown_path

    asked = sweep_of(read_plan(plan, trust=trust))
    path = directory_of(plan, out).absolute()
    with workers_of(workers, cluster) as crew:
        found = estimate(asked, Pieces(path), crew.size, crew.threads)
    told = [
        *lines(summaries_of(asked.scenario)),
        f"{len(asked.points):,} points of {len(asked.uncertain):,} uncertainties, "
        f"{len(asked.policies):,} combinations of levers, {len(asked.seeds):,} seeds: "
        f"{asked.runs:,} runs, {found.done:,} of them done",
    ]
    if found.left:
        least, most = found.seconds
        others = found.load.others
        where = "on machines like this one" if cluster else "with the processors to themselves"
        told += [
            f"a run takes {found.run.processor:.3g} s of processor time, and the town and burn-in "
            f"that up to {-(-found.left // found.tasks):,} runs share "
            f"{found.shared.processor:.3g} s (one of each, measured just now)",
            f"{time_told(least)} to {time_told(most)} with {found.workers:,} workers: the first "
            f"{where}, the second if this machine stays as busy as it is "
            f"({others:.1f} other threads at work on {found.load.processors:,} processors)",
            f"about {room_told(found.bytes)} on disk, in {shown_path(path)}",
        ]
    return list(told)
