"""What results over draws of the numbers tell the page: the advice, how sure it is, and what would
change it, in the words of the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.compare.value.advice import NO_CHANGE, NOT_HELD
from experiments.report.comparison.doubt import Doubt
from experiments.report.comparison.findings import Findings
from tests.support.browser_results import Asking, fresh
from tests.support.doubts import doubtful, on_disk, shares, threshold

CHANCES = {5e4: {"nothing": 1.0}, 1e5: {"leap": 0.78, "subsidy": 0.22}, 1.5e5: {"leap": 1.0}}


def told(made: Path, folder: Path, **more: Any) -> tuple[dict[str, Any], Doubt]:
    compared = made / "study" / "compared"
    chances = {amount: shares(compared, **of) for amount, of in CHANCES.items()}
    data = doubtful(compared, chances, **more)
    on_disk(data, folder / "drawn")
    return fresh(folder).detail("drawn")["found"], Doubt(Findings(data))


def test_of_luck_alone_nothing_is_said_of_doubt(asking: Asking) -> None:
    found = asking.detail("study/compared")["found"]
    assert found["doubt"] is None
    assert found["few"]


def test_the_advice_is_that_of_the_report(made: Path, tmp_path: Path) -> None:
    rows = [threshold("parameters.onset_rate", "subsidy", "leap", 0.125)]
    found, report = told(made, tmp_path, thresholds=rows)
    doubt = found["doubt"]
    assert not found["few"]
    assert doubt["advice"] == report.best_buy()[: len(doubt["advice"])]
    assert doubt["advice"][0].startswith("In 8 of 10 towns that fit what is known, LEAP is")
    assert doubt["changes"] == [
        "Where onset_rate is below 0.125, subsidy is the best buy (12 % of the towns lie there)."
    ]
    assert doubt["not_held"] == ""
    of = {one["strategy"]: one for one in doubt["options"]}
    assert {name: one["share"] for name, one in of.items()} == report.chances(1e5)
    assert of["leap"]["loss"] == 1_250_000.0


def test_from_priors_the_page_says_so(made: Path, tmp_path: Path) -> None:
    found, _ = told(made, tmp_path, source="priors")
    assert found["doubt"]["not_held"] == NOT_HELD
    assert "towns that the priors allow" in found["doubt"]["advice"][0]
    assert found["doubt"]["changes"] == [NO_CHANGE]


@pytest.mark.parametrize("broken", [[], {}, {"towns": "t"}, {"draws": "many"}, 7])
def test_what_cannot_be_read_of_doubt_is_told(made: Path, tmp_path: Path, broken: Any) -> None:
    told(made, tmp_path)
    file = tmp_path / "drawn" / "comparison.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "doubt": broken}))
    manifest = tmp_path / "drawn" / "manifest.json"
    record = json.loads(manifest.read_text())
    del record["results"]
    manifest.write_text(json.dumps(record))
    detail = fresh(tmp_path).detail("drawn")
    assert detail["found"]["doubt"] is None
    assert [one["problem"] for one in detail["problems"]] == [
        "does not tell of its draws as it should"
    ]
