"""Files of targets: what is read, what is refused and how, and what a world cannot answer."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest

from experiments.evidence import target_file
from experiments.evidence.asked import outcome_names
from experiments.evidence.comparison import answerable, compare
from experiments.evidence.counted import Weeks, weeks_of
from experiments.evidence.groups import group_of
from experiments.evidence.measure import Seen
from experiments.evidence.measures import MEASURES
from experiments.evidence.seed import measure
from experiments.evidence.seed import weeks_of as lived_weeks
from experiments.evidence.target_cells import COLUMNS
from experiments.evidence.target_file import Targets, read, read_text
from experiments.evidence.targets import TARGETS, built_in
from simulation.csv_text import csv_lines
from simulation.errors import InputError
from simulation.evidence import evidence
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import Survey
from simulation.measures.told import breakdown, outcomes, reasons
from simulation.measures.weekly import weekly_rows
from simulation.parameters.table import numbers
from simulation.population.table_problems import TableErrors
from simulation.scenario import load_scenario
from simulation.town import Town
from tests.support.towns import town_of


def row(**cells: object) -> dict[str, object]:
    return {
        "id": "a",
        "outcome": "service_use_12m",
        "unit": "%",
        "use": "check",
        "value": 40,
        "low": 35,
        "high": 45,
    } | cells


def text_of(*rows: dict[str, object]) -> str:
    names = list(dict.fromkeys(name for one in rows for name in one))
    return "".join(csv_lines([names, *([one.get(name, "") for name in names] for one in rows)]))


def targets(*rows: dict[str, object]) -> Targets:
    return read_text(text_of(*rows), "mine.csv")


def refused(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_text(text, "mine.csv")
    error = caught.value
    assert "mine.csv" in str(error)
    return [str(one) for one in (error.errors if isinstance(error, TableErrors) else (error,))]


# What comes with the model


def test_the_built_in_file_names_only_columns_that_there_are() -> None:
    header = built_in().text.splitlines()[0].split(",")
    assert header == list(COLUMNS)
    assert built_in().doubts == ()
    assert len(TARGETS) == 150
    assert sum(target.judged for target in TARGETS) == 107


def test_registered_measures_are_all_used_and_hide_no_outcome() -> None:
    used = {target.quantity.name for target in TARGETS}
    assert MEASURES.keys() <= used
    assert not MEASURES.keys() & set(outcome_names())
    for name, one in MEASURES.items():
        assert one.name == name
        assert one.how


def test_what_a_number_was_fitted_to_is_not_called_a_check() -> None:
    fitted = {name for entry in numbers().values() for name in entry.fitted_to}
    fitted |= {
        name
        for name in evidence()
        for one in fitted
        if name.startswith(one.rstrip("*")) and one.endswith("*")
    }
    fitted |= {one.id for one in evidence().values() if one.use == "calibrate"}
    others = {"P_stig_perceived"}  # a finding of the same source, which no number was moved for
    for target in TARGETS:
        if target.judged and target.kind == "check" and target.id not in others:
            assert not fitted & set(target.ids), target.id
        if target.kind == "fitted":
            assert fitted & set(target.ids), target.id
            assert target.use == "fit", target.id


def test_tolerances_tell_where_they_come_from() -> None:
    for target in TARGETS:
        assert (target.tolerance is not None) == bool(target.tolerance_source), target.id


def test_values_are_those_of_the_evidence_table_or_worked_out() -> None:
    by_id = built_in().by_id
    table = evidence()
    severe, any_ = table["C6b"].value, table["C6a"].value
    white, black = table["P_race_a"].value, table["P_race_c"].value
    high, low = table["P_comfort_hi"].value, table["P_comfort_lo"].value
    assert None not in (severe, any_, white, black, high, low)
    assert by_id["C1"].value == table["C1"].value
    assert by_id["C6"].value == pytest.approx(severe / any_)  # type: ignore[operator]
    assert by_id["P_race_c"].value == pytest.approx(black / white)  # type: ignore[operator]
    odds = [one / (100 - one) for one in (high, low) if one is not None]
    assert by_id["P_comfort_ratio"].value == pytest.approx(odds[0] / odds[1])
    assert by_id["P_copay_nl"].value == -(table["P_copay_nl"].value or 0)
    assert by_id["P_sms"].value == pytest.approx(
        ((table["P_sms"].low or 0) + (table["P_sms"].high or 0)) / 2
    )
    for target in TARGETS:
        if target.value is not None and target.low is not None and target.high is not None:
            assert target.low <= target.value <= target.high, target.id


# What is read


def test_columns_say_what_they_say() -> None:
    (one,) = targets(
        row(
            group="sex=female & age=18-34",
            window="year 3",
            compare="ratio",
            with_group="sex=male & age=18-34",
            unit="ratio",
            value=1.2,
            low=1.0,
            high=1.44,
            tolerance="relative 0.1",
            tolerance_source="we, 2020-01-01",
            use="fit",
            kind="fitted",
            comment="by hand",
        )
    ).rows
    first, other = one.quantity.counted
    assert first.weeks == other.weeks == Weeks(104, 155)
    assert first.group.words == "sex=female & age=18-34"
    assert one.bounds == pytest.approx((1.08, 1.32))
    assert (one.use, one.kind, one.comment) == ("fit", "fitted", "by hand")
    seen = one.observed
    assert seen.scale == "log"
    assert seen.value == pytest.approx(log(1.2))
    assert sqrt(seen.variance) == pytest.approx(log(1.44) / 3.92)
    assert sqrt(seen.discrepancy) == pytest.approx(log(1.32 / 1.08) / 3.92)


def test_a_row_without_interval_takes_that_of_its_sample() -> None:
    share, percent = targets(
        row(low="", high="", n=100, value=0.5, unit="share"),
        row(id="b", low="", high="", n=100, value=50),
    ).rows
    assert percent.bounds == pytest.approx((40.38, 59.62), abs=0.01)
    assert share.bounds == pytest.approx((0.4038, 0.5962), abs=1e-4)
    assert share.basis == "sample"


def test_bytes_order_marks_semicolons_and_decimal_commas_are_borne(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(
        "\ufeffid;outcome;unit;use;value;low;high;note\r\n"
        "a;service_use_12m;share;check;0,38;0,3;0,4;x\r\n".encode()
    )
    found = read(path)
    assert found.rows[0].value == 0.38
    assert "semicolons" in found.doubts[0]
    assert "'note'" in found.doubts[1]


def test_a_file_is_itself_again() -> None:
    found = targets(row(), row(id="b", value=41))
    told = found.told()
    again = read_text(told["text"], told["called"])
    assert again.rows[1].value == 41
    assert again.sha256 == found.sha256


def test_windows_and_groups() -> None:
    assert weeks_of("") == weeks_of("year 5") == Weeks(208, 259)
    assert weeks_of("weeks 0-51") == Weeks(0, 51) == weeks_of("year 1")
    assert weeks_of("week 7").words == "week 7"
    assert group_of("culture=black|asian").parts == (("culture", ("black", "asian")),)
    for text in ("year 0", "5", "weeks 9-3", "month 3"):
        with pytest.raises(InputError, match="window"):
            weeks_of(text)
    for text in ("sex", "sex=women", "height=tall", "age=30-20", "sex=male & sex=female"):
        with pytest.raises(InputError):
            group_of(text)


# What is refused


@pytest.mark.parametrize(
    ("cells", "field", "words"),
    [
        ({"id": ""}, "id", "is empty"),
        ({"id": "a b"}, "id", "is no id"),
        ({"outcome": "happiness"}, "outcome", "unknown outcome"),
        ({"outcome": "entries_total"}, "outcome", "whole time"),
        ({"outcome": "therapies_dropped", "group": "sex=male"}, "group", "by the measure"),
        ({"outcome": "entries", "group": "sex=male"}, "group", "not told by group"),
        ({"window": "weeks 0-9"}, "window", "is not the year"),
        ({"group": "sex=womn"}, "group", "no such group"),
        ({"unit": "kg"}, "unit", "not a unit"),
        ({"unit": ""}, "unit", "not a unit"),
        ({"use": "maybe"}, "use", "unknown use"),
        ({"kind": "maybe"}, "kind", "unknown kind"),
        ({"value": "4O"}, "value", "no number"),
        ({"value": "41 %"}, "value", "percent sign"),
        ({"value": "nan"}, "value", "no number"),
        ({"value": "1e400"}, "value", "too large"),
        ({"value": 1e99}, "value", "too large"),
        ({"low": 50}, "low", "above high"),
        ({"value": 46}, "value", "outside its own interval"),
        ({"high": ""}, "high", "missing beside"),
        ({"unit": "share"}, "value", "in percent?"),
        ({"value": 140, "low": 135, "high": 145}, "value", "is no share"),
        ({"n": 0}, "n", "number of people"),
        ({"n": 2.5}, "n", "number of people"),
        ({"low": "", "high": ""}, "tolerance", "nothing says how near"),
        ({"value": "", "low": "", "high": ""}, "value", "is empty"),
        ({"tolerance": -1, "tolerance_source": "we 2020"}, "tolerance", "not above zero"),
        ({"tolerance": 3}, "tolerance_source", "is empty"),
        ({"compare": "ratio", "unit": "ratio"}, "compare", "compares with nothing"),
        ({"with_group": "sex=male"}, "with_group", "without a comparison"),
        ({"compare": "odd ratio"}, "compare", "unknown compare"),
        ({"source": "=HYPERLINK(1)"}, "source", "formula"),
        ({"evidence": "Q1"}, "evidence", "unknown row"),
        ({"instead": "b", "use": "context"}, "instead", "unknown row"),
        ({"met_by_random_draws": 40}, "met_by_random_draws", "no share"),
        ({"comment": "x" * 3000}, "comment", "too long"),
    ],
)
def test_a_malformed_cell_is_told_by_line_and_column(
    cells: dict[str, object], field: str, words: str
) -> None:
    # Written plainly, for what we write ourselves holds no formulas.
    whole = row(**cells)
    text = ",".join(whole) + "\n" + ",".join(f'"{cell}"' for cell in whole.values()) + "\n"
    told = refused(text)
    assert any(f"line 2, {field}" in one and words in one for one in told), told


def test_all_problems_are_told_at_once() -> None:
    told = refused(text_of(row(low=50), row(id="a", use="maybe"), row(id="c", n=0)))
    assert len(told) == 4
    assert {"line 2", "line 3", "line 4"} <= {one.partition(", ")[0][-6:] for one in told}
    assert any("stands twice" in one and "line 2" in one for one in told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("id,outcome,unit,use\n", "holds no row"),
        ("id,outcome,unit\na,service_use_12m,%\n", "has no such column"),
        ("id,id,outcome,unit,use\n", "stands twice in the header"),
        ("id,outcome,unit,use,tolerence\n", "did you mean tolerance?"),
        ("id,outcome,unit,use,value\na,service_use_12m,%,context,41,2\n", "decimal comma"),
        ('id,outcome,unit,use\na,"service_use_12m,%,context\n', "is no CSV"),
    ],
)
def test_a_malformed_file_is_refused(text: str, words: str) -> None:
    assert words in "\n".join(refused(text))


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    large, binary = tmp_path / "large.csv", tmp_path / "binary.csv"
    large.write_bytes(b"x" * 10_000_000)
    binary.write_bytes(b"id,outcome\n\xff\xfe\x00")
    for path, words in (
        (large, "too large"),
        (binary, "not text in UTF-8"),
        (tmp_path / "none.csv", "cannot be read"),
        (tmp_path, "cannot be read"),
    ):
        with pytest.raises(InputError, match=words):
            read(path)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target_file, "MOST_ROWS", 2)
    assert "too many rows" in refused(text_of(row(), row(id="b"), row(id="c")))[0]


def test_what_may_be_meant_otherwise_is_told() -> None:
    small = targets(row(value=0.38, low=0.3, high=0.4))
    assert "less than one in a hundred" in small.doubts[0]
    undated = targets(row(tolerance=3, tolerance_source="we"))
    assert "names no date" in undated.doubts[0]


# What the model gives


@pytest.fixture(scope="module")
def town() -> Town:
    made = town_of(600, burn_in_weeks=30)
    for _ in range(60):
        made.step()
    return made


NOTHING = {"value": "", "low": "", "high": "", "use": "context"}


def taken(town: Town, **cells: object) -> float:
    (one,) = targets(row(window=f"week {town.week}", **NOTHING, **cells)).rows
    noted = {each: each.take(town) for each in one.quantity.counted}
    return one.measure(Seen(town, Survey(town), {}, noted=noted))


def test_every_outcome_and_reason_is_what_the_summary_says(town: Town) -> None:
    for name, value in outcomes(town).items():
        told = taken(town, outcome=name, unit=OUTCOMES[name].unit)
        assert np.array_equal(told, value, equal_nan=True), name
    for name, value in reasons(town).items():
        told = taken(town, outcome=f"reasons.{name}", unit="%")
        assert told == pytest.approx(100 * value, nan_ok=True), name


def test_groups_are_those_of_breakdowns(town: Town) -> None:
    checked = 0
    for one in breakdown(town, ("severity", "income", "culture", "sex")):
        group = f"{one['by']}={one['group']}"
        told = taken(town, outcome="prevalence_12m", unit="share", group=group)
        assert told == pytest.approx(one["prevalence_12m"], nan_ok=True), group
        checked += one["adults"] > 0
    assert checked > 8
    young = taken(town, outcome="prevalence_12m", unit="share", group="age=18-39")
    old = taken(town, outcome="prevalence_12m", unit="share", group="age=40+")
    adults = Survey(town).adult
    share = np.mean(town.people.age[adults] < 40)
    everybody = taken(town, outcome="prevalence_12m", unit="share")
    assert share * young + (1 - share) * old == pytest.approx(everybody)


def test_comparisons_are_made_of_the_two(town: Town) -> None:
    one, other = (
        taken(town, outcome="prevalence_12m", unit="share", group=f"sex={sex}")
        for sex in ("female", "male")
    )
    both = {"outcome": "prevalence_12m", "group": "sex=female", "with_group": "sex=male"}
    assert taken(town, **both, compare="ratio", unit="ratio") == pytest.approx(one / other)
    told = taken(town, **both, compare="difference", unit="percentage points")
    assert told == pytest.approx(100 * (one - other))
    odds = taken(town, **both, compare="odds ratio", unit="odds ratio")
    assert odds == pytest.approx(one / (1 - one) / (other / (1 - other)))


def test_weekly_quantities_are_those_of_the_weekly_table(town: Town) -> None:
    table, adults = town.history.frame(), int(Survey(town).adult.sum())
    for name, one in weekly_rows().items():
        if name in OUTCOMES:
            continue
        unit = {"flow": "per adult and year", "stock": "share"}[one.kind]
        if one.noun == "currency":
            unit = "currency per adult and year"
        (made,) = targets(
            row(outcome=name, unit=unit, **NOTHING, window=f"weeks 10-{town.week}")
        ).rows
        counted = made.quantity.counted[0].take(town)
        mean = float(table[name].iloc[10 : town.week + 1].mean())
        assert counted == pytest.approx(mean / adults), name


def test_units_are_turned_into_each_other(town: Town) -> None:
    share = taken(town, outcome="prevalence_12m", unit="share")
    assert taken(town, outcome="prevalence_12m", unit="%") == pytest.approx(100 * share)
    weeks = taken(town, outcome="median_delay_weeks", unit="weeks")
    assert taken(town, outcome="median_delay_weeks", unit="years") == pytest.approx(weeks / 52)


def test_a_row_gets_its_own_weeks_whatever_else_is_asked() -> None:
    scenario = load_scenario(
        "town", {"population.people": 300, "horizon.burn_in_weeks": 10, "horizon.weeks": 300}
    )
    asked = targets(
        row(id="early", outcome="prevalence_12m", window="year 1"),
        row(id="usual", outcome="prevalence_12m"),
        row(id="late", outcome="prevalence_12m", window="week 280"),
    )
    ticks = []
    told = measure(scenario, 1, asked.rows, 1, lambda: ticks.append(1)).values
    assert len(ticks) == lived_weeks(scenario, asked.rows) == 10 + 281
    alone = [measure(scenario, 1, [one], 1, lambda: None).values[0] for one in reversed(asked.rows)]
    assert told == alone[::-1]
    assert len(set(told)) == 3


def test_a_world_says_what_it_cannot_answer() -> None:
    scenario = load_scenario("town", {"population.people": 300, "horizon.burn_in_weeks": 5})
    asked = targets(
        row(id="good"),
        row(id="late", window="year 9"),
        row(id="strange", group="culture=martian"),
    )
    found, why = answerable(scenario, asked.rows, "mine.csv")
    assert [one.id for one in found] == ["good"]
    assert "week 467" in why["late"]
    assert "horizon.weeks" in why["late"]
    assert "martian" in why["strange"]
    compared = compare(scenario, [1], targets=asked, workers=1).compared
    assert [one.verdict for one in compared][1:] == ["no value", "no value"]
    assert compared[1].obstacle == why["late"]
    with pytest.raises(InputError, match="cannot answer"):
        answerable(scenario, asked.rows[1:], "mine.csv")
