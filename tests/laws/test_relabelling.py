"""What people and things are called, and in which order files tell of them, does not matter."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from simulation.build import build_town
from simulation.measures.traits import TRAIT_ROWS
from simulation.population.columns import COLUMNS
from simulation.randomness import decision, permutation, uniforms
from simulation.scenario import load_scenario
from simulation.town import Town
from tests.support.towns import bits, differences, town_of, weeks

PEOPLE = 120
SHUFFLE = decision("tests: order of rows")
TABLE = decision("tests: table of persons")
LIVED = 40

Rows = list[tuple[Any, ...]]


def shuffled(rows: Sequence[Any], turn: int = 0) -> list[Any]:
    return [rows[place] for place in permutation(5, SHUFFLE, len(rows), week=turn)]


def written(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(header), *rows])
    return str(path)


def network_rows(weighted: bool) -> Rows:
    graph = nx.connected_watts_strogatz_graph(PEOPLE, 6, 0.3, seed=2)
    return [
        (a, b, 1 + (a * 7 + b * 13) % 10) if weighted else (a, b) for a, b in sorted(graph.edges)
    ]


HEADER = ("source", "target", "weight")


def on_network(file: str, **settings: Any) -> Town:
    return weeks(
        town_of(0, burn_in_weeks=20, network__kind="file", network__file=file, **settings), LIVED
    )


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("directed", [False, True])
def test_order_of_ties_in_a_file(tmp_path: Path, weighted: bool, directed: bool) -> None:
    rows = network_rows(weighted)
    header = HEADER[: len(rows[0])]
    one = on_network(written(tmp_path / "a.csv", header, rows), network__directed=directed)
    other = on_network(
        written(tmp_path / "b.csv", header, shuffled(rows)), network__directed=directed
    )
    assert one.people.people == PEOPLE
    assert one.history.series("conversations").sum() > 0
    assert differences(bits(one), bits(other)) == []


def test_direction_and_repetition_of_mutual_ties_in_a_file(tmp_path: Path) -> None:
    rows = network_rows(True)
    turned = [(b, a, w) if (a + b) % 2 else (a, b, w) for a, b, w in shuffled(rows)]
    turned += [(b, a, w) for a, b, w in rows[::5]] + [(3, 3, 9), (rows[0][0], rows[0][1], 0)]
    one = on_network(written(tmp_path / "a.csv", HEADER, rows))
    other = on_network(written(tmp_path / "b.csv", HEADER, turned))
    assert differences(bits(one), bits(other)) == []
    directed = on_network(written(tmp_path / "c.csv", HEADER, turned), network__directed=True)
    assert differences(bits(one), bits(directed)) != []


def test_order_of_columns_of_a_network_file(tmp_path: Path) -> None:
    rows = network_rows(True)
    one = on_network(written(tmp_path / "a.csv", HEADER, rows))
    columns = ("met", "weight", "target", "source")
    other = written(tmp_path / "b.csv", columns, [("at work", w, b, a) for a, b, w in rows])
    assert differences(bits(one), bits(on_network(other))) == []


def ties_by_label(town: Town) -> dict[tuple[str, str], float]:
    labels = town.people.labels
    assert labels is not None
    person = np.repeat(np.arange(town.people.people), np.diff(town.ties.start))
    return {
        (labels[a], labels[b]): float(strength)
        for a, b, strength in zip(person, town.ties.neighbour, town.ties.strength, strict=True)
    }


def test_named_persons_keep_their_ties_in_any_order(tmp_path: Path) -> None:
    rows = [(f"n{a}", f"n{b}", w) for a, b, w in network_rows(True)]
    one, other = (
        town_of(0, network__kind="file", network__file=written(tmp_path / name, HEADER, these))
        for name, these in (("a.csv", rows), ("b.csv", shuffled(rows)))
    )
    assert one.people.labels != other.people.labels  # named in the order of appearance
    assert ties_by_label(one) == ties_by_label(other)


def test_order_of_nodes_and_edges_of_a_graph() -> None:
    rows = network_rows(True)
    scenario = load_scenario("town", {"horizon.burn_in_weeks": 0, "people": None})
    towns = []
    for order in (rows, shuffled(rows)):
        graph = nx.Graph()
        graph.add_nodes_from(range(PEOPLE) if order is rows else reversed(range(PEOPLE)))
        graph.add_weighted_edges_from(order)
        towns.append(weeks(build_town(scenario, 1, graph=graph), LIVED))
    assert differences(bits(towns[0]), bits(towns[1])) == []


# Tables of persons

COLUMNS_GIVEN = (
    "id",
    "age",
    "sex",
    "income",
    "household",
    "place",
    "culture",
    "education",
    "work",
    "coverage",
    "trauma",
    *TRAIT_ROWS,
)


def persons() -> list[dict[str, Any]]:
    """People in households of three, of whom a table tells everything."""
    draw = [uniforms(1, TABLE, PEOPLE, k=k) for k in range(6 + len(TRAIT_ROWS))]

    def pick(k: int, row: int, words: Sequence[str]) -> str:
        return words[int(draw[k][row] * len(words))]

    return [
        {
            "id": f"p{row}",
            "age": 18 + int(60 * draw[0][row]),
            "sex": pick(1, row, ("female", "male", "other")),
            "income": 20_000 + 1000 * (row // 3),
            "household": f"h{row // 3}",
            "place": f"z{row // 30}",
            "culture": pick(2, row, ("white", "hispanic", "black")),
            "education": pick(3, row, ("degree", "high school")),
            "work": "full time",
            "coverage": pick(4, row, ("insured", "uninsured")),
            "trauma": pick(5, row, ("none", "some", "high")),
            **{name: round(draw[6 + k][row], 3) for k, name in enumerate(TRAIT_ROWS)},
        }
        for row in range(PEOPLE)
    ]


def of_table(path: str, **settings: Any) -> Town:
    settings = {"network__kind": "none", **settings}
    return town_of(0, population__source="file", population__file=path, **settings)


def as_csv(path: Path, people: list[dict[str, Any]], columns: Sequence[str]) -> str:
    return written(path, columns, [[person[name] for name in columns] for person in people])


def test_order_of_columns_and_kind_of_file(tmp_path: Path) -> None:
    people = persons()
    one = weeks(of_table(as_csv(tmp_path / "a.csv", people, COLUMNS_GIVEN)), LIVED)
    other = as_csv(tmp_path / "b.csv", people, shuffled(COLUMNS_GIVEN))
    assert differences(bits(one), bits(weeks(of_table(other), LIVED))) == []
    pd.DataFrame(people).to_parquet(tmp_path / "c.parquet")
    parquet = weeks(of_table(str(tmp_path / "c.parquet")), LIVED)
    assert differences(bits(one), bits(parquet)) == []
    assert one.people.labels == parquet.people.labels == [person["id"] for person in people]


def test_names_of_households_places_and_persons(tmp_path: Path) -> None:
    people = persons()
    renamed = [
        {
            **person,
            "id": 9000 - row,
            "household": f"Müller {999 - row // 3}",
            "place": "north" if row < 30 else f"{9 - row // 30}",
        }
        for row, person in enumerate(people)
    ]
    one, other = (
        weeks(of_table(as_csv(tmp_path / name, these, COLUMNS_GIVEN)), LIVED)
        for name, these in (("a.csv", people), ("b.csv", renamed))
    )
    assert differences(bits(one), bits(other)) == []
    assert one.people.labels != other.people.labels


def test_what_is_said_of_a_person_follows_the_person(tmp_path: Path) -> None:
    """Luck belongs to places in the table; what the table says belongs to persons."""
    people = persons()
    one = of_table(as_csv(tmp_path / "a.csv", people, COLUMNS_GIVEN)).people
    other = of_table(as_csv(tmp_path / "b.csv", shuffled(people), COLUMNS_GIVEN)).people
    assert one.labels is not None
    assert other.labels is not None
    assert sorted(one.labels) == sorted(other.labels)
    assert one.labels != other.labels
    row = {label: place for place, label in enumerate(other.labels)}
    at = [row[label] for label in one.labels]
    said = ("age", "sex", "income", "culture", "coverage", "trauma", "household_size")
    for name in said:
        assert np.array_equal(getattr(one, name), getattr(other, name)[at]), name
    together, also = (who.household[:, None] == who.household for who in (one, other))
    assert np.array_equal(together, also[at][:, at])


def test_traits_that_a_table_gives_stand(tmp_path: Path) -> None:
    """Whatever care a person may have had before: the table says how they are now."""
    people = persons()
    town = of_table(as_csv(tmp_path / "a.csv", people, COLUMNS_GIVEN))
    assert np.count_nonzero(town.people.first_contact > -32768) > 10
    for name in TRAIT_ROWS:
        given = np.array([person[name] for person in people], np.float32)
        assert np.array_equal(getattr(town.people, name), given), name
    assert np.array_equal(town.people.usual_trust, town.people.trust)
    assert np.array_equal(town.people.usual_stigma, town.people.perceived_stigma)


def test_a_row_added_to_a_table_changes_nobody_else(tmp_path: Path) -> None:
    people = persons()
    extra = {**people[0], "id": "newcomer", "household": "of their own", "place": "elsewhere"}
    columns = [name for name in COLUMNS_GIVEN if name not in ("income", "trust", "trauma")]
    one = of_table(as_csv(tmp_path / "a.csv", people, columns)).people
    other = of_table(as_csv(tmp_path / "b.csv", [*people, extra], columns)).people
    assert other.people == PEOPLE + 1
    for name in COLUMNS:
        assert np.array_equal(getattr(one, name), getattr(other, name)[:PEOPLE]), name


def test_network_and_table_meet_by_name(tmp_path: Path) -> None:
    people = persons()
    rows = [(f"p{a}", f"p{b}", w) for a, b, w in network_rows(True)]
    table = as_csv(tmp_path / "people.csv", people, COLUMNS_GIVEN)
    towns = [
        weeks(
            of_table(
                table,
                network__kind="file",
                network__file=written(tmp_path / name, HEADER, these),
            ),
            LIVED,
        )
        for name, these in (("a.csv", rows), ("b.csv", shuffled(rows)))
    ]
    assert differences(bits(towns[0]), bits(towns[1])) == []
    friends = {pair for pair in ties_by_label(towns[0]) if int(pair[0][1:]) < int(pair[1][1:])}
    assert {(a, b) for a, b, _ in rows} <= {*friends, *((b, a) for a, b in friends)}
