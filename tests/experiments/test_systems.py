"""Windows and macOS, as far as Linux can tell: no module needs what only some systems have."""

from __future__ import annotations

import ast
import errno
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from experiments.files.results import Results
from simulation.errors import InputError
from tests.support.cli_runner import ROOT

MODULES = {
    "fcntl",
    "resource",
    "pwd",
    "grp",
    "termios",
    "tty",
    "pty",
    "msvcrt",
    "winreg",
    "readline",
}
"""What only some systems have: to be imported where ImportError is caught."""
NAMES = {
    "os": {
        "fork",
        "forkpty",
        "sched_getaffinity",
        "getloadavg",
        "geteuid",
        "getuid",
        "getgid",
        "uname",
        "killpg",
        "getpgid",
        "setsid",
        "setpgrp",
        "nice",
        "statvfs",
        "fchmod",
        "chown",
        "mkfifo",
        "sysconf",
        "wait",
        "register_at_fork",
        "O_CLOEXEC",
        "O_NONBLOCK",
        "O_NOFOLLOW",
        "O_DIRECTORY",
        "O_BINARY",
        "WIFEXITED",
        "WEXITSTATUS",
        "posix_fadvise",
        "sendfile",
    },
    "signal": {
        "SIGHUP",
        "SIGKILL",
        "SIGQUIT",
        "SIGPIPE",
        "SIGALRM",
        "SIGUSR1",
        "SIGUSR2",
        "SIGCHLD",
        "SIGTSTP",
        "SIGCONT",
        "setitimer",
        "alarm",
        "pause",
        "pthread_sigmask",
        "sigwait",
        "valid",
    },
}
"""To be asked for with ``getattr`` or ``hasattr``, or where AttributeError is caught."""


@cache
def trees() -> dict[Path, ast.Module]:
    """All modules, read."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("simulation", "experiments")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts
    }


def needed(tree: ast.AST, safe: bool = False) -> Iterator[str]:
    """What some systems lack and a module needs nevertheless, with the line."""
    if isinstance(tree, ast.Try):
        caught = " ".join(ast.unparse(each.type) for each in tree.handlers if each.type)
        if "ImportError" in caught or "AttributeError" in caught or "Exception" in caught:
            for tried in tree.body:
                yield from needed(tried, True)
            for other in (*tree.handlers, *tree.orelse, *tree.finalbody):
                yield from needed(other, safe)
            return
    if isinstance(tree, ast.With):
        given = " ".join(ast.unparse(item) for item in tree.items)
        safe = safe or ("suppress(" in given and "AttributeError" in given)
    if isinstance(tree, ast.If):
        asked = ast.unparse(tree.test)
        if "hasattr(" in asked or "os.name" in asked or "sys.platform" in asked:
            safe = True
    if not safe:
        if isinstance(tree, ast.Import):
            yield from (f"{tree.lineno}: {a.name}" for a in tree.names if a.name in MODULES)
        if isinstance(tree, ast.ImportFrom) and tree.module in MODULES:
            yield f"{tree.lineno}: {tree.module}"
        if (
            isinstance(tree, ast.Attribute)
            and isinstance(tree.value, ast.Name)
            and tree.attr in NAMES.get(tree.value.id, ())
        ):
            yield f"{tree.lineno}: {ast.unparse(tree)}"
    for child in ast.iter_child_nodes(tree):
        yield from needed(child, safe)


def test_the_search_finds_what_it_looks_for() -> None:
    text = (
        "import fcntl\n"
        "try:\n    import resource\nexcept ImportError:\n    os.fork()\n"
        "if hasattr(os, 'register_at_fork'):\n    os.register_at_fork()\n"
        "os.open(path, os.O_CLOEXEC)\n"
        "getattr(os, 'O_CLOEXEC', 0)\n"
    )
    assert list(needed(ast.parse(text))) == ["1: fcntl", "5: os.fork", "8: os.O_CLOEXEC"]


MEANT = {("simulation/file_lock.py", "msvcrt"), ("simulation/machine.py", "os.sysconf")}
"""Where no other system comes: a lock of Windows, what follows after ``resource`` was found."""


def test_no_module_needs_what_only_some_systems_have() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{what}"
        for path, tree in trees().items()
        for what in needed(tree)
        if (path.relative_to(ROOT).as_posix(), what.partition(": ")[2]) not in MEANT
    ]
    assert found == []


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_processes_are_begun_in_the_way_that_all_systems_know() -> None:
    """Not by ``fork``, which Windows lacks and which is not safe once threads are there."""
    begun = [name for tree in trees().values() for name, _ in calls(tree)]
    assert any(name.endswith("get_context") for name in begun), "then by what?"
    for path, tree in trees().items():
        for name, call in calls(tree):
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            if name.endswith("get_context"):
                assert [ast.unparse(given) for given in call.args] == ["'spawn'"], where
            if name.endswith("ProcessPoolExecutor"):
                assert any(given.arg == "mp_context" for given in call.keywords), where
            assert name not in ("multiprocessing.Process", "multiprocessing.Pool", "os.fork"), where


def test_csv_files_get_their_ends_of_lines_from_whoever_writes_them() -> None:
    """Python would turn those of a CSV into two on Windows."""
    for path, tree in trees().items():
        writers = [call for name, call in calls(tree) if name in ("csv.writer", "csv.reader")]
        if not writers:
            continue
        opened = [
            call
            for name, call in calls(tree)
            if (name == "open" or name.endswith(".open"))
            and "b'" not in ast.unparse(call)
            and "'rb'" not in ast.unparse(call)
            and "'wb'" not in ast.unparse(call)
        ]
        for call in opened:
            given = {one.arg: ast.unparse(one.value) for one in call.keywords}
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            assert given.get("newline") == "''", where


def test_a_name_that_the_system_does_not_take_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``CON`` and ``NUL`` on Windows, paths that are too long, and the like."""
    mkdir = Path.mkdir

    def on_windows(path: Path, *given: Any, **named: Any) -> None:
        if path.stem.upper() in ("CON", "NUL"):
            raise OSError(errno.EINVAL, "The directory name is invalid", str(path))
        mkdir(path, *given, **named)

    monkeypatch.setattr(Path, "mkdir", on_windows)
    for name in ("CON", "nul.txt"):
        with (
            pytest.raises(InputError, match=r"--out: .*name is invalid"),
            Results(tmp_path / "new" / name, name="town"),
        ):
            pytest.fail("work was begun")
    assert list(tmp_path.iterdir()) == []
    with Results(tmp_path / "new" / "good", name="town"):
        assert not (tmp_path / "new" / "good").exists()
