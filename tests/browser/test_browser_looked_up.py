"""What the page looks up again is what the model has decided, for all people of a town."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from experiments.browser.live.person import looked_up
from simulation.compiled import plain
from simulation.measures.categories import (
    ASKING,
    AWARE,
    IN_CARE,
    INTENDING,
    NO_DISTRESS,
    REFUSED,
    UNAWARE,
    WAITING,
    WELL,
)
from simulation.measures.weekly import (
    ADVICE_REFUSED,
    DROPOUTS,
    PROMPTS,
    SUBJECTS_CHANGED,
    TURNED_AWAY,
)
from simulation.population.columns import CONFIDED
from simulation.processes.help_resistance import HELP_RESISTANCE
from simulation.processes.influence import INFLUENCE
from simulation.processes.process import Process
from simulation.processes.recognition import RECOGNITION_DRAW
from simulation.processes.seeking import ANSWER, INTENTION
from simulation.processes.treatment import TREATMENT
from simulation.processes.words import DISCOURAGED
from simulation.randomness import uniforms
from simulation.town import Town
from tests.support.browser_towns import busy_town


def watched_town(weeks: int, **looks: Any) -> Town:
    """A town that has lived some weeks, with looks before or after processes of the next ones."""
    town = busy_town()
    for _ in range(weeks):
        town.step()
    schedule: list[Process] = []
    for process in town.schedule:
        name = process.name.replace(" ", "_")
        for when in ("before", "after"):
            if when == "after":
                schedule.append(process)
            if f"{when}_{name}" in looks:
                schedule.append(
                    Process(
                        f"look {when} {name}",
                        "",
                        INFLUENCE.columns,
                        INFLUENCE.values,
                        (),
                        advance=looks[f"{when}_{name}"],
                    )
                )
    town.schedule[:] = schedule
    return town


def test_words_heard_are_those_that_the_model_counted() -> None:
    told: Counter[int] = Counter()

    def look(town: Town, week: int) -> None:
        people, values = INFLUENCE.bind(town)
        visits = int(town.parameters["visits_heard"][0])
        who, what = np.empty(visits, np.int64), np.empty(visits, np.int64)
        closeness = np.empty(visits)
        words = 0
        for i in np.flatnonzero((people.stage != WELL) & (people.stage != IN_CARE)).tolist():
            looked_up.words_heard(
                i, week, town.seed, people, town.ties, values, town.parameters, who, what, closeness
            )
            words += int(np.count_nonzero(what))
            share = float(town.parameters["discouragement"][0])
            weight = np.where(what == DISCOURAGED, -share, np.where(what > 0, 1.0, 0.0))
            assert people.prompts[i] == pytest.approx(float(weight @ closeness), abs=1e-5)
            told.update(what.tolist())
        assert words == town.counts[:, PROMPTS].sum()

    town = watched_town(50, after_influence=look)
    for _ in range(20):
        town.step()
    assert all(told[word] > 0 for word in range(1, 5)), told


def test_talks_with_confidants_are_those_that_the_model_held() -> None:
    before: dict[int, tuple[int, int]] = {}
    told: Counter[int] = Counter()

    def ask(town: Town, week: int) -> None:
        before.clear()
        people, values = HELP_RESISTANCE.bind(town)
        turning = (people.stage >= AWARE) & (people.stage <= REFUSED)
        turning &= (people.severity != NO_DISTRESS) & (people.known & CONFIDED != 0)
        for i in np.flatnonzero(turning).tolist():
            before[i] = looked_up.talk_with_confidant(
                i, week, town.seed, people, town.ties, values, town.parameters
            )

    def compare(town: Town, week: int) -> None:
        count = Counter(what for _, what in before.values())
        counts = town.counts.sum(axis=0)
        assert count[looked_up.TURNED_AWAY] == counts[TURNED_AWAY]
        assert count[looked_up.CHANGED_SUBJECT] == counts[SUBJECTS_CHANGED]
        assert count[looked_up.ADVICE_REFUSED] == counts[ADVICE_REFUSED]
        for i, (other, what) in before.items():
            heard = what > looked_up.TURNED_AWAY
            wanted = -1 if not heard else -2 - other if what == looked_up.ADVICE_REFUSED else other
            assert town.people.confidant[i] == wanted
        told.update(count)

    town = watched_town(50, before_help_resistance=ask, after_help_resistance=compare)
    for _ in range(10):
        town.step()
    assert all(told[what] > 0 for what in range(5))


def draws(town: Town, decision: Any, week: int, rows: list[int]) -> list[float]:
    return uniforms(town.seed, decision, np.array(rows, np.int64), week=week).tolist()


def test_chances_decide_as_the_model_has_decided() -> None:
    """Who sees a need, who means to seek help and who refuses follows from the chances that are
    told and from the keyed draws."""
    chance: dict[str, dict[int, float]] = {"need": {}, "intention": {}, "refusal": {}}
    decided: Counter[tuple[str, bool]] = Counter()

    def before_recognition(town: Town, week: int) -> None:
        from simulation.processes.recognition import RECOGNITION

        people, values = RECOGNITION.bind(town)
        unaware = (people.stage == UNAWARE) & (people.severity != NO_DISTRESS)
        chance["need"] = {
            i: looked_up.chance_to_see_a_need(i, people, values, town.parameters)
            for i in np.flatnonzero(unaware).tolist()
        }

    def after_recognition(town: Town, week: int) -> None:
        check("need", RECOGNITION_DRAW, town, week, AWARE)

    def before_seeking(town: Town, week: int) -> None:
        from simulation.processes.seeking import SEEKING

        people, values = SEEKING.bind(town)
        out = np.empty(len(looked_up.BARRIER_TERMS) + 1)
        chance["intention"].clear()
        for i in np.flatnonzero(people.stage == AWARE).tolist():
            looked_up.weigh_seeking(
                i, week, town.seed, people, values, town.parameters, town.services, out
            )
            chance["intention"][i] = float(out[-1])
        offers = np.empty(len(looked_up.REFUSAL_TERMS))
        chance["refusal"].clear()
        for i in np.flatnonzero(people.stage == ASKING).tolist():
            looked_up.weigh_offer(i, people, values, town.parameters, town.services, offers)
            chance["refusal"][i] = float(offers[0])

    def after_seeking(town: Town, week: int) -> None:
        check("intention", INTENTION, town, week, INTENDING)
        check("refusal", ANSWER, town, week, REFUSED)

    def check(what: str, decision: Any, town: Town, week: int, becomes: int) -> None:
        rows = list(chance[what])
        for i, luck in zip(rows, draws(town, decision, week, rows), strict=True):
            happens = bool(town.people.stage[i] == becomes)
            assert (luck < chance[what][i]) == happens
            decided[what, happens] += 1

    town = watched_town(
        50,
        before_recognition=before_recognition,
        after_recognition=after_recognition,
        before_seeking=before_seeking,
        after_seeking=after_seeking,
    )
    for _ in range(10):
        town.step()
    assert len(decided) == 6
    assert all(decided.values())


def test_why_people_left_is_what_made_them_leave() -> None:
    before: dict[int, int] = {}
    left: list[float] = []

    def ask(town: Town, week: int) -> None:
        before.clear()
        in_care = np.flatnonzero(town.people.stage == IN_CARE)
        before.update({int(i): int(town.people.modality[i]) for i in in_care})

    def compare(town: Town, week: int) -> None:
        from simulation.processes.treatment import ENDING

        people, values = TREATMENT.bind(town)
        out = np.empty(len(looked_up.LEAVING_TERMS))
        dropouts = 0
        for i, m in before.items():
            stage = people.stage[i]
            if stage in (IN_CARE, WAITING):
                continue
            well = bool(people.severity[i] == NO_DISTRESS)
            if looked_up.ends_as_planned(i, week, town.seed, well, people, town.parameters):
                continue
            dropouts += 1
            looked_up.weigh_leaving(i, m, 0.9, people, values, town.parameters, town.services, out)
            (luck,) = uniforms(town.seed, ENDING, np.array([i]), week=week, k=1)
            assert luck < out[0] <= 1.0
            early = looked_up.LEAVING_TERMS.index("early")
            assert out[early] < out[0]
            left.append(float(out[0]))
        assert dropouts == town.counts[:, DROPOUTS].sum()

    town = watched_town(40, before_treatment=ask, after_treatment=compare)
    for _ in range(20):
        town.step()
    assert len(left) > 20


def test_rules_in_python_and_compiled_say_the_same() -> None:
    """The compiled look at a chance is its rule, applied to the columns."""
    from simulation.processes.recognition import RECOGNITION, recognition_probability

    town = watched_town(30)
    people, values = RECOGNITION.bind(town)
    i = int(np.flatnonzero((people.stage == UNAWARE) & (people.severity != NO_DISTRESS))[0])
    p = town.parameters.view(np.recarray)[0]
    told = looked_up.chance_to_see_a_need(i, people, values, town.parameters)
    extra = float(values.recognition[i] if values.recognition.size > 1 else values.recognition[0])
    literacy = values.literacy[i] if values.literacy.size > 1 else values.literacy[0]
    wanted = plain(recognition_probability)(
        p,
        int(people.severity[i]),
        min(max(float(people.literacy[i]) + float(literacy), 0.0), 1.0),
        float(people.denial[i]),
        float(people.prompts[i]),
        bool(people.need_start[i] > -32768),
    )
    assert told == pytest.approx(1.0 - (1.0 - wanted) * (1.0 - extra), rel=1e-9)
