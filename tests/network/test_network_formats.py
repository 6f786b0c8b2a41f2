"""Formats of networks: what other programs write is read as it was meant, or refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import scipy.io
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.network.files import read_network
from simulation.network.named import NetworkFile

Tie = Any


def ties_of(network: NetworkFile) -> dict[Tie, float | None]:
    """Ties by the names of both ends, with their weights."""
    weight = [None] * network.source.size if network.weight is None else network.weight.tolist()
    pairs = [
        (network.labels[a], network.labels[b])
        for a, b in zip(network.source.tolist(), network.target.tolist(), strict=True)
    ]
    return {
        (pair if network.directed else frozenset(pair)): each
        for pair, each in zip(pairs, weight, strict=True)
    }


def drawn(graph: nx.Graph) -> dict[Tie, float | None]:
    return {
        ((str(a), str(b)) if graph.is_directed() else frozenset((str(a), str(b)))): weight
        for a, b, weight in graph.edges(data="weight")
    }


def counted(graph: nx.Graph) -> nx.Graph:
    return nx.relabel_nodes(graph, {node: row + 1 for row, node in enumerate(graph)})


def node_link(graph: nx.Graph, path: Path) -> None:
    path.write_text(json.dumps(nx.node_link_data(graph, edges="links")))


def cytoscape(graph: nx.Graph, path: Path) -> None:
    path.write_text(json.dumps(nx.cytoscape_data(graph)))


def matrix(graph: nx.Graph, path: Path) -> None:
    pd.DataFrame(nx.to_numpy_array(graph), list(graph), list(graph)).to_csv(path)


def bare_matrix(graph: nx.Graph, path: Path) -> None:
    np.savetxt(path, nx.to_numpy_array(graph), fmt="%g")


def matrix_market(graph: nx.Graph, path: Path) -> None:
    scipy.io.mmwrite(path, nx.to_scipy_sparse_array(graph).astype(float))


def pandas_list(graph: nx.Graph, path: Path) -> None:
    nx.to_pandas_edgelist(graph).to_csv(path)


Writer = Callable[[nx.Graph, Path], None]
OF_GRAPHS: dict[str, Writer] = {
    ".graphml": nx.write_graphml,
    ".gml": nx.write_gml,
    ".gexf": nx.write_gexf,
    ".net": nx.write_pajek,
    ".json": node_link,
    ".cyjs": cytoscape,
}
"""Formats that know everybody and every direction."""
OF_ROWS: dict[str, Writer] = {
    ".edges": nx.write_edgelist,
    ".adjlist": nx.write_multiline_adjlist,
    ".csv": pandas_list,
}
OF_NUMBERS: dict[str, Writer] = {".txt": bare_matrix, ".mtx": matrix_market}
"""Formats without names: persons are counted from 1."""


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    size = draw(st.integers(6, 9))
    graph: nx.Graph = draw(st.sampled_from([nx.Graph, nx.DiGraph]))()
    words = draw(st.booleans())
    graph.add_nodes_from(f"{'abcdefghi'[row]}nn" if words else row for row in range(size))
    nodes = list(graph)
    pairs = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    for place, (one, other) in enumerate(draw(st.lists(pairs, min_size=4, max_size=20))):
        if one != other:
            graph.add_edge(one, other, weight=1.5 + place)
    graph.add_edge(nodes[0], nodes[1], weight=0.5)
    graph.add_edge(nodes[1], nodes[2], weight=1.0)
    if not draw(st.booleans()):
        for *_, data in graph.edges(data=True):
            data.clear()
    return graph


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_what_networkx_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, graph: nx.Graph
) -> None:
    folder = tmp_path_factory.mktemp("written")
    for ending, write in (OF_GRAPHS | OF_ROWS | OF_NUMBERS).items():
        path = folder / f"graph{ending}"
        write(graph, path)
        directed = graph.is_directed() if ending in OF_ROWS else None
        network = read_network(path, directed=directed)
        wanted = drawn(counted(graph)) if ending in OF_NUMBERS else drawn(graph)
        found = ties_of(network)
        if not network.directed and graph.is_directed():
            # A matrix of arcs that all are returned is symmetric.
            assert ending in OF_NUMBERS
            assert set(found) == {frozenset(pair) for pair in wanted}
            continue
        assert set(found) == set(wanted), ending
        if ending not in OF_ROWS:
            assert network.people == len(graph), ending
        if any(weight is not None for weight in wanted.values()) and ending != ".cyjs":
            assert found == pytest.approx(wanted), ending


R_LIST = '"","from","to"\n"1","ann","bob"\n"2","bob","cyd"\n'
PATH = {frozenset(("ann", "bob")), frozenset(("bob", "cyd"))}
SQUARE = {frozenset(pair) for pair in (("1", "2"), ("2", "3"), ("3", "4"), ("1", "4"))}
GML = 'Creator "x"\ngraph\n[\n directed {}\n node\n [\n id 1\n label "ann"\n ]\n'
GML += ' node [ id 2 label "bob" ]\n'
GML += ' node [ id 3 label "cyd" ]\n edge [ source 1 target 2 value 3 ]\n'
GML += " edge [ source 2 target 3 value 2 ]\n edge [ source 1 target 2 value 1 ]\n]\n"
GEXF = (
    '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed"><nodes>'
    '<node id="ann"/><node id="bob"/><node id="cyd"/></nodes><edges>'
    '<edge source="ann" target="bob" weight="2"/>'
    '<edge source="bob" target="cyd" type="undirected"/></edges></graph></gexf>'
)


@pytest.mark.parametrize(
    ("name", "content", "ties"),
    [
        ("r.csv", R_LIST, PATH),
        ("r.txt", '"from" "to"\n"1" "ann" "bob"\n"2" "bob" "cyd"\n', PATH),
        ("calls.csv", "time,Caller ID,Receiver ID\n1,ann,bob\n2,bob,cyd\n", PATH),
        ("people.csv", "edge_id,person1,person2\n1,ann,bob\n2,bob,cyd\n", PATH),
        ("excel.csv", "sep=;\nfrom;to;w\nann;bob;0,5\nbob;cyd;1,5\n", PATH),
        ("remarks.txt", "source target\nann bob\n# later\nbob cyd\n", PATH),
        ("wide.csv", "source,target\nann,bob\nbob,cyd\n".encode("utf-16-le"), PATH),
        ("m.csv", ",ann,bob,cyd\nann,0,1,0\nbob,1,0,1\ncyd,0,1,0\n", PATH),
        ("m.txt", '"ann" "bob" "cyd"\n"ann" 0 1 0\n"bob" 1 0 1\n"cyd" 0 1 0\n', PATH),
        ("order.csv", ",cyd,ann,bob\nann,0,0,1\nbob,1,1,0\ncyd,0,0,1\n", PATH),
        ("bare.csv", "0,1,0,1\n1,0,1,0\n0,1,0,1\n1,0,1,0\n", SQUARE),
        ("v.csv", "V1,V2,V3,V4\n0,1,0,1\n1,0,1,0\n0,1,0,1\n1,0,1,0\n", SQUARE),
        ("a.adjlist", "ann bob\nbob cyd ann\ncyd\n", PATH),
        ("x.lgl", "# ann\nbob\n# bob\ncyd\n", PATH),
        ("w.lgl", "# ann\nbob 1\n# bob\ncyd 2\n", PATH),
        ("g.gml", GML.format(0), PATH),
        ("p.net", '*Vertices 3\n1 "ann"\n2 "bob"\n3 "cyd"\n*Edges\n1 2\n2 3 2\n', PATH),
        ("l.net", "*Vertices 3\n1 ann\n2 bob\n3 cyd\n*Edgeslist\n2 1 3\n", PATH),
        (
            "d.dl",
            "dl n=3\nformat=fullmatrix\nlabels:\nann,bob,cyd\ndata:\n0 1 0\n1 0 1\n0 1 0\n",
            PATH,
        ),
        (
            "d3.json",
            '{"nodes":[{"name":"ann"},{"name":"bob"},{"name":"cyd"}],'
            '"links":[{"source":0,"target":1},{"source":2,"target":1}]}',
            PATH,
        ),
        (
            "vis.json",
            '{"nodes":[{"id":"ann"},{"id":"bob"},{"id":"cyd"}],'
            '"edges":[{"from":"ann","to":"bob"},{"from":"bob","to":"cyd"}]}',
            PATH,
        ),
    ],
)
def test_what_other_programs_write(
    tmp_path: Path, name: str, content: str | bytes, ties: set[Tie]
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    network = read_network(path)
    assert set(ties_of(network)) == ties
    assert network.summary is not None
    assert network.summary.counts["ties"] == len(ties)
    assert f"{network.people} people" in network.summary.sentence()


@pytest.mark.parametrize(
    ("name", "content", "ties"),
    [
        (
            "gephi.csv",
            "Source,Target,Type\n1,2,Directed\n2,3,Undirected\n",
            {("1", "2"), ("2", "3"), ("3", "2")},
        ),
        ("g.gexf", GEXF, {("ann", "bob"), ("bob", "cyd"), ("cyd", "bob")}),
        ("g.gml", GML.format(1), {("ann", "bob"), ("bob", "cyd")}),
        (
            "a.net",
            "*Vertices 5\n*Arcs\n1 2\n2 3\n*Edges\n4 5\n",
            {("1", "2"), ("2", "3"), ("4", "5"), ("5", "4")},
        ),
        ("k.txt", "% asym unweighted\n1 2\n2 3\n", {("1", "2"), ("2", "3")}),
        ("m.csv", ",a,b,c\na,0,1,0\nb,0,0,1\nc,0,0,0\n", {("a", "b"), ("b", "c")}),
    ],
)
def test_directions_are_those_of_the_file(
    tmp_path: Path, name: str, content: str, ties: set[Tie]
) -> None:
    (tmp_path / name).write_text(content)
    assert set(ties_of(read_network(tmp_path / name))) == ties


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.txt", "20\t1\t2\n40\t1\t3\n60\t2\t3\n", "network.source, network.target"),
        ("t2.txt", "1 2 1082040961\n2 3 1082155839\n1 2 1083040961\n", "times, waves or weights"),
        ("n.txt", "1 2 3\n2 3 1\n3 1 2\n", "network.format.*list or adjacency"),
        ("h.csv", "ann,bob\ncyd,dan\neve,fay\n", "no two columns share a label"),
        ("h2.csv", "ann,bob\ncyd,dan\ndan,fay\n", "line 1.*header or a tie"),
        ("h3.csv", "p1,p2\np3,p4\np4,p5\n", "line 1.*header or a tie"),
        ("two.csv", "person,club\nann,chess\nbob,chess\n", "no two columns share a label"),
        ("davis.csv", "woman,E1,E2,E3,E4\nann,1,1,0,1\nbob,1,0,1,1\n", "not the same persons"),
        ("w.csv", "ego,alter,wave\n1,2,1\n2,3,1\n1,3,2\n", r"2 networks.*network.only: \{wave: 1"),
        ("q.tsv", 'source\ttarget\n"Ann\tBea\nCyd\tDan\nEve"\tFay\n', "line 2.*quotation mark"),
        ("b.tsv", "source\ttarget\n1 2\n2\t3\n", "line 2.*fewer fields"),
        ("b2.tsv", "source target\nMary Ann\tBob\n", "line 2.*tabs and by blanks"),
        ("s.csv", "source,target\na,b\nc\n", "line 3.*fewer fields"),
        ("ragged.csv", "a,b,c\nb,d\n", "line 2.*fewer fields.*network.format: adjacency"),
        ("r.csv", "source,target\n#1,2\n", "line 2.*a remark, or the name"),
        ("th.csv", "from;to;weight\na;b;1.200\nb;c;900\n", "line 2.*thousands"),
        ("v.csv", "a,b,value\n1,2,1\n2,3,\n", "line 3.*not a weight.*1 of 2 ties have none"),
        ("9.txt", "0 1 9 0\n1 0 1 10\n0 9 0 1\n1 0 1 0\n", "codes for missing.*9, 10"),
        ("g.dot", "digraph G { a -> b; }", "Graphviz DOT"),
        ("g.tgf", "1 ann\n2 bob\n#\n1 2\n", "line 3.*trivial graph format"),
        ("g.metis", "4 4\n2 3\n1 3\n1 2 4\n3\n", "METIS"),
        ("g.col", "c x\np edge 3 2\ne 1 2\ne 2 3\n", "DIMACS"),
        ("g.gdf", "nodedef>name VARCHAR\na\n", "GDF"),
        ("g.html", "<!DOCTYPE html><html></html>", "HTML"),
        ("g.gexf", '<!DOCTYPE x [<!ENTITY a "b">]><gexf/>', "DOCTYPE"),
        ("g.json", '{"a": ["b"]}', "JSON of another shape"),
        ("deep.json", "[" * 100_000, "nested too deeply"),
        ("l.json", '{"nodes":[{"id":1}],"links":[{"source":1,"target":2}]}', "does not list"),
        ("g.gml", "graph [ node [ id 1 ] node [ id 1 ] ]", "duplicated"),
        ("deep.gml", "graph [ " + "a [ " * 20_000, "deeply|not GML"),
        ("two.net", "*Vertices 5 2\n*Edges\n1 3\n", "line 1.*two-mode"),
        ("no.net", "*Vertices 2\n*Edges\n1 3\n", "line 3.*not the number of a person"),
        (
            "twins.net",
            '*Vertices 3\n1 "Ann"\n2 "Ann"\n3 "Cy"\n*Arcs\nAnn Cy\n',
            "line 6.*not the number of a person.*Ann",
        ),
        ("long.lgl", "# a\nb\n# b\n# c\n" + "d\n" * 100_001 + "y z\n", "not a weight"),
        ("a.dl", "DL N=3 format=edgelist1\ndata:\n1 2 1 7\n", "not a tie.*1 2 1 7"),
        ("b.dl", "DL N=3 format=edgelist1\ndata:\n2\n", "not a tie"),
        ("r.mtx", "%%MatrixMarket matrix coordinate pattern general\n3 2 1\n1 2\n", "3 rows and 2"),
        ("c.mtx", "%%MatrixMarket matrix coordinate pattern general\n3 3 99\n1 2\n", "cut short"),
        (
            "big.mtx",
            f"%%MatrixMarket matrix coordinate pattern general\n{2**31} {2**31} 1\n1 2\n",
            "would take about",
        ),
        ("h.mtx", "3 3 2\n1 2 1\n2 3 1\n", "not Matrix Market, as its name says"),
        ("x.edges", "0 1 {'weight': __import__('os')}\n", "line 1: not a row"),
    ],
)
def test_what_nobody_can_tell_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=said) as caught:
        read_network(tmp_path / name)
    assert name in str(caught.value)
    assert len(str(caught.value)) < 900


def test_settings_say_what_nobody_can_tell(tmp_path: Path) -> None:
    def read(content: str, **options: Any) -> NetworkFile:
        (tmp_path / "ties").write_text(content)
        return read_network(tmp_path / "ties", **options)

    waves = "ego,alter,wave\n1,2,1\n2,3,1\n1,3,2\n"
    one = read(waves, only={"wave": ["1"]})
    assert set(ties_of(one)) == {frozenset("12"), frozenset("23")}
    assert one.summary is not None
    assert one.summary.left_out == {"not asked for": 1}
    assert one.summary.warnings == ()
    assert len(ties_of(read(waves, only={"wave": ["1", "2"]}))) == 3
    with pytest.raises(InputError, match="value of wave"):
        read(waves, only={"wave": ["3"]})
    headless = "ann,bob\ncyd,dan\neve,fay\n"
    assert len(ties_of(read(headless, source="1", target="2"))) == 3
    assert len(ties_of(read(headless, source="ann", target="bob"))) == 2
    rows = "1 2 3\n2 3 1\n3 1 2\n"
    assert read(rows, format="list").weight is not None
    assert len(ties_of(read("1 2\n1 3 4\n", format="adjacency"))) == 3
    padded = read("ann lee,bob,cy\nbob,dan,\ncy,NA\n", format="adjacency")
    assert set(ties_of(padded)) == {
        frozenset(("ann lee", "bob")),
        frozenset(("ann lee", "cy")),
        frozenset(("bob", "dan")),
    }
    assert padded.summary is not None
    assert padded.summary.left_out == {"missing label": 1}
    lists = 'DL N=3 format=nodelist1\nlabels embedded\ndata:\n"Ann Lee" Cy\nBob\n'
    assert ties_of(read(lists)) == {("Ann Lee", "Cy"): None}
    assert read(lists).labels == ["Ann Lee", "Cy", "Bob"]
    times = "20\t1\t2\n40\t1\t3\n60\t2\t3\n"
    assert set(ties_of(read(times, source="2", target="3"))) == {
        frozenset("12"),
        frozenset("13"),
        frozenset("23"),
    }
    graph = GML.format(0)
    assert read(graph, label="id").labels == ["1", "2", "3"]
    with pytest.raises(InputError, match=r"network\.label"):
        read(graph, label="name")


def test_left_out_and_odd_is_told(tmp_path: Path) -> None:
    def summary(content: str | bytes) -> Any:
        path = tmp_path / "ties.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_network(path).summary

    zero = summary("source,target,weight\na,b,1\na,c,0\nb,c,0\nc,d,1\n")
    assert zero.left_out == {"weight 0, no tie": 2}
    assert zero.counts["ties"] == 2
    assert "2 of 4 rows (50%) were left out." in zero.warnings
    missing = summary("source,target\nNA,ZA\nZA,BW\nNA,BW\n")
    assert missing.left_out == {"missing label (NA)": 2}
    assert "Windows-1252" in summary("source,target\na,å\n".encode("latin-1")).format
    full = "".join(f"{a},{b}\n" for a in "abcde" for b in "abcde" if a < b)
    assert (
        "Everybody is tied to everybody (10 ties of 5 people)."
        in summary("source,target\n" + full).warnings
    )
    assert summary("source,target\na,b\nb,c\n").histograms["degree"] == {"0": 0, "1": 2, "2": 1}
    assert any("taken together" in each for each in summary("time,i,j\n1,2,3\n2,3,4\n").warnings)


def test_defaults_of_graphml_are_applied(tmp_path: Path) -> None:
    path = tmp_path / "g.graphml"
    path.write_text(
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="w" for="edge" attr.name="weight" attr.type="double"><default>5</default></key>'
        '<graph edgedefault="directed"><node id="a"/><node id="b"/><node id="c"/>'
        '<edge source="a" target="b"/>'
        '<edge source="b" target="c" directed="false"><data key="w">2</data></edge>'
        "</graph></graphml>"
    )
    assert ties_of(read_network(path)) == {("a", "b"): 5.0, ("b", "c"): 2.0, ("c", "b"): 2.0}
