"""What was read of a table of control totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.file_summary import FileSummary, UsedColumn, many
from simulation.population.column import Column
from simulation.population.table_opened import TableFile


def marginals_summary(
    file: TableFile,
    cells: Mapping[str, Column],
    places: Sequence[str],
    attributes: Sequence[str],
    households: NDArray[np.float64],
    persons: NDArray[np.float64],
    left_out: Mapping[str, int],
    warnings: Sequence[str],
) -> FileSummary:
    """The summary of a table of control totals.

    ``attributes``: that of each category. ``households`` and ``persons``: how many each place has,
    NaN where it does not say. ``left_out``: rows, by reason.
    """
    rows = cells["count"].size
    number = len(places)
    facts = [many(number, "place"), many(rows, "row")]
    counted: dict[str, int | float | str | bool] = {"places": number, "rows": rows}
    for name, totals in (("households", households), ("persons", persons)):
        if np.isfinite(totals).any():
            counted[name] = float(np.nansum(totals))
            facts.append(f"{np.nansum(totals):,.0f} {name}")
    of_attribute: dict[str, int] = {}
    for attribute in attributes:
        of_attribute[attribute] = of_attribute.get(attribute, 0) + 1
    facts += [f"{name.replace('_', ' ')} in {bands}" for name, bands in of_attribute.items()]
    told = [*file.warnings, *warnings]
    for column in cells.values():
        told += column.warnings
    empty = np.nan_to_num(households) + np.nan_to_num(persons) == 0
    if empty.any():
        names = [places[place] for place in np.flatnonzero(empty)[:3]]
        told.append(
            f"{int(empty.sum()):,} of {number:,} places have nobody ({', '.join(names)}"
            f"{', ...' if empty.sum() > 3 else ''})."
        )
    used = {column.name: (name, column) for name, column in cells.items()}
    return FileSummary(
        file=file.source,
        role="control totals",
        format=file.format,
        rows=rows,
        facts=tuple(facts),
        left_out=left_out,
        counts=counted,
        warnings=tuple(told),
        columns=tuple(
            UsedColumn(
                name,
                used[name][0] if name in used else "",
                ", ".join(used[name][1].notes) if name in used else "",
            )
            for name in file.names
        ),
        preview=file.preview,
    )
