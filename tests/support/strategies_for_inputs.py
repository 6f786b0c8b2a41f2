"""Hypothesis strategies for what users may hand over: scenario trees, YAML texts, settings."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import strategies as st

from simulation.parameters import Parameter
from simulation.scenario import Scenario, load_scenario, parameter_rows, world_files
from simulation.scenario.merging import places

HUGE = (10**30, -(10**30), 10**400, -(2**63) - 1, 1e308, -1e308, 5e-324)

odd_numbers = st.one_of(
    st.sampled_from([float("nan"), float("inf"), float("-inf"), -0.0, *HUGE]),
    st.integers(-10, 10_000),
    st.floats(),
)
odd_words = st.one_of(
    st.sampled_from(
        [
            "",
            "no",
            "yes",
            "null",
            "true",
            "1:30",
            "2024-01-01",
            "0x10",
            "1_000",
            "1e-3",
            "~",
            "\x00",
            "\ud800",
            "a\nb",
            "../..",
            "/dev/null",
            "builtin:../x",
            "{}",
            "town",
            "😀",
            "x" * 5_000,
        ]
    ),
    st.text(max_size=20),
)
odd_scalars = st.one_of(st.none(), st.booleans(), odd_numbers, odd_words)
odd_values = st.recursive(
    odd_scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(odd_words, inner, max_size=4)
    ),
    max_leaves=8,
)
"""Anything that YAML or JSON can say, and some of what it cannot."""

objects = st.sampled_from([object(), b"bytes", {1, 2}, 3 + 4j, range(3), len, {1: 2}, {None: 1}])
"""What only Python can hand over."""


def _every_place() -> list[tuple[str, ...]]:
    tree = Scenario().resolved()
    return [tuple(str(step) for step in place) for place in places(Scenario, tree)]


all_places = st.sampled_from(_every_place())


def _set(tree: dict[str, Any], place: tuple[str, ...], value: object) -> None:
    for step in place[:-1]:
        inside = tree.get(step)
        tree = tree.setdefault(step, {}) if isinstance(inside, dict) else _new(tree, step)
    tree[place[-1]] = value


def _new(tree: dict[str, Any], step: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    tree[step] = made
    return made


@st.composite
def mutated_trees(draw: st.DrawFn, values: st.SearchStrategy[Any] = odd_values) -> dict[str, Any]:
    """A valid scenario in which some places hold something else, or keys that nobody knows."""
    world = draw(st.sampled_from(sorted(world_files())))
    tree: dict[str, Any] = {"extends": world}
    if draw(st.booleans()):
        tree = load_scenario(world).resolved()
    for place in draw(st.lists(all_places, min_size=1, max_size=3)):
        last = draw(odd_words) if draw(st.integers(0, 4)) == 0 else place[-1]
        _set(tree, (*place[:-1], str(last)), draw(values))
    if draw(st.integers(0, 4)) == 0:
        tree["extends"] = draw(odd_scalars)
    return tree


def _within(row: Parameter) -> st.SearchStrategy[float]:
    if isinstance(row.default, int):
        return st.integers(int(row.low), int(row.high))
    return st.one_of(st.floats(row.low, row.high), st.just(row.low), st.just(row.high))


_ROWS = [row for row in parameter_rows(load_scenario()) if "circle" not in row.name]
numbers_in_range = st.sampled_from(_ROWS).flatmap(
    lambda row: st.tuples(st.just(tuple(row.name.split("."))), _within(row))
)
"""A place of a number and a value that it may have."""

one_line = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
branches: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"network": {"kind": "none"}},
        {"network": {"generator": "watts_strogatz_graph", "arguments": {"k": 4, "p": 0.5}}},
        {
            "network": {
                "generator": "stochastic_block_model",
                "arguments": {"p": [[0.5, 0], [0, 1]]},
            }
        },
        {"network": {"file": "ties.csv", "weight": "", "directed": True}},
        {"network": {"friendships": {"smallest_circle": 2, "largest_circle": 40}}},
        {"population": {"file": "people.csv", "columns": {"age": "AGEP"}, "draw_missing": True}},
        {"population": {"source": "marginals", "file": "counts.csv"}},
        {"population": {"people": 1, "individuals": True}},
        {"culture": {"groups": {"asian": None, "another": {}}}},
        {"services": {"remote": {"professional": False}}},
        {"strategies": ["reminders", {"name": "reminders", "start": 52}]},
        {"strategies": [{"name": "public_campaign", "start": 3, "target": "low_income"}]},
        {"strategies": [{"name": "leap", "target": "hubs", "decay": 3.5, "repeat_after": 4}]},
        {"strategies": ["screening", {"name": "subsidy", "target": "culture:hispanic"}]},
    ]
)


@st.composite
def valid_trees(draw: st.DrawFn) -> dict[str, Any]:
    """Scenarios that say a few things that may be said."""
    tree: dict[str, Any] = {"name": draw(one_line), "description": draw(one_line)}
    if draw(st.booleans()):
        tree["extends"] = draw(st.sampled_from(sorted(world_files())))
    for place, value in draw(st.lists(numbers_in_range, max_size=4)):
        _set(tree, place, value)
    for branch in draw(st.lists(branches, max_size=2)):
        tree.update(branch)
    return tree


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """The bytes of a scenario file with a few of them cut, repeated or replaced."""
    world = world_files()[draw(st.sampled_from(sorted(world_files())))].read_bytes()
    resolved = load_scenario().resolved()
    data = draw(
        st.sampled_from(
            [
                world,
                json.dumps(resolved).encode(),
                yaml.safe_dump(resolved).encode()[:5_000],
            ]
        )
    )
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        other = draw(
            st.one_of(
                st.text(max_size=10).map(lambda text: text.encode("utf-8", "replace")),
                st.text("abc:-{}[]&*!|>%@`'\"#, \n", max_size=10).map(str.encode),
                st.binary(max_size=3),
                st.sampled_from(
                    [
                        b"\t",
                        b"\x00",
                        b"\xff\xfe",
                        b"&a ",
                        b"*a",
                        b"!!python/object:os.system ",
                        b"<<: *a",
                        b"---\n",
                        b"...\n",
                        b": ",
                        b"- ",
                        b"[",
                        b"}",
                        b"|\n",
                        b"? ",
                        b"%TAG",
                        b"!!binary ",
                        b"!!set ",
                        b"!!timestamp ",
                        b"9" * 5_000,
                        data[at : at + length],
                    ]
                ),
            )
        )
        data = data[:at] + other + data[at + length :]
    return data


@st.composite
def any_settings(draw: st.DrawFn) -> dict[str, Any]:
    """Settings by place, some places wrong and most values too."""
    keys = st.one_of(
        all_places.map(".".join),
        all_places.map("__".join),
        all_places.map(lambda place: place[-1]),
        odd_words,
        st.sampled_from(
            [
                "strategies.0",
                "strategies.0.start",
                "strategies.9.start",
                "extends",
                "network.arguments.k",
                "culture.groups.new.trust",
                "population.columns.age",
            ]
        ),
    )
    values = st.one_of(odd_values, odd_numbers, st.floats(0.0, 1.0), st.integers(0, 9), objects)
    return draw(st.dictionaries(keys, values, min_size=1, max_size=3))
