"""The server as a process: limits, beginning and end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.browser.server.serving import listening
from tests.support.browser_server import ROOT, page, serving, small, start
from tests.support.cli_runner import helpseek, refused


def test_limits_are_told(tmp_path: Path) -> None:
    options = ("--most-pages", "2", "--most-people", "2000", "--memory", "0.13", "--idle", "0.02")
    with serving(tmp_path, *options) as narrow:
        limits = narrow.get("api/declared").json()["limits"]
        assert limits["people"] == 2000
        with page(narrow) as one, page(narrow) as two:
            assert "out of range" in one.ask("open", setup=small(people=2001))["problem"]
            assert one.ask("open", setup=small(people=None))["type"] == "refused"
            told = one.ask(
                "open",
                setup=small(people=2000, replicates=20, arms=[{"label": str(n)} for n in range(4)]),
            )
            assert told["type"] == "refused"
            assert "memory" in told["problem"]
            assert one.ask("open", setup=small())["type"] == "done"
            many = small(people=2000, replicates=20, arms=[{"label": "x"}] * 4)
            assert "memory" in one.ask("reset", setup=many, week=0)["problem"]
            one.say("step", weeks=1)  # the town from before is still there
            one.frame_at(1)
            assert two.ask("open", setup=small())["type"] == "done"
            with page(narrow) as three:
                told = three.ask("open", setup=small())
                assert told["type"] == "refused"
                assert "too many pages" in told["problem"]
                two.websocket.close()
                # Who has gone makes place for who comes, once the server has seen it.
                for _ in range(100):
                    if (told := three.ask("open", setup=small()))["type"] == "done":
                        break
                    time.sleep(0.1)
                assert told["type"] == "done"
                session = next(t for t in three.told if t["type"] == "ready")["session"]
        time.sleep(3.0)
        with page(narrow) as late:
            assert late.ask("resume", session=session)["type"] == "refused"


def test_what_cannot_be_served_is_told_in_a_line(tmp_path: Path) -> None:
    taken = listening("127.0.0.1", 0)
    port = str(taken.getsockname()[1])
    for options, said in (
        (("--port", port), f"--port: something else listens there already; found {port}"),
        (("--host", "256.1.1.1"), "--host"),
        (("--host", "192.0.2.1"), "--host"),
        (("no_such_world",), "unknown world"),
        (("--strategy", "leap"), "--strategy"),
        (("--strategy", str(tmp_path / "none.py") + ":X"), "cannot be read"),
        (("--people", "2000000"), "--people"),
        (("--port", "99999"), "--port"),
    ):
        done = helpseek("serve", "--no-open", *options)
        assert said in refused(done)
        assert done.out == ""
    taken.close()


def test_help_imports_nothing_that_takes_its_time() -> None:
    code = (
        "import sys; from experiments.cli import helpseek; "
        "print([m for m in ('numba', 'starlette', 'uvicorn', 'matplotlib', 'websockets') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_quietly_while_one_builds_and_one_plays(
    tmp_path: Path, number: int, code: int
) -> None:
    server = start(tmp_path)
    with page(server) as one, page(server) as other:
        one.ask("open", setup=small(people=50_000, weeks=500, replicates=1))
        one.ask("play", speed=0)
        one.frame_from(3)
        other.say("open", setup={"people": 1_000_000, "replicates": 0})
        other.until("busy")
        time.sleep(0.7)
        ended = server.stop(number)
        assert one.is_closed()
        assert other.is_closed()
    assert ended == (code, "", "helpseek: stopped; nothing half-written was left\n")


def test_a_port_may_be_had_again_at_once() -> None:
    first = listening("127.0.0.1", 0)
    port = first.getsockname()[1]
    there = socket.create_connection(("127.0.0.1", port))
    here, _ = first.accept()
    here.close()  # first, so that the system remembers the port for a while
    there.close()
    first.close()
    listening("127.0.0.1", port).close()
