"""A served town, and pages in a real browser that are watched for errors and foreign requests."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.cli_runner import ROOT

playwright = pytest.importorskip("playwright.sync_api")
playwright.expect.set_options(timeout=30_000)  # several browsers may share a processor

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IMAGES = Path(os.environ["HELPSEEK_IMAGES"]) if "HELPSEEK_IMAGES" in os.environ else None
"""Where tests leave screenshots for the README and guides, if anywhere."""
PEOPLE, SEED = 1500, 3
"""The town that is served: small, so that everything happens at once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in this directory need a browser."""
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


COOKIES: list[dict[str, Any]] = []
"""What servers have given for their tokens; every page that is watched brings it."""


@contextmanager
def serving(where: Path, *options: str, **environment: str) -> Iterator[str]:
    """``helpseek serve`` as a command of its own; gives its address, to be opened without token."""
    command = ("experiments.cli", "serve", "--no-open", "--port", "0", *options)
    with printed_by(command, where, **environment) as address:
        yield come_in(address)


def come_in(printed: str) -> str:
    """Bring the token, as a browser does that opens the address; the address that is left."""
    answer = httpx.get(printed)
    assert answer.status_code == 303
    address = printed.partition("?")[0]
    COOKIES.extend(
        {"name": name, "value": value, "url": address, "httpOnly": True}
        for name, value in answer.cookies.items()
    )
    return address


@contextmanager
def printed_by(command: Sequence[str], where: Path, **environment: str) -> Iterator[str]:
    """The address that a module prints that serves, run as a command of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=where,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            found = re.search(r"http://\S+", line)
            if found:
                break
        else:
            raise AssertionError(f"the server ended: {''.join(said)}")
        yield found.group()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert process.returncode == 130, "Ctrl-C ends the server cleanly"


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a run and a comparison in ``results``."""
    where = tmp_path_factory.mktemp("served")
    size = ("--people", str(PEOPLE), "--weeks", "104")
    for command in (
        ("run", *size, "--seed", "7", "--events", "--by", "sex,income", "--quiet"),
        (
            "compare",
            "--draws",
            "0",
            *size,
            "--strategy",
            "leap",
            "--strategy",
            "subsidy",
            "--seeds",
            "4",
            "--quiet",
        ),
    ):
        subprocess.run(
            [sys.executable, "-m", "experiments.cli", *command],
            cwd=where,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
        )
    return where


@pytest.fixture(scope="session")
def server(results: Path) -> Iterator[str]:
    """The address of a served town."""
    with serving(results, "--people", str(PEOPLE), "--seed", str(SEED)) as address:
        yield address


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """What starts browsers."""
    with playwright.sync_playwright() as one:
        yield one


@contextmanager
def chromium(driver: Any, *flags: str) -> Iterator[Any]:
    """A browser of its own."""
    if CHROMIUM is None:
        pytest.fail("no Chromium here: install it, or name one in CHROMIUM")
    browser = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=[*FLAGS, *flags])
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def browser(driver: Any) -> Iterator[Any]:
    """One browser for all tests."""
    with chromium(driver) as one:
        yield one


_OF_SOFTWARE_DRAWING = "GPU stall due to ReadPixels"
_SOCKETS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...all) { super(...all); window.sockets.push(this); }
};
"""


@contextmanager
def watched(
    browser: Any, *, told: tuple[str, ...] = ("error", "warning"), **context: Any
) -> Iterator[Any]:
    """A page that must neither complain nor ask anybody but the server for anything.

    ``told`` are the kinds of words on the console that count as complaints. Tests find the
    connections of the page in ``window.sockets``.
    """
    faults: list[str] = []
    options = {"viewport": {"width": 1400, "height": 900}, "accept_downloads": True, **context}
    with browser.new_context(**options) as made:
        made.add_cookies(COOKIES)
        page = made.new_page()

        def guard(route: Any) -> None:
            url = route.request.url
            if url.startswith(("http://127.0.0.1:", "data:", "blob:")):
                route.continue_()
            else:
                faults.append(f"asked for {url}")
                route.abort()

        def listen(message: Any) -> None:
            if message.type in told and _OF_SOFTWARE_DRAWING not in message.text:
                faults.append(message.text)

        page.add_init_script(_SOCKETS)
        page.route("**/*", guard)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", listen)
        page.on(
            "response",
            lambda answer: (
                faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
            ),
        )
        yield page
    assert faults == []


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A watched page of 1400 by 900 pixels."""
    with watched(browser) as one:
        yield one


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Make watched pages of any size, theme and motion; all are checked when the test ends."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **context: stack.enter_context(watched(browser, **context))
