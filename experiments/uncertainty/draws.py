"""Draws: a table of possible worlds, each a value for everything that is in doubt.

Draws from priors are made here (``prior_draws``), those that a calibration leaves are read from a
``posterior.parquet`` (``experiments.uncertainty.kept``); whatever needs either takes this table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.uncertainty.cube import DESIGNS, points
from experiments.uncertainty.places import numbers_of, uncertain
from experiments.uncertainty.said import Uncertainty
from experiments.uncertainty.together import numbers_together
from experiments.uncertainty.uncertain import STRATEGIES, Uncertain, told_of
from simulation.errors import InputError, unknown_name
from simulation.parameters.prior_groups import PriorGroup
from simulation.scenario.own_priors import groups_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Together:
    """What a world says of numbers in doubt together: its groups, and the values that it holds."""

    groups: tuple[PriorGroup, ...] = ()
    held: Mapping[str, float] = field(default_factory=dict)


NOTHING = Together()
"""Each number by itself, as analyses want it that vary one at a time."""


def together_in(scenario: Scenario, strategies: Mapping[str, Strategy]) -> Together:
    """The groups of a world, with the values of its numbers and of its strategies'.

    An order that does not hold among values that the world itself gives does not hold there.
    """
    rows = numbers_of(scenario, strategies)
    given = {name: row.default for name, row in rows.items() if row.status == "given"}
    kept = (group for group in groups_of(scenario.prior_groups) if group.holds(given))
    return Together(tuple(kept), {name: row.default for name, row in rows.items()})


def columns_at(
    shares: Floats, doubtful: Sequence[Uncertain], together: Together = NOTHING
) -> list[list[Any]]:
    """The values of each uncertain number at points of the unit cube, a row of it a point.

    Raises InputError for an order of numbers that cannot be kept.
    """
    drawn = numbers_together(shares, doubtful, together.groups, together.held)
    return [
        one.as_values(drawn[one.place]) if one.place in drawn else one.column_at(shares[:, at])
        for at, one in enumerate(doubtful)
    ]


@dataclass(frozen=True)
class Draws:
    """A table of draws that does not change: a row a draw, a column a number.

    ``places`` are dotted places in the scenario, ``strategies.KIND.FIELD`` for fields of
    strategies; ``whole`` says which numbers are whole. ``ids`` name the draws, ``log_weight`` is
    the natural logarithm of how much each counts (0 for draws from a prior, which count alike).
    ``provenance`` tells what they were made from.
    """

    places: tuple[str, ...]
    whole: tuple[bool, ...]
    numbers: Floats
    ids: NDArray[np.int64]
    log_weight: Floats
    provenance: Mapping[str, Any]

    def __post_init__(self) -> None:
        rows = len(self.ids)
        assert self.numbers.shape == (rows, len(self.places))
        assert self.log_weight.shape == (rows,)
        for array in (self.numbers, self.ids, self.log_weight):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def weights(self) -> Floats:
        """How much each draw counts; they add up to one."""
        weights = np.exp(self.log_weight - self.log_weight.max())
        return np.asarray(weights / weights.sum())

    def values(self, row: int) -> dict[str, float | int]:
        """The numbers of one draw by place, whole ones whole."""
        return {
            place: round(value) if whole else value
            for place, whole, value in zip(
                self.places, self.whole, self.numbers[row].tolist(), strict=True
            )
        }

    def scenario(self, base: Scenario, row: int) -> Scenario:
        """The world of one draw: ``base`` with these numbers, its strategies' fields included.

        Fields of strategies that ``base`` does not have are left out. Raises InputError for a
        number that ``base`` does not have.
        """
        return world_with(base, self.values(row))


def world_with(base: Scenario, values: Mapping[str, float | int]) -> Scenario:
    """A world with other numbers, by place; those of its strategies by ``strategies.KIND.FIELD``.

    Fields of strategies that ``base`` does not have are left out. Raises InputError for a number
    that ``base`` does not have.
    """
    tree: dict[str, Any] = {}
    for place, value in values.items():
        here = tree
        *steps, last = place.split(".")
        for step in steps:
            here = here.setdefault(step, {})
        here[last] = value
    of_strategies = tree.pop("strategies", {})
    made: Scenario = _with(base, tree)
    if of_strategies:
        strategies = [_with(one, of_strategies.get(one.kind, {})) for one in base.strategies]
        made = made.model_copy(update={"strategies": tuple(strategies)})
    return made


def _with(section: Any, changes: Mapping[str, Any], place: str = "") -> Any:
    """A section with some of its numbers changed. Draws lie within their bounds, so nothing is
    looked at again: that is what makes a thousand worlds a matter of a moment."""
    if not changes:
        return section
    if isinstance(section, dict):
        missing = [name for name in changes if name not in section]
        _refuse_missing(place, missing, section)
        inside = {name: _with(section[name], below, name) for name, below in changes.items()}
        return {**section, **inside}
    known: Mapping[str, Any] = {
        **{name: getattr(section, name) for name in type(section).model_fields},
        **(section.__pydantic_extra__ or {}),
    }
    _refuse_missing(place, [name for name in changes if name not in known], known)
    update = {
        name: _with(known[name], value, f"{place}.{name}".lstrip("."))
        if isinstance(value, dict)
        else value
        for name, value in changes.items()
    }
    return _copied(section, update)


def _copied(section: BaseModel, update: Mapping[str, Any]) -> BaseModel:
    return section.model_copy(update=dict(update))


def _refuse_missing(place: str, missing: Sequence[str], known: Mapping[str, Any]) -> None:
    if missing:
        error = unknown_name("number of the world", missing[0], known)
        raise InputError(
            error.problem, source="draws", field=place, found=missing[0], allowed=error.allowed
        )


def prior_draws(
    scenario: Scenario,
    what: Sequence[str] = ("all",),
    number: int = 1_000,
    seed: int = 1,
    design: str = "sobol",
) -> Draws:
    """Draws of a world's priors: of ``all`` that is in doubt, of sections, or of numbers by name.

    ``scenario`` may have strategies, whose numbers are among those in doubt. The first draws stay
    when more are asked for, unless ``design`` is ``latin_hypercube``. Raises InputError for names
    and designs that there are not, and for numbers without a prior.
    """
    if design not in DESIGNS:
        error = unknown_name("design", design, DESIGNS)
        raise InputError(error.problem, field="design", found=design, allowed=", ".join(DESIGNS))
    kinds = {strategy.kind: strategy for strategy in scenario.strategies}
    base = scenario.model_copy(update={"strategies": ()})
    doubtful = uncertain(dict.fromkeys(what, Uncertainty()), base, kinds, lambda name: "draws")
    together = together_in(base, kinds)
    shares = points(design, number, seed, [one.place for one in doubtful])
    columns = columns_at(shares, doubtful, together)
    told = told_of(doubtful)
    provenance = {
        "from": "priors",
        "design": design,
        "seed": seed,
        "world": scenario.name,
        "priors": hash_of([told, [_told(group) for group in together.groups]]),
    }
    return Draws(
        tuple(one.place for one in doubtful),
        tuple(one.whole for one in doubtful),
        np.array(columns, np.float64).reshape(len(doubtful), number).T.copy(),
        np.arange(number, dtype=np.int64),
        np.zeros(number),
        provenance,
    )


def strategy_fields(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Those of the values of a draw that are fields of strategies, by kind."""
    found: dict[str, dict[str, Any]] = {}
    for place, value in values.items():
        if place.startswith(STRATEGIES):
            _, kind, name = place.split(".", 2)
            found.setdefault(kind, {})[name] = value
    return found


def hash_of(told: Any) -> str:
    """The SHA-256 of what can be told as JSON."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(group: PriorGroup) -> list[Any]:
    return [group.kind, list(group.members), list(group.falling), group.rank_correlation]
