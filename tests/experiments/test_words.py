"""People read our words: those of libraries change from one version to the next."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from experiments.browser.catalogue.question import Question, read_question
from experiments.browser.catalogue.refusals import Refusal
from experiments.compare.again import Options as ComparisonOptions
from experiments.compare.again import comparison_again
from experiments.files.manifest import Options as RunOptions
from experiments.files.manifest import checked_options
from experiments.strategies.named import strategy_again
from simulation.errors import InputError
from simulation.scenario import load_scenario
from simulation.scenario.reading import read_text
from simulation.strategies import STRATEGIES, parse_strategies

REMINDERS = STRATEGIES["reminders"]
ODD: list[Any] = [
    None,
    True,
    7,
    -1,
    2.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    [],
    ["x"],
    {},
    {"x": 1},
]


def _without(error: Exception, kind: type[BaseModel], given: Any) -> None:
    """The message is ours: short, on one line, and nothing that Pydantic says of the same."""
    with pytest.raises(ValidationError) as theirs:
        kind.model_validate(given)
    for fault in theirs.value.errors():
        assert fault["msg"].removeprefix("Value error, ") not in str(error) or "ctx" in fault
    assert "Input should" not in str(error)
    assert len(str(error)) < 600
    assert len(str(error).splitlines()) == 1


def _fits(kind: type[BaseModel], given: Any) -> bool:
    try:
        kind.model_validate(given)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("field", ["coverage", "effect", "target", "start", "covrage", "name"])
def test_fields_of_strategies(field: str) -> None:
    doors: list[Callable[[dict[str, Any]], Any]] = [
        lambda fields: parse_strategies([{"name": "reminders", **fields}]),
        lambda fields: load_scenario("town", {"strategies": [{"name": "reminders", **fields}]}),
        lambda fields: strategy_again(fields, REMINDERS, "--strategy mine.py"),
    ]
    refused = 0
    for value in ODD:
        given = {field: value}
        if field == "name" or _fits(REMINDERS, given):
            continue
        for door in doors:
            with pytest.raises(InputError) as ours:
                door(given)
            assert field in str(ours.value)
            _without(ours.value, REMINDERS, given)
            refused += 1
    assert refused >= 15 or field == "name"


RUN = {"events": False, "figures": False, "by": [], "from_burn_in": None, "own_strategies": []}


@pytest.mark.parametrize("field", [*RUN, "eventz"])
def test_options_of_manifests(field: str) -> None:
    refused = 0
    for value in ODD:
        given = RUN | {field: value}
        if not _fits(RunOptions, given):
            with pytest.raises(InputError, match=field) as ours:
                checked_options(given, "manifest.json")
            _without(ours.value, RunOptions, given)
            refused += 1
        compared = {field: value}
        with pytest.raises(InputError) as ours:
            comparison_again({"options": compared, "strategies": [], "seed": 1}, "manifest.json")
        _without(ours.value, ComparisonOptions, compared)
    assert refused >= 8


def test_questions_of_the_page() -> None:
    refused = 0
    for field in (*Question.model_fields, "tabel"):
        for value in ODD[:5] + ODD[7:]:
            given = {"table": "people.parquet", "columns": ["age"], field: value}
            if not _fits(Question, given):
                with pytest.raises(Refusal) as ours:
                    read_question(json.dumps(given))
                _without(ours.value, Question, given)
                refused += 1
    assert refused > 20


@pytest.mark.parametrize("opened", ["[", "{a: ", "[{a: ", "- ", "? "])
@pytest.mark.parametrize("closed", [True, False])
def test_texts_nested_too_deeply(opened: str, closed: bool) -> None:
    for times in (30, 200, 2_000, 20_000):
        end = "".join({"[": "]", "{": "}"}.get(sign, "") for sign in reversed(opened))
        text = "name: " if opened[0] in "[{" else ""
        text += opened * times + ("x" + end * times if closed else "")
        with pytest.raises(InputError, match=r"nested too deeply|a key must be a word"):
            read_text(text, "world.yaml")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,2\n1,2,3\n", "line 3: a row has more fields.*3 fields.*2 fields"),
        ("1,2\n\n1,2,3,4\n", "line 4: a row has more fields.*4 fields"),
        ('1,2\n"a,b",2\n1,2,3\n', "line 4: a row has more fields"),
        ('1,2\n"1,2\n3,4\n', "quotation mark"),
        ("1,2\n" + "x" * 300_000 + ",2,3\n", "line 3"),
    ],
)
def test_rows_of_ties(rows: str, said: str, tmp_path: Path) -> None:
    from simulation.network.files import read_network

    file = tmp_path / "ties.csv"
    file.write_text("source,target\n" + rows)
    with pytest.raises(InputError, match=said):
        read_network(file)
