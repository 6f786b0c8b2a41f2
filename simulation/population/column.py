"""One column of a table: its cells as texts, and what is told of them (see also ``cell_numbers``
and ``cell_codes``).

All problems of a column are told together: for each kind the first row, what stands there and how
many rows have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

from simulation.errors import InputError, shown
from simulation.population.demographics import plain_spelling
from simulation.population.missing import USUAL, Missing
from simulation.population.table_problems import Problems

AS_MISSING = "missing"
"""What a map of values says of a value that is to be taken as missing."""

_LARGEST_WHOLE = 2.0**53
WHOLE = r"^-?\d+\.00?$"
"""Texts that are whole numbers in the manner of a column that once had gaps: 1.0, 2.00."""
_SCIENTIFIC = r"^-?\d(\.\d+)?[eE]\+?\d+$"
_OTHERS_SHOWN = 5


class Column:
    """One column of a file.

    ``source`` is the file, ``name`` the column's own name in it, ``cells`` an Arrow array.
    ``labels`` are the labels of its codes, if the file has them. ``missing`` and ``values`` (plain
    spellings of cells, and what each means) are what the user declared, ``decimal`` the decimal
    sign of its numbers (None: guessed). With ``problems`` these are gathered there, else raised at
    once. ``told`` counts what became of cells, ``notes`` and ``warnings`` say what was made of
    them; ``wrong_texts`` are the rows whose cells are no numbers.
    """

    def __init__(
        self, source: str, name: str, cells: Any, *, labels: Mapping[Any, str] | None = None
    ) -> None:
        self.source = source
        self.name = name
        self.cells = cells
        self.labels = {
            code_text(code): str(label).strip() for code, label in (labels or {}).items()
        }
        self.missing = Missing()
        self.values: dict[str, str] = {}
        self.decimal: str | None = None
        self.problems: Problems | None = None
        self.told: Counter[str] = Counter()
        self.notes: list[str] = []
        self.warnings: list[str] = []
        self.wrong_texts: NDArray[np.bool_] = np.zeros(0, bool)
        self._used_values: set[str] = set()

    @property
    def size(self) -> int:
        """How many rows it has."""
        return len(self.cells)

    def filled(self) -> NDArray[np.bool_]:
        """Which cells are not blank."""
        cells = self.cells
        given = cells.is_valid()
        if pa.types.is_string(cells.type):
            given = compute.and_(
                given, compute.greater(compute.utf8_length(compute.utf8_trim_whitespace(cells)), 0)
            )
        return np.asarray(compute.fill_null(given, False).to_numpy(zero_copy_only=False), bool)

    def error(self, problem: str, row: int, allowed: str = "") -> InputError:
        """The error for the cell in the given row (counted from 0)."""
        cell = self.cells[row].as_py()
        return InputError(
            problem,
            source=self.source,
            field=f"column {self.name!r}, row {row + 1}",
            found="" if cell is None else cell,
            allowed=allowed,
        )

    def wrong_type(self, allowed: str) -> InputError:
        """The error for a column of a type that cannot be what is wanted."""
        return InputError(
            "wrong type of column",
            source=self.source,
            field=f"column {self.name!r}",
            found=str(self.cells.type),
            allowed=allowed,
        )

    def tell(self, error: InputError) -> None:
        """Keep an error for later, where problems are gathered; else raise it."""
        if self.problems is None:
            raise error
        self.problems.add(error)

    def tell_rows(self, problem: str, wrong: NDArray[np.bool_], allowed: str) -> None:
        """Tell of a problem that the rows of a mask have, if any has it."""
        number = int(np.count_nonzero(wrong))
        if not number:
            return
        row = int(wrong.argmax())
        if number > 1:
            problem += f" in {number:,} rows{self._others(wrong)}, this the first"
        self.tell(self.error(problem, row, allowed))

    def _others(self, wrong: NDArray[np.bool_]) -> str:
        """The commonest of wrong cells, with their numbers."""
        counts = compute.value_counts(self.cells.filter(pa.array(wrong))).to_pylist()
        if len(counts) < 2:
            return ""
        counts.sort(key=lambda each: -each["counts"])
        told = ", ".join(
            f"{shown(each['values'])} {each['counts']:,}" for each in counts[:_OTHERS_SHOWN]
        )
        return f" ({told}{', ...' if len(counts) > _OTHERS_SHOWN else ''})"

    # Texts

    def texts(self, *, labelled: bool = False, raw: bool = False) -> Any:
        """The cells as trimmed text in an Arrow array, empty where a cell is missing.

        Whole numbers are written without a point, so that ids agree whatever stored them. With
        ``labelled`` codes that have a label become that label; ``raw`` texts stay as they stand.
        """
        kind, cells = self.cells.type, self.cells
        try:
            if pa.types.is_floating(kind):
                values = cells.drop_null().to_numpy(zero_copy_only=False)
                if np.all(np.isfinite(values) & (values == np.trunc(values))):
                    if np.any(np.abs(values) > _LARGEST_WHOLE):
                        raise InputError(
                            "numbers so large that their last digits are lost",
                            source=self.source,
                            field=f"column {self.name!r}",
                            found=float(np.abs(values).max()),
                            allowed="ids and household numbers stored as text",
                        )
                    cells = compute.cast(cells, pa.int64())
            if pa.types.is_nested(kind):
                raise self.wrong_type("text or numbers")
            cells = compute.cast(cells, pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            raise self.wrong_type("text or numbers") from None
        texts = compute.fill_null(compute.utf8_trim_whitespace(cells), "")
        if raw:
            return texts
        texts = self._without_points(texts)
        encoded = texts.dictionary_encode()
        known = encoded.dictionary.to_pylist()
        meant = [self._name(text, labelled=labelled) for text in known]
        if meant != known:
            texts = pa.array(meant, pa.string()).take(encoded.indices)
        return texts

    def _name(self, text: str, *, labelled: bool) -> str:
        mapped = self.mapped(text)
        if mapped is not None:
            return "" if mapped == AS_MISSING else mapped
        label = self.labels.get(text)
        if self.missing.is_missing(text) or (label is not None and self.missing.declared(label)):
            return ""
        return label if labelled and label else text

    def _without_points(self, texts: Any) -> Any:
        """Texts without .0 at the end, where all are whole numbers, some of them written so."""
        if not pa.types.is_string(self.cells.type):
            return texts
        pointed = compute.match_substring_regex(texts, WHOLE)
        if not compute.any(pointed).as_py():
            return texts
        whole = compute.or_(pointed, compute.match_substring_regex(texts, r"^-?\d+$"))
        blank = compute.is_in(
            compute.utf8_lower(texts), value_set=pa.array(sorted(USUAL), pa.string())
        )
        if compute.all(compute.or_(whole, blank)).as_py():
            return compute.replace_substring_regex(texts, r"\.00?$", "")
        return texts

    def scientific(self) -> NDArray[np.bool_]:
        """Which cells are texts such as 2.01E+12, by which a spreadsheet has lost their digits."""
        if not pa.types.is_string(self.cells.type):
            return np.zeros(self.size, bool)
        found = compute.match_substring_regex(compute.utf8_trim_whitespace(self.cells), _SCIENTIFIC)
        return np.asarray(compute.fill_null(found, False).to_numpy(zero_copy_only=False), bool)

    def categories(self, *, labelled: bool = False) -> tuple[NDArray[np.int32], list[str]]:
        """The cells as text: for each row the index of its text, and the texts as they turn up."""
        encoded = self.texts(labelled=labelled).dictionary_encode()
        indices = np.asarray(encoded.indices, dtype=np.int32)
        return indices, encoded.dictionary.to_pylist()

    # What the user declared

    def mapped(self, text: str) -> str | None:
        """What the user's map makes of a cell, by its text or its label."""
        if not self.values:
            return None
        bare = text.partition(".")[0] if re.fullmatch(WHOLE, text) else None
        for key in (text, bare, self.labels.get(text)):
            if key is not None and (plain := plain_spelling(key)) in self.values:
                self._used_values.add(plain)
                return self.values[plain]
        return None

    def unused_values(self) -> list[str]:
        """Cells that the user's map names and the column does not have."""
        return [key for key in self.values if key not in self._used_values]

    def raw_categories(self) -> tuple[NDArray[np.int32], list[str]]:
        """As ``categories``, but with missing cells as they stand."""
        encoded = self.texts(raw=True).dictionary_encode()
        return np.asarray(encoded.indices, dtype=np.int32), encoded.dictionary.to_pylist()


def code_text(code: Any) -> str:
    """A code as the text of a cell: 1 for 1.0."""
    if isinstance(code, (float, np.floating)) and float(code).is_integer():
        return str(int(code))
    return str(code).strip()
