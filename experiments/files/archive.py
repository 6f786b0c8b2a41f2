"""Archives of arrays: NumPy's ``.npz``, with words about them and a checksum over all of it.

They are read as what they are, files that somebody may have changed: nothing is unpickled or
unpacked, no size that a file only claims is believed, and one changed byte is noticed. What the
arrays say is for the reader to check: whoever changes them can make the checksum anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from experiments.files.database import memory_of_machine

_WORDS, _CHECKSUM = "belongs", "checksum"
_MOST_ARRAYS = 1_000


class Damaged(ValueError):
    """Not an archive, or not as it was written; the message says what is wrong with it."""


def write_archive(
    file: BinaryIO, words: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write arrays and the words about them."""
    text = np.frombuffer(json.dumps(words, sort_keys=True).encode(), np.uint8)
    everything = {_WORDS: text, **{name: np.asarray(array) for name, array in arrays.items()}}
    checksum = np.frombuffer(_checksum(everything), np.uint8)
    # np.savez hands its arguments on by name.
    np.savez(file, **everything, **{_CHECKSUM: checksum})  # type: ignore[arg-type]


def read_archive(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The words and the arrays, which cannot be written to, of an archive.

    Raises OSError where it cannot be read, and Damaged for what is no archive or was changed. One
    without a checksum has words only.
    """
    if os.path.getsize(path) > memory_of_machine() // 2:
        raise Damaged("is larger than half of the memory of this machine")
    try:
        with zipfile.ZipFile(Path(path)) as archive:
            entries = archive.infolist()
            _check_entries(entries, os.path.getsize(path))
            arrays = {
                entry.filename.removesuffix(".npy"): _array(archive.read(entry))
                for entry in entries
            }
    except (OSError, MemoryError, Damaged):
        raise
    except Exception as error:  # a broken container breaks its reader in many ways
        raise Damaged("is no archive, or a damaged one") from error
    if _WORDS not in arrays:
        raise Damaged("is another kind of archive")
    checksum = arrays.pop(_CHECKSUM, None)
    whole = None if checksum is None else checksum.tobytes() == _checksum(arrays)
    if whole is False:
        raise Damaged("is not as it was written: its checksum is another")
    try:
        words = json.loads(arrays.pop(_WORDS).tobytes())
    except (ValueError, RecursionError) as error:
        raise Damaged("is another kind of archive") from error
    if not isinstance(words, dict):
        raise Damaged("is another kind of archive")
    return words, (arrays if whole else {})


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = {entry.filename for entry in entries}
    if len(names) != len(entries) or len(entries) > _MOST_ARRAYS:
        raise Damaged("holds other arrays than it should")
    if any(
        entry.compress_type != zipfile.ZIP_STORED
        or entry.file_size != entry.compress_size
        or not entry.filename.endswith(".npy")
        for entry in entries
    ) or (sum(entry.file_size for entry in entries) > size):
        raise Damaged("holds something else than arrays, or packed ones")


def _array(data: bytes) -> NDArray[Any]:
    """An array of plain numbers from the bytes of an ``.npy`` file."""
    file = io.BytesIO(data)
    try:
        version = npy.read_magic(file)
        if version != (1, 0):
            raise ValueError(version)
        shape, fortran, kind = npy.read_array_header_1_0(file)
    except Exception as error:  # NumPy reads it as Python, and fails as Python does
        raise Damaged("holds something else than arrays") from error
    begin = file.tell()
    plain = kind.kind in "biuf" and kind.isnative and not (fortran and len(shape) > 1)
    if not plain or math.prod(shape) * kind.itemsize != len(data) - begin:
        raise Damaged("holds other arrays than it should")
    return np.frombuffer(data, kind, offset=begin).reshape(shape)


def _checksum(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.asarray(arrays[name])
        digest.update(f"{name}\0{array.dtype.str}\0{array.shape}\0".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.digest()
