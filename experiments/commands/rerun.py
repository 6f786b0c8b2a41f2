"""``helpseek rerun``: a result again, from its manifest."""

from __future__ import annotations

from typing import Any

import click

from experiments.commands.options import extend_option, output_options, trust_option


@click.command(short_help="Make a result again and compare.")
@extend_option
@click.argument("manifest", metavar="MANIFEST")
@click.option(
    "--inputs",
    metavar="DIR",
    help="Where the input files are now: anywhere below DIR, known by their hashes.",
)
@trust_option
@output_options
def rerun(
    manifest: str, inputs: str | None, trust: bool, out: str | None, force: bool, quiet: bool
) -> None:
    """Make a result again from its manifest.json (or its directory) and compare the two.

    MANIFEST may be a pack, as helpseek pack makes it; it is unpacked into a directory beside it.
    Ends with 0 if both say the same, bit for bit, and with 1 if they do not.

    \b
    helpseek rerun results/town-001
    helpseek rerun results/town-001 --inputs ~/data
    helpseek rerun town-001.zip
    """
    import os
    import sys

    from experiments.files.files_read import lines, tell
    from experiments.files.manifest import COMPARISON, differences, differing_results, read_manifest
    from experiments.files.pack import is_pack, unpacked
    from experiments.files.portable import with_inputs
    from experiments.files.results import MANIFEST
    from experiments.run.study import execute, run_again
    from experiments.run.writing import closing
    from experiments.strategies.own_code import NamedBy, extend
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show, shown_path

    given = str(unpacked(manifest)) if is_pack(manifest) else manifest
    told, folder = read_manifest(given)
    source = os.path.join(manifest, MANIFEST) if os.path.isdir(manifest) else manifest
    before = with_inputs(told, folder, source, inputs)
    for record in before["inputs"]:
        if record.get("role") == "extension":
            extend(record["path"], NamedBy(source, source, trust, record["sha256"]))
    changes = differences(before)
    for line in changes:
        click.echo(f"note: {line}", err=True)
    command = ("helpseek", *sys.argv[1:])
    done: Any
    if before["format"] == COMPARISON:
        from experiments.compare.again import comparison_again
        from experiments.compare.study import execute as compare
        from experiments.compare.words import closing as words

        again = comparison_again(before, source, command, trust=trust)
        tell(again.scenario)
        with Reporter(quiet) as progress:
            done = compare(again, out, replace=force, progress=progress)
        show(*words(again, done.found), f"Results: {shown_path(done.path)}")
    else:
        asked = run_again(before, source, command, trust=trust)
        with Reporter(quiet) as progress:
            done = execute(asked, out, replace=force, progress=progress)
        summary = closing(done.summary, asked.scenario.costs.currency)
        show(*lines(done.files), *summary, f"Results: {shown_path(done.path)}")
    other = differing_results(before["results"], done.manifest["results"])
    if not other:
        show("The same as before, bit for bit.")
        return
    why = "; ".join(changes) or "although code and versions are the same"
    show(f"Not the same as before: {', '.join(other)} ({why}).")
    raise click.exceptions.Exit(1)
