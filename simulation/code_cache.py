"""Compiled code on disk that is what was written, or is compiled anew.

Numba believes the files of its cache: one that is empty or cut off (a power cut, a full disk) ends
the program, and one of which a bit has changed may crash it. Here each holds a checksum, and one
that is not as it was written counts as none. Where nothing can be written, code stays in memory.
"""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path
from typing import Any

from numba.core.caching import IndexDataCacheFile

_DIGEST = hashlib.sha256().digest_size

not_kept: list[str] = []
"""Why compiled code could not be kept, if so."""


class SoundFile(IndexDataCacheFile):
    """The index and the data of one function, with checksums."""

    def save(self, key: Any, data: Any) -> None:
        """Keep code under a key, if that is possible."""
        try:
            super().save(key, data)
        except OSError as error:
            not_kept.append(error.strerror or str(error))

    def _dump(self, obj: Any) -> bytes:
        data: bytes = super()._dump(obj)
        return hashlib.sha256(data).digest() + data

    def _load_index(self) -> dict[Any, str]:
        try:
            with open(self._index_path, "rb") as file:
                if pickle.load(file) != self._version:
                    return {}
                stamp, overloads = pickle.loads(_sound(file.read()))
            return dict(overloads) if stamp == self._source_stamp else {}
        except Exception:  # whatever bytes are found there
            return {}

    def _load_data(self, name: str) -> Any:
        try:
            with open(self._data_path(name), "rb") as file:
                return pickle.loads(_sound(file.read()))
        except Exception as error:
            raise OSError("not what was written") from error  # which is as if it were not there


def keep_soundly(compiled: Any, folder: str) -> None:
    """Have a cached function of Numba keep its code so, below ``folder``.

    Raises RuntimeError where it would be kept elsewhere: Numba turns to other places, where
    nothing would tell that a rule in another file has changed.
    """
    if not str(compiled._cache.cache_path).startswith(folder):
        raise RuntimeError("nothing can be kept in the folder")
    file = compiled._cache._cache_file
    compiled._cache._cache_file = SoundFile(
        cache_path=file._cache_path,
        source_stamp=(file._source_stamp, *_stamps_beside(compiled._cache._py_func)),
        filename_base=file._index_name.removesuffix(".nbi"),
    )  # fmt: skip


def _stamps_beside(function: Any) -> list[tuple[str, int, int]]:
    """Name, time and size of all files beside that of a researcher's own loop.

    The folder of the cache tells when a rule in this package has changed, not when theirs has.
    """
    folder = Path(function.__code__.co_filename).parent
    if folder.is_relative_to(Path(__file__).parent):
        return []
    found = [(file.name, file.stat()) for file in sorted(folder.glob("*.py")) if file.is_file()]
    return [(name, stat.st_mtime_ns, stat.st_size) for name, stat in found]


def _sound(data: bytes) -> bytes:
    digest, rest = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(rest).digest() != digest:
        raise ValueError("not what was written")
    return rest
