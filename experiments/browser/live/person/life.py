"""A life: one person followed from the beginning of the burn-in to now, by living it once more.

The town of a week is a function of what was set up and of the week, and every draw is keyed; so a
second town that lives the same weeks with a diary in its schedule tells what happened to one
person in the first, which is not touched. It costs what the weeks cost: half a second for the
built-in town, its burn-in and a year, two and a half seconds for 100,000 people.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from experiments.browser.live.person.diary import ATTITUDES, CARE, CHANCES, KEEPING, Diary
from experiments.browser.live.person.facts import around, facts_of, trait_titles
from experiments.browser.live.person.moment import titled
from experiments.browser.live.person.story import story_of
from experiments.words.wording import BARRIER_WORDS, STAGE_WORDS
from simulation.errors import InputError
from simulation.measures.categories import SEVERITIES, STAGES

if TYPE_CHECKING:
    from experiments.browser.live.towns.town import LiveTown
    from simulation.town import Town

Progress = Callable[[str, int, int], None]
_BETWEEN_REPORTS = 8
SHARE = "0 to 1"

_WORDS = trait_titles() | BARRIER_WORDS

LINE_TITLES = {
    "alliance": ("Bond with the professional", SHARE, "care"),
    "progress": ("Progress of the course", SHARE, "care"),
    **{name: (trait_titles()[name], SHARE, "attitudes") for name in ATTITUDES},
    "chance_need": ("Chance to see a need", "per week", "chances"),
    "chance_intention": ("Chance to mean to seek help", "per week", "chances"),
    **{name: (_WORDS[name.removeprefix("keeps_")], "log odds", "keeps") for name in KEEPING},
}
"""Title, unit and group of each line."""


def checked_person(person: object, people: int) -> int:
    """The row of a person, or InputError where nobody has that number."""
    if isinstance(person, bool) or not isinstance(person, int) or not 0 <= person < people:
        raise InputError(
            "nobody has that number", field="person", found=person, allowed=f"0 to {people - 1}"
        )
    return person


def life_of(
    live: LiveTown, person: object, progress: Progress = lambda what, done, of: None
) -> dict[str, Any]:
    """The life of a person in a live town, from the beginning of its burn-in up to now.

    The town itself is only looked at. ``progress`` is told now and then what is being done, how far
    it is and how far it goes, and may raise to give up. The answer has what ``Life`` of the wire
    has, but for ``type`` and ``id``. Raises InputError for a person who is not there.
    """
    row = checked_person(person, live.town.people.people)
    again = live.unborn()
    diary = Diary.begin(again.town, row)
    weeks = live.weeks - again.weeks
    for done in range(weeks):
        if done % _BETWEEN_REPORTS == 0:
            progress("life", done, weeks)
        again.step()
    progress("life", weeks, weeks)
    currency = live.prepared.scenario.costs.currency
    return {"arm": live.arm, "label": live.label, **told(again.town, diary, currency)}


def told(town: Town, diary: Diary, currency: str) -> dict[str, Any]:
    """What a diary has written down, as the page reads it."""
    household, friends = around(town, diary.person)
    return {
        "person": diary.person,
        "title": titled(town.people, diary.person),
        "story": story_of(town, diary),
        "first_week": diary.first_week,
        "week": town.week,
        "facts": facts_of(town, diary.person, currency),
        "spans": _spans(diary),
        "lines": _lines(diary),
        "happenings": [
            {"week": one.week, "kind": one.kind, "title": one.title, "text": one.text}
            for one in diary.happenings
        ],
        "household": household,
        "friends": friends,
    }


def _spans(diary: Diary) -> list[dict[str, Any]]:
    def span(track: str, name: str, title: str, first: int, last: int) -> dict[str, Any]:
        return {"track": track, "name": name, "title": title, "from": first, "to": last}

    return [
        *(
            span("episode", SEVERITIES[code], f"{SEVERITIES[code].capitalize()} distress", *weeks)
            for code, *weeks in diary.severity_spans()
        ),
        *(
            span("stage", STAGES[code], STAGE_WORDS[STAGES[code]], *weeks)
            for code, *weeks in diary.stage_spans()
        ),
    ]


def _lines(diary: Diary) -> list[dict[str, Any]]:
    """Lines in which there is something to tell; those of log odds share one scale."""
    lines = []
    most = max((value or 0.0 for name in KEEPING for value in diary.lines[name]), default=0.0)
    for name in (*CARE, *ATTITUDES, *CHANCES, *KEEPING):
        values = diary.lines[name]
        there = [value for value in values if value is not None]
        if not there:
            continue
        title, unit, group = LINE_TITLES[name]
        lines.append(
            {
                "name": name,
                "title": title,
                "unit": unit,
                "group": group,
                "low": 0.0,
                "high": max(most, 1.0) if group == "keeps" else 1.0,
                "values": [None if value is None else round(value, 4) for value in values],
            }
        )
    return lines
