"""Live towns for tests: made of setups as a view makes them, in one go."""

from __future__ import annotations

from functools import cache
from typing import Any

from experiments.browser.declared.offer import Offer
from experiments.browser.live.towns.prepared import Prepared, key_of, preparing
from experiments.browser.live.towns.programme import Programme, programme_of
from experiments.browser.live.towns.town import LiveTown
from experiments.browser.wire.setup import setup_from
from simulation.build import build_town
from simulation.scenario import load_scenario
from simulation.town import Town
from tests.support.busy_towns import BUSY

SETTINGS = {
    **{name.replace("__", "."): value for name, value in BUSY.items()},
    "confrontation_share": 0.6,
    "discouragement": 0.9,
    "refusal_base": 0.0,
}
"""A town in which much happens to many."""

_prepared: dict[str, Prepared] = {}


@cache
def offer() -> Offer:
    """The built-in worlds and strategies."""
    return Offer.of()


def programme(**setup: Any) -> Programme:
    """The programme of a setup, its parts as the page would send them."""
    return programme_of(setup_from(setup, offer()), offer())


def prepared_town(made: Programme, seed: int) -> Prepared:
    """The town of a programme and seed before week 0, built once."""
    key = key_of(made.scenario, seed)
    if key not in _prepared:
        *_, last = preparing(made.scenario, seed)
        assert isinstance(last, Prepared)
        _prepared[key] = last
    return _prepared[key]


def live_town(arm: int = 0, week: int = 0, luck: int | None = None, **setup: Any) -> LiveTown:
    """One arm of a setup, before a week; ``luck`` is another seed than that of the setup."""
    made = programme(**setup)
    prepared = prepared_town(made, made.setup.seed if luck is None else luck)
    town = LiveTown(prepared, made, arm, 10_000_000)
    town.go_to(week)
    return town


def live_arms(week: int = 0, luck: int | None = None, **setup: Any) -> list[LiveTown]:
    """All arms of a setup, before a week."""
    arms = len(setup.get("arms", ())) + 1
    return [live_town(arm, week, luck, **setup) for arm in range(arms)]


def busy_town() -> Town:
    """A busy town at the beginning of its burn-in, which is left out."""
    asked = {"population.people": 400, "horizon.burn_in_weeks": 0, **SETTINGS}
    return build_town(load_scenario("town", asked), 3, threads=1)
