"""Directories of the store: one command at a time, one version, and disks that fail."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.engine import Store
from experiments.engine.files import StorageError
from experiments.engine.journal import Journal
from experiments.files.manifest import code_hash
from simulation.errors import InputError
from tests.support.cli_runner import ROOT
from tests.support.engine_work import KIND, harvest, statuses, tasks
from tests.support.workers_here import WorkersHere

HOLD = """
import sys, time
from experiments.engine import Store
with Store(sys.argv[1], kind=sys.argv[2], code=sys.argv[3]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_command_on_one_directory_is_refused_until_the_first_is_dead(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(out), KIND, code_hash()],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InputError, match=f"another command.*process {holder.pid}"):
            harvest(out, tasks(1, 1), workers=WorkersHere())
        assert not (out / "runs").exists()
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert harvest(out, tasks(1, 1), workers=WorkersHere()).done == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "0" * 64, "another version of the model"),
        ("format", "helpseek store 0", "another form"),
        ("kind", "helpseek compare 1", "another kind"),
    ],
)
def test_results_of_two_versions_are_not_mixed(
    tmp_path: Path, field: str, value: str, words: str
) -> None:
    harvest(tmp_path, tasks(1, 2), workers=WorkersHere())
    record = tmp_path / "store.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), field: value}))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match=words) as refused:
        harvest(tmp_path, tasks(2, 2), workers=WorkersHere())
    assert "another directory with --out" in str(refused.value)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_directories_with_something_else_in_them_are_refused(tmp_path: Path) -> None:
    full, file, damaged = tmp_path / "full", tmp_path / "file", tmp_path / "damaged"
    full.mkdir()
    (full / "thesis.doc").write_text("mine")
    file.write_text("mine")
    damaged.mkdir()
    (damaged / "store.json").write_text("{")
    for path, words in (
        (full, "something else"),
        (file, "not a directory"),
        (damaged, "damaged"),
        (tmp_path / ("x" * 300), "too long"),
        (file / "below", "[Nn]ot a directory"),
    ):
        with pytest.raises(InputError, match=words):
            harvest(path, tasks(1, 1), workers=WorkersHere())
    assert [path.name for path in full.iterdir()] == ["thesis.doc"]


def test_libraries_of_another_version_are_told(tmp_path: Path) -> None:
    harvest(tmp_path, tasks(1, 1), workers=WorkersHere())
    record = tmp_path / "store.json"
    told = json.loads(record.read_text())
    told["versions"]["numpy"] = "1.0"
    record.write_text(json.dumps(told))
    with Store(tmp_path, kind=KIND, code=code_hash()) as store:
        assert [note for note in store.notes if note.startswith("numpy was 1.0")]


def test_a_disk_that_fails_ends_the_work_and_keeps_what_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tasks(2, 3)
    append, wrote = Journal.append, []

    def full(journal: Journal, data: bytes) -> None:
        wrote.append(data)
        if len(wrote) > 5:
            raise StorageError(28, "No space left on device", str(journal.path))
        append(journal, data)

    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(StorageError, match="No space left"):
        harvest(tmp_path, given, workers=WorkersHere())
    assert not list(tmp_path.rglob("*.partial"))
    monkeypatch.undo()
    tally = harvest(tmp_path, given, workers=WorkersHere())
    assert (tally.kept, tally.done) == (4, 2)


FULL_DISK = """
import sys
from pathlib import Path
from experiments.engine.files import StorageError
from tests.support.engine_work import harvest, tasks
if __name__ == "__main__":
    try:
        harvest(Path(sys.argv[1]), tasks(8, 4, size=4000))
    except StorageError as error:
        print(error.strerror)
"""


def in_own_mounts(*commands: str) -> subprocess.CompletedProcess[str]:
    """Run shell commands where they may mount what they like; skip where that is not allowed."""
    if (
        not shutil.which("unshare")
        or subprocess.run(["unshare", "-m", "true"], check=False).returncode
    ):
        pytest.skip("mounting is not allowed here")
    return subprocess.run(
        ["unshare", "-m", "sh", "-ec", "\n".join(commands)],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.slow
def test_a_full_disk(tmp_path: Path) -> None:
    disk, script, kept = tmp_path / "disk", tmp_path / "full.py", tmp_path / "kept"
    disk.mkdir()
    script.write_text(FULL_DISK)
    said = in_own_mounts(
        f"mount -t tmpfs -o size=160k tmpfs {disk}",
        f"{sys.executable} {script} {disk}/out",
        f"cp -r {disk}/out {kept}",
    )
    assert said.stdout == "No space left on device\n", said
    done = sum(status["state"] == "done" for status in statuses(kept).values())
    assert 3 < done < 32
    tally = harvest(kept, tasks(8, 4, size=4000), workers=WorkersHere())
    assert (tally.kept, tally.done) == (done, 32 - done)


READ_ONLY = """
import sys
from pathlib import Path
from simulation.errors import InputError
from tests.support.engine_work import harvest, tasks
from tests.support.workers_here import WorkersHere
try:
    harvest(Path(sys.argv[1]), tasks(2, 2), workers=WorkersHere())
except InputError as error:
    print(error)
"""


@pytest.mark.parametrize("below", ["", "/new"])
def test_a_read_only_directory(tmp_path: Path, below: str) -> None:
    harvest(tmp_path / "out", tasks(1, 1), workers=WorkersHere())
    script = tmp_path / "read_only.py"
    script.write_text(READ_ONLY)
    out = tmp_path / "out"
    said = in_own_mounts(
        f"mount --bind {out} {out}",
        f"mount -o remount,ro,bind {out}",
        f"{sys.executable} {script} {out}{below}",
    )
    assert "cannot write results here (Read-only file system)" in said.stdout, said
    assert len(said.stdout.splitlines()) == 1
