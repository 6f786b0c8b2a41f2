"""Programme: what happens in the towns of a setup besides life itself, arm by arm, week by week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.browser.wire.setup import Change, Setup, canonical, strategy_of, wrong
from experiments.strategies.arms import arm_words
from simulation.errors import InputError
from simulation.strategies import check_target

if TYPE_CHECKING:
    from experiments.browser.declared.offer import Offer
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy


@dataclass(frozen=True)
class Programme:
    """A setup, read: the scenario at the start, the strategies of each arm, and what changes when.

    ``scenario`` has the strategies of the world and of the setup; ``arms`` those that one arm has
    beside them, the first arm none. ``changes`` are by week, in the order in which they were made;
    ``numbers`` are those that the week reads, from the weeks on in which any of them changes.
    """

    setup: Setup
    scenario: Scenario
    labels: tuple[str, ...]
    arms: tuple[tuple[Strategy, ...], ...]
    changes: Mapping[int, tuple[Change, ...]]
    switched: Mapping[int, tuple[Strategy, ...]]
    numbers: Mapping[int, Scenario] = field(repr=False)


def programme_of(setup: Setup, offer: Offer, earlier: Programme | None = None) -> Programme:
    """The programme of a setup. Raises InputError for settings that do not fit each other, for
    targets that the world does not have, and for strategies switched off that are not there.

    ``earlier`` is another programme of the same town, whose numbers need not be read again.
    """
    from simulation.scenario import load_scenario

    if earlier is not None and _start(earlier.setup) == _start(setup):
        scenario = earlier.scenario
    else:
        given: dict[str, object] = {**dict(setup.settings), "horizon.weeks": setup.weeks}
        if setup.people is not None:
            given["population.people"] = setup.people
        world = offer.worlds[setup.world]
        scenario = load_scenario(world, given, settings_source="settings")
        more = [strategy_of(each, offer, "setup.strategies") for each in setup.strategies]
        scenario = scenario.model_copy(update={"strategies": (*scenario.strategies, *more)})
    arms = ((), *(tuple(strategy_of(each, offer) for each in a.strategies) for a in setup.arms))
    changes: dict[int, tuple[Change, ...]] = {}
    switched: dict[int, tuple[Strategy, ...]] = {}
    for change in setup.changes:
        changes[change.week] = (*changes.get(change.week, ()), change)
        if change.strategy is not None:
            made = strategy_of(change.strategy, offer, "changes")
            made = made.model_copy(update={"start": change.week})
            switched[change.week] = (*switched.get(change.week, ()), made)
    for strategies in (scenario.strategies, *arms, *switched.values()):
        for strategy in strategies:
            check_target(strategy.target, scenario.groups, f"{strategy.kind}.target")
    _there_to_switch_off(setup, [s.kind for part in (scenario.strategies, *arms) for s in part])
    labels = (
        "",
        *(
            arm.label or arm_words("+".join(each.name for each in arm.strategies) or "nothing")
            for arm in setup.arms
        ),
    )
    return Programme(
        setup, scenario, labels, arms, changes, switched, _numbers(setup, scenario, earlier)
    )


def _start(setup: Setup) -> tuple[object, ...]:
    return (setup.world, setup.people, setup.weeks, setup.settings, setup.strategies)


def _there_to_switch_off(setup: Setup, kinds: list[str]) -> None:
    for change in setup.changes:
        if change.strategy is not None:
            kinds = [*kinds, change.strategy.name]
        elif change.without and change.without not in kinds:
            raise wrong(
                "is not there to be switched off",
                "without",
                change.without,
                ", ".join(sorted(set(kinds))) or "nothing: no strategy is there",
            )


def _numbers(setup: Setup, scenario: Scenario, earlier: Programme | None) -> dict[int, Scenario]:
    """The scenarios that hold from the weeks on in which some numbers become others."""
    from simulation.scenario import load_scenario

    known: dict[str, Scenario] = {}
    if earlier is not None and earlier.scenario is scenario:
        known = dict(zip(_so_far(earlier.setup).values(), earlier.numbers.values(), strict=True))
    bare = scenario.model_copy(update={"strategies": ()})
    found: dict[int, Scenario] = {}
    told: dict[str, float] = {}
    for week, key in _so_far(setup).items():
        for change in setup.changes:
            if change.week == week:
                told.update(change.settings)
        if key not in known:
            try:
                known[key] = load_scenario(bare, told, settings_source="settings")
            except InputError as error:
                raise wrong(error.problem, error.field, error.found, error.allowed) from None
        found[week] = known[key]
    return found


def _so_far(setup: Setup) -> dict[int, str]:
    """All settings changed so far, as text, by each week in which some are changed."""
    told: dict[str, float] = {}
    found = {}
    for change in setup.changes:
        if change.settings:
            told.update(change.settings)
            found[change.week] = canonical(told)
    return found
