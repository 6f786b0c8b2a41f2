"""A fit of a tiny town that is done once."""

from __future__ import annotations

import pytest

from experiments.posterior.question import Finished
from experiments.posterior.study import execute
from tests.support.fits import tiny
from tests.support.workers_here import WorkersHere


@pytest.fixture(scope="session")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Its directory is only to be looked at."""
    return execute(tiny(), str(tmp_path_factory.mktemp("fit") / "tiny"), crew=WorkersHere())
