"""Networks of the user's own: what is read, what is dropped and counted, what is refused."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.network import files
from simulation.network.figures import network_figures
from simulation.network.files import read_network
from simulation.network.generated import from_networkx
from simulation.network.named import NetworkFile
from simulation.network.rows import MISSING
from simulation.network.ties import build_ties

DATA = Path(__file__).parents[1] / "data" / "networks"

GRAPHML = (
    '<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    '<key id="d0" for="edge" attr.name="weight" attr.type="double"/>'
    '<graph edgedefault="{kind}"><node id="n0"/><node id="n1"/><node id="n2"/><node id="n3"/>'
    '<edge source="n0" target="n1"/>{more}</graph></graphml>'
)


def read(folder: Path, content: str | bytes, name: str = "ties.csv", **options: Any) -> NetworkFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_network(path, **options)


def named(network: NetworkFile) -> set[tuple[str, str]]:
    return {
        (network.labels[a], network.labels[b])
        for a, b in zip(network.source, network.target, strict=True)
    }


def test_self_ties_repetitions_and_missing_labels_are_dropped_and_counted(tmp_path: Path) -> None:
    network = read(tmp_path, "source,target\n1,2\n10,2\n2,1\n2,2\n,3\nNA,1\n1,2\n4,\n\n")
    assert network.labels == ["1", "2", "10"]
    assert named(network) == {("1", "2"), ("2", "10")}
    assert not network.directed
    assert network.weight is None
    assert network.dropped == {
        "missing_labels": 3,
        "self_loops": 1,
        "zero_weights": 0,
        "duplicates": 1,
        "both_directions": 1,
    }


@pytest.mark.parametrize(
    ("content", "labels"),
    [
        ('source,target\nÅsa,"Müller, ""Jo"""\n李,Åsa\n', ["Åsa", 'Müller, "Jo"', "李"]),
        ("source,target\n1.0,2\n3.0,1\n10,2.0\n", ["1", "2", "3", "10"]),
        ("source,target\n007,7\n7,12\n", ["007", "7", "12"]),
        ("source,target\n-3,2.5\n2.50,-11\n", ["-11", "-3", "2.5"]),
        (f"source,target\n{10**40},9\n9,{10**40 + 1}\n", ["9", str(10**40), str(10**40 + 1)]),
        (f"source,target\n{'9' * 5000},b\n", ["9" * 5000, "b"]),
        ("source,target\n b ,a\nb,c\n", ["b", "a", "c"]),
    ],
)
def test_labels_of_any_kind(tmp_path: Path, content: str, labels: list[str]) -> None:
    assert read(tmp_path, content).labels == labels


@pytest.mark.parametrize(
    "content",
    [
        "source,target\na,b\nb,c\n",
        "from\tto\na\tb\nb\tc\n",
        "Source;Target\r\na;b\r\nb;c\r\n",
        "wave|ego|alter\n1|a|b\n1|b|c\n",
        "to from\nb a\nc b\n",
        "first,second,note\na,b,x\nb,c,y\n",
        "source,target\ra,b\rb,c\r",
        "# a remark\n# source,target\na,b\nb,c\n",
        "# a remark\n\nsource,target\na,b\nb,c\n",
        "a,b\nb,c\n",
        "\ufeffsource,target\na,b\nb,c\n",
    ],
)
def test_the_same_ties_however_columns_are_named_and_parted(tmp_path: Path, content: str) -> None:
    network = read(tmp_path, content)
    assert set(network.labels) == {"a", "b", "c"}
    assert {frozenset(pair) for pair in named(network)} == {frozenset("ab"), frozenset("bc")}


def test_other_encodings_and_compression(tmp_path: Path) -> None:
    text = "source\ttarget\nå\tb\n"
    for name, content in (
        ("wide.tsv", text.encode("utf-16")),
        ("packed.tsv.gz", gzip.compress(text.encode(), mtime=0)),
        ("packed_but_not_named_so.tsv", gzip.compress(text.encode(), mtime=0)),
        ("named_so_but_not_packed.tsv.gz", text.encode()),
    ):
        assert read(tmp_path, content, name).labels == ["å", "b"]


def test_numbers_in_the_first_row_mean_that_there_is_no_header(tmp_path: Path) -> None:
    assert named(read(tmp_path, "1,2,0.5\n2,3,0.1\n")) == {("1", "2"), ("2", "3")}
    snap = "# Nodes: 3\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n"
    assert named(read(tmp_path, snap)) == {("0", "1"), ("1", "2")}


def test_columns_that_the_user_names(tmp_path: Path) -> None:
    content = "who,when,whom,how much\na,1,b,2\nb,1,c,3\n"
    network = read(tmp_path, content, source="who", target="whom", weight="How_Much")
    assert named(network) == {("a", "b"), ("b", "c")}
    assert network.weight is not None
    assert network.weight.tolist() == [2.0, 3.0]
    with pytest.raises(InputError, match="did you mean who"):
        read(tmp_path, content, source="wo", target="whom")
    with pytest.raises(InputError, match="named twice"):
        read(tmp_path, content, source="who", target="who")
    assert named(read(tmp_path, content, target="whom")) == {("a", "b"), ("b", "c")}


def test_directed_and_weighted(tmp_path: Path) -> None:
    content = "source,target,weight\n1,2,3\n2,1,4\n1,2,9\n3,1,0\n"
    arcs = read(tmp_path, content, directed=True)
    assert arcs.directed
    assert named(arcs) == {("1", "2"), ("2", "1")}
    assert arcs.labels == ["1", "2", "3"]
    assert arcs.weight is not None
    assert arcs.weight.tolist() == [9.0, 4.0]
    assert arcs.dropped["zero_weights"] == 1
    assert (arcs.dropped["duplicates"], arcs.dropped["both_directions"]) == (1, 0)
    pairs = read(tmp_path, content)
    assert pairs.weight is not None
    assert pairs.weight.tolist() == [9.0]
    assert (pairs.dropped["duplicates"], pairs.dropped["both_directions"]) == (1, 1)
    assert read(tmp_path, content, weight="").weight is None

    friends = arcs.friendships(1)
    ties = build_ties(3, np.full(3, -1, np.int32), friends)
    assert ties.neighbour.tolist() == [1, 0], "who is named reaches who names them"
    assert np.diff(ties.start).tolist() == [1, 1, 0]


weights = st.lists(
    st.floats(5e-324, allow_infinity=False, allow_nan=False), min_size=2, max_size=40, unique=True
)


@settings(max_examples=100, deadline=None)
@given(weights)
def test_strengths_keep_the_order_of_weights(given_weights: list[float]) -> None:
    graph = nx.path_graph(len(given_weights) + 1)
    for edge, weight in zip(list(graph.edges), given_weights, strict=True):
        graph.edges[edge]["weight"] = weight
    network = from_networkx(graph)
    strength = network.friendships(1).strength
    assert network.weight is not None
    assert np.isfinite(strength).all()
    assert strength.min() >= 0.0
    assert strength.max() <= 1.0
    assert (np.diff(strength[np.argsort(network.weight)]) >= 0).all()


def test_measured_and_drawn_strengths_make_as_many_confidants_as_asked() -> None:
    graph = nx.gnm_random_graph(500, 2000, seed=1)
    for edge, (one, other) in enumerate(graph.edges):
        graph.edges[one, other]["weight"] = 1.0 + (edge * 7) % 101
    for network in (from_networkx(graph), from_networkx(graph, weight="")):
        for asked in (0.5, 1.0, 3.0):
            close = (network.friendships(1, asked).strength >= 0.5).sum()
            assert 2 * close / 500 == pytest.approx(asked, rel=0.15)
    drawn = from_networkx(graph, weight="").friendships(1).strength
    assert not np.array_equal(drawn, from_networkx(graph, weight="").friendships(2).strength)
    nx.set_edge_attributes(graph, 1.0, "weight")
    assert np.array_equal(from_networkx(graph).friendships(1).strength, drawn)


def test_people_without_ties(tmp_path: Path) -> None:
    from_zero = read(tmp_path, "source,target\n0,2\n2,4\n", nodes=6)
    assert from_zero.labels == ["0", "1", "2", "3", "4", "5"]
    assert named(from_zero) == {("0", "2"), ("2", "4")}
    from_one = read(tmp_path, "source,target\n1,2\n2,6\n", nodes=6)
    assert from_one.labels == ["1", "2", "3", "4", "5", "6"]
    assert named(from_one) == {("1", "2"), ("2", "6")}
    words = read(tmp_path, "source,target\nx,isolated-1\n", nodes=4)
    assert words.labels == ["x", "isolated-1", "isolated-2", "isolated-3"]
    with pytest.raises(InputError, match="nodes"):
        read(tmp_path, "source,target\nx,y\n", nodes=1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b" \n\n", "empty"),
        ("header.csv", b"source,target\n", "no ties"),
        ("narrow.csv", b"source\n1\n", "two columns"),
        ("missing.csv", b"source,target\nNA,1\n,2\n", "no row names two"),
        ("long_row.csv", b"source,target\n1,2\n1,2,3\n", "line 3.*3 fields.*2 fields"),
        ("long_rows.csv", b"source,target\n1,2,3\n4,5,6\n", "more fields"),
        ("quote.csv", b'source,target\n"1,2\n3,4\n', "quotation mark"),
        ("wide.csv", b"a" * 200_000, "header"),
        ("damaged.csv", "source,target\nå,b\n".encode() + b"a,\xe5\n", "line 3.*UTF-8"),
        ("zero.csv", b"source,target\n1,2\n\x00,3\n", "line 3.*not text"),
        ("noise.csv", bytes(range(256)) * 9, "not text"),
        ("sheet.xlsx", b"PK\x03\x04" + b"x" * 99, "spreadsheet"),
        ("table.parquet", b"PAR1" + b"x" * 99, "Parquet"),
        ("negative.csv", b"from,to,weight\na,b,1\n\nb,c,-2\n", "line 4, column weight.*-2"),
        ("nothing.csv", b"from,to,weight\na,b,1\nb,c,\n", "line 3.*not a weight"),
        ("nan.csv", b"from,to,weight\na,b,nan\n", "line 2.*nan"),
        ("infinite.csv", b"from,to,weight\na,b,1e999\n", "line 2.*1e999"),
        ("word.csv", b"from,to,weight\na,b,heavy\n", "line 2.*heavy"),
        (
            "cut.csv.gz",
            gzip.compress(b"source,target\n" + b"1,2\n" * 9999, mtime=0)[:-9],
            "cut short",
        ),
        ("noise.csv.gz", b"\x1f\x8b" + b"noise" * 9, "damaged"),
        ("cut.graphml", b"<graphml><graph>", "GraphML"),
        ("not.graphml", b"1,2\n", "GraphML"),
        ("page.csv", b"<html><body/></html>", "GraphML"),
        ("deep.graphml", b"<graphml>" + b"<a>" * 50_000, "GraphML"),
        (
            "nobody.graphml",
            b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph/></graphml>',
            "names no persons",
        ),
        (
            "laughs.graphml",
            b'<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>',
            "DOCTYPE",
        ),
        (
            "laughs_wide.graphml",
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE g [<!ENTITY a "ha">]><g/>'.encode(
                "utf-16"
            ),
            "DOCTYPE",
        ),
        (
            "outside.graphml",
            b'<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/hostname">]><graphml>&a;</graphml>',
            "DOCTYPE",
        ),
        ("remote.graphml", b'<!DOCTYPE g SYSTEM "http://localhost/x"><graphml/>', "DOCTYPE"),
        (
            "negative.graphml",
            GRAPHML.format(
                kind="undirected",
                more='<edge source="n1" target="n2"><data key="d0">-1</data></edge>',
            ).encode(),
            "not a weight",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    weight = "weight" if name == "negative.graphml" else None
    with pytest.raises(InputError, match=said) as caught:
        read(tmp_path, content, name, weight=weight)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv", Path("/dev/null"), "x" * 5000, "a\0b"):
        with pytest.raises(InputError) as caught:
            read_network(path)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 500


def test_a_file_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 1000)
    packed = gzip.compress(b"source,target\n" + b"1,2\n" * 1000)
    assert len(packed) < 1000
    with pytest.raises(InputError, match="too large"):
        read(tmp_path, packed, "ties.csv.gz")


def test_graphml_keeps_people_without_ties_and_says_whether_it_is_directed(tmp_path: Path) -> None:
    back = '<edge source="n1" target="n0"/>'
    plain = read(tmp_path, GRAPHML.format(kind="undirected", more=""), "g.graphml")
    assert plain.labels == ["n0", "n1", "n2", "n3"]
    assert named(plain) == {("n0", "n1")}
    arcs = read(tmp_path, GRAPHML.format(kind="directed", more=back), "g.graphml")
    assert arcs.directed
    assert named(arcs) == {("n0", "n1"), ("n1", "n0")}
    asked = read(tmp_path, GRAPHML.format(kind="directed", more=back), "g.xml", directed=False)
    assert named(asked) == {("n0", "n1")}
    with pytest.raises(InputError, match="no columns"):
        read(tmp_path, GRAPHML.format(kind="directed", more=""), "g.graphml", source="id")


def test_graphml_that_networkx_wrote_is_read_back(tmp_path: Path) -> None:
    graph = nx.karate_club_graph()
    graph.add_node(99)
    written = io.BytesIO()
    nx.write_graphml(graph, written)
    for name, content in (
        ("karate.graphml", written.getvalue()),
        ("karate.graphml.gz", gzip.compress(written.getvalue())),
    ):
        network = read(tmp_path, content, name)
        direct = from_networkx(graph)
        assert network.labels == direct.labels == [*map(str, range(34)), "99"]
        assert np.array_equal(network.source, direct.source)
        assert np.array_equal(network.target, direct.target)
        assert network.weight is not None
        assert direct.weight is not None
        assert np.array_equal(network.weight, direct.weight)


def test_the_network_of_lastfm(tmp_path: Path) -> None:
    network = read_network(DATA / "lastfm_asia_edges.csv.gz")
    assert network.people == 7624
    assert network.source.size == 27806
    assert sum(network.dropped.values()) == 0
    nodes = pd.read_csv(DATA / "lastfm_asia_nodes.csv.gz")
    assert network.labels == [str(number) for number in nodes["id"]]
    ties = build_ties(7624, np.full(7624, -1, np.int32), network.friendships(1))
    found = network_figures(ties)
    assert found["clustering"] == pytest.approx(0.219, abs=0.001)
    assert found["transitivity"] == pytest.approx(0.179, abs=0.001)
    assert found["degree_assortativity"] == pytest.approx(0.017, abs=0.001)
    assert np.diff(ties.start).max() == 216


label = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(
    lambda text: text.strip() == text and text not in MISSING and '"' not in text and text[0] != "#"
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(label | st.integers(0).map(str), label), min_size=1, max_size=30),
    st.booleans(),
)
def test_every_list_of_ties_is_read_as_a_set_of_pairs(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], directed: bool
) -> None:
    # What is refused as a header or a code for nobody: see test_network_doubts.
    assume(rows[0][0] != rows[0][1] and {text for row in rows for text in row} != {"0", "1"})
    assume(not any(re.fullmatch(r"-\d+", text) for row in rows for text in row))
    path = tmp_path_factory.mktemp("lists") / "ties.csv"
    pd.DataFrame(rows, columns=["source", "target"]).to_csv(path, index=False)
    network = read_network(path, directed=directed)
    arcs = {(a, b) for a, b in rows if a != b}
    numbers = all(
        text.lstrip("+-").replace(".", "").isascii()
        and text.lstrip("+-").replace(".", "").isdigit()
        for row in rows
        for text in row
    )
    if numbers:  # 1, +1 and 1.0 are one person: counted elsewhere
        assert network.people <= len({text for row in rows for text in row})
        return
    assert set(network.labels) == {text for row in rows for text in row}
    if directed:
        assert named(network) == arcs
    else:
        assert {frozenset(pair) for pair in named(network)} == {frozenset(p) for p in arcs}
    assert network.source.size + sum(network.dropped.values()) == len(rows)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=200).map(str.encode),
    st.sampled_from(["ties.csv", "ties.csv.gz", "ties.graphml", "ties"]),
)
def test_whatever_stands_in_a_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    try:
        network = read_network(path)
    except InputError as error:
        said = str(error)
    else:
        said = name if network.people else ""
    assert name in said
