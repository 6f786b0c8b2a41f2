"""``helpseek schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import click


@click.command(short_help="Print the JSON Schema of scenario files.")
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    import json

    from simulation.scenario import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
