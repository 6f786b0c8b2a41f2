"""Answers about the towns of a view: lives, people found, outcomes, what its arms differ in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from experiments.browser.live.comparison.towns import ComparedTowns
    from experiments.browser.live.towns.towns import Towns
    from experiments.browser.wire.protocol import Message

Progress = Callable[[str, int, int], None]
Told = dict[str, Any]

_compared: WeakKeyDictionary[Towns, ComparedTowns] = WeakKeyDictionary()
"""Towns that live beside those of a view, as long as these are there."""


def life_answer(towns: Towns, message: Message, progress: Progress) -> Told:
    """The life of a person in one arm so far."""
    from experiments.browser.live.person.life import life_of

    asked = message.fields
    return {"type": "life", **life_of(towns.arms[asked["arm"]], asked["person"], progress)}


def find_answer(towns: Towns, message: Message, progress: Progress) -> Told:
    """People of one arm who fit the words, the most eventful first."""
    from experiments.browser.live.person.find import found

    asked = message.fields
    return {"type": "found", **found(towns.arms[asked["arm"]].town, asked["text"])}


def outcomes_answer(towns: Towns, message: Message, progress: Progress) -> Told:
    """Outcomes of the last year by arm; bands are of the other seeds that stand at this week."""
    from experiments.browser.live.outcomes import outcomes_of

    seeds = [towns.arms]
    seeds += [arms for arms in towns.others if all(one.weeks == towns.weeks for one in arms)]
    arms = zip(*seeds, strict=True)
    return {"type": "outcomes", **outcomes_of([[one.town for one in arm] for arm in arms])}


def comparison_answer(towns: Towns, message: Message, progress: Progress) -> Told:
    """What the arms differ in, over the seeds that have been built so far."""
    from experiments.browser.live.comparison.differences import comparison_of
    from experiments.browser.live.comparison.towns import towns_of

    beside = towns_of([towns.arms, *towns.others], _compared.get(towns))
    _compared[towns] = beside
    return {"type": "comparison", **comparison_of(beside, towns.arms, progress)}


ANSWERS: dict[str, Callable[[Towns, Message, Progress], Told]] = {
    "life": life_answer,
    "find": find_answer,
    "outcomes": outcomes_answer,
    "comparison": comparison_answer,
}
"""What answers each question of the protocol."""
