"""The comparison as rows, as a table on the screen, and as a page to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import isnan, nan
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.evidence.comparison import Compared
from experiments.evidence.lived.arms import LARGEST
from experiments.evidence.score import score_words, scores, tolerance_counts
from experiments.evidence.target import BASIS_WORDS, Target
from experiments.evidence.target_file import Targets
from experiments.evidence.targets import NO_COUNTERPART, built_in
from simulation.evidence import evidence

if TYPE_CHECKING:
    from rich.table import Table

VERDICT_WORDS = {
    "near": "near",
    "apart": "apart",
    "not judged": "not judged",
    "no value": "no value",
}


@dataclass(frozen=True)
class Asked:
    """What was simulated: the name of the world, its people, and the seeds."""

    world: str
    people: int
    seeds: Sequence[int]
    targets: Targets = field(default_factory=built_in)

    @property
    def built_in(self) -> bool:
        """Whether the targets are those that come with the model."""
        return self.targets is built_in()

    @property
    def words(self) -> str:
        """In a few words."""
        first, last = self.seeds[0], self.seeds[-1]
        seeds = f"seed {first}" if first == last else f"seeds {first} to {last}"
        return f"world {self.world}, {self.people:,} people, {seeds}"


class Told(NamedTuple):
    """A world beside the rows of a file of targets, and what was simulated for it."""

    compared: list[Compared]
    asked: Asked


def number(value: float | None, unit: str) -> str:
    """A value as tables show it, without its unit; a dash where there is none."""
    if value is None or isnan(value):
        return "-"
    if unit == "%":
        return f"{value:.1f}"
    if "ratio" in unit or unit in ("Cohen's d", "correlation", "elasticity"):
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) >= 1.0 else f"{value:.2f}"


def between(low: float | None, high: float | None, unit: str) -> str:
    """An interval as tables show it; nothing where there is none."""
    if low is None or high is None or isnan(low) or isnan(high):
        return ""
    return f"{number(low, unit)} to {number(high, unit)}"


def shown_bounds(target: Target) -> tuple[float | None, float | None]:
    """The bounds of a judged figure; of another, the interval that its source gives."""
    if not target.judged:
        return target.published.low, target.published.high
    return target.bounds


def published_words(target: Target) -> str:
    """The published value, or its range where it has no value."""
    told = target.published
    if told.value is not None:
        return number(told.value, target.unit)
    return between(told.low, told.high, target.unit) or "-"


def _or_nan(value: float | None) -> float:
    return nan if value is None else value


def rows(compared: Iterable[Compared]) -> list[dict[str, Any]]:
    """One flat row a target, for files."""
    made = []
    for one in compared:
        target, told = one.target, one.target.published
        near_low, near_high = target.bounds if target.judged else (nan, nan)
        low, high = one.interval
        made.append(
            {
                "id": target.name,
                "group": target.heading,
                "quantity": target.title,
                "unit": target.unit,
                "model": one.value,
                "model_low": low,
                "model_high": high,
                "published": _or_nan(told.value),
                "published_low": _or_nan(told.low),
                "published_high": _or_nan(told.high),
                "near_low": near_low,
                "near_high": near_high,
                "near_is": "" if not target.judged else BASIS_WORDS[target.basis],
                "difference": one.difference,
                "verdict": one.verdict,
                "use": target.use,
                "kind": target.kind if target.judged else "",
                "met_by_random_draws": _or_nan(target.met_by_random_draws),
                "tolerance_source": target.tolerance_source,
                "anchor": target.instead,
                "note": one.obstacle or target.reason,
                "comment": target.comment,
                "measured": target.how,
                "population": told.population,
                "source": told.source,
            }
        )
    return made


def summary(compared: Sequence[Compared]) -> dict[str, int]:
    """How many rows have which verdict."""
    counts = Counter(one.verdict for one in compared)
    return {verdict: counts[verdict] for verdict in ("near", "apart", "no value", "not judged")}


def summary_words(compared: Sequence[Compared]) -> str:
    """The same as a sentence."""
    counts = summary(compared)
    parts = [f"{counts['near']} near", f"{counts['apart']} apart"]
    if counts["no value"]:
        parts.append(f"{counts['no value']} without a value in the model")
    judged = counts["near"] + counts["apart"] + counts["no value"]
    text = f"{judged} figures compared: {', '.join(parts)}."
    if counts["not judged"]:
        text += f" {counts['not judged']} more are context and are not judged."
    return " ".join(filter(None, (text, score_words(compared))))


def obstacle_words(compared: Iterable[Compared]) -> list[str]:
    """Why the world cannot answer some rows, a line each."""
    return [f"{one.target.id}: no value: {one.obstacle}." for one in compared if one.obstacle]


def _by_group(compared: Iterable[Compared]) -> dict[str, list[Compared]]:
    groups: dict[str, list[Compared]] = {}
    for one in compared:
        groups.setdefault(one.target.heading, []).append(one)
    return groups


def _cells(one: Compared) -> tuple[str, ...]:
    target, unit = one.target, one.target.unit
    return (
        target.title,
        target.name,
        number(one.value, unit),
        between(*one.interval, unit),
        published_words(target),
        "" if target.published.value is None else between(*shown_bounds(target), unit),
        "" if unit == "%" else unit,
        "" if isnan(one.difference) else f"{one.difference:+.{1 if unit == '%' else 2}f}",
        VERDICT_WORDS[one.verdict],
        target.kind if target.judged else "",
        "" if (share := target.met_by_random_draws) is None else f"{100 * share:.0f} %",
    )


_BASIS = {
    "tolerance": "tolerance that somebody chose",
    "range": "range over places or eras",
    "interval": "95 % interval",
    "sample": "sample of the source's size",
}
HEADINGS = (
    "Quantity",
    "Id",
    "Model",
    "Interval",
    "Published",
    "Near",
    "Unit",
    "Difference",
    "Verdict",
    "Kind",
    "Random",
)
_RIGHT = ("Random", "Model", "Interval", "Published", "Near", "Difference")


def screen_tables(compared: Sequence[Compared]) -> list[Table]:
    """The judged figures as tables for the screen, one a group."""
    from experiments.terminal.tables import table

    judged = [one for one in compared if one.verdict != "not judged"] or list(compared)
    columns = [(name, "right") if name in _RIGHT else name for name in HEADINGS]
    return [
        table(columns, [_cells(one) for one in group], title=name)
        for name, group in _by_group(judged).items()
    ]


def page(compared: Sequence[Compared], asked: Asked, only: Sequence[str] = ()) -> str:
    """The whole comparison as a Markdown page."""
    from simulation.population.columns import YEAR

    lines = [
        "# The model beside published evidence",
        "",
        f"Simulated: {asked.words}; five years after the burn-in unless said otherwise. Shares are "
        "in percent.",
        "",
        summary_words(compared),
        "",
        "*Model* is the mean over seeds, *interval* its 95 % interval over seeds (none for one "
        "seed). *Near* is what counts as near enough: the 95 % interval of the source, or of a "
        "sample of its size, a range that the source gives, or a tolerance, whose source the file "
        "of targets tells; some rows must lie within it at each seed. *Difference* is the model "
        "less the published figure, or the way to the nearer end of a range. Rows that are context "
        "are not judged; the notes say why.",
        "",
        "*Kind* is what meeting a row proves: a *check*, to which nothing was set; *fitted*, for "
        "which a number was moved; *echo*, an input that comes out again; *implied* by another. "
        "*Random* is the share of worlds drawn from the priors that meet it.",
        "",
        _basis_words(compared),
        "",
    ]
    for name, group in _by_group(compared).items():
        lines += [f"## {name}", "", _markdown(HEADINGS, map(_cells, group)), ""]
    if any(one.target.heading == "Price" for one in compared):
        lines += [f"Price plans were lived for {3 * YEAR} weeks.", ""]
    if any(one.target.trials for one in compared):
        lines += [
            f"Strategies were tried in a town of {LARGEST:,} people at most, each beside the same "
            "people with the same luck and without it.",
            "",
        ]
    lines += ["## How each is measured, and why so", ""]
    for one in compared:
        target, told = one.target, one.target.published
        lines.append(f"- **{target.title}** ({target.name}): {target.how}.")
        if one.obstacle:
            lines.append(f"  No value: {one.obstacle}.")
        basis = "not judged" if not target.judged else f"near is: {BASIS_WORDS[target.basis]}"
        anchor = f", anchor {target.instead}" if target.instead else ""
        lines.append(
            f"  {told.source}; {told.population}. {basis.capitalize()}{anchor}."
            + (f" Tolerance: {target.tolerance_source}." if target.tolerance_source else "")
            + (f" Note: {target.reason}." if target.reason else "")
            + (f" {target.comment}." if target.comment else "")
        )
    if not only and asked.built_in:
        lines += ["", "## Published figures without a counterpart", ""]
        table = evidence()
        lines += [
            f"- {name}, {table[name].quantity[0].lower()}{table[name].quantity[1:]}: {reason}."
            for name, reason in NO_COUNTERPART.items()
        ]
    return "\n".join(lines) + "\n"


def _basis_words(compared: Sequence[Compared]) -> str:
    counts = tolerance_counts(compared)
    parts = [f"{counts[basis]} on a {words}" for basis, words in _BASIS.items() if counts[basis]]
    return f"Of the judged rows, near rests for {', for '.join(parts)}." if parts else ""


def _markdown(headings: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    def line(row: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |"

    sides = ["---:" if name in _RIGHT else "---" for name in headings]
    return "\n".join([line(headings), line(sides), *map(line, cells)])


def document(compared: Sequence[Compared], asked: Asked) -> Mapping[str, Any]:
    """What ``evidence.json`` holds."""
    return {
        "world": asked.world,
        "people": asked.people,
        "seeds": list(asked.seeds),
        "summary": summary(compared),
        "scores": {kind: asdict(one) for kind, one in scores(compared).items()},
        "targets": asked.targets.called,
        "doubts": list(asked.targets.doubts),
        "rows": [
            {**row, "seeds": list(one.values)}
            for row, one in zip(rows(compared), compared, strict=True)
        ],
        "no_counterpart": NO_COUNTERPART if asked.built_in else {},
    }
