"""Find: people of a town by number, by label, or by words that say who they are and where they
stand.

Every word narrows the search: ``woman 60 refused`` are women of 60 who have refused an offer. Words
are those of the model (stages, severities, culture groups) and plain ones for the same; those who
have been through the most come first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.browser.live.person.facts import HIGH, LOW, known
from experiments.words.wording import STAGE_WORDS
from simulation.errors import InputError
from simulation.measures.categories import IN_CARE, NO_DISTRESS, SEVERITIES, STAGES
from simulation.population.columns import BURDENED, NEVER, PROMPTED, YEAR
from simulation.population.demographics import FEMALE, MALE, OTHER, plain_spelling
from simulation.population.people import Population
from simulation.town import Town

Mask = NDArray[np.bool_]
MOST = 50
"""As many people are told of; how many there are is told beside."""
LONGEST = 200
_PAST = (
    "first_onset",
    "first_contact",
    "last_need",
    "last_service",
    "last_entry",
    "last_dropout",
    "last_offer",
    "last_refusal",
)
_AGE = re.compile(
    r"(over|above|under|below|between|aged|ages|age|of)? ?(\d+)(?:(?: ?(?:–|to|and) ?| )(\d+))?"
)


def _spelled(text: str) -> str:
    """A text as phrases are looked up: without case, hyphens and marks."""
    return " ".join(re.sub(r"[;,.!?]", " ", plain_spelling(text)).split())


def _is(name: str, code: int) -> Callable[[Town], Mask]:
    return lambda town: np.asarray(getattr(town.people, name) == code)


def _happened(name: str) -> Callable[[Town], Mask]:
    """Whether something of the past happened within the last 52 weeks."""

    def within(town: Town) -> Mask:
        weeks = getattr(town.people, name)
        return np.asarray((weeks != NEVER) & (weeks > town.week - YEAR))

    return within


def adults(town: Town) -> Mask:
    """Who is an adult."""
    return np.asarray(town.people.age >= town.parameters["youngest_age"][0])


def _income(low: float, high: float) -> Callable[[Town], Mask]:
    def between(town: Town) -> Mask:
        income, adult = town.people.income, adults(town)
        if not adult.any():
            return adult
        floor, ceiling = np.quantile(income[adult], (low, high))
        return np.asarray((income >= floor) & (income <= ceiling))

    return between


def _words() -> dict[str, Callable[[Town], Mask]]:
    """All phrases that are understood and what they ask, the same in all towns."""
    words: dict[str, Callable[[Town], Mask]] = {
        **{_spelled(name): _is("stage", code) for code, name in enumerate(STAGES)},
        **{_spelled(STAGE_WORDS[name]): _is("stage", code) for code, name in enumerate(STAGES)},
        **{
            _spelled(name): _is("severity", code)
            for code, name in enumerate(SEVERITIES)
            if name != "none"
        },
    }
    for names, asks in (
        (("woman", "women", "female", "girl"), _is("sex", FEMALE)),
        (("man", "men", "male", "boy"), _is("sex", MALE)),
        (("other sex",), _is("sex", OTHER)),
        (("adult", "adults"), adults),
        (("child", "children"), lambda town: ~adults(town)),
        (
            ("ill", "distress", "in distress", "in an episode"),
            lambda town: np.asarray(town.people.severity != NO_DISTRESS),
        ),
        (("care", "treated", "in treatment"), _is("stage", IN_CARE)),
        (
            ("untreated", "without care"),
            lambda town: np.asarray(
                (town.people.severity != NO_DISTRESS) & (town.people.stage != IN_CARE)
            ),
        ),
        (("refused", "refuses", "refused an offer"), _happened("last_refusal")),
        (("left", "left care", "dropped out", "dropout"), _happened("last_dropout")),
        (("had care", "service", "used a service"), _happened("last_service")),
        (("urged", "prompted"), lambda town: (town.people.known & PROMPTED) != 0),
        (("weary", "worn out", "exhausted"), lambda town: (town.people.shown & BURDENED) != 0),
        (("insured",), _is("coverage", 1)),
        (("uninsured", "not insured"), _is("coverage", 0)),
        (("not working",), _is("work", 0)),
        (("part time",), _is("work", 1)),
        (("full time",), _is("work", 2)),
        (("student", "students"), _is("work", 3)),
        (("trauma", "much adversity"), _is("trauma", 2)),
        (("some adversity",), _is("trauma", 1)),
        (("alone", "lives alone"), lambda town: np.asarray(town.people.household_size == 1)),
        (("poor", "low income"), _income(0.0, LOW)),
        (("rich", "high income"), _income(HIGH, 1.0)),
    ):
        words.update(dict.fromkeys(names, asks))
    return words


def _with(modality: int) -> Callable[[Town], Mask]:
    return lambda town: np.asarray(
        (town.people.stage == IN_CARE) & (town.people.modality == modality)
    )


WORDS = _words()
"""Phrases by which people are found, beside numbers, labels, ages and the town's culture groups."""
_SMALL = ("and", "who", "is", "are", "with", "a", "an", "the", "years", "old", "people", "person")


def found(town: Town, text: str, most: int = MOST) -> dict[str, Any]:
    """People who fit a text: ``text``, ``number`` (how many), and the first ``most`` of them.

    A number with or without ``#`` is a row, and so is one that is a person's label; with other
    words beside it a number is an age. Raises InputError for words that mean nothing here.
    """
    people = town.people
    asked = " ".join(text.split())
    row = _by_name(people, asked)
    if row is not None:
        return {"text": text, "number": 1, "people": [known(town, row)]}
    fits = _fitting(town, _spelled(asked[:LONGEST]))
    rows = np.flatnonzero(fits)
    order = np.argsort(-eventfulness(people)[rows], kind="stable")
    return {
        "text": text,
        "number": int(rows.size),
        "people": [known(town, int(row)) for row in rows[order][:most]],
    }


def _by_name(people: Population, text: str) -> int | None:
    """The row that a text names: by label, or by number."""
    if people.labels is not None:
        name = text.removeprefix("#")
        for wanted in (text, name):
            if wanted in people.labels:
                return people.labels.index(wanted)
    number = text.removeprefix("#").replace(",", "").strip()
    if not number.isdecimal() or not number.isascii():
        return None
    if not 0 <= int(number[:12]) < people.people:
        raise InputError(
            "nobody has that number",
            field="text",
            found=text,
            allowed=f"#0 to #{people.people - 1}",
        )
    return int(number)


def eventfulness(people: Population) -> NDArray[np.int64]:
    """How much each person has been through: kinds of things past, sessions, refusals."""
    score = np.zeros(people.people, np.int64)
    for name in _PAST:
        score += getattr(people, name) != NEVER
    score += np.minimum(people.sessions, 20) + 2 * np.minimum(people.refusals, 10).astype(np.int64)
    score += 3 * (people.stage != 0)
    return score + people.severity


def _fitting(town: Town, text: str) -> Mask:
    """Who fits every phrase of a text in plain spelling."""
    people = town.people
    words = {
        **{_spelled(name): _is("culture", code) for code, name in enumerate(people.culture_names)},
        **{
            _spelled(words): _with(code)
            for code, row in enumerate(people.helps)
            for words in (row.name, row.title)
        },
        **WORDS,
    }
    left = text.split()
    fits = np.ones(people.people, np.bool_)
    longest = max(len(phrase.split()) for phrase in words)
    while left:
        for length in range(min(longest, len(left)), 0, -1):
            phrase = " ".join(left[:length])
            if phrase in words:
                fits &= words[phrase](town)
                left = left[length:]
                break
        else:
            took, mask = _age(people, left)
            if took:
                fits &= mask
                left = left[took:]
            elif left[0] in _SMALL:
                left = left[1:]
            else:
                raise InputError(
                    "means nothing here",
                    field="text",
                    found=left[0],
                    allowed="a number such as #12, an age, or words such as woman, over 60, in "
                    "care, refused, severe, insured, " + ", ".join(people.culture_names[:3]),
                )
    return fits


def _age(people: Population, left: list[str]) -> tuple[int, Mask]:
    """How many words of the beginning tell an age, and who has it."""
    age = people.age
    for length in range(min(4, len(left)), 0, -1):
        match = _AGE.fullmatch(" ".join(left[:length]))
        if match is None or len(match[2]) > 3 or (match[3] is not None and len(match[3]) > 3):
            continue
        first, last = int(match[2]), int(match[3] or match[2])
        if match[1] in ("over", "above"):
            return length, np.asarray(age > first)
        if match[1] in ("under", "below"):
            return length, np.asarray(age < first)
        return length, np.asarray((age >= first) & (age <= last))
    return 0, np.empty(0, np.bool_)
