"""Small results and their pages, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.report_pages import comparison


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="session")
def directory(folder: Path) -> Path:
    return comparison(folder)[0]
