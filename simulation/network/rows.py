"""Rows of a list or a matrix: what parts their fields, and which lines are remarks."""

from __future__ import annotations

import csv
import io
import re
import warnings
from dataclasses import dataclass

import pandas as pd

from simulation.bounded import LONGEST_LINE, MOST_COLUMNS
from simulation.errors import InputError

NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "<NA>", "#N/A")
"""What stands for a missing label."""
BLANKS = r"\s+"
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", BLANKS: "blanks"}
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)
_REMARK_OR_LABEL = re.compile(r"^[ \t]*([#%])", re.MULTILINE)


@dataclass
class Rows:
    """The lines of a file with remarks blanked out, so that lines keep their numbers.

    ``start``: the line (from 0) where fields begin. ``remarks``: those before it, without their
    signs. ``separator``: what parts fields, a sign or BLANKS.
    """

    text: str
    file: str
    start: int
    remarks: list[str]
    separator: str
    blanked: int

    @property
    def how(self) -> str:
        """What parts the fields, in words."""
        return _SEPARATORS.get(self.separator, f"parted by {self.separator}")

    def line(self, number: int) -> str:
        """A line by its number, from 0."""
        return self.text.split("\n", number + 1)[number]

    def fields(self, line: str) -> list[str]:
        """The fields of a line."""
        separator = self.separator
        if separator == BLANKS:
            line, separator = " ".join(line.split()), " "
        try:
            rows = list(csv.reader([line], delimiter=separator, skipinitialspace=True))
        except csv.Error as error:
            raise InputError(
                "is not a list of ties",
                source=self.file,
                field="header",
                found=line[:80],
                allowed=f"shorter names of columns ({error})",
            ) from None
        return [field.strip() for field in rows[0]] if rows else []

    def lines_of(self, rows: list[int], first: int) -> list[int]:
        """In which lines of the file (from 1) rows of a table stand that begins in line ``first``
        (from 0): empty lines hold no row."""
        wanted = sorted(rows)
        found: list[int] = []
        row = 0
        for number, line in enumerate(self.text.split("\n")):
            if number < first or not line.strip():
                continue
            while len(found) < len(wanted) and wanted[len(found)] == row:
                found.append(number + 1)
            if len(found) == len(wanted):
                break
            row += 1
        return found


def rows_of(text: str, file: str) -> Rows:
    """The rows of a text. Raises InputError, with the line, for what may be a remark or a label."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n") if _REMARK_OR_LABEL.search(text) or "=" in text[:20] else None
    remarks: list[str] = []
    signs = ("#", "#")
    start = blanked = 0
    separator = ""
    if lines is not None:
        begun = False
        for number, line in enumerate(lines):
            bare = line.strip()
            if not begun:
                if bare.startswith(("#", "%")) or not bare:
                    if bare:
                        signs = ("#", bare[0])
                        remarks.append(bare.lstrip("#%").strip())
                    lines[number] = ""
                    continue
                if not separator and (said := _SEP_LINE.fullmatch(bare)):
                    separator = said[1]
                    lines[number] = ""
                    continue
                begun, start = True, number
            elif bare.startswith(signs):
                if bare[1:2].strip():
                    raise InputError(
                        f"begins with {bare[0]}: a remark, or the name of a person?",
                        source=file,
                        field=f"line {number + 1}",
                        found=bare[:80],
                        allowed=f"a blank after {bare[0]} for a remark, quotes around a name",
                    )
                lines[number] = ""
                blanked += 1
        text = "\n".join(lines)
    else:
        start = len(text) - len(text.lstrip("\n \t"))
        start = text.count("\n", 0, start)
    first = text.split("\n", start + 1)[start]
    if not separator:
        bare = re.sub(r'"[^"]*"', "", first)
        sign = max("\t,;|", key=bare.count)
        separator = sign if sign in bare else BLANKS
    if separator == " ":
        separator = BLANKS
    many = first.count(separator) if separator != BLANKS else len(first.split())
    if len(first) > LONGEST_LINE or many >= MOST_COLUMNS:
        raise InputError(
            "the first line is too long",
            source=file,
            field=f"line {start + 1}",
            found=first[:80],
            allowed=f"up to {MOST_COLUMNS:,} columns and {LONGEST_LINE:,} signs",
        )
    rows = Rows(text, file, start, remarks, separator, blanked)
    if separator == BLANKS and "\t" in text:
        _refuse_mixed(rows)
    return rows


def _refuse_mixed(rows: Rows) -> None:
    """Refuse lines of which some fields are parted by tabs and some by blanks."""
    for number, line in enumerate(rows.text.split("\n")):
        if "\t" in line:
            gaps = re.findall(r"(?<=\S)\s+(?=\S)", line)
            if any("\t" in gap for gap in gaps) and not all("\t" in gap for gap in gaps):
                raise InputError(
                    "fields are parted by tabs and by blanks",
                    source=rows.file,
                    field=f"line {number + 1}",
                    found=line[:80],
                    allowed="one of them in all lines, the header too; quotes around names with "
                    "blanks",
                )


def table_of(rows: Rows, columns: int, first: int) -> pd.DataFrame:
    """All cells from line ``first`` (from 0) on, as text without blanks around it, empty ones
    missing; columns by number.

    Raises InputError, with the line, for rows with more fields, and for cells of several lines.
    """
    text = "\n".join(rows.text.split("\n", first)[first:])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                io.StringIO(text),
                sep=rows.separator,
                header=None,
                names=list(range(columns)),
                index_col=False,
                dtype=str,
                keep_default_na=False,
                na_values=[""],
                skipinitialspace=True,
                low_memory=False,
            )
    except pd.errors.EmptyDataError:
        table = pd.DataFrame(columns=list(range(columns)))
    except (pd.errors.ParserError, pd.errors.ParserWarning, csv.Error):
        raise _fault_in_rows(rows, text, columns, first) from None
    table = table.apply(lambda cells: cells.astype("string").str.strip())
    if '"' in text:
        for column in table:
            several = table[column].str.contains("\n", regex=False).fillna(False)
            if several.any():
                cell = str(table[column][several].iloc[0])
                raise InputError(
                    "a quotation mark is opened and closed in another line",
                    source=rows.file,
                    field=f"line {_line_with(text, cell) + first + 1}",
                    found=cell[:80],
                    allowed="quotation marks in pairs, or none",
                )
    return table


def _line_with(text: str, cell: str) -> int:
    return text.count("\n", 0, max(text.find(cell), 0))


def _fault_in_rows(rows: Rows, text: str, columns: int, first: int) -> InputError:
    """What is wrong with rows that pandas does not take: it says so in words that change."""
    # A quotation mark that is not closed swallows what follows.
    unclosed = text.count('"') % 2 == 1
    for number, line in enumerate(text.split("\n"), first + 1):
        try:
            fields = rows.fields(line)
        except InputError as error:
            return InputError(
                "is not a list of ties",
                source=rows.file,
                field=f"line {number}",
                found=error.found,
                allowed="shorter fields",
            )
        if not unclosed and len(fields) > columns:
            return InputError(
                "a row has more fields than the header",
                source=rows.file,
                field=f"line {number}",
                found=f"{len(fields)} fields",
                allowed=f"{columns} fields, or network.format: adjacency for a list of neighbours",
            )
    if unclosed:
        return InputError("a quotation mark is opened and not closed", source=rows.file)
    return InputError("is not a list of ties", source=rows.file, allowed="one row a tie")


def refuse_short(rows: Rows, at: list[int], columns: int, needed: int, first: int) -> None:
    """Refuse rows with fewer fields than it takes to reach the column ``needed``.

    ``at``: rows of the table that lack a label or their last field. Blank fields are fine, absent
    ones are not.
    """
    lines = rows.text.split("\n")
    for line in rows.lines_of(at, first):
        fields = rows.fields(lines[line - 1])
        if len(fields) <= needed:
            raise InputError(
                "a row has fewer fields than the first line",
                source=rows.file,
                field=f"line {line}",
                found=lines[line - 1][:80],
                allowed=f"{columns} fields parted by {rows.how}, or network.format: adjacency for "
                "a list of neighbours",
            )
