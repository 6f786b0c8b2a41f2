"""Code of a researcher's own: the one place where Helpseek reads and runs a Python file.

A file that was named on the command line itself is run. One that another file names (a plan, a list
of strategies, a manifest, a pack) is somebody else's until the user says otherwise: it is refused,
with its hash, unless ``--trust`` was given. What is run are the very bytes that were hashed, never
compiled code that lies beside them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import simulation
from simulation.errors import InputError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.extension import Extension
    from simulation.strategies import Strategy

LARGEST = 10_000_000
"""Bytes of a Python file."""


@dataclass(frozen=True)
class NamedBy:
    """Who names a Python file, and so whether it may run.

    ``source`` is what errors name. ``file`` is the file that names the code; empty for the command
    line, and for orders to workers, whose code the command has let pass. ``sha256``, where it is
    known, is what the code has to be.
    """

    source: str
    file: str = ""
    trust: bool = False
    sha256: str = ""

    def within(self, source: str) -> NamedBy:
        """The same, at a place that errors call ``source``."""
        return replace(self, source=source)


COMMAND_LINE = NamedBy("--strategy")
EXTEND = NamedBy("--extend")


def names_code(text: str) -> bool:
    """Whether a strategy is named as ``FILE.py:CLASS``."""
    file, colon, _ = text.rpartition(":")
    return bool(colon) and file.endswith(".py")


def strategy_class(text: str, by: NamedBy, folder: str = "") -> type[Strategy]:
    """The strategy that ``FILE.py:CLASS`` names, the file being run.

    Paths are relative to ``folder``. Raises InputError where the file may not run or cannot, or
    holds no such class.
    """
    from simulation.strategies import Strategy

    file, _, name = text.rpartition(":")
    path = os.path.abspath(os.path.join(folder, file))
    code = _read(path, file, by)
    module = _run(path, code, file, by)
    kinds = {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Strategy) and value is not Strategy
    }
    if name not in kinds:
        raise unknown_name("strategy class", name, kinds, source=f"{by.source} {file}")
    record = {"file": path, "class": name, "sha256": hashlib.sha256(code).hexdigest()}
    _records[kinds[name]] = record
    return kinds[name]


_records: dict[type, dict[str, Any]] = {}


def record_of(kind: type) -> dict[str, Any] | None:
    """File, class and hash of the code that a strategy comes from; None for those built in."""
    record = _records.get(kind)
    return None if record is None else dict(record)


# Extensions


class Loaded(NamedTuple):
    """A file whose extensions are registered: where it is, and the very bytes that were run."""

    file: str
    code: bytes

    @property
    def sha256(self) -> str:
        """Its hash."""
        return hashlib.sha256(self.code).hexdigest()


_loaded: list[tuple[Loaded, list[Extension]]] = []


def loaded() -> tuple[Loaded, ...]:
    """The files of extensions that this process works with, in their order.

    Raises InputError for an extension that was registered in Python and is from no such file: what
    is kept, and what workers do, would not tell of it.
    """
    there = sys.modules.get(f"{simulation.__name__}.extension")
    known = [one for _, extensions in _loaded for one in extensions]
    for one in there.extensions() if there is not None else ():
        if one not in known:
            raise InputError(
                "was registered in Python, so that results could not say what made them",
                source=f"extension {one.name}",
                allowed="--extend FILE, or own_code.extend(FILE)",
            )
    return tuple(file for file, _ in _loaded)


def extend(file: str, by: NamedBy = EXTEND, folder: str = "") -> None:
    """Run a Python file and register the extensions that it makes, until ``withdraw``.

    Paths are relative to ``folder``. The same code is registered once, wherever it is named. Raises
    InputError where the file may not run or cannot, or makes no extension, or one that clashes.
    """
    path = os.path.abspath(os.path.join(folder, os.path.expanduser(file)))
    _register(Loaded(path, _read(path, file, by)), file, by)


def _register(found: Loaded, file: str, by: NamedBy) -> None:
    from simulation.extension import Extension
    from simulation.measures.weekly import COUNTED

    if any(other.sha256 == found.sha256 for other, _ in _loaded):
        return
    module = _run(found.file, found.code, file, by, len(COUNTED))
    made = [value for value in vars(module).values() if isinstance(value, Extension)]
    made = list(dict.fromkeys(made))
    if not made:
        raise InputError(
            "makes no extension",
            source=f"{by.source} {file}",
            allowed="a file with an Extension from helpseek.simulation.extension",
        )
    _loaded.append((found, []))
    for one in made:
        try:
            one.register()
        except InputError:
            _withdraw_last()
            raise
        _loaded[-1][1].append(one)


def withdraw() -> None:
    """Take all extensions out again that files have registered."""
    while _loaded:
        _withdraw_last()


def _withdraw_last() -> None:
    _, extensions = _loaded.pop()
    for one in reversed(extensions):
        one.withdraw()


def extend_as(files: Sequence[Loaded]) -> bool:
    """Have these files registered and no others, as the process that sent them has; whether that
    changes anything."""
    if [one.sha256 for one in files] == [one.sha256 for one, _ in _loaded]:
        return False
    withdraw()
    for one in files:
        _register(Loaded(*one), one.file, EXTEND)
    return True


def _read(path: str, file: str, by: NamedBy) -> bytes:
    """The bytes of a file that may be run."""
    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise InputError("is not a file", source=by.source, found=file)
            code = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read ({reason})", source=by.source, found=file) from error
    if len(code) > LARGEST:
        raise InputError(
            "is too large for code", source=by.source, found=file, allowed=f"{LARGEST:,} bytes"
        )
    sha256 = hashlib.sha256(code).hexdigest()
    if by.sha256 and sha256 != by.sha256:
        raise InputError(
            f"the code of {file} is not what it was: sha256 {sha256}",
            source=by.source,
            allowed=f"sha256 {by.sha256}",
        )
    if by.file and not by.trust:
        raise InputError(
            f"names code: {_printable(file)} (sha256 {sha256}); it would run; add --trust if you "
            "know it",
            source=by.source,
        )
    return code


def _run(path: str, code: bytes, file: str, by: NamedBy, place: int | None = None) -> ModuleType:
    """The module that the code makes; the same code at the same place is run once.

    ``place`` is that of the next weekly count, which the code of an extension may depend on.
    """
    marked = os.fsencode(path) + b"\0" + code + (b"" if place is None else b"\0%d" % place)
    mark = hashlib.sha256(marked).hexdigest()[:16]
    name = f"own_code_{mark}"
    known = sys.modules.get(name)
    if known is not None:
        return known
    if by.file:
        with contextlib.suppress(OSError, ValueError):
            print(f"runs code from {_printable(path)}, which {by.file} names", file=sys.stderr)
    module = ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    try:
        exec(compile(code, path, "exec", dont_inherit=True), vars(module))
    except InputError as error:
        del sys.modules[name]
        raise error.within(f"{by.source} {file}") from error
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise InputError(
            f"cannot be run: {type(error).__name__}: {error}",
            source=f"{by.source} {file}",
            allowed=_import_instead(error),
        ) from error
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _import_instead(error: BaseException) -> str:
    """What to write instead of an import that finds the parts of Helpseek in a clone only."""
    missing = (error.name or "") if isinstance(error, ImportError) else ""
    part = missing.partition(".")[0]
    if part not in ("simulation", "experiments") or part == simulation.__name__:
        return ""
    return f"helpseek.{missing}, which is found in a clone and where Helpseek is installed"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
