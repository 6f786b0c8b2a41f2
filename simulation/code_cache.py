"""Compiled code on disk that is what was written, or is compiled anew.

Numba believes the files of its cache: one that is empty or cut off (a power cut, a full disk) ends
the program, and one of which a bit has changed may crash it. Here each holds a checksum, and one
that is not as it was written counts as none. Where nothing can be written, code stays in memory.

Several processes may need the same code at once. One of them compiles it, the others wait and take
what it has kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from types import ModuleType
from typing import Any

import numpy as np
from numba.core.caching import IndexDataCacheFile
from numba.core.compiler_lock import global_compiler_lock

from simulation import compiling, file_lock

_DIGEST = hashlib.sha256().digest_size

_PACKAGE = Path(__file__).parent
_LINE = re.compile(r"-[0-9]+(?=\.py[0-9]+[a-z]*$)")
"""What Numba puts into the name of a file: the line in which the function begins."""

_PATIENCE = 180.0
"""Seconds to wait for another process to compile a function: what takes longer has got stuck."""
_LOOK = 0.01
"""Seconds between two looks."""
_ALL = f"all-of-the-week-{hashlib.sha256(os.fsencode(_PACKAGE)).hexdigest()[:16]}"
"""The file that tells that all loops of the week are there, as they are kept for this copy of the
package: Numba keeps code by the place of its source."""


class SoundFile(IndexDataCacheFile):
    """The index and the data of one function, with checksums."""

    def save(self, key: Any, data: Any) -> None:
        """Keep code under a key, if that is possible."""
        try:
            known = self._load_index()
            name = known.get(key)
            if name is None:
                taken = set(known.values())
                name = next(name for name in map(self._data_name, count(1)) if name not in taken)
            # The index last, so that it never names what is not there yet.
            self._save_data(name, data)
            if key not in known:
                self._save_index({**known, key: name})
        except OSError as error:
            compiling.not_kept.append(error.strerror or str(error))

    def _dump(self, obj: Any) -> bytes:
        data: bytes = super()._dump(obj)
        return hashlib.sha256(data).digest() + data

    def load(self, key: Any) -> Any:
        """The code under a key, or None."""
        found = super().load(key)
        if found is None:
            compiling.begin(lambda: (Path(self._cache_path).parent / _ALL).exists())
        return found

    def _load_index(self) -> dict[Any, str]:
        try:
            with open(self._index_path, "rb") as file:
                if pickle.load(file) != self._version:
                    return {}  # what follows may be unknown to this one
                stamp, overloads = pickle.loads(_sound(file.read()))
            return dict(overloads) if stamp == self._source_stamp else {}
        except FileNotFoundError:
            return {}
        except Exception:  # whatever bytes are found there
            compiling.damaged.append(self._index_path)
            return {}

    def _load_data(self, name: str) -> Any:
        path = self._data_path(name)
        try:
            with open(path, "rb") as file:
                return pickle.loads(_sound(file.read()))
        except FileNotFoundError:
            raise
        except Exception as error:
            compiling.damaged.append(path)
            raise OSError("not what was written") from error  # which is as if it were not there


def keep_soundly(compiled: Any, folder: str) -> None:
    """Have a cached function of Numba keep its code so, below ``folder``.

    Raises RuntimeError where it would be kept elsewhere: Numba turns to other places, where
    nothing would tell that a rule in another file has changed.
    """
    if not str(compiled._cache.cache_path).startswith(folder):
        raise RuntimeError("nothing can be kept in the folder")
    file = compiled._cache._cache_file
    stamp, name = file._source_stamp, file._index_name.removesuffix(".nbi")
    source = Path(compiled._cache._py_func.__code__.co_filename)
    if source.is_relative_to(_PACKAGE):
        # The folder tells the version. Numba would have the time of the file and the line of the
        # function, which a remark changes.
        stamp, name = None, _LINE.sub("", name)
    else:
        constants = _constants_of(compiled._cache._py_func)
        stamp = (stamp, *_stamps_beside(source.parent), *constants)
    compiled._cache._cache_file = SoundFile(
        cache_path=file._cache_path, source_stamp=stamp, filename_base=name
    )
    compiled.compile = Once(compiled, Path(file._cache_path) / f"{file._index_name}.lock")


class Once:
    """How a function is compiled: by one process at a time."""

    def __init__(self, compiled: Any, place: Path) -> None:
        self._compile = compiled.compile
        self._place = place
        self._at_it = False

    def __call__(self, *arguments: Any) -> Any:
        """Compile, unless the code is there by then."""
        # Numba's own lock first, as threads of one process take both.
        with global_compiler_lock:
            if self._at_it:
                return self._compile(*arguments)
            self._at_it = True
            try:
                with _alone(self._place):
                    return self._compile(*arguments)
            finally:
                self._at_it = False

    def is_busy(self) -> bool:
        """Whether another process is compiling it just now."""
        with _opened(self._place) as file, contextlib.suppress(OSError):
            return file is not None and not file_lock.taken(file)
        return False


def is_busy(compiled: Any) -> bool:
    """Whether another process is compiling this function just now."""
    once = getattr(compiled, "compile", None)
    return isinstance(once, Once) and once.is_busy()


def note_all(folder: str) -> None:
    """Note that all loops of the week are kept in a folder."""
    with contextlib.suppress(OSError):
        (Path(folder) / _ALL).touch()


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold the lock of this name, once no other process does, where there are locks."""
    until = monotonic() + _PATIENCE
    with _opened(place) as file:
        with contextlib.suppress(OSError):
            while file is not None and not file_lock.taken(file) and monotonic() < until:
                sleep(_LOOK)
        yield


@contextlib.contextmanager
def _opened(place: Path) -> Iterator[int | None]:
    try:
        file = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:  # nothing can be kept there, and so nothing be shared
        yield None
        return
    try:
        yield file
    finally:
        os.close(file)


def _stamps_beside(folder: Path) -> list[tuple[str, int, int]]:
    """Name, time and size of all files beside that of a researcher's own loop.

    The folder of the cache tells when a rule in this package has changed, not when theirs has.
    """
    found = [(file.name, file.stat()) for file in sorted(folder.glob("*.py")) if file.is_file()]
    return [(name, stat.st_mtime_ns, stat.st_size) for name, stat in found]


def _constants_of(function: Any) -> list[tuple[str, str]]:
    """Names and values of the constants that a function and what it calls use: numbers, texts and
    arrays, of its own file or of a module.

    They become part of the compiled code, and need not come from the file: places of counts follow
    from what else has been registered.
    """
    seen, ahead, found = set[Any](), [function], dict[str, str]()
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        names = here.__code__.co_names
        spaces = [
            (name, value) for name in names if (value := here.__globals__.get(name)) is not None
        ]
        modules = [value for _, value in spaces if isinstance(value, ModuleType)]
        # Which name is asked of which module the code does not tell, so all are looked for in all.
        spaces += [
            (f"{module.__name__}.{name}", module.__dict__[name])
            for module in modules
            for name in names
            if name in module.__dict__
        ]
        for name, value in spaces:
            called = getattr(value, "py_func", None)
            if called is not None:
                ahead.append(called)
            elif isinstance(value, np.ndarray):
                told = f"{value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
                found[f"{here.__qualname__}.{name}"] = told
            elif isinstance(value, (int, float, str, bytes, tuple, np.generic)):
                found[f"{here.__qualname__}.{name}"] = repr(value)
    return sorted(found.items())


def _sound(data: bytes) -> bytes:
    digest, rest = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(rest).digest() != digest:
        raise ValueError("not what was written")
    return rest
