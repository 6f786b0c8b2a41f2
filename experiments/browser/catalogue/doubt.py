"""Doubt: what a comparison over draws of the numbers advises, and what would change that.

All is read from ``comparison.json``; words are those of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.browser.catalogue.refusals import Unreadable
from experiments.compare.value.advice import (
    NO_CHANGE,
    NOT_HELD,
    best_buy_words,
    change_words,
)
from experiments.compare.writing import COMPARISON
from experiments.words.numbers import plain

MOST_CHANGES = 5
_LARGEST = 1e300


def doubt_of(told: Mapping[str, Any]) -> dict[str, Any] | None:
    """What draws say of the choice; None where luck alone was varied. Raises Unreadable.

    ``options`` are how often each is the best buy, and what choosing it loses in the mean in the
    place, where that was worked out; ``changes`` at which numbers the advice changes.
    """
    said = told.get("doubt")
    if said is None:
        return None
    try:
        return _read(told, said)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable(
            "does not tell of its draws as it should", field=f"{COMPARISON}: doubt"
        ) from error


def _read(told: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    towns, currency = str(said["towns"]), str(told["currency"])
    value: Any = said.get("value")
    known = isinstance(value, dict)
    if known:
        amount, chances = float(value["willingness_to_pay"]), _shares(value["probability_best"])
    else:
        amounts = sorted(map(float, told["willingness_to_pay"]))
        amount = amounts[len(amounts) // 2]
        chances = _shares(said["probability_best_buy"][f"{amount:g}"])
    losses = _shares(value["expected_loss_place"]) if known else {}
    money = f"{plain(amount, 0)} {currency} a QALY"
    return {
        "draws": int(said["draws"]),
        "towns": towns,
        "amount": amount,
        "advice": best_buy_words(chances, towns, money),
        "not_held": NOT_HELD if "priors" in towns else "",
        "changes": _changes(value) if known else [],
        "place": str(value["place"]) if known else "",
        "options": [
            {"strategy": name, "share": share, "loss": losses.get(name)}
            for name, share in chances.items()
        ],
    }


def _changes(value: Mapping[str, Any]) -> list[str]:
    best = str(value["best"])
    told = [
        change_words(row, best, str(row["name"]).removeprefix("parameters."))
        for row in value["thresholds"][:MOST_CHANGES]
    ]
    return told or [NO_CHANGE]


def _shares(told: Mapping[str, Any]) -> dict[str, float]:
    found = {str(name): float(value) for name, value in told.items()}
    if not found or any(not abs(value) < _LARGEST for value in found.values()):
        raise ValueError("no numbers")
    return found
