"""Networks of the user's own: lists of ties (CSV, TSV) and GraphML, gzipped or not."""

from __future__ import annotations

import os
from pathlib import Path

from simulation.bounded import LONGEST_LINE, Bounded
from simulation.errors import InputError, one_line
from simulation.memory import require
from simulation.network.edge_list import read_edge_list
from simulation.network.graphml import read_graphml
from simulation.network.named import NetworkFile

LARGEST_FILE = 2**30
"""Bytes of a network file, uncompressed, above which it is refused; some 60 million ties fit."""

_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or spreadsheet",
    b"PAR1": "a Parquet file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF file",
    b"\x80\x04": "a Python pickle",
    b"\x80\x05": "a Python pickle",
}
_OF_XML, _OF_TEXT, _OF_CELL = 45, 18, 45
"""Bytes of memory, as measured, that reading takes for each byte of GraphML or of a list of ties,
and for each of the list's cells."""
_ALLOWED = "a list of ties (CSV or TSV with a header) or GraphML, gzipped or not"


def shown_name(path: str | os.PathLike[str]) -> str:
    """The name of a file for a message: on one line, and not too long."""
    return one_line(os.fspath(path), 200)


def _require(needed: int, file: str) -> None:
    require(needed, what="reading it", source=file, allowed="a smaller network")


def read_bytes(path: Path) -> bytes:
    """The content of a file, unpacked if it is gzipped (by its first bytes, not its name).

    Raises InputError if it cannot be read or is larger than LARGEST_FILE.
    """
    file = shown_name(path)
    try:
        if not path.exists():
            raise InputError("no such file", source=file, allowed=_ALLOWED)
        if not path.is_file():
            what = "a directory" if path.is_dir() else "not a regular file"
            raise InputError(f"is {what}", source=file, allowed=_ALLOWED)
        # GraphML may well be one line.
        with Bounded(path, file, largest=LARGEST_FILE, lines=False) as stream:
            return stream.readall()
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"not a file name ({error})", field="network", found=file) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"cannot be read: {reason.lower()}", source=file) from None


def text_of(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 if it begins with its mark.

    Raises InputError, with the line, if it is not text.
    """
    for start, what in _NOT_TEXT.items():
        if data.startswith(start):
            raise InputError(f"is {what}", source=file, allowed=_ALLOWED)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    encoding = "utf-16" if wide else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            "is not text in UTF-8",
            source=file, field=f"line {line}", found=data[error.start : error.start + 4],
            allowed=_ALLOWED,
        ) from None  # fmt: skip
    for character in ("\x00", "\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x07", "\x08"):
        at = text.find(character)
        if at >= 0:
            line = text.count("\n", 0, at) + 1
            raise InputError(
                "is not text", source=file, field=f"line {line}", found=character, allowed=_ALLOWED
            )
    return text


def read_network(
    path: str | os.PathLike[str],
    *,
    source: str | None = None,
    target: str | None = None,
    weight: str | None = None,
    directed: bool | None = None,
    nodes: int | None = None,
) -> NetworkFile:
    """A network of named persons from a file.

    A list of ties has one row a tie, fields parted by comma, tab, semicolon, bar or spaces, and a
    header. ``source``, ``target`` and ``weight`` name its columns (for GraphML ``weight`` names the
    attribute); left out, usual names are looked for (source and target, from and to, ego and alter,
    i and j, ...; weight, strength), else the first two columns hold the labels. ``weight=""`` reads
    no weights. A file whose first row holds numbers, or labels that stand in further rows, has no
    header: its first two columns are read. Lines at the top that begin with # are passed over.
    Labels are any text: words, numbers (1 and 1.0 are one person), with blanks around them removed;
    empty ones and NA, NaN, null, None are missing.

    ``directed``: the source names the target, whose opinion reaches the source. Left out, rows of a
    list tie both ends, and GraphML is read as it says itself.
    ``nodes``: persons in all, if some have no ties and so no row in a list.

    Raises InputError that names file, field or line, what was found and what is allowed for: files
    missing, unreadable, binary, damaged, empty or above 1 GiB; rows longer than the header; unknown
    columns; weights negative, missing or infinite; no row with two labels; XML with a DOCTYPE.
    """
    file = shown_name(path)
    data = read_bytes(Path(path))
    if not data.strip():
        raise InputError("is empty", source=file, allowed=_ALLOWED)
    name = file.lower().removesuffix(".gz")
    if (
        name.endswith((".graphml", ".graphmlz", ".xml"))
        or data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
    ):
        for option, value in (("source", source), ("target", target)):
            if value is not None:
                raise InputError(
                    "GraphML has no columns", source=file, field=option, found=value,
                    allowed="only weight, an attribute of ties",
                )  # fmt: skip
        _require(len(data) * _OF_XML, file)
        return read_graphml(data, file, weight=weight, directed=directed, nodes=nodes)
    cells = data.count(b"\n") * (max(data[:LONGEST_LINE].partition(b"\n")[0].count(sign)
                                     for sign in (b"\t", b",", b";", b"|")) + 2)  # fmt: skip
    _require(len(data) * _OF_TEXT + cells * _OF_CELL, file)
    return read_edge_list(
        text_of(data, file), file,
        source=source, target=target, weight=weight, directed=bool(directed), nodes=nodes,
    )  # fmt: skip
