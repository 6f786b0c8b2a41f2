"""A server of the browser's page as a process, and a page that talks to it without a browser."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[2]
PAGE = "<!doctype html><title>Helpseek</title>"


@dataclass
class Server:
    """A server that listens: its process, and the address that it has printed, with its token."""

    process: subprocess.Popen[str]
    printed: str

    @property
    def url(self) -> str:
        """The address without the token."""
        return self.printed.partition("?")[0]

    @property
    def bearer(self) -> dict[str, str]:
        """The header that brings the token."""
        return {"Authorization": f"Bearer {self.printed.partition('=')[2]}"}

    @property
    def host(self) -> str:
        return self.url.split("/")[2]

    @property
    def websocket(self) -> str:
        return f"ws://{self.host}/ws"

    def get(self, path: str = "", **headers: str) -> httpx.Response:
        """Ask for a path, with the token."""
        return httpx.get(self.url + path, headers={**self.bearer, **headers})

    def stop(self, number: int) -> tuple[int, str, str]:
        """End it by a signal: exit code, standard output and standard error."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=10)
        return self.process.returncode, out, err


def start(folder: Path, *options: str, **variables: str) -> Server:
    """Start ``helpseek serve`` on a free port, with a page of one line."""
    page = folder / "page"
    page.mkdir(exist_ok=True)
    (page / "index.html").write_text(PAGE)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HELPSEEK_STATIC": str(page),
        **variables,
    }
    code = "from experiments.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", "--no-open", *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        _, told = process.communicate(timeout=10)
        raise RuntimeError(f"exit {process.returncode}: {told}")
    return Server(process, line.split()[1])


@contextlib.contextmanager
def serving(folder: Path, *options: str, **variables: str) -> Iterator[Server]:
    """A server for as long as the block takes; it must not have said a word on standard error."""
    server = start(folder, *options, **variables)
    said: list[str] = []
    out, err = server.process.stdout, server.process.stderr
    assert out is not None
    assert err is not None
    reader = threading.Thread(target=lambda: said.extend(err), daemon=True)
    reader.start()
    try:
        yield server
        assert server.process.poll() is None, "the server has ended"
    finally:
        server.process.terminate()
        server.process.wait(timeout=10)
        reader.join(timeout=5)
        out.close()
    assert [line for line in said if "stopped" not in line] == []


@dataclass
class Frame:
    """One picture: its header, series (arms, weeks, series, 3) and codes (arms, people)."""

    number: int
    weeks: int
    flags: int
    colouring: int
    series: np.ndarray
    codes: np.ndarray


def frame_of(data: bytes) -> Frame:
    kind, number, weeks, people, arms, within, flags, colouring = np.frombuffer(data, "<u4", 8)
    assert kind == 1
    width = (len(data) - 32 - arms * people) // (4 * 3 * arms * within) if within else 0
    end = 32 + 4 * arms * within * width * 3
    series = np.frombuffer(data[32:end], "<f4").reshape(arms, within, width, 3)
    codes = np.frombuffer(data[end:], np.uint8).reshape(arms, people)
    return Frame(int(number), int(weeks), int(flags), int(colouring), series, codes)


class Page:
    """A page without a browser: it acknowledges each frame, and keeps what it was told."""

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket
        self.told: list[dict[str, Any]] = []
        self.frames: list[Frame] = []
        self.town: bytes = b""
        self.acknowledges = True

    def say(self, kind: str, **fields: Any) -> None:
        self.websocket.send(json.dumps({"type": kind, **fields}))

    def hear(self, timeout: float = 120.0) -> dict[str, Any] | Frame:
        """The next thing told; frames are acknowledged. What is not compiled yet takes a minute."""
        data = self.websocket.recv(timeout)
        if isinstance(data, str):
            message = json.loads(data)
            self.told.append(message)
            return message
        if np.frombuffer(data, "<u4", 1)[0] == 0:
            self.town = data
            return {"type": "town"}
        frame = frame_of(data)
        self.frames.append(frame)
        if self.acknowledges:
            # The server may have closed the connection since; what it said last is still to read.
            with contextlib.suppress(ConnectionClosed):
                self.say("ack", frame=frame.number)
        return frame

    def until(self, kind: str, identity: int | None = None) -> dict[str, Any]:
        """What is told until a message of this kind (and with this id) comes."""
        while True:
            heard = self.hear()
            if isinstance(heard, dict) and heard["type"] == kind:
                if identity is None or heard.get("id") == identity:
                    return heard
            elif isinstance(heard, dict) and heard["type"] == "ended":
                raise RuntimeError(heard["text"])

    def frame_at(self, weeks: int, banded: bool = False) -> Frame:
        """The next frame of the town after so many weeks; ``banded``, one whose bands are whole."""
        while True:
            heard = self.hear()
            if not isinstance(heard, Frame) or heard.weeks != weeks:
                continue
            if not banded or np.isfinite(heard.series[:, -1, 0, 1]).all():
                return heard

    def frame_from(self, weeks: int) -> Frame:
        """The next frame of the town after so many weeks or more: while it plays, a page may miss
        any one."""
        while True:
            heard = self.hear()
            if isinstance(heard, Frame) and heard.weeks >= weeks:
                return heard

    def is_closed(self) -> bool:
        """Whether the other side closes, once all that it said is heard."""
        try:
            while True:
                self.hear(10.0)
        except ConnectionClosed:
            return True
        except TimeoutError:
            return False

    def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Say something and wait until it is done, or answered, or refused."""
        identity = 1 + len(self.told) + len(self.frames)
        self.say(kind, id=identity, **fields)
        while True:
            heard = self.hear()
            if isinstance(heard, dict) and heard.get("id") == identity:
                return heard


@contextlib.contextmanager
def page(server: Server, **headers: str) -> Iterator[Page]:
    """A page connected to a server, with the token."""
    with connect(
        server.websocket,
        additional_headers={**server.bearer, **headers},
        max_size=None,
        compression=None,
    ) as websocket:
        yield Page(websocket)


def small(**parts: Any) -> dict[str, Any]:
    """A setup of a small town that is quickly built."""
    return {
        "people": 600,
        "weeks": 60,
        "replicates": 0,
        "settings": {"horizon.burn_in_weeks": 20},
        **parts,
    }
