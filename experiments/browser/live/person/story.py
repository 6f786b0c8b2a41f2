"""Story: a life so far in a few sentences, made of what the diary has written down."""

from __future__ import annotations

from collections import Counter

from experiments.browser.live.person.diary import Diary
from experiments.browser.live.person.moment import listed, number_of, percent, who
from experiments.words.wording import BARRIER_WORDS
from simulation.measures.categories import (
    IN_CARE,
    NO_DISTRESS,
    SEVERITIES,
    STAGE_ROWS,
    STAGES,
    UNAWARE,
    WAITING,
    WELL,
)
from simulation.population.columns import YEAR
from simulation.population.demographics import FEMALE, MALE
from simulation.town import Town


def when(week: int) -> str:
    """A week of the run in words; those of the burn-in lie before its beginning."""
    if week >= 0:
        return f"year {week // YEAR + 1}, week {week % YEAR + 1}"
    if week >= -YEAR:
        return f"{number_of(-week, 'week')} before the beginning"
    return f"{number_of(-week // YEAR, 'year')} before the beginning"


def story_of(town: Town, diary: Diary) -> str:
    """The life of a person so far, in plain words."""
    person = diary.person
    people = town.people
    if people.age[person] < town.parameters["youngest_age"][0]:
        return (
            f"A {who(people, person)}. Distress and help-seeking are followed in adults only; "
            "children are there as people to live with."
        )
    words = _Words(int(people.sex[person]))
    watched = len(diary.stage)
    count = Counter(happening.kind for happening in diary.happenings)
    sentences = [_now(town, diary, words), _illness(diary, words, watched, count)]
    if count["need"] or count["urged"] or count["discouraged"] or count["confronted"]:
        sentences.append(_others(words, count))
    sentences.append(_kept(diary, words))
    sentences.append(_seeking(diary, words, count))
    sentences.append(_care(diary, words, count))
    return " ".join(sentence for sentence in sentences if sentence)


class _Words:
    """The pronouns of a person."""

    def __init__(self, sex: int) -> None:
        self.they = {FEMALE: "she", MALE: "he"}.get(sex, "they")
        self.them = {FEMALE: "her", MALE: "him"}.get(sex, "them")
        self.They = self.they.capitalize()
        self.was = "were" if self.they == "they" else "was"
        self.is_ = "are" if self.they == "they" else "is"


def _illness(diary: Diary, words: _Words, watched: int, count: Counter[str]) -> str:
    ill = sum(code != NO_DISTRESS for code in diary.severity)
    if not watched:
        return "Nothing has happened yet: no week has been lived."
    years = (
        number_of(round(watched / YEAR), "year") if watched >= YEAR else number_of(watched, "week")
    )
    if not ill:
        return f"In the {years} that are known of, {words.they} {words.was} never in an episode."
    episodes = count["episode"] + (diary.severity[0] != NO_DISTRESS and not _begins_first(diary))
    worst = SEVERITIES[max(diary.severity)]
    unseen = diary.weeks_in(UNAWARE)
    told = (
        f"In the {years} that are known of, {words.they} {words.was} in an episode for "
        f"{number_of(ill, 'week')}, in {number_of(episodes, 'episode')}, at worst {worst}."
    )
    if unseen:
        told += f" For {number_of(unseen, 'week')} of them {words.they} saw no need for help."
    return told


def _begins_first(diary: Diary) -> bool:
    """Whether the episode of the first week is one of which the beginning is told."""
    return any(
        happening.kind == "episode" and happening.week == diary.first_week
        for happening in diary.happenings
    )


def _others(words: _Words, count: Counter[str]) -> str:
    parts = []
    urged = count["urged"]
    if urged:
        parts.append(f"urged {words.them} {_times(urged)} to seek help")
    if count["confronted"]:
        parts.append(f"confronted {words.them} {_times(count['confronted'])}")
    if count["discouraged"]:
        parts.append(f"spoke against it {_times(count['discouraged'])}")
    told = f"Others {listed(parts)}." if parts else f"Nobody spoke to {words.them} of help."
    if count["confidant"]:
        told += f" {words.They} turned to confidants {_times(count['confidant'])}."
    return told


def _kept(diary: Diary, words: _Words) -> str:
    kept: Counter[str] = diary.memory.get("kept", Counter())
    if not kept:
        return ""
    named = [BARRIER_WORDS[name] for name, _ in kept.most_common(3)]
    said = "; ".join(word[:1].lower() + word[1:] for word in named)
    return f"What kept {words.them} from seeking it, the most often named first: {said}."


def _seeking(diary: Diary, words: _Words, count: Counter[str]) -> str:
    asked = count["request"]
    if not asked:
        return f"{words.They} never asked for help." if count["need"] else ""
    parts = [f"asked for help {_times(asked)}"]
    if count["refusal"]:
        parts.append(f"refused what was offered {_times(count['refusal'])}")
    waited = diary.weeks_in(WAITING)
    if waited:
        parts.append(f"waited {number_of(waited, 'week')} in all")
    if count["withdrawal"]:
        parts.append(f"left the list {_times(count['withdrawal'])}")
    if count["no_show"]:
        parts.append(f"missed {number_of(count['no_show'], 'first appointment')}")
    return f"{words.They} {listed(parts)}."


def _care(diary: Diary, words: _Words, count: Counter[str]) -> str:
    if not count["entry"] and not count["session"]:
        return ""
    parts = [f"had {number_of(count['session'], 'session')}"]
    if count["entry"]:
        parts.append(f"began care {_times(count['entry'])}")
    if count["completed"]:
        parts.append(f"completed it {_times(count['completed'])}")
    if count["left"]:
        parts.append(f"left it {_times(count['left'])} against the plan")
    told = f"{words.They} {listed(parts)}."
    left = [happening for happening in diary.happenings if happening.kind == "left"]
    if left:
        _, marker, reasons = left[-1].text.partition("What made it likelier: ")
        if marker:
            told += f" What made leaving likelier the last time ({when(left[-1].week)}): {reasons}"
    return told


def _now(town: Town, diary: Diary, words: _Words) -> str:
    people, person = town.people, diary.person
    stage = int(people.stage[person])
    if stage == WELL:
        return f"Now {words.they} {words.is_} well."
    if stage == IN_CARE:
        had, planned = int(people.sessions[person]), int(people.planned_sessions[person])
        sessions = f"session {had} of {planned}"
        if had > planned:  # a plan that was renewed, because the person is still ill
            sessions = f"{had} sessions so far, where {planned} were planned at first"
        return (
            f"Now {words.they} {words.is_} in care: {sessions}; alliance "
            f"{people.alliance[person]:.2f} of 1, progress {percent(people.progress[person])}."
        )
    since = town.week - int(people.stage_start[person]) + 1
    severity = SEVERITIES[people.severity[person]]
    state = f"in {severity} distress" if severity != "none" else "without an episode"
    doing = STAGE_ROWS[STAGES[stage]].in_sentence
    if words.they == "they":
        doing = _plural(doing)
    return f"Now {words.they} {words.is_} {state} and {doing}, for {number_of(since, 'week')}."


def _plural(doing: str) -> str:
    verb, _, rest = doing.partition(" ")
    return f"{ {'is': 'are', 'has': 'have'}.get(verb, verb.removesuffix('s')) } {rest}".strip()


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
