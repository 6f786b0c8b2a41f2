"""Columns of plain values as Arrow arrays, without pandas, which ``pyarrow.array`` imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

_NUMBERS = {"float64": np.float64, "int64": np.int64}


def column(values: Sequence[Any], kind: str) -> pa.Array:
    """Values as an array of a kind: ``float64``, ``int64``, ``bool`` or ``string``.

    None and NaN become null.
    """
    import pyarrow as pa

    there = np.array([value is not None and value == value for value in values], np.bool_)
    valid = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
    if kind == "string":
        encoded = [str(v).encode() if here else b"" for v, here in zip(values, there, strict=True)]
        ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
        buffers = [valid, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
        return pa.Array.from_buffers(pa.string(), len(encoded), buffers)
    if kind == "bool":
        yes = np.packbits(np.array([bool(value) for value in values], np.bool_), bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(values), [valid, pa.py_buffer(yes)])
    known = [value if here else 0 for value, here in zip(values, there, strict=True)]
    data = pa.py_buffer(np.array(known, _NUMBERS[kind]))
    return pa.Array.from_buffers(getattr(pa, kind)(), len(values), [valid, data])
