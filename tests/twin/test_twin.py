"""The model and its twin in plain Mesa agree about everybody in every week, to the last bit.

Equality is exact throughout. Compiled and plain code round alike as long as both take ``exp``,
``log`` and ``cos`` from the same C library, which Numba and CPython do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from experiments.plain_mesa import strategies as plain_strategies
from experiments.plain_mesa.model import WEEK
from experiments.plain_mesa.town import Person, Town
from simulation import randomness
from simulation.measures.categories import BARRIERS, MODALITIES
from simulation.measures.weekly import COUNTED
from simulation.parameters import Parameter, parameters_of
from simulation.population.columns import NEVER
from simulation.randomness import LARGEST_SEED, decision, uniforms
from simulation.scenario import load_scenario
from simulation.schedule import SCHEDULE
from simulation.strategies import STRATEGIES
from simulation.strategies.access import PriceSubsidy, Reminders
from simulation.strategies.base import Strategy
from simulation.strategies.helpers import HelpResistanceProtocol, Leap
from simulation.strategies.public import PublicCampaign
from simulation.strategies.services import MorePlaces
from simulation.values import VALUES
from tests.twin import draws
from tests.twin.comparison import differences, live, town_and_twin

BUSY: Mapping[str, object] = {
    "onset_rate": 0.6,
    "recognition_base": -1.0,
    "prompt_chance": 0.1,
    "refusal_base": -2.0,
    "withdrawal": 0.05,
    "structural_limit": 1.0,
    "stalled_progress": 0.6,
    "change_chance": 0.5,
    "services.specialist.price": 600.0,
    "services.support_group.appeal": 0.5,
}
"""Settings under which much happens in a small town."""

PLACE_IN_PRIOR = decision("tests: place of a parameter in its prior")


# Towns


def test_a_town_of_households_for_three_years() -> None:
    town, twin = town_and_twin(240, burn_in=52)
    live(town, twin, 104)
    assert len(twin.datacollector.model_vars["entries"]) == 156
    assert twin.agents.select(lambda person: person.household_size > 1)
    assert town.history.series("entries").sum() > 20


def test_a_busy_town_in_which_everything_happens() -> None:
    some = PriceSubsidy(share=0.2, coverage=0.3)
    town, twin = town_and_twin(300, BUSY, burn_in=52, strategies=(some,))
    live(town, twin, 104)
    flows = [name for name, row in COUNTED.items() if row.kind == "flow"]
    assert [name for name in flows if not town.history.series(name).any()] == []
    assert [
        name for name in BARRIERS if (getattr(town.people, f"barrier_{name}") == NEVER).all()
    ] == []


@pytest.mark.slow
def test_a_larger_town_for_five_years() -> None:
    live(*town_and_twin(1000, seed=3, burn_in=52), 208)


def test_people_may_be_gone_over_in_any_order() -> None:
    town, twin = town_and_twin(150, BUSY)
    twin.people.reverse()
    for _ in range(60):
        town.step()
        twin.step()
    assert differences(town, twin) == []


@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.usefixtures("small_shares")
def test_a_town_on_threads(threads: int) -> None:
    town, twin = town_and_twin(200, BUSY, threads=threads)
    live(town, twin, 40)
    assert all(share.any() for share in town.counts)


def test_a_network_of_arcs_with_weights(tmp_path: Path) -> None:
    file = tmp_path / "arcs.csv"
    arcs = nx.gnp_random_graph(150, 0.04, seed=4, directed=True).edges
    rows = [f"{one},{other},{1 + (7 * one + 3 * other) % 90}" for one, other in arcs]
    file.write_text("\n".join(["source,target,weight", *rows]))
    network = {"network.kind": "file", "network.file": str(file), "network.directed": True}
    town, twin = town_and_twin(None, {**BUSY, **network}, burn_in=20)
    tied = {(person.row, tie.other.row) for person in twin.people for tie in person.ties}
    assert any((other, one) not in tied for one, other in tied)
    assert len({tie.strength for person in twin.people for tie in person.ties}) > 50
    live(town, twin, 60)


def test_people_who_know_nobody() -> None:
    alone = {"population.individuals": True, "network.kind": "none"}
    town, twin = town_and_twin(80, {**BUSY, **alone})
    assert not any(person.ties for person in twin.people)
    live(town, twin, 40)


@pytest.mark.parametrize("missing", [("specialist", "self_help"), MODALITIES])
def test_a_place_without_some_services(missing: tuple[str, ...]) -> None:
    live(*town_and_twin(150, {**BUSY, **{f"services.{name}.places": 0.0 for name in missing}}), 60)


@pytest.mark.parametrize(
    ("weight", "much", "barrier"),
    [
        ("price_weight", 10.0, "cost"),
        ("travel_weight", 5.0, "travel"),
        ("wait_weight", 2.0, "availability"),
    ],
)
def test_intentions_that_fail_for_structure(weight: str, much: float, barrier: str) -> None:
    few = {f"services.{name}.places": 2.0 for name in MODALITIES}
    weights = {"price_weight": 0.0, "travel_weight": 0.0, "wait_weight": 0.0, weight: much}
    town, twin = town_and_twin(200, {**BUSY, **few, **weights, "structural_limit": 0.1})
    live(town, twin, 60)
    assert town.history.series("structural_failures").sum() > 5
    assert (getattr(town.people, f"barrier_{barrier}") != NEVER).any()


@pytest.mark.parametrize(
    ("attitude", "barrier"),
    [
        ("self_reliance", "handle_alone"),
        ("self_stigma", "stigma"),
        ("distrust", "distrust"),
        ("ineffective", "ineffective"),
        ("fear", "fear_of_change"),
    ],
)
def test_the_heaviest_attitude_is_named(attitude: str, barrier: str) -> None:
    loud = {f"weight_{attitude}": 12.0, "naming_threshold": 10.0, "intention_base": 4.0}
    town, twin = town_and_twin(120, {**BUSY, **loud})
    live(town, twin, 40)
    assert (getattr(town.people, f"barrier_{barrier}") != NEVER).any()


# Numbers


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, LARGEST_SEED))
def test_other_numbers_within_their_priors(seed: int) -> None:
    numbers = [
        number
        for number in parameters_of(load_scenario("town"))
        if number.name.startswith(("parameters.", "services.", "culture.structural", "costs."))
        and number.default is not None  # what a world need not say moves nobody
    ]
    places = uniforms(seed, PLACE_IN_PRIOR, len(numbers)).tolist()
    drawn = {
        number.name: within_prior(number, place)
        for number, place in zip(numbers, places, strict=True)
    }
    live(*town_and_twin(80, drawn, seed=seed, burn_in=20), 40)


def within_prior(number: Parameter, place: float) -> float:
    """The value at a place from 0 to 1 in the range in which a number plausibly lies."""
    low, high = number.likely
    if isinstance(number.default, int):
        return int(low + place * (high - low) + 0.5)
    return low + place * (high - low)


def test_a_small_change_of_one_number_would_be_seen() -> None:
    town, twin = town_and_twin(100)
    twin.p.peer_weight *= 1.0 + 1e-6
    with pytest.raises(AssertionError, match="influence"):
        live(town, twin, 20)


# Strategies


class Push(Strategy):
    """Modifies one named value for all whom it reaches."""

    kind: ClassVar[str] = "push"
    title: ClassVar[str] = "A modifier of a named value of persons"

    value: str
    by: float

    def modifiers(
        self, town: Any, week: int, reached: NDArray[np.bool_]
    ) -> Iterator[tuple[str, Any]]:
        yield self.value, VALUES[self.value].neutral + self.by


class PushServices(Push):
    """Modifies one named value of services, each service in another measure."""

    kind: ClassVar[str] = "push_services"
    title: ClassVar[str] = "A modifier of a named value of services"

    def modifiers(
        self, town: Any, week: int, reached: NDArray[np.bool_]
    ) -> Iterator[tuple[str, Any]]:
        yield self.value, VALUES[self.value].neutral + self.by * np.arange(town.services.size)


def push(strategy: Push, person: Person) -> Iterator[tuple[str, float]]:
    yield strategy.value, VALUES[strategy.value].neutral + strategy.by


def push_services(strategy: Push, model: Town) -> Iterator[tuple[str, int, float]]:
    for m in range(len(model.services)):
        yield strategy.value, m, VALUES[strategy.value].neutral + strategy.by * m


def test_strategies_for_everyone_and_for_some() -> None:
    strategies = (
        PublicCampaign(end=50, ramp=6),
        PublicCampaign(start=5, target="in_distress", coverage=0.5, cost_per_person=3.0),
        PriceSubsidy(share=0.5, target="low_income", cost_fixed=1000.0),
        PriceSubsidy(share=0.3, target="uninsured", uptake=0.7, ramp=20),
        Reminders(start=2, target="dropped_out", cost_per_person=0.1),
        Reminders(uptake=0.9, decay=10.0, repeat_after=30),
        MorePlaces(start=10, growth=2.0, ramp=10, coverage=0.8),
        Leap(coverage=0.6),
        HelpResistanceProtocol(coverage=0.7, target="untreated", decay=20.0),
        HelpResistanceProtocol(uptake=0.5, cost_per_person_week=1.0),
    )
    town, twin = town_and_twin(240, BUSY, burn_in=26, strategies=strategies)
    live(town, twin, 70)
    assert all(plan.since for plan in twin.plans)
    assert len(set(twin.datacollector.model_vars["spent"])) > 10


@pytest.mark.parametrize("kind", STRATEGIES)
def test_weeks_under_each_strategy(kind: str) -> None:
    town, twin = town_and_twin(100, BUSY, burn_in=8, strategies=(STRATEGIES[kind](coverage=0.8),))
    live(town, twin, 32)
    assert any(modified.modifiers for modified in (*twin.people, *twin.services))


@pytest.mark.slow
def test_all_strategies_at_once_for_two_years() -> None:
    everything = tuple(kind(ramp=20) for kind in STRATEGIES.values())
    live(*town_and_twin(400, BUSY, burn_in=26, strategies=everything), 104)


@pytest.mark.parametrize("by", [0.3, -0.15])
def test_every_named_value(by: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(plain_strategies.FOR_PERSONS, "push", push)
    monkeypatch.setitem(plain_strategies.FOR_SERVICES, "push_services", push_services)
    strategies = tuple(
        (Push if value.of == "person" else PushServices)(
            value=name, by=by * share, coverage=0.7, start=start
        )
        for name, value in VALUES.items()
        for share, start in ((1.0, 0), (0.7, 8))
        if value.low <= value.neutral + by  # what lies beyond is refused
    )
    town, twin = town_and_twin(150, BUSY, burn_in=10, strategies=strategies)
    live(town, twin, 40)


# The twin itself


def test_the_week_is_the_week_of_the_model() -> None:
    assert list(WEEK) == [process.name for process in SCHEDULE]


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_the_generator_of_the_twin_against_the_published_vectors(
    counter: tuple[int, int, int, int], key: tuple[int, int], words: str
) -> None:
    assert " ".join(f"{word:08x}" for word in draws.philox(counter, key)) == words


@settings(deadline=None)
@given(
    st.integers(0, LARGEST_SEED),
    st.integers(-32768, 32767),
    st.integers(0, 2**31 - 1),
    st.integers(0, 2**31 - 1),
)
def test_draws_of_the_twin_are_those_of_the_model(
    seed: int, week: int, person: int, k: int
) -> None:
    key = (np.uint64(seed), decision("distress: onset"), week, person)
    assert draws.uniform(seed, "distress: onset", week, person, k) == randomness.uniform(*key, k)
    assert draws.normal(seed, "distress: onset", week, person) == randomness.normal(*key, 0)
