"""The lock of a directory: one command writes there at a time."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from simulation import file_lock
from simulation.errors import InputError

NAME = ".lock"


class Lock:
    """Holds a directory for as long as this process lives, or until ``release``.

    The system frees it when the process ends in whatever way, so nothing stale is left. Raises
    InputError where another process holds it.
    """

    def __init__(self, directory: Path, source: str) -> None:
        self._file: int | None = None
        file = os.open(directory / NAME, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            free = file_lock.taken(file)
            holder = "" if free else os.read(file, 200).decode(errors="replace").strip()
        except OSError:
            os.close(file)
            raise
        if not free:
            os.close(file)
            raise InputError(
                "another command is writing here",
                source=source,
                found=str(directory),
                allowed=f"wait for it ({holder or 'just started'}), or another directory",
            )
        os.ftruncate(file, 0)
        os.write(file, f"process {os.getpid()} on {platform.node()}".encode())
        self._file = file

    def release(self) -> None:
        """Let others write here."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
