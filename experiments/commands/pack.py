"""``helpseek pack``: a result with all that it needs to be made again elsewhere, in one file."""

from __future__ import annotations

import click


@click.command(short_help="Pack a result to be made again elsewhere.")
@click.argument("directory", metavar="DIR")
@click.option(
    "--out", metavar="FILE.zip", help="The pack; NAME.zip in the working directory by default."
)
@click.option(
    "--inputs",
    metavar="PLACE",
    help="Where the input files are now, if not where the manifest says: anywhere below PLACE.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def pack(directory: str, out: str | None, inputs: str | None, force: bool) -> None:
    """Pack the run or comparison in DIR: manifest, scenario, and all files that it read.

    Code of your own is packed, too; whoever makes the result again is asked to trust it.

    \b
    helpseek pack results/town-001
    helpseek rerun town-001.zip
    """
    from experiments.files.pack import pack as packed
    from experiments.terminal.tables import show, shown_path

    path = packed(directory, out, inputs=inputs, replace=force)
    show(f"{shown_path(path)}: {path.stat().st_size:,} bytes; helpseek rerun makes it again")
