"""Revisions: the changes that gave the model other numbers, each on purpose, in ``revisions.csv``.

Results note the revision that they were made with, so that what cannot be continued says which
change ended it. A test holds outcomes of the built-in worlds beside those of the last revision.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Revision(NamedTuple):
    """One change of numbers: its place in the list (from 1), the day, and what changed."""

    number: int
    date: str
    change: str


@cache
def revisions() -> tuple[Revision, ...]:
    """All revisions, the present one last."""
    text = files(__package__).joinpath("revisions.csv").read_text("utf-8")
    return tuple(
        Revision(int(row["revision"]), row["date"], row["change"])
        for row in csv.DictReader(text.splitlines())
    )


def present() -> int:
    """The number of the present revision."""
    return revisions()[-1].number


def changed_since(noted: object) -> str:
    """What has changed since a result was made that notes this revision, in words."""
    if not isinstance(noted, int) or isinstance(noted, bool):
        return "made before revisions were noted"
    later = [one for one in revisions() if one.number > noted]
    if later:
        return "; ".join(f"{one.date}: {one.change}" for one in later)
    if noted > present():
        return f"made by a later Helpseek, revision {noted}"
    return "its code has changed since; no change of numbers is listed"
