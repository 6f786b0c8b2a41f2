"""The commands, as people use them: what they print, what they write, how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.figures.draw import FIGURES
from experiments.files.arrow import content_hash, frame_table, people_table, weekly_table
from simulation import HelpSeekingModel
from simulation.measures.categories import BARRIERS
from simulation.measures.outcomes import OUTCOMES
from simulation.population.columns import COLUMNS
from simulation.schedule import SCHEDULE
from tests.support.cli_runner import ROOT, SMALL, everything_in, helpseek, start

NAMES = (
    "service_use_12m",
    "perceived_need_12m",
    "low_perceived_need_share",
    "handle_alone_share",
    "structural_barrier_share",
    "dropout_share",
    "dropout_by_second_visit_share",
    "prompted_share",
    "contact_in_year_of_onset",
    "median_delay_weeks",
    "median_wait_weeks",
    "refused_offer_share",
    "visits_per_user",
    "prevalence_12m",
    "symptom_weeks",
    "qaly_loss",
    "cost_services",
    "cost_strategies",
    "in_care_now",
)


def test_help_imports_nothing_that_is_slow() -> None:
    program = (
        "import sys\nfrom experiments.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "slow = 'numpy numba mesa pandas networkx scipy pyarrow matplotlib pydantic rich yaml'\n"
        "print([name for name in slow.split() if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    for command in ("run", "check", "list", "schema", "schedule", "rerun", "benchmark"):
        assert command in done.stdout


@pytest.mark.parametrize(
    "command", ["run", "check", "list", "schema", "schedule", "rerun", "benchmark"]
)
def test_every_command_explains_itself(command: str) -> None:
    said = helpseek(command, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: helpseek {command}")
    assert said.err == ""


def test_a_run_writes_what_it_should(made: Path) -> None:
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert files == {
        "summary.json",
        "weekly.parquet",
        "people.parquet",
        "events.parquet",
        "manifest.json",
        "breakdown.parquet",
        "breakdown.csv",
        *(f"figures/{name}.png" for name in FIGURES),
    }
    summary = json.loads((made / "summary.json").read_text())
    assert set(summary) == {"outcomes", "reasons", "world", "people", "weeks", "seed"}
    assert sorted(summary["outcomes"]) == sorted(NAMES)
    assert sorted(summary["reasons"]) == sorted([*BARRIERS, "low_perceived_need"])
    assert (summary["world"], summary["people"], summary["weeks"], summary["seed"]) == (
        "town",
        400,
        30,
        1,
    )
    shares = [summary["outcomes"][name] for name, told in OUTCOMES.items() if told.unit == "share"]
    assert all(share is None or 0 <= share <= 1 for share in shares)
    assert summary["outcomes"]["prevalence_12m"] > 0

    weekly = pd.read_parquet(made / "weekly.parquet")
    assert weekly["week"].tolist() == list(range(30))
    people = pd.read_parquet(made / "people.parquet")
    assert len(people) == 400
    assert set(COLUMNS) <= set(people.columns)
    assert people["stage"].value_counts()["well"] > 100
    events = pd.read_parquet(made / "events.parquet")
    assert {"week", "person"} <= set(events.columns)
    assert len(events) > 100


def test_the_breakdown_adds_up(made: Path) -> None:
    groups = pd.read_parquet(made / "breakdown.parquet")
    pd.testing.assert_frame_equal(groups, pd.read_csv(made / "breakdown.csv"), check_dtype=False)
    adults = groups.groupby("by")["adults"].sum()
    assert adults["sex"] == adults["income"] > 200
    summary = json.loads((made / "summary.json").read_text())
    by_sex = groups[(groups["by"] == "sex") & (groups["adults"] > 0)]
    total = np.average(by_sex["prevalence_12m"], weights=by_sex["adults"])
    assert total == pytest.approx(summary["outcomes"]["prevalence_12m"])


def test_the_same_run_is_the_same_bytes(made: Path, tmp_path: Path) -> None:
    said = helpseek(
        "run", *SMALL, "--events", "--by", "sex,income", "--threads", "1", "--out", tmp_path
    )
    assert said.code == 0
    first, second = everything_in(made), everything_in(tmp_path)
    del first["manifest.json"], second["manifest.json"]  # tells the command, which differs
    assert first == second


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_a_process_of_its_own_makes_the_same_bytes(
    made: Path, tmp_path: Path, hash_seed: str
) -> None:
    process = start(
        "run",
        *SMALL,
        "--no-figures",
        "--quiet",
        "--out",
        "out",
        cwd=tmp_path,
        PYTHONHASHSEED=hash_seed,
    )
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert out.splitlines()[-1] == "Results: out"
    for name in ("summary.json", "weekly.parquet", "people.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (made / name).read_bytes()


def test_a_run_is_what_the_model_gives(made: Path) -> None:
    model = HelpSeekingModel("town", people=400, rng=1, weeks=30, burn_in_weeks=20)
    model.run()
    people = pd.read_parquet(made / "people.parquet")
    weekly = pd.read_parquet(made / "weekly.parquet")
    pd.testing.assert_frame_equal(people, model.population.frame(), check_categorical=False)
    pd.testing.assert_frame_equal(weekly, model.history.frame())
    assert content_hash(weekly_table(model.history)) == content_hash(
        frame_table(model.history.frame())
    )
    for name, column in people_table(model.population).to_pydict().items():
        assert column == people[name].tolist()
    summary = json.loads((made / "summary.json").read_text())
    ours = {name: None if value != value else value for name, value in model.outcomes().items()}
    assert summary["outcomes"] == pytest.approx(ours, nan_ok=True)


def test_the_seed_matters(made: Path, tmp_path: Path) -> None:
    assert helpseek("run", *SMALL, "--seed", "2", "--no-figures", "--out", tmp_path).code == 0
    assert (tmp_path / "summary.json").read_bytes() != (made / "summary.json").read_bytes()


def test_the_closing_table_tells_all_outcomes_beside_published_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = helpseek("run", *SMALL, "--no-figures")
    assert said.code == 0
    assert said.out.splitlines()[-1] == "Results: results/town-001"
    for outcome in OUTCOMES.values():
        assert outcome.title in said.out
    assert "41.1 %" in said.out
    assert "Wang et al. 2005" in said.out
    assert "Wants to handle it alone" in said.out
    assert helpseek("run", *SMALL, "--no-figures", "--quiet").err == ""
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == [
        "town-001",
        "town-002",
    ]


def test_strategies_cost_and_settings_have_the_last_word(tmp_path: Path) -> None:
    said = helpseek(
        "run",
        *SMALL,
        "--strategy",
        "public_campaign",
        "--no-figures",
        "--out",
        tmp_path,
        "--set",
        "strategies.public_campaign.cost_per_week=1000",
        "--set",
        "onset_rate=0.5",
    )
    assert said.code == 0, said.err
    scenario = json.loads((tmp_path / "manifest.json").read_text())["scenario"]
    assert [entry["name"] for entry in scenario["strategies"]] == ["public_campaign"]
    assert scenario["strategies"][0]["cost_per_week"] == 1000
    assert scenario["parameters"]["onset_rate"] == 0.5
    assert json.loads((tmp_path / "summary.json").read_text())["outcomes"]["cost_strategies"] > 0


OWN_STRATEGY = """
from simulation.strategies.base import Strategy
from simulation.parameters import number
import numpy as np

class Letters(Strategy):
    kind = "letters"
    title = "A letter to everybody"
    push: float = number(8.0, "log odds", 0.0, 10.0, "assumption: for a test", "push")

    def modifiers(self, state, week, reached):
        yield "intention", np.where(reached, self.push, 0.0)
"""


def test_a_strategy_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(OWN_STRATEGY)
    options = ("run", *SMALL, "--no-figures", "--set", "intention_base=-1")
    assert helpseek(*options, "--out", "without").code == 0
    said = helpseek(*options, "--strategy", "mine.py:Letters", "--out", "with")
    assert said.code == 0, said.err
    intentions = [
        pd.read_parquet(tmp_path / name / "weekly.parquet")["intentions"].sum()
        for name in ("without", "with")
    ]
    assert intentions[1] > 1.5 * intentions[0]
    again = helpseek("rerun", "with", "--out", "again", "--trust")
    assert again.code == 0, again
    assert "bit for bit" in again.out


def test_a_network_of_ones_own_sets_the_number_of_people(tmp_path: Path) -> None:
    edges = [f"{i},{(i + step) % 90}" for i in range(90) for step in (1, 7)]
    (tmp_path / "net.csv").write_text("\n".join(["from,to", *edges]) + "\n")
    said = helpseek(
        "run",
        "--network",
        tmp_path / "net.csv",
        "--weeks",
        "4",
        "--no-figures",
        "--set",
        "burn_in_weeks=4",
        "--out",
        tmp_path / "out",
    )
    assert said.code == 0, said.err
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert told["people"] == 90
    assert [record["role"] for record in told["inputs"]] == ["network.file"]


def test_lists_are_complete() -> None:
    listed: dict[str, list[dict[str, Any]]] = {}
    for what in ("worlds", "strategies", "parameters", "outcomes"):
        said = helpseek("list", what, "--json")
        assert said.code == 0
        listed[what] = json.loads(said.out)
        table = helpseek("list", what)
        assert table.code == 0
        for row in listed[what]:
            assert row[what[:-1] if what != "strategies" else "strategy"] in table.out
    assert "town" in [row["world"] for row in listed["worlds"]]
    surveyed = [row["outcome"] for row in listed["outcomes"] if row["window"] == "last year"]
    assert surveyed == list(OUTCOMES)
    assert {"public_campaign", "reminders"} <= {row["strategy"] for row in listed["strategies"]}
    for row in listed["parameters"]:
        assert row["unit"]
        assert row["source"]
        assert row["low"] <= row["value"] <= row["high"]


def test_the_parameters_of_another_world_can_be_listed() -> None:
    def travel(world: str) -> float:
        rows = json.loads(helpseek("list", "parameters", "--world", world, "--json").out)
        return float(next(r["value"] for r in rows if r["parameter"].endswith("travel_median")))

    assert travel("rural_county") > travel("town")


def test_the_schedule_is_the_week() -> None:
    rows = json.loads(helpseek("schedule", "--json").out)
    assert [row["process"] for row in rows] == [process.name for process in SCHEDULE]
    table = helpseek("schedule").out
    for process in SCHEDULE:
        assert process.title in " ".join(table.split()) or process.name in table


def test_the_schema_is_one_and_knows_every_branch() -> None:
    schema = json.loads(helpseek("schema").out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"population", "network", "services", "strategies", "horizon"} <= set(
        schema["properties"]
    )


def test_check_tells_what_a_scenario_describes(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: town\nname: mine\nparameters: {onset_rate: 0.2}\n")
    said = helpseek("check", file)
    assert said.code == 0
    assert "mine is valid" in said.out
    assert "onset_rate=0.2" in said.out
    file.write_text("population: {source: file, file: people.csv}\n")
    said = helpseek("check", file)
    assert said.code == 2
    assert "people.csv" in said.err
