"""Tables on the screen: readable on a terminal, whole when they go into a file or a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.wording import BARRIER_WORDS, PUBLISHED, PUBLISHED_SURVEY, words_of, written

if TYPE_CHECKING:
    from rich.table import Table

_WIDE = 200


def table(
    columns: Sequence[str | tuple[str, str]],
    rows: Iterable[Sequence[object]],
    *,
    title: str | None = None,
) -> Table:
    """A table; a column is its heading, or (heading, ``left`` or ``right``)."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold",
        header_style="bold", pad_edge=False,
    )  # fmt: skip
    for place, column in enumerate(columns):
        heading, side = (column, "left") if isinstance(column, str) else column
        made.add_column(
            heading,
            justify="right" if side == "right" else "left",
            overflow="fold",
            no_wrap=place == 0,  # names stay in one piece, to be copied
        )
    for row in rows:
        # As text, so that brackets in it are never taken for markup.
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return made


def show(*parts: object) -> None:
    """Print tables and text; into a file or a pipe as wide as they need, without ragged ends."""
    from rich.console import Console

    if sys.stdout.isatty():
        screen = Console(highlight=False)
        for part in parts:
            screen.print(part, markup=False)
        return
    screen = Console(highlight=False, width=_WIDE, color_system=None, file=io.StringIO())
    for part in parts:
        screen.print(part, markup=False)
    text = screen.file.getvalue()  # type: ignore[attr-defined]
    print("\n".join(line.rstrip() for line in text.splitlines()))


def outcome_rows(outcomes: Mapping[str, Any], currency: str) -> list[tuple[str, str, str, str]]:
    """Outcomes in plain words: what, here, published, where published."""
    from simulation.outcomes import OUTCOMES

    rows = []
    for name, outcome in OUTCOMES.items():
        published = PUBLISHED.get(outcome.anchor)
        rows.append(
            (
                outcome.title,
                written(outcomes.get(name), outcome.unit, currency),
                "" if published is None else written(published.value, outcome.unit),
                "" if published is None else published.source,
            )
        )
    return rows


def closing(summary: Mapping[str, Any], currency: str) -> list[object]:
    """What a run ends with: its outcomes, beside published figures, and reasons for not seeking."""
    rows = outcome_rows(summary["outcomes"], currency)
    title = (
        f"{summary['world']}: {summary['people']:,} people, {summary['weeks']:,} weeks, "
        f"seed {summary['seed']}"
    )
    headings: list[str | tuple[str, str]]
    headings = ["In the last year", ("Here", "right"), ("Published", "right"), "Source"]
    parts: list[object] = [table(headings, rows, title=title)]
    if any(row[2] for row in rows):
        parts.append(f"Published: {PUBLISHED_SURVEY}\n")
    reasons = [
        (BARRIER_WORDS.get(name, words_of(name)), written(share, "share"))
        for name, share in sorted(
            summary["reasons"].items(), key=lambda item: (-(item[1] or 0.0), item[0])
        )
        if share is not None and name != "low_perceived_need"
    ]
    if reasons:
        parts.append(
            table(
                ["Reason", ("Share", "right")],
                reasons,
                title="Why not in care, having seen a need",
            )
        )
    return parts
