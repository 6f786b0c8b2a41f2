"""Strategies in a report: what each does, and the numbers with which it does it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.report.model.parameters import source_parts
from experiments.report.parts import Cell, Table, Value, heads
from experiments.words.numbers import DASH, general
from experiments.words.wording import words_of


def strategy_table(name: str, entries: Sequence[Mapping[str, Any]]) -> Table:
    """The fields of the strategies of one option: what they are here, and whether that is what
    they usually are. A strategy of a researcher's own is told without units."""
    from simulation.parameters import parameters_of
    from simulation.strategies import STRATEGIES, parse_strategies

    rows: list[list[Cell]] = []
    for entry in entries:
        kind = STRATEGIES.get(str(entry.get("name")))
        if kind is None:
            rows += [
                [f"{entry.get('name')}.{field}", _any(value), "", DASH, "strategy of one's own"]
                for field, value in entry.items()
                if field != "name"
            ]
            continue
        strategy = parse_strategies([dict(entry)])[0]
        usual = {row.name: row.default for row in parameters_of(kind())}
        target = getattr(strategy, "target", "")
        rows.append(
            [
                f"{kind.kind}.target",
                words_of(str(target)),
                "whom it is meant for",
                DASH,
                "a choice of the policy maker",
            ]
        )
        for row in parameters_of(strategy):
            if row.default == usual[row.name] and _means_nothing(row.name, row.default):
                continue
            changed = row.default != usual[row.name]
            note = f"set by the study; usually {general(usual[row.name])}" if changed else ""
            rows.append(
                [
                    f"{kind.kind}.{row.name}",
                    Value(general(row.default), row.default, note),
                    row.unit,
                    row.meaning,
                    source_parts(row.source),
                ]
            )
    return Table(
        f"{name}: what it is here",
        heads("Field", ("Value", "number"), "Unit", "Meaning", "Source"),
        rows,
    )


_NEUTRAL: Mapping[str, float] = {
    "start": 0,
    "end": 10_000,
    "ramp": 0,
    "decay": 0.0,
    "repeat_after": 0,
    "cost_fixed": 0.0,
    "cost_per_person": 0.0,
    "cost_per_person_week": 0.0,
    "cost_per_week": 0.0,
    "uptake": 1.0,
    "false_positives": 0.1,
}


def _means_nothing(field: str, value: float) -> bool:
    """Whether a field with this value changes nothing, and may be left out of a table."""
    return _NEUTRAL.get(field) == value


def _any(value: Any) -> Cell:
    return general(value) if isinstance(value, (int, float)) else str(value)


def strategy_words(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """For each strategy of an option: what it is called, and what it does."""
    from simulation.strategies import STRATEGIES

    told = []
    for entry in entries:
        kind = STRATEGIES.get(str(entry.get("name")))
        if kind is None:
            told.append((words_of(str(entry.get("name"))), "A strategy of the researcher's own."))
        else:
            told.append((kind.title, " ".join((kind.__doc__ or "").split())))
    return told
