"""What a sensitivity analysis writes, and what it says at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.files.results import Results
from experiments.measured.of_run import measure_named
from experiments.sensitivity.question import Asked, Finished, Found
from experiments.terminal.tables import shown_path, table
from experiments.uncertainty.uncertain import column_of, told_of
from experiments.words.wording import level_words

if TYPE_CHECKING:
    from experiments.sensitivity.noise import Spread

FORMAT = "helpseek sensitivity 1"
_MOST_ROWS = 12
_MOSTLY = 0.5
"""From this share of luck on, indices are not to be trusted."""


def write(asked: Asked, found: Found, results: Results) -> None:
    """Tables, figures, what it all says as JSON, and the manifest."""
    from experiments.evaluation.session import write_manifest
    from experiments.files.arrow import rows_table
    from experiments.sensitivity.figure import draw

    told = document(asked, found)
    for name in ("screening", "sobol", "pawn"):
        if told[name]:
            results.write_table(f"{name}.csv", rows_table(told[name]))
            results.write_table(f"{name}.parquet", rows_table(told[name]))
    results.write_table("spread.csv", rows_table(told["spread"]))
    results.write_json("sensitivity.json", told)
    if asked.figures:
        draw(told, results.temporary / "figures")
    options = {
        "format": FORMAT,
        "method": asked.method,
        "outcomes": list(asked.outcomes),
        "strategy": asked.strategy,
        "parameters": told_of(found.uncertain),
        "trajectories": asked.trajectories,
        "points": asked.points,
        "keep": asked.keep,
        "seeds": asked.seeds_listed(),
        "confidence": asked.confidence,
        "runs": found.runs,
    }
    write_manifest(results, asked.command, asked.scenario, options)


def document(asked: Asked, found: Found) -> dict[str, Any]:
    """All that was found, as rows of plain values."""
    told: dict[str, Any] = {
        "world": asked.scenario.name,
        "strategy": asked.strategy,
        "method": asked.method,
        "people": asked.scenario.population.people,
        "weeks": asked.scenario.horizon.weeks,
        "seeds": asked.seeds,
        "confidence": asked.confidence,
        "runs": found.runs,
        "kept": [column_of(place) for place in found.kept],
        "screening": [],
        "sobol": [],
        "pawn": [],
        "spread": [],
    }
    ranges = {one.place: one for one in found.uncertain}

    def named(outcome: str, place: str) -> dict[str, Any]:
        return {
            "outcome": outcome,
            "parameter": column_of(place),
            "place": place,
            "low": ranges[place].low,
            "high": ranges[place].high,
        }

    for finding in found.findings:
        name = finding.outcome
        for effect in sorted(finding.effects, key=lambda one: -one.mu_star):
            told["screening"].append(
                named(name, effect.name)
                | {
                    "mu_star": effect.mu_star,
                    "mu_star_low": effect.low,
                    "mu_star_high": effect.high,
                    "mu": effect.mu,
                    "sigma": effect.sigma,
                    "noise": effect.noise,
                    "beyond_luck": "yes" if effect.counts else "no",
                }
            )
        for index in sorted(finding.indices, key=lambda one: -one.total):
            told["sobol"].append(
                named(name, index.name)
                | {
                    "first": index.first,
                    "first_low": index.first - index.first_half_width,
                    "first_high": index.first + index.first_half_width,
                    "total": index.total,
                    "total_low": index.total - index.total_half_width,
                    "total_high": index.total + index.total_half_width,
                }
            )
        for distance in sorted(finding.distances, key=lambda one: -one.median):
            told["pawn"].append(
                named(name, distance.name)
                | {
                    "pawn": distance.median,
                    "pawn_low": distance.low,
                    "pawn_high": distance.high,
                    "pawn_of_nothing": distance.dummy,
                }
            )
        for stage, of_stage in (("screening", finding.screened), ("closer", finding.looked)):
            if of_stage is not None:
                told["spread"].append(_spread_row(name, stage, of_stage))
    return told


def _spread_row(outcome: str, stage: str, of_stage: Spread) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "stage": stage,
        "variance_parameters": of_stage.points,
        "variance_seeds": of_stage.seeds,
        "variance_luck": of_stage.luck,
        "luck_share_of_a_run": of_stage.luck_share,
        "luck_share_of_a_point": of_stage.luck_of_means,
    }


def closing(done: Finished) -> list[object]:
    """What the command says at the end."""
    asked = done.asked
    told = document(asked, done.found)
    parts: list[object] = []
    for outcome in asked.outcomes:
        one = measure_named(outcome)
        title = level_words(
            one.title, one.unit, one.among, one.statistic, asked.scenario.costs.currency
        )
        unit = one.unit
        if asked.strategy is not None:
            title = f"{title}, changed by {asked.strategy}"
        rows = [row for row in told["screening"] if row["outcome"] == outcome]
        if rows:
            shown = [
                (
                    row["parameter"],
                    f"{row['mu_star']:.3g}",
                    f"{row['mu_star_low']:.3g} to {row['mu_star_high']:.3g}",
                    f"{row['mu']:+.3g}",
                    f"{row['sigma']:.3g}",
                    _or_dash(row["noise"]),
                )
                for row in rows[:_MOST_ROWS]
            ]
            beyond = sum(row["beyond_luck"] == "yes" for row in rows)
            parts.append(
                table(
                    [
                        "parameter",
                        ("mu*", "right"),
                        ("interval", "right"),
                        ("mu", "right"),
                        ("sigma", "right"),
                        ("luck alone", "right"),
                    ],
                    shown,
                    title=f"{title}: screening",
                )
            )
            parts.append(
                f"Change over the range of each parameter, in {unit}; {beyond} of {len(rows)} move "
                "it more than luck does.\n"
            )
        parts += _closer(told, outcome, title)
        parts += [_spread_told(row) for row in told["spread"] if row["outcome"] == outcome][-1:]
    if asked.closer and not done.found.kept:
        parts.append(
            "no parameter moves an outcome more than luck does: there is nothing to look at more "
            "closely; more --seeds or --people would show smaller effects"
        )
    parts += _alone_told(done)
    parts.append(f"{done.found.runs:,} runs. Results: {shown_path(done.path)}")
    return parts


def _alone_told(done: Finished) -> list[object]:
    """That numbers in doubt together were varied each by itself, where there are any."""
    from simulation.scenario.own_priors import groups_of

    varied = {one.place for one in done.found.uncertain if one.prior is not None}
    groups = [
        group.name
        for group in groups_of(done.asked.scenario.prior_groups)
        if len(varied.intersection(group.members)) > 1
    ]
    if not groups:
        return []
    return [
        "Each parameter was varied by itself, as shares of variance ask for: the orders and "
        f"correlations of {', '.join(groups)} were left out. Sweeps and portfolios keep to them."
    ]


def _closer(told: dict[str, Any], outcome: str, title: str) -> list[object]:
    sobol = [row for row in told["sobol"] if row["outcome"] == outcome]
    pawn = [row for row in told["pawn"] if row["outcome"] == outcome]
    parts: list[object] = []
    if sobol:
        shown = [
            (
                row["parameter"],
                f"{row['first']:.2f}",
                f"{row['first_low']:.2f} to {row['first_high']:.2f}",
                f"{row['total']:.2f}",
                f"{row['total_low']:.2f} to {row['total_high']:.2f}",
            )
            for row in sobol[:_MOST_ROWS]
        ]
        parts.append(
            table(
                [
                    "parameter",
                    ("alone", "right"),
                    ("interval", "right"),
                    ("with interactions", "right"),
                    ("interval", "right"),
                ],
                shown,
                title=f"{title}: shares of its variance (Sobol)",
            )
        )
    if pawn:
        shown_pawn = [
            (
                row["parameter"],
                f"{row['pawn']:.2f}",
                f"{row['pawn_low']:.2f} to {row['pawn_high']:.2f}",
                f"{row['pawn_of_nothing']:.2f}",
            )
            for row in pawn[:_MOST_ROWS]
        ]
        parts.append(
            table(
                ["parameter", ("PAWN", "right"), ("interval", "right"), ("luck alone", "right")],
                shown_pawn,
                title=f"{title}: distances of its distribution (PAWN)",
            )
        )
    return parts


def _spread_told(row: dict[str, Any]) -> str:
    share = row["luck_share_of_a_run"]
    if share != share:
        return "One seed a point cannot tell luck from parameters; --seeds 2 or more can."
    left = row["luck_share_of_a_point"]
    told = (
        f"Luck is {100 * share:.0f} % of the variance of a single run, and "
        f"{100 * left:.0f} % of that between the means that the analysis rests on."
    )
    if left > _MOSTLY:
        told += " Indices tell more of luck than of parameters: take more --seeds or --people."
    return told


def _or_dash(value: float) -> str:
    return "-" if value != value else f"{value:.3g}"
