"""Tests side by side: which are worth it, and how loops are compiled once, with nobody waiting.

Workers share the compiled code on disk, and would all compile the same loops at first. So the first
worker compiles those of a week before it does anything else, while the second one does what needs
none of them; whoever needs a loop that is being compiled waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

WITHOUT_TOWNS = (
    "test_bad_input",
    "test_scenario",
    "test_browser_protocol",
    "test_browser_setup",
    "test_sweep_plan",
    "test_evidence",
    "test_evidence_statistics",
    "test_compare_arms",
    "test_compare_statistics",
    "test_cli_refusals",
    "test_words",
    "test_scenario_schema",
)
"""Files whose tests need hardly any loop. One that is missing here is only done later."""


def are_few(arguments: Sequence[str]) -> bool:
    """Whether these arguments name a few files or single tests."""
    paths = [argument.partition("::")[0] for argument in arguments]
    return len(paths) < 5 and not any(Path(path).is_dir() for path in paths)


def arrange(items: list[pytest.Item]) -> None:
    """Put what needs no compiled loop where the second of two workers begins, in the middle."""
    loose = [item for item in items if item.path.stem in WITHOUT_TOWNS]
    others = [item for item in items if item.path.stem not in WITHOUT_TOWNS]
    middle = min(len(items) // 2, len(others))
    while 0 < middle < len(others) and others[middle - 1].path == others[middle].path:
        middle -= 1  # files stay whole
    items[:] = [*others[:middle], *loose, *others[middle:]]


def compile_a_week() -> None:
    """Let a lively town live until all loops of a week are compiled."""
    from tests.support.busy_towns import BUSY
    from tests.support.towns import town_of, weeks

    weeks(town_of(300, strategies=[{"name": "leap"}, {"name": "public_campaign"}], **BUSY), 12)
