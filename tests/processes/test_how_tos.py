"""A trait, a stage, a strategy, a process: the how-tos, done in a copy, are what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.how_tos import apply, copy_in, files_of, helpseek_in, python_in

FILES = {
    "trait": [
        "experiments/plain_mesa/barriers.py",
        "simulation/measures/traits.py",
        "simulation/parameters/numbers.csv",
        "simulation/processes/barriers.py",
    ],
    "stage": [
        "experiments/plain_mesa/seeking.py",
        "simulation/measures/categories.py",
        "simulation/parameters/numbers.csv",
        "simulation/parameters/seeking.py",
        "simulation/processes/seeking.py",
        "tests/processes/test_flows.py",
    ],
    "strategy": [
        "experiments/plain_mesa/strategies.py",
        "simulation/mechanisms/care.py",
        "simulation/parameters/numbers.csv",
        "simulation/strategies/__init__.py",
        "simulation/strategies/engagement.py",
        "tests/strategies/test_strategies_effects.py",
        "tests/support/strategies_at_work.py",
    ],
    "process": [
        "experiments/plain_mesa/model.py",
        "experiments/plain_mesa/respite.py",
        "simulation/mechanisms/surroundings.py",
        "simulation/parameters/closeness.py",
        "simulation/parameters/numbers.csv",
        "simulation/processes/respite.py",
        "simulation/schedule.py",
    ],
}

WHERE = """
import json
from experiments.browser.declared.colourings import colourings
from experiments.browser.declared.declared import declared
from experiments.browser.live.person.life import LINE_TITLES
from experiments.browser.live.person.facts import trait_titles
from experiments.browser.declared.offer import Offer
from experiments.browser.declared.series import series
from experiments.figures.style import STAGE_COLOURS
from simulation.measures.weekly import COUNTED
from simulation.mechanisms import MECHANISMS
from simulation.model import REPORTED
from simulation.population.columns import COLUMNS
from simulation.population.fields import PEOPLE_COLUMNS
from simulation.scenario import json_schema, load_scenario, parameter_rows
from simulation.schedule import SCHEDULE
from simulation.strategies import STRATEGIES
offer = Offer.of("town")
helps = load_scenario("town").services.rows()
print(json.dumps({
    "columns": list(COLUMNS), "table": list(PEOPLE_COLUMNS), "counted": list(COUNTED),
    "reported": list(REPORTED), "colours": list(STAGE_COLOURS), "series": list(series()),
    "colourings": list(colourings((), helps)),
    "stage codes": [code.name for code in colourings((), helps)["stage"].codes],
    "lines": {name: title[0] for name, title in LINE_TITLES.items()}, "facts": trait_titles(),
    "numbers": [row.name for row in parameter_rows(load_scenario("town"))],
    "controls": json.dumps(declared(offer)), "schema": json.dumps(json_schema()),
    "schedule": [process.name for process in SCHEDULE],
    "reads": {process.name: process.reads for process in SCHEDULE},
    "mechanisms": [name for row in MECHANISMS for name in (*row.parameters, *row.strategies)],
    "strategies": list(STRATEGIES),
}))
"""


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with all of them done; each fits the tree as it is."""
    folder = copy_in(tmp_path_factory.mktemp("how_tos"))
    for how_to in FILES:
        apply(how_to, folder, "--check")
    for how_to in FILES:
        apply(how_to, folder)
    return folder


@pytest.fixture(scope="module")
def there(changed: Path) -> Any:
    """What lists, tables and the page of the copy have."""
    return json.loads(python_in(changed, "-c", WHERE))


@pytest.mark.parametrize("how_to", FILES)
def test_a_how_to_changes_these_files(how_to: str) -> None:
    assert sorted(files_of(how_to)) == FILES[how_to]


def test_a_trait_is_wherever_traits_are(there: Any) -> None:
    name = "procrastination"
    for place in ("columns", "table", "colourings", "facts"):
        assert name in there[place], place
    assert there["facts"][name] == there["lines"][f"keeps_{name}"] == "Puts things off"
    for number in (f"{name}_median", f"weight_{name}"):
        assert f"parameters.{number}" in there["numbers"]
        assert number in there["controls"]
        assert number in there["schema"]
    assert name in there["reads"]["seeking"]


def test_a_stage_is_wherever_stages_are(there: Any) -> None:
    for place in ("counted", "reported", "series"):
        names = [name for name in there[place] if name.startswith("stage_")]
        assert names[names.index("stage_triaged") + 1] == "stage_waiting", place
    for place in ("colours", "stage codes"):
        assert there[place][there[place].index("triaged") + 1] == "waiting", place
    assert "parameters.triage_chance" in there["numbers"]


def test_a_strategy_is_wherever_strategies_are(there: Any) -> None:
    name = "check_in_messages"
    for place in ("strategies", "mechanisms", "controls", "schema"):
        assert name in there[place], place


def test_a_process_stands_in_the_week(there: Any) -> None:
    week = there["schedule"]
    assert week[week.index("relatives") + 1] == "respite"
    assert {"respite_chance", "respite_relief"} <= set(there["mechanisms"])
    assert "parameters.respite_chance" in there["numbers"]


@pytest.mark.slow
def test_the_twin_lives_the_same_with_all_of_them(changed: Path) -> None:
    """And laws of processes, numbers and strategies hold in the copy."""
    said = python_in(
        changed,
        *("-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-m", "not slow"),
        "tests/twin/test_twin.py",
        "tests/processes/test_flows.py",
        "tests/processes/test_queue.py",
        "tests/processes/test_schedule.py",
        "tests/laws/test_declared_numbers.py",
        "tests/browser/test_browser_looked_up.py",
        "tests/browser/test_browser_life.py",
        # Two ask for how often rare things happen in a small town, which the changes make rarer.
        *("-k", "not test_why_people_left and not test_a_busy_town_in_which"),
    )
    assert " failed" not in said


@pytest.mark.slow
def test_each_does_what_it_is_for(changed: Path) -> None:
    from pyarrow import parquet

    small = ("--people", "3000", "--weeks", "60", "--set", "horizon.burn_in_weeks=52")

    def lived(*more: str) -> tuple[Any, Any, Any]:
        helpseek_in(changed, "run", *small, *more, "--no-figures", "--force", "--out", "run")
        tables = [
            parquet.read_table(changed / "run" / f"{name}.parquet").to_pydict()
            for name in ("weekly", "people")
        ]
        return *tables, json.loads((changed / "run" / "summary.json").read_text("utf-8"))

    weekly, people, _ = lived()
    assert sum(weekly["stage_triaged"]) > 0
    assert 0.3 < sorted(people["procrastination"])[1500] < 0.5
    deterred, _, _ = lived("--set", "weight_procrastination=8")
    assert sum(deterred["intentions"]) < 0.8 * sum(weekly["intentions"])
    slow, _, _ = lived("--set", "triage_chance=0.05")
    assert sum(slow["stage_triaged"]) > 3 * sum(weekly["stage_triaged"])
    without, _, _ = lived("--set", "respite_chance=0")
    assert sum(without["weary"]) > sum(weekly["weary"])
    helped, _, _ = lived(
        *("--strategy", "check_in_messages"),
        *("--set", "strategies.check_in_messages.coverage=1.0"),
        *("--set", "strategies.check_in_messages.dropout=0.9"),
    )
    assert sum(helped["dropouts"]) < 0.7 * sum(weekly["dropouts"])
    helpseek_in(changed, "report", "run")
    report = (changed / "run" / "report.html").read_text("utf-8")
    for word in ("looked at first", "triage_chance", "procrastination_median", "respite"):
        assert word in report, word
