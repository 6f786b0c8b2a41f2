"""What a calibration writes, the new world among it, and what it says at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.calibrate.question import Asked, Finished, Found
from experiments.files.portable import from_folder
from experiments.files.results import Results
from experiments.terminal.tables import shown_path, table
from experiments.uncertainty.uncertain import column_of

if TYPE_CHECKING:
    from simulation.parameters.table import Entry

FORMAT = "helpseek calibrate 1"
WORLD = "world.yaml"
NUMBERS = "numbers.csv"
"""What was fitted, as rows of the table of numbers, which the new world takes."""
_DIGITS = 6


def write(asked: Asked, found: Found, results: Results) -> None:
    """Tables, a figure, the world, what it all says as JSON, and the manifest."""
    from experiments.calibrate.figure import draw
    from experiments.evaluation.session import write_manifest
    from experiments.files.arrow import rows_table
    from simulation.parameters.table import table_text

    told = document(asked, found)
    results.write_table("figures.csv", rows_table(told["figures"]))
    results.write_table("parameters.csv", rows_table(told["parameters"]))
    results.write_json("calibration.json", told)
    results.write_text(NUMBERS, table_text(fitted_rows(asked, found, results.home.name)))
    results.write_text(WORLD, world_text(asked, results.home))
    if asked.figures:
        draw(told, results.temporary / "figures")
    options = {
        "format": FORMAT,
        "targets": [aim.name for aim in asked.aims],
        "parameters": [one.uncertain.place for one in found.parameters],
        "seed": asked.seed,
        "seeds": asked.seeds,
        "points": asked.points,
        "rounds": asked.rounds,
    }
    write_manifest(results, asked.command, asked.scenario, options)


def world_text(asked: Asked, home: Path) -> str:
    """The new world: a YAML file in ``home`` that extends the one given with what was fitted.

    A world of one's own is named from there, so that both can be moved together.
    """
    import yaml

    from simulation.scenario import world_files

    extends = asked.world if asked.world in world_files() else from_folder(asked.world, home)
    head = {
        "extends": extends,
        "name": f"{asked.scenario.name}_calibrated",
        "numbers": NUMBERS,
    }
    targets = ", ".join(aim.name for aim in asked.aims)
    return f"# Fitted by helpseek calibrate to the published figures {targets}.\n" + yaml.safe_dump(
        head, sort_keys=False, allow_unicode=True
    )


def fitted_rows(asked: Asked, found: Found, run: str) -> list[Entry]:
    """What was fitted, as rows of the table of numbers."""
    from simulation.parameters.table import Entry

    figures = dict.fromkeys(name for aim in asked.aims for name in aim.target.ids)
    rows = []
    for one in found.parameters:
        prior = one.uncertain.prior
        assert prior is not None
        value = min(max(_rounded(one.after), prior.low), prior.high)
        if one.uncertain.whole:
            value = round(value)
        rows.append(
            Entry(
                one.uncertain.place,
                value,
                one.uncertain.spread,
                "fitted",
                fitted_to=tuple(figures),
                run=run,
            )
        )
    return rows


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def document(asked: Asked, found: Found) -> dict[str, Any]:
    """All that was found, as rows of plain values."""
    rows = []
    for place, aim in enumerate(asked.aims):
        low, high = aim.target.bounds
        value = aim.target.published.value
        before, after = float(found.before[place]), float(found.after[place])
        rows.append(
            {
                "figure": aim.name,
                "title": aim.target.title,
                "unit": aim.target.unit,
                "published": float("nan") if value is None else float(value),
                "low": float(low),
                "high": float(high),
                "before": before,
                "after": after,
                "after_luck": float(found.luck[place]),
                "before_distance": float(aim.distance(found.before[place])),
                "after_distance": float(aim.distance(found.after[place])),
                "within": "yes" if low <= after <= high else "no",
            }
        )
    return {
        "world": asked.scenario.name,
        "people": asked.scenario.population.people,
        "seeds": asked.seeds,
        "misfit": found.fit.misfit,
        "points": found.fit.points,
        "figures": rows,
        "parameters": [
            {
                "parameter": column_of(one.uncertain.place),
                "place": one.uncertain.place,
                "before": one.before,
                "after": float(one.after),
                "low": one.low,
                "high": one.high,
                "prior": one.uncertain.words,
                "prior_low": one.uncertain.low,
                "prior_high": one.uncertain.high,
            }
            for one in found.parameters
        ],
    }


def closing(done: Finished) -> list[object]:
    """What the command says at the end."""
    told = document(done.asked, done.found)
    figures = [
        (
            row["figure"],
            row["title"],
            _number(row["published"]),
            f"{_number(row['low'])} to {_number(row['high'])}",
            _number(row["before"]),
            _number(row["after"]),
            _number(row["after_luck"]),
            row["within"],
        )
        for row in told["figures"]
    ]
    parameters = [
        (
            row["parameter"],
            f"{row['before']:.4g}",
            f"{row['after']:.4g}",
            f"{row['low']:.4g} to {row['high']:.4g}",
            row["prior"],
        )
        for row in told["parameters"]
    ]
    before = sum(row["before_distance"] ** 2 for row in told["figures"])
    after = sum(row["after_distance"] ** 2 for row in told["figures"])
    warning = []
    if after > before:
        warning.append(
            "The fit is no better than the world was, by seeds that it never saw: it has fitted "
            "luck. More --people or --seeds would tell."
        )
    return [
        table(
            [
                "figure",
                "what",
                ("published", "right"),
                ("bounds", "right"),
                ("before", "right"),
                ("after", "right"),
                ("± luck", "right"),
                "within",
            ],
            figures,
            title="Published figures, before and after, with fresh seeds",
        ),
        table(
            [
                "parameter",
                ("before", "right"),
                ("after", "right"),
                ("interval", "right"),
                "prior",
            ],
            parameters,
            title="Parameters",
        ),
        f"Squared distance in standard errors: {before:.3g} before, {after:.3g} after; "
        f"{told['points']} points tried",
        *warning,
        f"The new world: {shown_path(done.path / WORLD)}",
    ]


def _number(value: float) -> str:
    return "-" if value != value else f"{value:.4g}"
