"""Tables on the screen: readable on a terminal, whole when they go into a file or a pipe."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.words.wording import BARRIER_WORDS, outcome_words, published, words_of, written

if TYPE_CHECKING:
    from rich.table import Table

_WIDE = 200


def table(
    columns: Sequence[str | tuple[str, str]],
    rows: Iterable[Sequence[object]],
    *,
    title: str | None = None,
    wrap: bool = False,
) -> Table:
    """A table; a column is its heading, or (heading, ``left`` or ``right``).

    The first column stays in one piece, to be copied, unless ``wrap``.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(
        box=box.SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
    )
    for place, column in enumerate(columns):
        heading, side = (column, "left") if isinstance(column, str) else column
        made.add_column(
            heading,
            justify="right" if side == "right" else "left",
            overflow="fold",
            no_wrap=place == 0 and not wrap,
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


def shown_path(path: Path) -> str:
    """The path as one would type it from here, where that is shorter."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here


def outcome_rows(outcomes: Mapping[str, Any], currency: str) -> list[tuple[str, str, str, str]]:
    """Outcomes in plain words: what and of whom, here, published, where published."""
    from simulation.measures.outcomes import OUTCOMES

    rows = []
    for name, outcome in OUTCOMES.items():
        figure = published(outcome)
        unit = outcome.unit.replace("currency", currency)
        rows.append(
            (
                outcome_words(outcome, currency),
                written(outcomes.get(name), unit),
                "" if figure is None else written(figure.value, unit),
                "" if figure is None else figure.source,
            )
        )
    return rows


def populations() -> str:
    """In whom the published figures were found."""
    from simulation.measures.outcomes import OUTCOMES

    figures = [figure for outcome in OUTCOMES.values() if (figure := published(outcome))]
    return "; ".join(dict.fromkeys(figure.population for figure in figures))


def closing(summary: Mapping[str, Any], currency: str) -> list[object]:
    """What a run ends with: its outcomes, beside published figures, and reasons for not seeking."""
    from simulation.measures.survey import HOLDING_BACK

    title = (
        f"{summary['world']}: {summary['people']:,} people, {summary['weeks']:,} weeks, "
        f"seed {summary['seed']}"
    )
    reasons = [
        (BARRIER_WORDS.get(name, words_of(name)), written(share, "share"))
        for name, share in sorted(
            summary["reasons"].items(), key=lambda item: (-(item[1] or 0.0), item[0])
        )
        if name != "low_perceived_need"
    ]
    return [
        table(
            ["In the last year", ("Here", "right"), ("Published", "right"), "Source"],
            outcome_rows(summary["outcomes"], currency),
            title=title,
            wrap=True,
        ),
        f"Published figures: {populations()}\n",
        table(
            ["Why not in care, having seen a need", ("Share", "right")],
            reasons,
            title=f"Reasons, of {HOLDING_BACK.words} (several may be named)",
        ),
    ]
