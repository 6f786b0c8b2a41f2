"""Bounded reading: files of strangers as streams that stop before they fill the memory.

A file in gzip may unfold to a thousand times its size, and text may be one line without end.
Whoever reads through ``Bounded`` never holds more than a chunk of either.
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from typing import Any

from simulation.errors import InputError

LONGEST_LINE = 1_000_000
"""Bytes of the longest line that a table or list may have."""
MOST_COLUMNS = 10_000
"""Columns that a table may have."""
UNSUSPICIOUS = 32_000_000
"""Bytes to which any packed file may unfold."""
MOST_UNFOLDED = 200
"""How many times its size a packed file may unfold to beyond that; tables rarely reach fifty."""
_CHUNK = 1 << 16


class Bounded(io.RawIOBase):
    """The bytes of a file, unpacked if it is in gzip, up to ``largest`` of them.

    ``name`` is what messages call it. With ``lines`` its lines are bounded, too. Reading raises
    InputError once a bound is passed or the packing is damaged, OSError where the disk fails.
    """

    def __init__(
        self, path: str | os.PathLike[str], name: str, *, largest: int, lines: bool = True
    ) -> None:
        super().__init__()
        self.name = name
        self._largest = largest
        self._raw: Any = open(path, "rb")  # noqa: SIM115 - closed with the stream
        self._size = os.fstat(self._raw.fileno()).st_size
        self._packed = self._raw.read(2) == b"\x1f\x8b"
        self._raw.seek(0)
        self._stream: Any = gzip.GzipFile(fileobj=self._raw) if self._packed else self._raw
        self._unfolded = 0
        self._lines = lines
        self._since_line_end = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, room: Any) -> int:
        """Read some bytes into ``room``; how many, 0 at the end."""
        view = memoryview(room).cast("B")[:_CHUNK]
        try:
            read = self._stream.readinto(view)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise InputError(
                f"the gzip file is damaged or cut short ({error})", source=self.name
            ) from None
        self._check(view[:read])
        return int(read)

    def readall(self) -> bytes:
        """All that is left."""
        parts = []
        while part := self.read(_CHUNK):
            parts.append(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._stream.close()
            self._raw.close()
        super().close()

    def _check(self, part: memoryview) -> None:
        self._unfolded += len(part)
        if self._packed and self._unfolded > max(UNSUSPICIOUS, MOST_UNFOLDED * self._size):
            raise InputError(
                f"unfolds to more than {MOST_UNFOLDED} times its size",
                source=self.name,
                found=f"{self._size:,} bytes that become more than {self._unfolded:,}",
                allowed=f"up to {MOST_UNFOLDED} times, or the same file unpacked",
            )
        if self._unfolded > self._largest:
            raise InputError(
                "too large",
                source=self.name,
                found=f"more than {self._largest:,} bytes",
                allowed=f"up to {self._largest:,} bytes" + " when unpacked" * self._packed,
            )
        if not self._lines:
            return
        text = bytes(part)
        first = min((at for at in (text.find(b"\n"), text.find(b"\r")) if at >= 0), default=-1)
        if first < 0:
            self._since_line_end += len(text)
        else:
            longest = self._since_line_end + first
            self._since_line_end = len(text) - 1 - max(text.rfind(b"\n"), text.rfind(b"\r"))
            if longest <= LONGEST_LINE:
                return
        if first >= 0 or self._since_line_end > LONGEST_LINE:
            raise InputError(
                "a line is too long",
                source=self.name,
                found=f"more than {LONGEST_LINE:,} bytes",
                allowed=f"lines of up to {LONGEST_LINE:,} bytes",
            )
