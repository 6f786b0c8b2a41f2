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
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, unknown_name

if TYPE_CHECKING:
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
            f"the code of {file} is not what it was: sha256 {sha256}", source=by.source,
            allowed=f"sha256 {by.sha256}",
        )  # fmt: skip
    if by.file and not by.trust:
        raise InputError(
            f"names code: {_printable(file)} (sha256 {sha256}); it would run; add --trust if you "
            "know it", source=by.source,
        )  # fmt: skip
    return code


def _run(path: str, code: bytes, file: str, by: NamedBy) -> ModuleType:
    """The module that the code makes; the same code at the same place is run once."""
    mark = hashlib.sha256(os.fsencode(path) + b"\0" + code).hexdigest()[:16]
    name = f"strategies_of_{mark}"
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
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise InputError(
            f"cannot be run: {type(error).__name__}: {error}", source=f"{by.source} {file}"
        ) from error
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
