"""The week as a table: what it says is what runs, and a process of one's own runs in its place."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from experiments.commands.schedule import schedule as schedule_command
from simulation.compiled import loop, plain
from simulation.events import Events
from simulation.measures.categories import AWARE, UNAWARE
from simulation.network.ties import Ties
from simulation.population.columns import COLUMNS
from simulation.population.people import Population
from simulation.processes.process import Counts, NoValues, Numbers, Process
from simulation.schedule import SCHEDULE
from simulation.strategies import TARGETS
from simulation.town import Town
from simulation.values import VALUES
from tests.support.busy_towns import LIVELY
from tests.support.strategies_at_work import EVERY_DEFAULT
from tests.support.towns import bits, differences, town_of, weeks

NAMES = [process.name for process in SCHEDULE]
WEEKS = 120


def names_in(declared: Any) -> set[str]:
    return set(declared._fields)


def fields(process: Process) -> set[str]:
    return names_in(process.columns)


def test_the_table_speaks_of_columns_and_values_that_there_are() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for process in SCHEDULE:
        assert fields(process) <= set(COLUMNS)
        assert set(process.writes) <= fields(process)
        assert len(set(process.writes)) == len(process.writes)
        assert set(process.reads) | set(process.writes) == fields(process)
        assert names_in(process.values) <= set(VALUES)
        assert process.title
        assert (process.loop or process.whole) is None or process.advance is None
        assert process.loop or process.whole or process.advance


# What each process changes


class Seen:
    """A town whose processes are looked at as they run."""

    def __init__(self) -> None:
        self.town = town_of(
            1200,
            burn_in_weeks=30,
            strategies=[{**entry, "start": 5} for entry in EVERY_DEFAULT],
            **LIVELY,
        )
        self.order: list[str] = []
        self.changed: dict[str, set[str]] = {name: set() for name in NAMES}
        self.also: dict[str, set[str]] = {name: set() for name in NAMES}
        self.town.schedule = [self.watched(process) for process in self.town.schedule]
        weeks(self.town, WEEKS)

    def others(self) -> dict[str, NDArray[Any]]:
        town = self.town
        found = {f"ties.{name}": array.copy() for name, array in town.ties._asdict().items()}
        names = town.services.dtype.names or ()
        found |= {f"services.{name}": town.services[name].copy() for name in names}
        found |= {f"values.{name}": getattr(town.values, name).copy() for name in VALUES}
        found["parameters"] = town.parameters.copy()
        found["history"] = town.history.table
        return found

    def watched(self, process: Process) -> Process:
        def run(town: Any, week: int) -> None:
            self.order.append(process.name)
            before, others = town.people.copy(), self.others()
            process.run(town, week)
            self.changed[process.name].update(
                name
                for name in COLUMNS
                if not np.array_equal(getattr(before, name), getattr(town.people, name))
            )
            self.also[process.name].update(
                name
                for name, value in self.others().items()
                if not np.array_equal(others[name], value)
            )

        return replace(process, advance=run, idle=None)


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


def test_processes_run_in_the_order_of_the_table(seen: Seen) -> None:
    assert seen.order == NAMES * WEEKS


@pytest.mark.parametrize("process", SCHEDULE, ids=NAMES)
def test_a_process_changes_what_it_declares_and_nothing_else(seen: Seen, process: Process) -> None:
    assert seen.changed[process.name] - set(process.writes) == set(), "not declared"
    assert set(process.writes) - seen.changed[process.name] == set(), "declared, never changed"


def test_only_strategies_modify_values_and_only_services_change_waits(seen: Seen) -> None:
    for name in NAMES:
        if name == "services":
            assert seen.also[name] == {"services.wait"}
        elif name == "strategies":
            assert seen.also[name]
            assert all(what.startswith("values.") for what in seen.also[name])
        else:
            assert seen.also[name] == set(), name


def test_looking_at_processes_changes_no_bit(seen: Seen) -> None:
    again = town_of(
        1200,
        burn_in_weeks=30,
        strategies=[{**entry, "start": 5} for entry in EVERY_DEFAULT],
        **LIVELY,
    )
    assert differences(bits(weeks(again, WEEKS)), bits(seen.town)) == []


# What each process looks at


class Guarded:
    """A population that notes which columns are asked for."""

    def __init__(self, people: Population) -> None:
        self._people = people
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        if name in COLUMNS:
            self.asked.add(name)
        return getattr(self._people, name)


@pytest.mark.parametrize("process", SCHEDULE, ids=NAMES)
def test_a_process_looks_at_what_it_declares_and_nothing_else(process: Process) -> None:
    targets = [*TARGETS, "culture:asian"]
    strategies = [{"name": "subsidy", "share": 0.5, "target": target} for target in targets]
    strategies += EVERY_DEFAULT
    town = town_of(400, burn_in_weeks=20, strategies=strategies)
    guarded = Guarded(town.people)
    vars(town)["people"] = guarded
    process.run(town, town.week + 1)
    assert guarded.asked - fields(process) == set(), "not declared"
    assert fields(process) - guarded.asked == set()


def attributes(function: Callable[..., Any], of: str) -> set[str]:
    """The names of attributes of an argument that the code of a function mentions."""
    return {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(plain(function))))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == of
    }


def signature_of(function: Callable[..., Any]) -> set[str]:
    """The names of the arguments of a function; a rule elsewhere may be handed all people."""
    return set(inspect.signature(plain(function)).parameters)


CHANGING = [process for process in SCHEDULE if process.writes]


@pytest.mark.parametrize("process", CHANGING, ids=lambda process: process.name)
def test_a_process_uses_all_that_it_declares(process: Process) -> None:
    """Columns and values that the code of a process no longer mentions leave its declaration."""
    own = process.advance or process.loop or process.whole
    assert own is not None
    module = inspect.getmodule(plain(own))
    assert module is not None
    functions = [
        function
        for function in vars(module).values()
        if inspect.isfunction(plain(function))
        and (
            plain(function).__module__ == module.__name__
            or (function is not plain(function) and "people" in signature_of(function))
        )
    ]
    columns = set().union(*(attributes(function, "people") for function in functions))
    columns |= set().union(*(attributes(function, "columns") for function in functions))
    values = set().union(*(attributes(function, "values") for function in functions))
    assert fields(process) - columns == set()
    assert names_in(process.values) - values == set()


def test_every_state_of_a_person_is_somebodys_work() -> None:
    """Columns that no process writes are what people bring with them."""
    written = {name for process in SCHEDULE for name in process.writes}
    read = {name for process in SCHEDULE for name in fields(process)}
    for name, column in COLUMNS.items():
        if column.group in ("state", "care", "heard", "seen", "reasons", "years"):
            assert name in written, name
        if column.group in ("state", "heard", "seen"):
            assert name in read, name


# The table as it is shown


def test_the_command_shows_the_table() -> None:
    said = CliRunner().invoke(schedule_command, ["--json"])
    assert said.exit_code == 0
    rows = json.loads(said.output)
    assert [row["process"] for row in rows] == NAMES
    for row, process in zip(rows, SCHEDULE, strict=True):
        assert set(row["writes"]) == set(process.writes)
        assert set(row["reads"]) == set(process.reads)
    table = CliRunner().invoke(schedule_command, [], env={"COLUMNS": "200"}).output
    places = [table.index(name) for name in NAMES]
    assert places == sorted(places)


# A process of one's own


class AmnestyColumns(NamedTuple):
    """What the process of these tests reads and writes."""

    stage: NDArray[np.uint8]
    need_start: NDArray[np.int16]


@loop
def advance_amnesty(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: AmnestyColumns,
    ties: Ties,
    values: NoValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Open the eyes of all who see no need."""
    for i in range(first, last):
        if people.stage[i] == UNAWARE:
            people.stage[i] = AWARE
            people.need_start[i] = week


AMNESTY = Process(
    name="amnesty",
    title="Everybody sees their need",
    columns=AmnestyColumns,
    values=NoValues,
    writes=("stage", "need_start"),
    loop=advance_amnesty,
)


def with_own(place: int, process: Process = AMNESTY, **settings: Any) -> Town:
    town = town_of(800, onset_rate=1.5, **settings)
    town.schedule.insert(place, process)
    town.events = Events(town.people)
    return town


@pytest.mark.parametrize("place", range(len(SCHEDULE) + 1))
def test_a_process_of_ones_own_runs_in_its_place(place: int) -> None:
    town = weeks(with_own(place), 30)
    assert town.events is not None
    events = town.events.frame().query("process == 'amnesty'")
    assert len(events) > 20
    assert set(events["before"]) == {"unaware"}
    assert set(events["after"]) == {"aware"}
    unaware = town.history.series("stage_unaware")
    if NAMES.index("distress") < place <= NAMES.index("record"):
        assert unaware.max() == 0, "opened before they were counted"
    else:
        assert unaware.min() > 0
    scheduled = [process.name for process in town.schedule]
    for _, week in town.events.frame().groupby("week"):
        ran = week["process"].drop_duplicates().map(scheduled.index)
        assert ran.is_monotonic_increasing


def test_a_process_of_ones_own_stays_in_its_town() -> None:
    before = bits(weeks(town_of(400), 20))
    weeks(with_own(2), 20)
    assert [process.name for process in SCHEDULE] == NAMES
    assert differences(before, bits(weeks(town_of(400), 20))) == []


def test_own_processes_may_be_plain_python_and_use_threads(small_shares: None) -> None:
    compiled = bits(weeks(with_own(3), 20))
    python = replace(AMNESTY, loop=plain(advance_amnesty))
    assert differences(compiled, bits(weeks(with_own(3, python), 20))) == []
    assert differences(compiled, bits(weeks(with_own(3, threads=2), 20))) == []

    def advance(town: Any, week: int) -> None:
        people, values = AMNESTY.bind(town)
        assert people._fields == ("stage", "need_start")
        assert values == ()
        unaware = people.stage == UNAWARE
        people.stage[unaware] = AWARE
        people.need_start[unaware] = week

    vectorised = replace(AMNESTY, loop=None, advance=advance)
    assert differences(compiled, bits(weeks(with_own(3, vectorised), 20))) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "record"])
def test_a_process_taken_out_does_nothing(name: str) -> None:
    """What only that process writes stays as it was, and all other processes still run."""
    process = SCHEDULE[NAMES.index(name)]
    elsewhere = {column for other in SCHEDULE if other != process for column in other.writes}
    alone = set(process.writes) - elsewhere
    town = town_of(600, **LIVELY)
    before = town.people.copy()
    town.schedule.remove(process)
    weeks(town, 40)
    for column in alone:
        assert np.array_equal(getattr(before, column), getattr(town.people, column)), column
    assert len(town.history) == 40
