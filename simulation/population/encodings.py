"""Encodings: the signs of a text file, whatever bytes they were written as, as UTF-8.

A byte-order mark tells UTF-8 and UTF-16; without one, text that is valid UTF-8 is UTF-8, and zeros
at every other byte tell UTF-16. Anything else is taken as Windows-1252, of which Latin-1 is a part:
a guess, which readers tell. A declared encoding is kept to.
"""

from __future__ import annotations

import codecs
import io
from typing import Any, NamedTuple

from simulation.errors import InputError

GUESSED = "cp1252"
_SHOWN = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "iso8859-1": "Latin-1",
    "latin-1": "Latin-1",
}
_CHUNK = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALLOWED = "utf-8, utf-16, latin-1, cp1252 or another encoding that Python knows"


class Encoding(NamedTuple):
    """How the text of a file is written: the ``codec``, and whether that is a guess."""

    codec: str
    guessed: bool = False

    @property
    def shown(self) -> str:
        """Its name for people."""
        return _SHOWN.get(self.codec, self.codec)


def declared_encoding(name: str, source: str) -> Encoding:
    """The encoding that a user named. Raises InputError for one that is unknown."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        info = None
    if info is None or not getattr(info, "_is_text_encoding", True):
        raise InputError(
            "unknown encoding", source=source, field="encoding", found=name, allowed=_ALLOWED
        )
    # The mark of UTF-8, where there is one, belongs to no cell.
    return Encoding("utf-8-sig" if info.name == "utf-8" else info.name)


def encoding_of(stream: Any) -> Encoding:
    """The encoding of a stream of bytes, which is read to its end."""
    start = stream.read(_CHUNK)
    for mark, codec in _MARKS:
        if start.startswith(mark):
            return Encoding(codec)
    zeros = start[:2000]
    if len(zeros) >= 4:
        even, odd = zeros[::2].count(0), zeros[1::2].count(0)
        if odd > len(zeros) // 4 and even == 0:
            return Encoding("utf-16-le")
        if even > len(zeros) // 4 and odd == 0:
            return Encoding("utf-16-be")
    decoder = codecs.getincrementaldecoder("utf-8")()
    part = start
    try:
        while part:
            decoder.decode(part)
            part = stream.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Encoding(GUESSED, guessed=True)
    return Encoding("utf-8")


class AsUtf8(io.RawIOBase):
    """A stream of bytes in another encoding, read as UTF-8.

    Raises InputError for bytes that the encoding does not have; those that Windows-1252 leaves
    undefined are taken as Latin-1 has them.
    """

    def __init__(self, stream: Any, encoding: Encoding, source: str) -> None:
        super().__init__()
        self._stream = stream
        self._encoding = encoding
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding.codec)(
            errors="helpseek_latin1" if encoding.guessed else "strict"
        )
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, room: Any) -> int:
        """Read some bytes of UTF-8 into ``room``; how many, 0 at the end."""
        view = memoryview(room).cast("B")
        while not self._ready and not self._ended:
            part = self._stream.read(_CHUNK)
            self._ended = not part
            try:
                self._ready = self._decoder.decode(part, final=self._ended).encode("utf-8")
            except UnicodeError:
                raise InputError(
                    f"is not text in {self._encoding.shown}",
                    source=self._source,
                    field="encoding",
                    allowed="the encoding in which the file was written",
                ) from None
        number = min(len(view), len(self._ready))
        view[:number] = self._ready[:number]
        self._ready = self._ready[number:]
        return number

    def close(self) -> None:
        """Close the stream beneath."""
        if not self.closed:
            self._stream.close()
        super().close()


def _as_latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("helpseek_latin1", _as_latin1)
