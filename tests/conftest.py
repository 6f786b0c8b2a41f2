"""What tests share: a model that has lived for a while, loops cut into shares, files, workers."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from simulation import compiled, machine
from tests.support import in_parallel
from tests.support.files import Written

if TYPE_CHECKING:
    from simulation import HelpSeekingModel

# A busy machine is no fault.
settings.register_profile("helpseek", deadline=None)
settings.load_profile("helpseek")

WORKER = os.environ.get("PYTEST_XDIST_WORKER")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many workers as processors; none for a few tests, which are done before others start."""
    few = config.option.keyword or in_parallel.are_few(config.args)
    return 0 if few else machine.available_threads()


@pytest.hookimpl(trylast=True)  # once those are left out that were not asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if WORKER:
        in_parallel.arrange(items)


def pytest_collection_finish() -> None:
    gc.freeze()  # modules stay: they need not be gone over for garbage again and again
    if WORKER == "gw0":
        in_parallel.compile_a_week()


@pytest.fixture(scope="session")
def lived_model() -> HelpSeekingModel:
    """A model that has run to its horizon: only to look at."""
    from tests.support.models import model_of  # imports Mesa, which takes seconds

    model = model_of(onset_rate=0.8)
    model.run()
    return model


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops are shared between threads even in a small town."""
    monkeypatch.setattr(compiled, "SMALLEST_SHARE", 20)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write content to a file and return its path."""

    def write(content: str | bytes, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
