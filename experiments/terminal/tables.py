"""Tables on the screen: readable on a terminal, whole when they go into a file or a pipe."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
