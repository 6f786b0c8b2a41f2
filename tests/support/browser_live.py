"""Towns of the live page for tests: of small setups, built at once."""

from __future__ import annotations

from typing import Any

from experiments.browser.declared.offer import Offer
from experiments.browser.live.towns.prepared import Shelf
from experiments.browser.live.towns.programme import programme_of
from experiments.browser.live.towns.town import LiveTown
from experiments.browser.live.towns.towns import Towns
from experiments.browser.wire.setup import setup_from

OFFER = Offer.of()
PEOPLE = 1500
BURN_IN = 52
ROOMY = Shelf(10**9)


def setup(**parts: Any) -> Any:
    """A setup of a small town."""
    return setup_from(
        {
            "people": PEOPLE,
            "weeks": 200,
            "replicates": 0,
            **parts,
            "settings": {"horizon.burn_in_weeks": BURN_IN, **parts.get("settings", {})},
        },
        OFFER,
    )


def towns_of(room: Shelf = ROOMY, **parts: Any) -> Towns:
    """All towns of a setup."""
    towns = Towns(programme_of(setup(**parts), OFFER), OFFER, room)
    towns.build(lambda *told: None)
    return towns


def one(arm: int = 0, **parts: Any) -> LiveTown:
    """A town of a setup."""
    return towns_of(**parts).arms[arm]
