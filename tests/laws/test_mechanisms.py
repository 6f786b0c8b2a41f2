"""Mechanisms: every row of the table is in the code, and shows in what it is said to show in.

The same people live twice, once with a mechanism and once without it, everybody's luck being the
same; so a mechanism shows in towns in which an experiment with two samples would find nothing.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simulation.evidence import evidence
from simulation.measures.categories import MODALITIES
from simulation.measures.shown import shown
from simulation.measures.survey import Survey
from simulation.mechanisms import MECHANISMS
from simulation.scenario import load_scenario, parameter_rows
from simulation.strategies import STRATEGIES
from simulation.switches import Mechanism, Switch
from tests.support.cli_runner import ROOT, helpseek
from tests.support.towns import town_of, weeks

QUANTITIES = shown()

PEOPLE = 20_000
SEEDS = range(1, 7)
BURN_IN = 104
LOOKS, BETWEEN_LOOKS = 4, 26
"""How often the town is looked at after the burn-in, and how many weeks lie between two looks."""
NOISE = float(stats.t.ppf(0.95, len(SEEDS) - 1))
"""Standard errors beyond which a mean difference is more than noise, one-sided 5 %."""

SWITCHES = [
    pytest.param(switch, id=f"{row.number}-{place}-{next(iter(switch.off))}-{switch.shows_in}")
    for row in MECHANISMS
    for place, switch in enumerate(row.switches, 1)
]
Array = NDArray[np.float64]
Settings = Mapping[str, Any]


# The table


def parameters_named(end: str) -> list[str]:
    """Places of the default world's parameters that end so."""
    names = [row.name for row in parameter_rows(load_scenario())]
    return [name for name in names if name == end or name.endswith(f".{end}")]


def test_all_rows_are_there_in_order() -> None:
    assert [row.number for row in MECHANISMS] == list(range(1, 23))
    assert len({row.title for row in MECHANISMS}) == len(MECHANISMS)


@pytest.mark.parametrize("row", MECHANISMS, ids=lambda row: str(row.number))
def test_a_row_lives_where_it_says(row: Mechanism) -> None:
    assert row.code
    for file, names in row.code.items():
        tree = ast.parse((ROOT / "simulation" / file).read_text(encoding="utf-8"))
        defined = {
            node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        }
        assert names, file
        assert set(names) <= defined, file


@pytest.mark.parametrize("row", MECHANISMS, ids=lambda row: str(row.number))
def test_a_row_has_parameters_with_sources(row: Mechanism) -> None:
    assert row.parameters or row.baseline or row.strategies
    assert len(set(row.parameters)) == len(row.parameters)
    rows = {parameter.name: parameter for parameter in parameter_rows(load_scenario())}
    for end in row.parameters:
        places = parameters_named(end)
        assert len(places) == 1, end
        assert rows[places[0]].source, end


@pytest.mark.parametrize("row", MECHANISMS, ids=lambda row: str(row.number))
def test_a_row_shows_in_something(row: Mechanism) -> None:
    assert row.switches or row.baseline
    assert {*row.baseline, *(switch.shows_in for switch in row.switches)} <= QUANTITIES.keys()
    assert set(row.strategies) <= STRATEGIES.keys()
    for switch in row.switches:
        assert switch.because
        assert load_scenario("town", {**switch.on, **switch.off}) != load_scenario(
            "town", switch.on
        )
        for key in switch.off:
            kind = key.rsplit(".", 1)[-1]
            told = {name.rsplit(".", 1)[-1] for name in row.parameters}
            assert kind in told or (kind == "strategies" and row.strategies), key


def test_every_strategy_belongs_to_a_row() -> None:
    assert {name for row in MECHANISMS for name in row.strategies} == STRATEGIES.keys()


def test_rows_and_rules_are_found_from_the_command() -> None:
    said = helpseek("list", "mechanisms")
    assert said.code == 0, said
    for row in MECHANISMS:
        assert f"{row.number}. {row.title}" in said.out
    # What a reader who looks for help resistance finds.
    at = said.out.index("13. Help resistance")
    told = " ".join(said.out[at : said.out.index("14. ")].split())
    assert "simulation/processes/help_resistance.py" in told
    assert "habit_after_refusal" in told
    assert "advice_refused_share falls at habit_gain=0" in told

    rows = json.loads(helpseek("list", "mechanisms", "--json").out)
    assert [row["number"] for row in rows] == [row.number for row in MECHANISMS]
    for listed, row in zip(rows, MECHANISMS, strict=True):
        assert [code["file"] for code in listed["code"]] == [f"simulation/{at}" for at in row.code]
        assert listed["parameters"] == list(row.parameters)
        for told_switch, switch in zip(listed["switches"], row.switches, strict=True):
            assert told_switch["off"] == dict(switch.off)
            assert told_switch["shows_in"] == switch.shows_in
            assert told_switch["then"] == switch.then


def test_the_table_is_light() -> None:
    imported = set()
    table = ROOT / "simulation" / "mechanisms"
    for file in (*table.glob("*.py"), ROOT / "simulation" / "switches.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
        imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {f"simulation.mechanisms.{file.stem}" for file in table.glob("*.py")}
    assert imported - own == {
        "__future__",
        "collections.abc",
        "dataclasses",
        "typing",
        "simulation.measures.categories",
        "simulation.switches",
    }


# Towns with and without


class Towns:
    """Towns under some settings, each lived through once: all quantities of each seed."""

    def __init__(self) -> None:
        self._known: dict[str, list[dict[str, float]]] = {}

    def under(self, settings: Settings) -> list[dict[str, float]]:
        """All quantities under these settings, an entry a seed, as means over the looks."""
        key = json.dumps(settings, sort_keys=True)
        if key not in self._known:
            with ThreadPoolExecutor(2) as pool:  # compiled loops run beside each other
                self._known[key] = list(pool.map(lambda seed: self._live(seed, settings), SEEDS))
        return self._known[key]

    def values(self, name: str, settings: Settings) -> Array:
        """One quantity under these settings, an entry a seed."""
        return np.array([quantities[name] for quantities in self.under(settings)])

    def mean(self, name: str, settings: Settings = {}) -> float:  # noqa: B006
        """One quantity under these settings, mean of the seeds."""
        return float(self.values(name, settings).mean())

    def change(self, name: str, off: Settings, on: Settings = {}) -> Array:  # noqa: B006
        """What taking something away does to a quantity, an entry a seed."""
        return self.values(name, {**on, **off}) - self.values(name, on)

    @staticmethod
    def _live(seed: int, settings: Settings) -> dict[str, float]:
        town = town_of(PEOPLE, seed=seed, burn_in_weeks=BURN_IN, **settings)
        looks = []
        for _ in range(LOOKS):
            survey = Survey(weeks(town, BETWEEN_LOOKS))
            looks.append([QUANTITIES[name].compute(survey, survey.adult) for name in QUANTITIES])
        # A group of few may be empty at one look.
        told = np.ma.masked_invalid(looks).mean(axis=0).filled(np.nan)
        return dict(zip(QUANTITIES, told.tolist(), strict=True))


@pytest.fixture(scope="session")
def towns() -> Towns:
    return Towns()


def standard_errors(differences: Array) -> float:
    """How many standard errors the mean of paired differences lies above zero."""
    error = differences.std(ddof=1) / np.sqrt(differences.size)
    if error == 0.0:
        return float(np.sign(differences.mean()) * np.inf) if differences.any() else 0.0
    return float(differences.mean() / error)


def test_noise_is_not_taken_for_a_mechanism() -> None:
    assert standard_errors(np.zeros(6)) == 0.0
    assert standard_errors(np.full(6, 2.0)) == np.inf
    assert standard_errors(np.full(6, -2.0)) == -np.inf
    assert standard_errors(np.array([1.0, -1.0, 2.0, -2.0])) == 0.0
    assert standard_errors(np.array([1.0, 2.0, 3.0])) == pytest.approx(2.0 * np.sqrt(3.0))
    assert pytest.approx(2.015, abs=0.001) == NOISE


@pytest.mark.slow
@pytest.mark.parametrize("switch", SWITCHES)
def test_taking_a_mechanism_away_shows(switch: Switch, towns: Towns) -> None:
    differences = towns.change(switch.shows_in, switch.off, switch.on)
    if switch.then == "falls":
        differences = -differences
    assert (differences > 0.0).all(), differences
    assert standard_errors(differences) > NOISE, differences


@pytest.mark.slow
def test_about_half_of_those_affected_get_help() -> None:
    # At the end of the default horizon, long after what people began with has worn off.
    surveys = [Survey(weeks(town_of(PEOPLE, seed=seed, burn_in_weeks=260), 260)) for seed in SEEDS]
    found = {
        name: np.mean([QUANTITIES[name].compute(survey, survey.adult) for survey in surveys])
        for name in ("service_use_12m", "severe_ratio")
    }
    use, all_cases, severe = evidence()["C1"], evidence()["C6a"], evidence()["C6b"]
    assert use.value is not None
    assert all_cases.value is not None
    assert severe.value is not None
    assert 100.0 * found["service_use_12m"] == pytest.approx(use.value, abs=3.0)
    assert found["severe_ratio"] == pytest.approx(severe.value / all_cases.value, rel=0.1)


# What evidence says about the shape

ALL_STIGMA = {"weight_self_stigma": 0.0, "weight_disclosure": 0.0, "exposure_weight": 0.0}
NO_SELF_RELIANCE = {"weight_self_reliance": 0.0}
NO_ATTITUDES = {
    **ALL_STIGMA,
    **NO_SELF_RELIANCE,
    "weight_distrust": 0.0,
    "weight_ineffective": 0.0,
    "weight_fear": 0.0,
}
ALONE = {"network.kind": "none", "network.household_ties": False}
FEW_PLACES = {
    "services.general_practice.places": 4.0,
    "services.specialist.places": 2.0,
    "services.remote.places": 0.7,
}
"""So few that people wait for all of them."""


def coinsurance(share: float) -> dict[str, float]:
    """Everybody pays this share of all prices."""
    return {f"services.{name}.coinsurance": share for name in MODALITIES} | {"uninsured_share": 0.0}


@pytest.mark.slow
def test_stigma_deters_and_does_not_dominate(towns: Towns) -> None:
    stigma = towns.change("service_use_12m", ALL_STIGMA)
    alone = towns.change("service_use_12m", NO_SELF_RELIANCE)
    assert standard_errors(stigma) > NOISE
    assert standard_errors(alone - stigma) > NOISE
    assert stigma.mean() < 0.05
    assert towns.mean("barrier_stigma") < towns.mean("barrier_handle_alone") / 3.0


@pytest.mark.slow
def test_self_reliance_outranks_every_other_reason(towns: Towns) -> None:
    named = {name: towns.mean(name) for name in QUANTITIES if name.startswith("barrier_")}
    assert max(named, key=lambda name: named[name]) == "barrier_handle_alone"
    assert named["barrier_stigma"] < sorted(named.values())[-3]  # fourth at most (P_stigma_d)


@pytest.mark.slow
def test_distress_is_not_contagious(towns: Towns) -> None:
    unburdened = {"burden_distress": 0.0}
    assert abs(towns.change("prevalence_12m", ALONE, unburdened).mean()) < 0.01
    assert abs(towns.change("prevalence_12m", unburdened).mean()) < 0.01


@pytest.mark.slow
def test_price_decides_who_enters_and_hardly_how_long_they_stay(towns: Towns) -> None:
    free, dear = coinsurance(0.0), coinsurance(0.95)
    use = towns.change("service_use_12m", free, dear)
    assert standard_errors(use) > NOISE
    assert use.mean() > 0.02
    assert abs(towns.change("dropout_share", free, dear).mean()) < 0.03
    entry = towns.mean("service_use_12m", free) / towns.mean("service_use_12m", dear)
    stay = towns.mean("visits_per_user", free) / towns.mean("visits_per_user", dear)
    assert abs(np.log(stay)) < np.log(entry) / 2.0


@pytest.mark.slow
def test_most_who_drop_out_do_so_by_the_second_visit(towns: Towns) -> None:
    assert towns.values("dropout_by_second_visit_share", {}).min() > 0.5


@pytest.mark.slow
def test_changed_attitudes_barely_change_behaviour(towns: Towns) -> None:
    # A third of a standard deviation, what a national campaign moved in a decade (P_ttc_att).
    spread = load_scenario().parameters.trait_spread
    third = {
        f"{name}_median": shifted(name, sign * 0.32 * spread)
        for name, sign in (
            ("perceived_stigma", -1),
            ("self_stigma", -1),
            ("trust", 1),
            ("expected_benefit", 1),
        )
    }
    trust = towns.change("trust_of_users", third)
    assert standard_errors(trust) > NOISE
    assert abs(towns.change("service_use_12m", third).mean()) < 0.02


def shifted(trait: str, log_odds: float) -> float:
    """The median of a trait, moved on its scale."""
    median = getattr(load_scenario().parameters, f"{trait}_median")
    return float(1.0 / (1.0 + np.exp(-np.log(median / (1.0 - median)) - log_odds)))


@pytest.mark.slow
def test_recognition_is_a_stage_of_its_own(towns: Towns) -> None:
    # Were all attitudes to help taken away, as many would still see no need ...
    assert abs(towns.change("perceived_need_12m", NO_ATTITUDES).mean()) < 0.02
    assert towns.mean("low_perceived_need_share", NO_ATTITUDES) > 0.4
    # ... and if all saw the need, most who hold back would go on to handle it alone.
    seeing = {"recognition_base": 6.0}
    assert towns.mean("low_perceived_need_share", seeing) < 0.05
    assert towns.mean("handle_alone_share", seeing) > 0.5
    assert towns.mean("service_use_12m", seeing) < 0.7


@pytest.mark.slow
def test_longer_waits_lower_attendance(towns: Towns) -> None:
    waits = towns.change("mean_wait_weeks", FEW_PLACES)
    missed = towns.change("missed_first_share", FEW_PLACES)
    assert waits.min() > 1.0
    assert standard_errors(missed) > NOISE
    # Not for any other reason than the wait.
    no_effect = towns.change("missed_first_share", {"no_show_wait": 0.0}, FEW_PLACES)
    assert no_effect.mean() == pytest.approx(-missed.mean(), rel=0.5)


@pytest.mark.slow
def test_campaigns_act_through_recognition_more_than_through_stigma(towns: Towns) -> None:
    knowledge, stigma = (
        towns.change(
            "service_use_12m",
            {"strategies": [{"name": "public_campaign", "ramp": 0, without: 0.0}]},
        )
        for without in ("stigma", "knowledge")
    )
    assert standard_errors(knowledge) > NOISE
    assert standard_errors(knowledge - stigma) > NOISE


@pytest.mark.slow
def test_most_recover_without_treatment_and_care_adds_to_it(towns: Towns) -> None:
    without = towns.change("symptom_weeks", {"treatment_effect": 0.0})
    assert standard_errors(without) > NOISE
    assert without.mean() < 0.25 * towns.mean("symptom_weeks")
