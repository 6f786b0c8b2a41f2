"""Compiling, once: who helps, who waits for whom, what is told; and locks on each system."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest

from simulation import binding, code_cache, compiled, compiling, file_lock
from simulation.ahead import hermit
from simulation.errors import InputError
from simulation.schedule import SCHEDULE
from tests.support.cli_runner import helpseek
from tests.support.towns import town_of


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A file that is locked as another process would have it: each opening has its own."""
    place = tmp_path / "held.lock"
    file = os.open(place, os.O_RDWR | os.O_CREAT)
    assert file_lock.taken(file)
    yield place
    os.close(file)


class Slow:
    """Something that is compiled, as far as locks are concerned."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    def compile(self, *given: Any) -> str:
        self.given.append(given)
        return "code"


def test_a_lock_is_held_until_its_file_is_closed(held: Path) -> None:
    other = os.open(held, os.O_RDWR)
    assert not file_lock.taken(other)
    os.close(other)
    free = os.open(held.with_name("free.lock"), os.O_RDWR | os.O_CREAT)
    assert file_lock.taken(free)
    os.close(free)


def test_locks_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[int] = []

    def locking(file: int, mode: int, size: int) -> None:
        place = os.lseek(file, 0, os.SEEK_CUR)
        if place in locked:
            raise PermissionError(13, "Permission denied")
        locked.append(place)

    monkeypatch.setitem(sys.modules, "fcntl", None)
    windows = SimpleNamespace(locking=locking, LK_NBLCK=2)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    with (tmp_path / "x").open("wb+", buffering=0) as file:
        assert file_lock.taken(file.fileno())
        assert not file_lock.taken(file.fileno())
        assert file.tell() == 0
        file.write(b"who holds it")
    assert (tmp_path / "x").stat().st_size == 12 < locked[0]


def test_whoever_needs_what_another_process_compiles_waits_for_it(tmp_path: Path) -> None:
    place = tmp_path / "f.lock"
    file = os.open(place, os.O_RDWR | os.O_CREAT)
    assert file_lock.taken(file)
    slow = Slow()
    once = code_cache.Once(slow, place)
    assert once.is_busy()
    waiting = threading.Thread(target=once, args=("types",))
    waiting.start()
    waiting.join(0.1)
    assert slow.given == []
    os.close(file)
    waiting.join(10)
    assert slow.given == [("types",)]
    assert not once.is_busy()


def test_where_no_lock_can_be_taken_it_is_compiled_at_once(
    tmp_path: Path, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code_cache.Once(Slow(), tmp_path / "no" / "such" / "folder.lock")() == "code"
    monkeypatch.setattr(code_cache, "_PATIENCE", 0.05)
    assert code_cache.Once(Slow(), held)() == "code"  # the other process got stuck

    def without_locks(file: int) -> bool:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(file_lock, "taken", without_locks)
    assert code_cache.Once(Slow(), held)() == "code"
    assert not code_cache.Once(Slow(), held).is_busy()


def test_what_nobody_is_at_is_compiled_first(monkeypatch: pytest.MonkeyPatch) -> None:
    town = hermit()
    wanted = [
        binding.Wanted(process.name, process.loop, process.arguments(town))
        for process in SCHEDULE
        if process.loop is not None and process.is_compiled
    ]
    done: list[str] = []
    monkeypatch.setattr(binding, "_steps", {})
    monkeypatch.setattr(binding, "_step_of", lambda each: done.append(each.name))
    binding.compile_all(wanted)
    sizes = {each.name: binding._work_of(each.loop) for each in wanted}
    assert [sizes[name] for name in done] == sorted(sizes.values(), reverse=True)
    by_size = done.copy()
    done.clear()
    others = {wanted[0].loop, wanted[1].loop}
    monkeypatch.setattr(binding, "is_busy", lambda loop: loop in others)
    binding.compile_all(wanted)
    assert set(done[-2:]) == {wanted[0].name, wanted[1].name}
    assert done[:-2] == [name for name in by_size if name not in done[-2:]]


def test_what_is_compiled_ahead_is_what_towns_need() -> None:
    ahead, town = hermit(), town_of(60)
    for process in SCHEDULE:
        for loop in (process.loop, process.whole):
            if loop is not None and process.is_compiled:
                keys = [
                    binding.Wanted(process.name, loop, process.arguments(each)).key
                    for each in (ahead, town)
                ]
                assert keys[0] == keys[1]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Helpers that would have been started."""
    import subprocess

    found: list[Any] = []

    class Helper:
        def __init__(self, command: list[str], **options: Any) -> None:
            found.append(command)

        def terminate(self) -> None: ...

        def wait(self, seconds: float) -> None: ...

    monkeypatch.setattr(subprocess, "Popen", Helper)
    monkeypatch.setattr(compiling, "_helped", None)
    monkeypatch.setattr(compiling, "_helpers", [])
    monkeypatch.setenv("HELPSEEK_THREADS", "3")
    monkeypatch.setenv("HELPSEEK_MEMORY", "8")
    return found


def test_helpers_are_started_once_and_where_they_may_be(
    started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiling.begin(lambda: False)
    assert started == []  # nobody allowed it, as in a library
    compiling.allow_helpers()
    compiling.begin(lambda: True)
    compiling.begin(lambda: False)
    assert started == []  # all had been compiled before
    compiling.allow_helpers()
    compiling.begin(lambda: False)
    compiling.begin(lambda: False)
    assert started == [[sys.executable, "-m", "simulation.ahead"]] * 2
    for threads, memory in (("1", "8"), ("3", "0.1")):
        monkeypatch.setenv("HELPSEEK_THREADS", threads)
        monkeypatch.setenv("HELPSEEK_MEMORY", memory)
        compiling.allow_helpers()
        compiling.begin(lambda: False)
    assert len(started) == 2


def test_compiling_is_told_before_it_is_done() -> None:
    told: list[tuple[int, int]] = []
    with compiling.told_to(lambda done, of: told.append((done, of))):
        compiling.begin(lambda: True)
    compiling.begin(lambda: True)
    assert told == [(0, 0)]


def test_what_is_compiled_is_not_taken_for_runs() -> None:
    from experiments.sweep.progress import TimeLeft

    with TimeLeft(quiet=True) as progress:
        progress("runs", 3, 40)
        compiling.begin(lambda: True)
        assert (progress.done, progress.of) == (3, 40)


def test_damage_is_said_once_and_the_command_goes_on() -> None:
    compiling.damaged.extend(["a.nbi", "a.nbi", "b.nbc"])
    said = helpseek("list", "worlds")
    assert said.code == 0
    assert said.err.count("was damaged") == 1
    assert "compiled anew" in said.err
    assert helpseek("list", "worlds").err == ""


def test_without_compiled_code_it_says_at_once_that_it_cannot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings: Any = numba.config
    monkeypatch.setattr(settings, "DISABLE_JIT", 1)
    found = importlib.util.spec_from_file_location("compiled_again", compiled.__file__)
    assert found is not None
    assert found.loader is not None
    with pytest.raises(InputError, match=r"NUMBA_DISABLE_JIT.*unset"):
        found.loader.exec_module(importlib.util.module_from_spec(found))


def test_constants_of_a_loop_are_part_of_what_is_kept(tmp_path: Path) -> None:
    """Those of NumPy and of other modules too: compiled code holds them."""
    (tmp_path / "held.py").write_text(
        "import numpy as np\nPLACE = np.int64(3)\nROW = np.arange(4)\n"
    )
    source = "import held\nfrom held import ROW\ndef rule(x):\n    return x + held.PLACE + ROW[0]\n"
    (tmp_path / "asks.py").write_text(source)
    sys.path.insert(0, str(tmp_path))
    try:
        held, asks = importlib.import_module("held"), importlib.import_module("asks")
        before = code_cache._constants_of(asks.rule)
        assert code_cache._constants_of(asks.rule) == before
        vars(held)["PLACE"] = np.int64(4)
        moved = code_cache._constants_of(asks.rule)
        asks.ROW[0] = 9
        assert len({str(before), str(moved), str(code_cache._constants_of(asks.rule))}) == 3
    finally:
        sys.path.remove(str(tmp_path))
        for name in ("held", "asks"):
            sys.modules.pop(name, None)
