"""The model, described after the ODD protocol, from its code.

Tables, names, equations and numbers are read from the code that is installed; the words around
them say what cannot be read there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.report.model.concepts import CONCEPTS, Concept
from experiments.report.model.rules import Rule, rule, says, source, sources
from experiments.report.parts import Cell, Link, Table, Value, heads
from experiments.words.numbers import DASH, duration, general
from experiments.words.wording import published, words_of, written

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.switches import Mechanism


def place(kind: str, name: str) -> str:
    """The place in the page of something with a name."""
    return f"{kind}-{name.replace(' ', '-').replace('_', '-')}"


FOLDERS = ("processes", "network", "population")
"""Folders of the package whose files hold rules that are described."""


@dataclass(frozen=True)
class Described:
    """A design concept with what its rules and mechanisms say."""

    concept: Concept
    rules: Sequence[Rule]
    mechanisms: Sequence[Link]


@dataclass(frozen=True)
class Submodel:
    """One process of the week, or what goes before the first."""

    name: str
    title: str
    file: str
    says: str
    rules: Sequence[Rule]

    @property
    def place(self) -> str:
        """Its place in the page."""
        return place("process", self.name)


class Model:
    """The description of the model in one world; ``baseline`` are mean outcomes under doing
    nothing, where a result tells them."""

    def __init__(self, scenario: Scenario, baseline: Mapping[str, float | None]) -> None:
        self.scenario = scenario
        self.baseline = baseline

    @property
    def weeks(self) -> str:
        """How long is simulated."""
        horizon = self.scenario.horizon
        return f"{duration(horizon.weeks)} after {duration(horizon.burn_in_weeks)} of burn-in"

    # 1 Purpose and patterns

    def patterns(self) -> Table:
        """What the model must reproduce, beside what it gives here."""
        from simulation.evidence import evidence
        from simulation.measures.outcomes import OUTCOMES

        rows: list[list[Cell]] = []
        for name, outcome in OUTCOMES.items():
            figure = published(outcome)
            if figure is None:
                continue
            here = self.baseline.get(name)
            row = evidence()[outcome.anchor]
            rows.append(
                [
                    outcome.title,
                    outcome.definition,
                    written(figure.value, outcome.unit),
                    Value(written(here, outcome.unit), here) if here is not None else DASH,
                    [Link(outcome.anchor, f"source-{outcome.anchor}"), f": {figure.source}"],
                    "must be reproduced" if row.use == "calibrate" else "context",
                ]
            )
        return Table(
            "Patterns: published figures, and the same quantity here under doing nothing",
            heads(
                "Pattern",
                "Definition",
                ("Published", "number"),
                ("Here", "number"),
                "Source",
                "Use",
            ),
            rows,
            note="Here: in the last year of this result, mean over seeds, no strategy at work. "
            "helpseek evidence compares many more figures.",
            name="table-patterns",
        )

    # 2 Entities, state variables, scales

    def entities(self) -> Table:
        """What there is in the model."""
        from simulation.network.ties import KINDS
        from simulation.population.columns import COLUMNS

        scenario = self.scenario
        groups = ", ".join(words_of(name).lower() for name in scenario.culture.groups)
        services = ", ".join(row.title.lower() for row in scenario.services.rows())
        return Table(
            "Entities",
            heads("Entity", "What it stands for", "State"),
            [
                [
                    "Person",
                    "One inhabitant; adults may seek help, children are there as part of "
                    "households",
                    f"{len(COLUMNS)} variables, listed below",
                ],
                [
                    "Household",
                    "People who live together and share an income",
                    "members, income, place",
                ],
                [
                    "Tie",
                    f"Who hears whom: {' and '.join(KINDS)} ties, each with a strength from 0 "
                    "to 1 (a household member has 1)",
                    "neighbour, kind, strength",
                ],
                [
                    "Service",
                    f"Kinds of help: {services}",
                    "price, places, waiting list, travel, directiveness",
                ],
                [
                    "Culture group",
                    groups,
                    "norms of stigma, trust, openness, knowledge; fit of services",
                ],
                ["Strategy", "What policy does", "whom it has reached and since when, money spent"],
                [
                    "Town",
                    "The environment: zones, structural stigma, all of the above",
                    "week, counts of the week",
                ],
            ],
            name="table-entities",
        )

    def columns(self) -> Table:
        """All state variables of a person."""
        from simulation.population.columns import COLUMNS

        rows: list[list[Cell]] = []
        for column in COLUMNS.values():
            names = self.scenario.culture.groups if column.name == "culture" else column.categories
            values = f": {', '.join(names)}" if names else ""
            rows.append([column.name, column.group, f"{column.meaning}{values}", column.unit])
        return Table(
            f"State variables of a person ({len(COLUMNS)})",
            heads("Variable", "Group", "Meaning", "Unit"),
            rows,
            name="table-columns",
        )

    def scales(self) -> Table:
        """Steps and extents."""
        from simulation.measures.categories import STAGE_ROWS

        population = self.scenario.population
        people = self.baseline.get("people") or population.people
        stages = ", ".join(row.title.lower() for row in STAGE_ROWS.values())
        return Table(
            "Scales",
            heads("Scale", "Here"),
            [
                ["Time step", "One week"],
                ["Time span", self.weeks],
                ["People", f"{general(people)}" if people else "as many as the source holds"],
                ["Source of people", population.source],
                ["Network", f"{self.scenario.network.kind}, and ties in households"],
                ["Space", "Zones of the town; minutes of travel to services"],
                ["Stages of the way to help", stages],
                ["Attitudes and traits", "from 0 to 1"],
            ],
            name="table-scales",
        )

    # 3 Process overview and scheduling

    def schedule(self) -> Table:
        """The week."""
        from simulation.schedule import SCHEDULE

        return Table(
            "The week: processes in their order",
            heads(("Order", "number"), "Process", "What happens", "Reads", "Writes"),
            [
                [
                    str(order),
                    Link(process.name, place("process", process.name)),
                    process.title,
                    ", ".join(process.reads),
                    ", ".join(process.writes),
                ]
                for order, process in enumerate(SCHEDULE, 1)
            ],
            name="table-schedule",
        )

    # 4 Design concepts

    def concepts(self) -> list[Described]:
        """All design concepts of the protocol."""
        from simulation.mechanisms import MECHANISMS

        titles = {row.number: row.title for row in MECHANISMS}
        return [
            Described(
                concept,
                [rule(file, name) for file, name in concept.rules],
                [
                    Link(f"{number}. {titles[number]}", f"mechanism-{number}")
                    for number in concept.mechanisms
                ],
            )
            for concept in CONCEPTS
        ]

    # 5 Initialization

    def initialization(self) -> list[tuple[str, str]]:
        """How a town is made before its first week: what, and what the code says of it."""
        population, network = self.scenario.population.source, self.scenario.network.kind
        burn_in = duration(self.scenario.horizon.burn_in_weeks)
        return [
            (
                "People",
                _for_readers(says("population/town.py", "town"))
                if population == "town"
                else f"People come from a source of the user's own ({population}).",
            ),
            ("Traits", source("population/traits.py").says),
            (
                "Ties",
                source("network/friendship.py").says
                if network == "friendships"
                else f"Ties are those of the network that the scenario names ({network}); members "
                "of a household are tied to each other.",
            ),
            (
                "History",
                f"Then {burn_in} are lived through before week 0, without the strategies that are "
                "compared. So people have a past of episodes and of care, and waiting lists are as "
                "long as they come to be.",
            ),
        ]

    # 6 Input data

    def input_words(self) -> str:
        """What the built-in data say of themselves."""
        return source("population/town.py").says

    # 7 Submodels

    def submodels(self) -> list[Submodel]:
        """The processes of the week in their order, then what they share."""
        from simulation.schedule import SCHEDULE

        made, used = [], set()
        for process in SCHEDULE:
            file = f"processes/{process.columns.__module__.rpartition('.')[2]}.py"
            told = source(file)
            used.add(file)
            made.append(Submodel(process.name, process.title, file, told.says, told.rules))
        for folder in FOLDERS:
            for told in sources(folder):
                if told.file not in used:
                    name = told.file.rpartition("/")[2].removesuffix(".py")
                    made.append(Submodel(name, words_of(name), told.file, told.says, told.rules))
        return made

    def mechanisms(self) -> Sequence[Mechanism]:
        """The table of mechanisms."""
        from simulation.mechanisms import MECHANISMS

        return MECHANISMS

    def values(self) -> Table:
        """What strategies may modify, and how several combine."""
        from simulation.values import VALUES

        return Table(
            "What strategies may modify, and how several of them combine",
            heads(
                "Value",
                "Meaning",
                "Unit",
                "Combined by",
                ("Lowest", "number"),
                ("Highest", "number"),
            ),
            [
                [
                    value.name,
                    value.meaning,
                    value.unit,
                    {
                        "add": "adding",
                        "multiply": "multiplying",
                        "larger": "the largest",
                        "complement": "multiplying the chances that it does not happen",
                    }[value.combination],
                    general(value.low),
                    general(value.high),
                ]
                for value in VALUES.values()
            ],
            name="table-values",
        )


def _for_readers(text: str) -> str:
    """A docstring without what only programmers need: which errors there are."""
    return re.sub(r"\s*\bRaises\s[^.]*\.", "", text)
