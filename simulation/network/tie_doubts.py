"""What a list of ties may hold that is no tie between two persons, refused or warned of.

Headers in the middle, one column for each friend, rows for all pairs with a column that says which
are ties, persons numbered anew by each who names them, codes for nobody: all of these can be read
as ties, and none of them is meant so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulation.errors import InputError, shown
from simulation.network.rows import NUMBER, Rows
from simulation.network.wanted import Wanted, named, plain

_SAYS_TIE = {
    "tie",
    "ties",
    "edge",
    "link",
    "linked",
    "friend",
    "friends",
    "friendship",
    "connected",
    "connection",
    "adjacent",
    "present",
    "named",
    "nominated",
    "dyad",
    "exists",
    "y",
    "yes",
}
"""Names of columns of which 1 says that a pair is tied."""
_SIGNED = {
    "sign",
    "signs",
    "rating",
    "ratings",
    "polarity",
    "valence",
    "sentiment",
    "vote",
    "affect",
    "trust",
    "score",
    "like",
    "liking",
}
"""Names of columns of which numbers below 0 say that a tie is none of friends."""
_NAMED_BY = {
    "friend",
    "nominee",
    "nomination",
    "nominated",
    "nom",
    "alter",
    "contact",
    "peer",
    "choice",
    "confidant",
    "mf",
    "ff",
    "fr",
    "bestfriend",
    "named",
    "tie",
}
"""Names of columns, but for their number, that hold those whom the person of a row names."""
_LOST_DIGITS = re.compile(r"[+-]?\d\.(\d+)[eE]\+?(\d+)")
_CODE = re.compile(r"([789])\1+")
_NEGATIVE = re.compile(r"-[1-9]\d*(\.0+)?")
_FEW_CODES = 5
_FEWEST_EGOS = 3


def refuse_wide(table: pd.DataFrame, header: Sequence[str], file: str) -> None:
    """Refuse a table with one row a person and one column for each of those whom they name."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(header):
        stem, found = re.subn(r"\d+", "#", name.casefold())
        if found and len(re.sub(r"[\W_]", "", stem)) > 1:
            groups[stem].append(place)
    for stem, places in groups.items():
        word = re.sub(r"[\W\d_]|aid$|id$", "", stem)
        if len(places) < 2 or (len(places) == 2 and not (word in _NAMED_BY and len(header) > 2)):
            continue
        labels = [set(table[place].dropna()) for place in places]
        others = [set(table[place].dropna()) for place in range(len(header)) if place not in places]
        if word in _NAMED_BY or any(
            len(other & each) * 2 > len(each) > 0 for other in others[:1] for each in labels
        ):
            several = ", ".join(header[place] for place in places[:3])
            raise InputError(
                "has one row a person and a column for each of those whom they name",
                source=file,
                field="header",
                found=several + ", ..." * (len(places) > 3),
                allowed="one row a tie (pivot_longer in R, reshape long in Stata, melt in pandas), "
                "or network.source and network.target if two columns hold both ends of a tie",
            )


def refuse_rows_of_words(
    table: pd.DataFrame,
    header: Sequence[str],
    ends: tuple[int, int],
    rows: Rows,
    first: int,
    *,
    headless: bool,
) -> None:
    """Refuse rows that are headers: repeated between ties, or a second one below the first."""
    one, other = table[ends[0]], table[ends[1]]

    def refuse(row: int, problem: str) -> None:
        line = rows.lines_of([row], first)[0]
        raise InputError(
            problem,
            source=rows.file,
            field=f"line {line}",
            found=rows.line(line - 1)[:80],
            allowed="one header, in the first line, and a tie in each row",
        )

    if not headless:
        again = (one == header[ends[0]]) & (other == header[ends[1]])
        if again.fillna(False).any():
            refuse(int(table.index[again.fillna(False)][0]), "the header stands there again")
    if len(table) > 1:
        label, same = str(one.iloc[0]), (one == other).fillna(False)
        # Who has no ties may stand in such a row, as others then do, too.
        if (
            same.iloc[0]
            and not same.iloc[1:].any()
            and not NUMBER.fullmatch(label)
            and not (one.iloc[1:] == label).any()
            and not (other.iloc[1:] == label).any()
        ):
            refuse(
                int(table.index[0]),
                "may be a second header: both labels are the same, and no other row has them",
            )


def refuse_untied(
    table: pd.DataFrame,
    header: Sequence[str],
    taken: tuple[int | None, ...],
    wanted: Wanted,
    file: str,
) -> None:
    """Refuse columns that are not read and say of some rows that they are no ties of friends."""
    if wanted.weight is not None:
        return
    asked = {named(header, name, "network.only", file) for name in wanted.only}
    for place, name in enumerate(header):
        if place in taken or name in asked or not name:
            continue
        cells = pd.unique(table[place].dropna().str.casefold())
        texts = {re.sub(r"\.0+$", "", str(cell)) for cell in cells}
        if texts in ({"0", "1"}, {"true", "false"}, {"yes", "no"}) and (
            plain(name) in _SAYS_TIE or (taken[2] is None and _all_pairs(table, taken))
        ):
            yes, no = sorted(texts, key=lambda text: text in ("1", "true", "yes"), reverse=True)
            untied = int(
                table[place].str.casefold().str.replace(r"\.0+$", "", regex=True).eq(no).sum()
            )
            cell = next(
                str(c) for c in table[place].dropna() if re.sub(r"\.0+$", "", c.casefold()) == yes
            )
            raise InputError(
                f"a column that may say which rows are ties is not read ({untied:,} of "
                f"{len(table):,} rows: {no})",
                source=file,
                field="network.only",
                found=name,
                allowed=f"network.only: {{{name}: {cell}}} to take the ties, or "
                "network.weight: '' if all rows are ties",
            )
        if plain(name) in _SIGNED and all(NUMBER.fullmatch(text) for text in texts):
            below = table[place].str.startswith("-").fillna(False)
            if below.any():
                raise InputError(
                    f"a column that is not read is below 0 in {int(below.sum()):,} of "
                    f"{len(table):,} rows, which are no friendships",
                    source=file,
                    field="network.only",
                    found=name,
                    allowed=f"network.only: {{{name}: [...]}} with the values to take, or "
                    "network.weight: '' to take all rows as ties",
                )


def _all_pairs(table: pd.DataFrame, taken: tuple[int | None, ...]) -> bool:
    """Whether there is a row for every pair of persons."""
    ends = table[[taken[0], taken[1]]].dropna()
    labels = pd.unique(ends.to_numpy().ravel())
    if len(labels) < 3 or len(ends) < len(labels) * (len(labels) - 1) // 2:
        return False
    code = {label: number for number, label in enumerate(labels)}
    one, other = (ends.iloc[:, side].map(code).to_numpy(np.int64) for side in (0, 1))
    low, high = np.minimum(one, other), np.maximum(one, other)
    pairs = np.unique((low * len(labels) + high)[low != high]).size
    return bool(pairs == len(labels) * (len(labels) - 1) // 2)


def refuse_labels(
    source: pd.Series[str], target: pd.Series[str], columns: tuple[str, str], file: str
) -> list[str]:
    """Refuse labels that are no names of persons; returns warnings of those that may be none."""
    labels = pd.unique(pd.concat([source, target]))
    texts = [str(label) for label in labels]
    for text in texts:
        lost = _LOST_DIGITS.fullmatch(text)
        if lost and len(lost[1].rstrip("0")) < int(lost[2]) and int(lost[2]) > 5:
            raise InputError(
                "labels whose last digits are lost",
                source=file,
                field="labels",
                found=text,
                allowed="labels written in full, as text",
            )
    known = set(texts)
    if known == {"0", "1"} and len(source) > 2:
        raise InputError(
            "all labels are 0 or 1: a matrix, or answers",
            source=file,
            field=f"columns {columns[0]} and {columns[1]}",
            found=f"{len(source):,} rows",
            allowed="two columns of persons (network.source, network.target)",
        )
    negative = [text for text in texts if _NEGATIVE.fullmatch(text)]
    if (
        0 < len(negative) <= _FEW_CODES
        and len(texts) > len(negative)
        and all(re.fullmatch(r"\d+(\.0+)?", text) for text in known.difference(negative))
    ):
        where = source.isin(negative) | target.isin(negative)
        raise InputError(
            f"labels below 0 in {int(where.sum()):,} of {len(source):,} rows, where all others are "
            "numbers from 0 on: codes for nobody?",
            source=file,
            field="labels",
            found=", ".join(negative),
            allowed="only rows that name two persons",
        )
    _refuse_numbered_anew(source, target, columns, file)
    return [*_codes(source, target, known), *_alike(texts)]


def _refuse_numbered_anew(
    source: pd.Series[str], target: pd.Series[str], columns: tuple[str, str], file: str
) -> None:
    """Refuse personal networks, in which everybody's contacts are numbered from 1."""
    if not (source == target).any() or pd.unique(source).size < _FEWEST_EGOS:
        return
    numbers = pd.to_numeric(target, errors="coerce")
    if numbers.isna().any() or not (numbers >= 1).all():
        return
    by_ego = numbers.groupby(source.to_numpy())
    most, how_many = by_ego.max(), by_ego.nunique()
    if bool((most == how_many).all()) and bool((by_ego.count() == how_many).all()):
        raise InputError(
            f"those whom each person names in {columns[1]} are numbered 1, 2, ... anew, so that "
            "they are nobody else in the file",
            source=file,
            field=f"columns {columns[0]} and {columns[1]}",
            found=f"{how_many.size:,} persons",
            allowed="labels by which the same person is the same in every row",
        )


def _codes(source: pd.Series[str], target: pd.Series[str], known: set[str]) -> list[str]:
    """Warnings of labels such as 99 that many name, who name nobody, far from all others."""
    warnings = []
    for code in sorted(text for text in known if _CODE.fullmatch(text)):
        others = [int(text) for text in known if text.isdecimal() and not _CODE.fullmatch(text)]
        times = int((target == code).sum())
        if times > 1 and code not in set(source) and others and max(others) < int(code) / 2:
            warnings.append(
                f"{shown(code)} is named in {times:,} rows and names nobody: if that is a code for "
                "nobody, leave its rows out."
            )
    return warnings


def _alike(texts: Sequence[str]) -> list[str]:
    """A warning of labels that differ only by case or blanks."""
    spelt: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        spelt[" ".join(text.casefold().split())].append(text)
    several = [each for each in spelt.values() if len(each) > 1]
    if not several:
        return []
    example = " and ".join(shown(text) for text in several[0][:2])
    return [
        f"{sum(map(len, several)):,} labels differ from others only in case or blanks ({example}) "
        "and were read as different people."
    ]
