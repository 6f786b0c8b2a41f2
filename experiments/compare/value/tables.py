"""What doubt about numbers means for the decision, as rows of tables."""

from __future__ import annotations

from typing import Any

from experiments.compare.value.decision import Decision
from experiments.compare.value.groups import group_of
from experiments.compare.value.partial import Partial
from experiments.compare.value.worth import Worth

Rows = list[dict[str, Any]]
NUMBER, GROUP = "number", "group"


def tables(worth: Worth) -> dict[str, Rows]:
    """The tables by name; those of what was not asked for are left out."""
    told = {
        "decision": _decision(worth),
        "decision_curve": _curve(worth),
        "information": _information(worth),
        "tornado": _tornado(worth),
        "thresholds": _thresholds(worth),
        "samples": _samples(worth),
    }
    return {name: rows for name, rows in told.items() if rows}


def _of(one: Decision, arm: int, name: str) -> dict[str, Any]:
    return {
        "willingness_to_pay": one.amount,
        "strategy": name,
        "net_benefit": float(one.means[arm]),
        "probability_best": float(one.chances[arm]),
        "expected_loss": float(one.losses[arm]),
        "best_in_the_mean": "yes" if arm == one.best else "no",
        "evpi": one.evpi,
    }


def _decision(worth: Worth) -> Rows:
    """A row an amount and option, per adult and for the place."""
    times = worth.asked.place.times
    return [
        {
            **_of(one, arm, name),
            "net_benefit_error": float(one.means_errors[arm]),
            "probability_best_error": float(one.chances_errors[arm]),
            "expected_loss_error": float(one.losses_errors[arm]),
            "expected_loss_place": times * float(one.losses[arm]),
            "evpi_error": one.evpi_error,
            "evpi_place": times * one.evpi,
            "evpi_with_luck": one.naive,
            "evpi_crossed": one.crossed,
            "luck_told_by": one.luck_from,
        }
        for one in worth.decisions
        for arm, name in enumerate(worth.data.arms)
    ]


def _curve(worth: Worth) -> Rows:
    """A row an amount along the curve and option: acceptability, its frontier, loss and EVPI."""
    return [_of(one, arm, name) for one in worth.along for arm, name in enumerate(worth.data.arms)]


def _information(worth: Worth) -> Rows:
    """A row a number and a row a group, the one worth most first."""
    return [
        row
        for kind, parts in ((GROUP, worth.groups), (NUMBER, worth.singles))
        for row in sorted(
            (_part(worth, kind, one) for one in parts), key=lambda row: (-row["evppi"], row["name"])
        )
    ]


def _part(worth: Worth, kind: str, one: Partial) -> dict[str, Any]:
    rows, times = worth.asked.numbers, worth.asked.place.times
    name = one.part.name
    row = rows.get(name)
    return {
        "kind": kind,
        "name": name,
        "group": group_of(name, row) if kind == NUMBER else name,
        "numbers": len(one.part.columns),
        "meaning": "" if row is None else row.meaning,
        "willingness_to_pay": worth.asked.amount,
        "evppi": one.evppi,
        "standard_error": one.standard_error,
        "smoothed_away": -one.bias,
        "p_value": one.p_value,
        "p_value_adjusted": one.p_value_adjusted,
        "worth_by_chance": one.by_chance,
        "more_than_chance": "yes" if one.is_sure else "no",
        "variance_explained": one.explained,
        "evppi_place": times * one.evppi,
        "standard_error_place": times * one.standard_error,
        "worth_by_chance_place": times * one.by_chance,
    }


def _tornado(worth: Worth) -> Rows:
    """A row a number: the best option less the next at its 5th and 95th percentile, per adult and
    for the place."""
    arms, times = worth.data.arms, worth.asked.place.times
    best, runner_up = arms[worth.main.best], arms[worth.main.runner_up]
    return [
        {
            "name": one.name,
            "best": best,
            "next": runner_up,
            "willingness_to_pay": worth.asked.amount,
            "percentile_5": one.low,
            "percentile_95": one.high,
            "lead_at_5": one.at_low,
            "lead_at_95": one.at_high,
            "lead_at_5_error": one.error_low,
            "lead_at_95_error": one.error_high,
            "lead_at_5_place": times * one.at_low,
            "lead_at_95_place": times * one.at_high,
            "lead_at_5_error_place": times * one.error_low,
            "lead_at_95_error_place": times * one.error_high,
            "lead_in_the_mean_place": times
            * float(worth.main.means[worth.main.best] - worth.main.means[worth.main.runner_up]),
        }
        for one in worth.bars
    ]


def _thresholds(worth: Worth) -> Rows:
    """A row a value of a number at which the best option changes."""
    arms = worth.data.arms
    return [
        {
            "name": one.name,
            "willingness_to_pay": worth.asked.amount,
            "at": one.at,
            "standard_error": one.error,
            "best_below": arms[one.below],
            "best_above": arms[one.above],
            "probability": one.probability,
            "share_of_draws_beyond": one.share,
            "supported": "yes" if one.is_supported else "no",
        }
        for one in worth.thresholds
    ]


def _samples(worth: Worth) -> Rows:
    """A row a study and size."""
    return [
        {
            "study": one.design.name,
            "title": one.design.title,
            "size_of_each_arm": one.size,
            "persons": one.size * len(one.design.arms),
            "willingness_to_pay": worth.asked.amount,
            "evsi": one.evsi,
            "standard_error": one.standard_error,
            "evsi_place": one.evsi_place,
            "standard_error_place": worth.asked.place.times * one.standard_error,
            "cost": one.cost,
            "net_gain": one.net_gain,
            "limited_by_luck": "yes" if one.limited else "no",
        }
        for one in worth.samples
    ]


def document(worth: Worth) -> dict[str, Any]:
    """What ``comparison.json`` says of it: the main results, and what they are of."""
    arms, asked, main = worth.data.arms, worth.asked, worth.main
    sure = sorted((one for one in worth.singles if one.is_sure), key=lambda one: -one.evppi)
    times = asked.place.times
    return {
        "willingness_to_pay": asked.amount,
        "draws": len(worth.data.weights),
        "effective_draws": worth.data.effective,
        "seeds": worth.data.seeds,
        "luck_told_by": main.luck_from,
        "place": asked.place.told,
        "adults": asked.place.adults,
        "best": arms[main.best],
        "next": arms[main.runner_up],
        "probability_best": dict(zip(arms, main.chances.tolist(), strict=True)),
        "expected_loss_place": dict(zip(arms, (times * main.losses).tolist(), strict=True)),
        "evpi_place": times * main.evpi,
        "evpi_place_error": times * main.evpi_error,
        "numbers_worth_knowing": {one.part.name: times * one.evppi for one in sure},
        "thresholds": [row for row in _thresholds(worth) if row["supported"] == "yes"],
    }
