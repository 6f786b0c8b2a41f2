"""Parts of a page: tables, cells, figures; what templates are given to lay out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Value:
    """A number in a cell: as it is read, and as it is, for machines and for whoever checks."""

    text: str
    value: float | None
    note: str = ""
    """A word on it, as an interval or a verdict, in a line below."""
    tone: str = ""
    """``good``, ``bad`` or nothing: never told by colour alone, the words say it, too."""


@dataclass(frozen=True)
class Link:
    """Words that lead to another place of the page."""

    text: str
    to: str


Part = str | Value | Link
Cell = Part | Sequence[Part]


@dataclass(frozen=True)
class Head:
    """The heading of a column."""

    text: str
    number: bool = False
    """Whether the column holds numbers, which stand to the right."""


@dataclass(frozen=True)
class Table:
    """A table: its first column names the rows. ``small`` tables need no room to scroll."""

    caption: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    name: str = ""
    """The place in the page by which links find it."""
    marked: frozenset[int] = field(default_factory=frozenset)
    """Rows that stand out, by number."""


@dataclass(frozen=True)
class Figure:
    """A figure: SVG that we drew, what it shows for those who do not see it, and a caption."""

    name: str
    svg: str
    alt: str
    caption: str
    letters: Mapping[str, str]
    """Shapes of letters that the SVG uses, by id; a page holds each once."""


def letters_of(figures: Iterable[Figure]) -> str:
    """The shapes of all letters of these figures, each once, in the order of their ids."""
    shapes: dict[str, str] = {}
    for figure in figures:
        shapes.update(figure.letters)
    return "\n".join(shapes[name] for name in sorted(shapes))


@dataclass(frozen=True)
class Point:
    """One line of the summary: a question, and the sentences that answer it."""

    question: str
    sentences: Sequence[str]


def heads(*names: str | tuple[str, str]) -> list[Head]:
    """Headings; those of columns of numbers are given as ``(heading, "number")``."""
    return [
        Head(name) if isinstance(name, str) else Head(name[0], name[1] == "number")
        for name in names
    ]
