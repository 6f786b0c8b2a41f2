"""Standard streams: closed, full, in any encoding, and when the terminal goes."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys

import pytest

from experiments.terminal import streams
from experiments.terminal.failures import exit_code_of
from tests.support.cli_runner import ROOT

pytestmark = pytest.mark.usefixtures("elsewhere")


def test_signs_that_an_encoding_lacks_are_written_by_others() -> None:
    streams.make_ready()
    for encoding in ("ascii", "cp1252", "latin-1", "cp437"):
        room = io.BytesIO()
        with io.TextIOWrapper(room, encoding=encoding, errors="helpseek") as text:
            text.write("┌─┐ │ 10–20 … ≤ ü ł 😀 \udcff")
            text.flush()
            written = room.getvalue().decode(encoding)
        assert "?" in written
        assert len(written) >= 20
    assert "┌─┐ ü".encode("ascii", "helpseek") == b"+-+ u"


def process(code: str, closed: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", f"from experiments.cli import main; main({code})"]
    path = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command],
        capture_output=True,
        env={**os.environ, **path, **environment},
    )


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_no_harm(closed: str) -> None:
    done = process('["list", "worlds"]', closed)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_full_standard_output_is_named() -> None:
    done = process('["list", "parameters"]', ">/dev/full")
    assert done.returncode == 1
    assert done.stderr == b"helpseek: No space left on device: standard output\n"


def test_json_loses_nothing_in_any_encoding() -> None:
    import json

    done = process('["list", "worlds", "--json"]', PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("ascii"))


def test_the_end_of_the_terminal_stops_it_but_not_under_nohup() -> None:
    def work() -> None:
        os.kill(os.getpid(), signal.SIGHUP)

    # The tests themselves may run under nohup.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        assert exit_code_of(work) == 129
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert exit_code_of(work) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
