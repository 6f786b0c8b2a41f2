"""Small towns for tests: built without Mesa, compared bit by bit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from simulation.build import build_town, burn_in
from simulation.measures.categories import MODERATE, NOBODY, UNAWARE, WELL
from simulation.processes.process import NoValues, Process
from simulation.scenario import Scenario, load_scenario
from simulation.town import Town
from simulation.town_view import TownView

ALIKE: dict[str, Any] = {
    "vulnerability_spread": 0.0,
    "vulnerability_age": 0.0,
    "vulnerability_trauma": 0.0,
    "vulnerability_female": 0.0,
    "vulnerability_income": 0.0,
}
"""Settings under which all people have the same vulnerability, one."""

QUIET: dict[str, Any] = {"conversation_chance": 0.0, "prompt_chance": 0.0}
"""Settings under which nobody influences anybody."""

UNSEEING: dict[str, Any] = {
    "recognition_base": -12.0,
    "subthreshold_onset": 0.0,
    "recognition_mild": -6.0,
    "recognition_severe": -6.0,
    "recognition_literacy": 0.0,
    "recognition_before": 0.0,
    "recognition_prompt": 0.0,
}
"""Settings under which hardly anybody ever comes to see a need (six in a million a week)."""

LASTING: dict[str, Any] = {
    "remission_scale": 0.0,
    "remission_floor": 0.0,
    "deepening": 0.0,
    "easing": 0.0,
}
"""Settings under which an episode never ends or changes."""

STAYING: dict[str, Any] = {
    "dropout_early": 0.0,
    "dropout_alliance": 0.0,
    "dropout_trauma": 0.0,
    "dropout_uninsured": 0.0,
    "dropout_denial": 0.0,
    "dropout_directive": 0.0,
    "dropout_stalled": 0.0,
    "step_up_chance": 0.0,
    "alliance_growth": 0.0,
    "return_after_dropout": 0.0,
    "return_after_completion": 0.0,
    "change_chance": 0.0,
    "label_chance": 0.0,
}
"""Settings under which the chance to leave care is the same at all sessions."""


def town_of(
    people: int = 400,
    *,
    seed: int = 1,
    burn_in_weeks: int = 0,
    world: Any = "town",
    threads: int = 1,
    **settings: Any,
) -> Town:
    """A town at the beginning of week 0; ``settings`` as HelpSeekingModel takes them."""
    asked = {name.replace("__", "."): value for name, value in settings.items()}
    asked["horizon.burn_in_weeks"] = burn_in_weeks
    if people:
        asked["population.people"] = people
    made = build_town(load_scenario(world, asked), seed, threads=threads)
    burn_in(made)
    return made


def adults_of(people: int, *, seed: int = 1, **settings: Any) -> Town:
    """A town of adults only, who know nobody, in week 0: everybody is under the same laws."""
    return town_of(
        people,
        seed=seed,
        population__individuals=True,
        network__kind="none",
        youngest_age=0,
        **{**QUIET, **ALIKE, **settings},
    )


def fall_ill(town: Town, severity: int = MODERATE, week: int = -1) -> None:
    """Put everybody into an episode that began in ``week`` and that they do not see."""
    people = town.people
    people.severity[:] = severity
    people.worst_severity[:] = severity
    people.episode_start[:] = week
    people.remission[:] = week - 1
    people.stage[:] = UNAWARE
    people.stage_start[:] = week
    people.modality[:] = NOBODY


def be_well(town: Town) -> None:
    """Take all episodes and all history of episodes away."""
    people = town.people
    people.severity[:] = 0
    people.stage[:] = WELL
    people.modality[:] = NOBODY


def weeks(town: Town, number: int) -> Town:
    """Step a town so many weeks on."""
    for _ in range(number):
        town.step()
    return town


def lived(town: Town, number: int = 30) -> Town:
    """Let a town live through so many weeks at once."""
    town.live(number)
    return town


def value_of(town: Town, name: str) -> NDArray[np.float32]:
    """A named value as strategies have it this week."""
    now: NDArray[np.float32] = getattr(town.values, name)
    return now


def number_of(scenario: Scenario, name: str) -> float:
    """A number of a scenario's ``parameters``."""
    number: float = getattr(scenario.parameters, name)
    return number


def bits(town: Town) -> dict[str, NDArray[Any]]:
    """Everything that could differ between two towns, copied: columns, ties, waits, history."""
    return {name: np.array(value) for name, value in town.state().items()}


def differences(
    one: Mapping[str, NDArray[Any]], other: Mapping[str, NDArray[Any]], *, but: tuple[str, ...] = ()
) -> list[str]:
    """Names of the arrays that are not the same bits in both, those in ``but`` left out."""
    # Whom a strategy has met is of that strategy alone.
    one, other = (
        {name: value for name, value in state.items() if not name.startswith("strategy.")}
        for state in (one, other)
    )
    assert one.keys() == other.keys()
    return [
        name
        for name in one
        if name not in but
        and (
            one[name].dtype != other[name].dtype
            or one[name].shape != other[name].shape
            or one[name].tobytes() != other[name].tobytes()
        )
    ]


def fingerprint(town: Town) -> str:
    """One word for all bits of a town."""
    digest = hashlib.sha256()
    for name, value in sorted(bits(town).items()):
        digest.update(f"{name} {value.dtype} {value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()


class NoColumns(NamedTuple):
    """The columns of a process that only looks on."""


def watching(name: str, look: Callable[[Town, int], None]) -> Process:
    """A process that changes nothing and calls ``look(town, week)``."""
    return Process(
        name=name,
        title="Looks on",
        columns=NoColumns,
        values=NoValues,
        writes=(),
        advance=cast("Callable[[TownView, int], None]", look),
    )
