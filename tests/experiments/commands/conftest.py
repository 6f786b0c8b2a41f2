"""A run that is made once, and a place of its own for each test that asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli_runner import SMALL, helpseek


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with everything that can be asked for."""
    out = tmp_path_factory.mktemp("run") / "out"
    said = helpseek("run", *SMALL, "--events", "--by", "sex,income", "--out", out)
    assert said.code == 0, said
    return out


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, and as users do who look for no faults of ours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPSEEK_DEBUG", raising=False)
