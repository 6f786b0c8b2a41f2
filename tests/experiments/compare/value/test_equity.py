"""Inequality of health and the equity impact of strategies: by hand, and by the laws they keep."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from experiments.compare.value.equity import (
    HealthByGroup,
    Opportunity,
    equity,
    equity_sentences,
    equity_tables,
)
from experiments.compare.value.inequality import Aversion, Kind
from simulation.errors import InputError
from tests.support.net_benefits import drawn

THIRDS = np.full(3, 1.0 / 3.0)
HEALTH = np.array([60.0, 70.0, 80.0])
AVERSIONS = [Aversion("atkinson", e) for e in (0.5, 1.0, 2.0, 10.95)] + [
    Aversion("kolm", a) for a in (0.01, 0.15, 2.0)
]


@pytest.mark.parametrize(
    ("kind", "parameter", "by_hand"),
    [
        ("atkinson", 1.0, (60.0 * 70.0 * 80.0) ** (1 / 3)),
        ("atkinson", 2.0, 3.0 / (1 / 60.0 + 1 / 70.0 + 1 / 80.0)),
        ("atkinson", 0.5, ((60.0**0.5 + 70.0**0.5 + 80.0**0.5) / 3) ** 2),
        ("kolm", 0.15, -log((exp(-9.0) + exp(-10.5) + exp(-12.0)) / 3) / 0.15),
    ],
)
def test_equivalents_are_those_worked_out_by_hand(
    kind: Kind, parameter: float, by_hand: float
) -> None:
    assert Aversion(kind, parameter).equivalent(HEALTH, THIRDS) == pytest.approx(by_hand)


@pytest.mark.parametrize("kind", ["atkinson", "kolm"])
def test_who_does_not_mind_inequality_has_the_mean(kind: Kind) -> None:
    shares = np.array([0.2, 0.3, 0.5])
    assert Aversion(kind, 0.0).equivalent(HEALTH, shares) == pytest.approx(HEALTH @ shares)


@pytest.mark.parametrize("aversion", AVERSIONS, ids=lambda one: one.words)
def test_laws_of_equivalents(aversion: Aversion) -> None:
    shares = np.array([0.2, 0.3, 0.5])
    told = aversion.equivalent(HEALTH, shares)
    assert HEALTH.min() <= told <= HEALTH @ shares
    assert aversion.equivalent(np.full(3, 7.0), shares) == pytest.approx(7.0)
    assert aversion.equivalent(HEALTH[::-1], shares[::-1]) == pytest.approx(told)
    # What is taken from the better-off and given to the worse-off never lowers it.
    moved = HEALTH + np.array([3.0 / 0.2, 0.0, -3.0 / 0.5])
    assert aversion.equivalent(moved, shares) > told
    # A group that is told in two halves changes nothing.
    halves = aversion.equivalent(HEALTH[[0, 1, 2, 2]], np.array([0.2, 0.3, 0.2, 0.3]))
    assert halves == pytest.approx(told)
    more = Aversion(aversion.kind, aversion.parameter * 2)
    assert more.equivalent(HEALTH, shares) < told


def test_atkinson_minds_proportions_and_kolm_amounts() -> None:
    relative, absolute = Aversion("atkinson", 3.0), Aversion("kolm", 0.15)
    assert relative.equivalent(HEALTH * 2, THIRDS) == pytest.approx(
        2 * relative.equivalent(HEALTH, THIRDS)
    )
    assert absolute.equivalent(HEALTH + 5, THIRDS) == pytest.approx(
        absolute.equivalent(HEALTH, THIRDS) + 5
    )


def test_strong_aversion_looks_at_the_worst_off_alone() -> None:
    for kind in ("atkinson", "kolm"):
        told = Aversion(kind, 1000.0).equivalent(HEALTH, THIRDS)
        assert told == pytest.approx(60.0, abs=0.1)


def test_what_is_no_aversion_is_refused() -> None:
    with pytest.raises(InputError, match="epsilon: out of range"):
        Aversion("atkinson", -1.0)
    with pytest.raises(InputError, match="no such index"):
        Aversion("gini", 1.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="above zero"):
        Aversion("atkinson", 2.0).equivalent(np.array([0.0, 1.0]), np.array([0.5, 0.5]))


def groups(draws: int = 1, seeds: int = 4, noise: float = 0.0) -> HealthByGroup:
    """The first strategy gives the poorest 0.3 QALYs, the second the richest as much."""
    health = np.tile(np.array([3.0, 3.5, 4.0]), (draws, seeds, 3, 1))
    health[:, :, 1, 0] += 0.3
    health[:, :, 2, 2] += 0.3
    health = health + noise * drawn(5, draws, seeds, 3, 3)
    return HealthByGroup("income", ("low", "middle", "high"), np.array([200.0, 400, 200]), health)


def costs(draws: int = 1, seeds: int = 4) -> np.ndarray:
    return np.tile(np.array([100.0, 100.0 + 1500.0, 100.0 + 1500.0]), (draws, seeds, 1))


ARMS = ("nothing", "poor", "rich")


def test_loss_falls_on_each_alike_or_by_shares() -> None:
    alike = equity(groups(), ARMS, costs(), Opportunity(20_000.0))
    # 1,500 an adult at 20,000 for a QALY are 0.075 QALYs an adult.
    assert [one.mean for one in alike.net[0]] == pytest.approx([0.3 - 0.075, -0.075, -0.075])
    shares = {"low": 0.5, "middle": 0.5, "high": 0.0}
    by_share = equity(groups(), ARMS, costs(), Opportunity(20_000.0, shares))
    # The poor are a quarter of all and bear half: twice as much each.
    assert [one.mean for one in by_share.net[0]] == pytest.approx([0.3 - 0.15, -0.075, 0.0])
    whole = np.array([200.0, 400.0, 200.0])
    for found in (alike, by_share):
        lost = sum(
            adults * (gain.mean - net.mean)
            for adults, gain, net in zip(whole, found.gains[0], found.net[0], strict=True)
        )
        assert lost == pytest.approx(800 * 0.075)
    free = equity(groups(), ARMS, costs())
    assert [one.mean for one in free.net[1]] == pytest.approx([0.0, 0.0, 0.3])


def test_a_gain_of_the_worse_off_is_less_inequality_at_the_same_health() -> None:
    found = equity(groups(), ARMS, costs(), Opportunity(20_000.0))
    assert len(found.impacts) == 4
    for poor, rich in zip(found.impacts[::2], found.impacts[1::2], strict=True):
        assert [poor.health.mean, rich.health.mean] == pytest.approx([0.0, 0.0])
        assert poor.equity.mean > 0.0 > rich.equity.mean
        assert poor.equity.mean == pytest.approx(poor.equivalent.mean - poor.health.mean)
        assert poor.words == "no change, less inequality"
        assert rich.words == "no change, more inequality"


def test_intervals_hold_luck_without_draws_and_doubt_with_them() -> None:
    still, moved = (
        equity(groups(draws, 4, 0.05), ARMS, costs(draws), Opportunity(20_000.0))
        for draws in (1, 40)
    )
    for found in (still, moved):
        one = found.impacts[0].equity
        assert one.low < one.mean < one.high
        assert one.above > 0.9
    alone = equity(groups(1, 1), ARMS, costs(1, 1))
    assert np.isnan(alone.impacts[0].equity.low)
    assert alone.impacts[0].words == ""


def test_tables_and_words_name_index_rule_and_threshold() -> None:
    found = [equity(groups(), ARMS, costs(), Opportunity(20_000.0))]
    told = equity_tables(found)
    assert len(told["equity"]) == 6
    assert {(row["index"], row["parameter"]) for row in told["equity_impact"]} == {
        ("atkinson", 10.95),
        ("kolm", 0.15),
    }
    assert {row["loss_falls"] for row in told["equity_impact"]} == {"on each person alike"}
    text = " ".join(equity_sentences(found, {name: name.title() for name in ARMS}))
    assert "by income (Atkinson, epsilon 10.95) is less by Poor and more by Rich" in text
    assert "20,000 for a QALY; the loss falls on each person alike" in text
    assert equity_tables([]) == {}


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"low": 0.5, "middle": 0.6, "high": 0.0}, "do not add up"),
        ({"low": 0.5, "middle": 0.5}, "has no share"),
        ({"low": 0.5, "middle": 0.5, "top": 0.0}, "top"),
    ],
)
def test_shares_that_leave_a_loss_open_are_refused(shares: dict[str, float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        equity(groups(), ARMS, costs(), Opportunity(20_000.0, shares))
    with pytest.raises(InputError, match="threshold"):
        Opportunity(0.0)


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="as health has them"):
        equity(groups(), ARMS[:2], costs())
    with pytest.raises(ValueError, match="above zero"):
        HealthByGroup("income", ("a",), np.zeros(1), np.zeros((1, 1, 2, 1)))
