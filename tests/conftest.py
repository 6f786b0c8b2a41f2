"""What tests share: a model that has lived for a while, and loops cut into shares."""

from __future__ import annotations

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
