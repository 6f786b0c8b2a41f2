"""Names that measures had before: read in options, in manifests and in results, with a notice."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from experiments.compare import old_names
from experiments.compare.figures.data import ComparisonData
from experiments.compare.seeds.people import PERSONAL
from experiments.measured.measures import MEASURES, OVER_TIME
from simulation.measures.weekly import weekly_rows


def test_old_names_are_of_nothing_else_and_new_ones_are_there() -> None:
    columns = {"symptom_weeks_without", "symptom_weeks_with"}
    columns |= {f"{name}_{end}" for name in OVER_TIME for end in ("difference", "low", "high")}
    now = {*MEASURES, *PERSONAL, *OVER_TIME, *columns}
    assert set(old_names.NEW_NAMES.values()) <= now
    assert not set(old_names.NEW_NAMES) & now
    for old in set(old_names.NEW_NAMES) & set(weekly_rows()):
        assert old_names.present(old) == f"{old}_total"


def test_options_are_read_with_a_notice() -> None:
    told: list[str] = []
    found = old_names.presently(["weeks_ill=0.2", "began_care", "services"], "--x", told.append)
    assert found == ["symptom_weeks_total=0.2", "began_care", "cost_services_total"]
    assert told == [
        "--x: weeks_ill is now called symptom_weeks_total",
        "--x: services is now called cost_services_total",
    ]


def test_an_older_result_is_read_by_the_names_of_now(tmp_path: Path) -> None:
    row = {"strategy": "leap", "outcome": "weeks_ill", "difference": -0.5}
    costs = {"strategy": "leap", "what": "strategies", "difference": 2.0}
    for name, told in (("differences", row), ("costs", costs)):
        parquet.write_table(pa.Table.from_pylist([told]), tmp_path / f"{name}.parquet")
    document = {
        "format": old_names.BEFORE,
        "outcomes": {"weeks_ill": {"times": 1000}},
        "best": {"weeks_ill": {"option": "leap"}},
        "margins": {"weeks_ill": 0.1},
        "strategies": [{"name": "leap", "differences": {"weeks_ill": {"low": 1.0}}}],
        "settled_outcomes": ["weeks_ill"],
        "unsettled": [{"outcome": "payments"}],
    }
    (tmp_path / "comparison.json").write_text(json.dumps(document))
    data = ComparisonData(tmp_path)
    name = "symptom_weeks_total"
    assert data.rows("differences", outcome=name) == [{**row, "outcome": name}]
    assert data.rows("costs", what="cost_lines")[0]["difference"] == 2.0
    for part in ("outcomes", "best", "margins"):
        assert list(data.told[part]) == [name]
    assert data.told["settled_outcomes"] == [name]
    assert data.told["unsettled"] == [{"outcome": "patient_payments_total"}]
    assert data.told["strategies"] == [{"name": "leap", "differences": {name: {"low": 1.0}}}]
