"""Times and shares that follow known laws when all but one process is held still."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import digamma

from simulation.measures.categories import (
    DROPPED_OUT,
    GENERAL_PRACTICE,
    IN_CARE,
    MILD,
    MODALITIES,
    MODERATE,
    NO_DISTRESS,
    SEVERE,
    SPECIALIST,
    WAITING,
)
from simulation.population.columns import CONFIDED, NEVER
from simulation.randomness import decision, uniforms
from simulation.town import Town
from tests.support.laws_of_chance import UNLIKELY, p_of_counts, p_of_share, p_of_times
from tests.support.towns import LASTING, STAYING, UNSEEING, adults_of, be_well, fall_ill, weeks

MANY = 20_000
SMOOTH = decision("tests: smoothing of whole times")

SAME_REMISSION: dict[str, Any] = {
    "remission_mild": 1.0,
    "remission_severe": 1.0,
    "remission_trauma": 1.0,
    "remission_support": 1.0,
    "deepening": 0.0,
    "easing": 0.0,
}
"""Settings under which all episodes remit alike."""
UNWILLING: dict[str, Any] = {
    "intention_base": -12.0,
    "weight_self_reliance": 12.0,
    "coping_fatigue": 0.0,
    "weight_structural": 0.0,
    "naming_threshold": 10.0,
    "naming_spread": 0.01,
}
"""Settings under which who sees a need neither asks for help nor names what keeps them from it."""


# Episodes


def durations(town: Town, number: int) -> NDArray[np.int64]:
    """Put everybody into an episode, and see how long those that end within these weeks last."""
    fall_ill(town)
    weeks(town, number)
    people = town.people
    over = people.severity == NO_DISTRESS
    assert np.array_equal(over, people.remission >= 0)
    return np.asarray(people.remission[over].astype(int) - people.episode_start[over])


def ended(**settings: Any) -> Town:
    """Adults who see no need, whose episodes do not come back."""
    return adults_of(MANY, **{**UNSEEING, **SAME_REMISSION, "onset_rate": 0.0, **settings})


@pytest.mark.parametrize("rate", [0.05, 0.5])
def test_a_constant_rate_of_remission_gives_geometric_durations(rate: float) -> None:
    lasted = durations(ended(remission_scale=0.0, remission_floor=rate), 400)
    chance = 1.0 - math.exp(-rate)
    assert lasted.size == MANY
    assert p_of_times(lasted, np.full(400, chance), MANY) > UNLIKELY
    error = math.sqrt((1.0 - chance) / MANY) / chance
    assert lasted.mean() == pytest.approx(1.0 / chance, abs=4.0 * error)
    smooth = lasted - uniforms(1, SMOOTH, MANY)
    assert stats.kstest(smooth, smoothed, (chance,)).pvalue > UNLIKELY


def smoothed(x: NDArray[np.float64], chance: float) -> NDArray[np.float64]:
    """The distribution of a geometric time less a uniform one: continuous, and as telling."""
    whole = np.floor(x)
    left = (1.0 - chance) ** whole
    return np.asarray(np.where(x < 0.0, 0.0, 1.0 - left + (x - whole) * chance * left))


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"remission_scale": 1.5, "remission_offset": 4.0, "remission_floor": 0.0},
        {"remission_scale": 0.3, "remission_offset": 12.0, "remission_floor": 0.01},
    ],
)
def test_new_episodes_remit_as_declared(numbers: dict[str, float]) -> None:
    """The rate scale / (weeks + offset) + floor, week by week, sums up to a difference of digamma
    functions; with no floor it is a Lomax distribution but for the steps of a week."""
    town = ended(**numbers)
    p = town.parameters[0]
    scale, offset, floor = p["remission_scale"], p["remission_offset"], p["remission_floor"]
    lasted = durations(town, 300)
    week = np.arange(301.0)
    summed = scale * (digamma(week + offset + 1.0) - digamma(offset + 1.0)) + floor * week
    survival = np.exp(-summed)
    counted = [*np.bincount(lasted, minlength=301)[1:], MANY - lasted.size]
    assert p_of_counts(counted, [*-np.diff(survival), survival[-1]]) > UNLIKELY
    if floor == 0.0:
        still = 1.0 - np.searchsorted(np.sort(lasted), week, side="right") / MANY
        lomax = stats.lomax.sf(week, scale, scale=offset + 0.5)
        assert np.abs(still - lomax).max() < 0.02
        assert np.abs(stats.expon.sf(week, scale=lasted.mean()) - still).max() > 0.1


def test_remission_ratios_multiply_the_rate() -> None:
    rate = 0.08
    town = ended(
        remission_scale=0.0,
        remission_floor=rate,
        remission_mild=1.5,
        remission_severe=0.6,
        remission_trauma=0.5,
        remission_support=2.0,
        treatment_effect=3.0,
        **STAYING,
        services__specialist__effect=0.0,
        services__specialist__dropout=0.0,
        services__specialist__places=1000.0,
        well_completion=0.0,
    )
    fall_ill(town)
    people = town.people
    people.trauma[:] = 0
    group = np.arange(MANY) % 6
    people.severity[group == 1] = MILD
    people.severity[group == 2] = SEVERE
    people.trauma[group == 3] = 2
    people.known[group == 4] |= CONFIDED
    in_care(town, SPECIALIST, group == 5, progress=0.5)
    weeks(town, 60)
    ratios = (1.0, 1.5, 0.6, 0.5, 2.0, 1.0 + 3.0 * 0.5)
    for number, ratio in enumerate(ratios):
        over = (group == number) & (people.remission >= 0)
        lasted = people.remission[over].astype(int) + 1
        of_group = np.count_nonzero(group == number)
        for other in ratios:
            hazard = np.full(60, 1.0 - math.exp(-rate * other))
            p = p_of_times(lasted, hazard, of_group)
            assert (p > UNLIKELY) == (other == ratio), (number, other)


def in_care(
    town: Town, modality: int, who: NDArray[np.bool_] | slice, progress: float = 0.0
) -> None:
    """Put people into care whose first session is in the next week, for as long as can be."""
    people = town.people
    people.stage[who] = IN_CARE
    people.stage_start[who] = town.week + 1
    people.modality[who] = modality
    people.sessions[who] = 0
    people.planned_sessions[who] = 250
    people.progress[who] = progress
    people.responsiveness[who] = 1.0
    people.alliance[who] = 0.5


def test_severity_at_onset_and_onset_itself_follow_their_chances() -> None:
    town = adults_of(
        MANY,
        onset_rate=1.3,
        onset_share_mild=0.3,
        onset_share_severe=0.2,
        burden_distress=0.0,
        **LASTING,
        **UNSEEING,
    )
    be_well(town)
    town.people.remission[:] = NEVER
    weeks(town, 60)
    people = town.people
    ill = people.severity > NO_DISTRESS
    begun = people.episode_start[ill].astype(int) + 1
    assert p_of_times(begun, np.full(60, 1.3 / 52.0), MANY) > UNLIKELY
    counted = np.bincount(people.severity[ill], minlength=4)[1:]
    assert p_of_counts(counted, [0.3, 0.5, 0.2]) > UNLIKELY
    assert town.history.series("onsets").sum() == np.count_nonzero(ill)


def test_severity_settles_where_deepening_and_easing_balance() -> None:
    deepening, easing = 0.09, 0.06
    town = adults_of(
        MANY, **{**UNSEEING, **LASTING, "deepening": deepening, "easing": easing}, onset_rate=0.0
    )
    fall_ill(town, MODERATE)
    weeks(town, 400)
    ratio = deepening / easing
    shares = np.array([1.0, ratio, ratio**2])
    counted = np.bincount(town.people.severity, minlength=4)[1:]
    assert p_of_counts(counted, shares / shares.sum()) > UNLIKELY


@pytest.mark.parametrize("pathway", [False, True])
def test_prevalence_settles_at_its_closed_form(pathway: bool) -> None:
    """Constant chances to fall ill (a) and to remit (r): a / (a + r) are ill, whatever they do
    about it as long as treatment does nothing."""
    people, number = MANY, 400
    rate, floor = 1.3, 0.1
    town = adults_of(
        people,
        onset_rate=rate,
        remission_scale=0.0,
        remission_floor=floor,
        relapse_chronic=0.0,
        burden_distress=0.0,
        treatment_effect=0.0,
        **SAME_REMISSION,
        **({} if pathway else UNSEEING),
    )
    be_well(town)
    a, r = rate / 52.0, 1.0 - math.exp(-floor)
    expected = a / (a + r)
    weeks(town, 80)
    weeks(town, number)
    ill = people - town.history.series("severity_none", number)
    memory = 1.0 - a - r
    error = math.sqrt(
        expected * (1.0 - expected) / people / number * (1.0 + memory) / (1.0 - memory)
    )
    assert ill.mean() / people == pytest.approx(expected, abs=4.0 * error)
    before = people - town.history.series("severity_none", number + 1)[:-1]
    onsets, remissions = (town.history.series(name, number) for name in ("onsets", "remissions"))
    assert p_of_share(onsets.sum(), (people - before).sum(), a) > UNLIKELY
    assert p_of_share(remissions.sum(), before.sum(), r) > UNLIKELY
    entered = town.history.series("entries").sum()
    assert entered > 1000 if pathway else entered < 20


def test_onsets_are_as_frequent_as_people_are_vulnerable_and_lately_ill() -> None:
    town = adults_of(
        MANY,
        onset_rate=0.5,
        relapse_chronic=0.75,
        relapse_memory=1000.0,
        burden_distress=0.0,
        **LASTING,
        **UNSEEING,
    )
    be_well(town)
    people = town.people
    group = np.arange(MANY) % 4
    people.vulnerability[:] = np.where(group % 2, 2.0, 0.7)
    people.remission[:] = np.where(group // 2, -1, NEVER)
    people.chronicity[:] = 2.0
    weeks(town, 8)
    for number in range(4):
        rate = 0.5 / 52.0 * (2.0 if number % 2 else 0.7) * (2.5 if number // 2 else 1.0)
        ill = np.count_nonzero(people.severity[group == number])
        p = p_of_share(ill, np.count_nonzero(group == number), 1.0 - (1.0 - rate) ** 8)
        assert p > UNLIKELY, number


# Waiting


def on_the_list(**settings: Any) -> Town:
    """Ill adults, all on a list that nobody is admitted from."""
    town = adults_of(
        MANY,
        **{**LASTING, **SAME_REMISSION, **UNWILLING, **settings},
        services__general_practice__places=0.0,
    )
    fall_ill(town)
    town.people.stage[:] = WAITING
    town.people.modality[:] = GENERAL_PRACTICE
    return town


@pytest.mark.parametrize("withdrawal", [0.02, 0.3])
def test_withdrawal_from_a_list_without_places_is_geometric(withdrawal: float) -> None:
    town = weeks(on_the_list(withdrawal=withdrawal), 120)
    withdrew = town.history.series("withdrawals")
    left = np.repeat(np.arange(1, 121), withdrew)
    assert p_of_times(left, np.full(120, withdrawal), MANY) > UNLIKELY
    assert np.array_equal(MANY - np.cumsum(withdrew), town.history.series("stage_waiting"))
    assert town.history.series("entries").sum() == 0


def test_withdrawal_and_remission_compete() -> None:
    withdrawal, rate = 0.05, 0.06
    remits = 1.0 - math.exp(-rate)
    town = on_the_list(withdrawal=withdrawal, remission_floor=rate, onset_rate=0.0)
    weeks(town, 150)
    leaves = 1.0 - (1.0 - remits) * (1.0 - withdrawal)
    withdrew = np.count_nonzero(town.people.barrier_availability >= 0)
    # Who remits in a week is gone before the list is looked at.
    assert p_of_share(withdrew, MANY, (leaves - remits) / leaves) > UNLIKELY
    waiting = town.history.series("stage_waiting")
    left = -np.diff(np.concatenate([[MANY], waiting]))
    chances = leaves * (1.0 - leaves) ** np.arange(150)
    counted = [*left, waiting[-1]]
    assert p_of_counts(counted, [*chances, 1.0 - chances.sum()]) > UNLIKELY


def test_attendance_falls_by_the_declared_odds_ratio_each_week() -> None:
    missed, slope, longest = 0.2, 0.06, 39
    town = adults_of(
        MANY,
        first_no_show=missed,
        no_show_wait=slope,
        withdrawal=0.0,
        services__general_practice__places=1000.0,
        services__general_practice__sessions=50.0,
        services__general_practice__dropout=0.0,
        **LASTING,
    )
    fall_ill(town)
    people = town.people
    waited = np.arange(MANY) % (longest + 1)
    people.stage[:] = WAITING
    people.modality[:] = GENERAL_PRACTICE
    people.stage_start[:] = -waited
    town.step()
    came = people.stage == IN_CARE
    odds = (1.0 - missed) / missed * np.exp(-slope * np.arange(longest + 1))
    counted, of = np.bincount(waited[came], minlength=longest + 1), np.bincount(waited)
    deviations = (counted - of * odds / (1.0 + odds)) ** 2 / (of * odds / (1.0 + odds) ** 2)
    assert stats.chi2.sf(deviations.sum(), longest + 1) > UNLIKELY
    assert np.array_equal(people.entry_wait[came], waited[came])
    # The odds ratio, found again by logistic regression (two Newton steps from the truth).
    design = np.column_stack([np.ones(MANY), waited])
    found = np.array([math.log((1.0 - missed) / missed), -slope])
    for _ in range(2):
        chance = 1.0 / (1.0 + np.exp(-design @ found))
        information = design.T @ (design * (chance * (1.0 - chance))[:, None])
        found = found + np.linalg.solve(information, design.T @ (came - chance))
    error = math.sqrt(np.linalg.inv(information)[1, 1])
    assert error < 0.1 * slope
    assert found[1] == pytest.approx(-slope, abs=4.0 * error)


# Care


def leaving(modality: int = SPECIALIST, base: float = 0.07, **settings: Any) -> Town:
    """Ill adults in care for as long as they stay."""
    name = MODALITIES[modality]
    town = adults_of(
        MANY,
        **{
            **LASTING,
            **STAYING,
            f"services__{name}__dropout": base,
            f"services__{name}__places": 1000.0,
            f"services__{name}__effect": 0.0,
            **settings,
        },
    )
    fall_ill(town)
    in_care(town, modality, slice(None))
    return town


@pytest.mark.parametrize(("modality", "interval"), [(SPECIALIST, 1), (GENERAL_PRACTICE, 3)])
def test_a_constant_chance_to_leave_gives_geometric_sessions(modality: int, interval: int) -> None:
    name = MODALITIES[modality]
    town = weeks(leaving(modality, 0.07, **{f"services__{name}__interval": interval}), 90)
    people = town.people
    left = people.stage == DROPPED_OUT
    assert np.array_equal(left, people.stage != IN_CARE)
    assert p_of_times(people.dropout_sessions[left], np.full(90 // interval, 0.07), MANY) > UNLIKELY
    assert np.array_equal(people.last_dropout[left], (people.sessions[left] - 1) * interval)
    assert town.history.series("dropouts").sum() == np.count_nonzero(left)


def test_leaving_is_early_as_declared() -> None:
    early, memory = 2.5, 1.5
    town = weeks(leaving(base=0.05, dropout_early=early, dropout_memory=memory), 40)
    left = town.people.dropout_sessions[town.people.stage == DROPPED_OUT]
    session = np.arange(40)
    hazard = 0.05 * (1.0 + early * np.exp(-session / memory))
    assert p_of_times(left, hazard, MANY) > UNLIKELY
    assert p_of_times(left, np.full(40, 0.05), MANY) < UNLIKELY


def test_leaving_falls_with_alliance_as_declared() -> None:
    weight = 2.2
    town = leaving(dropout_alliance=weight, progress_alliance=0.0)
    alliance = np.where(np.arange(MANY) % 2, 0.9, 0.2)
    town.people.alliance[:] = alliance
    weeks(town, 20)
    for level in (0.2, 0.9):
        group = alliance == level
        left = town.people.dropout_sessions[group & (town.people.stage == DROPPED_OUT)]
        hazard = np.full(20, 0.07 * math.exp(-weight * (level - 0.5)))
        assert p_of_times(left, hazard, np.count_nonzero(group)) > UNLIKELY
