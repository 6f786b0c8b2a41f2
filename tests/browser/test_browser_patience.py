"""Connections whose other side falls silent: closed, so that nobody can hold them all."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from experiments.browser.declared.offer import Offer
from experiments.browser.server import guards, patience
from experiments.browser.server import socket as sockets
from experiments.browser.server.app import application
from experiments.browser.server.guards import Access, Guard
from experiments.browser.server.serving import listening
from experiments.browser.server.static import Static
from tests.support.browser_server import PAGE, small

PATIENCE = 0.4
TOKEN = "a-token-of-24-letters-ab"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module", params=["h11", "httptools"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server with little patience, in a thread of this process."""
    if request.param == "httptools":
        pytest.importorskip("httptools")
    folder = tmp_path_factory.mktemp("patience")
    (folder / "index.html").write_text(PAGE)
    made = listening("127.0.0.1", 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets, "FIRST", PATIENCE)
        app = application(Offer.of(results=folder), Access(TOKEN), Static(folder))
        config = uvicorn.Config(
            app,
            log_config=None,
            ws="websockets-sansio",
            http=request.param,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)

        async def serve() -> None:
            connections = server.server_state.connections
            silent = asyncio.create_task(patience.close_the_silent(connections, PATIENCE))
            await server.serve([made])
            silent.cancel()

        running = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.01)
        yield made.getsockname()[1]
        server.should_exit = True
        running.join(10.0)
    made.close()


def closed_after(raw: socket.socket) -> float:
    """Seconds until the other side closes; an error where it does not."""
    began = time.monotonic()
    raw.settimeout(10.0)
    try:
        while raw.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - began


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: ", b"GET /ws HTTP/1.1\r\n"])
def test_a_request_that_is_never_finished_is_not_waited_for(port: int, begun: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(begun)
        assert PATIENCE * 0.8 < closed_after(raw) < 5.0


def test_nor_is_a_second_one_on_the_same_connection(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(
            b"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
            % TOKEN.encode()
        )
        assert b"200" in raw.recv(65_536)
        raw.sendall(b"GET / HTTP/1.1\r\n")
        assert closed_after(raw) < 5.0


def test_a_websocket_that_asks_for_nothing_ends_and_one_with_a_view_does_not(port: int) -> None:
    address = f"ws://127.0.0.1:{port}/ws"
    options: dict[str, Any] = {"compression": None, "additional_headers": BEARER}
    with connect(address, **options) as idle, connect(address, **options) as busy:
        busy.send(json.dumps({"type": "open", "id": 1, "setup": small(people=200)}))
        began = time.monotonic()
        assert json.loads(idle.recv(10.0))["type"] == "ended"
        with pytest.raises(ConnectionClosed):
            idle.recv(10.0)
        assert PATIENCE * 0.8 < time.monotonic() - began < 5.0
        time.sleep(2.0 * PATIENCE)
        busy.send('{"type":"pause","id":2}')
        while True:
            heard = busy.recv(60.0)
            if isinstance(heard, str) and json.loads(heard).get("id") == 2:
                break
    assert httpx.get(f"http://127.0.0.1:{port}/", headers=BEARER).text == PAGE


class Connection:
    """A connection as uvicorn keeps it, with or without a request that is being answered."""

    def __init__(self, closing: bool, answering: bool | None) -> None:
        self.aborted = False
        self.transport = self
        self.closing = closing
        if answering is not None:
            self.cycle = self
            self.response_complete = not answering

    def is_closing(self) -> bool:
        return self.closing

    def abort(self) -> None:
        self.aborted = True


def test_what_is_being_answered_is_left_alone_and_what_cannot_be_closed_is_cut_off() -> None:
    answering, websocket = Connection(False, True), Connection(False, None)
    stuck, idle = Connection(True, True), Connection(False, False)
    every = [answering, websocket, stuck, idle]

    async def look() -> None:
        silent = asyncio.create_task(patience.close_the_silent(every, 0.08))
        await asyncio.sleep(0.5)
        silent.cancel()

    asyncio.run(look())
    assert [each.aborted for each in every] == [False, False, True, True]


def test_an_answer_that_nobody_takes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "TAKEN_WITHIN", 0.05)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.sleep(60.0)

    async def receive() -> Message:
        raise AssertionError("nobody reads")

    headers = [(b"host", b"localhost"), (b"authorization", b"Bearer " + TOKEN.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    with pytest.raises(OSError, match="nobody takes"):
        asyncio.run(Guard(app, Access(TOKEN))(scope, receive, send))
