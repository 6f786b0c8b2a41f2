"""Standard streams that can be written to, whatever they are: closed, of any encoding, full."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

STANDARD_OUTPUT = "standard output"
_PLAIN = {
    "─": "-",
    "━": "-",
    "│": "|",
    "┃": "|",
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "×": "x",
    "≤": "<=",
    "≥": ">=",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "·": ".",
    "→": "->",
    "•": "*",
    "█": "#",
    "┆": "|",
    "±": "+/-",
}
"""Signs that tables and sentences are made of, for encodings that do not have them."""


def make_ready() -> None:
    """Give the process three standard streams that take any text.

    One that is closed leads nowhere from now on: otherwise the next file that is opened would be
    in its place, and be written into. A sign that an encoding does not have is written by others.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            lead_nowhere(number)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    codecs.register_error("helpseek", _other_signs)
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper) and stream is sys.__stdout__:
        strict = stream.errors in ("strict", "surrogateescape")
        raw = _StandardOutput(stream.fileno(), "w", closefd=False)
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(raw),
            encoding=stream.encoding,
            errors="helpseek" if strict else stream.errors,
            line_buffering=stream.line_buffering,
        )


class _StandardOutput(io.FileIO):
    """Standard output whose errors say that it is: those of the system name no file."""

    def write(self, data: Any, /) -> Any:
        """Write bytes."""
        try:
            return super().write(data)
        except OSError as error:
            error.filename = STANDARD_OUTPUT
            raise


@contextlib.contextmanager
def naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Have errors of the system within the block name the file that is written: neither those of
    writing to an open file nor those of other libraries do."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        told = re.search(r"errno ([0-9]+)", str(error), re.IGNORECASE)
        number = error.errno or (int(told[1]) if told else 0)
        words = os.strerror(number) if number else str(error)
        raise OSError(number or errno.EIO, words, os.fspath(path)) from error


def lead_nowhere(number: int) -> None:
    """Have what is written to a descriptor lost from now on, without complaint."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
    else:
        os.set_inheritable(number, True)


def flushed() -> bool:
    """Write out what waits on standard output. Where that cannot be, it is lost and False given;
    Python would otherwise try again, and complain, on its way out."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            lead_nowhere(sys.stdout.fileno())
        return False
    return True


def say_json(text: str) -> None:
    """Print JSON with every sign as it is, or escaped where standard output does not take it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if not codecs.lookup(encoding).name.startswith("utf"):
        text = json.dumps(json.loads(text), indent=2)
    print(text.rstrip("\n"))


def _other_signs(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    written = "".join(map(_written, error.object[error.start : error.end]))
    return written, error.end


def _written(sign: str) -> str:
    if sign in _PLAIN:
        return _PLAIN[sign]
    if "\u2500" <= sign <= "\u257f":  # corners and crossings of boxes
        return "+"
    alike = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return alike or "?"
