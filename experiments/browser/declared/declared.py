"""Declared: all that a page is told once, of which server, page and Mesa's page make their own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from experiments.browser.declared.colourings import Colouring, colourings
from experiments.browser.declared.controls import COMMON, fields_of, grouped, values_of
from experiments.browser.declared.series import series, told
from experiments.words.wording import BARRIER_WORDS, words_of

if TYPE_CHECKING:
    from experiments.browser.declared.offer import Offer

BAND = (0.1, 0.9)
"""Quantiles, over the towns of all seeds of a view, between which the band of a curve lies."""


def colourings_of(offer: Offer) -> dict[str, Colouring]:
    """All colourings of a server by name; a frame tells them by their number in this order."""
    return colourings(offer.cultures, offer.helps)


def declared(offer: Offer) -> dict[str, Any]:
    """What ``GET api/declared`` gives: everything with its name, title, unit and colours."""
    limits = offer.limits
    return {
        "version": _version(),
        "worlds": [
            {
                "name": name,
                "title": words_of(scenario.name),
                "description": scenario.description,
                "people": offer.people_of(name, None),
                "values": values_of(scenario),
                "strategies": [each.kind for each in scenario.strategies],
            }
            for name, scenario in offer.worlds.items()
        ],
        "usual": {"world": offer.world, "people": offer.people, "seed": offer.seed},
        "colourings": [each.told() for each in colourings_of(offer).values()],
        "series": [told(each) for each in series(offer.helps).values()],
        "band": list(BAND),
        "controls": grouped(offer.helps, offer.controls),
        "common": list(COMMON),
        "strategies": [
            {
                "name": name,
                "title": kind.title or words_of(name),
                "meaning": (kind.__doc__ or "").partition("\n\n")[0].replace("\n", " ").strip(),
                "fields": [field._asdict() for field in fields_of(kind)],
            }
            for name, kind in offer.strategies.items()
        ],
        "outcomes": _outcomes(),
        "barriers": [{"name": name, "title": title} for name, title in BARRIER_WORDS.items()],
        "limits": {
            "people": limits.people,
            "weeks": limits.weeks,
            "arms": limits.arms,
            "replicates": limits.replicates,
            "speed": limits.speed,
            "ties": limits.ties,
        },
    }


@cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("helpseek")
    except PackageNotFoundError:  # run from its source
        return ""


def _outcomes() -> list[dict[str, Any]]:
    from simulation.measures.outcomes import BY_GROUP, FIRST, OUTCOMES

    return [
        {
            "name": each.name,
            "title": each.title,
            "unit": each.unit,
            "definition": each.definition,
            "first": FIRST in each.groups,
            "by_group": BY_GROUP in each.groups,
        }
        for each in OUTCOMES.values()
    ]
