"""The printed address in a real browser: its token opens the page and is not seen again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.page.conftest import printed_by, watched


def test_the_printed_address_opens_and_loses_its_token(browser: Any, tmp_path: Path) -> None:
    command = ("experiments.cli", "serve", "--no-open", "--port", "0", "--people", "200")
    with printed_by(command, tmp_path) as printed:
        bare, _, query = printed.partition("?")
        with watched(browser, told=()) as page:
            # As by a link from elsewhere, with a share link behind it.
            page.goto("about:blank")
            page.set_content(f'<a href="{printed}#/live/x">in</a>')
            page.get_by_text("in").click()
            page.locator(".network canvas").first.wait_for()
            assert page.evaluate("location.href").startswith(f"{bare}#/live")
            assert page.evaluate("document.cookie") == ""
            page.get_by_role("button", name="Share", exact=True).click()
            page.get_by_text(re.compile("Link copied|address bar")).wait_for()
            assert query.partition("=")[2] not in page.evaluate("location.href")
            # Another tab of the same browser, opened from elsewhere by the share link alone.
            link = page.evaluate("location.href")
            page.goto("about:blank")
            page.set_content(f'<a href="{link}">again</a>')
            page.get_by_text("again").click()
            page.locator(".network canvas").first.wait_for()
