"""A comparison over draws with three strategies, made up so that all there is to say is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from experiments.compare.value.by_draw import ByDraw, by_draw
from experiments.compare.value.equity import (
    Equity,
    HealthByGroup,
    Opportunity,
    equity,
    equity_tables,
)
from experiments.compare.value.place import Place
from experiments.compare.value.sampling import Survey, Trial
from experiments.compare.value.tables import tables
from experiments.compare.value.worth import Asked, Worth, worth_of
from experiments.figures.style import GREY, GROUP_COLOURS
from experiments.strategies.arms import NOTHING, arm_words
from simulation.parameters.field import Parameter
from simulation.randomness import decision, normals
from simulation.scenario import load_scenario, parameter_rows
from tests.support.net_benefits import drawn

ARMS = (NOTHING, "more_places", "subsidy", "leap")
NAMES = (
    "parameters.onset_rate",
    "services.specialist.cost",
    "services.specialist.effect",
    "services.specialist.places",
    "parameters.triage",
    "strategies.subsidy.share",
)
_LUCK = decision("tests: luck of a comparison")
AMOUNT = 100_000.0


def data(draws: int = 150, seeds: int = 2, rest: float = 1.0) -> ByDraw:
    """More places pays where illness is common, a subsidy where it is rare; the price of a session
    counts for both; no other number counts."""
    z = drawn(11, draws, len(NAMES))
    low = np.array([0.04, 80.0, 0.02, 20.0, 2.0, 0.1])
    numbers = low * np.exp(0.3 * z)
    qalys, costs = np.zeros((draws, seeds, 4)), np.zeros((draws, seeds, 4))
    noise = normals(3, _LUCK, draws * seeds * 3).reshape(draws, seeds, 3)
    alike = normals(3, _LUCK, seeds * 3, week=1).reshape(seeds, 3)
    common, price = z[:, :1], z[:, 1:2]
    luck = 4e-4 * rest
    qalys[..., 1] = 2.0e-3 + 1.2e-3 * common + luck * (noise[..., 0] + 0.2 * alike[:, 0])
    qalys[..., 2] = 1.4e-3 - 0.4e-3 * common + luck * (noise[..., 1] + 0.2 * alike[:, 1])
    qalys[..., 3] = 1.0e-4 + luck * (noise[..., 2] + 0.2 * alike[:, 2])
    costs[..., 1] = 80.0 * np.exp(0.4 * price) + 0.0 * noise[..., 0]
    costs[..., 2] = 40.0 + 8.0 * price
    costs[..., 3] = 30.0
    levels = 3.5 + drawn(12, draws, 1)[:, :, None] * 0.1
    return by_draw(400.0 + costs, levels + qalys, ARMS, numbers, NAMES)


def rows() -> dict[str, Parameter]:
    """What the schema says of the numbers."""
    town = load_scenario("town", {"strategies": ["subsidy"]})
    found = {row.name: row for row in parameter_rows(town)}
    return {name: found[name] for name in NAMES if name in found}


def asked(**changes: object) -> Asked:
    """At the usual amounts, for a place of 63,000 adults."""
    usual: dict[str, object] = {
        "amounts": (50_000.0, AMOUNT, 150_000.0),
        "amount": AMOUNT,
        "currency": "USD",
        "place": Place(63_000.0, "the 63,000 adults of Oceanside", 260, 0.03),
        "seed": 1,
        "numbers": rows(),
    }
    return Asked(**{**usual, **changes})  # type: ignore[arg-type]


def designs(told: ByDraw) -> list[Survey | Trial]:
    """A survey of how common illness is, and a trial of a subsidy."""
    common = 4.0 * told.numbers[:, :1] + np.zeros((1, told.seeds))
    quality = told.effects[:, :, 2]
    return [
        Survey("prevalence", "a survey of how many are ill", common, None, (100, 1000), 40.0, 1e4),
        Trial(
            "subsidy",
            "a trial of a subsidy on QALYs",
            told.effects[:, :, 0],
            quality,
            0.4,
            (200,),
            900.0,
        ),
    ]


@cache
def worth() -> Worth:
    """All of it, made once."""
    told = data()
    return worth_of(told, asked(), designs(told))


@cache
def equities() -> tuple[Equity, ...]:
    """A distributional analysis of the same: more places help the poor, a subsidy the rich."""
    told = data()
    rises = {"income": np.array([2.0, 1.0, 0.2]), "culture": np.array([0.7, 1.3])}
    names = {"income": ("low", "middle", "high"), "culture": ("one", "other")}
    found = []
    for by, rise in rises.items():
        level = np.linspace(3.2, 3.8, len(rise))
        gain = (told.effects - told.effects[:, :, :1])[..., None]
        turned = np.where(np.arange(4)[:, None] == 2, rise[::-1], rise)
        health = level + gain * turned
        groups = HealthByGroup(by, names[by], np.full(len(rise), 2000.0), health)
        found.append(equity(groups, ARMS, told.costs, Opportunity(AMOUNT), told.weights))
    return tuple(found)


def written(folder: Path) -> Look:
    """All tables in a folder, as a comparison has them, and how figures see them."""
    from pyarrow import Table, parquet

    for name, table in {**tables(worth()), **equity_tables(equities())}.items():
        parquet.write_table(Table.from_pylist(table), folder / f"{name}.parquet")
    return Look(folder)


@dataclass(frozen=True)
class Look:
    """A comparison as figures see it."""

    directory: Path
    options: list[str] = field(default_factory=lambda: list(ARMS))
    currency: str = "USD"
    source: str = "Helpseek simulation: world town, 8,413 people, 260 weeks, 150 draws, 2 seeds"

    def rows(self, table: str, **named: object) -> list[dict[str, Any]]:
        from pyarrow import parquet

        found = parquet.read_table(self.directory / f"{table}.parquet").to_pylist()
        return [row for row in found if all(row[key] == value for key, value in named.items())]

    def colour(self, strategy: str) -> str:
        return (GREY, *GROUP_COLOURS)[self.options.index(strategy)]

    def dashes(self, strategy: str) -> str:
        return ":" if strategy == NOTHING else "-"

    def words(self, strategy: str) -> str:
        return arm_words(strategy)
