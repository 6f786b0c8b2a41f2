"""What cannot be used is refused in a line or two, with exit code 2, and leaves nothing behind."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.terminal.failures import exit_code_of
from simulation.errors import InputError
from tests.support.cli_runner import ROOT, SMALL, everything_in, helpseek, refused, start


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


REFUSED = {
    "unknown world": (["run", "twon"], "did you mean"),
    "missing file": (["run", "nowhere.yaml"], "nowhere.yaml"),
    "no people": (["run", "--people", "0"], "--people"),
    "negative people": (["run", "--people", "-5"], "--people"),
    "too many people": (["run", "--people", "999999999999"], "--people"),
    "people in words": (["run", "--people", "many"], "--people"),
    "people as NaN": (["run", "--people", "nan"], "--people"),
    "half a person": (["run", "--people", "1.5"], "--people"),
    "no weeks": (["run", "--weeks", "0"], "--weeks"),
    "too many weeks": (["run", "--weeks", "1000000"], "--weeks"),
    "negative seed": (["run", "--seed", "-1"], "--seed"),
    "huge seed": (["run", "--seed", str(2**63)], "--seed"),
    "seed in words": (["run", "--seed", "lucky"], "--seed"),
    "unknown setting": (["run", "--set", "onset_rat=1"], "onset_rate"),
    "setting without value": (["run", "--set", "onset_rate"], "key=value"),
    "setting out of range": (["run", "--set", "onset_rate=99"], "onset_rate"),
    "setting as NaN": (["run", "--set", "onset_rate=.nan"], "onset_rate"),
    "setting twice": (["run", "--set", "onset_rate=0.1", "--set", "onset_rate=0.2"], "twice"),
    "missing network": (["run", "--network", "nowhere.csv"], "nowhere.csv"),
    "unknown strategy": (["run", "--strategy", "campain"], "--strategy"),
    "the same strategy twice": (["run", *["--strategy", "leap"] * 2], "listed twice"),
    "missing strategy file": (["run", "--strategy", "nowhere.py:Mine"], "nowhere.py"),
    "strategy file without class": (["run", "--strategy", "nowhere.py"], "--strategy"),
    "unknown grouping": (["run", "--by", "sex,shoe_size"], "shoe_size"),
    "no threads": (["run", "--threads", "0"], "--threads"),
    "unknown option": (["run", "--peeple", "3"], "--peeple"),
    "unknown command": (["runn"], "runn"),
    "two worlds": (["run", "town", "students"], "students"),
    "out below a file": (["run", "--out", "a_file/out"], "--out"),
    "out is a file": (["run", "--out", "a_file"], "--out"),
    "out is full": (["run", "--out", "full"], "not empty"),
    "out is full, forced": (["run", "--out", "full", "--force"], "not empty"),
    "out is nowhere": (["run", "--out", "/proc/nowhere/out"], "--out"),
    "burn-in nowhere": (["run", "--save-burn-in", "no/such/dir/b.npz"], "--save-burn-in"),
    "burn-in on a directory": (["run", "--save-burn-in", "full"], "--save-burn-in"),
    "missing burn-in": (["run", "--from-burn-in", "nowhere.npz"], "nowhere.npz"),
    "burn-in of another kind": (["run", *SMALL, "--from-burn-in", "a_file"], "not a burn-in"),
    "check of nothing": (["check", "nowhere.yaml"], "nowhere.yaml"),
    "check without a file": (["check"], "FILE"),
    "list of what is not": (["list", "dreams"], "dreams"),
    "rerun of nothing": (["rerun", "nowhere.json"], "nowhere.json"),
    "rerun of something else": (["rerun", "a_file"], "a_file"),
    "rerun of a directory": (["rerun", "full"], "full"),
    "benchmark into nothing": (["benchmark", "--json", "no/dir/x.json"], "--json"),
    "benchmark onto a directory": (["benchmark", "--json", "full"], "--json"),
    "benchmark of nobody": (["benchmark", "--sizes", "2000,0"], "--sizes"),
    "benchmark of words": (["benchmark", "--sizes", "many"], "--sizes"),
    "benchmark of too many": (["benchmark", "--sizes", "9999999999"], "--sizes"),
    "benchmark beside nothing": (["benchmark", "--against", "nowhere.json"], "nowhere.json"),
    "benchmark beside something else": (["benchmark", "--against", "a_file"], "not JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_what_is_wrong_and_leave_nothing(case: str, tmp_path: Path) -> None:
    arguments, told = REFUSED[case]
    (tmp_path / "a_file").write_text("text")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("years of work")
    before = everything_in(tmp_path), sorted(tmp_path.rglob("*"))
    assert told in refused(helpseek(*arguments))
    assert (everything_in(tmp_path), sorted(tmp_path.rglob("*"))) == before


def test_a_refusal_leaves_no_default_directory(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("from,to\n")
    refused(helpseek("run", "--network", "bad.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def (", "SyntaxError"),
        ("raise RuntimeError('no luck')", "no luck"),
        ("class Mine: pass", "Mine"),
        ("Mine = 3", "Mine"),
        ("import sys\nsys.exit(7)", "SystemExit"),
    ],
)
def test_strategy_files_that_cannot_be_used(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "mine.py").write_text(text)
    assert told in refused(helpseek("run", "--strategy", "mine.py:Mine"))


def test_a_command_of_its_own_ends_the_same_way(tmp_path: Path) -> None:
    process = start("run", "--people", "0", cwd=tmp_path)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def fails_with(error: BaseException) -> Callable[[], Any]:
    def work() -> Any:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (InputError("is wrong", source="x.yaml", found=3), 2, "x.yaml: is wrong; found 3"),
        (MemoryError(), 1, "not enough memory"),
        (OSError(errno.ENOSPC, "No space left on device", "people.parquet"), 1, "No space left"),
        (KeyboardInterrupt(), 130, "stopped"),
        (ZeroDivisionError("division by zero"), 1, "traceback: "),
    ],
)
def test_failures_are_told_briefly(
    error: BaseException,
    code: int,
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HELPSEEK_DEBUG", raising=False)
    assert exit_code_of(fails_with(error)) == code
    said = capsys.readouterr()
    assert told in said.err
    assert len(said.err.splitlines()) <= 2
    assert "Traceback" not in said.err
    assert said.out == ""


def test_debugging_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPSEEK_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        exit_code_of(fails_with(ZeroDivisionError()))


@pytest.mark.parametrize("where", ["weekly.parquet", "people.parquet", "summary.json"])
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    from experiments.files.results import Results

    def full(self: Results, name: str, value: Any) -> None:
        if name == where:
            raise OSError(errno.ENOSPC, "No space left on device", name)

    monkeypatch.delenv("HELPSEEK_DEBUG", raising=False)
    monkeypatch.setattr(Results, "write_table", full)
    monkeypatch.setattr(Results, "write_json", full)
    said = helpseek("run", *SMALL, "--no-figures", "--quiet")
    assert said.code == 1
    assert "No space left on device" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_a_library_swallows_is_heeded_at_the_next_report() -> None:
    import os
    import signal

    from experiments.terminal.progress import Reporter

    reports: list[int] = []

    def work() -> None:
        with Reporter(quiet=True) as progress:
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                signal.pause()
            except BaseException:
                reports.append(1)
            progress("weeks", 1, 2)
            reports.append(2)

    assert exit_code_of(work) == 143
    assert reports == [1]
    assert exit_code_of(lambda: None) == 0


def test_a_signal_within_a_call_back_from_c_is_told_once(tmp_path: Path) -> None:
    program = (
        "import ctypes, os, signal\n"
        "from experiments.terminal.failures import exit_code_of, stop_if_asked\n"
        "called_back = ctypes.CFUNCTYPE(None)(lambda: os.kill(os.getpid(), signal.SIGTERM))\n"
        "def work():\n"
        "    called_back()\n"
        "    stop_if_asked()\n"
        "raise SystemExit(exit_code_of(work))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 143
    assert done.stderr == "helpseek: stopped; nothing half-written was left\n"


def test_what_a_signal_leaves_half_made_is_freed_without_a_word(tmp_path: Path) -> None:
    program = (
        "import os, signal\n"
        "from experiments.terminal.failures import exit_code_of\n"
        "class Module:\n"
        "    def __init__(self):\n"
        "        self.itself = self\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        signal.pause()\n"
        "    def __del__(self):\n"
        "        del self.pointer\n"
        "raise SystemExit(exit_code_of(Module))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 143
    assert done.stderr == "helpseek: stopped; nothing half-written was left\n"
