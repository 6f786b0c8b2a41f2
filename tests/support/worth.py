"""A comparison over draws with three strategies, made up so that all there is to say is said."""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.compare.value.by_draw import ByDraw, by_draw
from experiments.compare.value.place import Place
from experiments.compare.value.sampling import Survey, Trial
from experiments.compare.value.worth import Asked, Worth, worth_of
from experiments.strategies.arms import NOTHING
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
