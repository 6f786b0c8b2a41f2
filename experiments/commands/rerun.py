"""``helpseek rerun``: a result again, from its manifest."""

from __future__ import annotations

from typing import Any

import click

from experiments.commands.options import output_options


@click.command(short_help="Make a result again and compare.")
@click.argument("manifest", metavar="MANIFEST")
@output_options
def rerun(manifest: str, out: str | None, force: bool, quiet: bool) -> None:
    """Make a result again from its manifest.json (or its directory) and compare the two.

    Ends with 0 if both say the same, bit for bit, and with 1 if they do not.
    """
    import sys

    from experiments.manifest import (
        check_inputs,
        differences,
        differing_results,
        read_manifest,
    )  # fmt: skip
    from experiments.progress import Reporter
    from experiments.run import execute, run_again
    from experiments.tables import closing, show, shown_path

    comparison = _comparison(manifest)
    before = comparison or read_manifest(manifest)
    check_inputs(before, manifest)
    changes = differences(before)
    for line in changes:
        click.echo(f"note: {line}", err=True)
    command = ("helpseek", *sys.argv[1:])
    done: Any
    if comparison:
        from experiments.compare.again import comparison_again
        from experiments.compare.study import execute as compare
        from experiments.compare.words import closing as told

        again = comparison_again(comparison, manifest, command)
        with Reporter(quiet) as progress:
            done = compare(again, out, replace=force, progress=progress)
        show(*told(again, done.found), f"Results: {shown_path(done.path)}")
    else:
        asked = run_again(before, manifest, command)
        with Reporter(quiet) as progress:
            done = execute(asked, out, replace=force, progress=progress)
        summary = closing(done.summary, asked.scenario.costs.currency)
        show(*summary, f"Results: {shown_path(done.path)}")
    other = differing_results(before["results"], done.manifest["results"])
    if not other:
        show("The same as before, bit for bit.")
        return
    why = "; ".join(changes) or "although code and versions are the same"
    show(f"Not the same as before: {', '.join(other)} ({why}).")
    raise click.exceptions.Exit(1)


def _comparison(manifest: str) -> dict[str, Any] | None:
    from experiments.compare.again import read_comparison

    return read_comparison(manifest)
