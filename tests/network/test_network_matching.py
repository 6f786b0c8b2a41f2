"""People of a table and nodes of a network: matched by name or by row, never by place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from simulation import HelpSeekingModel
from simulation.errors import InputError
from simulation.given import given
from simulation.scenario import load_scenario

# Households bring rows 0 and 2, and 1 and 3, together.
PEOPLE = "pid,age,sex,hh\n{}\n"
ROWS = ["20,f,A", "30,m,B", "40,f,A", "50,m,B"]
COLUMNS = {"age": "age", "sex": "sex", "household": "hh"}


def ages_tied(
    folder: Path,
    ids: list[str],
    ties: str | bytes,
    *,
    name: str = "ties.csv",
    graph: Any = None,
    **columns: str,
) -> set[tuple[int, int]]:
    """The ages of those whom the network ties, older second."""
    rows = [f"{pid},{row}" for pid, row in zip(ids, ROWS, strict=True)]
    (folder / "people.csv").write_text(PEOPLE.format("\n".join(rows)))
    network: dict[str, Any] = {}
    if graph is None:
        (folder / name).write_bytes(ties if isinstance(ties, bytes) else ties.encode())
        network = {"kind": "file", "file": str(folder / name)}
    scenario = load_scenario(
        {
            "population": {
                "source": "file",
                "file": str(folder / "people.csv"),
                "columns": COLUMNS | columns,
            },
            "network": network,
        }
    )
    who, _, placed, _ = given(scenario, 1, graph)
    assert placed is not None
    age = who.age.astype(int)
    assert sorted(age) == [20, 30, 40, 50]
    assert who.labels == placed.labels
    return {
        (min(a, b), max(a, b))
        for a, b in zip(age[placed.source].tolist(), age[placed.target].tolist(), strict=True)
    }


TIES = "source,target\n{}\n"
NAMES = ["1", "2", "3", "4"]


@pytest.mark.parametrize("ids", [NAMES, ["a", "b", "c", "d"], ["x", "x", "x", "x"]])
def test_rows_counted_from_0_or_1_are_rows_of_the_file(tmp_path: Path, ids: list[str]) -> None:
    assert ages_tied(tmp_path, ids, TIES.format("1,2\n3,4")) == {(20, 30), (40, 50)}
    zero = ["0", "1", "2", "3"] if ids == NAMES else ids
    assert ages_tied(tmp_path, zero, TIES.format("0,1\n2,3")) == {(20, 30), (40, 50)}
    # Who has no ties need not be named, as long as the first or the last row is.
    assert ages_tied(tmp_path, ids, TIES.format("2,4\n3,4")) == {(30, 50), (40, 50)}


@pytest.mark.parametrize(
    ("ids", "ties", "said"),
    [
        (NAMES, "a,b\nc,d", "no id.*population.columns.id"),
        (["a", "b", "c", "d"], "a,b\nc,d", "no id.*population.columns.id: pid"),
        (["2", "1", "4", "3"], "1,2\n3,4", "by the column 'pid' or by the row"),
        (["1.0", "3.0", "2.0", "4.0"], "1,2\n3,4", "by the column 'pid' or by the row"),
        (["x", "x", "x", "x"], "1,2\n2,3", "no id"),
        (["x", "x", "x", "x"], "1,2\n4,5", "no id"),
        (["x", "x", "x", "x"], "01,02\n03,04", "no id"),
        (["x", "x", "x", "x"], "10,20\n30,40", "no id"),
    ],
)
def test_what_nobody_can_tell_is_refused(
    tmp_path: Path, ids: list[str], ties: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        ages_tied(tmp_path, ids, TIES.format(ties))


@pytest.mark.parametrize(
    ("ids", "ties"),
    [
        (["a", "b", "c", "d"], "a,b\nc,d"),
        (["4", "3", "2", "1"], "4,3\n2,1"),
        (["4.0", "3.0", "2.0", "1.0"], "4,3\n2,1"),
        (["4", "3", "2", "1"], "4.0,3.0\n2.0,1.0"),
        (["04", "03", "02", "01"], "04,03\n02,01"),
        (["4", "b", "2", "1"], "4,b\n2,1.0"),
    ],
)
def test_names_are_matched_by_name(tmp_path: Path, ids: list[str], ties: str) -> None:
    assert ages_tied(tmp_path, ids, TIES.format(ties), id="pid") == {(20, 30), (40, 50)}


@pytest.mark.parametrize(
    ("ids", "ties", "said"),
    [
        (["04", "03", "02", "01"], "4,3\n2,1", "leading zeros"),
        (["Ann", "b", "c", "d"], "ann,b\nc,d", "capitals"),
        (NAMES, "1,2\n3,5", "1 of 4 nodes are not among the people.*'5'"),
        (["1", "1.0", "2", "3"], "1.00,2\n2,3", "same number"),
    ],
)
def test_names_that_are_not_the_same_are_told(
    tmp_path: Path, ids: list[str], ties: str, said: str
) -> None:
    if "1.0" in ids:
        ties = ties + "\n3,x"
        ids = [*ids[:3], "x"]
    with pytest.raises(InputError, match=said):
        ages_tied(tmp_path, ids, TIES.format(ties), id="pid")


def test_a_graph_in_memory_is_matched_as_a_file_is(tmp_path: Path) -> None:
    rows = nx.Graph([(0, 1), (2, 3)])
    assert ages_tied(tmp_path, ["x"] * 4, "", graph=rows) == {(20, 30), (40, 50)}
    names = nx.Graph([("a", "b"), ("c", "d")])
    assert ages_tied(tmp_path, list("abcd"), "", graph=names, id="pid") == {(20, 30), (40, 50)}
    with pytest.raises(InputError, match="no id"):
        ages_tied(tmp_path, list("abcd"), "", graph=names)


def test_who_stands_where_is_told(tmp_path: Path) -> None:
    graph = nx.Graph([(1, 2)])
    graph.add_node(3)
    network: Any = {"population": {"people": 3}, "network": {"household_ties": False}}
    who, _, placed, _ = given(load_scenario(network), 1, graph)
    assert who.labels == ["1", "2", "3"]
    assert placed is not None
    assert np.array_equal(placed.source, [0])


def test_nodes_come_back_by_name_and_what_they_tell_of_people_if_asked() -> None:
    graph = nx.Graph([(1, 2), (2, 3)])
    graph.nodes[1]["age"] = 80
    quick: Any = {"weeks": 1, "horizon__burn_in_weeks": 0, "graph": graph, "rng": 1}
    with pytest.warns(UserWarning, match="not read: age.*network__attributes={'age': 'age'}"):
        model = HelpSeekingModel("town", **quick)
    assert list(model.graph) == [1, 2, 3]
    assert nx.utils.edges_equal(model.graph.edges, graph.edges)
    asked = HelpSeekingModel("town", network__attributes={"age": "age"}, **quick)
    assert list(asked.graph) == [1, 2, 3]
    assert next(person for person in asked.agents if person.label == "1").age == 80
    graph.nodes[1]["age"] = 800
    with pytest.raises(InputError, match=r"graph.*out of range"):
        HelpSeekingModel("town", network__attributes={"age": "age"}, **quick)


def test_people_of_a_network_file_move_with_their_households(tmp_path: Path) -> None:
    graph = nx.Graph([("a", "b"), ("c", "d")])
    for node, age, home in zip("abcd", (20, 30, 40, 50), "XYXY", strict=True):
        graph.nodes[node].update(AGE=age, home=home)
    nx.write_graphml(graph, tmp_path / "g.graphml")
    network = {
        "kind": "file",
        "file": str(tmp_path / "g.graphml"),
        "attributes": {"age": "AGE", "household": "home"},
    }
    who, _, placed, read = given(load_scenario({"network": network}), 1, None)
    assert who.labels == ["a", "c", "b", "d"]
    assert who.age.tolist() == [20, 40, 30, 50]
    assert who.household.tolist() == [0, 0, 1, 1]
    assert placed is not None
    ages = who.age[np.column_stack([placed.source, placed.target])].tolist()
    assert sorted(map(sorted, ages)) == [[20, 30], [40, 50]]
    assert [each.role for each in read] == ["people", "network"]
    for attributes, said in (
        ({"age": "AG"}, "did you mean AGE"),
        ({"id": "AGE"}, "network.label"),
        ({"sex": "home"}, "g.graphml.*unknown|g.graphml"),
    ):
        with pytest.raises(InputError, match=said):
            given(load_scenario({"network": network | {"attributes": attributes}}), 1, None)
    with pytest.raises(InputError, match="means nothing without a network"):
        given(load_scenario({"network": {"attributes": {"age": "AGE"}}}), 1, None)
