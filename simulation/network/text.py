"""The text of a network file: which encoding it has, and what is no text at all."""

from __future__ import annotations

import re

from simulation.errors import InputError

ALLOWED = (
    "a list of ties or a matrix (CSV, TSV), GraphML, GML, GEXF, Pajek, node-link JSON, an "
    "adjacency list, Matrix Market or UCINET DL, gzipped or not"
)
"""The formats that are read, for messages."""

_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or spreadsheet: save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet or UCINET workbook: save it as CSV",
    b"PAR1": "a Parquet file: save the list of ties as CSV",
    b"BZh": "a bzip2 file: unpack it",
    b"\xfd7zXZ": "an xz file: unpack it",
    b"7z\xbc\xaf": "a 7z file: unpack it",
    b"\x28\xb5\x2f\xfd": "a zstd file: unpack it",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF file",
    b"RDX": "an R data file: write the ties with write.csv",
    b"X\n\x00\x00": "an R data file: write the ties with write.csv",
    b"\x93NUMPY": "a NumPy array: save the matrix with numpy.savetxt",
    b"MATLAB 5": "a MATLAB file: write the matrix with scipy.io.mmwrite",
    b"SQLite format": "a database",
    b"\x80\x04": "a Python pickle, which could run code: write GraphML or a list of ties",
    b"\x80\x05": "a Python pickle, which could run code: write GraphML or a list of ties",
    b"$FL2": "an SPSS file: save the list of ties as CSV",
    b"<stata_dta>": "a Stata file: save the list of ties as CSV",
}
_CONTROL = re.compile("[\x00-\x08]")
_WIDE = 0.3
"""Share of zero bytes in every second place from which on text is in UTF-16: all but a few of
those of a file in Latin letters, digits and signs."""
_ACCENTED = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
"""A sign of UTF-8 beyond ASCII, as other encodings hardly ever have it."""


def text_of(data: bytes, file: str) -> tuple[str, str]:
    """The text of a file and the name of its encoding: UTF-8, UTF-16 or Windows-1252.

    The last, which Western versions of Windows write (Latin-1 for all letters), is taken only where
    nothing in the file is UTF-8. Raises InputError, with the line, if it is not text.
    """
    for start, what in _NOT_TEXT.items():
        if data.startswith(start):
            raise InputError(f"is {what}", source=file, allowed=ALLOWED)
    encoding = _encoding(data)
    name = "UTF-16" if encoding.startswith("utf-16") else "UTF-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        western = None if name == "UTF-16" or _ACCENTED.search(data) else _western(data)
        if western is None:
            line = data.count(b"\n", 0, error.start) + 1
            raise InputError(
                "is not text in UTF-8",
                source=file,
                field=f"line {line}",
                found=data[error.start : error.start + 4],
                allowed="the file saved as UTF-8",
            ) from None
        text, name = western, "Windows-1252"
    if no_text := _CONTROL.search(text):
        line = text.count("\n", 0, no_text.start()) + 1
        raise InputError(
            "is not text", source=file, field=f"line {line}", found=no_text[0], allowed=ALLOWED
        )
    return text, name


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = data[:4096]
    for places, encoding in ((start[1::2], "utf-16-le"), (start[0::2], "utf-16-be")):
        others = start[0::2] if encoding == "utf-16-le" else start[1::2]
        if len(places) > 1 and places.count(0) > _WIDE * len(places) and not others.count(0):
            return encoding
    return "utf-8-sig"
