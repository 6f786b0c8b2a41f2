"""Table files: a file of any kind that surveys come in, as columns that are checked cell by cell.

What kind of file it is, its content tells and not its name: CSV (plain or in gzip), Parquet, SPSS,
Stata, SAS or a spreadsheet. CSV is text with a header line, cells parted by comma, semicolon, tab
or | (whichever the header has most of), quoted where needed; every row must have as many cells as
the header. Rows are counted from 1, the header left out. Nothing in a file is ever executed or
unpickled.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from simulation.errors import InputError
from simulation.population import survey_file
from simulation.population.table_opened import KINDS, TableFile, readable
from simulation.population.table_parquet import open_parquet
from simulation.population.table_text import open_text


def _content(path: str | os.PathLike[str]) -> tuple[str, bytes]:
    """The name of a file for messages, and its first bytes."""
    try:
        source = os.fspath(path)
        status = os.stat(source)
    except (TypeError, ValueError):
        raise InputError("not a path of a file", found=path, allowed=KINDS) from None
    except OSError as problem:
        raise InputError(
            "no such file" if isinstance(problem, FileNotFoundError) else "cannot be opened",
            source=str(path),
            allowed=KINDS,
        ) from None
    if not stat.S_ISREG(status.st_mode):
        what = "a directory" if stat.S_ISDIR(status.st_mode) else "a device"
        raise InputError("not a file", source=source, found=what, allowed=KINDS)
    if status.st_size == 0:
        raise InputError("is empty", source=source, allowed=KINDS)
    with readable(source), Path(source).open("rb") as file:
        start = file.read(512)
    return source, start


def open_table(
    path: str | os.PathLike[str], *, encoding: str | None = None, sheet: str | None = None
) -> TableFile:
    """Open a table of whatever kind.

    ``encoding`` names that of a text file (left out, recognised); ``sheet`` the sheet of a
    spreadsheet. Raises InputError for what cannot be opened or is no table.
    """
    source, start = _content(path)
    kind = survey_file.kind_of(start)
    if sheet is not None and kind != survey_file.SPREADSHEET:
        raise InputError("only a spreadsheet has sheets", source=source, field="sheet", found=sheet)
    if kind is not None:
        with readable(source):
            return survey_file.open_survey(source, kind, encoding=encoding, sheet=sheet)
    if start[:4] == b"PAR1":
        return open_parquet(source)
    return open_text(source, encoding)
