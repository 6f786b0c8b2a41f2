"""Sweeps that are killed, cut off and sent elsewhere end as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli_runner import ROOT, arms, helpseek, start
from tests.support.comparisons import TINY, results
from tests.support.engine_work import harvest, tasks
from tests.support.engine_work import pieces as pieces_of_harvest
from tests.support.engine_work import statuses as all_statuses
from tests.support.sweep_plans import pieces, plan_file

pytestmark = pytest.mark.slow

PLAN: dict[str, Any] = {
    "people": 4000,
    "weeks": 208,
    "set": {"horizon.burn_in_weeks": 26},
    "uncertainties": {"onset_rate": {"low": 0.1, "high": 0.3}},
    "levers": {"leap": ["off", "on"], "subsidy": ["off", "on"]},
    "by": ["sex"],
    "weekly": ["stage_in_care"],
    "design": {"kind": "sobol", "points": 8},
    "seeds": 6,
}
RUNS = 8 * 4 * 6


def statuses(out: Path) -> dict[str, dict[str, Any]]:
    return all_statuses(out) if (out / "store.json").exists() else {}


def wait_for(process: subprocess.Popen[str], out: Path, number: int) -> bool:
    """Whether so many runs have come to be done before the process ended."""
    while process.poll() is None:
        if len(statuses(out)) >= number:
            return True
        time.sleep(0.005)
    return False


def test_killed_ten_times_and_resumed_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    chance = random.Random(20)
    plan = plan_file(tmp_path, **PLAN)
    out, undisturbed = tmp_path / "out", tmp_path / "undisturbed"
    said = helpseek("sweep", plan, "--out", undisturbed, "--quiet")
    assert said.code == 0, said
    for _ in range(10):
        process = start("sweep", plan, "--out", out, "--workers", "2", cwd=tmp_path)
        assert wait_for(process, out, len(statuses(out)) + chance.randrange(1, RUNS // 14))
        time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(statuses(out)) < RUNS
    said = helpseek("sweep", plan, "--out", out, "--workers", "2", "--quiet")
    assert said.code == 0, said
    assert f"{RUNS:,} runs" not in said.out
    assert len(pieces(undisturbed)) == 3 * RUNS
    assert len(list(out.rglob("*.parquet"))) < 12 * 4
    assert pieces(out) == pieces(undisturbed)
    assert not list(out.rglob("*.partial"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_it_says_how_much_is_kept_and_how_to_go_on(
    tmp_path: Path, number: int, code: int
) -> None:
    plan, out = plan_file(tmp_path, **PLAN), tmp_path / "out"
    process = start("sweep", plan, "--out", out, cwd=tmp_path)
    assert wait_for(process, out, 5)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    done = len(statuses(out))
    assert f"{done:,} of the {RUNS:,} runs planned so far are done and kept" in err
    assert f"to go on from there: helpseek sweep {plan} --out {out}" in err
    assert "Traceback" not in err
    workers = {status["process"] for status in statuses(out).values()}
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    time.sleep(0.3)
    assert len(statuses(out)) == done
    assert not list(out.rglob("*.partial"))


CLUSTER = """
import json, sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        workers = {name: worker.pid for name, worker in cluster.workers.items()}
        # Nannies give up on workers that die as they start; this sees to it that there are two.
        cluster.adapt(minimum=2, maximum=2, interval="500ms")
        print(json.dumps([cluster.scheduler_address, list(workers.values())]), flush=True)
        sys.stdin.read()
"""


Cluster = tuple[str, list[int]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Address of a cluster with two workers, and their processes."""
    pytest.importorskip("distributed")
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER)
    process = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.communicate("", timeout=60)


def test_a_worker_of_a_cluster_killed_costs_nothing(tmp_path: Path, cluster: Cluster) -> None:
    address, workers = cluster
    plan = plan_file(tmp_path, **PLAN)
    out, undisturbed = tmp_path / "out", tmp_path / "undisturbed"
    process = start("sweep", plan, "--out", out, "--cluster", address, cwd=tmp_path)
    assert wait_for(process, out, 20)
    os.kill(workers[0], signal.SIGKILL)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    machines = {status["process"] for status in statuses(out).values()}
    assert set(workers) <= machines
    assert len(machines) >= 2
    helpseek("sweep", plan, "--out", undisturbed, "--quiet")
    assert pieces(out) == pieces(undisturbed)


def test_a_comparison_by_a_cluster_is_the_same_byte_for_byte(
    tmp_path: Path, cluster: Cluster
) -> None:
    address, _ = cluster
    asked = ("compare", *TINY, "--no-figures", "--quiet", "--seeds", "3", *arms("subsidy"))
    said = helpseek(*asked, "--cluster", address, "--out", tmp_path / "there")
    assert said.code == 0, said.err
    assert helpseek(*asked, "--out", tmp_path / "here").code == 0
    assert results(tmp_path / "there") == results(tmp_path / "here")


def test_a_comparison_that_is_stopped_tells_what_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("compare", "--people", "4000", "--weeks", "208", *arms("leap", "subsidy"))
    process = start(*asked, "--seeds", "60", "--workers", "2", "--out", out, cwd=tmp_path)
    assert wait_for(process, out / "seeds", 5)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143
    done = len(statuses(out / "seeds"))
    assert 5 <= done < 180
    assert f"{done:,} of the 180 runs planned so far are done and kept" in err
    assert "to go on from there: helpseek compare --people 4000" in err


def test_a_cluster_does_each_run_once_and_sends_back_what_it_cannot_write(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.engine import worker
    from experiments.engine.cluster import ClusterWorkers

    address, _ = cluster
    given = tasks(6, 4, {(1, 2): "raise"})
    log = tmp_path / "log"
    with ClusterWorkers(address) as crew:
        tally = harvest(tmp_path / "out", given, workers=crew, common={"log": str(log)})
    assert (tally.done, tally.failed) == (23, 1)
    ran = Counter(log.read_text().split())
    assert set(ran.values()) == {1}
    assert len(ran) == 24
    # As if the workers' disk were another: the text by which they know ours is not what it was.
    monkeypatch.setattr(worker, "write_token", lambda directory: "of another disk")
    with ClusterWorkers(address) as crew:
        harvest(tmp_path / "apart", given, workers=crew)
    harvest(tmp_path / "here", given)
    assert pieces_of_harvest(tmp_path / "out") == pieces_of_harvest(tmp_path / "here")
    assert pieces_of_harvest(tmp_path / "apart") == pieces_of_harvest(tmp_path / "here")


def test_a_run_that_kills_workers_of_a_cluster_fails_alone(
    tmp_path: Path, cluster: Cluster
) -> None:
    from experiments.engine.cluster import ClusterWorkers

    address, _ = cluster
    given = tasks(2, 3, {(0, 1): "die late"})
    with ClusterWorkers(address) as crew:
        tally = harvest(tmp_path / "out", given, workers=crew)
    assert (tally.done, tally.failed) == (5, 1)


def test_memory_of_the_coordinator_stays_flat(tmp_path: Path) -> None:
    script = tmp_path / "many.py"
    script.write_text(
        "import re, sys\nfrom pathlib import Path\n"
        "from tests.support.engine_work import harvest, tasks\n"
        "if __name__ == '__main__':\n"
        "    tally = harvest(Path(sys.argv[1]), tasks(2500, 4))\n"
        "    status = Path('/proc/self/status').read_text()\n"
        "    print(tally.done, re.search(r'VmHWM:\\s+(\\d+)', status).group(1))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "out")],
        cwd=ROOT,
        text=True,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    runs, kilobytes = map(int, done.stdout.split())
    assert runs == 10_000
    assert kilobytes < 400_000
