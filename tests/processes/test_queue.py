"""The waiting list: places, whose turn it is, and an account of everybody on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simulation.measures.categories import (
    ACCEPTED,
    AWARE,
    IN_CARE,
    INTENDING,
    MODALITIES,
    NO_DISTRESS,
    SPECIALIST,
    WAITING,
)
from simulation.schedule import SCHEDULE
from simulation.town import Town
from tests.support.laws_of_chance import UNLIKELY, p_of_share
from tests.support.towns import LASTING, adults_of, fall_ill, town_of, watching, weeks

BUSY: dict[str, Any] = {
    "onset_rate": 0.8,
    "recognition_base": 0.0,
    "intention_base": 3.0,
    "action_chance": 0.8,
    "confide_chance": 0.0,
    "structural_limit": 20.0,
    "withdrawal": 0.03,
    "services__general_practice__places": 12.0,
    "services__specialist__places": 6.0,
    "services__remote__places": 3.0,
    "services__support_group__places": 2.0,
    "triage": 4.0,
}
"""Settings under which there are many more people on the lists than places."""


@dataclass
class Snapshot:
    """What a process found or left."""

    stage: NDArray[np.uint8]
    modality: NDArray[np.uint8]
    since: NDArray[np.int16]
    severity: NDArray[np.uint8]

    def in_care(self, modality: int) -> int:
        return int(np.count_nonzero((self.stage == IN_CARE) & (self.modality == modality)))


@dataclass
class Watch:
    """A town of which the weeks are looked at before and after the services' turn."""

    town: Town
    begin: list[Snapshot] = field(default_factory=list)
    before: list[Snapshot] = field(default_factory=list)
    after: list[Snapshot] = field(default_factory=list)

    def __post_init__(self) -> None:
        schedule = self.town.schedule
        place = [process.name for process in schedule].index("services")
        for at, name in ((place + 1, "after"), (place, "before"), (0, "begin")):
            schedule.insert(at, watching(name, self.looker(getattr(self, name))))

    @staticmethod
    def looker(kept: list[Snapshot]) -> Any:
        def look(town: Town, week: int) -> None:
            people = town.people
            kept.append(
                Snapshot(
                    people.stage.copy(),
                    people.modality.copy(),
                    people.stage_start.copy(),
                    people.severity.copy(),
                )
            )

        return look


@pytest.fixture(scope="module")
def busy() -> Watch:
    """A town with long lists, over three years."""
    watch = Watch(town_of(1500, **BUSY))
    weeks(watch.town, 156)
    assert watch.town.history.series("stage_waiting")[-52:].min() > 30
    return watch


def places(town: Town, modality: int) -> int:
    service = town.services[modality]
    return max(round(service["places"] * town.adults / 1000.0), 1)


def queues(watch: Watch) -> Any:
    """Week by week and service by service: who waited, who was seen, who waits on, free places."""
    for week, (before, after) in enumerate(zip(watch.before, watch.after, strict=True)):
        for modality in range(len(MODALITIES)):
            waited = (before.stage == WAITING) & (before.modality == modality)
            stays = waited & (after.stage == WAITING)
            yield week, modality, waited, stays, before, after


def test_nobody_is_in_care_beyond_the_places(busy: Watch) -> None:
    full = 0
    for modality, name in enumerate(MODALITIES):
        if name == "self_help":
            continue
        limit = places(busy.town, modality)
        used = [after.in_care(modality) for after in busy.after]
        assert max(used) <= limit, name
        full += used.count(limit)
    assert full > 200, "places are scarce"


def test_nobody_is_overtaken(busy: Watch) -> None:
    """Those admitted have been on the list at least as long as anybody who stays on it, if each
    step of severity counts as four weeks more."""
    compared = overtook = 0
    for _, _, waited, stays, before, after in queues(busy):
        admitted = waited & (after.stage == IN_CARE)
        if admitted.any() and stays.any():
            compared += 1
            turn = before.since - 4.0 * before.severity
            overtook += before.since[admitted].max() > before.since[stays].min()
            assert turn[admitted].max() <= turn[stays].min()
            assert np.array_equal(after.since[stays], before.since[stays])
    assert compared > 100
    assert overtook > 10, "the severe go ahead of some who have waited longer"


def test_no_place_stays_free_while_somebody_waits(busy: Watch) -> None:
    """But for the places of those who miss their first appointment, gone for the week."""
    checked = 0
    for week, modality, waited, stays, before, after in queues(busy):
        if not stays.any():
            continue
        free = places(busy.town, modality) - before.in_care(modality)
        left = waited & ~stays
        seen = int(np.count_nonzero(left & (after.stage == IN_CARE)))
        gone = int(np.count_nonzero(left)) - seen
        assert free - gone <= seen <= free, (week, modality)
        checked += 1
    assert checked > 200


def test_everybody_who_leaves_the_list_is_accounted_for(busy: Watch) -> None:
    history = busy.town.history
    flows = {
        name: history.series(name)
        for name in (
            "entries",
            "no_shows",
            "withdrawals",
            "offers",
            "refusals",
            "step_ups",
            "stage_waiting",
        )
    }
    for week, (begin, before, after) in enumerate(
        zip(busy.begin, busy.before, busy.after, strict=True)
    ):
        on_list = begin.stage == WAITING
        # Before the services' turn only remission takes anybody off, and only acceptance puts on.
        remitted = on_list & (before.stage != WAITING)
        joined = ~on_list & (before.stage == WAITING)
        had, has = np.isin(begin.stage, ACCEPTED), np.isin(before.stage, ACCEPTED)
        accepted = ~had & has
        assert np.count_nonzero(accepted) == flows["offers"][week] - flows["refusals"][week]
        assert (joined <= (accepted | had)).all()
        assert not (joined & (begin.stage == IN_CARE)).any()
        waited = before.stage == WAITING
        left = waited & (after.stage != WAITING)
        assert not (~waited & (after.stage == WAITING)).any()
        assert np.isin(after.stage[left], (IN_CARE, AWARE, INTENDING)).all()
        entered = np.count_nonzero(left & (after.stage == IN_CARE))
        assert entered == flows["entries"][week]
        assert np.count_nonzero(left) - entered == (
            flows["no_shows"][week] + flows["withdrawals"][week]
        )
        end = (
            np.count_nonzero(on_list)
            - np.count_nonzero(remitted)
            + np.count_nonzero(joined)
            - np.count_nonzero(left)
            + flows["step_ups"][week]
        )
        assert end == flows["stage_waiting"][week]
    assert all(series.sum() > 10 for series in flows.values())


def test_person_weeks_on_the_list_are_the_waits_of_those_who_left_it(busy: Watch) -> None:
    """Little's law holds on every path: lengths of the list sum up to the times spent on it."""
    length = sum(np.count_nonzero(after.stage == WAITING) for after in busy.after)
    spent = 0
    since = np.full(busy.town.people.people, -1)
    for week, after in enumerate(busy.after):
        on_list = after.stage == WAITING
        left = (since >= 0) & ~on_list
        spent += int((week - since[left]).sum())
        since[left] = -1
        joined = on_list & (since < 0)
        assert np.isin(after.since[joined], (week, week - 1)).all()  # a step-up joins at night
        since[joined] = week
    spent += int((len(busy.after) - since[since >= 0]).sum())
    assert spent == length


def test_withdrawals_are_a_constant_share_of_the_list(busy: Watch) -> None:
    waited = sum(np.count_nonzero(before.stage == WAITING) for before in busy.before)
    withdrew = int(busy.town.history.series("withdrawals").sum())
    assert p_of_share(withdrew, waited, BUSY["withdrawal"]) > UNLIKELY


def test_expected_waits_follow_the_waits_there_were(busy: Watch) -> None:
    """The wait that people expect is a running mean of waits: as long as lists are, no longer."""
    expected = dict(zip(MODALITIES, busy.town.services["wait"], strict=True))
    assert expected["self_help"] == 0.0
    for modality, name in enumerate(MODALITIES):
        waits = busy.town.people.entry_wait[
            (busy.town.people.modality == modality) & (busy.town.people.stage == IN_CARE)
        ]
        if name != "self_help" and waits.size > 5:
            assert 0.3 * waits.mean() < expected[name] < 3.0 * waits.mean(), name


def newly_waiting(people: int, **settings: Any) -> Town:
    """Ill adults who all join the list of specialists before week 0."""
    town = adults_of(
        people,
        withdrawal=0.0,
        first_no_show=0.0,
        services__specialist__dropout=0.0,
        return_after_completion=0.0,
        step_up_chance=0.0,
        **{**LASTING, **settings},
    )
    fall_ill(town)
    town.people.stage[:] = WAITING
    town.people.modality[:] = SPECIALIST
    return town


@pytest.mark.slow
def test_rows_are_no_advantage_on_the_list() -> None:
    """Of those who joined in one week, any are as likely to be admitted as any others."""
    people = 10_000
    town = newly_waiting(people, services__specialist__places=200.0)
    town.step()
    admitted = np.flatnonzero(town.people.last_entry == 0)
    assert admitted.size == 2000
    assert stats.kstest((admitted + 0.5) / people, "uniform").pvalue > UNLIKELY
    assert abs(np.count_nonzero(admitted % 2) - 1000) < 4 * np.sqrt(2000 * 0.25)


def test_a_saturated_service_serves_places_by_length_of_course() -> None:
    """Each place holds one course after another: the flow is places divided by mean length."""
    number, median = 260, 6.0
    town = newly_waiting(
        8000,
        services__specialist__places=10.0,
        services__specialist__sessions=median,
        extension_chance=0.0,
    )
    weeks(town, number)
    assert town.history.series("in_care_specialist").max() <= 80
    assert town.history.latest("stage_waiting") > 4000
    sessions = np.arange(1, 251)
    upper = stats.norm.cdf(np.log((sessions + 0.5) / median) / 0.5)
    chance = np.diff(upper, prepend=0.0)
    mean = (chance * sessions).sum()
    spread = np.sqrt((chance * sessions**2).sum() - mean**2)
    # The renewal theorem: courses begun, but for one a place at the ends of the time.
    entries = int(town.history.series("entries").sum())
    expected = 80 * number / mean
    error = 4.0 * np.sqrt(80 * number * spread**2 / mean**3) + 80
    assert error < 0.1 * expected
    assert entries == pytest.approx(expected, abs=error)
    visits = town.history.series("visits_specialist")
    assert set(visits.tolist()) == {80}, "every place holds a session every week"


def test_who_is_well_leaves_the_list() -> None:
    town = newly_waiting(
        2000, services__specialist__places=0.0, remission_floor=1.0, onset_rate=0.0
    )
    town.step()
    well = town.people.severity == NO_DISTRESS
    assert 1000 < np.count_nonzero(well) < 2000
    assert np.array_equal(town.people.stage == WAITING, ~well)
    assert np.array_equal(town.people.modality == SPECIALIST, ~well)


@pytest.mark.parametrize("missing", [("specialist", "remote"), MODALITIES])
def test_nobody_asks_for_what_is_not_offered(missing: tuple[str, ...]) -> None:
    """A service without any place is one that the town does not have."""
    none = {f"services__{name}__places": 0.0 for name in missing}
    town = town_of(600, **{**BUSY, **none})
    asked: set[str] = set()
    for _ in range(52):
        town.step()
        asked |= {MODALITIES[m] for m in np.unique(town.people.modality) if m < len(MODALITIES)}
    assert asked == set(MODALITIES) - set(missing)


def test_the_services_come_after_seeking_and_before_treatment() -> None:
    """So that who accepts an offer may begin in the same week, with a first session in it."""
    names = [process.name for process in SCHEDULE]
    assert names.index("seeking") < names.index("services") < names.index("treatment")
    town = adults_of(500, **{**BUSY, "services__specialist__places": 1000.0})
    people = town.people
    found = 0
    for _ in range(30):
        town.step()
        begun = (people.stage == IN_CARE) & (people.last_entry == town.week)
        assert (people.sessions[begun] == 1).all()
        found += int(np.count_nonzero(begun & (people.entry_wait == 0)))
    assert found > 20
