"""One seed: simulate what the targets need, and measure each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from experiments.evidence import contagion, trials
from experiments.evidence.target import STAGES, Seen, Stage, Target
from experiments.evidence.watch import Watch
from simulation.build import build_town, burn_in
from simulation.counts import YEAR
from simulation.outcomes import Survey

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.town import Town

WEEKS = 5 * YEAR
"""Weeks that are watched, whatever the horizon of the world: five years, as in the default one."""
LONG = 10 * YEAR
"""Weeks of the longest follow-up that is compared."""

Tick = Callable[[], None]


class Measured(NamedTuple):
    """What one seed gives: the value of each target, and how many people lived there."""

    values: list[float]
    people: int


def stages_of(targets: Sequence[Target]) -> set[Stage]:
    """What has to be simulated for these targets."""
    needed: set[Stage] = {target.stage for target in targets}
    if needed & {"prompts", "effect", "ten_years"}:
        needed.add("watch")
    return needed


def weeks_of(scenario: Scenario, stages: set[Stage]) -> int:
    """How many weeks one seed takes: how often ``measure`` ticks."""
    weeks = {
        "survey": scenario.horizon.burn_in_weeks + WEEKS,
        "watch": 0,
        "ten_years": LONG - WEEKS,
        "prompts": WEEKS,
        "effect": trials.ENTRY_WEEKS + trials.RESPONSE_WEEKS,
        "prices": trials.PRICE_TRIAL_WEEKS,
    }
    return weeks["survey"] + sum(weeks[stage] for stage in stages if stage != "survey")


def measure(
    scenario: Scenario, seed: int, targets: Sequence[Target], threads: int, tick: Tick
) -> Measured:
    """Simulate one seed and measure; ``tick`` is called after every week."""
    stages = stages_of(targets)
    town = build_town(scenario, seed, threads=threads)
    burn_in(town, _ticking(tick))
    start = {"trust": town.people.trust.copy()}
    branching = None
    if stages & {"prompts", "effect", "prices"}:
        branching = trials.Branching(town, scenario)
    seen = Seen(town, Survey(town), start)
    _five_years(seen, town, "watch" in stages, tick)
    values: dict[Target, float] = {}
    for stage in STAGES:
        if stage not in stages:
            continue
        if stage == "ten_years":
            for _ in range(LONG - WEEKS):
                town.step()
                tick()
        elif stage == "prompts":
            assert branching is not None
            seen.without_prompts = trials.without_prompts(branching, WEEKS, tick)
        elif stage == "effect":
            assert branching is not None
            seen.without_effect = trials.without_effect(branching, tick)
        elif stage == "prices":
            assert branching is not None
            seen.prices = trials.PriceTrial(branching, tick)
        seen.survey = Survey(town)
        for target in targets:
            if target.stage == stage:
                values[target] = float(target.measure(seen))
    return Measured([values[target] for target in targets], town.people.people)


def _five_years(seen: Seen, town: Town, watching: bool, tick: Tick) -> None:
    if not watching:
        for _ in range(WEEKS):
            town.step()
            tick()
        return
    seen.watch = Watch(town, WEEKS)
    seen.contagion = contagion.Contagion(town)
    for week in range(WEEKS):
        if week % contagion.WEEKS == 0:
            seen.contagion.look(week - 1)
        seen.watch.step()
        tick()
    seen.watch.close()


def _ticking(tick: Tick) -> Callable[[str, int, int], None]:
    """Progress of the burn-in, told in steps of several weeks, as single ticks."""
    told = 0

    def progress(phase: str, done: int, of: int) -> None:
        nonlocal told
        if phase != "burn-in":
            return
        for _ in range(done - told):
            tick()
        told = done

    return progress
