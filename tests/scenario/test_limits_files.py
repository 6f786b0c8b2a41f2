"""Small files that ask for much: refused while they are read, before they fill the memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from simulation import bounded
from simulation.bounded import LONGEST_LINE, MOST_COLUMNS, Bounded
from simulation.errors import InputError
from simulation.network import generated
from simulation.network.files import read_network
from simulation.network.generated import GENERATORS, generate
from simulation.population import table_opened
from simulation.population.marginals import read_marginals
from simulation.population.table import read_people
from simulation.scenario import load_scenario
from tests.support.cli_runner import helpseek, refused


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a megabyte stand for those of gigabytes, should a bound fail."""
    monkeypatch.setattr(bounded, "UNSUSPICIOUS", 500_000)


def packed(*parts: bytes) -> bytes:
    """Gzip of a content that is made while it is packed, so that a bomb costs its maker nothing."""
    maker = zlib.compressobj(9, wbits=31)
    return b"".join([*map(maker.compress, parts), maker.flush()])


def unfolding(line: bytes, times: int = 40_000) -> bytes:
    return packed(b"age,household\n", *[line] * times)


Reader = Callable[[Path], Any]
READERS: dict[str, Reader] = {
    "people": read_people,
    "marginals": read_marginals,
    "network": read_network,
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("line", [b"40,1\n" * 50, b"a" * 300], ids=["rows", "one line"])
def test_a_file_that_unfolds_without_end_is_left_at_once(
    tmp_path: Path, name: str, line: bytes
) -> None:
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(unfolding(line))
    assert bomb.stat().st_size < 60_000
    with pytest.raises(InputError) as caught:
        READERS[name](bomb)
    message = str(caught.value)
    assert str(bomb) in message or "bomb.csv.gz" in message
    assert "unfolds to more than 200 times" in message or "a line is too long" in message


def test_no_more_is_unfolded_than_the_bound(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(unfolding(b"40,1\n" * 50))
    read = 0
    stream = Bounded(bomb, "bomb", largest=10**9)
    with stream, suppress(InputError):
        while part := stream.read(1 << 16):
            read += len(part)
        pytest.fail("all of it was read")
    assert read <= max(bounded.UNSUSPICIOUS, 200 * bomb.stat().st_size)


def test_what_is_packed_as_people_pack_it_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    lines = [b"age,household", *(b"%d,%d" % (a, b) for a, b in rng.integers(1, 99, (90_000, 2)))]
    plain = b"\n".join(lines)
    assert len(plain) > bounded.UNSUSPICIOUS / 2
    file = tmp_path / "people.csv.gz"
    file.write_bytes(gzip.compress(plain + b"\n"))
    with Bounded(file, "people", largest=10**9) as stream:
        assert stream.readall() == plain + b"\n"
    short = Bounded(file, "people", largest=len(plain))
    with short, pytest.raises(InputError, match=r"too large.*when unpacked"):
        short.readall()
    with Bounded(file, "people", largest=len(plain) + 1) as stream:
        assert len(stream.readall()) == len(plain) + 1


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("before", [0, 1, 70_000, 3 * LONGEST_LINE])
def test_long_lines_are_told_from_many(tmp_path: Path, end: bytes, before: int) -> None:
    start = (b"a" * 50 + end) * (before // 50)
    file = tmp_path / "lines"
    # A line a little longer than the bound may pass, by what is read at once.
    for length, fits in ((LONGEST_LINE - 10, True), (LONGEST_LINE + 140_000, False)):
        file.write_bytes(start + b"x" * length + end + b"y" * 20)
        with Bounded(file, "lines", largest=10**9) as stream:
            if fits:
                assert len(stream.readall()) == file.stat().st_size
            else:
                with pytest.raises(InputError, match="a line is too long"):
                    stream.readall()


def tables() -> Iterator[tuple[str, bytes, str]]:
    wide = b",".join(b"c%d" % place for place in range(MOST_COLUMNS + 1))
    yield "too many columns", b"age," + wide + b"\n40" + b",1" * (MOST_COLUMNS + 1), "columns"
    yield "a header without end", b"age" * LONGEST_LINE, "a line is too long"
    yield (
        "a quote without end",
        b'age,household\n40,"' + b"40,1\n" * 1_200_000,
        r"row 1: the cell is too long.*quotation mark",
    )


@pytest.mark.parametrize(
    ("content", "said"), [t[1:] for t in tables()], ids=[t[0] for t in tables()]
)
def test_tables_without_end_in_any_direction(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_people(file)


def test_a_network_of_a_line_without_end(tmp_path: Path) -> None:
    file = tmp_path / "ties.csv"
    file.write_bytes(b"a," * LONGEST_LINE + b"\n1,2\n")
    with pytest.raises(InputError, match="the first line is too long"):
        read_network(file)


def test_one_long_text_for_all_rows_of_a_parquet_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_opened, "LARGEST_COLUMN_BYTES", 2_000_000)
    rows = 1_000
    text = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), ["x" * 50_000])
    file = tmp_path / "people.parquet"
    parquet.write_table(pa.table({"age": pa.array([40] * rows), "place": text}), file)
    assert file.stat().st_size < 20_000
    with pytest.raises(InputError, match=r"column 'place': too large; found '1,000 long texts'"):
        read_people(file)
    deep = pa.table({"age": pa.array([[40]] * 3)})
    parquet.write_table(deep, file)
    with pytest.raises(InputError, match="wrong type of column"):
        read_people(file)
    wide = pa.table({f"c{place}": [1] for place in range(MOST_COLUMNS + 1)})
    parquet.write_table(wide, file)
    with pytest.raises(InputError, match="too many columns"):
        read_people(file)


def test_parquet_texts_are_what_they_were(tmp_path: Path) -> None:
    file = tmp_path / "people.parquet"
    table = pa.table({"age": [40, 41, 42], "place": ["a", None, "b"], "household": [1, 1, None]})
    parquet.write_table(table, file, row_group_size=2)
    people = read_people(file, draw_missing=True).demographics
    assert people.places == ("a", "not given", "b")
    assert people.household.tolist() == [0, 0, -1]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("planted_partition_graph", {"l": 10**12, "k": 0, "p_in": 0.1, "p_out": 0.1}, "0 people"),
        ("planted_partition_graph", {"l": 10**12, "k": 5, "p_in": 0.1, "p_out": 0.1}, "people"),
        ("caveman_graph", {"l": 10**15, "k": 10**15}, "people"),
        ("gnm_random_graph", {"m": 10**12}, "too many ties"),
        ("barabasi_albert_graph", {"m": 10**12}, "too many ties"),
        ("watts_strogatz_graph", {"k": 10**12, "p": 0.1}, "too many ties"),
        ("random_regular_graph", {"d": 10**12}, "do not fit"),
        ("grid_2d_graph", {"m": 10**9, "n": 10**9}, "people"),
        ("star_graph", {"n": 10**12}, "people"),
        ("full_rary_tree", {"r": 10**12}, ""),
        ("expected_degree_graph", {"w": [1e12] * 100}, "too many ties"),
        ("configuration_model", {"deg_sequence": [10**12] * 100}, "too many ties"),
        ("connected_watts_strogatz_graph", {"k": 2, "p": 1.0, "tries": 10**12}, "too many tries"),
        ("watts_strogatz_graph", {"k": 4, "p": 0.1, "n": 10**10}, "another number of people"),
    ],
)
def test_generators_asked_for_a_million_million(
    name: str, arguments: dict[str, Any], said: str
) -> None:
    assert name in GENERATORS
    if not said:
        assert generate(name, 100, arguments, 1).source.size == 99
        return
    with pytest.raises(InputError, match=said):
        generate(name, 100, arguments, 1)


def test_all_generators_that_try_again_are_bounded() -> None:
    import importlib
    import inspect

    for name, generator in GENERATORS.items():
        module = importlib.import_module(f"networkx.generators.{generator.module}")
        known = set(inspect.signature(getattr(module, name)).parameters)
        again = {key for key in known if "tries" in key}
        assert again <= generated._TRIES, name


PLAN = """
world: town
people: 120
weeks: 8
outcomes: [service_use_12m]
"""
PLANS = {
    "points and seeds": "uncertainties: {onset_rate: {low: 0.1, high: 0.2}}\n"
    "design: {kind: sobol, points: 999999}\nseeds: 1000\n",
    "a grid": "uncertainties:\n"
    + "".join(
        f"  {name}: {{levels: 9000}}\n"
        for name in ("onset_rate", "trait_spread", "travel_median", "travel_spread", "triage")
    ),
    "levers": "levers: {subsidy: {"
    + ", ".join(
        f"{field}: [{', '.join(f'0.{n:04}' for n in range(1, 200))}]"
        for field in ("share", "coverage", "uptake", "false_positives")
    )
    + "}}\n",
    "seeds": "seeds: 1000000000\n",
    "values": "uncertainties: {"
    + ", ".join(f"{row}: prior" for row in ("onset_rate", "triage", "trait_spread"))
    + "}\ndesign: {kind: sobol, points: 1000000}\n",
}


@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["run", "dry run"])
@pytest.mark.parametrize("name", PLANS)
def test_plans_of_a_thousand_million_runs_are_counted_and_not_made(
    tmp_path: Path, name: str, dry: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.sweep.question.MOST_VALUES", 1_000_000)
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN + PLANS[name])
    out = tmp_path / "out"
    said = refused(helpseek("sweep", plan, "--out", out, *dry))
    assert "plan.yaml" in said
    assert not out.exists()


def test_people_by_the_thousand_million_are_out_of_range() -> None:
    for people in (10**10, 2**31, 2**63):
        with pytest.raises(InputError, match="people"):
            load_scenario("town", {"people": people})
