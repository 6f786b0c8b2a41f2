"""Where the gain leaks: laws of the path to recovery, and what is told of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from experiments.compare.analysis import Analysis, Settings
from experiments.compare.figures.data import ComparisonData
from experiments.compare.figures.path import where_it_leaks
from experiments.compare.path.rows import (
    FURTHER,
    LESS_FAR,
    displacement,
    endings,
    main_cohort,
    moved,
    steps,
)
from experiments.compare.path.words import way
from experiments.compare.seeds.collect import Collected
from experiments.compare.seeds.seed import EVERYBODY, Seed
from experiments.measured.path import (
    ASKED,
    BEGUN,
    NEED,
    OFFERED,
    RECOVERED,
    SEEN,
    STAYED,
    STEPS,
    PathWatch,
)
from experiments.measured.watch import live
from experiments.strategies.arms import NOTHING, Arm, arms_of
from simulation.build import build_town, burn_in
from simulation.measures.categories import (
    ASKING,
    AWARE,
    COMPLETED,
    DROPPED_OUT,
    IN_CARE,
    REFUSED,
    UNAWARE,
    WAITING,
    WELL,
)
from simulation.population.people import Population
from simulation.scenario import Scenario, load_scenario
from tests.support.comparisons import rows
from tests.support.slides import unreadable

SUBSIDY, CAMPAIGN = "subsidy", "public_campaign"
WEEKS = 60


@cache
def small_town() -> Scenario:
    return load_scenario(
        "town", {"population.people": 500, "horizon.weeks": WEEKS, "horizon.burn_in_weeks": 60}
    )


@cache
def tables(text: str, seed: int) -> dict[str, dict[str, list[object]]]:
    made = Arm(NOTHING) if text == NOTHING else arms_of([text], small_town(), {})[0]
    found = town_of(seed).tables(made)
    return {name: {k: list(v) for k, v in columns.items()} for name, columns in found.items()}


@cache
def town_of(seed: int) -> Seed:
    return Seed(small_town(), seed)


def analysed(*seeds: int, texts: tuple[str, ...] = (SUBSIDY, CAMPAIGN)) -> Analysis:
    data = Collected([NOTHING, *texts], 0.03)
    for seed in seeds:
        whole: dict[str, dict[str, list[object]]] = {}
        for text in (NOTHING, *texts):
            for name, columns in tables(text, seed).items():
                here = whole.setdefault(name, {key: [] for key in columns})
                for key, column in columns.items():
                    here[key] = [*here[key], *column]
        data.add(seed, whole)
    return Analysis(data.finish(), Settings())


@cache
def both() -> Analysis:
    return analysed(1, 2, 3)


def test_steps_are_taken_in_their_order_and_a_spell_ends_by_being_well() -> None:
    """One person a line: the stages of some weeks, offers and entries, and what comes of it."""
    lives = [
        ([WELL, WELL, WELL, WELL], None, None, 0, WELL, False),
        ([UNAWARE, WELL, WELL, WELL], None, None, NEED, UNAWARE, True),
        ([UNAWARE, AWARE, WELL, UNAWARE], None, None, SEEN, AWARE, True),
        ([AWARE, ASKING, AWARE, AWARE], None, None, ASKED, AWARE, False),
        ([ASKING, AWARE, AWARE, WELL], 1, None, OFFERED, AWARE, True),
        ([WAITING, WAITING, WAITING, WAITING], None, None, OFFERED, WAITING, False),
        ([IN_CARE, IN_CARE, WELL, WELL], None, None, OFFERED, IN_CARE, True),  # begun before
        ([WAITING, IN_CARE, DROPPED_OUT, WELL], 0, 1, BEGUN, DROPPED_OUT, True),
        ([WAITING, IN_CARE, WAITING, WELL], 0, 1, BEGUN, WAITING, True),  # stepped up
        ([WAITING, IN_CARE, COMPLETED, COMPLETED], 0, 1, STAYED, COMPLETED, False),
        ([WAITING, IN_CARE, COMPLETED, WELL], 0, 1, RECOVERED, COMPLETED, True),
        ([WAITING, IN_CARE, WELL, UNAWARE], 0, 1, RECOVERED, IN_CARE, True),
        ([ASKING, WELL, REFUSED, REFUSED], None, 1, RECOVERED, ASKING, True),  # in one week
    ]
    people = Population(len(lives), ("one",))
    people.stage[:] = [weeks[0] for weeks, *_ in lives]
    watch = PathWatch(people)
    for week in range(4):
        for person, (weeks, offer, entry, *_) in enumerate(lives):
            people.stage[person] = weeks[week]
            if offer == week:
                people.last_offer[person] = week
            if entry == week:
                people.last_entry[person] = week
        watch.note(week)
    found = watch.reached()
    assert found.step.tolist() == [step for *_, step, _, _ in lives]
    taken = found.step > 0
    assert found.stage[taken].tolist() == [stage for *_, step, stage, _ in lives if step]
    assert found.over[taken].tolist() == [over for *_, step, _, over in lives if step]


def test_steps_agree_with_what_is_measured_anyway() -> None:
    town = build_town(small_town(), 3, threads=1)
    burn_in(town)
    lived = live(town, WEEKS)
    assert lived.reached is not None
    people, step = town.people, lived.reached.step
    adult = people.age >= town.parameters["youngest_age"][0]
    begun = lived.first_entry >= 0
    assert np.array_equal(step >= BEGUN, begun)
    assert np.array_equal((step >= SEEN)[adult], ((people.last_need >= 0) | begun)[adult])
    assert np.all(step[people.last_offer >= 0] >= OFFERED)
    assert np.all(step[lived.ill > 0] >= NEED)
    stood = people.stage != WELL
    assert np.all(step[stood] >= NEED)
    assert np.all(~lived.reached.over[step == 0])
    ends = np.count_nonzero(step[adult] >= STAYED)
    completed, left = (
        int(town.history.table[-WEEKS:, town.counted[name].place].sum())
        for name in ("completions", "dropouts")
    )
    assert 0 < ends <= completed + left


def test_doing_nothing_beside_itself_moves_nobody() -> None:
    lived = town_of(1).tables(Arm(NOTHING))
    assert "steps" not in lived
    idle = arms_of([SUBSIDY], small_town(), {"strategies.subsidy.share": 0.0})[0]
    found = town_of(1).tables(idle)
    assert found["steps"]["step_without"] == found["steps"]["step_with"]
    assert all(len(column) == 0 for column in found["endings"].values())


def test_steps_never_grow_along_the_path_and_agree_with_began_care() -> None:
    found, data = steps(both()), both().data
    assert {row["by"] for row in found} == {"all", "severity", "income", "culture", "sex"}
    for start in range(0, len(found), len(STEPS)):
        of_one = found[start : start + len(STEPS)]
        assert [row["step"] for row in of_one] == list(STEPS)
        for what in ("without", "with"):
            taken = [row[what] for row in of_one]
            assert taken == sorted(taken, reverse=True)
        for row in of_one:
            assert row["gained"] - row["lost"] == pytest.approx(row["difference"])
    for arm, strategy in enumerate(both().strategies, 1):
        (begun,) = (
            row
            for row in found
            if (row["strategy"], row["by"], row["step"]) == (strategy, "all", "begun")
        )
        for side, place in (("without", 0), ("with", arm)):
            assert begun[side] == pytest.approx(1000 * data.values["began_care"][place].mean())
        for side, what in (("gained", "began_because"), ("lost", "kept_from_care")):
            per = data.personal[what][arm] / np.array(data.adults)
            assert begun[side] == pytest.approx(1000 * per.mean())


def test_groups_add_up_to_all_adults() -> None:
    taken = both().data.steps
    everybody = taken[EVERYBODY, EVERYBODY]
    assert everybody[1:].sum(axis=(2, 3)).tolist() == [both().data.adults] * 2
    for by in ("severity", "income", "culture", "sex"):
        of_groups = [whole for (grouping, _), whole in taken.items() if grouping == by]
        assert np.array_equal(np.sum(of_groups, axis=0), everybody)


def test_whom_a_strategy_moves_is_told_once_and_followed_to_the_end() -> None:
    found, data = moved(both()), both().data
    for arm, strategy in enumerate(both().strategies, 1):
        whole = data.steps[EVERYBODY, EVERYBODY][arm]
        for direction, sign in ((FURTHER, 1), (LESS_FAR, -1)):
            own = [r for r in found if (r["strategy"], r["direction"]) == (strategy, direction)]
            firsts = [row["per_1000_adults"] for row in own if row["moved_at"] == row["reached"]]
            before, after = np.indices(whole.shape[1:])
            persons = whole[:, sign * (after - before) > 0].sum(axis=1) / np.array(data.adults)
            assert sum(firsts) == pytest.approx(1000 * persons.mean())
            for name in STEPS:
                way_on = [row["per_1000_adults"] for row in own if row["moved_at"] == name]
                assert way_on == sorted(way_on, reverse=True)
    ends = endings(both())
    for strategy in both().strategies:
        for name in STEPS:
            shares = [
                row["of_100"]
                for row in ends
                if (row["strategy"], row["moved_at"]) == (strategy, name)
            ]
            assert not shares or sum(shares) == pytest.approx(100.0)


def test_the_order_of_seeds_does_not_matter() -> None:
    other = analysed(3, 1, 2)
    for told in (steps, moved, endings, displacement):
        for one, two in zip(told(both()), told(other), strict=True):
            assert one == pytest.approx(two, nan_ok=True)


def test_displacement_agrees_with_persons_and_its_shares_add_up() -> None:
    found, data = displacement(both()), both().data
    (arm,) = (place for place, name in enumerate(data.arms) if name == SUBSIDY)
    own = [row for row in found if row["strategy"] == SUBSIDY]
    (everybody,) = (row for row in own if row["by"] == "all")
    told = {row["what"]: row for row in both().personal() if row["strategy"] == SUBSIDY}
    for name, what in (("gained", "began_because"), ("lost", "kept_from_care"), ("later", "later")):
        assert everybody[name] == pytest.approx(told[what]["per_1000_adults"])
    assert everybody["displaced"] == pytest.approx(everybody["lost"] + everybody["later"])
    weeks, persons = (data.personal[name][arm].sum() for name in ("weeks_later", "later"))
    assert persons > 0
    assert everybody["weeks_later"] == pytest.approx(weeks / persons)
    assert everybody["weeks_later"] >= 1.0
    for by in ("income", "sex"):  # no group of them is too small to be told
        for share in ("share_of_adults", "share_of_gained", "share_of_displaced"):
            assert sum(row[share] for row in own if row["by"] == by) == pytest.approx(1.0)


def test_a_subsidy_moves_people_to_ask() -> None:
    """What it changes is what keeps people who see a need from asking."""
    cohort = main_cohort(moved(both()), SUBSIDY)
    assert cohort[0]["moved_at"] == "asked"
    words = way(moved(both()), endings(both()), SUBSIDY)
    assert words[0].startswith(f"{cohort[0]['per_1000_adults']:.1f}"[:2])
    assert f"{cohort[-1]['of_100']:.0f} were well again after it" in words[1]


def test_of_nobody_nothing_is_told() -> None:
    nobody = [dict(row, per_1000_adults=0.0, of_100=None) for row in moved(both())]
    assert main_cohort(nobody, SUBSIDY) == []
    assert way(nobody, [], SUBSIDY) == [
        "At no step does it bring more people further than it holds back."
    ]


def test_what_is_written_is_drawn_and_can_be_read(done: Path) -> None:
    data = ComparisonData(done)
    assert {row["by"] for row in rows(done, "path")} >= {"all", "income", "sex"}
    assert rows(done, "path_moved")
    assert rows(done, "displacement")
    assert list(data.told["steps"]) == list(STEPS)
    for strategy in data.strategies:
        assert unreadable(where_it_leaks(data, strategy)) == []
