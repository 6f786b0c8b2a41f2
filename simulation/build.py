"""Building a town from a scenario: people, ties, history, burn-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from simulation.errors import InputError
from simulation.given import given, people_asked_for
from simulation.machine import MOST_THREADS, available_threads
from simulation.memory import require, require_town, ties_bytes
from simulation.network.friendship import draw_friendships
from simulation.network.named import NetworkFile
from simulation.network.ties import EdgeArrays, build_ties
from simulation.population.demographics import Demographics
from simulation.population.traits import draw_population
from simulation.seeds import checked_seed
from simulation.town import Town

if TYPE_CHECKING:
    import networkx as nx

    from simulation.scenario import Scenario

_WEEKS_TOLD = 26
"""Weeks from one word of progress to the next."""

Progress = Callable[[str, int, int], None]
"""Told now and then: what is being done, how far it is, how far it goes."""


def checked_threads(threads: int | None) -> int:
    """How many threads to use: so many, or by default the processors that there are.

    Raises InputError for what is not a whole number from 1 to MOST_THREADS.
    """
    if threads is None:
        return available_threads()
    whole = isinstance(threads, (int, np.integer)) and not isinstance(threads, bool)
    if not whole or not 1 <= threads <= MOST_THREADS:
        raise InputError(
            "not a number of threads",
            field="threads",
            found=threads,
            allowed=f"1 to {MOST_THREADS:,}",
        )
    return int(threads)


def _silent(phase: str, done: int, of: int) -> None:
    """Progress that nobody asked for."""


def build_town(
    scenario: Scenario,
    seed: int,
    *,
    threads: int | None = None,
    graph: nx.Graph | None = None,
    progress: Progress = _silent,
) -> Town:
    """The town of a scenario, standing before the first week of its burn-in.

    ``graph`` puts people on a NetworkX graph instead of the network that the scenario names.
    Raises InputError for files that cannot be used and for people and network that do not fit.
    """
    seed = checked_seed(seed)
    threads = checked_threads(threads)
    progress("people", 0, 1)
    expected = people_asked_for(scenario)
    if expected is not None:
        require_town(scenario, expected)
    there = given(scenario, seed, graph)
    who, traits, network = there.who, there.traits, there.network
    if expected is None:
        require_town(scenario, who.people)
    start = -scenario.horizon.burn_in_weeks
    people = draw_population(who, seed, scenario.parameters, scenario.culture, start, traits)
    progress("people", 1, 1)

    progress("ties", 0, 1)
    if network is not None:
        friends: EdgeArrays | None = network.friendships(
            seed, scenario.network.friendships.confidants
        )
    else:
        friends = _drawn_friends(scenario, seed, who)
    _require_ties(scenario, who, network, friends)
    ties = build_ties(who.people, who.household, friends, scenario.network.household_ties)
    progress("ties", 1, 1)

    made = Town(people, ties, scenario, seed=seed, start=start, threads=threads)
    made.begin(scenario.strategies)
    made.files = there.files
    made.nodes = None if network is None else network.nodes or network.labels
    return made


def _require_ties(
    scenario: Scenario, who: Demographics, network: NetworkFile | None, friends: EdgeArrays | None
) -> None:
    """Refuse ties for which there is no room: those of a network, and all in a household."""
    sizes = np.bincount(who.household[who.household >= 0]).astype(np.int64)
    ends = int((sizes * (sizes - 1)).sum()) if scenario.network.household_ties else 0
    own = network is not None or scenario.network.kind == "generator"
    given_ties = friends.source.size if friends is not None and own else 0
    require(
        ties_bytes(given_ties, ends),
        source="network",
        allowed="fewer ties",
        what=f"{given_ties:,} ties given, and {ends // 2:,} of people who live together",
    )


def burn_in(made: Town, progress: Progress = _silent) -> None:
    """Bring a town to the end of the week before week 0."""
    weeks = -1 - made.week
    done = 0
    while done < weeks:
        progress("burn-in", done, weeks)
        number = min(_WEEKS_TOLD, weeks - done)
        made.live(number)
        done += number
    if weeks:
        progress("burn-in", weeks, weeks)


def _drawn_friends(scenario: Scenario, seed: int, who: Demographics) -> EdgeArrays | None:
    """Friendships by the scenario's own rule or by a generator of NetworkX."""
    network = scenario.network
    if network.kind == "none":
        return None
    if network.kind == "generator":
        assert network.generator is not None
        from simulation.network.generated import generate

        return generate(
            network.generator,
            who.people,
            network.arguments or {},
            seed,
            confidants=network.friendships.confidants,
        )
    return draw_friendships(
        seed, who.age, who.income, who.place, who.household, **network.friendships.model_dump()
    )
