"""Targets from a survey: estimates that R's ``survey`` prints, rows, refusals."""

from __future__ import annotations

import csv
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.evidence.target_file import read, read_text
from experiments.microdata.design import Design, Estimate
from experiments.microdata.intervals import korn_graubard, of_mean, of_share
from experiments.microdata.proposing import About, propose, text_of
from experiments.microdata.reading import Sample, read_survey
from simulation.errors import InputError
from simulation.population.table_cells import TableSettings
from tests.support.cli_runner import ROOT, helpseek, refused

DATA = ROOT / "tests" / "data" / "surveys"


def schools(name: str) -> dict[str, NDArray[np.str_]]:
    with (DATA / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([row[column] for row in rows]) for column in rows[0]}


def codes(texts: NDArray[np.str_]) -> NDArray[np.int64]:
    return np.unique(texts, return_inverse=True)[1].astype(np.int64)


def floats(texts: NDArray[np.str_]) -> NDArray[np.float64]:
    return texts.astype(np.float64)


@pytest.fixture(scope="module")
def clustered() -> tuple[Design, dict[str, NDArray[np.str_]]]:
    table = schools("apiclus1.csv")
    design = Design(floats(table["pw"]), None, codes(table["dnum"]), floats(table["fpc"]))
    return design, table


# Estimates that the manual of R's survey package prints


def test_a_stratified_mean_is_that_of_r() -> None:
    table = schools("apistrat.csv")
    strata, everybody = codes(table["stype"]), np.ones(200, np.bool_)
    design = Design(floats(table["pw"]), strata, None, floats(table["fpc"]))
    found = design.mean(floats(table["api00"]), everybody)
    assert found.value == pytest.approx(662.29, abs=0.005)
    assert found.error == pytest.approx(9.4089, abs=5e-5)
    assert found.degrees == 200 - 3
    without = Design(floats(table["pw"]), strata).mean(floats(table["api00"]), everybody)
    assert without.error == pytest.approx(9.5361, abs=5e-5)


def test_a_clustered_mean_is_that_of_r(
    clustered: tuple[Design, dict[str, NDArray[np.str_]]],
) -> None:
    design, table = clustered
    found = design.mean(floats(table["api00"]), np.ones(183, np.bool_))
    assert found.value == pytest.approx(644.17, abs=0.005)
    assert found.error == pytest.approx(23.542, abs=5e-4)
    assert found.degrees == 14


def test_means_of_domains_are_those_of_r(
    clustered: tuple[Design, dict[str, NDArray[np.str_]]],
) -> None:
    design, table = clustered
    told = {"E": (607.7917, 22.81660), "H": (595.7143, 41.76400), "M": (608.6000, 32.56064)}
    for kind, (value, error) in told.items():
        found = design.mean(floats(table["api99"]), table["stype"] == kind)
        assert found.value == pytest.approx(value, abs=5e-5)
        assert found.error == pytest.approx(error, abs=5e-6)


def test_intervals_of_shares_are_those_of_another_package(
    clustered: tuple[Design, dict[str, NDArray[np.str_]]],
) -> None:
    design, table = clustered
    everybody = np.ones(183, np.bool_)
    wide = design.mean((table["sch.wide"] == "Yes").astype(float), everybody)
    assert wide.error == pytest.approx(0.0204, abs=5e-5)
    assert of_share(wide) == pytest.approx((0.8238, 0.9119), abs=5e-5)
    assert korn_graubard(wide) == pytest.approx((0.8174, 0.9186), abs=5e-5)
    rare = design.mean((floats(table["ell"]) == 0).astype(float), everybody)
    assert of_share(rare) == pytest.approx((0.0023, 0.1777), abs=5e-5)
    assert korn_graubard(rare) == pytest.approx((0.0002, 0.1375), abs=5e-5)


# Laws


def test_without_a_design_it_is_the_usual_mean_and_share() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    found = Design(np.full(4, 7.0)).mean(values, np.ones(4, np.bool_))
    assert found.value == values.mean()
    assert found.error == pytest.approx(values.std(ddof=1) / 2)
    low, high = of_mean(found)
    assert (low + high) / 2 == pytest.approx(found.value)
    assert (high - low) / 2 == pytest.approx(3.1824 * found.error, rel=1e-4)


def test_weights_have_no_scale_and_copies_in_a_cluster_tell_nothing() -> None:
    rng = np.random.default_rng(5)
    values, weights = (rng.random(60) < 0.4).astype(float), rng.uniform(0.5, 3.0, 60)
    strata, clusters = np.arange(60) % 3, np.arange(60) // 5
    everybody = np.ones(60, np.bool_)
    one = Design(weights, strata, clusters).mean(values, everybody)
    scaled = Design(1000 * weights, strata, clusters).mean(values, everybody)
    assert scaled.value == pytest.approx(one.value)
    assert scaled.variance == pytest.approx(one.variance)
    twice = [np.repeat(each, 2) for each in (weights, strata, clusters, values)]
    double = Design(twice[0], twice[1], twice[2]).mean(twice[3], np.ones(120, np.bool_))
    assert double.variance == pytest.approx(one.variance)
    assert double.degrees == one.degrees


def test_a_domain_keeps_clusters_without_any_of_it() -> None:
    values, clusters = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 1.0]), np.array([0, 0, 1, 1, 2, 2])
    design = Design(np.ones(6), None, clusters)
    domain = clusters < 2
    inside = design.mean(values, domain)
    alone = Design(np.ones(4), None, clusters[:4]).mean(values[:4], np.ones(4, np.bool_))
    assert inside.value == alone.value
    # Means within both clusters agree, so that neither way tells a variance.
    assert inside.variance == alone.variance == 0.0
    values[0] = 0.0
    inside, alone = (
        design.mean(values, domain),
        Design(np.ones(4), None, clusters[:4]).mean(values[:4], np.ones(4, np.bool_)),
    )
    assert inside.variance == pytest.approx(alone.variance * (3 / 2) / (2 / 1))
    assert inside.degrees == alone.degrees == 1


def test_all_or_none_have_an_interval_with_one_end() -> None:
    everybody = np.ones(20, np.bool_)
    for weights in (np.ones(20), np.linspace(0.1, 0.7, 20)):
        design = Design(weights)
        none = of_share(design.mean(np.zeros(20), everybody))
        every = of_share(design.mean(np.ones(20), everybody))
        assert none[0] == 0.0
        assert every[1] == 1.0
        assert none[1] == pytest.approx(1 - 0.025 ** (1 / 20))  # Clopper and Pearson's
        assert every[0] == pytest.approx(0.025 ** (1 / 20))


def test_nobody_and_lonely_strata_are_told() -> None:
    design = Design(np.ones(5), np.array([0, 0, 1, 1, 2]))
    assert design.lonely == 1
    nobody = design.mean(np.ones(5), np.zeros(5, np.bool_))
    assert nobody.n == 0
    assert isnan(nobody.value)
    assert all(map(isnan, of_share(nobody)))


@pytest.mark.slow
def test_intervals_hold_the_true_share_as_often_as_they_say() -> None:
    """5 strata of 30 clusters of 10 people each, alike within clusters; 8 clusters drawn."""
    rng = np.random.default_rng(11)
    leaning = rng.beta(2, 5, (5, 30))
    answers = rng.random((5, 30, 10)) < leaning[:, :, None]
    truth, many = answers.mean(), 1_000
    held = {"logit": 0, "korn-graubard": 0}
    strata, clusters = np.repeat(np.arange(5), 80), np.repeat(np.arange(40), 10)
    for _ in range(many):
        drawn = np.concatenate(
            [answers[one, rng.choice(30, 8, replace=False)].ravel() for one in range(5)]
        )
        design = Design(np.ones(400), strata, clusters, np.full(400, 30.0))
        estimate = design.mean(drawn.astype(float), np.ones(400, np.bool_))
        for method in held:
            low, high = of_share(estimate, "logit" if method == "logit" else "korn-graubard")
            held[method] += low <= truth <= high
    # Within three standard errors of 95 in a hundred, Korn and Graubard's at least.
    error = 3 * (0.05 * 0.95 / many) ** 0.5
    assert abs(held["logit"] / many - 0.95) < error + 0.005
    assert held["korn-graubard"] / many > 0.95 - error


# Rows


MAP = {
    "weight": "W",
    "strata": "ST",
    "cluster": "PSU",
    "case": "DEP",
    "use": "CARE",
    "need": "NEED",
    "barrier_cost": "COST",
    "sessions": "N",
    "age": "AGE",
    "sex": "SEX",
    "income": "INC",
}
HEAD = "ID,W,ST,PSU,DEP,CARE,NEED,COST,N,AGE,SEX,INC\n"
LINES = """\
1,1,a,1,yes,yes,,,4,30,female,10
2,2,a,1,yes,no,yes,yes,,40,male,20
3,1,a,2,yes,no,yes,no,,50,female,30
4,1,a,2,yes,no,no,,,60,male,40
5,3,b,1,yes,yes,yes,,8,70,female,50
6,1,b,1,no,no,,,,35,male,60
7,1,b,2,yes,no,-9,,,45,female,70
8,1,b,2,no,no,,,,16,male,80
9,2,b,3,yes,no,yes,yes,,55,female,90
"""


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.csv"
    path.write_text(HEAD + LINES)
    return path


def sample_of(path: Path, **changes: str | None) -> Sample:
    columns = {name: column for name, column in (MAP | changes).items() if column is not None}
    return read_survey(str(path), columns, TableSettings(missing={"need": ["-9"]}))


def test_outcomes_are_those_of_the_model_by_hand(survey: Path) -> None:
    rows, _ = propose(sample_of(survey), About("Mine", "2024", "Here"))
    by_outcome = {row["outcome"]: row for row in rows}
    value = {name: float(row["value"]) for name, row in by_outcome.items()}
    assert value == pytest.approx(
        {
            "prevalence_12m": 100 * 11 / 12,  # the boy of 16 is left out
            "service_use_12m": 100 * 4 / 11,
            "perceived_need_12m": 100 * 9 / 10,  # one case did not say
            "low_perceived_need_share": 100 * 1 / 6,
            "reasons.cost": 100 * 4 / 5,
            "visits_per_user": (1 * 4 + 3 * 8) / 4,
        },
        rel=1e-5,
    )
    assert by_outcome["perceived_need_12m"]["n"] == "6"
    assert "1 without an answer left out" in by_outcome["perceived_need_12m"]["comment"]
    assert by_outcome["visits_per_user"]["unit"] == "sessions per year"


def test_proposed_rows_are_a_file_of_targets(survey: Path) -> None:
    rows, told = propose(
        sample_of(survey), About("Mine", prefix="my"), ("sex", "age", "income"), ("18-49", "50+")
    )
    found = read_text(text_of(rows), "rows")
    assert len(found.rows) == len(rows)
    assert {row.use for row in found.rows} == {"check"}
    groups = {row.quantity.counted[0].group.words for row in found.rows}
    assert groups == {
        "",
        "sex=female",
        "sex=male",
        "age=18-49",
        "age=50+",
        "income=low",
        "income=middle",
        "income=high",
    }
    assert any("sex=other" in text for text in told)
    assert any("fewer than 30" in text for text in told)
    assert all("Taylor linearisation" in row.comment for row in found.rows)


def test_income_is_in_weighted_thirds(survey: Path) -> None:
    from experiments.microdata.reading import income_masks

    sample = sample_of(survey)
    weights = sample.design.weights
    shares = [weights[mask].sum() for mask in income_masks(sample).values()]
    assert sum(shares) == weights[sample.adult].sum() == 12
    assert max(shares) - min(shares) <= 3


def test_stages_and_care_now_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "stages.csv"
    path.write_text("where,now\n" + "waiting,no\nin_care,yes\nwell,no\nwell,\n" * 10)
    sample = read_survey(str(path), {"stage": "where", "in_care": "now"}, TableSettings())
    rows, _ = propose(sample, About("Mine"))
    value = {row["outcome"]: float(row["value"]) for row in rows}
    assert value["stage_well"] == 50.0
    assert value["stage_in_care"] == 25.0
    assert value["in_care_now"] == pytest.approx(100 / 3, rel=1e-5)
    assert read_text(text_of(rows), "rows").rows


def test_everybody_may_have_been_a_case(survey: Path) -> None:
    plain = {"use": "CARE", "weight": "none"}
    sample = read_survey(str(survey), plain, TableSettings(), all_cases=True)
    rows, _ = propose(sample, About("Mine"))
    (use,) = [row for row in rows if row["outcome"] == "service_use_12m"]
    assert float(use["value"]) == pytest.approx(100 * 2 / 9, rel=1e-5)
    with pytest.raises(InputError, match="all-cases"):
        read_survey(str(survey), {"case": "DEP"}, TableSettings(), all_cases=True)


# The command


def test_the_command_writes_what_evidence_takes(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    maps = [f"--map={name}={MAP[name]}" for name in ("case", "use", "need", "age", "sex")]
    asked: list[str | Path] = [
        survey,
        *maps,
        "--weight",
        "W",
        "--strata",
        "ST",
        "--psu",
        "PSU",
        "--id",
        "ID",
    ]
    said = helpseek("targets", *asked, "--missing", "need=-9", "--by", "sex", "--out", out)
    assert said.code == 0, said.err
    assert len(read(out).rows) == 12
    assert "8 of 9 rows are adults" in said.err
    told = helpseek("evidence", "--targets", out, "--people", "300", "--dry-run")
    assert told.code == 0, told.err
    assert "12 of 12 rows would be measured" in told.out
    assert "--force" in refused(helpseek("targets", *asked, "--out", out))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--map", "cas=DEP"), "case"),
        (("--map", "case"), "OURS=COLUMN"),
        (("--map", "case=DEPP"), "DEP"),
        (("--map", "case=DEP", "--map", "case=CARE"), "twice"),
        (("--map", "need=NEED"), "unknown category"),
        (("--map", "age=AGE"), "no outcome of the model"),
        (("--map", "case=DEP", "--by", "sex"), "--map sex=COLUMN"),
        (("--map", "case=DEP", "--by", "height"), "unknown grouping"),
        (("--map", "case=DEP", "--population", "ID"), "more clusters in the sample"),
        (("--map", "case=DEP", "--strata", "CARE", "--psu", "NEED"), "value is missing"),
        (("--map", "case=DEP", "--map", "age=AGE", "--by", "age", "--ages", "9-3"), "ages"),
        (("--map", "case=DEP", "--values", "case=no"), "OURS:CELL"),
        (("--map", "case=DEP", "--id", "ST"), "occurs more than once"),
    ],
)
def test_what_cannot_be_used_is_refused(
    survey: Path, arguments: tuple[str, ...], words: str
) -> None:
    weight = () if "--weight" in arguments else ("--weight", "W")
    assert words in refused(helpseek("targets", survey, *weight, *arguments))


def test_weights_that_nobody_speaks_of_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("weight,DEP\n1.5,yes\n2,no\n")
    assert "weight" in refused(helpseek("targets", path, "--map", "case=DEP"))


def test_an_estimate_tells_its_error() -> None:
    assert Estimate(0.5, 0.04, 3, 10, 10.0, 6.0).error == 0.2
