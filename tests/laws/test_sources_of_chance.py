"""That nothing but keyed draws is random: read off the source, and no decision declared twice."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for folder in ("simulation", "experiments") for path in (ROOT / folder).rglob("*.py")
)

CHANCE = {
    "random",
    "time",
    "secrets",
    "uuid",
    "datetime",
    "numpy.random",
    "os.urandom",
    "os.getrandom",
    "hash",
    "id",
}
"""Modules and functions whose answers differ from run to run."""
GENERATORS = {"random", "rng"}
"""Attributes under which Mesa's models and agents keep generators of their own."""

ALLOWED = {
    ("simulation/binding.py", "id"): "tells kinds of records apart; nothing is ordered by it",
    ("simulation/model.py", "self.random"): "Mesa's space wants a generator; it never draws",
    ("simulation/agent_sets.py", "self.random"): "for Mesa's own sets of agents",
    ("simulation/code_cache.py", "time.monotonic"): "how long to wait for another compiler",
    ("simulation/code_cache.py", "time.sleep"): "waits for another compiler",
    ("simulation/parameters/__init__.py", "id"): "tells records apart; nothing is ordered by it",
    ("experiments/posterior/budget.py", "time.monotonic"): "minutes that a fit may take",
    ("experiments/benchmark/stopwatch.py", "time.perf_counter"): "measures speed",
    ("experiments/benchmark/stopwatch.py", "datetime.datetime"): "tells when it was measured",
    ("experiments/benchmark/stopwatch.py", "datetime.UTC"): "tells when it was measured",
    ("experiments/benchmark/stopwatch.py", "datetime.datetime.now"): "tells when it was measured",
    (
        "experiments/benchmark/stopwatch.py",
        "datetime.datetime.fromisoformat",
    ): "reads when runs ended",
    ("experiments/terminal/progress.py", "time.monotonic"): "tells how long work has lasted",
    ("experiments/sweep/progress.py", "time.monotonic"): "tells how long work will last",
    ("experiments/sweep/estimate.py", "time.perf_counter"): "measures how long runs will take",
    ("experiments/sweep/estimate.py", "time.process_time"): "measures how long runs will take",
    ("experiments/compare/uncertainty/estimate.py", "time.perf_counter"): "as that of a sweep",
    ("experiments/compare/uncertainty/estimate.py", "time.process_time"): "as that of a sweep",
    ("experiments/engine/worker.py", "time.perf_counter"): "tells how long a run took, beside it",
    ("experiments/engine/worker.py", "datetime.datetime"): "tells when a run ended, beside it",
    ("experiments/engine/worker.py", "datetime.UTC"): "tells when a run ended, beside it",
    ("experiments/engine/worker.py", "datetime.datetime.now"): "tells when a run ended, beside it",
    ("experiments/browser/catalogue/listing.py", "time.monotonic"): "when to look at results anew",
    ("experiments/browser/live/clock.py", "time.monotonic"): "plays so many weeks a second",
    ("experiments/browser/live/pictures.py", "time.monotonic"): "pictures are not sent too often",
    (
        "experiments/browser/live/towns/towns.py",
        "time.perf_counter",
    ): "shares time with others",
    ("experiments/browser/live/view.py", "time.monotonic"): "tells now and then that it is busy",
    ("experiments/benchmark/pages.py", "time.perf_counter"): "measures speed",
    ("experiments/browser/server/patience.py", "time.monotonic"): "when to give up a connection",
    (
        "experiments/browser/server/sessions.py",
        "time.monotonic",
    ): "when to free a town",
    ("experiments/browser/server/socket.py", "time.monotonic"): "how many messages a second",
    ("experiments/engine/store.py", "time.monotonic"): "when to gather the journal into parts",
    ("experiments/browser/server/serving.py", "secrets.token_urlsafe"): "who may come in",
    ("experiments/browser/server/guards.py", "secrets.token_urlsafe"): "who has come in",
    ("simulation/seeds.py", "secrets.randbits"): "a seed where none is wanted; it is told",
    ("experiments/browser/server/sessions.py", "secrets.token_urlsafe"): "a name nobody can guess",
    ("experiments/plain_mesa/town.py", "self.random"): "the model in plain Mesa has Mesa's chance",
}
"""The places outside of ``randomness.py`` where they may stand, and what they do there."""
HOME = "simulation/randomness.py"


def called(node: ast.expr) -> str:
    """The dotted name of an expression, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = called(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def is_chance(name: str) -> bool:
    return any(name == source or name.startswith(source + ".") for source in CHANCE)


def sources_of_chance(text: str) -> Iterator[str]:
    """Names in a Python file that stand for chance, the clock or what differs between processes."""
    full: dict[str, str] = {}
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known = alias.asname or alias.name.partition(".")[0]
                full[known] = alias.name if alias.asname else known
                if is_chance(alias.name):
                    yield alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                full[alias.asname or alias.name] = name
                if is_chance(name):
                    yield name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if node.attr in GENERATORS and called(node.value) in ("self", "model", "self.model"):
                yield f"self.{node.attr}"
            first, _, rest = called(node).partition(".")
            name = f"{full[first]}.{rest}" if rest and first in full else ""
            if is_chance(name) and name not in full.values():
                yield name
        elif isinstance(node, ast.Call) and called(node.func) in ("hash", "id"):
            yield called(node.func)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import random", {"random"}),
        ("import random as luck\nluck.choice([1])", {"random", "random.choice"}),
        ("from random import choice", {"random.choice"}),
        ("import numpy as np\nnp.random.rand()", {"numpy.random", "numpy.random.rand"}),
        ("import numpy\nnumpy.random.rand()", {"numpy.random", "numpy.random.rand"}),
        ("from numpy import random", {"numpy.random"}),
        ("from numpy.random import default_rng", {"numpy.random.default_rng"}),
        ("import time\ntime.time()", {"time", "time.time"}),
        ("from time import perf_counter", {"time.perf_counter"}),
        ("from os import urandom", {"os.urandom"}),
        ("import os\nos.urandom(8)", {"os.urandom"}),
        ("import datetime", {"datetime"}),
        ("import uuid, secrets", {"uuid", "secrets"}),
        ("x = hash('a') + id(x)", {"hash", "id"}),
        ("class A:\n  def f(self): return self.random.random()", {"self.random"}),
        ("model.rng.integers(3)", {"self.rng"}),
        ("import os\nos.path.join('time', 'random')\nself.hash()\nx.random()", set()),
        ("from simulation.randomness import uniform\nimport randomness\n'random'", set()),
    ],
)
def test_sources_of_chance_are_found(text: str, found: set[str]) -> None:
    assert set(sources_of_chance(text)) == found


def test_nothing_is_random_but_keyed_draws() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in SOURCES
        if path != ROOT / HOME
        for name in sources_of_chance(path.read_text())
    }
    assert "random" in set(sources_of_chance((ROOT / HOME).read_text()))
    assert len(SOURCES) > 60
    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set(), "allowed, and no longer needed"


def declared_decisions(text: str) -> Iterator[str]:
    """What calls of ``decision`` declare: the name, or the part of it before what varies."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and called(node.func).split(".")[-1] == "decision":
            (name,) = node.args
            if isinstance(name, ast.JoinedStr):
                name = name.values[0]
            assert isinstance(name, ast.Constant), ast.unparse(node)
            yield str(name.value)


def test_no_two_places_share_a_decision() -> None:
    """Two places that named one decision would draw the same luck for different things."""
    names = Counter(name for path in SOURCES for name in declared_decisions(path.read_text()))
    assert len(names) > 40
    assert [name for name, number in names.items() if number > 1] == []
