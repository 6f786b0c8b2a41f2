"""The live page in a real browser, as a user would use it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

playwright = pytest.importorskip("playwright.sync_api")


def opened(page: Any, server: str, rest: str = "") -> Any:
    """The live page, once its town stands."""
    page.goto(server + rest)
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.locator(".network[data-painter]").wait_for()
    playwright.expect(page.get_by_role("button", name="One week on")).to_be_enabled()
    return page


def legend(page: Any) -> list[int]:
    """The counts beside the colours, in the order of their codes."""
    told = page.get_by_role("group", name="point out in the town").get_by_role("button")
    return [int(re.sub(r"\D", "", text.split("\n")[-1])) for text in told.all_inner_texts()]


def step(page: Any, week: str) -> None:
    """One week on, until the page says which it is."""
    page.get_by_role("button", name="One week on").click()
    said(page, week)


def said(page: Any, week: str) -> None:
    """Wait until the page says that it is this week."""
    page.get_by_role("region", name="Time").get_by_text(week, exact=True).wait_for()


def jump(page: Any, weeks: int) -> None:
    """To a week, by the slider."""
    slider = page.get_by_role("slider", name="Week", exact=True)
    slider.fill(str(weeks))
    playwright.expect(slider).to_have_value(str(weeks))


def settled(page: Any, wanted: list[int]) -> None:
    """Wait until the counts beside the colours are these."""
    for _ in range(100):
        if legend(page) == wanted:
            return
        page.wait_for_timeout(50)
    assert legend(page) == wanted


def colours(page: Any) -> np.ndarray:
    """The pixels of the network as it is drawn."""
    from io import BytesIO

    from PIL import Image

    page.wait_for_timeout(300)
    picture = page.locator(".network").screenshot()
    return np.asarray(Image.open(BytesIO(picture)).convert("RGB"))
