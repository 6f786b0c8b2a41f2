"""Results in the browser: what is asked of their tables, beside the tables themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from experiments.files.results import write_table
from simulation.population.columns import NEVER
from tests.support.browser_results import Asking, fresh

# What is asked


def people(made: Path) -> pd.DataFrame:
    return pd.read_parquet(made / "one run" / "people.parquet")


def test_groups_and_statistics_are_those_of_the_table(asking: Asking, made: Path) -> None:
    statistics = [
        ("count", None),
        ("mean", None),
        ("sum", None),
        ("least", None),
        ("most", None),
        ("median", None),
        ("deviation", None),
        ("quantile", 0.1),
        ("distinct", None),
    ]
    measures = [
        {"statistic": name, "column": "trust", **({} if at is None else {"at": at})}
        for name, at in statistics
    ]
    where = [
        {"column": "age", "is": ">=", "value": 18},
        {"column": "stage", "is": "in", "value": ["well", "aware", "unaware"]},
    ]
    answer = asking.answer(
        "one run", table="people", where=where, group=[{"column": "sex"}], measures=measures
    )
    table = people(made)
    chosen = table[(table.age >= 18) & table.stage.isin(["well", "aware", "unaware"])]
    trust = chosen.trust.astype(float).groupby(chosen.sex.astype(str))
    expected = pd.DataFrame(
        {
            "count": trust.count(),
            "mean": trust.mean(),
            "sum": trust.sum(),
            "least": trust.min(),
            "most": trust.max(),
            "median": trust.median(),
            "deviation": trust.std(),
            "quantile": trust.quantile(0.1),
            "distinct": trust.nunique(),
        }
    )
    assert [row[0] for row in answer["rows"]] == list(expected.index)
    for row, (_, values) in zip(answer["rows"], expected.iterrows(), strict=True):
        assert row[1:] == pytest.approx(list(values), rel=1e-6)


def test_bins_hold_every_row_once(asking: Asking, made: Path) -> None:
    table = people(made)
    for column, bins in (("trust", 12), ("age", 7), ("household_size", 40)):
        answer = asking.answer(
            "one run",
            table="people",
            measures=[{"statistic": "count"}],
            group=[{"column": column, "bins": bins}],
        )
        rows = answer["rows"]
        values = table[column].astype(float).to_numpy()
        assert sum(row[2] for row in rows) == len(table)
        assert len(rows) <= bins
        edges = [row[0] for row in rows] + [np.inf]
        counted, _ = np.histogram(values, edges)
        # A value on an edge may fall to either side, by rounding.
        assert [row[2] for row in rows] == pytest.approx(counted, abs=0 if bins != 12 else 1)
        assert answer["bins"][0]["column"] == column


def test_bins_of_one_value_are_one_bin(tmp_path: Path) -> None:
    (tmp_path / "same").mkdir()
    (tmp_path / "same" / "manifest.json").write_text('{"format": "helpseek run 1"}')
    write_table(
        pa.table({"a": [2.5] * 5, "b": [float("nan")] * 5, "c": [None] * 5}),
        tmp_path / "same" / "odd.parquet",
    )
    asking = fresh(tmp_path)
    ask: dict[str, Any] = {"table": "odd", "measures": [{"statistic": "count"}]}
    [[low, high, number]] = asking.answer("same", **ask, group=[{"column": "a", "bins": 9}])["rows"]
    assert low < 2.5 < high
    assert number == 5
    assert asking.answer("same", **ask, group=[{"column": "b", "bins": 9}])["rows"] == [
        [None, None, 5]
    ]
    assert asking.answer("same", table="odd", columns=["a", "b", "c"], limit=1)["rows"] == [
        [2.5, None, None]
    ]


def test_what_never_happened_is_nothing_rather_than_a_number(asking: Asking, made: Path) -> None:
    table = people(made)
    contact = table.first_contact[table.first_contact != NEVER]
    assert 0 < len(contact) < len(table)
    answer = asking.answer(
        "one run",
        table="people",
        measures=[
            {"statistic": "count", "column": "first_contact"},
            {"statistic": "least", "column": "first_contact"},
        ],
    )
    assert answer["rows"] == [[len(contact), contact.min()]]
    unknown = asking.answer(
        "one run",
        table="people",
        measures=[{"statistic": "count"}],
        where=[{"column": "first_contact", "is": "unknown"}],
    )
    assert unknown["rows"] == [[len(table) - len(contact)]]


def test_rows_are_sorted_and_told_in_pages(asking: Asking, made: Path) -> None:
    table = people(made).reset_index(drop=True)
    expected = list(table.income.astype(float).sort_values(ascending=False))
    pages: list[float] = []
    while True:
        answer = asking.answer(
            "one run",
            table="people",
            columns=["income"],
            limit=70,
            offset=len(pages),
            sort=[{"column": "income", "descending": True}],
        )
        assert answer["total"] == len(table)
        if not answer["rows"]:
            break
        pages += [row[0] for row in answer["rows"]]
    assert pages == pytest.approx(expected)


def test_values_are_values_and_never_sql(asking: Asking) -> None:
    for value in ("' or 1=1 --", '"; drop view rows; --', "\\", "female' union select 1 --"):
        answer = asking.answer(
            "one run",
            table="people",
            measures=[{"statistic": "count"}],
            where=[{"column": "sex", "is": "=", "value": value}],
        )
        assert answer["rows"] == [[0]]
