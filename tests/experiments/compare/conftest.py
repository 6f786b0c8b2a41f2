"""A comparison that is made once, and copies of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.comparisons import first


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first(str(tmp_path_factory.mktemp("compare")))


@pytest.fixture
def mine(done: Path, tmp_path: Path) -> Path:
    """A copy of that comparison, to go on with."""
    import shutil

    return Path(shutil.copytree(done, tmp_path / "mine"))
