"""Results of a directory as the browser asks for them, over HTTP."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from experiments.browser.catalogue import routes

COUNT = [{"statistic": "count"}]
REFUSED = {"problem", "field", "found", "allowed", "text"}


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
