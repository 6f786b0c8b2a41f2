"""The cells of a column as codes of categories, and what users say that cells mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.population.column import AS_MISSING, WHOLE, Column, code_text
from simulation.population.demographics import SEXES, plain_spelling
from simulation.population.fields import TableColumn
from simulation.population.missing import says_nothing
from simulation.population.numerals import POINT, band_in, number_in

_CODE_BEFORE = re.compile(r"^[(\[]?-?\d+[)\].:\s]*[-–=]?\s*(?=\D)")
_ONE_SEX = re.compile(r"(?i)(.*[_. ])?(is_?)?(female|woman|women|girl|male|man|boy)s?\d?")
_MISSING, _WRONG = -1, -2


def codes_in(column: Column, field: TableColumn, *, gap: int | None = None) -> NDArray[np.uint8]:
    """The cells as codes of a column with categories.

    Case, surrounding blanks, hyphens and underscores make no difference. Where codes have
    labels, these decide. ``gap`` is the code of missing cells, if these may be.
    """
    spellings = field.spellings()
    names = ", ".join(field.categories or ())
    indices, texts = column.raw_categories()
    agree = _labels_agree(column, spellings)
    table = np.array(
        [_code(column, text, spellings, agree) for text in texts] or [_MISSING], np.int64
    )
    found = table[indices]
    column.told["missing"] += int(np.count_nonzero(found == _MISSING))
    if gap is None:
        column.tell_rows(
            "value is missing",
            found == _MISSING,
            f"{names} (draw_missing draws what is missing)",
        )
    hint = "the setting values says what other words mean, missing which say nothing"
    column.tell_rows("unknown category", found == _WRONG, f"{names} ({hint})")
    if field.name == "sex":
        _tell_codes_of_sex(column, texts, table)
    if column.labels:
        meanings = {f"{text} = {column.labels[text]}" for text in texts if column.labels.get(text)}
        column.notes.append("by value labels: " + ", ".join(sorted(meanings)[:6]))
    return np.where(found < 0, gap or 0, found).astype(np.uint8)


def _tell_codes_of_sex(column: Column, texts: list[str], codes: NDArray[np.int64]) -> None:
    """Note what numbers were taken for; refuse 1 and 2 where they answer whether somebody is
    female."""
    numbers = {
        text: SEXES[code]
        for text, code in sorted(zip(texts, codes.tolist(), strict=True))
        if code >= 0
        and re.fullmatch(r"\d+(\.0+)?", text)
        and column.mapped(text) is None
        and not column.labels.get(text)
    }
    if not numbers:
        return
    if _ONE_SEX.fullmatch(column.name):
        column.tell(
            InputError(
                "numbers that may mean yes and no",
                source=column.source,
                field=f"column {column.name!r}",
                found=", ".join(numbers),
                allowed="the setting values, for instance values: {sex: {1: female, 2: male}}",
            )
        )
    column.notes.append(", ".join(f"{text} = {meant}" for text, meant in numbers.items()))


def _code(column: Column, text: str, spellings: Mapping[str, int], agree: bool) -> int:
    mapped = column.mapped(text)
    if mapped is not None:
        return _MISSING if mapped == AS_MISSING else spellings[plain_spelling(mapped)]
    label = column.labels.get(text)
    if column.missing.declared(text) or (label and column.missing.declared(label)):
        return _MISSING
    if label:
        code = _code_of_label(label, spellings)
        if code is None:
            return _MISSING if says_nothing(label) else _WRONG
        return code
    plain = plain_spelling(text)
    if re.fullmatch(WHOLE, plain):
        plain = plain.partition(".")[0]
    # Where other codes have labels of another meaning, ours would be a guess.
    if plain in spellings and agree:
        return spellings[plain]
    return _MISSING if column.missing.is_missing(text) else _WRONG


def _code_of_label(label: str, spellings: Mapping[str, int]) -> int | None:
    """The code that a label means, with or without its number before it (1 = Male)."""
    bare = plain_spelling(_CODE_BEFORE.sub("", label))
    return spellings.get(plain_spelling(label), spellings.get(bare))


def _labels_agree(column: Column, spellings: Mapping[str, int]) -> bool:
    """Whether codes mean by their labels what they mean to us, so that those without do, too."""
    return all(
        says_nothing(label) or spellings.get(text, -1) == _code_of_label(label, spellings)
        for text, label in column.labels.items()
    )


def checked_values(values: Mapping[str, Any], field: TableColumn, source: str) -> dict[str, str]:
    """A user's map of the values of a column: what each cell, by its plain spelling, means.

    Raises InputError for what is no category of the column, no number, and no band.
    """
    made: dict[str, str] = {}
    spellings = field.spellings()
    for key, meant in values.items():
        text = code_text(meant) if not isinstance(meant, bool) else str(meant).lower()
        place = f"values.{field.name}.{key}"
        if plain_spelling(text) == AS_MISSING:
            text = AS_MISSING
        elif field.kind == "category" and plain_spelling(text) not in spellings:
            raise InputError(
                "unknown category",
                source=source,
                field=place,
                found=meant,
                allowed=", ".join([*(field.categories or ()), AS_MISSING]),
            )
        elif (
            field.kind == "number"
            and number_in(text, POINT) is None
            and not (field.bands and band_in(text))
        ):
            raise InputError(
                "not a number",
                source=source,
                field=place,
                found=meant,
                allowed="a number" + (", a band such as 25-34" * field.bands) + f" or {AS_MISSING}",
            )
        plain = plain_spelling(str(key))
        if made.get(plain, text) != text:
            raise InputError(
                "means two things",
                source=source,
                field=place,
                found=[made[plain], text],
                allowed="one meaning for each value; case makes no difference",
            )
        made[plain] = text
    return made
