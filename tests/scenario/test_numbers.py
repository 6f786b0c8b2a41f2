"""The table of numbers: rows and declarations agree, reasons hold, files are checked."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from inspect import get_annotations
from pathlib import Path
from typing import Any

import pytest

from experiments.evidence.targets import TARGETS
from simulation.errors import InputError
from simulation.evidence import sources_of
from simulation.measures.categories import MODALITIES
from simulation.parameters.claims import broken_claims, holds
from simulation.parameters.field import Section, parameters_of, tabled
from simulation.parameters.moved import moved
from simulation.parameters.table import (
    COLUMNS,
    FILE,
    NOT_KEPT,
    Entry,
    numbers,
    read_file,
    table_text,
)
from simulation.scenario import load_scenario, parameter_rows
from simulation.scenario.tree import Scenario
from simulation.strategies import STRATEGIES, Strategy

HEADER = ",".join(COLUMNS) + "\n"
PRIOR = "uniform,,0.08,0.2,assumption: a range"
ONSET = f"parameters.onset_rate,0.12,{PRIOR},fitted,,P_prev12,calibrate-001,,\n"


def text_of_the_table() -> str:
    return (files("simulation.parameters") / FILE).read_text(encoding="utf-8")


def declared() -> set[str]:
    """Parameters of all sections, strategies and sections of which there are several."""
    found = {row.name for row in parameter_rows(load_scenario({"extends": None}))}
    found |= {row.name for row in parameter_rows(load_scenario())}
    kinds: list[type[Section]] = [Strategy, *STRATEGIES.values()]
    kinds += [type(Scenario().services.remote), type(Scenario().culture.groups["white"])]
    for kind in kinds:
        for base in kind.__mro__:
            if issubclass(base, Section):
                own = get_annotations(base)
                places = {name: f"{base.stands_at}.{name}" for name in base._tabled}
                found |= {at for name, at in places.items() if name in own or at in numbers()}
    return found - {"population.people"}


def test_every_row_is_declared_and_every_declared_number_has_a_row() -> None:
    assert set(numbers()) - declared() == set()
    assert declared() - set(numbers()) == set()


def test_the_table_is_written_as_it_is_read() -> None:
    assert table_text(numbers().values()) == text_of_the_table()


def test_ids_of_all_rows_are_in_the_evidence() -> None:
    for entry in numbers().values():
        for name in (*entry.source, *entry.fitted_to):
            known = {target for one in TARGETS for target in one.ids}
            assert name in known or sources_of(name), entry


def test_what_reasons_claim_is_so() -> None:
    assert broken_claims() == []
    assert sum(bool(entry.check) for entry in numbers().values()) > 90


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chronic_habit", 0.5),
        ("weary_burden", 0.35),
        ("well_completion", 0.25),
        ("label_trust", 0.08),
        ("trait_spread", 0.9),
        ("stalled_sessions", 6),
        ("experience_trust", 0.12),
        ("coping_fatigue", 0.03),
    ],
)
def test_a_number_that_no_longer_is_what_its_reason_says_is_told(name: str, value: float) -> None:
    table = dict(numbers())
    table[f"parameters.{name}"] = replace(table[f"parameters.{name}"], value=value)
    told = broken_claims(table)
    assert any(f"parameters.{name} is {value:g}" in line for line in told)


def test_numbers_with_many_digits_are_no_plain_assumptions() -> None:
    """Three digits that nobody read anywhere were fitted."""
    for entry in numbers().values():
        digits = re.sub(r"0+$", "", re.sub(r"[-.]", "", repr(entry.value)).lstrip("0"))
        if len(digits) > 2 and entry.parameter != "parameters.median_income":
            whole_years = entry.value % 52 == 0
            money = entry.value % 10 == 0
            assert entry.status != "assumed" or whole_years or money, entry


@pytest.mark.parametrize(
    "check",
    [
        "chronic_habit",
        "about(1)",
        "no_such_number > 1",
        "price > 1",
        "open('x') == 1",
        "published(P_no) > 1",
        "__import__('os') == 1",
        "1 > 0 or 1 > 2",
        "(lambda: 1) == 1",
        "1 +",
        "value != 1",
        "half_life(2) > 1",
    ],
)
def test_a_check_that_cannot_be_worked_out_is_refused(check: str) -> None:
    with pytest.raises(InputError, match="a check that cannot be worked out"):
        holds(Entry("parameters.easing", 0.01, None, "assumed", reason="for a test", check=check))


# Files of one's own


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("parameters.easing,0.01,,,,,,sourced,,,,,\n", "line 2: source: a number that is sourced"),
        ("parameters.easing,0.01,,,,,,assumed,,,,,\n", "line 2: reason: a number that is assumed"),
        (
            "parameters.easing,0.01,,,,,,fitted,,P_sev_l,,,\n",
            "line 2: run: a number that is fitted",
        ),
        ("parameters.easing,0.01,,,,,,fitted,,,run,,\n", "line 2: fitted_to: a number"),
        ("parameters.easing,0.01,,,,,,assumed,,P_sev_l,,so,\n", "fitted_to: means nothing"),
        ("parameters.easing,0.01,,,,,,guessed,,,,so,\n", "unknown status; found 'guessed'"),
        ("parameters.easing,0.01,,,,,,given,,,,so,\n", "unknown status"),
        ("parameters.easing,nan,,,,,,assumed,,,,so,\n", "value: not a number"),
        ("parameters.easing,0.01,uniform,,0.02,,C1,assumed,,,,so,\n", "prior_high: not a number"),
        ("parameters.easing,0.01,uniform,,0.02,0.03,C1,assumed,,,,so,\n", "outside its own prior"),
        ("parameters.easing,0.01,beta,,0.0,0.03,C1,assumed,,,,so,\n", "prior_mean: is not said"),
        (
            "parameters.easing,0.01,beta,0.04,0.0,0.03,C1,assumed,,,,so,\n",
            "prior_mean: lies outside",
        ),
        (
            "parameters.easing,0.01,beta,0.01,0.0,0.99,C1,assumed,,,,so,\n",
            "prior_low: too wide for a",
        ),
        ("parameters.easing,0.01,gamma,0.01,-1,1,C1,assumed,,,,so,\n", "prior_low: a gamma"),
        ("parameters.easing,0.01,log_normal,0.01,0,1,C1,assumed,,,,so,\n", "has no logarithm"),
        ("parameters.easing,0.01,bell,0.01,0,1,C1,assumed,,,,so,\n", "unknown distribution"),
        ("parameters.easing,0.01,beta,0.01,0,0.02,,assumed,,,,so,\n", "spread_source: where the"),
        (
            "parameters.easing,0.01,beta,0.01,0,0.02,assumption:,assumed,,,,so,\n",
            "without a reason",
        ),
        (
            "parameters.easing,0.01,beta,0.01,0,0.02,P_no_such,assumed,,,,so,\n",
            "no row of the evid",
        ),
        (
            "parameters.easing,0.01,beta,0.01,0,0.02,a guess,assumed,,,,so,\n",
            "not an id of the evid",
        ),
        ('parameters.easing,0.01,"beta(a=1)",,,,C1,assumed,,,,so,\n', "b: is not said"),
        ('parameters.easing,0.01,"beta(a=0, b=1)",,,,C1,assumed,,,,so,\n', "a: not above 0"),
        (
            'parameters.easing,0.01,"beta(c=0, b=1)",,,,C1,assumed,,,,so,\n',
            "no parameter of a beta",
        ),
        (
            'parameters.easing,0.01,"gamma(shape=1, scale=1)",0.1,,,C1,assumed,,,,so,\n',
            "says twice",
        ),
        ("parameters.easing,0.01,unknown,,0,1,C1,assumed,,,,so,\n", "nothing is said but"),
        (
            "parameters.easing,0.01,decision,0.01,,,C1,assumed,,,,so,\n",
            "means nothing for a decision",
        ),
        ("parameters.easing,0.01,,,,,,sourced,C1 C2,,,,\n", "not an id of the evidence table"),
        ("parameters.easing,0.01,,,,,,sourced,P_no_such,,,,\n", "no row of the evidence table"),
        ("parameters.easing,0.01,,,,,,assumed\n", "another number of cells"),
        (ONSET + ONSET, "line 3: parameter: stands twice"),
        (",0.01,,,,,,assumed,,,,so,\n", "names no parameter"),
    ],
)
def test_rows_that_do_not_hold_together_are_refused(rows: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEADER + rows)
    with pytest.raises(InputError) as refused:
        read_file(file, "mine.csv")
    assert words in str(refused.value)
    assert "mine.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("parameters.onset_rat,0.1,,,,,,assumed,,,,so,\n", "mine.csv, line 2"),
        (
            "parameters.onset_rate,7,,,,,,assumed,,,,so,\n",
            "mine.csv, line 2: parameters.onset_rate",
        ),
        ("parameters.youngest_age,7.5,,,,,,assumed,,,,so,\n", "not a whole number"),
        ("strategies.reminders.effect,0.1,,,,,,assumed,,,,so,\n", "is no number of a world"),
        ("services.*.price,0.1,,,,,,assumed,,,,so,\n", "is no number of a world"),
    ],
)
def test_a_world_refuses_rows_that_it_has_no_use_for(row: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(HEADER + row)
    (tmp_path / "world.yaml").write_text("extends: town\nnumbers: mine.csv\n")
    with pytest.raises(InputError) as refused:
        load_scenario(tmp_path / "world.yaml")
    assert words in str(refused.value)


def test_a_world_takes_numbers_from_a_file_beneath_its_own(tmp_path: Path) -> None:
    rows = ONSET + "services.remote.places,3,,,,,,assumed,,,,as many as there are here,\n"
    (tmp_path / "mine.csv").write_text(HEADER + rows)
    (tmp_path / "world.yaml").write_text(
        "extends: town\nnumbers: mine.csv\nservices: {remote: {places: 4}}\n"
    )
    (tmp_path / "further.yaml").write_text("extends: world.yaml\nparameters: {easing: 0.02}\n")
    world = load_scenario(tmp_path / "further.yaml")
    assert world.parameters.onset_rate == 0.12
    assert world.services.remote.places == 4.0
    told = {row.name: row for row in parameter_rows(world)}
    assert told["parameters.onset_rate"].source == "fitted to P_prev12 (calibrate-001)"
    assert told["parameters.onset_rate"].likely == (0.08, 0.2)
    remote, usual = told["services.remote.places"], numbers()["services.remote.places"]
    assert usual.spread is not None
    assert remote.spread == moved(usual.spread, float(usual.value), 4.0, remote.low, remote.high)
    assert told["services.remote.places"].status == "given"  # by the world, not by the file
    assert told["parameters.easing"].status == "given"
    # All of it goes with the scenario, without the file.
    (tmp_path / "mine.csv").unlink()
    again = load_scenario(world.resolved())
    assert again == world
    assert parameter_rows(again) == parameter_rows(world)


def test_rows_of_two_files_go_together(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(HEADER + ONSET)
    (tmp_path / "two.csv").write_text(
        HEADER + ONSET.replace("onset_rate,0.12", "easing,0.0123").replace("0.08", "0.01")
    )
    (tmp_path / "a.yaml").write_text("extends: town\nnumbers: one.csv\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nnumbers: two.csv\n")
    told = {row.name: row for row in parameter_rows(load_scenario(tmp_path / "b.yaml"))}
    for name in ("parameters.onset_rate", "parameters.easing"):
        assert told[name].entry.run == "calibrate-001", name


def test_a_declaration_and_its_row_must_agree() -> None:
    with pytest.raises(InputError, match="has no row"):

        class Unknown(Section):
            stands_at = "parameters"
            no_such_number: float = tabled("share", 0.0, 1.0, "nothing")

    with pytest.raises(InputError, match="out of range"):

        class Narrow(Section):
            stands_at = "parameters"
            onset_rate: float = tabled("share", 0.5, 1.0, "nothing")

    with pytest.raises(InputError, match="not a whole number"):

        class Whole(Section):
            stands_at = "parameters"
            onset_rate: int = tabled("share", 0, 1, "nothing")


def test_a_strategy_has_a_row_of_its_own_for_what_all_strategies_have() -> None:
    usual, leap = Strategy.model_fields["decay"], STRATEGIES["leap"].model_fields["decay"]
    assert usual.default == numbers()["strategies.*.decay"].value
    assert leap.default == numbers()["strategies.leap.decay"].value != usual.default
    assert leap.description == usual.description

    # One of a researcher's own, which has no rows: it is as the one that it is made from.
    longer: Any = type("Longer", (STRATEGIES["leap"],), {"__module__": __name__})
    assert longer.kind == "longer"
    assert longer.model_fields["decay"].default == leap.default


def test_services_and_groups_have_rows_of_their_own() -> None:
    told = {row.name: row for row in parameters_of(load_scenario())}
    for name in MODALITIES:
        assert told[f"services.{name}.price"].entry is numbers()[f"services.{name}.price"]
    assert told["culture.groups.black.trust"].entry.fitted_to == ("P_race_*",)
    assert numbers()["parameters.triage"].run == NOT_KEPT
