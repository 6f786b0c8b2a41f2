"""Mesa's own page in a real browser, with the network view of ours, and no internet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.page.conftest import IMAGES, come_in, printed_by, watched

pytest.importorskip("solara_assets", reason="its scripts would be asked for elsewhere")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Mesa's page, served as a command of its own."""
    where = tmp_path_factory.mktemp("solara")
    with printed_by(
        ("helpseek.experiments.browser.solara.server", "--port", "0"), where
    ) as printed:
        yield come_in(printed)


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


def test_nobody_comes_in_without_the_token(address: str) -> None:
    for path in ("", "readyz", "resourcez", "static/main.js", "jupyter/api/kernels/1"):
        assert httpx.get(address + path).status_code == 401
    for headers in ({}, {"Origin": "http://evil.example"}):
        answer = httpx.post(address + "_solara/api/close/1?session_id=1", headers=headers)
        assert answer.status_code == (403 if headers else 401)
    with (
        pytest.raises(InvalidStatus) as caught,
        connect(address.replace("http", "ws") + "jupyter/api/kernels/1/kernel"),
    ):
        pass
    assert caught.value.response.status_code == 403
