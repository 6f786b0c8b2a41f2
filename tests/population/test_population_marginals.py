"""Where people come from: counts by place, met by reweighting the town."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.population.marginals import Marginals, read_marginals
from simulation.population.reweighting import household_weights, reached_counts, reweighted_town
from simulation.population.town import source, town
from tests.support.files import Written
from tests.support.populations import same_rows, summary_of

COUNTS: dict[tuple[str, str], dict[str, int]] = {
    ("harbour", "household_size"): {"1": 820, "2": 640, "3": 240, "4 or more": 300},
    ("harbour", "income"): {"0-29999": 900, "30000-59999": 600, "60000+": 500},
    ("harbour", "age"): {"0-17": 700, "18-64": 2800, "65+": 680},
    ("hills", "household_size"): {"1": 150, "2": 500, "3": 350, "4 or more": 500},
    ("hills", "income"): {"0-29999": 100, "30000-59999": 400, "60000+": 1000},
    ("hills", "age"): {"0-17": 1100, "18-64": 2600, "65+": 700},
    ("moor", "household_size"): {"1": 20, "2": 30, "3": 0, "4 or more": 10},
    ("campus", "age"): {"0-17": 100, "18-64": 1850, "65+": 50},
    ("campus", "sex"): {"Women": 1100, "m": 900},
    ("empty", "household_size"): {"1": 0, "2": 0, "3": 0, "4 or more": 0},
}


def marginals_text(counts: dict[tuple[str, str], dict[str, int]]) -> str:
    rows = ["place,attribute,category,count"]
    for (place, attribute), categories in counts.items():
        rows += [f"{place},{attribute},{name},{count}" for name, count in categories.items()]
    return "\n".join(rows) + "\n"


@pytest.fixture
def marginals(written: Written) -> Marginals:
    return read_marginals(written(marginals_text(COUNTS), "counts.csv"))


def test_marginals_are_read_into_places_and_controls(marginals: Marginals) -> None:
    assert marginals.places == ("harbour", "hills", "moor", "campus", "empty")
    bands = {c.category: (c.low, c.high) for c in marginals.controls if c.attribute == "income"}
    assert bands == {
        "0-29999": (0, 30000),
        "30000-59999": (30000, 60000),
        "60000+": (60000, np.inf),
    }
    assert marginals.households[[0, 1, 2, 4]].tolist() == [2000, 1500, 60, 0]
    assert np.isnan(marginals.households[3])
    assert marginals.persons[[0, 1, 3]].tolist() == [4180, 4400, 2000]


def test_weights_meet_counts_of_households_and_persons_together(marginals: Marginals) -> None:
    weights = household_weights(marginals)
    s = source()
    assert weights.min() >= 0
    assert weights.sum(axis=1)[[0, 1, 2, 4]] == pytest.approx([2000, 1500, 60, 0])
    child = np.bincount(s.home[s.age < 18], minlength=s.households)
    rich = s.income >= 60_000
    assert (weights @ child)[[0, 1, 3]] == pytest.approx([700, 1100, 100], rel=0.01)
    assert (weights @ rich)[:2] == pytest.approx([500, 1000], rel=0.01)
    # A count of zero leaves no weight, and households that no count tells apart keep equal weights.
    assert weights[2, s.size == 3].sum() == 0
    assert np.unique(weights[2, s.size == 2].round(12)).size == 1


def test_a_population_meets_its_marginals_within_a_few_percent(marginals: Marginals) -> None:
    for seed in (1, 2, 3):
        population = reweighted_town(marginals, None, seed)
        reached = reached_counts(marginals, population)
        large = marginals.counts >= 300
        error = np.abs(reached - marginals.counts)[large] / marginals.counts[large]
        assert error.max() < 0.06
        assert error.mean() < 0.02
        sizes = [c.attribute == "household_size" for c in marginals.controls]
        given_sizes = marginals.counts[:3][:, sizes]
        assert np.abs(reached[:3][:, sizes] - given_sizes).max() <= 2
        assert population.people == pytest.approx(4180 + 4400 + 2000 + 130, rel=0.03)
        assert population.places == marginals.places
        assert set(population.place.tolist()) == {0, 1, 2, 3}


def test_the_town_as_it_is_does_not_meet_them(marginals: Marginals) -> None:
    """The check above could fail: households drawn without weights are far off."""
    population = reweighted_town(marginals, None, 1)
    plain = town(population.people, 1)
    names = ("age", "income", "household", "household_size", "work")
    unweighted = population._replace(**{name: getattr(plain, name) for name in names})
    reached = reached_counts(marginals, unweighted)
    large = marginals.counts >= 300
    assert (np.abs(reached - marginals.counts)[large] / marginals.counts[large]).max() > 0.3


def test_marginal_populations_grow_without_changing_those_before(marginals: Marginals) -> None:
    whole = reweighted_town(marginals, None, 9)
    small = reweighted_town(marginals, 500, 9)
    twice = reweighted_town(marginals, 2 * whole.people + 1, 9)
    assert small.people == 500
    assert twice.people == 2 * whole.people + 1
    assert same_rows(small, whole, 500)
    assert same_rows(whole, twice, whole.people)
    assert set(np.diff(twice.household).tolist()) == {0, 1}
    # The second pass is another draw, not the first in another order; and so is another seed.
    incomes = np.unique(whole.income)
    assert np.setdiff1d(twice.income[whole.people :], incomes).size > 50
    assert np.setdiff1d(reweighted_town(marginals, None, 10).income, incomes).size > 50


def test_counts_that_differ_by_rounding_are_scaled_to_one_total(written: Written) -> None:
    text = "place,attribute,category,count\n"
    text += (
        "a,household_size,1,60\na,household_size,2+,40\na,income,0-39999,31\na,income,40000+,73\n"
    )
    marginals = read_marginals(written(text))
    assert marginals.households.tolist() == [100]
    assert marginals.counts[0] == pytest.approx([60, 40, 31 / 1.04, 73 / 1.04])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({("hills", "age"): {"0-17": 1100, "18-64": 2600}}, "no count of age '65+' for 'hills'"),
        ({("hills", "income"): {"0-29999": 9, "30000-59999": 9, "60000+": 9}}, "disagree"),
        ({("hills", "age"): {"0-20": 1, "18-64": 2, "65+": 3}}, "overlap"),
        ({("far", "workers"): {"0": 1, "3+": 2}}, "leave a gap"),
        ({("hills", "age"): {"young": 1}}, "not a band of age"),
        ({("hills", "sex"): {"women?": 1}}, "unknown category of sex"),
        ({("hills", "shoes"): {"1": 1}}, "unknown attribute"),
        ({("hills", ""): {"1": 1}}, "unknown attribute"),
        ({("", "age"): {"0-17": 1}}, "missing"),
        ({("hills", "age"): {"0-17": -1}}, "out of range"),
        ({("hills", "age"): {"0-17": 10**12}}, "out of range"),
    ],
)
def test_wrong_marginals_are_refused(
    written: Written, change: dict[tuple[str, str], dict[str, int]], says: str
) -> None:
    path = written(marginals_text(COUNTS | change), "counts.csv")
    with pytest.raises(InputError) as caught:
        read_marginals(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_places_may_spell_a_category_differently(written: Written) -> None:
    text = "place,attribute,category,count\na,sex,F,6\na,sex,Men,4\nb,sex,male,1\nb,sex,woman,2\n"
    marginals = read_marginals(written(text))
    assert [control.category for control in marginals.controls] == ["female", "male"]
    assert marginals.counts.tolist() == [[6, 4], [2, 1]]


def test_counts_given_twice_or_all_zero_are_refused(written: Written) -> None:
    text = "place,attribute,category,count\n"
    with pytest.raises(InputError, match="counted twice for 'a'"):
        read_marginals(written(text + "a,workers,0,1\na,workers,1+,4\na,workers,0,1\n"))
    with pytest.raises(InputError, match="all places together"):
        read_marginals(written(text + "a,workers,0,0\na,workers,1+,0\n"))
    with pytest.raises(InputError, match="no such column"):
        read_marginals(written("place,what,category,count\na,workers,0,0\n"))
    named = written("where,what,which,number\na,workers,0,5\na,workers,1+,7\n")
    columns = {"place": "where", "attribute": "what", "category": "which", "count": "number"}
    assert read_marginals(named, columns).households.tolist() == [12]


def test_households_outside_the_bands_do_not_occur(written: Written) -> None:
    text = "place,attribute,category,count\na,household_size,2-3,50\na,age,0-17,20\n"
    population = reweighted_town(read_marginals(written(text)), None, 1)
    assert population.households == 50
    assert set(population.household_size.tolist()) == {2, 3}
    assert (population.age < 18).sum() == pytest.approx(20, abs=8)


def test_cultures_of_marginals_follow_the_scenario(written: Written) -> None:
    text = "place,attribute,category,count\na,culture,Hispanic,600\na,culture,everyone else,400\n"
    marginals = read_marginals(written(text), cultures=["everyone else", "hispanic"])
    population = reweighted_town(marginals, None, 1)
    assert (population.culture == 1).mean() == pytest.approx(0.6, abs=0.04)


SIZES = "place,attribute,category,count\n"


def test_totals_of_categories_and_of_places_are_left_out(written: Written) -> None:
    rows = "a,household_size,1,60\na,household_size,2+,40\na,household_size,Total,100\n"
    rows += "b,household_size,1,160\nb,household_size,2+,140\nb,household_size,all,300\n"
    both = read_marginals(
        written(
            SIZES + rows + "All places,household_size,1,220\nAll places,household_size,2+,180\n"
        )
    )
    assert both.places == ("a", "b")
    assert both.households.tolist() == [100, 300]
    assert sum(summary_of(both).left_out.values()) == 4
    # A sum of all others is a total whatever it is called.
    ages = [("a", 60, 140, 40), ("b", 160, 141, 43), ("England", 220, 281, 83)]
    rows = "".join(
        f"{place},age,0-17,{x}\n{place},age,18-64,{y}\n{place},age,65+,{z}\n"
        for place, x, y, z in ages
    )
    assert read_marginals(written(SIZES + rows)).places == ("a", "b")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            "a,household_size,1,60\na,household_size,2+,40\na,household_size,Total,150\n",
            "not the sum",
        ),
        (
            "a,workers,0,6\na,workers,1+,4\nb,workers,0,9\nb,workers,1+,9\nTotal,workers,0,50\n"
            "Total,workers,1+,13\n",
            "the place 'Total' is not the sum",
        ),
        ("a,workers,0,60%\na,workers,1+,40%\n", "percentage"),
        ("a,workers,0,60\na,workers,1+,40\nb,workers,0,30\nb,workers,1+,70\n", "percentages"),
        ("a,workers,0,0.61\na,workers,1+,0.39\n", "sums to 1"),
        (
            "a,workers,0,*\na,workers,1+,<5\nb,workers,0,..\nb,workers,1+,c\n",
            "not published in 4 rows",
        ),
        ("a,workers,0,\na,workers,1+,5\n", "value is missing"),
    ],
)
def test_totals_shares_and_hidden_cells_that_are_no_counts(
    written: Written, rows: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        read_marginals(written(SIZES + rows))


def test_counts_with_thousands_and_a_single_open_band(written: Written) -> None:
    grouped = read_marginals(written(SIZES + 'NA,workers,0,"1,200"\nNA,workers,1+,"2,400"\n'))
    assert grouped.households.tolist() == [3600]
    assert grouped.places == ("NA",)
    assert "3,600 households" in summary_of(grouped).sentence()
    under = read_marginals(written(SIZES + "a,household_size,2,50\na,age,under 5,20\n"))
    assert under.controls[-1].high == 5
