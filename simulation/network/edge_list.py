"""Lists of ties as text: one row a tie, two columns of labels, perhaps weights and directions."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.file_summary import PREVIEWED_ROWS, UsedColumn, many
from simulation.network.matrix import matrix_of, refuse_two_mode
from simulation.network.named import NetworkFile, assemble
from simulation.network.rows import MISSING, NUMBER, Rows, refuse_short, rows_of, table_of
from simulation.network.summary import summarised
from simulation.network.tie_columns import chosen, like_persons, surely_names, usual_pair
from simulation.network.tie_doubts import (
    refuse_labels,
    refuse_rows_of_words,
    refuse_untied,
    refuse_wide,
)
from simulation.network.tie_weights import refuse_unnamed, weights_of
from simulation.network.wanted import (
    KINDS_OF_TIES,
    NOT_ASKED,
    NUMBERS_OF_TIES,
    TIMES,
    USUAL_WEIGHTS,
    WAVES,
    Wanted,
    kept_rows,
    named,
    plain,
    told_apart,
    told_times,
    weight_name,
)

_DIRECTED = {"directed", "true", "arc", "asymmetric"}
_MUTUAL = {"undirected", "mutual", "false", "edge", "symmetric"}
_FEW_PEOPLE = 10
"""People up to whom nobody wonders that none of them stands in both columns."""
_COMPARED = 10_000
"""Rows of which labels are compared with the first line."""


class _List:
    """One list of ties while it is read."""

    def __init__(self, rows: Rows, encoding: str, wanted: Wanted) -> None:
        self.rows, self.file, self.wanted = rows, rows.file, wanted
        self.format = f"list of ties ({rows.how}, {encoding})"
        self.facts: list[str] = []
        self.warnings: list[str] = []
        self.header: list[str] = []
        self.headless = False
        self.first = 0
        self.table = pd.DataFrame()
        self.directed = wanted.directed
        if rows.blanked:
            self.facts.append(f"{many(rows.blanked, 'line')} of remarks between rows")
        if encoding == "Windows-1252":
            self.warnings.append("The file is not in UTF-8; it was read as Windows-1252.")
        self._read()

    def _read(self) -> None:
        """Find the header and read all cells."""
        rows, wanted = self.rows, self.wanted
        first = rows.fields(rows.line(rows.start))
        if len(first) < 2:
            raise InputError(
                "a list of ties needs two columns",
                source=self.file,
                field=f"line {rows.start + 1}",
                found=rows.line(rows.start)[:80],
                allowed="a header such as source,target",
            )
        remark = rows.fields(rows.remarks[-1]) if rows.remarks else []
        self.header, self.first = first, rows.start + 1
        by_number = [
            name
            for name in (wanted.source, wanted.target, wanted.weight)
            if name and name.isdecimal() and name not in first
        ]
        second = self._second()
        if len(remark) == len(first) and usual_pair(remark) and not usual_pair(first):
            # Some archives put the header in the last remark, which leaves ties in the first row.
            self.header, self.first = remark, rows.start
        elif len(second) == len(first) + 1 and self._names_rows(len(second)):
            self.header = ["", *first]  # as R writes tables with names of rows
        elif by_number or _begins_with_a_tie(first, second):
            self._without_header(len(first))
        self.table = table_of(rows, len(self.header), self.first)
        if not self.headless and self.first > rows.start and not surely_names(self.header):
            ends = [cells for place, cells in self.table.items() if place in (0, 1)]
            if set(self.header[:2]) & {cell for cells in ends for cell in cells.dropna()} and (
                wanted.source is wanted.target is None and self.header[0] and not _square(self)
            ):
                self._without_header(len(first))
                self.table = table_of(rows, len(self.header), self.first)
        if (
            len(self.table.columns) > 2
            and self.header[-1] in ("", str(len(self.header)))
            and (self.table.iloc[:, -1].isna().all())
        ):
            self.header, self.table = self.header[:-1], self.table.iloc[:, :-1]
        if self.table.empty:
            raise InputError("has a header and no ties", source=self.file, found=self.header)

    def _without_header(self, columns: int) -> None:
        self.header = [str(number) for number in range(1, columns + 1)]
        self.first, self.headless = self.rows.start, True

    def _second(self) -> list[str]:
        for line in self.rows.text.split("\n", self.rows.start + 20)[self.rows.start + 1 :][:19]:
            if line.strip():
                return self.rows.fields(line)
        return []

    def _names_rows(self, columns: int) -> bool:
        """Whether the first field of each row is its name: in quotes, or the number of the row."""
        if '"' in self.rows.line(self.rows.start):
            return True
        firsts = list(table_of(self.rows, columns, self.first)[0])
        return firsts == [str(row + 1) for row in range(len(firsts))] or (
            firsts == self.header and len(firsts) > 2
        )

    def read(self) -> NetworkFile:
        """The network."""
        if self.wanted.format in (None, "matrix"):
            matrix = matrix_of(
                self.table,
                self.header,
                self.wanted,
                self.file,
                self.format,
                headless=self.headless,
                facts=self.facts,
                warnings=self.warnings,
            )
            if matrix is not None:
                return matrix
        if self.wanted.format == "matrix":
            raise InputError(
                "is no square matrix of numbers",
                source=self.file,
                field="network.format",
                found="matrix",
            )
        return self._network()

    def _network(self) -> NetworkFile:
        table, header, wanted, file = self.table, self.header, self.wanted, self.file
        heavy = self._weight_column()
        if heavy is None and wanted.source is wanted.target is None:
            refuse_two_mode(table, header, file)
        if wanted.source is wanted.target is None and not self.headless:
            refuse_wide(table, header, file)
        one, other = chosen(table, header, wanted, heavy, file, headless=self.headless)
        self._refuse_doubtful_header(one, other)
        refuse_rows_of_words(
            table, header, (one, other), self.rows, self.first, headless=self.headless
        )
        if not self.headless:
            refuse_untied(table, header, (one, other, heavy), wanted, file)
        elif wanted.format is wanted.source is wanted.target is None:
            # Without names of columns, rows of several lengths may be lists of neighbours.
            last = len(header) - 1
            short = table.index[table[last].isna()].tolist()
            refuse_short(self.rows, short, len(header), last, self.first)
        rows = len(table)
        left_out: dict[str, int] = {}
        if wanted.only:
            kept = kept_rows(
                {name: table[place].tolist() for place, name in enumerate(header)},
                wanted,
                rows,
                file,
            )
            left_out[NOT_ASKED] = int((~kept).sum())
            table = table[kept]
        both = self._direction(table, (one, other, heavy))
        for name in () if self.headless else told_apart(header):
            place = header.index(name)
            if place in (one, other, heavy) or (both is not None and plain(name) == "type"):
                continue
            counts = {str(k): int(n) for k, n in table[place].value_counts().items()}
            if warning := told_times(name, dict(sorted(counts.items())), wanted, file):
                self.warnings.append(warning)
        ends = [table[column].mask(table[column].isin(MISSING)) for column in (one, other)]
        complete = (ends[0].notna() & ends[1].notna()).to_numpy(bool)
        self._missing(table, (one, other), complete, left_out)
        self.warnings += refuse_labels(
            ends[0][complete], ends[1][complete], (header[one], header[other]), file
        )
        weight = None
        if heavy is not None:
            weight, facts = weights_of(table[heavy][complete], header[heavy], self.rows, self.first)
            self.facts.extend(facts)
            if self.headless and not wanted.weight and wanted.format != "list":
                refuse_unnamed(
                    ends[0][complete], ends[1][complete], table[heavy][complete], weight, self.rows
                )
        found, known = pd.factorize(pd.concat([cells[complete] for cells in ends]))
        # Numbered again row by row, so that labels stand in the order in which they are read.
        code, order = pd.factorize(found.reshape(2, -1).T.ravel())
        source, target = code[0::2].astype(np.int64), code[1::2].astype(np.int64)
        if not np.isin(source, target).any() and len(order) > _FEW_PEOPLE:
            self.warnings.append(
                f"Nobody stands in both columns, {header[one]} and {header[other]}: are both of "
                "them people?"
            )
        if both is not None and self.directed:
            twice = both[complete]
            source, target = (
                np.concatenate([source, target[twice]]),
                np.concatenate([target, source[twice]]),
            )
            weight = None if weight is None else np.concatenate([weight, weight[twice]])
        network = assemble(
            known.take(order).tolist(),
            source,
            target,
            weight,
            bool(self.directed),
            missing=int((~complete).sum()),
            nodes=wanted.nodes,
            file=file,
        )
        return summarised(
            network,
            file=file,
            format=self.format,
            rows=rows,
            weight=header[heavy] if (heavy is not None) else None,
            left_out=left_out,
            warnings=self.warnings,
            ends=("no header, " * self.headless) + f"columns {header[one]} and {header[other]}",
            columns=self._used(one, other, heavy),
            read_as=self.facts,
            preview=self.table.head(PREVIEWED_ROWS)
            .astype(object)
            .where(self.table.head(PREVIEWED_ROWS).notna(), None)
            .values.tolist(),
        )

    def _refuse_doubtful_header(self, one: int, other: int) -> None:
        """Refuse a first line that may be a header or a tie: words like those below it."""
        header, table = self.header, self.table
        asked = self.wanted.source is not None or self.wanted.target is not None
        if self.headless or self.first == self.rows.start or asked:
            return
        labels = {*table[one].dropna().head(_COMPARED), *table[other].dropna().head(_COMPARED)}
        if usual_pair(header) is not None and not like_persons(header, (one, other), labels):
            return
        known = (*USUAL_WEIGHTS, *WAVES, *TIMES, *KINDS_OF_TIES, *NUMBERS_OF_TIES, "")
        if any(plain(name) in known for name in header):
            return
        for place in range(len(header)):
            numbers = table[place].dropna().map(lambda cell: bool(NUMBER.fullmatch(cell)))
            if numbers.size and numbers.all():
                return  # a word above numbers is the name of a column
        raise InputError(
            "nobody can tell whether the first line is a header or a tie",
            source=self.file,
            field=f"line {self.first}",
            found=header[:6],
            allowed=f"network.source: {header[one]} and network.target: {header[other]} if it is a "
            "header, network.source: '1' and network.target: '2' if it is a tie",
        )

    def _used(self, one: int, other: int, heavy: int | None) -> list[UsedColumn]:
        parts = {one: "source", other: "target", heavy: "weight"}
        used = []
        for place, name in enumerate(self.header):
            part = parts.get(place, "")
            if not part and name in self.wanted.only:
                part = "only"
            used.append(UsedColumn(name, part, "no name" if self.headless or not name else ""))
        return used

    def _weight_column(self) -> int | None:
        """The column of weights: named, of a usual name, or the third of three without names."""
        if not self.headless:
            name = weight_name(self.header, self.wanted.weight, self.file)
            if (
                name is not None
                and not self.wanted.weight
                and name in (self.wanted.source, self.wanted.target)
            ):
                return None
            return None if name is None else self.header.index(name)
        if self.wanted.weight:
            return self.header.index(named(self.header, self.wanted.weight, "weight", self.file))
        free = [
            place
            for place in range(2, len(self.header))
            if self.table[place].dropna().map(lambda cell: bool(NUMBER.fullmatch(cell))).all()
        ]
        if (
            self.wanted.weight is None
            and free
            and (self.wanted.source is self.wanted.target is None)
        ):
            if len(self.header) == 3:
                return 2
            said = " and ".join(str(place + 1) for place in free)
            self.warnings.append(
                f"Columns without names were not read: {said}. network.weight names the one that "
                "holds weights."
            )
        return None

    def _direction(
        self, table: pd.DataFrame, taken: tuple[int | None, ...]
    ) -> NDArray[np.bool_] | None:
        """Ties that hold in both directions, by Gephi's column of their type, if there is one."""
        for place, name in enumerate(self.header):
            known = plain(name)
            if (
                self.headless
                or place in taken
                or not (
                    known in ("type", "directed", "direction", "edgetype") or known in KINDS_OF_TIES
                )
            ):
                continue
            said = {cell.casefold() for cell in table[place].dropna().unique()}
            if not said or not said <= _DIRECTED | _MUTUAL:
                continue
            missing = int(table[place].isna().sum())
            if missing:
                raise InputError(
                    "some rows do not say whether they are directed",
                    source=self.file,
                    field=f"column {name}",
                    found=f"{missing:,} without",
                    allowed="Directed or Undirected in each row",
                )
            both = table[place].str.casefold().isin(_MUTUAL).to_numpy(bool)
            if self.directed is None:
                self.directed = bool((~both).any())
            if both.any() and not both.all():
                self.facts.append(f"{int(both.sum()):,} of them in both directions (column {name})")
            else:
                self.facts.append(f"direction from column {name}")
            return both
        return None

    def _missing(
        self,
        table: pd.DataFrame,
        ends: tuple[int, int],
        complete: NDArray[np.bool_],
        left_out: dict[str, int],
    ) -> None:
        """Rows without two labels: counted by what stands there, or refused if a field is not."""
        if complete.all():
            return
        lacking = table[~complete]
        short = [row for row in lacking.index.tolist() if lacking[len(self.header) - 1].isna()[row]]
        if short:
            refuse_short(self.rows, short, len(self.header), max(ends), self.first)
        if not complete.any():
            raise InputError(
                "no row names two persons",
                source=self.file,
                field=f"columns {self.header[ends[0]]} and {self.header[ends[1]]}",
                found=f"{len(table)} rows",
            )
        words = Counter(
            str(word) for end in ends for word in lacking[end].dropna() if word in MISSING
        )
        reason = "missing label"
        if words:
            reason += f" ({', '.join(sorted(words))})"
        left_out[reason] = int((~complete).sum())


def _begins_with_a_tie(first: list[str], second: list[str]) -> bool:
    """Whether the first line is no header: all of it numbers, or a number above numbers."""
    if all(NUMBER.fullmatch(name) for name in first):
        return True
    below = zip(first[2:], second[2:], strict=False)
    return (
        bool(first[0])
        and not surely_names(first)
        and any(NUMBER.fullmatch(name) and NUMBER.fullmatch(other) for name, other in below)
    )


def _square(read: _List) -> bool:
    """Whether the header names the rows, too: a matrix with names."""
    names = read.header[1:] if not read.header[0] else read.header
    return len(names) > 2 and set(names) <= set(read.table[0].dropna())


def read_list(text: str, encoding: str, file: str, wanted: Wanted) -> NetworkFile:
    """The network that rows describe, a list of ties or a matrix; see ``files.read_network``."""
    wanted.refuse_label(file, "a list of ties")
    rows = rows_of(text, file)
    read = _List(rows, encoding, wanted)
    said = _said_directed(rows.remarks, file)
    if said is not None:
        read.directed = said if wanted.directed is None else wanted.directed
        read.facts.append(f"{'' if said else 'not '}directed by its first lines")
    return read.read()


def _said_directed(remarks: list[str], file: str) -> bool | None:
    """Whether remarks at the top, as the archives KONECT and SNAP write them, say that ties are
    directed."""
    for remark in remarks:
        found = re.match(r"(sym|asym|bip)\s+\w+$|(undirected|directed)\b", remark, re.IGNORECASE)
        if found is None:
            continue
        word = found[0].split()[0].lower()
        if word == "bip":
            raise InputError(
                "is a two-mode network (people and things)",
                source=file,
                field="line 1",
                found=remark,
                allowed="its projection to people",
            )
        return word in ("asym", "directed")
    return None
