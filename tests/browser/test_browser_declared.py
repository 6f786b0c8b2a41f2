"""What the browser is told once: colourings, series, controls, and that they do what they say."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from experiments.browser.declared.colourings import DARK, NONE, colourings
from experiments.browser.declared.controls import COMMON, controls, fields_of, group_of
from experiments.browser.declared.declared import colourings_of, declared
from experiments.browser.declared.offer import Limits, Offer
from experiments.browser.declared.series import Weeks, series, values
from experiments.browser.wire.protocol import json_text
from experiments.figures.style import STAGE_COLOURS
from simulation import HelpSeekingModel
from simulation.measures.categories import BARRIERS, IN_CARE, STAGES
from simulation.measures.told import outcomes
from simulation.measures.weekly import COUNTED
from simulation.population.columns import COLUMNS, NEVER, YEAR
from simulation.scenario import load_scenario, parameter_rows
from simulation.strategies import STRATEGIES


@pytest.fixture(scope="module")
def offer() -> Offer:
    return Offer.of()


@pytest.fixture(scope="module")
def model() -> HelpSeekingModel:
    made = HelpSeekingModel("town", people=3000, rng=3, weeks=80)
    made.run()
    return made


def test_all_that_is_declared_is_json_that_the_page_can_read(offer: Offer) -> None:
    told = json.loads(json_text(declared(offer)))
    assert {world["name"] for world in told["worlds"]} >= {"town", "students"}
    colour = re.compile(r"#[0-9A-F]{6}")
    for each in told["series"]:
        assert colour.fullmatch(each["light"])
        assert colour.fullmatch(each["dark"])
        assert each["title"]
        assert each["unit"]
        assert each["meaning"]
    for each in told["colourings"]:
        assert (each["kind"] == "category") == bool(each["codes"])
        for code in each["codes"]:
            assert colour.fullmatch(code["light"])
            assert colour.fullmatch(code["dark"])
        assert each["low"] < each["high"]
    for group in told["controls"]:
        for control in group["controls"]:
            assert control["low"] <= control["default"] <= control["high"], control["path"]
            assert control["unit"]
            assert control["meaning"]
            assert control["source"]
    paths = [control["path"] for group in told["controls"] for control in group["controls"]]
    assert len(paths) == len(set(paths))
    assert set(told["common"]) <= set(paths)
    assert {kind["name"] for kind in told["strategies"]} == set(STRATEGIES)
    assert told["limits"]["people"] == Limits().people


def test_every_number_of_the_scenario_is_a_control_but_those_with_a_name_of_their_own() -> None:
    rows = {row.name for row in parameter_rows(load_scenario())}
    assert rows - set(controls()) == {"horizon.weeks", "costs.discount_rate"}
    assert set(COMMON) <= set(controls())
    for path in controls():
        assert group_of(path)


def test_fields_of_strategies_are_all_declared() -> None:
    for kind in STRATEGIES.values():
        fields = fields_of(kind)
        assert {field.path for field in fields} == set(kind.model_fields)
        for field in fields:
            kind.model_validate({field.path: field.default})


def test_worlds_tell_what_they_set_otherwise(offer: Offer) -> None:
    worlds = {world["name"]: world for world in declared(offer)["worlds"]}
    assert worlds["town"]["values"] == {}
    rows = {row.name: row.default for row in parameter_rows(load_scenario("rural_county"))}
    told = worlds["rural_county"]["values"]
    assert told
    for path, control in controls().items():
        assert rows[path] == told.get(path, control.default)


def _weeks_after(model: HelpSeekingModel, kept: dict, path: str, other: float, weeks: int) -> bytes:
    """What people are like some weeks after a number was changed."""
    town = model.town
    town.restore(kept)
    town.take_numbers(load_scenario(model.world, {path: other}))
    for _ in range(weeks):
        town.step()
    columns = b"".join(column.tobytes() for column in town.people.columns().values())
    return columns + town.history.table.tobytes()


@pytest.mark.slow
def test_controls_are_live_exactly_where_the_next_weeks_depend_on_them() -> None:
    """Each number is changed in mid-run, and the weeks that follow are compared."""
    # Where a group costs nothing, nobody pays a share of its price.
    model = HelpSeekingModel(
        "town",
        people=6000,
        rng=5,
        weeks=520,
        horizon__burn_in_weeks=104,
        services__support_group__price=10.0,
    )
    kept = model.town.state()
    onset = controls()["parameters.onset_rate"]
    assert isinstance(onset.default, float)
    unchanged = {
        weeks: _weeks_after(model, kept, onset.path, onset.default, weeks) for weeks in (26, 260)
    }

    def matters(path: str, weeks: int) -> bool:
        control = controls()[path]
        for other in (control.low, control.high):
            value = int(other) if control.kind == "whole" else other
            try:
                if _weeks_after(model, kept, path, value, weeks) != unchanged[weeks]:
                    return True
            except ValueError:  # a bound that another number does not allow
                continue
        return False

    found = {path: matters(path, 26) for path in controls()}
    for path, control in controls().items():
        # Some services have few people at any time, and some numbers are about few of these.
        if control.live and not found[path]:
            found[path] = matters(path, 260)
    wrong = [path for path, control in controls().items() if control.live != found[path]]
    # How old adults are is read by the week, too; but the town has counted its adults before.
    assert wrong == ["parameters.youngest_age"]


def test_series_are_what_outcomes_and_counts_say(model: HelpSeekingModel) -> None:
    town, history = model.town, model.history
    weeks = Weeks(
        history.table[-10:],
        history.service_costs()[-10:],
        history.strategy_costs()[-10:],
        town.adults,
    )
    found = dict(zip(series(), values(weeks)[-1], strict=True))
    people, adult = town.people, town.people.age >= 18
    told = outcomes(town)
    assert found["perceived_need_12m"] == pytest.approx(told["perceived_need_12m"])
    assert found["service_use_12m"] == pytest.approx(told["service_use_12m"])
    assert found["disorder_12m"] == pytest.approx(told["prevalence_12m"])
    for code, stage in enumerate(STAGES):
        if stage in STAGE_COLOURS:
            share = np.count_nonzero(adult & (people.stage == code)) / town.adults
            assert found[f"stage_{stage}"] == pytest.approx(share)
    assert found["in_episode"] == pytest.approx(
        np.count_nonzero(people.severity[adult]) / town.adults
    )
    last = history.frame().iloc[-1]
    assert found["entries"] == pytest.approx(1000 * last["entries"] / town.adults)
    assert found["cost_services"] == pytest.approx(last["cost_services"] / town.adults, rel=1e-5)
    assert found["patient_payments"] == pytest.approx(
        last["patient_payments"] / town.adults, rel=1e-5
    )


def test_a_series_about_nobody_is_nan() -> None:
    nothing = Weeks(np.zeros((2, len(COUNTED)), np.int64), np.zeros(2), np.zeros(2), 0)
    assert np.isnan(values(nothing)).all()


def test_colourings_give_codes_that_are_declared(model: HelpSeekingModel, offer: Offer) -> None:
    town = model.town
    for name, colouring in colourings_of(offer).items():
        codes = colouring.codes_of(town, town)
        assert codes.dtype == np.uint8, name
        assert codes.shape == (3000,), name
        if colouring.codes:
            assert codes.max() < len(colouring.codes), name
        if colouring.codes and colouring.name in COLUMNS and name not in ("culture", "modality"):
            names = [code.name for code in colouring.codes]
            assert names == list(COLUMNS[name].categories), name
    assert colourings_of(offer)["stage"].codes[1].light == STAGE_COLOURS["unaware"]
    assert all(colour in DARK for colour in STAGE_COLOURS.values())


def test_scales_say_who_has_none(model: HelpSeekingModel, offer: Offer) -> None:
    people = model.population
    codes = colourings_of(offer)["alliance"].codes_of(model.town, model.town)
    in_care = people.stage == IN_CARE
    assert in_care.any()
    assert (codes[~in_care] == NONE).all()
    assert (codes[in_care] == np.rint(people.alliance[in_care] * 254)).all()
    trust = colourings_of(offer)["trust"].codes_of(model.town, model.town)
    assert (np.abs(trust / 254 - people.trust) <= 0.5 / 254 + 1e-6).all()


def test_reason_is_a_barrier_of_the_last_year(model: HelpSeekingModel, offer: Offer) -> None:
    town, people = model.town, model.population
    codes = colourings_of(offer)["reason"].codes_of(town, town)
    weeks = np.stack([getattr(people, f"barrier_{name}") for name in BARRIERS])
    latest = weeks.max(axis=0)
    recent = (latest > town.week - YEAR) & (latest != NEVER)
    assert recent.any()
    assert ((codes < len(BARRIERS)) == recent).all()
    rows = np.flatnonzero(recent)
    assert (weeks[codes[rows], rows] == latest[rows]).all()


def test_helped_by_is_of_those_in_care_only(model: HelpSeekingModel, offer: Offer) -> None:
    people = model.population
    codes = colourings_of(offer)["modality"].codes_of(model.town, model.town)
    assert ((codes != len(offer.helps)) == (people.stage == IN_CARE)).all()


def test_culture_codes_are_by_name_whatever_the_order_in_a_world() -> None:
    groups = ("asian", "white", "other", "black", "hispanic")
    model = HelpSeekingModel("town", people=300, rng=1, horizon__burn_in_weeks=0)
    codes = colourings(groups)["culture"].codes_of(model.town, model.town)
    names = model.population.culture_names
    assert [groups[code] for code in codes] == [names[code] for code in model.population.culture]


def test_because_tells_the_arms_apart(offer: Offer) -> None:
    pair = [
        HelpSeekingModel("town", people=2000, rng=1, strategies=strategies)
        for strategies in ([], ["subsidy"])
    ]
    for model in pair:
        for _ in range(30):
            model.step()
    without, with_it = (model.town for model in pair)
    codes = colourings_of(offer)["because"].codes_of(with_it, without)
    here, there = with_it.people.stage == IN_CARE, without.people.stage == IN_CARE
    assert np.array_equal(codes == 2, here & ~there)
    assert np.array_equal(codes == 3, there & ~here)
    assert np.array_equal(codes == 1, there & here)
    assert (codes == 2).any()
