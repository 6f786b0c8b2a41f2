"""Columns of a list of ties: which two hold the persons, by their names or by what they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

import pandas as pd

from simulation.errors import InputError, shown
from simulation.network.wanted import (
    NUMBERS_OF_TIES,
    TIMES,
    USUAL_WEIGHTS,
    WAVES,
    Wanted,
    named,
    plain,
)

USUAL_NAMES = (
    ("source", "target"),
    ("from", "to"),
    ("ego", "alter"),
    ("i", "j"),
    ("src", "dst"),
    ("src", "dest"),
    ("src", "tgt"),
    ("src", "trg"),
    ("sender", "receiver"),
    ("sender", "recipient"),
    ("sender", "receptor"),
    ("caller", "callee"),
    ("caller", "called"),
    ("caller", "receiver"),
    ("caller", "recipient"),
    ("calling", "called"),
    ("tail", "head"),
    ("u", "v"),
    ("origin", "destination"),
    ("orig", "dest"),
    ("o", "d"),
    ("follower", "followee"),
    ("follower", "followed"),
    ("follower", "following"),
    ("nominator", "nominee"),
    ("nominator", "nominated"),
    ("chooser", "chosen"),
    ("rater", "ratee"),
    ("rater", "rated"),
    ("respondent", "alter"),
    ("respondent", "friend"),
    ("respondent", "nominee"),
    ("respondent", "nominated"),
    ("respondent", "contact"),
    ("participant", "contact"),
    ("participant", "alter"),
    ("student", "friend"),
    ("person", "friend"),
    ("user", "friend"),
    ("person", "contact"),
    ("ego", "friend"),
    ("ego", "contact"),
    ("giver", "receiver"),
    ("giver", "taker"),
    ("lender", "borrower"),
    ("seeker", "adviser"),
    ("seeker", "advisor"),
    ("actor", "partner"),
    ("actor", "target"),
    ("initiator", "target"),
    ("initiator", "receiver"),
    ("initiator", "recipient"),
    ("author", "recipient"),
    ("mentor", "mentee"),
    ("infector", "infectee"),
    ("first", "second"),
    ("row", "col"),
    ("row", "column"),
    ("subject", "object"),
    ("parent", "child"),
    ("one", "other"),
    ("a", "b"),
    ("x", "y"),
)
"""Names of the two columns of labels, in lower case, without signs and words like id."""

_BESIDE = {
    "id",
    "ids",
    "node",
    "nodes",
    "person",
    "name",
    "label",
    "vertex",
    "user",
    "code",
    "number",
    "no",
    "nr",
    "num",
    "pid",
    "key",
    "actor",
    "individual",
    "student",
    "participant",
}
"""Words that stand beside the others: source_id, FromNodeId, ego name."""
_PAIRED = (
    ("1", "2"),
    ("a", "b"),
    ("i", "j"),
    ("x", "y"),
    ("0", "1"),
    ("one", "two"),
    ("from", "to"),
)
_MOST_COMPARED = 8


def _words(name: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[\W_]+", parted.casefold()) if word]


def _bare(name: str) -> str:
    """A name without the words that stand beside others."""
    words = _words(name)
    joined = "".join(words)
    rest = [word for word in words if word not in _BESIDE]
    if len(rest) == len(words) == 1:
        for beside in ("id", "node", "nodeid", "name", "label"):
            if joined.endswith(beside) and any(
                joined[: -len(beside)] in pair for pair in USUAL_NAMES
            ):
                return joined[: -len(beside)]
    return "".join(rest) or joined


def usual_pair(header: Sequence[str]) -> tuple[int, int] | None:
    """The columns of both ends by their usual names, or by one name with 1 and 2, a and b."""
    return _known_pair(header) or _numbered_pair(header)


def _known_pair(header: Sequence[str]) -> tuple[int, int] | None:
    for names in ([plain(name) for name in header], [_bare(name) for name in header]):
        for one, other in USUAL_NAMES:
            if names.count(one) == 1 and names.count(other) == 1:
                return names.index(one), names.index(other)
    return None


def _numbered_pair(header: Sequence[str]) -> tuple[int, int] | None:
    """person1 and person2, id_a and id_b; not where there is a third, or another such pair."""
    names = [plain(name) for name in header]
    found = []
    for one, other in _PAIRED:
        for place, name in enumerate(names):
            stem = name[: -len(one)]
            if not name.endswith(one) or not (stem or one == "1"):
                continue
            if names.count(stem + other) == 1 and names.count(name) == 1:
                third = {"2": "3", "b": "c", "j": "k", "y": "z", "1": "2"}.get(other, "\0")
                if stem + third not in names:
                    found.append((place, names.index(stem + other)))
    return found[0] if len(found) == 1 and len(names[found[0][0]]) > 1 else None


def surely_names(header: Sequence[str]) -> bool:
    """Whether a first line holds names of columns for certain: a single letter may be a person, and
    so may person1."""
    pair = _known_pair(header)
    return pair is not None and all(len(header[place]) > 1 for place in pair)


def like_persons(header: Sequence[str], pair: tuple[int, int], labels: Iterable[str]) -> bool:
    """Whether the names of a usual pair of columns may be two more persons: single letters among
    single letters, or person1 and person2 among person3 and others."""
    if surely_names(header):
        return False
    names = [header[place] for place in pair]
    if all(len(name) == 1 for name in names):
        return any(len(label) == 1 and label.isalpha() for label in labels)
    stem = names[0].casefold()[:-1]
    return any(
        label.casefold().startswith(stem) and len(label) <= len(names[0]) + 3 for label in labels
    )


def chosen(
    table: pd.DataFrame,
    header: Sequence[str],
    wanted: Wanted,
    weight: int | None,
    file: str,
    *,
    headless: bool,
) -> tuple[int, int]:
    """The two columns that hold the persons: those named, those of usual names, else the first two
    if they share more labels than any other two. Raises InputError where nobody can tell."""
    usual = None if headless else usual_pair(header)
    asked = [
        None if name is None else list(header).index(named(header, name, option, file))
        for option, name in (("source", wanted.source), ("target", wanted.target))
    ]
    if asked[0] is not None and asked[1] is not None:
        return _different(asked[0], asked[1], weight, header, file)
    known = next((place for place in asked if place is not None), None)
    if known is not None:
        other = _counterpart(table, header, usual, known, weight, file)
        return _different(
            *((known, other) if asked[0] == known else (other, known)), weight, header, file
        )
    if usual is not None and weight not in usual:
        return usual
    return _by_labels(table, header, _free(table, header, weight, headless), file, headless)


def _different(
    one: int, other: int, weight: int | None, header: Sequence[str], file: str
) -> tuple[int, int]:
    if one == other or weight in (one, other):
        raise InputError(
            "one column is named twice",
            source=file,
            field="source, target, weight",
            found=header[one],
            allowed="three different columns",
        )
    return one, other


def _counterpart(
    table: pd.DataFrame,
    header: Sequence[str],
    usual: tuple[int, int] | None,
    known: int,
    weight: int | None,
    file: str,
) -> int:
    """The other column where the user named one: its usual partner, else the one that shares most
    of its labels."""
    if usual is not None and known in usual:
        return usual[1] if usual[0] == known else usual[0]
    labels = set(table[known].dropna())
    shared = {
        place: len(labels & set(table[place].dropna()))
        for place in range(len(header))
        if place not in (known, weight)
    }
    if not shared:
        raise InputError("no second column of labels", source=file, found=list(header))
    best = max(shared, key=lambda place: shared[place])
    if shared[best] == 0 or sum(number == shared[best] for number in shared.values()) > 1:
        raise InputError(
            "only one column of persons is named, and none is clearly the other",
            source=file,
            field="network.source, network.target",
            found=list(header)[:12],
            allowed="both named",
        )
    return best


def _free(
    table: pd.DataFrame, header: Sequence[str], weight: int | None, headless: bool
) -> list[int]:
    """Columns that may hold persons: no numbers of rows, times or weights."""
    free = []
    for place, name in enumerate(header):
        known = plain(name)
        if place == weight or (
            not headless
            and (
                not known
                or known in NUMBERS_OF_TIES
                or known in WAVES
                or known in TIMES
                or known in USUAL_WEIGHTS
            )
        ):
            continue
        free.append(place)
    return free


def _by_labels(
    table: pd.DataFrame, header: Sequence[str], free: list[int], file: str, headless: bool
) -> tuple[int, int]:
    if len(free) < 2:
        raise InputError(
            "a list of ties needs two columns of labels",
            source=file,
            field="header",
            found=list(header)[:12],
            allowed="a header such as source,target, or network.source and network.target",
        )
    labels = {place: set(table[place].dropna()) for place in free[:_MOST_COMPARED]}
    shared = {pair: len(labels[pair[0]] & labels[pair[1]]) for pair in combinations(labels, 2)}
    alike = {
        (one, other): number / max(len(labels[one] | labels[other]), 1)
        for (one, other), number in shared.items()
    }
    first = (free[0], free[1])
    others = [pair for pair in shared if pair != first]
    clear = shared[first] > 0 and all(
        shared[pair] < shared[first] and alike[pair] < alike[first] for pair in others
    )
    if clear:
        return first
    best = max(shared, key=lambda pair: (alike[pair], shared[pair]))
    if shared[best] == 0:
        problem = "no two columns share a label, so that nobody knows which hold the persons"
    elif best == first:
        problem = "several columns share labels, so that nobody knows which hold the persons"
    else:
        problem = f"the columns {shown(header[best[0]])} and {shown(header[best[1]])} share labels"
        problem += f", the first two ({shown(header[first[0]])}, {shown(header[first[1]])}) less so"
    names = "columns called 1, 2, ..." if headless else "their names, or 1, 2, ... if the first "
    names += "" if headless else "line holds a tie"
    raise InputError(
        problem,
        source=file,
        field="network.source, network.target",
        found=[str(name) for name in header][:12],
        allowed=f"both named ({names})",
    )
