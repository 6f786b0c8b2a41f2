"""What a scenario says of a network file, and what columns are usually called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, shown, unknown_name

USUAL_WEIGHTS = (
    "weight",
    "weights",
    "edgeweight",
    "tieweight",
    "wt",
    "strength",
    "tiestrength",
    "w",
    "value",
    "val",
    "closeness",
    "intensity",
    "frequency",
    "freq",
    "count",
    "counts",
    "numcalls",
    "numcontacts",
    "ncontacts",
    "contacts",
    "multiplicity",
    "gewicht",
    "poids",
    "peso",
)
"""Names of weights, in lower case and without signs, the likeliest first."""

WAVES = (
    "wave",
    "waves",
    "year",
    "period",
    "round",
    "panel",
    "survey",
    "semester",
    "term",
    "season",
    "timepoint",
    "snapshot",
    "waveid",
    "session",
)
"""Names of columns that part a network which was asked for several times."""

TIMES = (
    "time",
    "timestamp",
    "date",
    "datetime",
    "day",
    "week",
    "month",
    "hour",
    "t",
    "ts",
    "epoch",
    "start",
    "end",
    "onset",
    "terminus",
    "starttime",
    "endtime",
    "times",
    "timestamps",
    "when",
    "unixtime",
    "sent",
    "received",
    "begin",
)
"""Names of columns that say when something happened: events, or waves if there are few."""

KINDS_OF_TIES = (
    "relation",
    "relations",
    "relationship",
    "layer",
    "network",
    "kind",
    "tietype",
    "edgetype",
    "relationtype",
    "context",
    "linktype",
    "type",
)
"""Names of columns that say of what kind a tie is."""

NUMBERS_OF_TIES = (
    "edgeid",
    "tieid",
    "id",
    "rowid",
    "rownum",
    "rownumber",
    "index",
    "row",
    "rowname",
    "rownames",
    "linkid",
    "key",
    "unnamed0",
    "x",
    "nr",
    "no",
    "lineid",
    "eid",
)
"""Names of columns that number the ties."""

NOT_ASKED = "not asked for"
"""Why rows are left out that ``Wanted.only`` does not take: no loss."""
_FEW = 20
"""Different times up to which they are taken for waves of one survey."""
_LISTED = 6


def plain(name: str) -> str:
    """The name of a column in lower case and without signs."""
    return re.sub(r"[\W_]", "", name.casefold())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Settings of a network file; see ``files.read_network``."""

    source: str | None = None
    target: str | None = None
    weight: str | None = None
    label: str | None = None
    format: str | None = None
    directed: bool | None = None
    nodes: int | None = None
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def refuse_columns(self, file: str, what: str) -> None:
        """Raise InputError if columns of a list are named for a format that has none."""
        for option in ("source", "target"):
            if getattr(self, option) is not None:
                raise InputError(
                    f"{what} has no columns",
                    source=file,
                    field=option,
                    found=getattr(self, option),
                    allowed="only weight, an attribute of ties",
                )

    def refuse_label(self, file: str, what: str) -> None:
        """Raise InputError if an attribute of persons is named for a format that has none."""
        if self.label is not None:
            raise InputError(
                f"{what} says nothing of its persons but their names",
                source=file,
                field="network.label",
                found=self.label,
                allowed="leave it out",
            )


def weight_name(names: Sequence[str], asked: str | None, file: str) -> str | None:
    """Which column or attribute of ties holds their weights: the one asked for, or a usual name;
    None if there is none or none is wanted (empty text)."""
    if asked:
        return named(names, asked, "weight", file)
    if asked is None:
        by_plain = {plain(name): name for name in reversed(names)}
        return next((by_plain[name] for name in USUAL_WEIGHTS if name in by_plain), None)
    return None


def named(names: Sequence[str], asked: str, option: str, file: str) -> str:
    """The column that the user named: the same text, else the same but for case and signs."""
    for matches in (
        [name for name in names if name == asked],
        [name for name in names if plain(name) == plain(asked)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise InputError(
                "more than one column has this name", source=file, field=option, found=asked
            )
    raise unknown_name(f"column for {option}", asked, names, source=file)


def checked_weights(
    weight: NDArray[np.float64],
    given: Sequence[object] | NDArray[np.object_],
    *,
    file: str,
    place: str,
) -> NDArray[np.float64]:
    """Weights that ties can have: finite, 0 or more (0 is no tie). NaN stands for what is none.

    ``given``: the same as the file has them. Raises InputError for the first that is not.
    """
    bad = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0.0)))
    if bad.size:
        cell = given[int(bad[0])]
        gone = cell is None or cell != cell
        missing = sum(1 for at in bad.tolist() if given[at] is None or given[at] != given[at])
        allowed = "finite numbers, 0 or more"
        if gone:
            allowed += f" ({missing:,} of {weight.size:,} ties have none); or network.weight: '' "
            allowed += "to read no weights"
        raise InputError(
            "not a weight",
            source=file,
            field=place.format(int(bad[0]) + 1),
            found="nothing" if gone else cell,
            allowed=allowed,
        )
    return weight


def told_times(name: str, counts: Mapping[str, int], wanted: Wanted, file: str) -> str:
    """What to warn of where ties of several times, waves or kinds are taken together.

    ``counts``: how many rows have each value of the column ``name``. Raises InputError where they
    are waves of one network, which nobody can mean to mix without saying so.
    """
    known = plain(name)
    if len(counts) < 2 or name in wanted.only:
        return ""
    listed = ", ".join(
        f"{value} ({number:,})" for value, number in list(counts.items())[:_LISTED]
    ) + ", ..." * (len(counts) > _LISTED)
    rows = sum(counts.values())
    waves = known in WAVES or (known in TIMES and len(counts) <= _FEW and rows >= 10 * len(counts))
    if waves:
        first = next(iter(counts))
        raise InputError(
            f"holds {len(counts)} networks, told apart by the column {shown(name)}: {listed}",
            source=file,
            field="network.only",
            allowed=f"network.only: {{{name}: {first}}} for one, a list of values for several",
        )
    if known in TIMES:
        return f"Ties of {len(counts):,} different times ({name}) are taken together."
    if known in KINDS_OF_TIES and len(counts) <= _FEW:
        return (
            f"Ties of {len(counts)} kinds ({name}: {listed}) are taken together; network.only "
            "takes some of them."
        )
    return ""


def told_apart(names: Iterable[str]) -> list[str]:
    """Those of some columns that may tell times, waves or kinds of ties."""
    return [name for name in names if plain(name) in (*WAVES, *TIMES, *KINDS_OF_TIES)]


def kept_rows(
    columns: Mapping[str, Sequence[object]], wanted: Wanted, rows: int, file: str
) -> NDArray[np.bool_]:
    """Which rows have the values that ``wanted.only`` asks for. InputError if none has."""
    kept = np.ones(rows, bool)
    for asked, values in wanted.only.items():
        name = named(list(columns), asked, "network.only", file)
        cells = np.array([_text(cell) for cell in columns[name]], object)
        texts = {_text(value) for value in values}
        unknown = texts - set(cells.tolist())
        if unknown:
            raise unknown_name(f"value of {name}", min(unknown), set(cells.tolist()), source=file)
        kept &= np.isin(cells, list(texts))
    if not kept.any():
        raise InputError(
            "no row has all these values",
            source=file,
            field="network.only",
            found={name: list(values) for name, values in wanted.only.items()},
        )
    return kept


def _text(cell: object) -> str:
    """A value of a column as text: 1 and 1.0 are the same wave."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    whole = re.fullmatch(r"([+-]?[0-9]+)\.0+", text)
    return whole[1] if whole else text
