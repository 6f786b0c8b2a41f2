"""What tests share: a model that has lived for a while, loops cut into shares, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simulation import compiled

if TYPE_CHECKING:
    from simulation import HelpSeekingModel


@pytest.fixture(scope="session")
def lived_model() -> HelpSeekingModel:
    """A model that has run to its horizon: only to look at."""
    from tests.models import model_of  # imports Mesa, which takes seconds

    model = model_of(onset_rate=0.8)
    model.run()
    return model


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops are shared between threads even in a small town."""
    monkeypatch.setattr(compiled, "SMALLEST_SHARE", 20)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write content to a file and return its path."""

    def write(content: str | bytes, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
