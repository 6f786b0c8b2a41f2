"""What the first page says of doubt: words hold against the tables that they are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from experiments.compare.figures.data import ComparisonData
from experiments.compare.value.advice import NOT_HELD
from experiments.report.about import About
from experiments.report.comparison.cheers import cheers_table
from experiments.report.comparison.done import Done
from experiments.report.comparison.doubt import Doubt
from experiments.report.comparison.findings import Findings, difference_cell
from experiments.report.comparison.limits import Limits
from experiments.report.source import read_result
from experiments.words.numbers import out_of_ten
from tests.support.doubts import AMOUNTS, doubtful, on_disk, shares, threshold
from tests.support.report_pages import Page, written

CARE, ILL, HEALTH = "began_care", "symptom_weeks_total", "qalys_discounted"


def doubt(
    directory: Path, chances: Mapping[float, Mapping[str, float]] | None = None, **more: Any
) -> Doubt:
    given = {"leap": 0.78, "subsidy": 0.2, "nothing": 0.02}
    of_all = chances or dict.fromkeys(AMOUNTS, given)
    made = {amount: shares(directory, **of) for amount, of in of_all.items()}
    return Doubt(Findings(doubtful(directory, made, **more)))


def said(of: Doubt) -> str:
    return " ".join(sentence for point in of.points() for sentence in point.sentences)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "in nearly all towns"),
        (0.95, "in nearly all towns"),
        (0.949, "in 9 of 10 towns"),
        (0.849, "in 8 of 10 towns"),
        (0.75, "in 8 of 10 towns"),
        (0.05, "in 1 of 10 towns"),
        (0.049, "in fewer than 1 of 20 towns"),
        (0.0, "in fewer than 1 of 20 towns"),
    ],
)
def test_shares_are_counted_of_ten_and_never_told_as_certain(share: float, words: str) -> None:
    assert out_of_ten(share, "towns") == words


@pytest.mark.parametrize("share", [0.52, 0.66, 0.78, 0.94])
def test_the_count_in_words_is_that_of_the_table(directory: Path, share: float) -> None:
    told = doubt(directory, chances={1e5: {"leap": share, "subsidy": 1.0 - share}})
    (count,) = re.findall(r"In (\d) of 10 towns that fit what is known, LEAP", said(told))
    assert int(count) == int(10 * share + 0.5)
    (other,) = re.findall(r"Otherwise it is subsidy \((\d+) %\)", said(told))
    assert int(other) == round(100 * (1.0 - share))


def test_with_two_options_exchanged_the_words_exchange(directory: Path) -> None:
    one = doubt(directory, chances={1e5: {"leap": 0.7, "subsidy": 0.3}})
    other = doubt(directory, chances={1e5: {"subsidy": 0.7, "leap": 0.3}})
    swapped = {"LEAP": "Subsidy", "Subsidy": "LEAP", "subsidy": "LEAP"}
    before, after = (" ".join(told.best_buy()) for told in (one, other))
    words = re.sub("LEAP|[Ss]ubsidy", lambda found: swapped[found.group()], before)
    assert words.lower() == after.lower()
    assert before.lower() != after.lower()


def test_no_option_is_called_the_best_buy_that_is_so_in_few_towns(directory: Path) -> None:
    told = said(doubt(directory, chances={1e5: {"leap": 0.44, "subsidy": 0.36, "nothing": 0.2}}))
    assert "No option is the best buy at 100,000 USD a QALY in most towns" in told
    assert "In 4 of 10 towns that fit what is known, LEAP is the best buy" not in told


def test_the_best_in_the_mean_is_told_where_it_is_another_one(directory: Path) -> None:
    same, other = doubt(directory), doubt(directory, best="subsidy")
    assert "LEAP is the best buy in the mean, too" in said(same)
    assert "the best buy is another one: subsidy" in said(other)
    assert "choosing it loses 1.25 million USD" in said(same)


def test_from_priors_the_words_say_so(directory: Path) -> None:
    fitted, priors = doubt(directory), doubt(directory, source="priors")
    assert "In 8 of 10 towns that fit what is known" in said(fitted)
    assert NOT_HELD not in said(fitted)
    assert "In 8 of 10 towns that the priors allow" in said(priors)
    assert "that fit what is known" not in said(priors)
    assert NOT_HELD in said(priors)
    assert "Nothing holds these numbers to the evidence" in NOT_HELD


def test_other_amounts_are_told_with_their_own_best_buys(directory: Path) -> None:
    of = {5e4: {"nothing": 0.6, "leap": 0.4}, 1e5: {"leap": 1.0}, 1.5e5: {"subsidy": 0.9}}
    told = said(doubt(directory, chances=of))
    assert "In nearly all towns that fit what is known, LEAP is the best buy at 100,000" in told
    assert (
        "at other amounts: doing nothing at 50,000 USD a QALY (60 %) and subsidy at 150,000 USD a "
        "QALY (90 %)" in told
    )


def test_what_would_change_the_advice_is_what_thresholds_say(directory: Path) -> None:
    rows = [
        threshold("parameters.onset_rate", "subsidy", "leap", 0.125),
        threshold("services.specialist.price", "leap", "nothing", 220.0),
        threshold("strategies.leap.uptake", "nothing", "leap", 0.5, supported="no"),
    ]
    told = " ".join(doubt(directory, thresholds=rows).changes())
    assert "(onset_rate) is below 0.125, subsidy is the best buy (12 % of the towns" in told
    assert "(services.specialist.price) is above 220, doing nothing is the best buy" in told
    assert "uptake" not in told
    assert "No single number" in " ".join(doubt(directory, thresholds=rows[2:]).changes())
    untold = doubt(directory, information=False)
    assert untold.changes() == []
    untold.said["effective_draws"] = 24.0
    assert "too few draws to say which number" in " ".join(untold.changes())


def test_what_is_robust_holds_and_what_is_open_does_not(directory: Path) -> None:
    told = doubt(
        directory,
        verdicts={
            (CARE, "leap"): ("higher", 1.0),
            (CARE, "subsidy"): ("lower", 0.0),
            (ILL, "leap"): ("depends on the numbers", 0.3),
            (ILL, "subsidy"): ("undecided", 0.5),
            (HEALTH, "leap"): ("depends on the numbers", 0.3),
            (HEALTH, "subsidy"): ("higher", 1.0),
        },
    )
    assert told.robust() == [
        "In nearly all towns that fit what is known, luck allowed for: more people begin care with "
        "LEAP; fewer people begin care with subsidy; QALYs are gained with subsidy."
    ]
    depends, by_luck = told.open()
    # Fewer weeks are better: what is above zero in 30 % of towns is better in 70 %.
    assert "people are ill for fewer weeks with LEAP (70 %)" in depends
    assert "QALYs are gained with LEAP (30 %)" in depends
    assert by_luck.endswith("subsidy, people are ill for fewer weeks.")
    nothing = doubt(directory).robust()
    assert nothing == ["No effect of a strategy holds in nearly all towns that fit what is known."]


@pytest.fixture(scope="module")
def page(directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of an invented comparison over draws from priors."""
    rows = [
        threshold("parameters.onset_rate", "subsidy", "leap", 0.125),
        threshold("strategies.leap.uptake", "leap", "nothing", 0.8, supported="no"),
    ]
    made = doubt(
        directory,
        verdicts={(CARE, "leap"): ("depends on the numbers", 0.8)},
        thresholds=rows,
        source="priors",
    )
    out = on_disk(made.found.data, tmp_path_factory.mktemp("doubt") / "drawn")
    return written(out)


def test_the_page_over_draws_is_whole(page: Page) -> None:
    assert page.faults == []
    assert len(page.ids) == len(set(page.ids))
    assert {f"#{name}" for name in page.ids} >= {each for each in page.loads if each[0] == "#"}
    for name in (
        "table-decision",
        "table-information",
        "table-tornado",
        "table-thresholds",
        "figure-best-buy",
        "figure-expected-loss",
        "figure-worth-of-knowing",
        "figure-tornado",
    ):
        assert name in page.ids, name


def test_the_page_over_draws_says_nothing_of_luck_alone(page: Page) -> None:
    assert "figure-acceptability" not in page.ids
    for words in ("Monte Carlo", "Holm", "held at one value each; ", "over luck, not over doubt"):
        assert words not in page.words, words
    assert page.words.count("From priors.") == 2
    assert "200 towns that the priors allow, 3 seeds each" in page.words


def test_numbers_of_the_first_page_stand_in_its_tables(page: Page) -> None:
    shown = page.values["table-decision"]
    assert {0.78, 0.2, 0.02, 1_250_000.0} <= set(shown)
    assert "In 8 of 10 towns that the priors allow, LEAP is the best buy" in page.words
    assert 0.125 in page.values["table-thresholds"]
    assert "(onset_rate) is below 0.125, subsidy is the best buy" in page.words


def test_cells_tell_luck_beside_both(directory: Path) -> None:
    found = doubt(directory).found
    note = difference_cell(found.difference("leap", CARE)).note
    both, luck = re.findall(r"[+\N{MINUS SIGN}]?[\d.]+ to [+\N{MINUS SIGN}]?[\d.]+", note)
    wide, narrow = (
        float(end) - float(start)
        for start, end in (
            span.replace("\N{MINUS SIGN}", "-").split(" to ") for span in (both, luck)
        )
    )
    assert wide == pytest.approx(40.0, abs=0.3)
    assert narrow == pytest.approx(10.0, abs=0.3)
    assert "luck alone" in note


@pytest.mark.parametrize("source", ["", "posterior", "priors"])
def test_limits_and_standards_say_what_was_run(directory: Path, source: str) -> None:
    found = doubt(directory, source=source) if source else Doubt(Findings(_luck(directory)))
    limits = Limits(read_result(str(directory)), found)
    told = " ".join([*limits.point().sentences, *(" ".join(one) for one in limits.told())])
    held = "numbers of the model are held at one value each" in told
    rows = {str(row[0]): " ".join(map(str, row[2:4])) for row in _cheers(found)}
    assert held == (source == "")
    assert ("321 numbers" in told) == (source != "")
    assert ("nothing holds" in told.lower()) == (source == "priors")
    assert ("over seeds" in rows["20. Characterising uncertainty"]) == (source == "")
    assert ("200 times" in rows["20. Characterising uncertainty"]) == (source != "")
    assert ("Parameters," in rows["24. Effect of uncertainty"]) == (source == "")


def test_standards_ask_for_what_the_world_says(directory: Path) -> None:
    data = _luck(directory)
    data.told["discount_rate_health"] = 0.01
    data.told["price_year"] = 2024
    rows = {str(row[0]): " ".join(map(str, row[2:4])) for row in _cheers(Doubt(Findings(data)))}
    assert "A rate each for costs and for health" in rows["10. Discount rate"]
    assert "money of 2024" in rows["15. Currency, price date, and conversion"]


def _cheers(found: Doubt) -> list[list[object]]:
    return [list(row) for row in cheers_table(About(), Done.of(found)).rows]


def _luck(directory: Path) -> ComparisonData:
    return ComparisonData(directory)
