"""``helpseek targets``: rows of targets from a survey of one's own."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option


@click.command(short_help="Make targets from a survey of your own.")
@extend_option
@click.argument("survey")
@click.option(
    "--map",
    "mapped",
    multiple=True,
    required=True,
    metavar="OURS=COLUMN",
    help="What a column of the file answers: case, use, need, dropout, in_care (yes or no), "
    "barrier_cost and other barriers, sessions, stage, age, sex, income. May be given again.",
)
@click.option("--weight", metavar="COLUMN", help="Survey weights; none where there are none.")
@click.option("--strata", metavar="COLUMN", help="Strata of the sample.")
@click.option("--psu", metavar="COLUMN", help="Clusters: primary sampling units.")
@click.option(
    "--population",
    metavar="COLUMN",
    help="Clusters that there are in each stratum, for a finite population correction.",
)
@click.option("--id", "person", metavar="COLUMN", help="Ids of people, each of which occurs once.")
@click.option("--all-cases", is_flag=True, help="Everybody asked had a disorder.")
@click.option(
    "--by",
    multiple=True,
    metavar="GROUPS",
    help="Rows for groups, too: sex, age, income (thirds of adults).",
)
@click.option(
    "--ages",
    default="18-34,35-49,50-64,65+",
    show_default=True,
    metavar="BANDS",
    help="Bands of age for --by age.",
)
@click.option(
    "--interval",
    type=click.Choice(["logit", "korn-graubard"]),
    default="logit",
    show_default=True,
    help="Intervals of shares; where a share is 0 or 1 it is Korn and Graubard's.",
)
@click.option(
    "--values",
    multiple=True,
    metavar="OURS:CELL=MEANING",
    help="What a cell means, for instance use:2=no. May be given again.",
)
@click.option(
    "--missing",
    multiple=True,
    metavar="OURS=CODES",
    help="What says nothing, for instance use=-9,98, or all=-9. May be given again.",
)
@click.option("--encoding", metavar="NAME", help="Encoding of a text file.")
@click.option("--decimal", type=click.Choice(["point", "comma"]), help="Decimal sign.")
@click.option("--sheet", metavar="NAME", help="Sheet of a spreadsheet.")
@click.option("--prefix", default="", metavar="TEXT", help="How ids of rows begin.")
@click.option("--year", default="", help="When people were asked.")
@click.option("--place", default="", help="Where, and who.")
@click.option("--source", default="", help="Name of the survey; that of the file by default.")
@click.option("--out", metavar="FILE", help="Where the rows are written; the screen by default.")
@click.option("--force", is_flag=True, help="Replace the file of --out.")
def targets(
    survey: str,
    mapped: tuple[str, ...],
    weight: str | None,
    strata: str | None,
    psu: str | None,
    population: str | None,
    person: str | None,
    all_cases: bool,
    by: tuple[str, ...],
    ages: str,
    interval: str,
    values: tuple[str, ...],
    missing: tuple[str, ...],
    encoding: str | None,
    decimal: str | None,
    sheet: str | None,
    prefix: str,
    year: str,
    place: str,
    source: str,
    out: str | None,
    force: bool,
) -> None:
    """Propose targets from SURVEY, a table of people with weights, strata and clusters.

    Shares and means of what the model knows, with intervals that the design of the sample asks for,
    as a file that --targets takes. Rows have the use check; say fit where a world is to be fitted.

    \b
    helpseek targets survey.sav --weight W --strata S --psu C --map case=DEP12 --map use=ANYCARE \\
        --by sex,age --map age=AGE --map sex=SEX --out my_survey.csv
    helpseek evidence --targets my_survey.csv
    """
    from pathlib import Path

    from experiments.evidence.target_file import read_text
    from experiments.microdata.asking import design_columns, missing_of, pairs_of, values_of
    from experiments.microdata.proposing import About, propose, text_of
    from experiments.microdata.reading import read_survey
    from experiments.terminal.streams import naming
    from experiments.terminal.tables import shown_path
    from simulation.errors import InputError
    from simulation.population.table_cells import TableSettings

    if out is not None and Path(out).exists() and not force:
        raise InputError("exists already", source="--out", found=out, allowed="--force replaces it")
    given = {
        **design_columns(person, weight, strata, psu, population),
        **pairs_of(mapped, "--map", "OURS=COLUMN"),
    }
    settings = TableSettings(
        missing=missing_of(missing),
        values=values_of(values),
        encoding=encoding,
        decimal=decimal,
        sheet=sheet,
    )
    sample = read_survey(survey, given, settings, all_cases=all_cases)
    about = About(
        source or Path(survey).stem,
        year,
        place,
        prefix,
        "korn-graubard" if interval == "korn-graubard" else "logit",
    )
    groups = [one.strip() for text in by for one in text.split(",") if one.strip()]
    bands = [band.strip() for band in ages.split(",") if band.strip()]
    rows, doubts = propose(sample, about, groups, bands)
    text = text_of(rows)
    read_text(text, out or "rows")  # what is proposed is what --targets takes
    for word in (*sample.told, *doubts):
        click.echo(f"{survey}: {word}", err=True)
    if out is None:
        click.echo(text, nl=False)
        return
    where = shown_path(Path(out))
    with naming(Path(out)):
        Path(out).write_text(text, encoding="utf-8")
    click.echo(f"{len(rows)} rows from {sample.rows:,} people ({sample.format}): {where}")
