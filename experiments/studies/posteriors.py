"""A study: posteriors of built-in worlds, to lie beside them.

    python -m experiments.studies.posteriors town rural_county --minutes 60

fits the town to the rows of use ``fit`` (``helpseek calibrate --draws``) and writes the draws
beside the file of the world, ``WORLD_posterior.parquet``, with what made them: figures and how they
are met, waves, runs, minutes, versions. A world of one's own (a YAML file) is taken, too; it names
the file with ``posterior:``.

A rural county has no survey of its own: the figures are of a nation, and its file says how it
differs from the town that stands for that nation. So it takes the draws of the town, and the
numbers that it sets move with its values (``experiments.uncertainty.moved``); a fit to the nation's
figures would take back what its file says. How far its towns then are from these is measured and
told. ``--elsewhere SHARE`` fits it nonetheless, with so much more doubt about each figure.

It may be stopped at any time and goes on from there. ``--of WORLD=DIR`` takes the directory of a
fit that was begun or finished elsewhere.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from experiments.posterior.question import Asked
    from experiments.uncertainty.draws import Draws
    from simulation.scenario import Scenario

WORLDS = ("town", "rural_county")
DRAWS = 500
PEOPLE = 4_000
"""People of the towns that are run: half of those of the world, in half of the time. Figures are
shares and medians, which do not depend on how many live there but for their luck, and luck is
counted."""
MINUTES = 60.0
MOVED = {"rural_county": "town"}
"""Worlds without figures of their own, and the fitted one that each differs from."""
LOOKED_AT = 60
"""Draws of a moved posterior whose towns are run to see what they give."""
OUT = "results/posteriors"
MOST_BYTES = 2_000_000
FIGURES = ("figure", "use", "published", "low", "high", "pit", "inside", "discrepancy_by")
"""What is kept of each figure."""
Progress = Callable[[str, int, int], None]


def asked_of(
    world: str,
    *,
    draws: int = DRAWS,
    people: int | None = PEOPLE,
    points: int | None = None,
    minutes: float | None = MINUTES,
    elsewhere: float | None = None,
    workers: int | None = None,
    command: Sequence[str] = (),
) -> Asked:
    """The question of the fit of one world: all rows of use ``fit``, all numbers in doubt."""
    from experiments.commands.settings import scenario_of
    from experiments.evidence.targets import built_in
    from experiments.posterior.asking import chosen
    from experiments.posterior.question import Asked
    from experiments.posterior.waves import Settings

    scenario = scenario_of(world, people=people)
    figures = chosen(scenario, built_in(), (), ())
    return Asked(
        scenario=scenario,
        world=world,
        fit=figures.fit,
        check=figures.check,
        targets=built_in(),
        elsewhere=elsewhere or 0.0,
        settings=Settings(draws=draws, points=points),
        minutes=minutes,
        workers=workers,
        command=tuple(command),
    )


def file_of(world: str) -> Path:
    """Where the posterior of a world lies: beside its file."""
    from simulation.scenario import world_files

    path = world_files().get(world)
    return Path(path or world).with_name(f"{Path(path or world).stem}_posterior.parquet")


def shipped(home: Path, scenario: Scenario) -> Draws:
    """The draws of a finished fit, with a record of what made them in their provenance.

    Raises InputError where the fit is of another world or another version of the model, and for
    what cannot be read.
    """
    import json
    from dataclasses import replace

    from experiments.files.results import MANIFEST
    from experiments.uncertainty.kept import POSTERIOR, fitted_world, read_draws
    from simulation.errors import InputError

    draws = read_draws(home / POSTERIOR, scenario)
    try:
        told = json.loads((home / "posterior.json").read_text(encoding="utf-8"))
        made = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
        record = recorded(told, made)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "is no finished fit of helpseek calibrate --draws",
            source=str(home),
            found=type(error).__name__,
        ) from None
    if told["world"] != scenario.name:
        raise InputError(
            "is a fit of another world",
            source=str(home),
            found=told["world"],
            allowed=scenario.name,
        )
    return replace(
        draws,
        provenance={**draws.provenance, "scenario": fitted_world(scenario), "made": record},
    )


def recorded(told: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a fit beside its draws, from its ``posterior.json`` and its manifest."""
    waves = ("wave", "points", "left", "volume", "volume_error")
    return {
        "command": made["command"],
        "model": made["code"],
        "versions": made["versions"],
        **{name: told[name] for name in ("people", "runs", "failed", "stopped", "turns")},
        **{name: told[name] for name in ("draws", "different", "effective", "candidates")},
        "minutes": made["minutes"],
        "seed": made["seed"],
        "coverage": told["coverage"],
        "waves": [{name: row[name] for name in waves} for row in told["waves"]],
        "figures": [{name: row.get(name) for name in FIGURES} for row in told["figures"]],
    }


def moved(
    world: str,
    scenario: Scenario,
    home: Path,
    *,
    people: int,
    workers: int | None,
    command: Sequence[str],
    progress: Progress = lambda phase, done, of: None,
    look: int = LOOKED_AT,
) -> Draws:
    """The draws that the world beneath ships, moved to this one, and what its towns give.

    Raises InputError where the world beneath has none.
    """
    from dataclasses import replace

    from experiments.engine.home import Home
    from experiments.files.manifest import code_hash, versions
    from experiments.posterior.diagnostics import coverage, predicted_rows
    from experiments.posterior.looked import looked_at
    from experiments.posterior.study import rows_of
    from experiments.uncertainty.kept import fitted_world, read_draws
    from experiments.uncertainty.moved import moved_draws
    from simulation.scenario import load_scenario

    beneath = load_scenario(MOVED[world])
    draws = moved_draws(read_draws(file_of(MOVED[world]), beneath), beneath, scenario)
    asked = asked_of(world, people=people)
    rows = rows_of(asked)
    given = looked_at(
        Home(str(home), "calibrate", scenario.name),
        asked.scenario,
        draws,
        rows,
        asked.targets,
        min(look, len(draws)),
        workers=workers,
        progress=progress,
    )
    figures = predicted_rows(rows, given)
    record = {
        "command": list(command),
        "model": code_hash(),
        "versions": versions(),
        "people": people,
        "runs": len(given),
        "coverage": {use: coverage(figures, use) for use in ("fit", "check")},
        "figures": [{name: row.get(name) for name in FIGURES} for row in figures],
    }
    provenance = {**draws.provenance, "scenario": fitted_world(scenario), "made": record}
    return replace(draws, provenance=provenance)


def put(draws: Draws, file: Path) -> str:
    """Write the draws to where the world looks for them, and say how many and how large.

    Raises InputError for a file larger than a world may ship.
    """
    from experiments.terminal.tables import shown_path
    from experiments.uncertainty.kept import write_draws
    from simulation.errors import InputError

    beside = file.with_name(f"{file.name}.new")
    try:
        write_draws(draws, beside)
        size = beside.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                "is larger than a world may ship",
                source=str(file),
                found=f"{size:,} bytes",
                allowed=f"{MOST_BYTES:,}: fewer --draws",
            )
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return (
        f"{shown_path(file)}: {len(draws):,} draws of {len(draws.places):,} numbers, "
        f"{size / 1000:,.0f} kB"
    )


def homes_of(given: Sequence[str], worlds: Sequence[str]) -> dict[str, Path]:
    """The directories that ``--of WORLD=DIR`` names. Raises InputError for what names none."""
    from simulation.errors import InputError

    found: dict[str, Path] = {}
    for text in given:
        world, equals, folder = text.partition("=")
        if not equals or not folder or world not in worlds or world in found:
            raise InputError(
                "names no directory of a fit",
                source="--of",
                found=text,
                allowed=f"WORLD=DIR, once each of {', '.join(worlds)}",
            )
        found[world] = Path(folder)
    return found


@click.command()
@click.argument("worlds", nargs=-1, metavar="[WORLD]...")
@click.option(
    "--minutes",
    type=click.FloatRange(0.0, min_open=True),
    default=MINUTES,
    show_default=True,
    help="Minutes of each fit.",
)
@click.option("--draws", type=click.IntRange(20, 100_000), default=DRAWS, show_default=True)
@click.option(
    "--people",
    type=int,
    default=PEOPLE,
    show_default=True,
    help="People of the towns that are run.",
)
@click.option("--points", type=click.IntRange(10, 10_000), help="Points of each wave.")
@click.option(
    "--elsewhere",
    type=click.FloatRange(0.0, 1.0, max_open=True),
    help="How far places differ from those of the figures; by world if not given.",
)
@click.option("--out", default=OUT, show_default=True, help="Directory of the fits.")
@click.option(
    "--of",
    "of",
    multiple=True,
    metavar="WORLD=DIR",
    help="The directory of a fit of this world that was begun or finished elsewhere.",
)
@click.option(
    "--keep", is_flag=True, help="Keep all runs of the fits, so that more minutes can add waves."
)
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes; one a processor if not.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def study(
    worlds: tuple[str, ...],
    minutes: float,
    draws: int,
    people: int,
    points: int | None,
    elsewhere: float | None,
    out: str,
    of: tuple[str, ...],
    keep: bool,
    workers: int | None,
    quiet: bool,
) -> None:
    """Fit worlds to what is known, and write their posteriors beside them."""
    from experiments.commands.settings import scenario_of
    from experiments.posterior.study import execute
    from experiments.posterior.writing import closing
    from experiments.terminal.progress import Reporter
    from experiments.terminal.tables import show
    from experiments.uncertainty.kept import POSTERIOR

    wanted = worlds or WORLDS
    homes = homes_of(of, wanted)
    base = {world: scenario_of(world) for world in wanted}  # refused before hours of work
    command = ("python", "-m", f"{__package__}.posteriors", *sys.argv[1:])
    for world in wanted:
        home = homes.get(world, Path(out, Path(world).stem))
        with Reporter(quiet) as progress:
            if world in MOVED and elsewhere is None and world not in homes:
                draws_of_world = moved(
                    world,
                    base[world],
                    home,
                    people=people,
                    workers=workers,
                    command=command,
                    progress=progress,
                )
            else:
                if not (home / POSTERIOR).exists():
                    asked = asked_of(
                        world,
                        draws=draws,
                        people=people,
                        points=points,
                        minutes=minutes,
                        elsewhere=elsewhere,
                        workers=workers,
                        command=command,
                    )
                    done = execute(asked, str(home), progress=progress)
                    show(*closing(done))
                draws_of_world = shipped(home, base[world])
        click.echo(put(draws_of_world, file_of(world)))
        if not keep and world not in homes:
            shutil.rmtree(home)


if __name__ == "__main__":
    from experiments.terminal.failures import exit_code_of

    sys.exit(exit_code_of(lambda: study.main(standalone_mode=False)))
