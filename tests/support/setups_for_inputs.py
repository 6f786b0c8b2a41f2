"""Hypothesis strategies for what a page may send: setups, entries, names, any JSON."""

from __future__ import annotations

from hypothesis import strategies as st

from experiments.browser.declared.controls import controls

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
PARTS = (
    "world",
    "people",
    "seed",
    "weeks",
    "replicates",
    "settings",
    "strategies",
    "changes",
    "arms",
)
NAMES = st.sampled_from(["leap", "subsidy", "town", "students", *list(controls())[:5]]) | st.text(
    max_size=5
)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES | JSON,
        "week": st.integers(-2, 600) | JSON,
        "without": NAMES | JSON,
        "settings": st.dictionaries(NAMES, JSON | st.floats(0, 1), max_size=2) | JSON,
        "strategy": st.fixed_dictionaries({"name": NAMES}) | JSON,
        "label": JSON,
        "strategies": JSON,
        "coverage": JSON | st.floats(0, 1),
        "target": JSON,
    },
)
SETUPS = st.fixed_dictionaries(
    {}, optional={part: JSON | NAMES | st.lists(ENTRIES, max_size=2) | ENTRIES for part in PARTS}
)
