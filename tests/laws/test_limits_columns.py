"""Nothing wraps: every column holds all that can come, and what is beyond is refused before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation import HelpSeekingModel
from simulation.build import build_town
from simulation.errors import InputError
from simulation.events import Events
from simulation.history import History
from simulation.measures.categories import ASKING, IN_CARE, MODERATE, WAITING
from simulation.population.columns import (
    COLUMNS,
    FIRST_WEEK,
    MOST_BURN_IN,
    MOST_PLACES,
    MOST_WEEKS,
    NEVER,
    YEAR,
    Column,
)
from simulation.population.demographics import MOST_IN_HOUSEHOLD, MOST_MEMBERS, OLDEST
from simulation.population.people import Population
from simulation.population.table import read_people
from simulation.scenario import Scenario, load_scenario
from simulation.town import Town
from tests.support.towns import town_of

LAST = MOST_WEEKS - 1
each_column = pytest.mark.parametrize("column", COLUMNS.values(), ids=list(COLUMNS))


def all_within(people: Population) -> None:
    for name, column in COLUMNS.items():
        wrong = column.outside(getattr(people, name))
        assert not wrong.size, (name, getattr(people, name)[wrong[:3]])


@each_column
def test_all_that_a_column_may_hold_fits_its_type(column: Column) -> None:
    assert column.low <= column.high
    held: NDArray[Any] = np.array([column.low, column.high, column.initial], np.float64).astype(
        column.dtype
    )
    if np.issubdtype(column.dtype, np.integer):
        assert held.tolist() == [column.low, column.high, column.initial]
        assert column.high == int(column.high)
    else:
        assert np.isfinite(held).all()
    assert not column.outside(held).size
    if column.unit == "week":
        assert np.iinfo(column.dtype).min <= NEVER < column.low


@each_column
def test_what_is_beyond_a_column_is_refused_and_not_stored(column: Column) -> None:
    people = Population(3)
    before = getattr(people, column.name).copy()
    for beyond in (column.low - 1.0 - 1e-6 * abs(column.low), column.high * (1 + 1e-6) + 1.0):
        values = np.array([column.high, column.low, np.rint(beyond)])
        assert column.outside(values).tolist() == [2]
        with pytest.raises(InputError, match=rf"{column.name}, row 3: out of range"):
            people.fill(column.name, values)
        assert np.array_equal(getattr(people, column.name), before)
    with pytest.raises(InputError, match="out of range"):
        people.fill(column.name, np.array([column.low, np.nan, column.low]))
    people.fill(column.name, np.array([column.low, column.high, column.high]))
    assert getattr(people, column.name)[1] == np.asarray(column.high, column.dtype)


def test_differences_of_weeks_fit_as_well() -> None:
    delay = COLUMNS["entry_delay"]
    assert delay.high == LAST - FIRST_WEEK
    assert COLUMNS["entry_wait"].high == LAST - FIRST_WEEK
    for field, most in (("weeks", MOST_WEEKS), ("burn_in_weeks", MOST_BURN_IN)):
        with pytest.raises(InputError, match=f"horizon.{field}"):
            load_scenario("town", {f"horizon.{field}": most + 1})
    longest = {"horizon.weeks": 5_200, "horizon.burn_in_weeks": MOST_BURN_IN}
    assert load_scenario("town", longest).horizon.weeks <= MOST_WEEKS


@each_column
def test_a_person_takes_what_the_column_holds_and_no_more(
    column: Column, small_model: HelpSeekingModel
) -> None:
    if small_model.population.names_of(column.name):
        return
    person = small_model.people_by_row[3]
    before = getattr(person, column.name)
    for beyond in (column.low - 1, column.high * (1 + 1e-6) + 1, float("nan")):
        with pytest.raises(InputError, match=column.name):
            setattr(person, column.name, beyond)
        assert getattr(person, column.name) == before
    setattr(person, column.name, column.high)
    assert getattr(person, column.name) == np.asarray(column.high, column.dtype)
    setattr(person, column.name, before)


@pytest.fixture(scope="module")
def small_model() -> HelpSeekingModel:
    return HelpSeekingModel("town", people=40, rng=1, weeks=2, horizon__burn_in_weeks=0)


def at_the_end(town: Town) -> Town:
    """The town as if it had lived up to the last week but one."""
    town.week = LAST - 1
    town.history = History(town.services["cost"].copy(), LAST)
    return town


def test_there_is_a_last_week_and_nothing_wraps_in_it(small_model: HelpSeekingModel) -> None:
    model = HelpSeekingModel(
        "town",
        people=300,
        rng=1,
        weeks=2,
        horizon__burn_in_weeks=2,
        onset_rate=1.0,
        record_events=True,
    )
    at_the_end(model.town)
    model.step()
    assert model.town.week == LAST
    all_within(model.population)
    assert model.population.last_need.max() == LAST
    model.running = True
    with pytest.raises(InputError, match=r"week: no more weeks can be counted.*20,799"):
        model.step()
    with pytest.raises(InputError, match="no more weeks"):
        model.run()
    assert model.town.week == LAST
    assert model.events_frame()["week"].max() == LAST


def widest(**settings: float) -> Scenario:
    wide = {
        "onset_rate": 1.0,
        "past_contact_rate": 0.3,
        "vulnerability_spread": 3.0,
        "vulnerability_trauma": 2.0,
        "vulnerability_age": 1.0,
        "vulnerability_income": 1.0,
        "trait_spread": 3.0,
        "travel_median": 600.0,
        "travel_spread": 3.0,
        "course_spread": 3.0,
        "progress_spread": 3.0,
        "disability_mild": 1.0,
        "disability_moderate": 1.0,
        "disability_severe": 1.0,
        "specialist.sessions": 200.0,
        "specialist.cost": 10_000.0,
        "specialist.places": 1_000.0,
        "extension_chance": 1.0,
        "confide_chance": 1.0,
    }
    return load_scenario("town", {"people": 600, **wide, **settings})


def test_the_widest_parameters_stay_within_all_columns() -> None:
    town = build_town(widest(**{"horizon.burn_in_weeks": MOST_BURN_IN}), 3)
    all_within(town.people)
    for _ in range(YEAR + 8):  # a year and a part of the next
        town.step()
    all_within(town.people)
    assert town.people.ill_last_year.max() == YEAR
    assert town.people.lost_last_year.max() == 1000 * YEAR


def test_the_oldest_at_the_longest_burn_in_have_a_history(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("age\n" + f"{OLDEST}\n" * 300)
    world = {
        "population": {"file": str(file)},
        "horizon": {"burn_in_weeks": MOST_BURN_IN},
        "parameters": {"onset_rate": 1.0},
    }
    people = build_town(load_scenario(world), 1).people
    all_within(people)
    assert people.age.max() == OLDEST
    assert -MOST_BURN_IN > people.first_onset[people.first_onset != NEVER].min() >= FIRST_WEEK
    file.write_text(f"age\n{OLDEST + 1}\n")
    with pytest.raises(InputError, match="'121'; allowed: 0 to 120"):
        read_people(file)


def asked_for_long(town: Town) -> None:
    town.people.stage[:] = ASKING
    town.people.modality[:] = 1
    town.people.refusals[:] = 255
    town.people.help_resistance[:] = 1.0


def in_care_for_long(town: Town) -> None:
    town.people.stage[:] = IN_CARE
    town.people.severity[:] = MODERATE
    town.people.modality[:] = 1
    town.people.stage_start[:] = -300
    town.people.sessions[:] = 255
    town.people.planned_sessions[:] = 250


def waiting_for_long(town: Town) -> None:
    town.people.stage[:] = WAITING
    town.people.modality[:] = 1
    town.people.stage_start[:] = -300
    town.people.need_start[:] = NEVER  # as a researcher may set it


@pytest.mark.parametrize(
    ("name", "most", "begin"),
    [
        ("refusals", 256, asked_for_long),
        ("sessions", 256, in_care_for_long),
        ("entry_wait", 300, waiting_for_long),
    ],
)
def test_long_courses_waits_and_many_refusals_are_counted_in_full(
    name: str, most: int, begin: Callable[[Town], None]
) -> None:
    town = town_of(200, services__specialist__places=900.0, no_show_wait=0.0)
    begin(town)
    town.events = Events(town.people)
    town.step()
    assert getattr(town.people, name).max() == most
    all_within(town.people)
    if name != "entry_wait":
        assert str(most) in set(town.events.frame()["after"])
    else:
        assert set(town.people.entry_delay[town.people.stage == IN_CARE]) == {-1}


def people_file(tmp_path: Path, header: str, *rows: object) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(header + "\n" + "".join(f"{row}\n" for row in rows))
    return file


def test_a_large_household_is_as_large_as_it_is(tmp_path: Path) -> None:
    file = people_file(tmp_path, "household", *["home"] * 300)
    world = {"population": {"file": str(file)}, "network": {"kind": "none"}}
    town = build_town(load_scenario(world), 1)
    assert set(town.people.household_size) == {300}
    assert set(np.diff(town.ties.start)) == {299}


def test_too_large_a_household_is_named(tmp_path: Path) -> None:
    file = people_file(tmp_path, "household", "a", *["St. Mary's"] * (MOST_MEMBERS + 1), "b")
    with pytest.raises(InputError) as caught:
        read_people(file)
    message = str(caught.value)
    assert "people.csv: column 'household', row 2" in message
    assert 'household "St. Mary\'s" has 1,001 members' in message
    assert "up to 1,000 people" in message
    assert read_people(people_file(tmp_path, "household", *["a"] * MOST_MEMBERS)) is not None
    sizes = people_file(tmp_path, "household_size", MOST_IN_HOUSEHOLD, MOST_IN_HOUSEHOLD + 1)
    with pytest.raises(InputError, match=r"row 2: value out of range.*1 to 10000"):
        read_people(sizes)


def test_many_places_stay_apart_and_too_many_are_refused(tmp_path: Path) -> None:
    file = people_file(tmp_path, "place,age", *(f"zone {n},40" for n in range(MOST_PLACES)))
    world = {"population": {"file": str(file)}, "network": {"kind": "none"}}
    people = build_town(load_scenario(world), 1).people
    assert np.array_equal(people.place, np.arange(MOST_PLACES))
    with file.open("a") as further:
        further.write("zone 1,40\none more,40\n")
    with pytest.raises(InputError, match=r"column 'place', row 65538: too many places, 65,537"):
        read_people(file)
