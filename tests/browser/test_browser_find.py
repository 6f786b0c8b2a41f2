"""Find: people of a live town, by number, by label and by words."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from experiments.browser.live.person.find import eventfulness, found
from simulation.errors import InputError
from simulation.measures.categories import STAGES
from simulation.town import Town
from tests.support.browser_towns import live_town

PEOPLE = 600


@cache
def town() -> Town:
    """A town that has lived for a while, in which people are in all stages."""
    settings = {"parameters.onset_rate": 0.6, "parameters.recognition_base": -2.0}
    return live_town(week=70, people=PEOPLE, seed=4, weeks=104, settings=settings).town


def rows(text: str) -> list[int]:
    return [one["person"] for one in found(town(), text)["people"]]


def test_people_are_found_by_number() -> None:
    for text in ("#12", "12", " 12 "):
        assert rows(text) == [12]
    for text in (f"#{PEOPLE}", "999999999999999999999"):
        with pytest.raises(InputError, match="nobody has that number"):
            rows(text)


def test_people_are_found_by_label() -> None:
    named = live_town(people=300).town
    named.people.labels = [f"p{row}" for row in range(300)]
    named.people.labels[7] = "12"
    assert [one["person"] for one in found(named, "p41")["people"]] == [41]
    assert [one["person"] for one in found(named, "12")["people"]] == [7]
    assert found(named, "p41")["people"][0]["title"].startswith("p41, ")


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("women", lambda p: p.sex == 0),
        ("men over 60", lambda p: (p.sex == 1) & (p.age > 60)),
        ("woman aged 43", lambda p: (p.sex == 0) & (p.age == 43)),
        ("30-39 years old", lambda p: (p.age >= 30) & (p.age <= 39)),
        ("between 30 and 39", lambda p: (p.age >= 30) & (p.age <= 39)),
        ("between", None),
        ("In care", lambda p: p.stage == STAGES.index("in_care")),
        ("dropped out, still ill", lambda p: p.stage == STAGES.index("dropped_out")),
        ("unaware severe", lambda p: (p.stage == STAGES.index("unaware")) & (p.severity == 3)),
        ("uninsured adults", lambda p: (p.coverage == 0) & (p.age >= 18)),
        ("hispanic children", lambda p: (p.culture == 1) & (p.age < 18)),
        ("mild and moderate", lambda p: p.age < 0),
        ("", lambda p: p.age >= 0),
    ],
)
def test_people_are_found_by_words(text: str, fits: Any) -> None:
    people = town().people
    if fits is None:
        with pytest.raises(InputError, match="means nothing here"):
            rows(text)
        return
    wanted = np.flatnonzero(fits(people))
    answer = found(town(), text)
    assert answer["number"] == wanted.size
    assert len(answer["people"]) == min(wanted.size, 50)
    got = [one["person"] for one in answer["people"]]
    assert set(got) <= set(wanted.tolist())
    score = eventfulness(people)
    assert all(score[one] >= score[other] for one, other in pairwise(got))
    left_out = set(wanted.tolist()) - set(got)
    assert not left_out or max(score[list(left_out)]) <= score[got[-1]]
