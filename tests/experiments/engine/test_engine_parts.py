"""Parts of the store: many runs in few files, and damaged ones made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from experiments.engine import Store, execute
from experiments.files.manifest import code_hash
from simulation.errors import InputError
from tests.support.engine_work import (
    KIND,
    WORK,
    alter_and_sum_up,
    damage_end,
    damage_middle,
    files,
    harvest,
    pieces,
    tasks,
)
from tests.support.workers_here import WorkersHere


def in_two_parts(out: Path) -> list[Any]:
    """Tasks of which half are in a part and half in another."""
    given = tasks(4, 2)
    harvest(out, given[:2], workers=WorkersHere())
    harvest(out, given, workers=WorkersHere())
    assert [path.name for path in sorted((out / "runs").iterdir())] == [
        "part-000001.parquet",
        "part-000002.parquet",
    ]
    return given


@pytest.mark.parametrize("table", ["runs", "more", "status"])
@pytest.mark.parametrize(
    "damage",
    [
        damage_end,
        damage_middle,
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.with_name("part-000002.parquet").read_bytes()),
    ],
)
def test_damaged_parts_are_made_again_and_others_kept(
    tmp_path: Path, table: str, damage: Callable[[Path], object]
) -> None:
    given = in_two_parts(tmp_path)
    before, kept = pieces(tmp_path), files(tmp_path)
    damage(tmp_path / table / "part-000001.parquet")
    with Store(tmp_path, kind=KIND, code=code_hash()) as store:
        tally = execute(store, WORK, {}, given, workers=WorkersHere())
        assert [note for note in store.notes if f"{table}/part-000001.parquet" in note]
    assert (tally.kept, tally.done, tally.damaged) == (4, 4, 4)
    assert pieces(tmp_path) == before
    after = files(tmp_path)
    assert {name: after.get(name) for name in kept if "000002" in name} == {
        name: data for name, data in kept.items() if "000002" in name
    }
    assert not [name for name in after if "000001" in name]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("status", lambda table: table.drop_columns(["seconds"])),
        ("status", lambda table: table.slice(1)),
        ("status", lambda table: table.set_column(0, "key", table["machine"])),
        ("status", lambda table: table.set_column(1, "state", table["seconds"])),
        ("status", lambda table: table.append_column("more", table["key"])),
        ("runs", lambda table: table.slice(1)),
        ("more", lambda table: pa.concat_tables([table, table])),
    ],
)
def test_parts_that_do_not_fit_are_not_believed_whatever_their_checksums(
    tmp_path: Path, table: str, change: Callable[[pa.Table], pa.Table]
) -> None:
    given = in_two_parts(tmp_path)
    before = pieces(tmp_path)
    alter_and_sum_up(tmp_path, table, change)
    tally = harvest(tmp_path, given, workers=WorkersHere())
    assert (tally.kept, tally.done) == (4, 4)
    assert pieces(tmp_path) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        b"nan",
        b'{"format": "helpseek parts 1", "next": 1, "parts": [], "checksum": "0"}',
    ],
)
def test_an_index_that_is_damaged_is_refused_and_nothing_is_lost(
    tmp_path: Path, content: bytes
) -> None:
    given = tasks(2, 2)
    harvest(tmp_path, given, workers=WorkersHere())
    index, kept = (tmp_path / "parts.json").read_bytes(), files(tmp_path)
    for wrong in (content, index[:-20], index.replace(b'"runs":4', b'"runs":5')):
        (tmp_path / "parts.json").write_bytes(wrong)
        with pytest.raises(InputError, match=r"parts\.json: is damaged"):
            harvest(tmp_path, given, workers=WorkersHere())
    (tmp_path / "parts.json").unlink()
    with pytest.raises(InputError, match=r"parts\.json: is missing"):
        harvest(tmp_path, given, workers=WorkersHere())
    assert files(tmp_path) == kept
    (tmp_path / "parts.json").write_bytes(index)
    assert harvest(tmp_path, given, workers=WorkersHere()).kept == 4


def test_runs_are_in_few_files_however_they_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many runs, many commands: parts are put together before they are many."""
    from experiments.engine import batches, store

    for module in (batches, store):
        monkeypatch.setattr(module, "MOST_RUNS", 10)
    monkeypatch.setattr(store, "_MOST_SMALL", 3)
    harvest(tmp_path / "once", tasks(15, 2), workers=WorkersHere())
    assert len(files(tmp_path / "once")) == 3 * 3
    for number in range(1, 16):
        harvest(tmp_path / "often", tasks(number, 2), workers=WorkersHere())
        assert len(files(tmp_path / "often")) <= 3 * (number // 4 + 4)
        assert not list((tmp_path / "often" / "journal").iterdir())
    assert pieces(tmp_path / "often") == pieces(tmp_path / "once")
