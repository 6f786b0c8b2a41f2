"""``helpseek query``: SQL over the results of a sweep."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option

_WIDTH = 200
"""Columns of characters that a table may have in a file or a pipe."""


@click.command(short_help="Ask the results of a sweep by SQL.")
@extend_option
@click.argument("sql", metavar="SQL")
@click.argument("directory", metavar="[DIR]", required=False)
@click.option("--csv", "csv_file", metavar="FILE", help="Write all rows to FILE instead.")
@click.option(
    "--rows",
    type=click.IntRange(1, 1_000_000),
    default=40,
    show_default=True,
    metavar="N",
    help="How many rows are shown.",
)
def query(sql: str, directory: str | None, csv_file: str | None, rows: int) -> None:
    """Run a query over the pieces in DIR, by default those of the latest sweep in results/.

    Tables: runs (a row each, with the seconds that it took), groups and weekly (if the plan asks
    for them), failures, points, plan, status. The dialect is DuckDB's. A query reads these and no
    other files, and changes nothing.

    \b
    helpseek query "select leap, avg(service_use_12m) from runs group by all"
    helpseek query "select * from failures" results/sweep-plan --csv failures.csv
    """
    import shutil
    import sys
    from pathlib import Path

    from experiments.sweep.query import latest, opened

    path = Path(directory) if directory is not None else latest(Path("results"))
    with opened(path) as found:
        if csv_file is not None:
            number = found.write_csv(sql, csv_file)
            click.echo(f"{number:,} rows in {csv_file}")
            return
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
        found.show(sql, width, rows)
