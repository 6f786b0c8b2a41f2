"""What a fit of whole towns writes, the posterior and its world among it, and what it says."""

from __future__ import annotations

from math import isfinite
from typing import Any

from experiments.files.portable import from_folder
from experiments.files.results import Results
from experiments.posterior.diagnostics import (
    coverage,
    emulators_rows,
    predicted_rows,
    waves_rows,
    words,
)
from experiments.posterior.learned import numbers_rows, pairs_rows
from experiments.posterior.question import Asked, Finished, Found
from experiments.terminal.tables import shown_path, table
from experiments.uncertainty.kept import POSTERIOR, write_draws

FORMAT = "helpseek posterior 1"
WORLD = "world.yaml"
_MOST = 12
"""Rows that a table on the screen shows."""


def write(asked: Asked, found: Found, results: Results) -> None:
    """Posterior, world, tables, figures, what it all says as JSON, and the manifest."""
    from experiments.evaluation.session import write_manifest
    from experiments.files.arrow import rows_table
    from experiments.posterior.figures import draw

    told = document(asked, found)
    write_draws(found.draws, results.temporary / POSTERIOR)
    for name in ("waves", "emulators", "figures", "numbers", "together"):
        if told[name]:
            results.write_table(f"{name}.csv", rows_table(told[name]))
    results.write_json("posterior.json", told)
    results.write_text(WORLD, world_text(asked, results))
    if asked.figures:
        draw(told, found, results.temporary / "figures")
    options = {
        "format": FORMAT,
        "targets": [target.id for target in asked.fit],
        "checks": [target.id for target in asked.check],
        "parameters": list(asked.parameters),
        "discrepancy": asked.discrepancy,
        "elsewhere": asked.elsewhere,
        "seed": asked.settings.seed,
        "draws": asked.settings.draws,
        "waves": asked.settings.waves,
        "runs": asked.runs,
        "minutes": asked.minutes,
    }
    write_manifest(results, asked.command, asked.scenario, options)


def world_text(asked: Asked, results: Results) -> str:
    """A world that extends the one given and names its posterior, to lie in the directory."""
    import yaml

    from simulation.scenario import world_files

    known = asked.world in world_files()
    head = {
        "extends": asked.world if known else from_folder(asked.world, results.home),
        "name": f"{asked.scenario.name}_that_fits"[:80],
        "posterior": POSTERIOR,
    }
    ids = ", ".join(target.id for target in asked.fit)
    return f"# Its posterior was fitted by helpseek calibrate to: {ids}.\n" + yaml.safe_dump(
        head, sort_keys=False, allow_unicode=True
    )


def document(asked: Asked, found: Found) -> dict[str, Any]:
    """All that was found, as rows of plain values."""
    figures = predicted_rows(found.rows, found.given)
    return {
        "world": asked.scenario.name,
        "people": asked.scenario.population.people,
        "draws": len(found.draws),
        "different": found.drawn.different,
        "effective": found.drawn.weighed.effective,
        "candidates": len(found.drawn.candidates.z),
        "turns": found.drawn.turns,
        "runs": found.runs,
        "failed": found.failed,
        "stopped": found.explored.stopped,
        "words": words(found, figures),
        "waves": waves_rows(found),
        "emulators": emulators_rows(found),
        "figures": figures,
        "numbers": numbers_rows(found),
        "together": pairs_rows(found),
        "coverage": {use: coverage(figures, use) for use in ("fit", "check")},
    }


def closing(done: Finished) -> list[object]:
    """What the command says at the end."""
    told = document(done.asked, done.found)
    parts: list[object] = [
        table(
            ["wave", ("points", "right"), ("left", "right"), ("volume", "right"), "not used"],
            [
                (
                    str(row["wave"]),
                    f"{row['points']:,}",
                    f"{row['left']:.3g}",
                    f"{row['volume']:.2g} ± {row['volume_error']:.1g}",
                    row["unused"],
                )
                for row in told["waves"]
            ],
            title="Waves: share of the space that each left, and of the whole prior",
        ),
        table(
            [
                "figure",
                "what",
                "use",
                ("published", "right"),
                ("towns, 95 %", "right"),
                ("below it", "right"),
                "met",
            ],
            [
                (
                    row["figure"],
                    row["title"],
                    row["use"],
                    _number(row["published"]),
                    f"{_number(row['low'])} to {_number(row['high'])}",
                    _number(row["pit"]),
                    row["inside"],
                )
                for row in told["figures"]
            ],
            title="What towns that fit give, beside what was published",
        ),
        table(
            ["number", ("prior, 95 %", "right"), ("now, 95 %", "right"), ("learned", "right")],
            [
                (
                    row["parameter"],
                    f"{_number(row['prior_low'])} to {_number(row['prior_high'])}",
                    f"{_number(row['low'])} to {_number(row['high'])}",
                    f"{row['learned']:.0%}",
                )
                for row in told["numbers"][:_MOST]
            ],
            title=f"What was learned of numbers: the first {_MOST} of {len(told['numbers'])}",
        ),
    ]
    if told["together"]:
        parts.append(
            table(
                ["number", "moves with", ("rank correlation", "right")],
                [
                    (
                        row["one"],
                        row["other"],
                        f"{row['rank_correlation']:+.2f} ± {row['error']:.2f}",
                    )
                    for row in told["together"][:_MOST]
                ],
                title="Numbers that the figures tell of together alone",
            )
        )
    parts += told["words"]
    parts.append(f"The world with its posterior: {shown_path(done.path / WORLD)}")
    return parts


def _number(value: float) -> str:
    return f"{value:.4g}" if isfinite(value) else "-"
