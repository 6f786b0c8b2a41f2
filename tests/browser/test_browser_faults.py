"""Faults: whatever comes over a real websocket is answered or dropped, and the server goes on."""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from experiments.benchmark.pages import main as load
from experiments.browser.live.towns.towns import ROOM
from experiments.browser.server.socket import Rate
from experiments.browser.wire.protocol import FIELDS
from tests.support.browser_server import Frame, Page, Server, page, serving, small
from tests.support.setups_for_inputs import ENTRIES, JSON, NAMES, SETUPS

pytestmark = pytest.mark.slow  # they take their time; CI always runs them


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # Whatever it says on standard error fails the tests of this file when it ends.
    with serving(tmp_path_factory.mktemp("faults"), "--most-people", "3000") as running:
        yield running


def is_well(server: Server) -> bool:
    """Whether a new page gets a town and a week."""
    with page(server) as one:
        one.ask("open", setup=small(people=200))
        one.say("step", weeks=2)
        one.frame_at(2)
    return server.get().status_code == 200


def answered(one: Page) -> bool:
    """Whether the view still answers, after all that came before."""
    return one.ask("pause")["type"] in ("done", "refused")


MESSAGES = st.fixed_dictionaries(
    {"type": st.sampled_from(list(FIELDS))},
    optional={
        "id": st.integers(0, 9) | JSON,
        "setup": SETUPS | st.just(small(people=200)),
        "colour": NAMES,
        "by": st.sampled_from(["stage", "trust", "because", "x"]) | JSON,
        "week": st.integers(0, 60) | JSON,
        "weeks": st.integers(-1, 9) | JSON,
        "speed": st.floats(-1, 2000) | st.just(0) | JSON,
        "session": JSON,
        "settings": st.dictionaries(NAMES, JSON | st.floats(0, 1), max_size=2),
        "strategy": ENTRIES,
        "without": NAMES,
        "replicates": st.integers(-1, 3) | JSON,
        "person": st.integers(-1, 300) | JSON,
        "arm": st.integers(0, 2) | JSON,
        "text": st.text(max_size=10) | JSON,
        "frame": st.integers(0, 50) | JSON,
    },
)


def _sensible(message: dict[str, Any]) -> dict[str, Any]:
    """The message with no fields but its own, so that many are understood."""
    known = FIELDS[message["type"]]
    return {key: value for key, value in message.items() if key in ("type", "id", *known)}


THINGS = st.one_of(
    MESSAGES.map(_sensible).map(json.dumps),
    MESSAGES.map(json.dumps),
    JSON.map(json.dumps),
    st.text(max_size=30),
    st.binary(max_size=30),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.booleans(), st.lists(THINGS, max_size=12))
def test_whatever_is_sent_the_view_answers_afterwards(
    server: Server, opened: bool, things: list[str | bytes]
) -> None:
    with page(server) as one:
        if opened:
            one.ask("open", setup=small(people=200))
        for thing in things:
            one.websocket.send(thing)
        assert answered(one)


def test_the_server_is_well_after_all_that(server: Server) -> None:
    assert is_well(server)


@pytest.mark.parametrize("kind", sorted(set(FIELDS) - {"open"}))
def test_messages_before_a_town_is_open_are_refused(server: Server, kind: str) -> None:
    fields = {
        "session": "x",
        "week": 1,
        "settings": {},
        "without": "leap",
        "replicates": 1,
        "by": "stage",
        "person": 1,
        "text": "x",
        "frame": 1,
    }
    with page(server) as one:
        told = one.ask(kind, **{key: fields[key] for key in FIELDS[kind] if key in fields})
        assert told["type"] == "refused"


def test_a_second_open_and_a_resume_of_an_open_view_are_refused(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small(people=200))
        assert one.ask("open", setup=small(people=200))["type"] == "refused"
        assert one.ask("resume", session="x")["type"] == "refused"
        assert one.ask("step", weeks=1)["type"] == "done"


def test_binary_and_long_messages_are_refused_and_huge_ones_end_the_connection(
    server: Server,
) -> None:
    with page(server) as one:
        one.ask("open", setup=small(people=200))
        one.websocket.send(b"\x00" * 1000)
        assert "binary" in one.until("refused")["problem"]
        one.websocket.send(json.dumps({"type": "find", "text": "x" * 70_000}))
        assert "too long" in one.until("refused")["problem"]
        one.websocket.send("[" * 60_000)
        assert "too deep" in one.until("refused")["problem"]
        one.websocket.send(json.dumps({"type": "open", "setup": {"strategies": [[[]]] * 9000}}))
        assert one.until("refused")["type"] == "refused"
        assert answered(one)
        with contextlib.suppress(ConnectionClosed):
            one.websocket.send("x" * 5_000_000)
        assert one.is_closed()
    assert is_well(server)


def test_text_that_is_no_text_ends_the_connection_only(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small(people=200))
        one.websocket.socket.sendall(b"\x81\x84" + b"\x00" * 4 + b"\xff\xfe\xfd\xfc")
        assert one.is_closed()
    for garbage in (b"\xff" * 100, b"\x83\x80\x00\x00\x00\x00", b"GET / HTTP/1.1\r\n\r\n"):
        with page(server) as one:
            one.websocket.socket.sendall(garbage)
            assert one.is_closed()
    assert is_well(server)


def test_a_flood_is_read_at_its_own_pace_and_others_are_served(server: Server) -> None:
    stop = threading.Event()
    flooded: list[int] = []

    def flood() -> None:
        with page(server) as one:
            one.ask("open", setup=small(people=200))
            one.say("step", weeks=1)
            number = 0
            try:
                while not stop.is_set():
                    one.websocket.send('{"type":"colour","by":"trust"}')
                    one.websocket.send('{"type":"nothing"}')
                    number += 2
            except ConnectionClosed:
                pass
            flooded.append(number)

    flooding = threading.Thread(target=flood, daemon=True)
    flooding.start()
    time.sleep(0.3)
    before = _memory(server)
    times = []
    with page(server) as one:
        one.ask("open", setup=small(people=1000))
        one.frame_at(0)
        for week in range(1, 40):
            began = time.monotonic()
            one.say("step", weeks=1)
            one.frame_at(week)
            times.append(time.monotonic() - began)
    stop.set()
    grown = _memory(server) - before
    assert sorted(times)[int(0.95 * len(times))] < 0.5
    assert grown < 150_000_000
    assert is_well(server)


def _memory(server: Server) -> int:
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("this system does not tell what a process takes")
    line = next(
        line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmRSS")
    )
    return int(line.split()[1]) * 1024


def test_a_page_that_reads_nothing_builds_no_queue(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small(people=3000, weeks=2000))
        one.frame_at(0)
        one.acknowledges = False
        one.say("play", speed=0)
        before = _memory(server)
        time.sleep(1.5)  # a thousand weeks go by
        # States that are kept for jumping back are within a room of their own.
        assert _memory(server) - before < ROOM + 40_000_000
        one.acknowledges = True
        heard = one.hear()
        frames = 0
        while not (isinstance(heard, Frame) and heard.weeks > 100):
            frames += isinstance(heard, Frame)
            heard = one.hear()
        assert frames <= 2


def test_connections_are_cut_at_any_time(server: Server) -> None:
    draw = random.Random(7)
    for _ in range(25):
        with connect(
            server.websocket, additional_headers=server.bearer, max_size=None, compression=None
        ) as websocket:
            setup = small(people=draw.choice([200, 3000]), replicates=draw.choice([0, 2]))
            websocket.send(json.dumps({"type": "open", "setup": setup}))
            for _ in range(draw.randrange(4)):
                said = draw.choice(
                    [
                        {"type": "play", "speed": 0},
                        {"type": "step", "weeks": 50},
                        {"type": "jump", "week": 7},
                        {"type": "comparison"},
                        {"type": "reset", "setup": setup},
                    ]
                )
                websocket.send(json.dumps(said))
            time.sleep(draw.random() * 0.15)
            if draw.random() < 0.5:  # as when a cable is pulled: a reset, not a farewell
                linger = struct.pack("ii", 1, 0)
                websocket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            websocket.socket.close()
    assert is_well(server)


def test_half_a_handshake_and_other_requests_do_no_harm(server: Server) -> None:
    name, port = server.host.split(":")
    for data in (
        b"",
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n",
        b"\x16\x03\x01" + os.urandom(100),
        b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
    ):
        with socket.create_connection((name, int(port)), timeout=5) as raw:
            raw.sendall(data)
    assert is_well(server)


def test_what_is_asked_while_a_town_is_built_waits_or_begins_anew(server: Server) -> None:
    with page(server) as one:
        one.say("open", id=1, setup=small(people=3000, settings={"horizon.burn_in_weeks": 2000}))
        one.say("reset", id=2, setup=small(people=200), week=3)
        assert one.until("ready")["people"] == 200  # the first was given up
        one.frame_at(3)
        assert {told["id"] for told in one.told if told["type"] == "done"} <= {1, 2}


FAILING = """
from simulation.strategies import Strategy
class Failing(Strategy):
    def modifiers(self, town, week, reached):
        if week == 7:
            raise RuntimeError("no such luck")
        yield "trust", 0.1
"""


def test_a_strategy_of_ones_own_that_fails_stops_the_town_before_its_week(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(FAILING)
    with serving(tmp_path, "--strategy", "own.py:Failing") as own, page(own) as one:
        arms = [{"label": "x", "strategies": [{"name": "failing"}]}]
        one.ask("open", setup=small(people=200, arms=arms, replicates=1))
        told = one.ask("step", weeks=20)
        assert told["type"] == "refused"
        assert "no such luck" in told["text"]
        assert one.frame_at(7).codes.shape == (2, 200)
        assert one.ask("strategy", without="failing")["type"] == "done"
        one.say("step", weeks=5)
        one.frame_at(12)


def test_a_long_answer_is_broken_off_by_what_is_urgent(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small(people=3000, weeks=2600))
        one.say("jump", id=1, week=2600)
        one.say("jump", id=2, week=5)
        one.until("done", 2)
        assert one.frame_at(5).weeks == 5


def test_the_rate_lets_through_so_many_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("experiments.browser.server.socket.monotonic", lambda: now[0])
    rate = Rate(10)
    assert sum(rate.allows() for _ in range(100)) == 20
    now[0] += 1.0
    assert sum(rate.allows() for _ in range(100)) == 10
    now[0] += 100.0
    assert sum(rate.allows() for _ in range(100)) == 20


@pytest.mark.slow
def test_the_load_script_measures(capsys: pytest.CaptureFixture[str]) -> None:
    code = load(
        [
            "--views",
            "3",
            "--people",
            "300",
            "--weeks",
            "5",
            "--replicates",
            "1",
            "--at-most",
            "60000",
        ]
    )
    told = capsys.readouterr().out
    assert code == 0
    assert "round trip of a step: p50" in told
    assert "3 pages of 300 people" in told
