"""Who may come in to a server: by its names, from its own page, with its token, and nobody else."""

from __future__ import annotations

import html
import stat
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx
import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from experiments.browser.server import guards
from experiments.browser.server.guards import Access, access_for
from experiments.browser.server.opening import Opener
from experiments.browser.server.serving import token
from simulation.errors import InputError
from tests.support.browser_server import PAGE, Page, Server, page, serving, small


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "",
        "localhost@evil.example",
        "[::1",
        "localhost:x",
    ],
)
def test_other_names_of_the_host_are_refused(server: Server, host: str) -> None:
    assert server.get(Host=host).status_code in (400, 421)


def test_names_of_this_machine_are_not(server: Server) -> None:
    port = server.host.split(":")[1]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "localhost"):
        assert server.get(Host=host).status_code == 200


def test_only_get_is_answered_and_long_addresses_are_not(server: Server) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        said = httpx.request(method, server.url, headers=server.bearer, content=b"x" * 1000)
        assert said.status_code == 405
    assert server.get("x" * 5000).status_code == 414
    assert server.get(**{"X-Long": "x" * 20_000}).status_code == 431


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://localhost:1",
        "https://127.0.0.1",
        "file://",
        "x",
        "http://[::1",
    ],
)
def test_foreign_pages_may_open_no_view(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as caught, page(server, Origin=origin):
        pass
    assert caught.value.response.status_code == 403


def test_our_own_page_may(server: Server) -> None:
    with page(server, Origin=f"http://{server.host}") as one:
        assert one.ask("open", setup=small())["type"] == "done"


NOBODY = [
    {},
    {"Authorization": "Bearer x"},
    {"Authorization": "Basic eDp5"},
    {"Authorization": ""},
    {"Cookie": 'a="; b'},
    {"Cookie": "helpseek=x"},
]


@pytest.mark.parametrize("headers", NOBODY)
def test_who_does_not_bring_the_token_gets_nothing(server: Server, headers: dict[str, str]) -> None:
    port = server.host.split(":")[1]
    headers = {
        name: value.replace("helpseek=", f"helpseek-{port}=") for name, value in headers.items()
    }
    for path in (
        "",
        "?token=",
        "?token=x",
        "?token=" + "%ff" * 30,
        "index.html",
        "nothing",
        "api",
        "api/declared",
        "api/results",
        "api/results/x/tables/y.csv",
        "licences.txt",
        "ws",
        "api/results/x/report",
        "api/results/x/figures/y.png",
    ):
        answer = httpx.get(server.url + path, headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (401, False), path
        assert "token is needed" in answer.text
    with (
        pytest.raises(InvalidStatus) as caught,
        connect(server.websocket, additional_headers=headers),
    ):
        pass
    assert caught.value.response.status_code == 403


def test_the_token_leaves_the_address_and_a_cookie_stays(server: Server) -> None:
    token = server.printed.partition("=")[2]
    assert len(token) >= 32
    assert httpx.get(server.printed, headers={"Host": "evil.example"}).status_code == 421
    with httpx.Client() as client:
        answer = client.get(server.printed)
        assert (answer.status_code, answer.headers["location"]) == (303, "./")
        cookie = answer.headers["set-cookie"]
        for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie
        # Cookies go to all ports of a machine: it holds nothing that is of use later.
        assert token not in cookie + answer.text
        assert client.get(server.url).text == PAGE
        name, value = next(iter(client.cookies.items()))
        assert client.get(server.url, headers={"Authorization": f"Bearer {value}"}).text == PAGE
    assert httpx.get(server.url, headers={"Authorization": f"Bearer {value}"}).status_code == 401
    assert httpx.get(f"{server.url}?token={value}").status_code == 401
    cookies = {"Cookie": f"{name}={value}"}
    with connect(server.websocket, additional_headers=cookies, max_size=None) as websocket:
        assert Page(websocket).ask("open", setup=small())["type"] == "done"


def test_on_any_address_it_is_the_same(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0", HELPSEEK_TOKEN="a-token-of-24-letters-ab") as out:
        assert out.printed == out.url + "?token=a-token-of-24-letters-ab"
        assert httpx.get(out.url).status_code == 401
        assert httpx.get(out.url + "?token=a-token-of-24-letters-ax").status_code == 401
        assert out.get().text == PAGE


def test_access_by_address_and_name() -> None:
    for host in ("127.0.0.1", "localhost", "::1", "192.168.1.5", "0.0.0.0"):
        access = access_for(host, 80, "t")
        assert access.token == "t"
        assert not access.lets_in(Headers({}))
        assert access.lets_in(Headers({"authorization": "bearer t"}))
        assert access.key not in repr(access)
    assert access_for("192.168.1.5", 80, "t", ["Town.local"]).host_is_ours("town.local:80")
    assert not access_for("192.168.1.5", 80, "t").host_is_ours("192.168.1.6")
    assert access_for("0.0.0.0", 80, "t").host_is_ours("10.0.0.7:80")
    assert not access_for("0.0.0.0", 80, "t").host_is_ours("evil.example")
    assert Access("t", any_address=True).host_is_ours("[fe80::1]:8765")


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(guards.hmac, "compare_digest", compare)
    access = Access("t", key="k", cookie="c")
    assert access.lets_in(Headers({"authorization": "Bearer t"}))
    assert access.lets_in(Headers({"cookie": "c=k"}))
    assert not access.lets_in(Headers({"cookie": "c=t", "authorization": "Bearer k"}))
    assert {other for _, other in compared} == {b"t", b"k"}


def test_a_browser_is_opened_by_a_file_that_only_its_owner_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened: list[str] = []

    def noted(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", noted)
    url = "http://127.0.0.1:1/?token=a-token-of-24-letters-ab&x=<"
    with Opener() as opener:
        assert opener.open(url)
        (address,) = opened
        assert address.startswith("file:")
        assert "a-token" not in address
        path = Path(url2pathname(urlsplit(address).path))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert f"url={html.escape(url)}" in path.read_text(encoding="utf-8")
    assert not path.parent.exists()
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    with Opener() as opener:
        assert not opener.open(url)


def test_tokens_are_drawn_or_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPSEEK_TOKEN", raising=False)
    assert len(token()) >= 32
    assert token() != token()
    for wrong in ("short", "x" * 20 + "&", "x" * 20 + "\n"):
        monkeypatch.setenv("HELPSEEK_TOKEN", wrong)
        with pytest.raises(InputError):
            token()
