"""The town of the plain model: persons on a small-world graph, and waiting lists."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any

import mesa
import networkx as nx

from experiments.plain_mesa.person import SERVICES, PlainPerson
from simulation.parameters import Parameters

PEOPLE = 5_000
MEAN_TIES = 8


class PlainModel(mesa.Model):
    """A town of such persons on a small-world graph, with waiting lists."""

    def __init__(self, people: int = PEOPLE, seed: int = 1) -> None:
        super().__init__(rng=seed)
        self.p: Any = Parameters()
        self.week = 0
        self.queues: list[deque[PlainPerson]] = [deque() for _ in SERVICES]
        self.in_care = [0] * len(SERVICES)
        self.waits = [0.0] * len(SERVICES)
        persons = [PlainPerson(self) for _ in range(people)]
        graph = nx.watts_strogatz_graph(people, MEAN_TIES, 0.1, seed=seed)
        for node, person in enumerate(persons):
            person.neighbours = [
                (persons[other], 0.2 + 0.6 * self.random.random()) for other in graph[node]
            ]
        adults = sum(person.adult for person in persons)
        self.places = [max(int(service.places * adults / 1000), 1) for service in SERVICES]
        self.counts: Counter[str | int] = Counter()
        self.datacollector = mesa.DataCollector(
            model_reporters={"counts": "counts", "in care": lambda model: tuple(model.in_care)}
        )

    def step(self) -> None:
        """One week: stage after stage, each over everybody; places are filled in between."""
        self.counts = Counter()
        for stage in (
            "distress",
            "influence",
            "relatives",
            "recognition",
            "help_resistance",
            "seeking",
        ):
            self.agents.do(stage)
        self.fill_places()
        self.agents.do("treatment")
        self.agents.do("record")
        self.datacollector.collect(self)
        self.week += 1

    def fill_places(self) -> None:
        """First appointments for those who have waited longest, while there are places."""
        for number, queue in enumerate(self.queues):
            while queue and self.in_care[number] < self.places[number]:
                first = queue.popleft()
                waited = self.week - first.stage_start
                self.waits[number] += 0.1 * (waited - self.waits[number])
                first.begin_care()
