"""Reading YAML that strangers wrote: plain values only, each with the line it stands on.

The text is taken apart by PyYAML's parser and put together here, so that nothing in it can make an
object, run code or fill the memory. Words mean what they mean in JSON and in the core schema of
YAML 1.2: ``true`` and ``false`` are the only yes and no, ``no`` is a word, ``1:30`` and dates are
text, ``1e-3`` is a number. Keys are always text and may stand once in a mapping. ``<<`` takes over
what another mapping says, or several say, as far as the mapping itself says nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from simulation.errors import InputError, one_line

LARGEST_FILE = 4_000_000
"""Bytes that a scenario file may have."""
MOST_VALUES = 100_000
"""Values that a scenario file may have, those that aliases repeat counted each time."""
DEEPEST = 24
"""How deep mappings and lists may lie within each other."""
LONGEST_INTEGER = 30
"""Digits that a whole number may have; no field of a scenario takes as many."""

Place = tuple[str | int, ...]
"""Where a value stands: keys of mappings and indices of lists, from the outermost in."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": float("nan"),
    ".NaN": float("nan"),
    ".NAN": float("nan"),
    **{
        sign + word: float(sign + "inf")
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
}
_MERGE = "<<"
_TEXT_TAG = "tag:yaml.org,2002:str"
_QUOTED = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*"|(?:^|(?<=\s))\#[^\n]*""")
"""Texts in quotes, and comments."""
_TOO_DEEP = "nested too deeply"
_LEVELS = f"{DEEPEST} levels"


class Document(NamedTuple):
    """What a file says: its values, and the line on which each place begins."""

    values: dict[str, Any]
    lines: dict[Place, int]


def dotted(place: Place) -> str:
    """A place as people write it, ``services.specialist.price``, on one line and not too long."""
    parts = []
    for part in place:
        parts.append(one_line(str(part), 40))
    return ".".join(parts)


def plain_word(text: str, *, source: str = "", field: str = "") -> object:
    """What a word without quotes means: nothing, yes or no, a number, or text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        if len(text) > LONGEST_INTEGER:
            raise InputError(
                "the number is too long",
                source=source,
                field=field,
                found=text,
                allowed=f"up to {LONGEST_INTEGER} digits",
            )
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


class _Builder:
    """Puts one document together from the parser's events."""

    def __init__(self, events: Iterator[Any], source: str) -> None:
        self.events = events
        self.source = source
        self.lines: dict[Place, int] = {}
        self.anchors: dict[str, tuple[object, int]] = {}
        self.values = 0

    def refuse(self, problem: str, event: Any, place: Place, **parts: Any) -> InputError:
        line = f"{self.source}, line {_line(event)}"
        return InputError(problem, source=line, field=dotted(place), **parts)

    def count(self, values: int, event: Any, place: Place) -> None:
        self.values += values
        if self.values > MOST_VALUES:
            raise self.refuse(
                "too many values", event, place, allowed=f"{MOST_VALUES:,}, aliases followed"
            )

    def build(self, event: Any, place: Place) -> object:
        if len(place) > DEEPEST:
            raise self.refuse(_TOO_DEEP, event, place[:3], allowed=_LEVELS)
        self.lines.setdefault(place, _line(event))
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise self.refuse("alias of nothing above it", event, place, found=event.anchor)
            value, size = self.anchors[event.anchor]
            self.count(size, event, place)
            return value
        before = self.values
        self.count(1, event, place)
        if event.tag not in (None, "!", _TEXT_TAG):
            raise self.refuse("tags have no meaning here", event, place, found=event.tag)
        if isinstance(event, yaml.MappingStartEvent):
            value = self.mapping(place)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self.sequence(place)
        elif event.implicit[0] and event.tag is None:
            value = plain_word(
                event.value,
                source=f"{self.source}, line {_line(event)}",
                field=dotted(place),
            )
        else:
            value = event.value
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, self.values - before)
        return value

    def sequence(self, place: Place) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.build(event, (*place, len(items))))
        return items

    def mapping(self, place: Place) -> dict[str, object]:
        items: dict[str, object] = {}
        merged: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refuse("a key must be a word", event, place)
            key = event.value
            if key in items or (*place, key) in self.lines:
                raise self.refuse("the key stands here twice", event, (*place, key))
            self.lines[(*place, key)] = _line(event)
            value = self.build(next(self.events), (*place, key))
            if key == _MERGE and event.implicit[0]:  # in quotes it is a name like any other
                merged = self.merged(value, event, place)
            else:
                items[key] = value
        for key in merged.keys() - items.keys():
            self.lines.setdefault((*place, key), self.lines[(*place, _MERGE)])
        return merged | items

    def merged(self, given: object, event: Any, place: Place) -> dict[str, object]:
        """What ``<<`` takes over; of several mappings the first that says something counts."""
        found: dict[str, object] = {}
        for mapping in reversed(given if isinstance(given, list) else [given]):
            if not isinstance(mapping, dict):
                raise self.refuse(
                    "takes over what is no mapping",
                    event,
                    (*place, _MERGE),
                    found=mapping,
                    allowed="a mapping, or a list of mappings, mostly as *NAME",
                )
            found |= mapping
        return found


def _open_brackets(text: str) -> int:
    bare = _QUOTED.sub("", text)
    return sum(bare.count(sign) for sign in "[{") - sum(bare.count(sign) for sign in "]}")


def _indentation(text: str, index: int) -> str:
    """The blanks around a place of a text, on its line."""
    before = text[:index].rpartition("\n")[2]
    after = text[index:].partition("\n")[0]
    return before[len(before.rstrip()) :] + after[: len(after) - len(after.lstrip())]


def _build(text: str, source: str) -> tuple[object, dict[Place, int]]:
    builder = _Builder(iter(yaml.parse(text, Loader=_PARSER)), source)
    try:
        next(builder.events)
        if isinstance(next(builder.events), yaml.StreamEndEvent):
            raise InputError("there is nothing in it", source=source, allowed="a mapping")
        value = builder.build(next(builder.events), ())
        next(builder.events)
        if not isinstance(event := next(builder.events), yaml.StreamEndEvent):
            raise builder.refuse("a second document begins", event, (), allowed="one")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"{source}, line {mark.line + 1}" if mark else source
        if mark and _open_brackets(text[: mark.index]) > DEEPEST:
            # The parser may look ahead, and give up, before the builder has seen any of it.
            raise InputError(_TOO_DEEP, source=line, allowed=_LEVELS) from None
        if mark and "\t" in _indentation(text, mark.index):
            raise InputError(
                "not valid YAML: a tab stands where spaces should (indent with spaces)",
                source=line,
            ) from None
        # PyYAML's words help, but differ from version to version.
        reason = " ".join(str(error.problem or error.context).split())
        raise InputError(f"not valid YAML ({reason})", source=line) from None
    except (yaml.YAMLError, UnicodeError):
        raise InputError("holds characters that no text has", source=source) from None
    return value, builder.lines


def read_text(text: str, source: str) -> Document:
    """The mapping that a YAML text holds. ``source`` names the text in errors.

    Raises InputError for what is not one document with a mapping of plain values, holds a key
    twice, is nested too deeply or has too many values.
    """
    value, lines = _build(text, source)
    if not isinstance(value, dict):
        raise InputError(
            "does not hold a mapping", source=source, found=value, allowed="lines of 'key: value'"
        )
    return Document(value, lines)


def read_file(path: Path, source: str) -> Document:
    """The mapping that a YAML file holds; raises InputError for whatever is wrong with it."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError("there is no such file", source=source) from None
    except IsADirectoryError:
        raise InputError("is a directory", source=source, allowed="a YAML file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}", source=source) from None
    if len(data) > LARGEST_FILE:
        raise InputError(
            "is too large for a scenario", source=source, allowed=f"{LARGEST_FILE:,} bytes"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "is not text in UTF-8", source=source, found=data[error.start : error.start + 8]
        ) from None
    return read_text(text, source)


def read_value(text: str, *, source: str, field: str) -> object:
    """The value of a setting given on a command line: a word, or YAML in brackets or quotes."""
    if not text.lstrip().startswith(("[", "{", "'", '"')):
        return plain_word(text.strip(), source=source, field=field)
    try:
        return _build(text, source)[0]
    except InputError as error:
        raise InputError(
            error.problem, source=source, field=field, found=text, allowed=error.allowed
        ) from None
