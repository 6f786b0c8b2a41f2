"""What goes wrong is told in one or two lines, whatever was given and whatever the machine does."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.engine import cluster
from experiments.engine.local import LocalWorkers
from experiments.engine.task import Failure
from experiments.engine.worker import Lost, Order
from experiments.files.results import Results
from experiments.terminal.failures import exit_code_of
from experiments.terminal.streams import naming
from simulation import compiling
from simulation.code_cache import SoundFile
from simulation.errors import InputError, one_line
from tests.support.cli_runner import SMALL, helpseek, refused

pytestmark = pytest.mark.usefixtures("elsewhere")

ODD = "a\nb\r\x1b[31m\u202e\u2066\x00\udcff\u2028\x85é"


def is_plain(text: str) -> bool:
    return all(sign.isprintable() or sign == "\n" for sign in text)


def test_text_of_users_is_shown_and_does_nothing() -> None:
    assert one_line(ODD) == r"a\nb\r\x1b[31m\u202e\u2066\x00\udcff\u2028\x85é"
    assert one_line(one_line(ODD)) == one_line(ODD)
    for length in (3, 9, 10, 11, 4000, 1_000_000):
        told = one_line("\x1b" * length, 40)
        assert len(told) <= 40
        assert told.isprintable()
    long = one_line("begin" + "x" * 5000 + "end", 100)
    assert long.startswith("begin")
    assert long.endswith("end")
    error = InputError(ODD, source=ODD, field=ODD, found=ODD, allowed=ODD)
    parts = (error.problem, error.source, error.field, error.allowed, str(error))
    assert all(part.isprintable() for part in parts)
    assert str(error.within(ODD)).isprintable()


ODD_NAME = "a\nb\x1b[31m\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", ODD_NAME),
        ("run", f"{ODD_NAME}.yaml"),
        (ODD_NAME,),
        ("run", f"--{ODD_NAME}", "3"),
        ("run", "town", ODD_NAME),
        ("run", "--set", f"{ODD_NAME}=1"),
        ("run", "--set", ODD_NAME),
        ("run", "--strategy", ODD_NAME),
        ("run", "--strategy", f"{ODD_NAME}.py:X"),
        ("run", "--by", ODD_NAME),
        ("run", "--people", ODD_NAME),
        ("list", ODD_NAME),
        ("run", "--network", f"{ODD_NAME}.csv"),
        ("check", ODD_NAME),
        ("rerun", ODD_NAME),
        ("run", "--from-burn-in", ODD_NAME),
        ("query", ODD_NAME, ODD_NAME),
        ("sweep", ODD_NAME),
        ("report", ODD_NAME),
        ("compare", "--strategy", ODD_NAME),
        ("discover", ODD_NAME),
        ("serve", "--host", ODD_NAME),
        ("sensitivity", ODD_NAME),
        ("calibrate", ODD_NAME),
        ("portfolio", ODD_NAME),
        ("evidence", ODD_NAME),
        ("run", "x" * 5000),
    ],
)
def test_no_argument_splits_a_message(arguments: tuple[str, ...]) -> None:
    said = helpseek(*arguments)
    assert is_plain(refused(said))
    assert max(map(len, said.err.splitlines())) <= 600


def test_names_in_files_do_not_either(tmp_path: Path) -> None:
    name = "a\\nb\\e[31m\\u202e"
    columns = f'columns: {{age: "{name}"}}'
    for text in (
        f'"{name}": 1',
        f'population: {{"{name}": 1}}',
        f'extends: "{name}"',
        f'name: "{name}"',
        f'strategies: ["{name}"]',
        f'strategies: [{{name: leap, target: "culture:{name}"}}]',
        f'population: {{source: file, file: "{name}.csv"}}',
        f'network: {{source: file, file: "{name}.csv"}}',
        f"population: {{source: file, file: people.csv, {columns}}}",
    ):
        (tmp_path / "world.yaml").write_text(text)
        (tmp_path / "people.csv").write_text("age\x1b\n1\n")
        assert is_plain(refused(helpseek("run", "world.yaml"))), text
        (tmp_path / "plan.yaml").write_text(f'levers: {{"{name}": [off, on]}}\nseeds: 1\n')
        assert is_plain(refused(helpseek("sweep", "plan.yaml")))


def test_what_may_be_listed_is_named() -> None:
    said = refused(helpseek("list"))
    for what in ("worlds", "strategies", "mechanisms", "parameters", "outcomes"):
        assert what in said
    assert helpseek().code == 0


# The machine.


def fails_with(error: BaseException) -> Callable[[], Any]:
    def work() -> Any:
        raise error

    return work


def told(error: BaseException, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of an error that is the machine's."""
    assert exit_code_of(fails_with(error)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) <= 2
    assert "fault in Helpseek" not in said.err
    return said.err


def test_too_little_memory_is_no_fault_of_helpseek(capsys: pytest.CaptureFixture[str]) -> None:
    import pyarrow as pa

    class OutOfMemoryException(Exception):
        """DuckDB's, by its name."""

    def of_numpy() -> BaseException:
        try:
            np.empty(2**59)
        except MemoryError as error:
            return error
        raise AssertionError

    wrapped = RuntimeError("a worker failed")
    wrapped.__cause__ = MemoryError()
    assert "4.00 EiB more were asked for" in told(of_numpy(), capsys)
    for error in (
        MemoryError(),
        pa.ArrowMemoryError("malloc of size 64 failed"),
        wrapped,
        OutOfMemoryException("x"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
    ):
        said = told(error, capsys)
        assert "not enough memory" in said
        assert "--people" in said


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EDQUOT, "make room"),
        (errno.EROFS, "--out"),
        (errno.EACCES, "--out"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EIO, ""),
    ],
)
def test_files_that_cannot_be_written_are_named(
    number: int, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(OSError(number, os.strerror(number), f"people{ODD_NAME}.parquet"), capsys)
    assert os.strerror(number) in said
    assert "parquet" in said
    assert is_plain(said)
    assert hint in said


def test_errors_without_a_name_get_one() -> None:
    arrow = OSError("Error writing bytes. Detail: [errno 28] No space left on device")
    for error in (OSError(errno.ENOSPC, "No space left on device"), arrow):
        with pytest.raises(OSError, match="No space left") as caught, naming("x.parquet"):
            raise error
        assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "x.parquet")


@contextlib.contextmanager
def small_disk() -> Iterator[None]:
    """A limit that real writing runs into, in Python and in libraries."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("options", [(), ("--save-burn-in", "kept.npz")])
def test_a_disk_that_takes_no_more_is_told_with_the_file(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    command = ("run", *SMALL, "--no-figures", "--quiet", "--out", "made", *options)
    assert helpseek(*command).code == 0  # and so everything is compiled
    for path in (tmp_path / "made", tmp_path / "kept.npz"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    with small_disk():
        said = helpseek(*command)
    assert said.code == 1
    first, second = said.err.splitlines()
    assert str(tmp_path) in first
    assert "partial" not in first
    assert "nothing half-written was left" in second
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from experiments.engine import Store

    def work() -> None:
        with (
            Store(tmp_path / "kept", kind="k", code="c"),
            Results(None, name="x") as results,
            naming(results.temporary / "y.csv"),
        ):
            raise OSError(errno.ENOSPC, "No space left on device")

    assert exit_code_of(work) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("x/y.csv")
    assert f"what is done is kept in {tmp_path / 'kept'}" in second


def test_a_fault_is_told_in_a_line_and_its_traceback_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert exit_code_of(fails_with(ZeroDivisionError(ODD))) == 1
    said = capsys.readouterr().err
    assert is_plain(said)
    assert len(said.splitlines()) == 2
    (kept,) = tmp_path.iterdir()
    assert str(kept) in said
    assert "fails_with" in kept.read_text() or "in work" in kept.read_text()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert exit_code_of(fails_with(ZeroDivisionError())) == 1
    assert "HELPSEEK_DEBUG=1" in capsys.readouterr().err


def test_a_worker_that_is_killed_is_no_riddle() -> None:
    with LocalWorkers(1) as crew:
        nothing: list[Any] = [""] * len(Order._fields)
        order = Order(*nothing)
        crew.give(0, order)
        worker = crew._busy[0]
        worker.process.kill()
        reports: list[Any] = []
        while not any(isinstance(each, Lost) for each in reports):
            reports += [report for _, report in crew.reports(1.0)]
    assert "memory" in reports[-1].words
    assert Failure.of(RuntimeError(ODD)).message.isprintable()


# Compiled code on disk.


@pytest.mark.parametrize("spoil", ["empty", "cut", "changed"])
def test_compiled_code_that_is_spoilt_counts_as_none(tmp_path: Path, spoil: str) -> None:
    def file() -> SoundFile:
        return SoundFile(cache_path=str(tmp_path), filename_base="f", source_stamp=1)

    file().save("key", {"code": b"x" * 100})
    assert file().load("key") == {"code": b"x" * 100}
    whole = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(whole) == 2
    for path, data in whole.items():
        changed = data[:-5] + bytes([data[-5] ^ 1]) + data[-4:]
        path.write_bytes({"empty": b"", "cut": data[:-10], "changed": changed}[spoil])
        assert file().load("key") is None
        file().save("key", {"code": b"y"})
        assert set(compiling.damaged) == {str(path)}
        compiling.damaged.clear()
        assert file().load("key") == {"code": b"y"}
        for other, before in whole.items():
            other.write_bytes(before)


def test_code_that_cannot_be_kept_is_compiled_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numba

    from simulation import compiled, compiling

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(compiled, "cache_folder", lambda: str(tmp_path / "file" / "x"))
    assert compiled.loop(lambda: 3)() == 3
    assert compiling.not_kept
    said = helpseek("list", "worlds")
    assert said.code == 0
    assert "HELPSEEK_CACHE names another folder" in said.err
    assert str(tmp_path) != numba.config.CACHE_DIR


# The scheduler of a cluster.


@pytest.fixture
def silent() -> Iterator[int]:
    """A port at which nobody says a word."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made.getsockname()[1]


def test_a_wrong_address_of_a_cluster_is_told_soon(
    silent: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_PATIENCE", 0.3)
    (tmp_path / "scheduler.json").write_text('{"address": 3}')
    with socket.create_server(("127.0.0.1", 0)) as chatty:
        threading.Thread(target=lambda: chatty.accept()[0].sendall(b"SSH-2.0\r\n" * 9)).start()
        for address, said in (
            ("tcp://127.0.0.1:1", "Connection refused"),
            (f"127.0.0.1:{silent}", "not within"),
            (f"ws://127.0.0.1:{silent}", "no scheduler answers"),
            (f"tcp://127.0.0.1:{chatty.getsockname()[1]}", "no scheduler answers"),
            ("http://127.0.0.1:80", "not an address"),
            ("nonsense", "not an address"),
            ("tcp://[::1", "not an address"),
            ("tcp://h:99999", "not an address"),
            ("scheduler.json", "not a scheduler file"),
            (ODD_NAME, "not an address"),
        ):
            with pytest.raises(InputError) as caught:
                cluster.ClusterWorkers(address)
            assert said in str(caught.value)
            assert str(caught.value).isprintable()


def test_a_notice_is_a_line_in_plain_words(tmp_path: Path) -> None:
    """A file of numbers of before is read, and told to be: once, and without a line of code."""
    header = "parameter,value,prior_low,prior_high,status,source,fitted_to,run,reason,check"
    row = "parameters.onset_rate,0.12,0.08,0.2,fitted,,P_prev12,calibrate-001,,"
    (tmp_path / "mine.csv").write_text(f"{header}\n{row}\n")
    (tmp_path / "world.yaml").write_text("extends: town\nnumbers: mine.csv\n")
    for _ in range(2):
        said = helpseek("list", "parameters", "--world", str(tmp_path / "world.yaml"))
        assert said.code == 0
        assert said.err.startswith("note: mine.csv: has no distributions")
        assert len(said.err.splitlines()) == 1
        assert "uniform, between 0.08 and 0.2" in said.out
