"""A world names a kind of help of its own: the how-to, done, and what must hold of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyarrow import parquet

from experiments.browser.catalogue.words import Dictionary
from experiments.browser.declared.colourings import colourings
from experiments.browser.declared.controls import controls
from experiments.browser.declared.declared import declared
from experiments.browser.declared.offer import Offer
from experiments.browser.declared.series import Weeks, series, values
from experiments.browser.live.clock import Clock
from experiments.browser.live.person.find import found
from experiments.browser.live.pictures import ready_of
from experiments.browser.live.towns.prepared import Shelf
from experiments.browser.live.towns.programme import programme_of
from experiments.browser.live.towns.towns import Towns
from experiments.browser.wire.setup import setup_from
from experiments.files.arrow import people_table, weekly_table
from experiments.sweep.plan import Plan, ReadPlan
from experiments.sweep.question import sweep_of
from simulation.errors import InputError
from simulation.measures.categories import IN_CARE, MODALITIES, MODALITY_ROWS, NOBODY, SPECIALIST
from simulation.measures.weekly import COUNTED
from simulation.model import HelpSeekingModel
from simulation.population.columns import COLUMNS
from simulation.scenario import json_schema, load_scenario, parameter_rows
from simulation.strategies import MorePlaces
from simulation.town import Town
from tests.support.busy_towns import BUSY
from tests.support.cli_runner import ROOT, SMALL, helpseek
from tests.support.towns import town_of, value_of, weeks
from tests.twin.comparison import live, town_and_twin

HOW_TO = ROOT / "experiments" / "docs" / "how_to_add_a_kind_of_help.md"
NAME = "walk_in_centre"
CODE = len(MODALITIES)
ADDED = f"services__{NAME}"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of the how-to."""
    diff = HOW_TO.read_text("utf-8").partition("```diff\n")[2].partition("```")[0]
    lines = re.findall(r"^\+(?!\+\+ )(.*)$", diff, re.MULTILINE)
    assert diff.count("\n+++ ") == 1, "one file"
    written = tmp_path_factory.mktemp("world") / "walk_in.yaml"
    written.write_text("\n".join(lines) + "\n", "utf-8")
    return written


@pytest.fixture(scope="module")
def town(file: Path) -> Town:
    """A town of that world, after a while in which much happens."""
    much = {key: value for key, value in BUSY.items() if not key.endswith("__places")}
    settings = {**much, f"{ADDED}__appeal": 1.0, "horizon__burn_in_weeks": 0}
    model = HelpSeekingModel(file, people=600, rng=1, weeks=80, **settings)
    model.run_model()
    return model.town


def with_one_more(**settings: Any) -> dict[str, Any]:
    return {f"{ADDED}__like": "general_practice"} | {
        f"{ADDED}__{name}": value for name, value in settings.items()
    }


# What is used


def test_people_use_it_and_are_counted(town: Town) -> None:
    in_care = (town.people.stage == IN_CARE) & (town.people.modality == CODE)
    history = town.history
    assert history.series(f"visits_{NAME}").sum() > 20
    assert history.latest(f"in_care_{NAME}") == np.count_nonzero(in_care)
    assert history.series(f"in_care_{NAME}").max() > 0
    every = np.sum([history.series(f"in_care_{name}") for name in (*MODALITIES, NAME)], axis=0)
    assert (every == history.series("stage_in_care")).all()


def test_places_and_codes_hold(town: Town) -> None:
    places = max(int(3.0 * town.adults / 1000.0 + 0.5), 1)
    assert (town.history.series(f"in_care_{NAME}") <= places).all()
    modality = town.people.modality
    assert ((modality <= CODE) | (modality == NOBODY)).all()
    assert value_of(town, "places").size == value_of(town, "appeal").size == CODE + 1


def test_sessions_cost_what_they_cost(town: Town) -> None:
    names = (*MODALITIES, NAME)
    sessions = np.array([town.history.series(f"visits_{name}") for name in names])
    assert np.allclose(town.services["cost"] @ sessions, town.history.service_costs())
    free = town.people.cost_this_year.sum() + town.people.cost_last_year.sum()
    assert free == pytest.approx(town.history.service_costs()[:].sum(), rel=1e-3)


def test_it_is_the_same_in_the_twin() -> None:
    busy = {key: value for key, value in BUSY.items() if not key.endswith("__places")}
    few = {f"services__{name}__places": 20.0 for name in MODALITIES}
    asked = {**busy, **few, **with_one_more(price=0.0, places=60.0, appeal=2.0, effect=0.0)}
    town, twin = town_and_twin(150, asked, strategies=(MorePlaces(growth=1.0),))
    live(town, twin, 60)
    assert town.history.series(f"visits_{NAME}").sum() > 20
    assert town.history.series("step_ups").sum() > 0
    places = value_of(town, "places")
    assert places[CODE] == places[SPECIALIST] == 2.0


# What it leaves as it is


def test_one_without_places_changes_nothing() -> None:
    without = weeks(town_of(500, **BUSY), 60)
    beside = weeks(town_of(500, **BUSY, **with_one_more(places=0.0)), 60)
    for name in COLUMNS:
        assert np.array_equal(getattr(without.people, name), getattr(beside.people, name)), name
    width = len(COUNTED)
    assert np.array_equal(without.history.table, beside.history.table[:, :width])
    assert not beside.history.table[:, width:].any()
    assert list(beside.counted)[width:] == [f"visits_{NAME}", f"in_care_{NAME}"]


def test_where_courses_are_taken_over_is_said_of_each_service() -> None:
    stuck: dict[str, Any] = {f"services__{name}__effect": 0.0 for name in MODALITIES} | {
        "step_up_chance": 1.0
    }
    other: dict[str, Any] = {f"services__{name}__step_up": "self_help" for name in MODALITIES}
    other["services__self_help__step_up"] = ""
    usual = weeks(town_of(500, **BUSY, **stuck), 60)
    changed = weeks(town_of(500, **BUSY, **stuck, **other), 60)
    assert usual.services["step_up"].tolist() == [1, NOBODY, 1, 1, 1]
    assert changed.services["step_up"].tolist() == [3, 3, 3, NOBODY, 3]
    for town in (usual, changed):
        assert town.history.series("step_ups").sum() > 0
        assert town.history.series("professional_changes").sum() > 0
    visits = [town.history.series("visits_specialist").sum() for town in (usual, changed)]
    assert visits[1] < visits[0]


# Where it is told


def test_files_name_it(town: Town) -> None:
    table = weekly_table(town.history)
    assert table[f"visits_{NAME}"].to_pylist() == town.history.series(f"visits_{NAME}").tolist()
    frame = town.history.frame()
    assert (frame[f"visits_{NAME}"] == town.history.series(f"visits_{NAME}")).all()
    people = people_table(town.people)["modality"].to_pylist()
    here = {**dict(enumerate((*MODALITIES, NAME))), NOBODY: "nobody"}
    assert people == [here[code] for code in town.people.modality.tolist()]
    assert town.people.frame()["modality"].tolist() == people
    assert NAME in people


def test_a_person_is_told_and_set_by_name(file: Path) -> None:
    person = HelpSeekingModel(file, people=40, rng=1, horizon__burn_in_weeks=0).people_by_row[3]
    for word, code in ((NAME, CODE), ("nobody", NOBODY)):
        person.modality = word
        assert person.model.population.modality[3] == code
        assert person.modality == word


def test_the_page_draws_it(town: Town) -> None:
    helps = town.people.helps
    assert [row.title for row in helps][CODE] == "Walk-in centre"
    drawn = series(helps)
    assert [name for name in drawn if name in series()] == list(series())
    assert f"in_care_{NAME}" in drawn
    none = np.zeros(len(town.history))
    history = Weeks(town.history.table, none, none, town.adults, tuple(town.counted))
    rows = dict(zip(drawn, values(history, helps).T, strict=True))
    expected = town.history.series(f"in_care_{NAME}") / town.adults
    assert np.allclose(rows[f"in_care_{NAME}"], expected)
    elsewhere = Weeks(town.history.table[:, : len(COUNTED)], none, none, town.adults)
    rows = dict(zip(drawn, values(elsewhere, helps).T, strict=True))
    assert not rows[f"in_care_{NAME}"].any()
    helped = colourings((), helps)["modality"]
    codes = helped.codes_of(town, town)
    in_it = (town.people.stage == IN_CARE) & (town.people.modality == CODE)
    assert np.array_equal(codes == CODE, in_it)
    assert [code.name for code in helped.codes] == [*MODALITIES, NAME, "nobody"]
    assert found(town, "walk-in centre")["number"] == np.count_nonzero(in_it)


def test_a_view_lives_with_it(file: Path) -> None:
    offer = Offer.of(str(file))
    told = declared(offer)
    drawn = [each["name"] for each in told["series"]]
    assert {f"in_care_{NAME}", f"visits_{NAME}"} <= set(drawn)
    setup = setup_from(
        {"people": 400, "weeks": 30, "arms": [{"strategies": [{"name": "more_places"}]}]}, offer
    )
    towns = Towns(programme_of(setup, offer), offer, Shelf(10**9))
    towns.build(lambda *told: None)
    for _ in range(5):
        towns.step()
    curves = towns.curves(0)[..., 0]
    assert curves.shape == (2, 5, len(drawn))
    in_it = [town.town.history.series(f"in_care_{NAME}", 5) for town in towns.arms]
    shown = curves[:, :, drawn.index(f"in_care_{NAME}")]
    assert np.allclose(shown, np.array(in_it) / towns.arms[0].town.adults)


def test_the_page_sets_its_numbers(file: Path) -> None:
    offer = Offer.of(str(file))
    told = declared(offer)
    groups = [group["name"] for group in told["controls"]]
    assert groups[groups.index("services.support_group") + 1] == f"services.{NAME}"
    group = told["controls"][groups.index(f"services.{NAME}")]
    assert group["title"] == "Service: walk-in centre"
    usual = {control["path"]: control for control in group["controls"]}
    path = f"services.{NAME}.places"
    assert usual[path]["default"] == 3.0
    assert usual[path]["live"]
    likes = {each.rpartition(".")[2] for each in usual}
    assert likes == {each.rpartition(".")[2] for each in controls() if "services.remote." in each}

    asked = {"people": 400, "weeks": 30, "settings": {path: 40.0}}
    change = {"week": 3, "settings": {path: 60.0}}
    towns = Towns(
        programme_of(setup_from({**asked, "changes": [change]}, offer), offer), offer, Shelf(10**9)
    )
    towns.build(lambda *told: None)
    places = []
    for _ in range(5):
        towns.step()
        places.append(float(towns.arms[0].town.services["places"][CODE]))
    assert places == [40.0, 40.0, 40.0, 60.0, 60.0]
    assert path not in ready_of(towns, Clock(), "session")["fixed"]
    with pytest.raises(InputError, match=f"unknown control.*{path}"):
        setup_from({**asked, "world": "town"}, offer)


def test_results_are_put_into_words(file: Path) -> None:
    words = Dictionary({"scenario": load_scenario(file).resolved()})
    assert words.words("weekly", f"visits_{NAME}").title == "Sessions: walk-in centre"
    assert words.words("people", "modality").categories == (*MODALITIES, NAME, "nobody")


def test_its_numbers_can_be_swept(file: Path) -> None:
    plan = Plan.model_validate(
        {
            "world": str(file),
            "weekly": [f"visits_{NAME}"],
            "design": {"kind": "grid"},
            "uncertainties": {f"services.{NAME}.places": [2.0, 6.0]},
        }
    )
    read = ReadPlan(plan, "plan.yaml", file.parent, b"", {})
    assert [point.values for point in sweep_of(read).points] == [(2.0,), (6.0,)]
    elsewhere = plan.model_copy(update={"world": "town", "uncertainties": {}})
    with pytest.raises(InputError, match=r"weekly\.0.*unknown weekly series"):
        sweep_of(ReadPlan(elsewhere, "plan.yaml", file.parent, b"", {}))


def test_comparisons_add_up_its_sessions(file: Path, tmp_path: Path) -> None:
    name = f"visits_{NAME}_total"
    asked = (
        "compare",
        "--draws",
        "0",
        file,
        *SMALL,
        "--seeds",
        "2",
        "--workers",
        "1",
        "--no-figures",
    )
    more = ("--set", "onset_rate=1", "--set", f"services.{NAME}.appeal=2")
    said = helpseek(
        *(*asked, *more, "--strategy", "more_places", "--outcome", name),
        *("--margin", f"{name}=0.5", "--out", tmp_path / "found"),
    )
    assert said.code == 0, said
    rows = parquet.read_table(tmp_path / "found" / "differences.parquet").to_pylist()
    assert [row["strategy"] for row in rows if row["outcome"] == name] == ["more_places"]
    by_seed = parquet.read_table(tmp_path / "found" / "by_seed.parquet").column(name).to_pylist()
    assert len(by_seed) == 4
    assert min(by_seed) > 0
    told = json.loads((tmp_path / "found" / "comparison.json").read_text("utf-8"))["outcomes"]
    assert told[name]["title"] == "Sessions: walk-in centre"
    assert told[name]["unit"] == "sessions per person"
    usual = helpseek(
        "compare", "--draws", "0", "town", *SMALL, "--strategy", "leap", "--outcome", name
    )
    assert usual.code == 2
    assert "unknown outcome" in usual.err


# What is said of it


def test_it_is_like_another_as_it_is_so_far(file: Path) -> None:
    scenario = load_scenario(file)
    usual = scenario.services.general_practice
    own = scenario.services.by_name()[NAME]
    said = {"title": "Walk-in centre", "price": 0.0, "places": 3.0, "office_hours": 0.2}
    assert own == usual.model_copy(update={**said, "step_up": "specialist"})
    assert load_scenario(scenario.resolved()) == scenario
    later = load_scenario(file, {"general_practice.effect": 0.5, f"{NAME}.places": 5})
    assert later.services.by_name()[NAME] == own.model_copy(update={"places": 5.0})
    assert later == load_scenario(
        scenario, {"general_practice.effect": 0.5, f"{NAME}.places": 5}
    ).model_copy(update={"name": later.name})
    rows = {row.name: row for row in parameter_rows(scenario)}
    assert rows[f"services.{NAME}.effect"].status == "given"
    away = load_scenario({"extends": str(file), "services": {NAME: None}})
    assert away.services == load_scenario().services


def test_the_schema_knows_further_services(file: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    check = jsonschema.Draft202012Validator(json_schema())
    check.validate(yaml.safe_load(file.read_text("utf-8")))
    check.validate(load_scenario(file).resolved())
    assert list(check.iter_errors({"services": {NAME: {"prise": 1}}}))


@pytest.mark.parametrize(
    ("services", "words"),
    [
        ({"specialst": {"price": 3.0}}, ["services.specialst", "did you mean specialist?"]),
        ({"a": {"like": "nothing"}}, ["services.a.like", "like no other", "general_practice"]),
        ({"a": {"like": "b"}, "b": {"like": "a"}}, ["like", "like no other"]),
        ({"a": {"like": "remote", "prise": 1}}, ["services.a", "unknown key", "price"]),
        ({"a": {"like": "remote", "step_up": "a"}}, ["a.step_up", "no other service"]),
        ({"remote": {"step_up": "specialst"}}, ["remote.step_up", "no other service"]),
        ({"A": {"like": "remote"}}, ["services", "small letters"]),
        ({"nobody": {"like": "remote"}}, ["services", "nobody"]),
        ({f"a{n}": {"like": "remote"} for n in range(46)}, ["too many services", "50"]),
    ],
)
def test_what_is_no_kind_of_help_is_refused(services: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        load_scenario({"services": services})
    for word in words:
        assert word in str(error.value)


def test_the_five_have_their_usual_words() -> None:
    assert load_scenario().services.rows() == tuple(MODALITY_ROWS.values())
