"""``helpseek schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option


@click.command(short_help="Print the JSON Schema of scenario files.")
@extend_option
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    import json

    from experiments.terminal.streams import say_json
    from simulation.scenario import json_schema

    say_json(json.dumps(json_schema(), indent=2, ensure_ascii=False))
