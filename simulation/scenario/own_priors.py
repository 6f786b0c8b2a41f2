"""Priors of a world's own: what its numbers may be, and which of them are in doubt together.

``priors: {onset_rate: {distribution: beta, mean: 0.1, interval: [0.07, 0.14], source: ...}}`` says
it of numbers by their place or the end of it, as settings name them; ``prior_groups: {NAME: {kind:
ordered, members: [...], source: ...}}`` adds groups, or takes one away that comes with the model
(``NAME: null``). What a world says of a number counts before what the table of numbers says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from simulation.errors import InputError, unknown_name
from simulation.parameters.field import Parameter, parameters_of
from simulation.parameters.prior_groups import PriorGroup, group_of, once_each, prior_groups
from simulation.parameters.spread import Spread, of_mapping

PRIORS, GROUPS = "priors", "prior_groups"
_STRATEGIES = "strategies."


def spreads_of(said: Mapping[str, Any], rows: Iterable[Parameter]) -> dict[str, Spread]:
    """What a world says of its numbers (``rows``), by place.

    Raises InputError, with the place in the world, for names that no number or several have and
    for distributions that cannot be.
    """
    if not said:
        return {}
    known = {row.name: row for row in rows}
    if any(name.startswith(_STRATEGIES) for name in said):
        known |= _of_strategies()
    found: dict[str, Spread] = {}
    for name, given in said.items():
        if given is None:  # what a world beneath said is taken back
            continue
        field = f"{PRIORS}.{name}"
        place = _place(name, known, field)
        if place in found:
            raise InputError("is said twice", field=field, found=place, allowed="one prior each")
        row = known[place]
        try:
            spread = of_mapping(given)
            spread.prior(row.low, row.high, isinstance(row.default, int))
        except InputError as error:
            raise InputError(
                error.problem,
                field=".".join(part for part in (field, error.field) if part),
                found=error.found,
                allowed=error.allowed,
            ) from None
        found[place] = spread
    return found


def by_name(below: object, above: object) -> object:
    """What two layers say of priors or groups, the upper one first; a name is replaced as a whole.
    What is no mapping is left to be refused."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **above}


def groups_of(said: Mapping[str, Any]) -> tuple[PriorGroup, ...]:
    """The groups of a world, which says these: those that come with the model, and its own."""
    return _groups(said, None)


def check_groups(said: Mapping[str, Any], rows: Iterable[Parameter]) -> None:
    """Refuse groups of a world that cannot be, or whose members are no numbers of it."""
    if said:
        _groups(said, {row.name: row for row in rows})


def _of_strategies() -> dict[str, Parameter]:
    """The numbers of all strategies that there are, as ``strategies.KIND.FIELD``."""
    from simulation.strategies import STRATEGIES

    rows = (
        row
        for kind, strategy in STRATEGIES.items()
        for row in parameters_of(strategy(), f"{_STRATEGIES}{kind}.")
    )
    return {row.name: row for row in rows}


def with_spreads(rows: Iterable[Parameter], said: Mapping[str, Spread]) -> list[Parameter]:
    """Rows with what a world says of them instead of what the table does."""
    return [
        replace(row, entry=replace(row.entry, spread=said[row.name])) if row.name in said else row
        for row in rows
    ]


def _groups(
    said: Mapping[str, Any], known: Mapping[str, Parameter] | None
) -> tuple[PriorGroup, ...]:
    found = dict(prior_groups())
    for name, given in said.items():
        field = f"{GROUPS}.{name}"
        if given is None:
            if name not in found:
                unknown = unknown_name("group", name, found)
                raise InputError(unknown.problem, field=field, allowed=unknown.allowed)
            del found[name]
            continue
        try:
            group = group_of(name, given)
        except InputError as error:
            raise InputError(
                error.problem,
                field=".".join(part for part in (field, error.field) if part),
                found=error.found,
                allowed=error.allowed,
            ) from None
        if known is not None:
            for member in group.members:
                if member not in known and not member.startswith(_STRATEGIES):
                    unknown = unknown_name("number", member, known)
                    raise InputError(
                        unknown.problem,
                        field=f"{field}.members",
                        found=member,
                        allowed=unknown.allowed,
                    )
        found[name] = group
    try:
        once_each(found.values())
    except InputError as error:
        raise InputError(
            error.problem,
            field=GROUPS,
            found=error.found,
            allowed=f"{error.allowed}; NAME: null takes a group away",
        ) from None
    return tuple(found.values())


def _place(name: str, known: Mapping[str, Parameter], field: str) -> str:
    """The number that a name means: its place, or the end of it."""
    steps = name.replace("__", ".")
    if steps in known:
        return steps
    ends = [place for place in known if place.endswith(f".{steps}")]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise InputError(
            "could mean several numbers",
            field=field,
            allowed=", ".join(ends[:6]) + (", ..." if len(ends) > 6 else ""),
        )
    error = unknown_name("number", name, [place.rpartition(".")[2] for place in known])
    raise InputError(error.problem, field=field, allowed=error.allowed)
