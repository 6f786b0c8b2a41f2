"""Results for tests of the browser: made once, asked over HTTP."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from experiments.browser.catalogue import routes
from tests.support.cli_runner import arms, helpseek
from tests.support.report_pages import TINY, compared
from tests.support.sweep_plans import plan_file
from tests.support.workers_here import working_here

COUNT = [{"statistic": "count"}]
REFUSED = {"problem", "field", "found", "allowed", "text"}


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


class Asking:
    """The results of a directory, asked over HTTP."""

    def __init__(self, root: Path) -> None:
        app = Starlette(routes=[Mount("/api/results", routes=routes(root))])
        self.client = TestClient(app, raise_server_exceptions=False)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/results/{path}")

    def entries(self) -> dict[str, dict[str, Any]]:
        return {entry["name"]: entry for entry in self.get("").json()["entries"]}

    def id(self, name: str) -> str:
        return str(self.entries()[name]["id"])

    def detail(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(self.id(name)).json()
        return found

    def asked(self, name: str, **question: Any) -> Any:
        return self.get(f"{self.id(name)}/question?ask={quote(json.dumps(question))}")

    def answer(self, name: str, **question: Any) -> dict[str, Any]:
        answer = self.asked(name, **question)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="session")
def asking(made: Path) -> Asking:
    return Asking(made)


def fresh(root: Path) -> Asking:
    return Asking(root)


def refused(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    assert set(told) == REFUSED
    assert all(isinstance(value, str) for value in told.values())
    assert told["problem"]
    assert "Traceback" not in answer.text
    return told


def spread_out(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
