"""Hypothesis strategies for what users may hand over: scenario trees, YAML texts, settings."""

from __future__ import annotations

import copy
import json
from typing import Any

import yaml
from hypothesis import strategies as st

from simulation.scenario import Scenario, load_scenario, world_files
from simulation.scenario.merging import places

HUGE = (10**30, -(10**30), 10**400, -(2**63) - 1, 1e308, -1e308, 5e-324)

odd_numbers = st.one_of(
    st.sampled_from([float("nan"), float("inf"), float("-inf"), -0.0, *HUGE]),
    st.integers(-10, 10_000),
    st.floats(),
)
odd_words = st.one_of(
    st.sampled_from(
        ["", "no", "yes", "null", "true", "1:30", "2024-01-01", "0x10", "1_000", "1e-3", "~",
         "\x00", "\ud800", "a\nb", "../..", "/dev/null", "builtin:../x", "{}", "town", "😀", "x" * 5_000]
    ),
    st.text(max_size=20),
)  # fmt: skip
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
    tree[step] = made = {}
    return made


@st.composite
def mutated_trees(draw: st.DrawFn, values: st.SearchStrategy[Any] = odd_values) -> dict[str, Any]:
    """A valid scenario in which some places hold something else, or keys that nobody knows."""
    world = draw(st.sampled_from(sorted(world_files())))
    tree = load_scenario(world).resolved() if draw(st.booleans()) else {"extends": world}
    tree = copy.deepcopy(tree)
    for place in draw(st.lists(all_places, min_size=1, max_size=3)):
        if draw(st.integers(0, 4)) == 0:
            place = (*place[:-1], draw(odd_words))
        _set(tree, place, draw(values))
    if draw(st.integers(0, 4)) == 0:
        tree["extends"] = draw(odd_scalars)
    return tree


@st.composite
def near_trees(draw: st.DrawFn) -> dict[str, Any]:
    """Scenario trees with numbers about the size of those that are allowed: often valid."""
    numbers = st.one_of(st.integers(0, 50), st.floats(0.0, 1.0), st.booleans())
    return draw(mutated_trees(numbers))


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """The bytes of a scenario file with a few of them cut, repeated or replaced."""
    world = world_files()[draw(st.sampled_from(sorted(world_files())))].read_bytes()
    resolved = load_scenario().resolved()
    data = draw(
        st.sampled_from([
            world,
            json.dumps(resolved).encode(),
            yaml.safe_dump(resolved).encode()[:5_000],
        ])
    )  # fmt: skip
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        other = draw(
            st.one_of(
                st.binary(max_size=10),
                st.sampled_from(
                    [b"\t", b"\x00", b"\xff\xfe", b"&a ", b"*a", b"!!python/object:os.system ",
                     b"<<: *a", b"---\n", b"...\n", b": ", b"- ", b"[", b"}", b"|\n", b"? ",
                     b"%TAG", b"!!binary ", b"!!set ", b"!!timestamp ", b"9" * 5_000,
                     data[at : at + length]]
                ),
            )
        )  # fmt: skip
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
        st.sampled_from(["strategies.0", "strategies.0.start", "strategies.9.start", "extends",
                         "network.arguments.k", "culture.groups.new.trust",
                         "population.columns.age"]),
    )  # fmt: skip
    return draw(st.dictionaries(keys, st.one_of(odd_values, objects), min_size=1, max_size=3))
