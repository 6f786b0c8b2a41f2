"""The cells of a column as numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.population.column import AS_MISSING, Column, code_text
from simulation.population.demographics import plain_spelling
from simulation.population.fields import TableColumn
from simulation.population.missing import USUAL, says_nothing
from simulation.population.numerals import COMMA, POINT, Style, band_in, number_in, style_of

Band = tuple[float, float]

_WHICH_ARE_MISSING = " (the setting missing tells which mean that nothing is known)"
_AMBIGUOUS = r"^[-+]?\d{1,3}(\.\d{3})+$"


class Numbers(NamedTuple):
    """Numbers of a column: ``values`` float64, NaN where missing or a band; ``band`` int32 which of
    the ``bands`` (first and last value) a cell names, -1 for none."""

    values: NDArray[np.float64]
    band: NDArray[np.int32]
    bands: list[Band]


def style_in(column: Column, field: TableColumn) -> Style | None:
    """How its numbers are written; None where they are stored as numbers."""
    if not pa.types.is_string(column.cells.type):
        return None
    _, texts = column.raw_categories()
    low, high = _range(field)
    return style_of(
        (text for text in texts if text and not column.missing.is_missing(text)),
        low,
        high,
        scale_free=field.name == "weight",
    )


def numbers_in(
    column: Column, field: TableColumn, *, gaps: bool = False, hints: bool = True
) -> Numbers:
    """The cells as numbers within the range of a column.

    Where ``gaps`` may be, missing cells become NaN. With ``hints`` messages name the settings that
    help.
    """
    low, high = _range(field)
    allowed = f"{low:g} to {high:g}"
    column.wrong_texts = np.zeros(column.size, bool)
    kind = column.cells.type
    if pa.types.is_string(kind):
        made = _of_texts(column, field, allowed, hints)
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        made = _of_numbers(column, field)
    elif pa.types.is_null(kind):
        made = Numbers(np.full(column.size, np.nan), np.full(column.size, -1, np.int32), [])
    else:
        raise column.wrong_type(f"numbers, {allowed}")
    values, band, bands = made
    outside = ~((values >= low) & (values <= high)) & ~np.isnan(values)
    for number, (first, last) in enumerate(bands):
        if first > high or (np.isfinite(last) and last > high) or last < low:
            outside |= band == number
    if column.missing.out_of_range:
        column.told["out of range"] += int(np.count_nonzero(outside))
        values[outside] = np.nan
        band[outside] = -1
    else:
        column.tell_rows(
            "value out of range",
            outside,
            allowed + _WHICH_ARE_MISSING * hints,
        )
    absent = np.isnan(values) & (band < 0)
    column.told["missing"] += int(np.count_nonzero(absent))
    if not gaps:
        # Cells that are no numbers have been told of already.
        absent &= ~column.wrong_texts
        column.tell_rows(
            "value is missing", absent, allowed + " (draw_missing draws what is missing)" * hints
        )
    return Numbers(values, band, bands)


def _of_numbers(column: Column, field: TableColumn) -> Numbers:
    cells = compute.cast(column.cells, pa.float64(), safe=False)
    values = np.array(compute.fill_null(cells, float("nan")), dtype=np.float64)
    band = np.full(values.size, -1, np.int32)
    bands: list[Band] = []
    if column.missing.ranges:
        declared = np.zeros(values.size, bool)
        for first, last in column.missing.ranges:
            declared |= (values >= first) & (values <= last)
        column.told["declared missing"] += int(declared.sum())
        values[declared] = np.nan
    if not column.labels and not column.values:
        return Numbers(values, band, bands)
    different = np.unique(values[~np.isnan(values)])
    odd: Counter[str] = Counter()
    for value in different.tolist():
        text = code_text(value)
        here = values == value
        meant = _meaning(column, value, text, field)
        if isinstance(meant, tuple):
            band[here] = len(bands)
            bands.append(meant)
            values[here] = np.nan
        elif meant is None:
            odd[f"{text} = {column.labels[text]}"] += int(here.sum())
        else:
            if meant != meant:
                column.told["declared missing"] += int(here.sum())
            values[here] = meant
    if odd:
        told = ", ".join(list(odd)[:3])
        column.warnings.append(
            f"{sum(odd.values()):,} cells of column {column.name!r} have labels that are no "
            f"numbers ({told}) and were read as the numbers that stand there."
        )
    return Numbers(values, band, bands)


def _meaning(column: Column, value: float, text: str, field: TableColumn) -> float | Band | None:
    """What a number with a label or in the user's map means; None if the label says nothing
    that a number could."""
    mapped = column.mapped(text)
    if mapped is not None:
        return _mapped_number(mapped)
    label = column.labels.get(text)
    if label is None or plain_spelling(label) == plain_spelling(text):
        return value
    if column.missing.declared(label) or says_nothing(label):
        return float("nan")
    band = band_in(label)
    if band is not None and field.bands:
        return band
    number = number_in(label, POINT)
    if number is not None and number == number:
        return number
    if re.match(rf"{re.escape(text)}\b", label) or (
        value == 0 and re.match(r"(?i)(no|none|zero)\b", label)
    ):
        return value
    return None


def _mapped_number(mapped: str) -> float | Band:
    if mapped == AS_MISSING:
        return float("nan")
    number = number_in(mapped, POINT)
    if number is not None:
        return number
    band = band_in(mapped)
    assert band is not None  # was checked when the map was
    return band


def _of_texts(column: Column, field: TableColumn, allowed: str, hints: bool) -> Numbers:
    quick = _quick(column)
    if quick is not None:
        return quick
    decimal, style = column.decimal, None
    if decimal is None:
        style = style_in(column, field)
        assert style is not None
        decimal = style.decimal
        if style.contested is not None:
            column.tell(
                InputError(
                    "could mean two numbers",
                    source=column.source,
                    field=f"column {column.name!r}",
                    found=style.contested,
                    allowed="the setting decimal: point or decimal: comma",
                )
            )
        elif style.grouped or decimal != POINT:
            words = "decimal comma" if decimal != POINT else "decimal point"
            column.notes.append(f"{words}, thousands grouped" if style.grouped else words)
            if style.guessed is not None:
                column.warnings.append(
                    f"{style.guessed} in column {column.name!r} was read with a {words}, which is "
                    "a guess: the setting decimal tells."
                )
    indices, texts = column.raw_categories()
    table = np.full(len(texts), np.nan)
    wrong = np.zeros(len(texts), bool)
    which = np.full(len(texts), -1, np.int32)
    bands: list[Band] = []
    declared = np.zeros(len(texts), bool)
    for index, text in enumerate(texts):
        meant = _number_of(column, text, decimal, field)
        if isinstance(meant, tuple):
            which[index] = len(bands)
            bands.append(meant)
        elif meant is None:
            wrong[index] = True
        else:
            table[index] = meant
            declared[index] = meant != meant and not _usually_missing(text)
    column.told["declared missing"] += int(np.count_nonzero(declared[indices]))
    column.wrong_texts = wrong[indices]
    also = ", or a band such as 25-34" if field.bands else ""
    column.tell_rows(
        "not a number",
        column.wrong_texts,
        f"{allowed}{also}" + _WHICH_ARE_MISSING * hints,
    )
    return Numbers(table[indices], which[indices], bands)


def _number_of(column: Column, text: str, decimal: str, field: TableColumn) -> float | Band | None:
    mapped = column.mapped(text)
    if mapped is not None:
        return _mapped_number(mapped)
    if column.missing.is_missing(text):
        return float("nan")
    number = number_in(text, decimal)
    if number is not None:
        return float("nan") if column.missing.declared_number(number) else number
    return band_in(text, decimal) if field.bands else None


def _usually_missing(text: str) -> bool:
    return not text or text.lower() in USUAL


def _quick(column: Column) -> Numbers | None:
    """The numbers of a column of plain ones, which needs no look at each."""
    if column.values or column.missing.texts or column.missing.ranges or not column.missing.usual:
        return None
    trimmed = compute.utf8_trim_whitespace(column.cells)
    if (
        column.decimal != POINT
        and compute.any(compute.match_substring_regex(trimmed, _AMBIGUOUS)).as_py()
    ):
        return None
    missing = compute.is_in(
        compute.utf8_lower(trimmed), value_set=pa.array(sorted(USUAL), pa.string())
    )
    trimmed = compute.if_else(missing, pa.scalar(None, pa.string()), trimmed)
    try:
        numbers = compute.cast(trimmed, pa.float64())
    except pa.ArrowInvalid:
        return None
    values = np.array(compute.fill_null(numbers, float("nan")), dtype=np.float64)
    return Numbers(values, np.full(values.size, -1, np.int32), [])


def settle_decimals(
    separator: str, columns: Mapping[str, Column], fields: Mapping[str, TableColumn]
) -> None:
    """Where a column could be read in two ways, the others may tell, or what parts the cells."""
    styles = {
        name: style_in(column, fields[name])
        for name, column in columns.items()
        if column.decimal is None and fields[name].kind == "number"
    }
    certain = {s.decimal for s in styles.values() if s and s.certain and s.contested is None}
    for name, style in styles.items():
        if style is None or style.contested is None or style.certain:
            continue
        if len(certain) == 1:
            columns[name].decimal = decimal = certain.pop()
            certain.add(decimal)
            reason = "as in other columns"
        elif separator == ";":
            columns[name].decimal = decimal = COMMA
            reason = "as usual where semicolons part the cells"
        else:
            continue
        columns[name].notes.append(f"decimal {decimal}")
        columns[name].warnings.append(
            f"{style.contested} in column {columns[name].name!r} was read with a decimal "
            f"{decimal}, {reason}, which is a guess: the setting decimal tells."
        )


def _range(field: TableColumn) -> tuple[float, float]:
    assert field.low is not None
    assert field.high is not None
    return field.low, field.high
