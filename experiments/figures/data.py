"""What figures are drawn from: the files of a results directory, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from experiments.files.arrow import as_numpy
from experiments.files.results import SUMMARY
from simulation.measures.categories import Category, help_row

_IN_CARE = "in_care_"


@dataclass(frozen=True)
class RunData:
    """A run as its directory tells it; columns are read when they are asked for."""

    directory: Path
    _read: dict[str, tuple[NDArray[Any], list[str]]] = field(default_factory=dict, repr=False)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The contents of ``summary.json``."""
        told: dict[str, Any] = json.loads((self.directory / SUMMARY).read_text(encoding="utf-8"))
        return told

    @property
    def weeks(self) -> int:
        """Weeks that the run took."""
        return int(self.summary["weeks"])

    @property
    def source(self) -> str:
        """The line that tells where a figure's numbers come from."""
        told = self.summary
        return (
            f"Helpseek simulation: world {told['world']}, {told['people']:,} people, "
            f"{told['weeks']:,} weeks, seed {told['seed']}"
        )

    @cached_property
    def weekly(self) -> dict[str, NDArray[Any]]:
        """All columns of ``weekly.parquet``."""
        table = read_columns(self.directory / "weekly.parquet")
        return {name: as_numpy(table[name]) for name in table.column_names}

    @cached_property
    def helps(self) -> dict[str, Category]:
        """The kinds of help of which the weeks tell, by name, those of the world's own among
        them, which are called by their names."""
        names = [name.removeprefix(_IN_CARE) for name in self.weekly if name.startswith(_IN_CARE)]
        return {name: help_row(name, "", code) for code, name in enumerate(names)}

    def person(self, name: str) -> NDArray[Any]:
        """One column of ``people.parquet``; codes of categories where it has some."""
        return self._column(name)[0]

    def categories(self, name: str) -> list[str]:
        """The categories of a column of ``people.parquet``."""
        return self._column(name)[1]

    def _column(self, name: str) -> tuple[NDArray[Any], list[str]]:
        if name not in self._read:
            column = read_columns(self.directory / "people.parquet", [name])[name]
            names: list[str] = []
            if hasattr(column.type, "index_type"):
                column = column.unify_dictionaries()
                names = [str(item) for item in column.chunk(0).dictionary.to_pylist()]
                values = np.concatenate([np.from_dlpack(chunk.indices) for chunk in column.chunks])
            else:
                values = as_numpy(column)
            self._read[name] = (values, names)
        return self._read[name]


def read_columns(path: Path, names: list[str] | None = None) -> pa.Table:
    """These columns of a Parquet file, or all."""
    from pyarrow import parquet

    # parquet.read_table would import pandas.
    with parquet.ParquetFile(path) as file:
        return file.read(columns=names)
