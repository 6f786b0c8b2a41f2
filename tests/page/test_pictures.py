"""Pictures of the pages, as the README and guides show them: HELPSEEK_IMAGES says where they go.

They are of the whole default town and of the study that is published with the project.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.page.conftest import IMAGES, serving, watched
from tests.page.live import colours, jump, opened
from tests.support.cli_runner import ROOT

SETUP: dict[str, Any] = {
    "world": "town",
    "people": None,
    "seed": 1,
    "weeks": 260,
    "replicates": 8,
    "settings": {},
    "strategies": [],
    "changes": [],
    "arms": [
        {"label": "Short talks", "strategies": [{"name": "motivational_interviewing"}]},
        {"label": "Subsidy", "strategies": [{"name": "subsidy"}]},
    ],
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The default town, and the published study."""
    where = tmp_path_factory.mktemp("town")
    with serving(where, "--results", str(ROOT / "results")) as address:
        yield address


def keep(page: Any, name: str) -> None:
    """Leave a picture, if pictures are wanted; it must show something in any case."""
    page.mouse.move(0, 0)
    page.evaluate("() => document.activeElement?.blur()")
    page.wait_for_timeout(1500)
    picture = page.screenshot()
    assert len(picture) > 40_000
    if IMAGES is not None:
        IMAGES.mkdir(parents=True, exist_ok=True)
        (IMAGES / name).write_bytes(picture)


def test_the_town_live(browser: Any, town: str) -> None:
    with watched(browser, viewport={"width": 1400, "height": 900}) as page:
        opened(page, town)
        page.get_by_role("button", name="Do not show this again").click()
        jump(page, 52)
        page.get_by_role("button", name="Change something").click()
        page.get_by_role("button", name=re.compile("Switch on Subsidy")).click()
        page.get_by_role("button", name=re.compile("Switch off Subsidy")).wait_for()
        page.get_by_role("button", name="Close the drawer").click()
        jump(page, 156)
        page.get_by_text("Year 3, week 52").first.wait_for()
        assert len(np.unique(colours(page).reshape(-1, 3) // 32, axis=0)) > 5
        keep(page, "live.png")
        search = page.get_by_role("searchbox", name="Find a person")
        search.fill("woman in care")
        search.press("Enter")
        page.locator(".find").get_by_role("button").or_(page.locator(".find [role=option]")).nth(
            2
        ).click()
        page.get_by_role("article").get_by_role("heading", name="At home").wait_for()
        keep(page, "person.png")


def test_strategies_side_by_side(browser: Any, town: str) -> None:
    value = {"setup": SETUP, "week": 156, "by": "because", "person": None, "arm": 1}
    text = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    with watched(browser, viewport={"width": 1400, "height": 1300}) as page:
        page.goto(f"{town}#/compare?v={text}")
        page.get_by_text("Means of 9 towns").wait_for(timeout=120_000)
        keep(page, "compare.png")


def test_the_published_study(browser: Any, town: str) -> None:
    with watched(browser, viewport={"width": 1400, "height": 1100}) as page:
        page.goto(f"{town}#/results")
        page.get_by_role("link", name="six_strategies", exact=True).click()
        page.get_by_role("figure", name="Began care", exact=True).first.locator(
            "svg"
        ).first.wait_for()
        keep(page, "results.png")
