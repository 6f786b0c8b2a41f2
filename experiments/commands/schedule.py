"""``helpseek schedule``: the week as a table."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option


@click.command(short_help="Show the week as a table.")
@extend_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def schedule(as_json: bool) -> None:
    """Show the processes of a week in their order, with what they read and write."""
    import json

    from simulation.schedule import SCHEDULE

    rows = [
        {
            "order": order,
            "process": process.name,
            "title": process.title,
            "reads": list(process.reads),
            "writes": list(process.writes),
            "parameters": list(process.parameters or ()),
            "services": list(process.services or ()),
        }
        for order, process in enumerate(SCHEDULE, 1)
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    from experiments.terminal.tables import show, table

    show(
        table(
            ["", "Process", "What happens", "Reads", "Writes"],
            [
                (
                    row["order"],
                    row["process"],
                    row["title"],
                    *(", ".join(row[key]) for key in ("reads", "writes")),  # type: ignore[arg-type]
                )
                for row in rows
            ],
        )
    )
