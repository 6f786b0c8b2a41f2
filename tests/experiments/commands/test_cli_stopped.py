"""Commands that are stopped or killed, that nobody listens to, and that take long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from experiments.cli import main
from simulation.measures.usual_groupings import GROUPINGS
from tests.support.cli_runner import ROOT, SMALL, helpseek, start


def waiting_for(condition: Any, process: subprocess.Popen[str]) -> None:
    for _ in range(1200):
        if condition() or process.poll() is not None:
            return
        time.sleep(0.05)


@pytest.mark.usefixtures("made")  # compiled before: a compiler that is stopped says so itself
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_nothing(tmp_path: Path, number: int, code: int) -> None:
    before = sorted(tmp_path.rglob("*"))
    process = start("run", "--weeks", "5200", "--people", "20000", cwd=tmp_path)
    partial = tmp_path / "results"
    waiting_for(lambda: partial.exists() and any(partial.iterdir()), process)
    time.sleep(1.0)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert out == ""
    assert "Traceback" not in err
    assert "stopped" in err.splitlines()[-1]
    assert sorted(tmp_path.rglob("*")) == before


def test_what_a_killed_run_leaves_is_gone_after_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start("run", "--weeks", "5200", "--people", "20000", cwd=tmp_path)
    results = tmp_path / "results"
    waiting_for(lambda: results.exists() and any(results.glob(".*/.lock")), process)
    process.kill()
    process.communicate(timeout=60)
    assert [path.name[:18] for path in results.iterdir()] == [".helpseek-partial-"]
    monkeypatch.chdir(tmp_path)
    assert helpseek("run", *SMALL, "--no-figures").code == 0
    assert [path.name for path in results.iterdir()] == ["town-001"]


def test_output_into_a_pipe_that_closes_is_no_fault(tmp_path: Path) -> None:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        f"'{sys.executable}' -m experiments.cli list parameters | head -n 1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.stderr == ""


def test_the_groupings_of_the_help_are_those_of_the_model() -> None:
    said = helpseek("run", "--help")
    for name in GROUPINGS:
        assert name in said.out


def test_long_work_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    import experiments.terminal.progress as progress

    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0.0)
    said = helpseek("check", "town")
    assert said.err == ""
    with progress.Reporter() as tell, redirect_stderr(StringIO()) as err:
        tell("burn-in", 8, 260)
        tell("drawing figures", 0, 0)
    assert err.getvalue().splitlines() == ["burn-in: 8 of 260", "drawing figures ..."]


def test_a_bar_moves_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    reader, writer = pty.openpty()
    shown: list[bytes] = []

    def look_on() -> None:
        with open(reader, "rb", buffering=0) as terminal, suppress(OSError):  # once nobody writes
            while part := terminal.read(4096):
                shown.append(part)

    onlooker = threading.Thread(target=look_on)
    onlooker.start()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    with (
        open(writer, "w", encoding="utf-8") as terminal,
        redirect_stderr(terminal),
        redirect_stdout(StringIO()),
        pytest.raises(SystemExit) as ended,
    ):
        main(["run", *SMALL, "--no-figures"])
    onlooker.join(60)
    assert ended.value.code == 0
    assert b"burn-in" in b"".join(shown)
    assert b"weeks" in b"".join(shown)
