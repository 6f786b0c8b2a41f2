"""Files of statistics programs and spreadsheets: SPSS, Stata, SAS, Excel and OpenDocument.

The first three are read with pyreadstat (ReadStat), spreadsheets with python-calamine; both come
with ``helpseek[survey]``. Values that a file itself declares to be missing (user-missing values of
SPSS, .a to .z of Stata and SAS) are missing; labels of values come along, and decide what a code
means.
"""

from __future__ import annotations

import importlib
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simulation import bounded
from simulation.errors import InputError, unknown_name
from simulation.file_summary import PREVIEWED_ROWS
from simulation.population import table_opened
from simulation.population.table_opened import KINDS, TableFile, not_too_wide, too_large

SPREADSHEET = "spreadsheet"

_SAS = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011")
_OLD_STATA = range(104, 116)
_SHOWN = {
    "sav": "SPSS",
    "por": "SPSS portable",
    "dta": "Stata",
    "sas7bdat": "SAS",
    "xport": "SAS transport",
}
_LARGEST_CELLS = 200_000_000
"""Cells of a spreadsheet, which is held in memory as a whole."""


def kind_of(start: bytes) -> str | None:
    """Which kind of survey file begins so: a reader of pyreadstat, SPREADSHEET, or None."""
    if start[:4] in (b"$FL2", b"$FL3"):
        return "sav"
    if start[:11] == b"<stata_dta>":
        return "dta"
    if len(start) > 3 and start[0] in _OLD_STATA and start[1] in (1, 2) and start[2] == 1:
        return "dta"
    if start[:32] == _SAS:
        return "sas7bdat"
    if start[:20] == b"HEADER RECORD*******":
        return "xport"
    if b"SPSS PORT FILE" in start:
        return "por"
    if start[:4] == b"PK\x03\x04" or start[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        return SPREADSHEET
    return None


def open_survey(
    source: str, kind: str, *, encoding: str | None = None, sheet: str | None = None
) -> TableFile:
    """Open a file of this kind (see ``kind_of``) as a table. Raises InputError."""
    if kind == SPREADSHEET:
        return _open_spreadsheet(source, sheet)
    return _open_statistics(source, kind, encoding)


def _library(name: str, package: str, what: str, source: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise InputError(
            f"{what}, for which {package} is needed",
            source=source,
            allowed="pip install 'helpseek[survey]', or the table saved as CSV or Parquet",
        ) from None


# Statistics programs


def _open_statistics(source: str, kind: str, encoding: str | None) -> TableFile:
    name = _SHOWN[kind]
    pyreadstat = _library("pyreadstat", "pyreadstat", f"a file of {name.split()[0]}", source)
    reader: Callable[..., Any] = getattr(pyreadstat, f"read_{kind}")
    # A portable file can be read only as a whole.
    options: dict[str, Any] = {"disable_datetime_conversion": True, "output_format": "dict"}
    if encoding is not None and kind != "por":
        options["encoding"] = encoding
    catalogue = Path(source).with_suffix(".sas7bcat")
    labelled = "no value labels"
    if kind == "sas7bdat" and catalogue.exists():
        options["catalog_file"] = os.fspath(catalogue)

    def read(**more: Any) -> tuple[dict[str, Any], Any]:
        try:
            made: tuple[dict[str, Any], Any] = reader(source, **options, **more)
            return made
        except (UnicodeError, pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as problem:
            raise InputError(
                f"cannot be read as a file of {name}",
                source=source,
                found=str(problem),
                allowed="a whole file; where its text is in another encoding, the setting encoding",
            ) from None

    about: Any
    _, about = read(metadataonly=True) if kind != "por" else read()
    names = list(about.column_names)
    not_too_wide(source, len(names))
    rows = about.number_rows
    if rows is not None and rows > table_opened.LARGEST_ROWS:
        raise too_large(source, rows)
    labels = {
        column: dict(values) for column, values in about.variable_value_labels.items() if values
    }
    if kind == "sas7bdat" and catalogue.exists():
        # The formats of a catalogue belong to columns that name them.
        _, about = read(row_limit=1)
        labels = {name: dict(v) for name, v in about.variable_value_labels.items() if v}
    if labels:
        labelled = f"value labels for {len(labels)} of {len(names)} columns"

    def rows_read(asked: list[int]) -> Any:
        wanted = [names[index] for index in asked]
        values, _ = read(usecols=wanted) if kind != "por" else read()
        return pa.table({name: _arrow(values[name]) for name in wanted})

    def first_rows() -> list[list[str]]:
        values, _ = read(row_limit=PREVIEWED_ROWS) if kind != "por" else read()
        number = min(PREVIEWED_ROWS, *(len(column) for column in values.values()))
        return [[_shown(values[name][row]) for name in names] for row in range(number)]

    return TableFile(
        source=source,
        format=f"{name} ({labelled})",
        names=[name.strip() for name in names],
        rows_read=rows_read,
        first_rows=first_rows,
        labels=labels,
    )


def _arrow(values: Any) -> Any:
    """A column of numbers or texts as Arrow has it; NaN and None are missing."""
    array = np.asarray(values)
    if array.dtype.kind in "iub":
        return pa.array(array)
    if array.dtype.kind == "f":
        return pa.array(array.astype(np.float64), from_pandas=True)
    cells = array.tolist()
    kept: list[Any] = [None if cell is None or cell != cell else cell for cell in cells]
    if all(cell is None or isinstance(cell, (int, float)) for cell in kept):
        return pa.array([None if cell is None else float(cell) for cell in kept], pa.float64())
    texts = [
        None if cell is None else cell if isinstance(cell, str) else _shown(cell) for cell in kept
    ]
    return pa.array(texts, pa.string())


def _shown(value: Any) -> str:
    """A cell as text: whole numbers without a point, nothing for what is missing."""
    if value is None or value != value:
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        whole = float(value)
        return str(int(whole)) if abs(whole) < 1e15 else repr(whole)
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return str(value).strip()


# Spreadsheets


def _open_spreadsheet(source: str, sheet: str | None) -> TableFile:
    with open(source, "rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    if packed:
        _not_a_bomb(source)
    calamine = _library("python_calamine", "python-calamine", "a spreadsheet", source)
    try:
        book = calamine.CalamineWorkbook.from_path(source)
        sheets = list(book.sheet_names)
        if sheet is not None and sheet not in sheets:
            error = unknown_name("sheet", sheet, sheets)
            raise InputError(
                error.problem, source=source, field="sheet", found=sheet, allowed=error.allowed
            )
        if not sheets:
            raise InputError("has no sheets", source=source)
        chosen = sheet if sheet is not None else sheets[0]
        page = book.get_sheet_by_name(chosen)
        if page.total_height * page.total_width > _LARGEST_CELLS:
            raise too_large(source, page.total_height)
        table = page.to_python(skip_empty_area=False)
    except InputError:
        raise
    except (calamine.CalamineError, OSError, ValueError) as problem:
        raise InputError(
            "cannot be read as a spreadsheet",
            source=source,
            found=str(problem),
            allowed="Excel (xlsx, xls, xlsb) or OpenDocument (ods), without a password",
        ) from None
    filled = [index for index, row in enumerate(table) if any(_shown(cell) for cell in row)]
    if not filled:
        raise InputError("has no rows", source=source, field=f"sheet {chosen!r}")
    head, last = filled[0], filled[-1]
    names = _header(source, chosen, table, head)
    body = table[head + 1 : last + 1]
    not_too_wide(source, len(names))
    warnings = []
    if sheet is None and len(sheets) > 1:
        warnings.append(
            f"The file has {len(sheets)} sheets, of which the first, {chosen!r}, was read: the "
            "setting sheet names another."
        )
    return TableFile(
        source=source,
        format=f"spreadsheet (sheet {chosen!r})",
        names=names,
        rows_read=lambda asked: pa.table(
            [_cells([row[index] for row in body]) for index in asked],
            names=[str(index) for index in asked],
        ),
        first_rows=lambda: [[_shown(cell) for cell in row] for row in body[:PREVIEWED_ROWS]],
        warnings=warnings,
    )


def _header(source: str, sheet: str, table: list[list[Any]], head: int) -> list[str]:
    """The names in the first filled row; columns without one get those of the spreadsheet."""
    names = [_shown(cell) for cell in table[head]]
    used = [any(_shown(row[index]) for row in table[head:]) for index in range(len(names))]
    given = sum(bool(name) for name in names)
    if given < sum(used) / 2:
        raise InputError(
            "the first row holds no names of columns",
            source=source,
            field=f"sheet {sheet!r}",
            found=f"{given} names above {sum(used)} columns",
            allowed="a table whose first row names its columns, without titles above it",
        )
    return [name or f"column {_letters(index)}" for index, name in enumerate(names)]


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cells(values: list[Any]) -> Any:
    if all(isinstance(value, (int, float)) or value == "" for value in values) and not any(
        isinstance(value, bool) for value in values
    ):
        return pa.array([None if value == "" else float(value) for value in values], pa.float64())
    return pa.array([_shown(value) for value in values], pa.string())


def _not_a_bomb(source: str) -> None:
    """Refuse an archive that is no spreadsheet or would fill the memory once unpacked."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts: Mapping[str, int] = {i.filename: i.file_size for i in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        parts = {}
    known = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
    if not any(name in parts for name in known):
        raise InputError(
            "a zip archive: unpack the table first",
            source=source,
            allowed=KINDS,
        )
    size, packed = sum(parts.values()), os.path.getsize(source)
    if size > max(bounded.UNSUSPICIOUS, bounded.MOST_UNFOLDED * packed) or size > 2**32:
        raise InputError(
            f"unfolds to more than {bounded.MOST_UNFOLDED} times its size",
            source=source,
            found=f"{packed:,} bytes that become {size:,}",
            allowed="the table as CSV",
        )
