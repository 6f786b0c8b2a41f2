"""Who does the runs, how many of them are kept, and stores that are put together."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import ClassVar

import click
import pytest

from experiments.cli import helpseek as all_commands
from experiments.engine.crew import Staying, workers_of
from experiments.engine.kept import Kept, kept_in
from experiments.evaluation.asking import kept_told, kept_words
from experiments.terminal.failures import Stopped
from simulation.errors import InputError
from tests.support.cli_runner import arms, helpseek
from tests.support.comparisons import TINY, first, results
from tests.support.engine_work import harvest, pieces, tasks
from tests.support.workers_here import WorkersHere


class Elsewhere(WorkersHere):
    """Workers that do not see our disk, as those of a cluster may not."""

    shared_disk = False
    addresses: ClassVar[list[str]] = []

    def __init__(self, address: str) -> None:
        super().__init__()
        self.addresses.append(address)


@pytest.mark.parametrize("command", ["compare", "sweep", "sensitivity", "calibrate", "portfolio"])
def test_every_command_that_makes_many_runs_can_send_them_to_a_cluster(command: str) -> None:
    made = all_commands.get_command(click.Context(all_commands), command)
    assert made is not None
    options = {one for each in made.params for one in each.opts}
    assert {"--cluster", "--workers"} <= options


def test_one_address_of_a_cluster_and_no_workers_beside_it() -> None:
    with pytest.raises(InputError, match="a cluster has the workers that it has"):
        workers_of(2, "tcp://127.0.0.1:1")


def test_a_comparison_by_a_cluster_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = first(str(tmp_path))
    monkeypatch.setattr("experiments.engine.cluster.ClusterWorkers", Elsewhere)
    out = tmp_path / "out"
    asked = (*TINY, "--no-figures", "--quiet", "--seeds", "3", *arms("leap", "subsidy"))
    said = helpseek("compare", *asked, "--cluster", "tcp://there:8786", "--out", out)
    assert said.code == 0, said.err
    assert Elsewhere.addresses == ["tcp://there:8786"]
    assert results(out) == results(done)


def test_workers_that_stay_do_several_batches(tmp_path: Path) -> None:
    crew = Staying(WorkersHere())
    for number in (2, 4):
        tally = harvest(tmp_path / "out", tasks(number, 3), workers=crew)
        assert (tally.done, tally.kept) == (6, 0 if number == 2 else 6)
    crew.close()
    harvest(tmp_path / "once", tasks(4, 3), workers=WorkersHere())
    assert pieces(tmp_path / "out") == pieces(tmp_path / "once")


def test_what_is_kept_is_counted_in_the_files(tmp_path: Path) -> None:
    assert kept_in(tmp_path) is None
    assert kept_in(tmp_path / "nowhere") is None
    harvest(tmp_path / "out" / "kept", tasks(2, 4, {(1, 2): "raise"}), workers=WorkersHere())
    assert kept_in(tmp_path / "out" / "kept") == Kept(7, 1, 8)
    assert kept_in(tmp_path / "out") == Kept(7, 1, 8)  # in a folder of a command


def test_who_is_stopped_is_told_how_much_is_kept_and_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    class Impatient(WorkersHere):
        def reports(self, seconds: float):  # type: ignore[no-untyped-def]
            yield from super().reports(seconds)
            raise Stopped(128 + signal.SIGINT)

    def work() -> None:
        with kept_told() as told_of_home:
            told_of_home(out)
            harvest(out, tasks(3, 4), workers=Impatient())

    with pytest.raises(Stopped):
        work()
    assert "4 of the 12 runs planned so far are done and kept" in capsys.readouterr().err
    words = kept_words(out, None, ("helpseek", "compare", "--strategy", "a b"))
    assert words.endswith(f"helpseek compare --strategy 'a b' --out {out}")
    assert kept_words(out, "given", ("helpseek", "sweep", "plan.yaml")).endswith(" plan.yaml")
    assert kept_words(tmp_path / "none", "x", ("helpseek",)).startswith("no run was begun")
