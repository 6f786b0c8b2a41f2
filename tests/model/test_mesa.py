"""The model as a Mesa model: seeds, settings, steps, data collector, batches."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import warnings
import weakref
from typing import Any

import mesa
import networkx as nx
import numpy as np
import pytest
from mesa.datacollection import DataCollector

from simulation import HelpSeekingModel, InputError, load_scenario
from simulation.model import REPORTED
from simulation.schedule import SCHEDULE
from tests.support.models import agent, model_of
from tests.support.strategies_at_work import EVERYTHING
from tests.support.towns import bits, differences, town_of, watching, weeks

# The model


def test_the_model_is_a_mesa_model() -> None:
    model = model_of()
    assert isinstance(model, mesa.Model)
    assert (model.steps, model.week, model.running) == (0, 0, True)
    model.step()
    assert (model.steps, model.week, model.running) == (1, 1, True)
    assert len(model.history) == 21
    assert model.population.people == 300


@pytest.mark.parametrize("how", ["run", "run_model", "step"])
def test_running_stops_at_the_horizon(how: str) -> None:
    model = model_of()
    if how == "step":
        while model.running:
            model.step()
    else:
        getattr(model, how)()
    assert (model.week, model.steps, model.running) == (30, 30, False)
    assert len(model.datacollector.get_model_vars_dataframe()) == 30
    assert len(model.history.frame()) == 30


def test_progress_is_told() -> None:
    told: list[tuple[Any, ...]] = []
    model = model_of(progress=lambda *what: told.append(what))
    assert {what[0] for what in told} == {"people", "ties", "burn-in"}
    assert told[-1] == ("burn-in", 20, 20)
    told.clear()
    model.run(lambda week, of: told.append((week, of)))
    assert told[0] == (0, 30)
    assert told[-1] == (30, 30)
    assert told == sorted(told)


def test_the_model_is_the_town_bit_for_bit() -> None:
    """Whatever Mesa is asked for meanwhile: agents, data of agents, a space."""
    town = weeks(town_of(300, burn_in_weeks=20, strategies=EVERYTHING), 30)
    plain = model_of(strategies=EVERYTHING)
    plain.run()
    assert differences(bits(town), bits(plain.town)) == []
    watched = model_of(strategies=EVERYTHING, record_events=True, threads=2)
    watched.datacollector = DataCollector(agent_reporters={"trust": "trust", "stage": "stage"})
    assert len(watched.agents) == 300
    assert len(list(watched.grid.agents)) == 300
    while watched.running:
        watched.agents.shuffle_do("__repr__")
        watched.random.random()
        watched.rng.random()
        watched.step()
    assert differences(bits(town), bits(watched.town)) == []


def test_seeds() -> None:
    one, same, other, old = (
        model_of(rng=1),
        model_of(rng=1),
        model_of(rng=2),
        model_of(rng=None, seed=2),
    )
    for model in (one, same, other, old):
        model.run()
    assert differences(bits(one.town), bits(same.town)) == []
    assert differences(bits(other.town), bits(old.town)) == []
    assert "history.counts" in differences(bits(one.town), bits(other.town))
    assert [one.random.random(), one.rng.random()] == [same.random.random(), same.rng.random()]


def test_none_as_a_seed_is_a_fresh_one_and_told() -> None:
    """Mesa's batches from 3.5 on pass None where nobody names a seed: their runs are to differ."""
    seeds = set()
    for _ in range(2):
        with pytest.warns(UserWarning, match="drawn with seed") as told:
            model = model_of(rng=None)
        assert str(model.seed_of_draws) in str(told[0].message)
        seeds.add(model.seed_of_draws)
    assert len(seeds) == 2
    same = model_of(rng=model.seed_of_draws)
    assert differences(bits(model.town), bits(same.town)) == []
    assert model_of(seed=None).seed_of_draws == 1  # that of rng


@pytest.mark.parametrize("rng", [-1, 2**63, 1.5, "1", True, np.float64(2)])
def test_seeds_that_are_none_are_refused(rng: Any) -> None:
    with pytest.raises(InputError, match="seed"):
        model_of(rng=rng)


def test_settings_reach_the_scenario() -> None:
    model = model_of(onset_rate=0.21, services__specialist__price=80.0, weeks=12)
    assert model.town.parameters["onset_rate"][0] == 0.21
    assert model.town.services["price"][1] == 80.0
    assert model.weeks == 12
    with pytest.raises(InputError, match="onset_rat"):
        model_of(onset_rat=0.2)
    with pytest.raises(InputError, match="price"):
        model_of(services__specialist__price=-1.0)
    with pytest.raises(InputError, match="world"):
        HelpSeekingModel("atlantis", rng=1)


def test_people_none_takes_the_number_of_the_world(tmp_path: Any) -> None:
    world = {"population": {"people": 123}, "horizon": {"weeks": 2, "burn_in_weeks": 0}}
    assert HelpSeekingModel(world, people=None, rng=1).population.people == 123
    assert HelpSeekingModel(load_scenario(world), rng=1).population.people == 123
    assert HelpSeekingModel(world, people=77, rng=1).population.people == 77
    assert HelpSeekingModel(world, rng=1).population.people == 123
    graph = nx.karate_club_graph()
    assert HelpSeekingModel(world, rng=1, graph=graph).population.people == 34
    file = tmp_path / "mine.yaml"
    file.write_text("population: {people: 55}\nhorizon: {weeks: 2, burn_in_weeks: 0}\n")
    assert HelpSeekingModel(str(file), rng=1).population.people == 55
    assert HelpSeekingModel(file, rng=1).population.people == 55


def test_pages_of_mesa_can_make_the_model_anew() -> None:
    """What SolaraViz asks of a model: all further settings under the name ``kwargs`` (Mesa 3.3),
    and from 3.5 on a scenario of Mesa's own kind, which is given again when a page is reset."""
    parameters = inspect.signature(HelpSeekingModel.__init__).parameters.values()
    required = {
        parameter.name
        for parameter in parameters
        if parameter.default is inspect.Parameter.empty and parameter.name not in ("self", "kwargs")
    }
    assert required == set()
    model = model_of()
    if hasattr(mesa.Model, "scenario"):
        from mesa.experimental.scenarios import Scenario

        assert isinstance(model.scenario, Scenario)
        anew = model_of(scenario=type(model.scenario)())
        assert differences(bits(model.town), bits(anew.town)) == []


# Data


def test_the_data_collector_keeps_the_history(lived_model: HelpSeekingModel) -> None:
    frame = lived_model.datacollector.get_model_vars_dataframe()
    history = lived_model.history.frame()
    assert list(frame.columns) == [*REPORTED, "seed"]
    assert set(frame["seed"]) == {lived_model.seed_of_draws}
    for name in REPORTED:
        assert frame[name].tolist() == history[name].tolist()


def test_agent_reporters() -> None:
    model = model_of(onset_rate=0.8)
    model.datacollector = DataCollector(
        model_reporters={"aware": lambda m: m.history.latest("stage_aware")},
        agent_reporters={"trust": "trust", "stage": "stage", "old": lambda a: a.age > 64},
    )
    for _ in range(5):
        model.step()
        frame = model.datacollector.get_agent_vars_dataframe().xs(model.steps, level="Step")
        assert len(frame) == 300
        assert np.array_equal(frame["trust"].to_numpy(np.float32), model.population.trust)
        assert frame["stage"].tolist() == [person.stage for person in model.people_by_row]
        adults = frame["stage"][model.population.age >= 18]
        aware = model.datacollector.get_model_vars_dataframe()["aware"].iloc[-1]
        assert (adults == "aware").sum() == aware


class Reporting(HelpSeekingModel):
    """The model as a researcher may set it up for a batch.

    Where a model has no ``seed``, batches of Mesa 3.5 write over its ``rng``.
    """

    def __init__(self, seed: int | None = None, **settings: Any) -> None:
        super().__init__(seed=seed, **settings)
        self.datacollector = DataCollector(
            model_reporters={"aware": lambda model: model.history.latest("stage_aware")},
            agent_reporters={"stage": "stage"},
        )
        self.datacollector.collect(self)


BATCH: dict[str, Any] = {
    "people": [200, 300],
    "rng": [1, 2],
    "horizon__burn_in_weeks": 10,
    "horizon__weeks": 20,
    "onset_rate": 0.8,
}


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run(processes: int) -> None:
    rows = mesa.batch_run(
        HelpSeekingModel,
        parameters=BATCH,
        number_processes=processes,
        data_collection_period=1,
        max_steps=100,
        display_progress=False,
    )
    assert len(rows) == 4 * 20
    runs: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in rows:
        runs.setdefault((row["people"], row["rng"]), []).append(row)
    assert sorted(runs) == [(200, 1), (200, 2), (300, 1), (300, 2)]
    for (people, rng), weekly in runs.items():
        alone = HelpSeekingModel(**{**BATCH, "people": people, "rng": rng})
        alone.run()
        expected = alone.history.frame()
        for name in REPORTED:
            assert [row[name] for row in weekly] == expected[name].tolist(), (people, rng, name)
    series = {tuple(row[name] for row in weekly for name in REPORTED) for weekly in runs.values()}
    assert len(series) == 4


def test_batch_run_as_in_the_manual_of_mesa() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of iterations, from Mesa 3.5 on
        with pytest.warns(UserWarning, match="no seed is given"):
            rows = mesa.batch_run(
                HelpSeekingModel,
                parameters={
                    "people": [200, 300],
                    "horizon__burn_in_weeks": 5,
                    "horizon__weeks": 40,
                },
                number_processes=1,
                iterations=2,
                max_steps=10,
                display_progress=False,
            )
    assert [(row["people"], row["iteration"]) for row in rows] == [
        (200, 0),
        (300, 0),
        (200, 1),
        (300, 1),
    ]
    assert all(row["stage_unaware"] > 0 for row in rows)


def test_batch_run_with_agents() -> None:
    rows = mesa.batch_run(
        Reporting,
        parameters={**BATCH, "people": 200, "rng": 1},
        number_processes=1,
        max_steps=100,
        display_progress=False,
    )
    assert len(rows) == 200
    assert {row["AgentID"] for row in rows} == set(range(1, 201))
    (aware,) = {row["aware"] for row in rows}
    assert aware == sum(row["stage"] == "aware" for row in rows) > 0


# What else a model offers


def test_a_process_of_ones_own_in_a_model() -> None:
    model = model_of()
    told: list[int] = []
    assert model.town.schedule[-1].name == "record"
    model.town.schedule.append(watching("after", lambda town, week: told.append(week)))
    model.run()
    assert told == list(range(30))


def test_events_of_a_model() -> None:
    model = model_of(record_events=True, onset_rate=0.8)
    model.run()
    frame = model.events_frame()
    assert len(frame) > 50
    assert frame["week"].min() >= 0
    with pytest.raises(RuntimeError, match="record_events"):
        model_of().events_frame()


def test_the_collector_may_be_asked_before_there_was_a_week() -> None:
    model = HelpSeekingModel(people=50, rng=1, horizon__burn_in_weeks=0)
    model.datacollector.collect(model)
    model.step()
    onsets = model.datacollector.model_vars["onsets"]
    assert onsets == [0, model.history.latest("onsets")]


def test_a_reporter_may_be_replaced_and_what_was_collected_begun_anew() -> None:
    model = HelpSeekingModel(people=50, rng=1, horizon__burn_in_weeks=0)
    collector = model.datacollector
    model.step()
    collector.model_reporters["onsets"] = lambda model: -1
    model.step()
    assert collector.model_vars["onsets"][1] == -1
    assert collector.model_vars["entries"][1] == model.history.latest("entries")
    del collector.model_reporters["onsets"]
    collector.model_reporters = {"week": "week"}
    collector.model_vars = {"week": []}
    model.step()
    assert collector.model_vars == {"week": [3]}


def test_weeks_noted_are_no_part_of_what_is_begun_anew() -> None:
    model = HelpSeekingModel(people=50, rng=1, horizon__burn_in_weeks=0)
    model.step()
    model.datacollector.model_vars = {name: [] for name in model.datacollector.model_reporters}
    model.step()
    assert set(map(len, model.datacollector.model_vars.values())) == {1}


def test_a_model_that_is_copied_or_pickled_goes_on_as_it_would_have() -> None:
    model = HelpSeekingModel(people=200, rng=1, onset_rate=0.5, horizon__burn_in_weeks=0)
    model.step()
    others = [copy.deepcopy(model), pickle.loads(pickle.dumps(model))]
    for one in (model, *others):
        one.step()
        assert one.datacollector.model_vars == model.datacollector.model_vars
        assert differences(bits(one.town), bits(model.town)) == []


def test_what_is_pickled_names_compiled_code_and_does_not_hold_it() -> None:
    """Numba would put the source of its functions in, to be compiled anew by each process."""
    model = HelpSeekingModel(people=60, rng=1, horizon__burn_in_weeks=0)
    model.agents  # noqa: B018
    pickled = pickle.dumps(model)
    assert b"numba" not in pickled
    for process, standard in zip(pickle.loads(pickled).town.schedule, SCHEDULE, strict=True):
        assert process == standard
        assert (process.loop, process.whole) == (standard.loop, standard.whole)


def test_copies_live_on_by_themselves() -> None:
    model = HelpSeekingModel(people=60, rng=1, onset_rate=0.5, horizon__burn_in_weeks=0, weeks=9)
    model.grid  # noqa: B018 (with everybody in it)
    before = bits(model.town)
    for other in (copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        other.run()
        assert (other.week, model.week) == (9, 0)
        assert differences(before, bits(model.town)) == []
        person = agent(other.agents, 7)
        assert person.model is other
        assert person.cell is other.grid[7]
        assert list(person.cell.agents) == [person]
        assert [each.unique_id for each in other.agents] == list(range(1, 61))


def test_models_are_freed() -> None:
    """Up to 3.4, Mesa itself keeps every model that had agents."""
    model = HelpSeekingModel(people=20, rng=1, horizon__burn_in_weeks=0)
    assert len(model.agents) == 20
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
