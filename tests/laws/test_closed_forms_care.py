"""Closed forms of what comes before care and after it: lesser needs, renewed plans, protection."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulation.measures.categories import AWARE, IN_CARE, SPECIALIST, WAITING, WELL
from simulation.population.columns import NEVER
from tests.support.laws_of_chance import UNLIKELY, p_of_counts, p_of_share, p_of_times
from tests.support.towns import LASTING, STAYING, UNSEEING, adults_of, be_well, fall_ill, weeks

MANY = 20_000


def test_needs_without_a_disorder_begin_and_pass_at_constant_chances() -> None:
    onset, relief = 1.0, 0.1
    town = adults_of(
        MANY,
        onset_rate=0.0,
        intention_base=-12.0,
        confide_chance=0.0,
        **{**UNSEEING, "subthreshold_onset": onset, "subthreshold_relief": relief},
    )
    be_well(town)
    people = town.people
    a = onset / 52.0
    weeks(town, 200)
    # Felt in the week's first process, passed in a later one of the same week at the earliest.
    ends = a * (1.0 - relief) / (relief + a * (1.0 - relief))
    assert set(people.stage) == {WELL, AWARE}
    # Two looks of people whose memory of a year ago is gone.
    felt = np.count_nonzero(people.stage == AWARE)
    assert p_of_share(felt, MANY, ends) > UNLIKELY
    assert not people.severity.any()
    assert town.history.series("disorder_12m").max() == 0
    begun = town.history.series("subthreshold_onsets")
    well = MANY - np.concatenate([[0], town.history.series("stage_aware")[:-1]])
    assert p_of_share(begun.sum(), well.sum(), a) > UNLIKELY


def test_plans_of_the_ill_are_renewed_session_by_session() -> None:
    extension = 0.6
    town = adults_of(
        MANY,
        **{**LASTING, **UNSEEING},
        extension_chance=extension,
        first_no_show=0.0,
        withdrawal=0.0,
        step_up_chance=0.0,
        no_show_wait=0.0,
        return_after_completion=0.0,
        services__specialist__places=1000.0,
        services__specialist__dropout=0.0,
    )
    fall_ill(town)
    people = town.people
    people.stage[:] = WAITING
    people.modality[:] = SPECIALIST
    weeks(town, 120)
    over = people.stage != IN_CARE
    assert np.count_nonzero(over) > 0.99 * MANY
    beyond = people.sessions[over].astype(int) - people.planned_sessions[over] + 1
    hazard = np.full(30, 1.0 - extension)
    assert p_of_times(beyond, hazard, np.count_nonzero(over)) > UNLIKELY


@pytest.mark.parametrize("progress", [0.0, 0.5, 1.0])
def test_what_was_learned_in_care_protects_from_relapse(progress: float) -> None:
    town = adults_of(
        MANY,
        onset_rate=0.5,
        relapse_chronic=0.0,
        relapse_protection=0.8,
        relapse_memory=1000.0,
        burden_distress=0.0,
        **LASTING,
        **UNSEEING,
    )
    be_well(town)
    people = town.people
    treated = np.arange(MANY) % 2 == 0
    people.episode_start[:] = -20
    people.remission[:] = -1
    people.last_entry[:] = np.where(treated, -10, NEVER)
    people.progress[:] = progress
    weeks(town, 8)
    for group, rate in ((treated, 0.5 * (1.0 - 0.8 * progress)), (~treated, 0.5)):
        ill = np.count_nonzero(people.severity[group])
        chance = 1.0 - (1.0 - rate / 52.0) ** 8
        assert p_of_share(ill, np.count_nonzero(group), chance) > UNLIKELY


def test_the_severe_are_seen_first_by_so_many_weeks() -> None:
    settings: dict[str, Any] = {
        "triage": 3.0,
        "withdrawal": 0.0,
        "services__specialist__places": 3.0,
        "first_no_show": 0.0,
        "no_show_wait": 0.0,
    }
    town = adults_of(1_000, **{**LASTING, **UNSEEING, **settings})
    fall_ill(town)
    people = town.people
    people.severity[:] = np.arange(1_000) % 3 + 1
    people.stage[:] = WAITING
    people.modality[:] = SPECIALIST
    people.stage_start[:] = -np.arange(1_000) % 7 - 1
    due = people.stage_start - 3.0 * people.severity
    first = np.sort(due)
    seen: list[float] = []
    for _ in range(60):
        before = people.stage == WAITING
        town.step()
        seen += list(due[before & (people.stage != WAITING)])
    assert len(seen) > 10
    assert sorted(seen) == first[: len(seen)].tolist()


def test_courses_are_log_normal_and_kept_to_the_session() -> None:
    """Who does not leave completes in the week of the last session that was planned."""
    median, interval = 9.0, 2
    town = adults_of(
        MANY,
        **{**LASTING, **STAYING, "withdrawal": 0.0, "first_no_show": 0.0},
        extension_chance=0.0,
        services__specialist__places=1000.0,
        services__specialist__sessions=median,
        services__specialist__interval=interval,
        services__specialist__dropout=0.0,
    )
    fall_ill(town)
    people = town.people
    people.stage[:] = WAITING
    people.modality[:] = SPECIALIST
    weeks(town, 2 * 60)
    completed = people.stage != IN_CARE
    assert np.count_nonzero(completed) > 0.99 * MANY
    assert np.array_equal(people.sessions[completed], people.planned_sessions[completed])
    ends = people.last_entry + (people.planned_sessions.astype(int) - 1) * interval
    assert np.array_equal(people.stage_start[completed], ends[completed])
    longest = 80
    upper = stats.norm.cdf(np.log((np.arange(1, longest + 1) + 0.5) / median) / 0.5)
    counted = np.bincount(np.minimum(people.planned_sessions, longest + 1))[1:]
    counted = np.pad(counted, (0, longest + 1 - counted.size))
    assert p_of_counts(counted, [upper[0], *np.diff(upper), 1.0 - upper[-1]]) > UNLIKELY
