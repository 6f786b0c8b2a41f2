"""Results that are made once for tests of the browser, and asked over HTTP."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.browser_results import Asking
from tests.support.cli_runner import arms, helpseek
from tests.support.report_pages import TINY, compared
from tests.support.sweep_plans import plan_file
from tests.support.workers_here import working_here


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a run, a comparison, a sweep and a report: only to look at."""
    root = tmp_path_factory.mktemp("results")
    said = helpseek("run", *TINY, "--events", "--by", "sex,income", "--out", root / "one run")
    assert said.code == 0, said.err
    assert helpseek("report", root / "one run").code == 0
    compared(root / "study" / "compared", *arms("leap", "subsidy"))
    plan = plan_file(
        tmp_path_factory.mktemp("plans"),
        uncertainties={"onset_rate": "prior"},
        levers={"leap": ["off", "on"]},
        outcomes=["service_use_12m", "symptom_weeks"],
        weekly=["stage_in_care"],
        design={"kind": "sobol", "points": 4},
        seeds=2,
    )
    with working_here():
        said = helpseek("sweep", plan, "--workers", "1", "--quiet", "--out", root / "swept")
    assert said.code == 0, said.err
    return root


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "results", symlinks=True))


@pytest.fixture(scope="session")
def asking(made: Path) -> Asking:
    return Asking(made)
