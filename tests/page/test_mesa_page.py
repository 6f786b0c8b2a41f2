"""Mesa's own page in a real browser, with the network view of ours, and no internet."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli_runner import ROOT
from tests.page.conftest import IMAGES, watched

pytest.importorskip("solara_assets", reason="its scripts would be asked for elsewhere")

PAGE = ROOT / "experiments" / "browser" / "solara_page.py"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``solara run`` as a command of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("solara") / "log"
    with open(log, "w") as told:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "solara", "run", str(PAGE), "--production", "--no-open",
                "--host", "127.0.0.1", "--port", str(port),
            ],
            cwd=log.parent, stdout=told, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT),
                 "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False"},
        )  # fmt: skip
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, Path(log).read_text()
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(30)


def pixels(page: Any) -> np.ndarray:
    from io import BytesIO

    from PIL import Image

    return np.asarray(Image.open(BytesIO(page.locator(".network").screenshot())).convert("RGB"))


def test_the_town_is_drawn_and_steps(browser: Any, address: str) -> None:
    # Solara's own scripts warn of each other.
    with watched(browser, told=("error",)) as page:
        steps(page, address)


def steps(page: Any, address: str) -> None:
    page.goto(address)
    page.locator(".network canvas").first.wait_for(timeout=120_000)
    page.get_by_text("Sees a need").wait_for()
    page.wait_for_timeout(1000)
    before = pixels(page)
    assert len(np.unique(before.reshape(-1, 3) // 32, axis=0)) > 5
    assert page.locator(".network").get_attribute("data-painter") == "canvas"
    page.get_by_role("button", name="Step").click()
    page.get_by_text("Step: 1", exact=False).or_(
        page.get_by_text("Time: 1", exact=False)
    ).wait_for()
    page.wait_for_timeout(1000)
    after = pixels(page)
    assert before.shape == after.shape
    assert 0.0 < (before != after).any(axis=2).mean() < 0.3
    if IMAGES is not None:
        page.screenshot(path=IMAGES / "mesa.png")
