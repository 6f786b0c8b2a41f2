"""Draws that a comparison may take: those of a world's posterior, of a file, or of the priors.

A posterior says what the numbers may be together, given what is known of the place. It was fitted
to one world. What another world, or a setting, has set to something else since is a decision, and
is held at that; what nobody knows of the compared strategies is in no posterior, and is drawn from
its priors. With no posterior all numbers are drawn from their priors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.uncertainty.cube import points
from experiments.uncertainty.draws import Draws, columns_at, prior_draws, together_in
from experiments.uncertainty.kept import fitted_world, read_draws
from experiments.uncertainty.places import numbers_of, uncertain
from experiments.uncertainty.said import Uncertainty
from experiments.uncertainty.uncertain import STRATEGIES, Uncertain
from simulation.errors import InputError
from simulation.randomness import decision, uniforms
from simulation.scenario.merging import differences
from simulation.scenario.own_priors import spreads_of

if TYPE_CHECKING:
    from experiments.strategies.arms import Arm
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

Floats = NDArray[np.float64]
Source = Literal["posterior", "file", "priors"]
FEWEST = 10
"""Draws without which nothing is said of doubt: an interval of fewer would be made up."""
_ORDER = decision("compare: order of draws")
_SEED = 1
"""Seed of all draws: the same worlds whatever the seeds of the towns are."""
_MOST_PRIOR = 100_000
_MOST_NAMED = 6


@dataclass(frozen=True)
class Taken:
    """Draws as they are used: a row a draw, a column a number.

    ``places`` are numbers of the world, then fields of strategies; ``weights`` add up to one.
    ``ids`` are the numbers by which files know the draws.
    """

    places: tuple[str, ...]
    whole: tuple[bool, ...]
    numbers: Floats
    ids: NDArray[np.int64]
    weights: Floats

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def effective(self) -> float:
        """How many draws of equal weight tell as much (Kish 1965)."""
        return float(1.0 / np.square(self.weights).sum())

    def values(self, row: int) -> dict[str, float | int]:
        """The numbers of one draw by place, whole ones whole."""
        return {
            place: round(value) if whole else value
            for place, whole, value in zip(
                self.places, self.whole, self.numbers[row].tolist(), strict=True
            )
        }


@dataclass(frozen=True)
class Pool:
    """Where draws come from; ``take`` gives the first so many, the same whenever it is asked.

    ``file`` is that of a posterior or other draws, ``most`` how many it holds. ``notes`` are what
    is to be said of them: what is held, what the world differs in from the one that was fitted.
    """

    source: Source
    file: str | None
    most: int
    notes: tuple[str, ...]
    _of_world: Draws | None
    _scenario: Scenario
    _from_priors: tuple[Uncertain, ...]

    def take(self, number: int) -> Taken:
        """The first draws. Raises InputError for too few, and for more than there are."""
        if number < FEWEST:
            raise InputError(
                "too few draws to say what the numbers leave open",
                source="--draws",
                found=number,
                allowed=f"{FEWEST} or more, or 0 for luck alone",
            )
        if number > self.most:
            raise InputError(
                "more draws than there are",
                source="--draws",
                found=number,
                allowed=f"up to {self.most:,}"
                + (f", as many as {Path(self.file).name} holds" if self.file else ""),
            )
        return self._taken(number)

    def _taken(self, number: int) -> Taken:
        if self._of_world is None:
            world = prior_draws(self._scenario, number=number, seed=_SEED)
            places, whole = world.places, world.whole
            numbers, ids, logs = world.numbers, world.ids, world.log_weight
        else:
            world = self._of_world
            places, whole = world.places, world.whole
            numbers, ids = world.numbers[:number], world.ids[:number]
            logs = world.log_weight[:number]
        own = _prior_columns(self._scenario, self._from_priors, number)
        weights = np.exp(logs - logs.max())
        taken = Taken(
            (*places, *(one.place for one in self._from_priors)),
            (*whole, *(one.whole for one in self._from_priors)),
            np.concatenate([numbers, own], axis=1),
            np.asarray(ids),
            np.asarray(weights / weights.sum()),
        )
        if taken.effective < min(FEWEST, number) * (1 - 1e-9):
            raise InputError(
                "the weights of the draws leave too few of them that count",
                source=self.file or "--draws",
                found=f"{number:,} draws that tell as much as {taken.effective:.1f} equal ones",
                allowed=f"{FEWEST} or more: a file of more draws, or a larger --draws",
            )
        return taken


def pool_of(scenario: Scenario, arms: Sequence[Arm], file: str | None = None) -> Pool:
    """The draws for a comparison in this world: of ``file``, else its posterior, else its priors.

    Raises InputError for a file that cannot be used in this world.
    """
    kinds = _kinds(scenario, arms)
    compared = {strategy.kind for arm in arms for strategy in arm.strategies}
    world_kinds = {one.kind: one for one in scenario.strategies}
    bare = scenario.model_copy(update={"posterior": None})
    path = file if file is not None else scenario.posterior
    if path is None:
        fields = _fields(scenario, kinds, compared - world_kinds.keys())
        said = (
            "Draws are from priors: nothing holds these numbers to the evidence. A world with a "
            "posterior does (helpseek calibrate --draws).",
        )
        return Pool("priors", None, _MOST_PRIOR, said, None, bare, tuple(fields))
    read = read_draws(path, scenario, kinds)
    notes, held, again = _since_the_fit(read, scenario)
    keep = [at for at, place in enumerate(read.places) if place not in held | set(again)]
    order = np.argsort(uniforms(_SEED, _ORDER, len(read)), kind="stable")
    shuffled = Draws(
        tuple(read.places[at] for at in keep),
        tuple(read.whole[at] for at in keep),
        read.numbers[order][:, keep],
        read.ids[order],
        read.log_weight[order],
        read.provenance,
    )
    told = {place for place in read.places if place.startswith(STRATEGIES)}
    fields = [one for one in _fields(scenario, kinds, kinds.keys()) if one.place not in told]
    from_priors = (*_of_priors(scenario, kinds, again), *fields)
    source: Source = "posterior" if file is None else "file"
    return Pool(source, str(path), len(read), tuple(notes), shuffled, bare, from_priors)


@dataclass(frozen=True)
class OverDraws:
    """What belongs to a comparison over draws: where they came from, those that were taken, looks
    as draws and seeds, and the draws that were left out because a run of theirs failed."""

    pool: Pool
    taken: Taken
    looks: tuple[tuple[int, int], ...]
    left_out: tuple[int, ...]


def _kinds(scenario: Scenario, arms: Sequence[Arm]) -> dict[str, Strategy]:
    found: dict[str, Strategy] = {}
    for strategy in (*scenario.strategies, *(one for arm in arms for one in arm.strategies)):
        found.setdefault(strategy.kind, strategy)
    return found


def _fields(scenario: Scenario, kinds: Mapping[str, Strategy], wanted: Any) -> list[Uncertain]:
    """The fields of these strategies that somebody has said a prior of."""
    rows = numbers_of(scenario.model_copy(update={"strategies": ()}), kinds)
    names = [
        name
        for name, row in rows.items()
        if name.startswith(STRATEGIES) and name.split(".")[1] in wanted and row.is_uncertain
    ]
    return _of_priors(scenario, kinds, names)


def _of_priors(
    scenario: Scenario, kinds: Mapping[str, Strategy], names: Sequence[str]
) -> list[Uncertain]:
    base = scenario.model_copy(update={"strategies": ()})
    return uncertain(dict.fromkeys(names, Uncertainty()), base, kinds, lambda name: "draws")


def _prior_columns(scenario: Scenario, doubtful: Sequence[Uncertain], number: int) -> Floats:
    """Draws of some numbers by themselves, each from its own place: those of one strategy stay
    whatever others are compared."""
    if not doubtful:
        return np.empty((number, 0))
    base = scenario.model_copy(update={"strategies": ()})
    shares = points("random", number, _SEED, [one.place for one in doubtful])
    shares = np.clip(shares, 1e-9, 1.0 - 1e-9)
    columns = columns_at(shares, doubtful, together_in(base, {}))
    return np.array(columns, np.float64).T


def _since_the_fit(read: Draws, scenario: Scenario) -> tuple[list[str], set[str], list[str]]:
    """What a world has set otherwise than the one that was fitted: notes, places that are held at
    what was set, and places that the world gives a prior of its own for."""
    told = read.provenance
    before = told.get("scenario")
    fitted = told.get("world")
    name = fitted if isinstance(fitted, str) else "another world"
    if not isinstance(before, Mapping):
        return [_no_world(told)], set(), []
    own = spreads_of(
        {k: v for k, v in scenario.priors.items() if not k.startswith(STRATEGIES)},
        list(numbers_of(scenario.model_copy(update={"strategies": ()}), {}).values()),
    )
    held: list[str] = []
    again: list[str] = []
    other: list[str] = []
    for place, was, now in differences(before, fitted_world(scenario)):
        if place in read.places:
            (again if place in own else held).append(place)
        else:
            other.append(f"{place} ({_short(was)} there, {_short(now)} here)")
    notes = []
    if held:
        notes.append(
            f"Held at what was set, for it is not what the posterior was fitted with: "
            f"{_listed(held)}."
        )
    if again:
        notes.append(f"Drawn from the priors that the world gives for them: {_listed(again)}.")
    if other:
        notes.append(
            f"The draws were fitted to {name}, from which this world differs in {_listed(other)}: "
            "whether they fit here, too, nobody has looked."
        )
    return notes, set(held), again


def _no_world(told: Mapping[str, Any]) -> str:
    made = told.get("from")
    if made == "priors":
        return "The draws of the file are from priors: nothing holds them to the evidence."
    return "The file does not tell which world its draws were fitted to."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    left = len(names) - _MOST_NAMED
    return shown + (f" and {left:,} more" if left > 0 else "")


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 24 else f"{text[:21]}..."
