"""The evidence table, and the parameters and outcomes that rest on it."""

from __future__ import annotations

import csv
import subprocess
import sys
from math import exp

import pytest

from experiments.evidence.published import from_gss, from_rand, pulse_ratio
from experiments.evidence.targets import NO_COUNTERPART, TARGETS
from simulation.evidence import evidence, ids_in, sources_of
from simulation.measures.outcomes import OUTCOMES
from simulation.parameters.field import Parameter, parameters_of
from simulation.scenario import load_scenario, parameter_rows, world_files
from simulation.strategies import STRATEGIES
from tests.support.cli_runner import ROOT

TABLE = ROOT / "simulation" / "evidence" / "evidence.csv"


def all_parameters() -> list[Parameter]:
    """Parameters of all built-in worlds, and the numbers of all strategies."""
    found = [row for world in world_files() for row in parameter_rows(load_scenario(world))]
    for kind in STRATEGIES.values():
        found += parameters_of(kind(), f"{kind.kind}.")
    return found


# The table


def test_ids_are_unique_and_rows_are_whole() -> None:
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["id"] for row in rows}) == len(evidence()) > 150
    for row in evidence().values():
        assert row.quantity
        assert row.unit
        assert row.population
        assert row.source


def test_values_lie_within_their_intervals() -> None:
    for row in evidence().values():
        assert (row.low is None) == (row.high is None), row.id
        if row.low is not None and row.high is not None:
            assert row.low < row.high, row.id
            if row.value is not None:
                assert row.low <= row.value <= row.high, row.id
        if row.unit == "%" and row.value is not None and row.id != "P_copay_nl":
            assert 0.0 <= row.value <= 100.0, row.id
        if row.unit == "qualitative":
            assert row.value is row.low is row.high is None, row.id


def test_a_few_values_are_those_of_the_publications() -> None:
    table = evidence()
    assert table["C1"].value == 41.1
    assert (table["P_drop_ins"].value, table["P_drop_ins"].low) == (0.6, 0.4)
    assert table["K10"].value is None
    assert (table["K10"].low, table["K10"].high) == (11.0, 62.1)
    assert table["P_copay_nl"].verified is False
    assert {row.id for row in table.values() if row.use == "calibrate"} == {
        "C1",
        "C2",
        "C3",
        "C4",
        "C5",
        "C6a",
        "C6b",
    }


def test_addresses_are_those_of_publishers() -> None:
    for row in evidence().values():
        if row.url:
            assert row.url.startswith(("https://", "http://")), row.id
            host = row.url.split("/")[2]
            assert not host.replace(".", "").replace(":", "").isdigit(), row.id


def test_the_table_loads_without_heavy_imports() -> None:
    code = (
        "import sys, simulation.evidence as e; e.evidence();"
        "print(sorted({'numpy', 'numba', 'mesa', 'pandas', 'pydantic'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


# Ids in the sources of parameters


def test_sources_are_found_in_text() -> None:
    assert ids_in("C6a, C6b; as before (P_race_*), 12 weeks") == ("C6a", "C6b", "P_race_*")
    assert [row.id for row in sources_of("P_mde_3m, P_mde_6m")] == ["P_mde_3m", "P_mde_6m"]
    assert [row.id for row in sources_of("P_race_*")] == [f"P_race_{one}" for one in "abcde"]
    assert sources_of("assumption: nobody knows") == []
    assert [row.id for row in sources_of("C1, C1")] == ["C1"]


@pytest.mark.parametrize("source", ["C99", "P_no_such_row", "P_nothing_*", "C1, K1z"])
def test_unknown_ids_are_told(source: str) -> None:
    with pytest.raises(ValueError, match=r"evidence\.csv"):
        sources_of(source)


def test_every_parameter_has_a_source_or_a_reason() -> None:
    for row in all_parameters():
        entry = row.entry
        for name in (*entry.source, *entry.fitted_to):
            assert sources_of(name), row.name  # raises for an id that does not exist
        sources_of(entry.reason)
        if entry.status == "assumed":
            assert len(entry.reason) > 8, row.name
        elif entry.status != "given":
            assert entry.source or entry.fitted_to or entry.run, row.name


FITTED_BEYOND = ("culture.groups.asian.literacy",)
"""Fitted to values that all that is known besides would not have expected."""


def test_every_prior_contains_the_default_of_the_default_world() -> None:
    rows = list(parameter_rows(load_scenario()))
    for kind in STRATEGIES.values():
        rows += parameters_of(kind(), f"{kind.kind}.")
    assert len(rows) > 100
    for row in rows:
        low, high = row.likely
        assert row.low <= low <= high <= row.high, row.name
        if row.name not in FITTED_BEYOND:
            assert low <= row.default <= high, row.name


def test_outcomes_are_anchored_in_the_table() -> None:
    for outcome in OUTCOMES.values():
        assert not outcome.anchor or outcome.anchor in evidence(), outcome.name


# Rows and what they are compared with


def test_every_row_is_compared_or_said_not_to_be() -> None:
    compared = {name for target in TARGETS for name in target.ids if not name.startswith("T_")}
    assert compared | NO_COUNTERPART.keys() == evidence().keys()
    assert not compared & NO_COUNTERPART.keys()


def test_targets_are_told_whole() -> None:
    names = {target.id for target in TARGETS}
    for target in TARGETS:
        assert target.title
        assert target.how
        if target.instead:
            assert target.instead in names, target.name
            assert target.reason, target.name
        else:
            low, high = target.bounds
            assert low < high, target.name
            if target.published.value is not None:
                assert low <= target.published.value <= high, target.name
    assert len(names) == len(TARGETS)


def test_the_anchors_have_the_tolerance_that_was_agreed() -> None:
    anchors = {target.ids[0]: target for target in TARGETS if target.every_seed}
    assert set(anchors) == {"C1", "C2", "C3", "C4", "C5", "C6b"}
    for name in ("C1", "C2", "C3", "C4", "C5"):
        value = evidence()[name].value
        assert value is not None
        assert anchors[name].bounds == pytest.approx((value - 3.0, value + 3.0))
    assert anchors["C6b"].bounds == pytest.approx((0.9 * 65.5 / 44.8, 1.1 * 65.5 / 44.8))


# Tables of open data


def test_open_data_say_what_their_sources_said() -> None:
    visits = from_rand("visits", 0, 95)
    assert visits.value == pytest.approx(-0.255, abs=0.001)
    assert visits.low == pytest.approx(-0.311, abs=0.005)
    assert from_gss("mhtrtslf", 2006).value == pytest.approx(100 * 213 / 1413, abs=0.01)
    ratio = pulse_ratio("counselling", "symptoms", "no", "yes")
    assert ratio.value == pytest.approx(5.34 / 16.77, abs=0.001)
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.low < 5.34 / 16.77 < ratio.high < exp(-0.9)


def test_unknown_open_data_are_an_error() -> None:
    with pytest.raises(KeyError):
        from_rand("visits", 25, 50)
    with pytest.raises(KeyError):
        from_gss("mhtrtslf", 1900)
