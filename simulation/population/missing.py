"""Missing values: how files write what nobody told, and what a user declares to be missing.

Known without a declaration: blanks, and the spellings of R (NA), pandas (NaN, <NA>, NaT), Stata
(., .a to .z), SPSS (sysmis, #NULL!), spreadsheets (#N/A, #VALUE! and the like) and SQL (NULL).
Codes such as -9, 99 or "Refused" are values until they are declared.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from string import ascii_lowercase

from simulation.errors import InputError, unknown_name

USUAL = frozenset(
    [
        "",
        "na",
        "n/a",
        "n.a.",
        "nan",
        "<na>",
        "nat",
        "null",
        "(null)",
        ".",
        "sysmis",
        "#null!",
        "#n/a",
        "#na",
        "#n/a n/a",
        "#value!",
        "#ref!",
        "#div/0!",
        "#name?",
        "#num!",
        "1.#ind",
        "-1.#ind",
        "1.#qnan",
        "-1.#qnan",
        "-nan",
        *(f".{letter}" for letter in ascii_lowercase),
    ]
)
"""Spellings of missing values, in lower case, known without a declaration."""

NO_HOUSEHOLD = frozenset(
    [
        "-",
        "--",
        "---",
        "?",
        "*",
        "none",
        "nobody",
        "alone",
        "missing",
        "unknown",
        "not known",
        "refused",
        "don't know",
        "dont know",
        "not applicable",
        "no answer",
        "not asked",
        "nil",
    ]
)
"""Words in a column of households that name no household."""

_SAID_NOTHING = re.compile(
    r"(?i)(.*\b)?(refus(ed|al)|don'?t know|dk|no answer|not answered|not applicable|inapplicable"
    r"|not asked|not stated|missing|prefer not to (say|answer)|not ascertained|unknown|n/?a"
    r"|no response|nonresponse|skipped|inap)(\b.*)?"
)

OUT_OF_RANGE = "out of range"
"""What declares every number outside the range of its column to be missing."""

EVERY_COLUMN = "all"
"""The key under which a mapping declares what is missing in every column."""

Code = str | int | float
_NUMBER = r"(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
_RANGES = (
    (re.compile(rf"{_NUMBER}\s*(?:to|thru|through|\.\.)\s*{_NUMBER}"), "between"),
    (re.compile(rf"(?:below|under|less than|<)\s*{_NUMBER}"), "below"),
    (re.compile(rf"(?:above|over|more than|>)\s*{_NUMBER}"), "above"),
)
_ALLOWED = (
    "numbers, texts as they stand in the file, ranges (-9 to -1, below 0, above 120) or "
    f"{OUT_OF_RANGE!r}"
)


def says_nothing(label: str) -> bool:
    """Whether the label of a value says that the person gave no answer."""
    return _SAID_NOTHING.fullmatch(label.strip()) is not None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing in one column.

    ``texts``: declared, in lower case. ``ranges``: declared numbers, from and to (both inclusive
    unless ``open_ends``). ``usual``: whether the usual spellings count besides blanks.
    ``out_of_range``: whether numbers outside the column's range do.
    """

    texts: frozenset[str] = frozenset()
    ranges: tuple[tuple[float, float], ...] = ()
    usual: bool = True
    out_of_range: bool = False

    def declared(self, text: str) -> bool:
        """Whether a text was declared to be missing, as text or as a number."""
        if text.lower() in self.texts:
            return True
        if not self.ranges:
            return False
        try:
            return self.declared_number(float(text))
        except ValueError:
            return False

    def declared_number(self, value: float) -> bool:
        """Whether a number was declared to be missing."""
        return any(low <= value <= high for low, high in self.ranges)

    def is_missing(self, text: str) -> bool:
        """Whether a text, without blanks around it, is missing."""
        return not text or (self.usual and text.lower() in USUAL) or self.declared(text)


def _rule(codes: Sequence[Code], *, only: bool) -> Missing:
    texts, ranges, out_of_range = set(), [], False
    for code in codes:
        if isinstance(code, bool):
            texts.add(str(code).lower())
            continue
        if not isinstance(code, str):
            ranges.append((float(code), float(code)))
            continue
        text = code.strip()
        for form, meaning in _RANGES:
            if match := form.fullmatch(text.lower()):
                numbers = [float(number) for number in match.groups()]
                if meaning == "below":
                    ranges.append((-math.inf, math.nextafter(numbers[0], -math.inf)))
                elif meaning == "above":
                    ranges.append((math.nextafter(numbers[0], math.inf), math.inf))
                elif numbers[0] > numbers[1]:
                    raise InputError(
                        "a range that ends before it begins",
                        field="missing",
                        found=code,
                        allowed=_ALLOWED,
                    )
                else:
                    ranges.append((numbers[0], numbers[1]))
                break
        else:
            if text.lower() == OUT_OF_RANGE:
                out_of_range = True
            else:
                texts.add(text.lower())
                with suppress(ValueError):
                    ranges.append((float(text), float(text)))
    ranges = [pair for pair in ranges if not math.isnan(pair[0])]
    return Missing(frozenset(texts), tuple(ranges), not only, out_of_range)


def missing_rules(
    declared: Sequence[Code] | Mapping[str, Sequence[Code]],
    wanted: Mapping[str, str],
    source: str,
) -> dict[str, Missing]:
    """What is missing in each column, by our names.

    ``declared`` holds for every column, or says it by our name or the file's (``all`` for every
    column). A column with an empty list has no missing values but blanks: there, NA is a name.
    Raises InputError for a column that is not mapped.
    """
    if not isinstance(declared, Mapping):
        declared = {EVERY_COLUMN: declared}
    every = list(declared.get(EVERY_COLUMN, ()))
    own: dict[str, list[Code]] = {}
    for name, codes in declared.items():
        if name == EVERY_COLUMN:
            continue
        ours = [mine for mine, theirs in wanted.items() if name in (mine, theirs)]
        if not ours:
            error = unknown_name("column", name, {*wanted, *wanted.values(), EVERY_COLUMN})
            raise InputError(
                "no column of this name is mapped",
                source=source,
                field="missing",
                found=name,
                allowed=error.allowed,
            )
        for mine in ours:
            own[mine] = own.get(mine, []) + list(codes)
    rules = {}
    for name in wanted:
        only = name in own and not own[name]
        rules[name] = _rule([] if only else every + own.get(name, []), only=only)
    return rules
