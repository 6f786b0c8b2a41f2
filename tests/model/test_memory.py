"""Memory: told before it is taken, and refused where there is none."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from experiments.engine.room import require_workers, worker_bytes
from simulation import HelpSeekingModel, machine, memory
from simulation.errors import InputError
from simulation.machine import SETTING, available_memory, available_threads, memory_in_all
from simulation.memory import PROCESS, require, town_bytes
from simulation.scenario import load_scenario
from tests.support.cli_runner import helpseek, refused


def test_what_there_is_is_no_more_than_any_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    there, all_ = available_memory(), memory_in_all()
    assert there is not None
    assert all_ is not None
    assert 0 < there <= all_
    monkeypatch.setattr(machine, "_group_left", lambda: 70_000)
    assert available_memory() == 70_000
    monkeypatch.setattr(machine, "_process_left", lambda: 60_000)
    assert available_memory() == 60_000
    monkeypatch.setattr(machine, "_machine_left", lambda: 50_000)
    assert available_memory() == 50_000
    for name in ("_group_left", "_process_left", "_machine_left"):
        monkeypatch.setattr(machine, name, lambda: None)
    assert available_memory() is None
    require(10**18, what="anything", allowed="nothing")  # nobody can tell


def test_limits_of_a_container_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inner = tmp_path / "job"
    inner.mkdir()
    for folder, limit, used in ((tmp_path, "max", 900), (inner, "1000000", 400_000)):
        (folder / "memory.max").write_text(f"{limit}\n")
        (folder / "memory.current").write_text(f"{used}\n")
        (folder / "memory.stat").write_text("anon 1\ninactive_file 100000\n")
    names = ("memory.max", "memory.current")
    folders = ((inner, *names), (tmp_path, *names), (tmp_path / "gone", *names))
    monkeypatch.setattr(machine, "_group_folders", lambda: folders)
    assert list(machine._groups()) == [(1_000_000, 300_000)]
    assert available_memory() == 700_000
    assert memory_in_all() == 1_000_000


def test_limits_of_the_process_count() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    free = machine._process_left()
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (10**14, hard))
        left = machine._process_left()
        assert left is not None
        assert 0 < left < 10**14
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
    if soft == resource.RLIM_INFINITY and resource.getrlimit(resource.RLIMIT_AS)[0] == soft:
        assert free is None


def test_it_can_be_set_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "1.5")
    assert available_memory() == memory_in_all() == 1_500_000_000
    for wrong in ("much", "0", "-1", "nan", "inf", "1e30"):
        monkeypatch.setenv(SETTING, wrong)
        with pytest.raises(InputError, match=f"{SETTING}: not a number of GB"):
            available_memory()


def test_more_of_anything_takes_more() -> None:
    town = load_scenario("town")
    usual = town_bytes(town, 100_000)
    assert town_bytes(town, 200_000) == 2 * usual
    more = {"network.friendships.mean_degree": 30.0}, {"network.friendships.circle_density": 0.3}
    for settings in (*more, {"strategies": ["leap", "subsidy"]}):
        assert town_bytes(load_scenario("town", settings), 100_000) > usual
    assert town_bytes(load_scenario("town", {"network.kind": "none"}), 100_000) < usual


@pytest.fixture
def _little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "0.03")


@pytest.mark.usefixtures("_little")
def test_no_town_is_begun_that_has_no_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("simulation.given.town", None)  # whoever builds would call it
    with pytest.raises(InputError) as caught:
        HelpSeekingModel("town", people=5_000_000, rng=1)
    message = str(caught.value)
    assert "memory: a town of 5,000,000 people would take about 2." in message
    assert "30 MB are left" in message
    assert "up to 55,000 people" in message
    assert SETTING in message


@pytest.mark.usefixtures("_little")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("run", "--people", "5000000"), "a run of 5,000,000 people"),
        (("run", "--people", "5000", "--weeks", "5000", "--events"), "fewer people or weeks"),
        (
            ("compare", "--draws", "0", "--strategy", "leap", "--seeds", "3", "--workers", "2"),
            "2 workers",
        ),
        (
            ("compare", "--draws", "0", "--strategy", "leap", "--seeds", "1", "--workers", "9"),
            "a worker with",
        ),
        (("evidence", "--people", "9000", "--seeds", "2", "--workers", "2"), "2 workers"),
    ],
)
def test_commands_refuse_before_they_begin(
    command: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    message = refused(helpseek(*command, "--quiet", "--out", out))
    assert message.startswith("helpseek: memory: ")
    assert said in message
    assert not out.exists()


@pytest.mark.usefixtures("_little")
def test_a_sweep_asks_for_the_largest_of_its_towns(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "people: 100\nweeks: 2\noutcomes: [service_use_12m]\n"
        "levers: {population.people: [100, 2000000]}\n"
    )
    out = tmp_path / "out"
    message = refused(helpseek("sweep", plan, "--workers", "1", "--out", out, "--quiet"))
    assert "a worker with a town of 2,000,000 people" in message
    assert not out.exists()


def test_so_many_workers_as_fit_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    town = load_scenario("town", {"people": 100_000})
    each = worker_bytes(town, 100_000)
    monkeypatch.setenv(SETTING, str((PROCESS + 3.5 * each) / 0.95 / 1e9))
    require_workers(town, 3)
    require_workers(town, 1_000, tasks=2)
    with pytest.raises(InputError, match=r"1,000 workers.*allowed: --workers 3, or fewer people"):
        require_workers(town, 1_000)


@pytest.mark.usefixtures("_little")
def test_households_and_networks_have_to_fit_as_well(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("household\n" + "".join(f"{n // 900}\n" for n in range(2_700)))
    world = {"population": {"file": str(people)}, "network": {"kind": "none"}}
    with pytest.raises(InputError, match="1,213,650 of people who live together would take"):
        HelpSeekingModel(world, rng=1)
    HelpSeekingModel({**world, "network": {"kind": "none", "household_ties": False}}, rng=1)
    ties = tmp_path / "ties.csv"
    ties.write_text("source,target\n" + "1,2\n" * 300_000)
    with pytest.raises(InputError, match=r"ties.csv: reading it would take about 6\d MB"):
        HelpSeekingModel("town", rng=1, network__file=str(ties))
    with pytest.raises(InputError, match="ties would take about 42 MB"):
        HelpSeekingModel(
            "town",
            people=1_000,
            rng=1,
            network__generator="gnm_random_graph",
            network__arguments={"m": 60_000},
        )
    with pytest.raises(InputError, match="499,500 ties given"):
        HelpSeekingModel("town", rng=1, graph=nx.complete_graph(1_000))


@pytest.mark.parametrize("threads", [0, -1, 1_000_000, 2.0, True, "4"])
def test_threads_are_bounded(threads: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"threads: not a number of threads.*1 to 1,024"):
        HelpSeekingModel("town", people=100, rng=1, threads=threads)  # type: ignore[arg-type]
    monkeypatch.setenv("HELPSEEK_THREADS", str(threads))
    if threads not in ("4",):
        with pytest.raises(InputError, match="HELPSEEK_THREADS"):
            available_threads()


_MEASURED = """
import sys
from simulation.build import build_town, burn_in
from simulation.scenario import load_scenario
town = build_town(load_scenario("town", {"people": int(sys.argv[1]), "burn_in_weeks": 3}), 1)
burn_in(town)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
@pytest.mark.parametrize("people", [8_413, 100_000, 1_000_000])
def test_a_town_takes_what_is_told_or_a_fifth_less(people: int) -> None:
    """If it takes less or more since towns are built in another way: renew the numbers of
    ``simulation/memory.py``."""
    command = [sys.executable, "-c", _MEASURED, str(people)]
    subprocess.run(command, check=True, capture_output=True)  # compiles, which takes memory too
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured = int(done.stdout) * 1024
    told = PROCESS + town_bytes(load_scenario("town"), people)
    assert measured <= told <= 1.2 * measured, (measured, told)


def test_numbers_of_people_are_told_in_two_digits() -> None:
    assert [memory.rounded(n) for n in (0, 7, 99, 123, 98_765)] == [1, 7, 99, 120, 98_000]
    assert np.all([memory.in_gb(size) for size in (3e7, 2.5e9)])
