"""What tests share: small towns that have lived for a while, and loops cut into shares."""

from __future__ import annotations

import pytest

from simulation import compiled
from simulation.town import Town
from tests.towns import town_of, weeks

LIVED_WEEKS = 60


@pytest.fixture(scope="session")
def lived() -> Town:
    """A town of 600 people, two years on, with every kind of history in it: only to look at."""
    return weeks(town_of(600, burn_in_weeks=52), LIVED_WEEKS)


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops are shared between threads even in a small town."""
    monkeypatch.setattr(compiled, "SMALLEST_SHARE", 20)
