"""Parameters: every number of the model as a table, with what the study changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from experiments.report.parts import Cell, Link, Part, Table, Value, heads
from experiments.words.numbers import general
from experiments.words.wording import words_of

if TYPE_CHECKING:
    from simulation.evidence import Evidence
    from simulation.parameters import Parameter
    from simulation.scenario import Scenario

_LEFT_OUT = ("name", "description", "extends", "strategies", "posterior")


class ParameterTables:
    """The numbers of a world, beside those of the default world."""

    def __init__(self, scenario: Scenario) -> None:
        from simulation.scenario import DEFAULT_WORLD, load_scenario, parameter_rows

        self.scenario = scenario
        self.usual = load_scenario(DEFAULT_WORLD)
        self.rows = [
            row for row in parameter_rows(scenario) if not row.name.startswith("strategies.")
        ]
        self._usual = {row.name: row.default for row in parameter_rows(self.usual)}

    @property
    def assumptions(self) -> int:
        """How many numbers rest on no published figure."""
        return sum(not row.entry.source and not row.entry.fitted_to for row in self.rows)

    def changed(self, row: Parameter) -> bool:
        """Whether a number is not that of the default world."""
        return row.name not in self._usual or self._usual[row.name] != row.default

    def changes(self) -> Table | None:
        """All settings in which the world differs from the default one, numbers or not."""
        before, after = (
            dict(_leaves({k: v for k, v in world.resolved().items() if k not in _LEFT_OUT}))
            for world in (self.usual, self.scenario)
        )
        rows: list[list[Cell]] = [
            [name, _any(before.get(name)), _any(after.get(name))]
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
        if not rows:
            return None
        return Table(
            "What the study changed in the default world",
            heads("Setting", "Usually", "Here"),
            rows,
            name="table-changed",
        )

    def tables(self) -> list[Table]:
        """All numbers, a table for each part of the model."""
        parts: dict[str, list[Parameter]] = {}
        for row in self.rows:
            parts.setdefault(self._part(row), []).append(row)
        tables = []
        for number, (title, rows) in enumerate(parts.items(), 1):
            marked = frozenset(place for place, row in enumerate(rows) if self.changed(row))
            tables.append(
                Table(
                    f"{title} ({len(rows)})",
                    heads(
                        "Parameter",
                        "Meaning",
                        ("Value", "number"),
                        "Unit",
                        ("Range allowed", "number"),
                        "What it may be (prior)",
                        "Spread from",
                        "Source",
                    ),
                    [self._cells(row, place in marked) for place, row in enumerate(rows)],
                    name=f"table-parameters-{number}",
                    marked=marked,
                )
            )
        return tables

    def _cells(self, row: Parameter, changed: bool) -> list[Cell]:
        note = ""
        if changed:
            usual = self._usual.get(row.name)
            note = "changed by the study" + ("" if usual is None else f"; usually {general(usual)}")
        return [
            row.name.rpartition(".")[2] if row.name.startswith("parameters.") else row.name,
            row.meaning,
            Value(general(row.default), row.default, note),
            row.unit,
            f"{general(row.low)} to {general(row.high)}",
            row.doubt,
            _spread_source(row),
            source_parts(row.source),
        ]

    def _part(self, row: Parameter) -> str:
        """The part of the model that a number belongs to."""
        first, _, rest = row.name.partition(".")
        if first != "parameters":
            return words_of(first)
        from inspect import get_annotations

        from simulation.parameters import Parameters

        for kind in Parameters.__mro__[1:]:
            if rest in get_annotations(kind):
                return f"Parameters: {words_of(_spaced(kind.__name__)).lower()}"
        return "Parameters"

    def sources(self) -> list[Evidence]:
        """The published figures that numbers and outcomes name, in the order of the table."""
        from simulation.evidence import evidence, sources_of
        from simulation.measures.outcomes import OUTCOMES
        from simulation.parameters import parameters_of
        from simulation.strategies import STRATEGIES

        texts = [row.source for row in self.rows]
        texts += [row.spread.source for row in self.rows if row.spread]
        texts += [row.source for kind in STRATEGIES.values() for row in parameters_of(kind())]
        used = {outcome.anchor for outcome in OUTCOMES.values() if outcome.anchor}
        used |= {found.id for text in texts for found in sources_of(text)}
        return [row for name, row in evidence().items() if name in used]

    def source_table(self) -> Table:
        """What was found where, in whom."""
        rows: list[list[Cell]] = []
        for row in self.sources():
            interval = ""
            if row.low is not None and row.high is not None:
                interval = f"{general(row.low)} to {general(row.high)}"
            value = general(row.value) if row.value is not None else interval or "in words"
            rows.append(
                [
                    row.id,
                    row.quantity,
                    Value(value, row.value, interval if row.value is not None else ""),
                    row.unit,
                    row.population,
                    row.source,
                    "yes" if row.verified else "no: from memory",
                ]
            )
        return Table(
            f"Sources ({len(rows)})",
            heads(
                "Id",
                "What was measured",
                ("Figure", "number"),
                "Unit",
                "In whom",
                "Publication",
                "Read in it or a report of it?",
            ),
            rows,
            name="table-sources",
        )

    def source_places(self) -> list[str]:
        """The places of all sources in the page."""
        return [f"source-{row.id}" for row in self.sources()]


def _spread_source(row: Parameter) -> Cell:
    return source_parts(row.spread.source) if row.spread else ""


def _spaced(name: str) -> str:
    """The name of a section as words."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in name)
    return spaced.replace("Parameters", "").strip()


def _leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _any(value: Any) -> str:
    if value is None:
        return "\N{EN DASH}"
    return general(value) if isinstance(value, (bool, int, float)) else str(value)


def source_parts(text: str) -> list[Part]:
    """The source of a parameter, its ids as links to the table of sources."""
    from simulation.evidence import evidence, ids_in

    parts: list[Part] = []
    rest = text
    for name in ids_in(text):
        before, _, rest = rest.partition(name)
        if before:
            parts.append(before)
        parts.append(Link(name, f"source-{name}") if name in evidence() else name)
    if rest:
        parts.append(rest)
    return parts
