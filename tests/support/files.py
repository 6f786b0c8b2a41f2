"""Files for tests: how they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Written(Protocol):
    """What the fixture ``written`` gives: it writes content to a file and returns its path."""

    def __call__(self, content: str | bytes, name: str = "people.csv") -> Path: ...
