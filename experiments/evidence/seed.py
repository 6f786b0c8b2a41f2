"""One seed: simulate what the targets need, and measure each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from experiments.evidence.counted import WATCHED as WEEKS
from experiments.evidence.counted import Counted
from experiments.evidence.lived import arms, contagion, trials
from experiments.evidence.lived.watch import Watch
from experiments.evidence.target import STAGES, Seen, Stage, Target
from simulation.build import build_town, burn_in
from simulation.measures.survey import Survey
from simulation.population.columns import YEAR

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.town import Town

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


def weeks_of(scenario: Scenario, targets: Sequence[Target]) -> int:
    """How many weeks one seed takes: how often ``measure`` ticks."""
    stages = stages_of(targets)
    burn_in_weeks = scenario.horizon.burn_in_weeks
    weeks = {
        "survey": burn_in_weeks + WEEKS,
        "watch": 0,
        "ten_years": LONG - WEEKS,
        "prompts": WEEKS,
        "effect": trials.ENTRY_WEEKS + trials.RESPONSE_WEEKS,
        "prices": trials.PRICE_TRIAL_WEEKS,
        "strategies": sum(looks[-1] for looks in arms.looks_of(_trials(targets)).values()),
    }
    own_town = stages == {"strategies"} or arms.small(scenario) is not scenario
    of_strategies = burn_in_weeks if "strategies" in stages and own_town else 0
    others = {"survey", *stages} if stages - {"strategies"} else stages
    lived = LONG if "ten_years" in stages else WEEKS
    later = max(0, 1 + max(Notes(targets).due, default=0) - lived)
    return of_strategies + sum(weeks[stage] for stage in others) + later


class Notes:
    """What targets want counted in weeks of their own; ``due`` is by the last of the weeks."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self.due: dict[int, list[Counted]] = {}
        for counted in {one: None for target in targets for one in target.quantity.counted}:
            self.due.setdefault(counted.weeks.last, []).append(counted)
        self.noted: dict[Counted, float] = {}

    def look(self, town: Town) -> None:
        """Note what is due at the end of the present week."""
        for counted in self.due.get(town.week, ()):
            self.noted[counted] = counted.take(town)

    def left(self, town: Town) -> bool:
        """Whether anything is due in a later week."""
        return any(week > town.week for week in self.due)


def measure(
    scenario: Scenario,
    seed: int,
    targets: Sequence[Target],
    threads: int,
    tick: Tick,
    fields: arms.Fields | None = None,
) -> Measured:
    """Simulate one seed and measure; ``tick`` is called after every week.

    ``fields`` are numbers of the strategies in trials, in place of their own.
    """
    stages = stages_of(targets)
    if stages == {"strategies"}:
        return _strategies_alone(scenario, seed, targets, threads, tick, fields)
    town = _burnt_in(scenario, seed, threads, tick)
    start = {"trust": town.people.trust.copy()}
    week_0 = None
    if stages & {"prompts", "effect", "prices", "strategies"}:
        week_0 = town.branch()
    notes = Notes(targets)
    seen = Seen(town, Survey(town), start, noted=notes.noted)
    _five_years(seen, town, "watch" in stages, notes, tick)
    values: dict[str, float] = {}
    for stage in STAGES:
        if stage not in stages:
            continue
        if stage == "ten_years":
            for _ in range(LONG - WEEKS):
                town.step()
                notes.look(town)
                tick()
        elif stage == "prompts":
            assert week_0 is not None
            seen.without_prompts = trials.without_prompts(week_0, WEEKS, tick)
        elif stage == "effect":
            assert week_0 is not None
            seen.without_effect = trials.without_effect(week_0, tick)
        elif stage == "prices":
            assert week_0 is not None
            seen.prices = trials.PriceTrial(week_0, tick)
        elif stage == "strategies":
            fewer = arms.small(scenario)
            if fewer is not scenario:
                week_0 = _burnt_in(fewer, seed, threads, tick)
            assert week_0 is not None
            seen.lives = arms.lives(week_0, _trials(targets), tick, fields)
        seen.survey = Survey(town)
        for target in targets:
            if target.stage == stage and not target.quantity.counted:
                values[target.id] = float(target.measure(seen))
    while notes.left(town):
        town.step()
        notes.look(town)
        tick()
    for target in targets:
        if target.quantity.counted:
            values[target.id] = float(target.measure(seen))
    return Measured([values[target.id] for target in targets], town.people.people)


def _strategies_alone(
    scenario: Scenario,
    seed: int,
    targets: Sequence[Target],
    threads: int,
    tick: Tick,
    fields: arms.Fields | None,
) -> Measured:
    """Nothing but strategies is asked for: the small town is the only one that is lived in."""
    fewer = arms.small(scenario)
    town = _burnt_in(fewer, seed, threads, tick)
    lived = arms.lives(town, _trials(targets), tick, fields)
    seen = Seen(town, Survey(town), {}, lives=lived)
    return Measured([float(target.measure(seen)) for target in targets], town.people.people)


def _trials(targets: Sequence[Target]) -> list[arms.Trial]:
    return [trial for target in targets for trial in target.trials]


def _burnt_in(scenario: Scenario, seed: int, threads: int, tick: Tick) -> Town:
    town = build_town(scenario, seed, threads=threads)
    burn_in(town, _ticking(tick))
    return town


def _five_years(seen: Seen, town: Town, watching: bool, notes: Notes, tick: Tick) -> None:
    if not watching:
        for _ in range(WEEKS):
            town.step()
            notes.look(town)
            tick()
        return
    seen.watch = Watch(town, WEEKS)
    seen.contagion = contagion.Contagion(town)
    for week in range(WEEKS):
        if week % contagion.WEEKS == 0:
            seen.contagion.look(week - 1)
        seen.watch.step()
        notes.look(town)
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
