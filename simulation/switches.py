"""Switches: how a row of the table of mechanisms is told, and what takes a mechanism away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Switch:
    """A mechanism, or a part of it, taken away.

    ``off`` are the settings that take it away, as ``helpseek run --set`` takes them. ``shows_in``
    names a row of ``simulation.measures.shown``, which then ``rises`` or ``falls``; ``because`` is
    the reason, as evidence or experience has it. ``on`` are settings under which the mechanism is
    at work, or more so than by default.
    """

    off: Settings
    shows_in: str
    then: Literal["rises", "falls"]
    because: str
    on: Settings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One row: what is described, where it lives, what moves it, in what it shows.

    ``code`` is the names of rules and functions by file of the package, ``parameters`` the ends of
    names of parameters, ``baseline`` the quantities in which the row shows without any switch, and
    ``strategies`` the names of those that it is about.
    """

    number: int
    title: str
    described: str
    code: Mapping[str, tuple[str, ...]]
    parameters: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    baseline: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()


def row(
    number: int,
    title: str,
    described: str,
    code: Mapping[str, str],
    parameters: str,
    *switches: Switch,
    baseline: str = "",
    strategies: str = "",
) -> Mechanism:
    """A row whose lists of names are written as words."""
    return Mechanism(
        number,
        title,
        described,
        {file: tuple(names.split()) for file, names in code.items()},
        tuple(parameters.split()),
        switches,
        tuple(baseline.split()),
        tuple(strategies.split()),
    )
