"""The version of the model, its revisions, and outcomes that drift only on purpose."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from experiments.engine import Store
from simulation.errors import InputError
from simulation.revisions import changed_since, present, revisions
from simulation.source_version import what_computes
from tests.support import golden_outcomes

CODE = b'''
"""About a file."""
LIMIT = 3
"""About a constant."""

def rule(x):
    """About a rule."""
    if x < 0:
        raise ValueError("x is below zero")
    return x * LIMIT
'''


def test_outcomes_of_the_built_in_worlds_have_not_drifted() -> None:
    kept = json.loads(golden_outcomes.FILE.read_text(encoding="utf-8"))
    assert kept["revision"] == present(), (
        "python -m tests.support.golden_outcomes, after a new revision"
    )
    now = golden_outcomes.found()
    drifted = [
        f"{world}: {name} {value} was {kept['worlds'][world][name]}"
        for world, outcomes in now["worlds"].items()
        for name, value in outcomes.items()
        if not _same(value, kept["worlds"][world][name])
    ]
    assert not drifted, "numbers changed: a row in simulation/revisions.csv, and the changelog"
    assert now["worlds"].keys() == kept["worlds"].keys()


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    # The last digits of sums may differ between machines.
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)


def test_revisions_are_in_order_and_in_the_changelog() -> None:
    assert [one.number for one in revisions()] == list(range(1, present() + 1))
    assert [one.date for one in revisions()] == sorted(one.date for one in revisions())
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    changelog = readme.partition("\n## Changelog\n")[2].partition("\n## ")[0]
    named = re.findall(r"\*\*\(numbers, revision (\d+)\)\*\*", " ".join(changelog.split()))
    assert set(map(int, named)) == {one.number for one in revisions()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"About a file", b"Concerning a file"),
        (b"About a constant", b"Another word"),
        (b"About a rule", b"An equation"),
        (b"LIMIT = 3", b"LIMIT = 3  # why"),
        (b"x * LIMIT", b"(x * LIMIT)"),
        (b"x is below zero", b"x lies below zero"),
    ],
)
def test_words_change_no_version(before: bytes, after: bytes) -> None:
    assert before in CODE
    assert what_computes(CODE.replace(before, after)) == what_computes(CODE)


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"LIMIT = 3", b"LIMIT = 4"), (b"x < 0", b"x <= 0"), (b"x * LIMIT", b"LIMIT * x")],
)
def test_what_computes_changes_the_version(before: bytes, after: bytes) -> None:
    assert what_computes(CODE.replace(before, after)) != what_computes(CODE)


def test_what_cannot_go_on_says_which_change_ended_it(tmp_path: Path) -> None:
    with Store(tmp_path / "kept", kind="test 1", code="a" * 64):
        pass
    record = tmp_path / "kept" / "store.json"
    told = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**told, "revision": present() - 1}), encoding="utf-8")
    with pytest.raises(InputError, match=f"{revisions()[-1].date}: {revisions()[-1].change[:20]}"):
        Store(tmp_path / "kept", kind="test 1", code="b" * 64).__enter__()
    assert "no change of numbers" in changed_since(present())
    assert "before revisions" in changed_since(None)
