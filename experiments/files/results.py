"""Results on disk: a directory that is there whole or not at all, and files that are the same bytes
whenever the results are.

A run writes into a hidden directory beside the final one (inside it, where that exists already)
and moves it into place at the end, ``manifest.json`` last: a directory with a manifest is complete.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from experiments.files.hashes import sha256_of
from experiments.files.spreadsheets import table_lines
from experiments.terminal.streams import naming
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
SUMMARY = "summary.json"
_PARTIAL = "helpseek-partial"
_LOCK = ".lock"
_MOST_RUNS = 1_000_000
_MOST_UNFINISHED = 1_000


class InOrder(dict[str, Any]):
    """A mapping whose order means something, as that of culture groups: JSON keeps it."""


def plain(value: Any) -> Any:
    """The value as JSON can hold it: NumPy scalars as numbers, NaN and infinity as null, keys
    sorted but for those of ``InOrder`` and what is in it."""
    if isinstance(value, Mapping):
        keep = isinstance(value, InOrder)
        return {
            str(key): plain(InOrder(item) if keep and isinstance(item, Mapping) else item)
            for key, item in (value.items() if keep else sorted(value.items()))
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return [plain(item) for item in items]
    if isinstance(value, Path):
        return str(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def json_text(value: Any) -> str:
    """The value as JSON with sorted keys: the same value gives the same text."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False) + "\n"


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet (``.parquet``) or CSV (``.csv``)."""
    if path.suffix == ".csv":
        with naming(path), path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(table_lines(table))
        return
    from pyarrow import parquet

    with naming(path):
        parquet.write_table(table, path, compression="zstd")


class Results:
    """A results directory in the making; use it in a ``with`` block.

    ``out`` is the directory to make; with None it is ``results/<name>-<number>`` below the working
    directory, with the first number that is free. An existing directory must be empty, or hold an
    earlier result and ``replace`` be true. Raises InputError, before any work is done, where that
    is not so or nothing can be written there. Leaving the block with an error removes every trace.
    """

    def __init__(self, out: str | os.PathLike[str] | None, *, name: str, replace: bool = False):
        self.name = _safe(name)
        self.path: Path | None = None
        """Where the results are, once they are there."""
        self.contents: dict[str, str] = {}
        """Hashes of the contents of tables, by file name."""
        self._out = None if out is None else Path(os.path.abspath(os.path.expanduser(out)))
        self._replace = replace
        self._made: list[Path] = []
        self._lock: int | None = None

    def __enter__(self) -> Results:
        home = Path("results").absolute() if self._out is None else self._out
        try:
            beside = self._place(home)
            self._make_parents(beside)
            self._try(home)
            remove_stale(beside)
            self.temporary = self._make_temporary(beside)
        except (OSError, ValueError) as error:
            self._unmake_parents()
            if isinstance(error, InputError):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"cannot write results here ({reason})",
                source="--out",
                found=str(home),
                allowed="a directory that can be made or is empty",
            ) from error
        return self

    def _place(self, home: Path) -> Path:
        """The directory that the temporary one is made in."""
        if self._out is None:
            return home
        with contextlib.suppress(FileNotFoundError):
            home.lstat()  # tells of names that no file can have
        if not home.exists():
            if home.is_symlink():
                raise InputError(
                    "a link that leads nowhere",
                    source="--out",
                    found=str(home),
                    allowed="a directory that can be made or is empty",
                )
            return home.parent
        if not home.is_dir():
            raise InputError(
                "not a directory",
                source="--out",
                found=str(home),
                allowed="a directory that can be made or is empty",
            )
        inside = [entry for entry in os.listdir(home) if not entry.startswith(f".{_PARTIAL}")]
        if inside and not (self._replace and is_result(home)):
            raise InputError(
                "the directory holds an earlier result"
                if is_result(home)
                else "the directory is not empty",
                source="--out",
                found=str(home),
                allowed="--force to replace it"
                if is_result(home)
                else "a directory that can be made or is empty",
            )
        return home

    def _make_parents(self, directory: Path) -> None:
        missing = []
        while not directory.exists():
            missing.append(directory)
            directory = directory.parent
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            self._made.append(parent)

    def _try(self, home: Path) -> None:
        """See to it that there can be a directory of this name: no system takes all names, and it
        gets its name when everything is done."""
        if self._out is not None and not home.exists():
            home.mkdir()
            home.rmdir()

    def _unmake_parents(self) -> None:
        for parent in reversed(self._made):
            with contextlib.suppress(OSError):  # somebody else has put something there
                parent.rmdir()

    def _make_temporary(self, beside: Path) -> Path:
        for attempt in range(_MOST_UNFINISHED):
            path = beside / f".{_PARTIAL}-{self.name}-{os.getpid()}-{attempt}"
            with contextlib.suppress(FileExistsError):
                path.mkdir()
                self._lock = _take_lock(path)
                (path / "figures").mkdir()
                return path
        raise OSError(f"too many unfinished results in {beside}")

    @property
    def home(self) -> Path:
        """Where the files will lie, or a place from where paths are the same."""
        return self._out or self.temporary

    def write_json(self, name: str, value: Any) -> None:
        """Write a value as JSON; of a manifest, paths of input files from where it will lie."""
        if name == MANIFEST:
            from experiments.files.portable import relative

            value = relative(value, self.home)
        self.write_text(name, json_text(value))

    def write_text(self, name: str, text: str) -> None:
        """Write a text."""
        with naming(self.temporary / name):
            (self.temporary / name).write_text(text, encoding="utf-8")

    def write_table(self, name: str, table: pa.Table) -> None:
        """Write a table as Parquet or CSV, by the ending of its name."""
        from experiments.files.arrow import content_hash

        write_table(table, self.temporary / name)
        self.contents[name] = content_hash(table)

    def files(self) -> dict[str, dict[str, Any]]:
        """What has been written so far: for each file its size, SHA-256 and hash of contents."""
        listed = {}
        for path in sorted(self.temporary.rglob("*")):
            name = path.relative_to(self.temporary).as_posix()
            if not path.is_file() or name in (_LOCK, MANIFEST):
                continue
            listed[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
            if name in self.contents:
                listed[name]["content"] = self.contents[name]
        return listed

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                with _undisturbed():
                    self._publish()
        finally:
            self._unlock()
            if self.path is None:
                if isinstance(error, OSError):
                    self._tell_of(error)
                shutil.rmtree(self.temporary, ignore_errors=True)
                self._unmake_parents()

    def _tell_of(self, error: OSError) -> None:
        """Have an error name the file by where it was to be, and say what is left."""
        before, home = str(self.temporary), self._out or self.temporary.parent / self.name
        if isinstance(error.filename, str) and error.filename.startswith(before):
            error.filename = f"{home}{error.filename[len(before) :]}"
        error.add_note("nothing half-written was left")

    def _publish(self) -> None:
        with contextlib.suppress(OSError):
            (self.temporary / "figures").rmdir()  # when none were drawn
        (self.temporary / _LOCK).unlink(missing_ok=True)
        if self._out is None:
            home = self.temporary.parent
            for number in range(1, _MOST_RUNS):
                target = home / f"{self.name}-{number:03d}"
                try:
                    # Renaming onto an existing directory fails unless that is empty.
                    if not target.exists():
                        os.rename(self.temporary, target)
                        self.path = target
                        return
                except OSError:
                    if not target.exists():
                        raise
            raise OSError(f"no free number for results in {home}")
        if self.temporary.parent != self._out:
            os.rename(self.temporary, self._out)
        else:
            self._move_in(self._out)
        self.path = self._out

    def _move_in(self, home: Path) -> None:
        """Put the files into a directory that exists; an earlier result goes, manifest first."""
        if is_result(home):
            clear(home, keep=(self.temporary.name,))
        move_in(self.temporary, home)

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def clear(home: Path, keep: Sequence[str]) -> None:
    """Remove an earlier result, its manifest first, so that what is left of it is no result."""
    (home / MANIFEST).unlink(missing_ok=True)
    for entry in list(home.iterdir()):
        if entry.name in keep:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def move_in(temporary: Path, home: Path) -> None:
    """Move all files of a temporary directory into ``home``, the manifest last."""
    for entry in sorted(temporary.iterdir(), key=lambda entry: entry.name == MANIFEST):
        os.rename(entry, home / entry.name)
    temporary.rmdir()


def is_result(directory: Path) -> bool:
    """Whether a directory holds a complete result of ours."""
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and str(manifest.get("format", "")).startswith("helpseek")


def remove_stale(directory: Path) -> list[Path]:
    """Remove what killed runs have left in ``directory``; what a living run holds locked stays."""
    removed = []
    for path in sorted(directory.glob(f".{_PARTIAL}-*")):
        if _is_abandoned(path):
            shutil.rmtree(path, ignore_errors=True)
            removed.append(path)
    return removed


def _take_lock(path: Path) -> int | None:
    """Lock a new temporary directory for as long as this process lives.

    The lock is taken before the file has its final name, so that nobody ever sees it free.
    None where there are no such locks; nothing is then ever taken for abandoned.
    """
    try:
        import fcntl
    except ImportError:
        return None
    lock = os.open(path / f"{_LOCK}-new", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.rename(path / f"{_LOCK}-new", path / _LOCK)
    except OSError:
        os.close(lock)
        with contextlib.suppress(OSError):
            (path / f"{_LOCK}-new").unlink()
        return None
    return lock


def _is_abandoned(path: Path) -> bool:
    """Whether the lock of a temporary directory is there and nobody holds it."""
    try:
        import fcntl

        lock = os.open(path / _LOCK, os.O_RDWR)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the few moments of moving files into place are over."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        getattr(signal, name): signal.signal(getattr(signal, name), lambda *_: None)
        for name in ("SIGINT", "SIGTERM", "SIGHUP")
        if hasattr(signal, name)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _safe(name: str) -> str:
    """A world's name as part of a file name."""
    kept = "".join(
        letter if letter.isalnum() or letter in "-_." else "-" for letter in Path(name).stem
    )
    return kept.strip(".-")[:60] or "world"
