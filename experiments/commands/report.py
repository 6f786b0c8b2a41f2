"""``helpseek report``: a result as one page for people who read no code."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option


@click.command(short_help="Write a result as one page to read.")
@extend_option
@click.argument("directory", metavar="DIR")
@click.option("--out", metavar="FILE", help="Where the page goes; report.html in DIR by default.")
@click.option(
    "--about",
    metavar="FILE",
    help="A YAML file with what only authors can say: title, authors, question, background, plan, "
    "population, choice, prices, engagement, engagement_effect, discussion, funding, conflicts.",
)
@click.option("--force", is_flag=True, help="Replace a file that is not a report.")
def report(directory: str, out: str | None, about: str | None, force: bool) -> None:
    """Write the result in DIR, of compare, run or sweep, as one HTML page that needs nothing else.

    For a comparison: question, results with figures, how sure they are, who gains, what it costs,
    the model (ODD 2020), all parameters, the CHEERS 2022 items, provenance. It prints well.

    \b
    helpseek compare --strategy leap --strategy subsidy --out results/mine
    helpseek report results/mine
    """
    from experiments.report.page import write_report
    from experiments.terminal.tables import shown_path

    written = write_report(directory, out, about=about, replace=force)
    click.echo(f"Report: {shown_path(written)}")
