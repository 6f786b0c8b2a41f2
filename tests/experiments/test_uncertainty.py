"""Draws of numbers in doubt: within bounds, in order, correlated as asked, the same again."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.stats import kstest, spearmanr

from experiments.uncertainty.cube import DESIGNS, points
from experiments.uncertainty.draws import Draws, prior_draws, strategy_fields
from experiments.uncertainty.kept import POSTERIOR, read_draws, write_draws
from experiments.uncertainty.places import numbers_of
from experiments.uncertainty.together import correlated, in_order
from simulation.errors import InputError
from simulation.parameters.prior_groups import prior_groups
from simulation.parameters.priors import Prior
from simulation.revisions import present
from simulation.scenario import load_scenario

TOWN = load_scenario("town", {"strategies": ["leap", "reminders"]})
UNIFORM = Prior("uniform", 0.0, 1.0, low=0.0, high=1.0)


@pytest.fixture(scope="module")
def everything() -> Draws:
    return prior_draws(TOWN, number=512)


def test_draws_lie_within_bounds_and_whole_numbers_are_whole(everything: Draws) -> None:
    rows = numbers_of(
        TOWN.model_copy(update={"strategies": ()}), {one.kind: one for one in TOWN.strategies}
    )
    assert len(everything.places) > 250
    assert "services.remote.price" in everything.places
    assert "strategies.leap.uptake" in everything.places
    for at, place in enumerate(everything.places):
        row, values = rows[place], everything.numbers[:, at]
        assert ((values >= row.low) & (values <= row.high)).all(), place
        assert everything.whole[at] == isinstance(row.default, int), place
        if everything.whole[at]:
            assert (values == np.floor(values)).all(), place


def test_draws_are_as_likely_as_priors_say(everything: Draws) -> None:
    """Of those that no order binds; a draw that forgot its distribution would fail at once."""
    rows = numbers_of(
        TOWN.model_copy(update={"strategies": ()}), {one.kind: one for one in TOWN.strategies}
    )
    bound = {m for g in prior_groups().values() if g.kind == "ordered" for m in g.members}
    for at, place in enumerate(everything.places):
        if place not in bound and not everything.whole[at]:
            shares = rows[place].prior.cdf(everything.numbers[:, at])
            assert kstest(shares, "uniform").statistic < 0.04, place


def test_groups_are_in_order_and_correlated(everything: Draws) -> None:
    column = {place: everything.numbers[:, at] for at, place in enumerate(everything.places)}
    tried = 0
    for group in prior_groups().values():
        members = [place for place in group.members if place in column]
        for at, (one, other) in enumerate(pairwise(members)):
            tried += 1
            if group.kind == "ordered":
                assert (column[one] <= column[other]).all(), group.name
            else:
                sign = -1.0 if group.falling[at] != group.falling[at + 1] else 1.0
                found = spearmanr(column[one], column[other]).statistic
                assert found == pytest.approx(sign * group.rank_correlation, abs=0.06), group.name
    assert tried > 15


@pytest.mark.parametrize("design", DESIGNS)
def test_the_same_seed_gives_the_same_draws(design: str) -> None:
    def drawn(number: int, seed: int) -> np.ndarray:
        return prior_draws(TOWN, ("costs", "services.remote"), number, seed, design).numbers

    assert (drawn(16, 1) == drawn(16, 1)).all()
    assert (drawn(16, 1) != drawn(16, 2)).any()
    if design != "latin_hypercube":
        assert (drawn(64, 1)[:16] == drawn(16, 1)).all()


def test_keyed_draws_of_a_number_are_its_own() -> None:
    one = prior_draws(TOWN, ("onset_rate",), 8, design="random")
    both = prior_draws(TOWN, ("triage", "onset_rate"), 8, design="random")
    at = both.places.index("parameters.onset_rate")
    assert (one.numbers[:, 0] == both.numbers[:, at]).all()


def test_an_order_is_what_independent_priors_say_once_it_is_known() -> None:
    cube = points("sobol", 4096, 1, ["a", "b", "c"])
    values = np.array(in_order(cube, [UNIFORM] * 3))
    assert (np.diff(values, axis=0) >= 0).all()
    # Three uniform numbers in order are beta distributed: means of 1/4, 1/2 and 3/4.
    assert values.mean(axis=1) == pytest.approx([0.25, 0.5, 0.75], abs=1e-3)
    assert values.var(axis=1) == pytest.approx([3 / 80, 4 / 80, 3 / 80], abs=1e-3)
    # And where priors do not overlap, the order says nothing.
    apart = [UNIFORM.within(0.0, 0.3), replace(UNIFORM, low=0.5)]
    low, high = in_order(cube[:, :2], apart)
    assert low == pytest.approx(apart[0].quantile(cube[:, 0]), abs=1e-3)
    assert high == pytest.approx(apart[1].quantile(cube[:, 1]), abs=1e-3)


def test_an_order_keeps_points_even() -> None:
    """Each draw is a monotone function of the coordinates: more of one is never less of its own."""
    cube = np.array([[0.5, share] for share in np.linspace(0.01, 0.99, 99)])
    assert (np.diff(in_order(cube, [UNIFORM] * 2)[1]) > 0).all()


def test_a_copula_leaves_each_number_its_own_distribution() -> None:
    cube = correlated(points("sobol", 1024, 3, ["a", "b", "c"]), 0.6, [False, True, False])
    told = spearmanr(cube).statistic
    assert told[0, 1] == pytest.approx(-0.6, abs=0.02)
    assert told[0, 2] == pytest.approx(0.6, abs=0.02)
    for column in cube.T:
        assert kstest(column, "uniform").statistic < 0.02


def test_an_order_is_kept_to_numbers_that_are_not_drawn() -> None:
    world = load_scenario(TOWN, {"costs.disability_moderate": 0.6})
    drawn = prior_draws(world, ("disability_severe",), 64)
    assert drawn.numbers.min() >= 0.6
    with pytest.raises(InputError, match="order of disability"):
        prior_draws(load_scenario(TOWN, {"costs.disability_moderate": 1.0}), ("disability_severe",))


def test_a_worlds_own_groups_and_priors_are_drawn() -> None:
    group = {
        "kind": "correlated",
        "members": ["parameters.onset_rate", "-parameters.travel_median"],
        "rank_correlation": 0.8,
        "source": "assumption: for a test",
    }
    prior = {"distribution": "uniform", "interval": [30, 40], "source": "assumption: a test"}
    world = load_scenario(TOWN, {"prior_groups.mine": group, "priors.travel_median": prior})
    drawn = prior_draws(world, ("onset_rate", "travel_median"), 512).numbers
    assert spearmanr(drawn).statistic == pytest.approx(-0.8, abs=0.03)
    assert drawn[:, 1].min() >= 30
    assert drawn[:, 1].max() <= 40


def test_a_draw_is_the_world_that_settings_would_make(everything: Draws) -> None:
    values = everything.values(3)
    plain = {place: value for place, value in values.items() if not place.startswith("strategies.")}
    made = everything.scenario(TOWN, 3)
    assert made.model_copy(update={"strategies": ()}) == load_scenario(
        TOWN, {**plain, "strategies": []}
    )
    for strategy in made.strategies:
        for name, value in strategy_fields(values)[strategy.kind].items():
            assert getattr(strategy, name) == value
    assert TOWN.parameters.onset_rate == 0.114


def test_a_world_without_a_number_of_the_draws_is_refused() -> None:
    drawn = prior_draws(TOWN, ("culture.groups.black.trust",), 4)
    other = load_scenario(TOWN, {"culture.groups.black": None})
    with pytest.raises(InputError, match="black"):
        drawn.scenario(other, 0)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (("onset_rat",), "did you mean"),
        (("specialist.travels",), "it is a decision"),
        (("network.kind",), "is no number"),
    ],
)
def test_names_that_cannot_be_drawn_are_refused(what: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        prior_draws(TOWN, what, 4)


# In a file


def test_draws_come_back_from_a_file(tmp_path: Path) -> None:
    drawn = prior_draws(TOWN, ("triage", "refusals_counted", "leap"), 32)
    weighed = replace(drawn, log_weight=np.linspace(-3, 0, 32), ids=np.arange(100, 132))
    write_draws(weighed, tmp_path / POSTERIOR)
    again = read_draws(tmp_path / POSTERIOR, TOWN)
    assert again.places == drawn.places
    assert again.whole == drawn.whole
    assert (again.numbers == drawn.numbers).all()
    assert (again.ids == weighed.ids).all()
    assert again.weights == pytest.approx(weighed.weights)
    assert again.weights.sum() == pytest.approx(1.0)
    assert again.provenance["priors"] == drawn.provenance["priors"]
    assert [path.name for path in tmp_path.iterdir()] == [POSTERIOR]
    with pytest.raises(InputError, match=r"strategies\.leap"):
        read_draws(tmp_path / POSTERIOR, load_scenario("town"))
    with pytest.raises(ValueError, match="read-only"):
        again.numbers[0, 0] = 1.0


def _changed(path: Path, table: pa.Table, **told: Any) -> Path:
    metadata = dict(table.schema.metadata)
    if told:
        metadata[b"helpseek"] = json.dumps(json.loads(metadata[b"helpseek"]) | told).encode()
    pq.write_table(table.replace_schema_metadata(metadata), path)
    return path


def test_draws_that_cannot_be_used_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / POSTERIOR
    write_draws(prior_draws(TOWN, ("onset_rate", "triage"), 8), path)
    table = pq.read_table(path)

    def refusal(changed: pa.Table, **told: Any) -> str:
        with pytest.raises(InputError) as refused:
            read_draws(_changed(tmp_path / "other.parquet", changed, **told), TOWN)
        return str(refused.value)

    for told in ({"revision": present() - 1}, {"extended": True}, {"revision": None}):
        said = refusal(table, model="0" * 64, **told)
        assert "another version of the model" in said
        assert "helpseek calibrate" in said
    # Another version of the code that gives the same numbers takes the same draws.
    other = _changed(tmp_path / "other.parquet", table, model="0" * 64)
    assert (read_draws(other, TOWN).numbers == read_draws(path, TOWN).numbers).all()
    assert "is no table of draws" in refusal(table, format="helpseek run 1")
    assert "log_weight" in refusal(table.drop_columns(["log_weight"]))
    place = table.column_names.index("parameters.onset_rate")
    assert "out of range" in refusal(
        table.set_column(place, "parameters.onset_rate", pa.array([9.0] * 8))
    )
    assert "NaN" in refusal(
        table.set_column(place, "parameters.onset_rate", pa.array([np.nan] * 8))
    )
    assert "twice" in refusal(table.set_column(0, "draw", pa.array([1] * 8)))
    assert "holds no draws" in refusal(table.slice(0, 0))
    pq.write_table(pa.table({"a": [1]}), tmp_path / "plain.parquet")
    (tmp_path / "text.parquet").write_text("nothing")
    for name in ("plain.parquet", "text.parquet", "missing.parquet"):
        with pytest.raises(InputError, match=name):
            read_draws(tmp_path / name, TOWN)
