"""Lists whose rows are no ties between two persons: refused with the way out, or warned of."""

from __future__ import annotations

from typing import Any

import pytest

from simulation.errors import InputError
from simulation.network.files import read_network
from tests.support.files import Written


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("source,target\na,b\nb,c\nsource,target\nc,d\n", "line 4: the header stands there again"),
        ("source,target,length\nid,id,minutes\na,b,5\nb,c,9\n", "line 2: may be a second header"),
        ("| source | target |\n|---|---|\n| a | b |\n| b | c |\n", "line 2: may be a second"),
        ("id,friend1,friend2,friend3\n1,2,3,\n2,1,,\n3,1,2,4\n4,3,,\n", "column for each of those"),
        ("AID,MF1AID,MF2AID,FF1AID\n1,2,,3\n2,1,3,4\n3,1,,4\n4,1,,\n", "column for each of those"),
        ("student,friend_1,friend_2\na,b,c\nb,a,\nc,b,a\n", "column for each of those"),
        ("i,j,tie\n1,2,1\n1,3,0\n2,1,1\n2,3,0\n3,1,0\n3,2,1\n", "only: {tie: 1}"),
        ("i,j,x1\n1,2,1\n1,3,0\n2,1,1\n2,3,0\n3,1,0\n3,2,1\n", "only: {x1: 1}"),
        ("ego,alter,friend\n1,2,TRUE\n1,3,FALSE\n4,2,TRUE\n", "only: {friend: TRUE}"),
        ("source,target,sign\na,b,-1\nb,c,1\n", "below 0 in 1 of 2 rows"),
        ("ego,alter\n1,2\n2,3\n3,-9\n1,-9\n", "labels below 0 in 2 of 4 rows"),
        ("user_a,user_b,rssi\n0,-1,0\n1,2,-75\n2,-2,-80\n3,1,-70\n", "labels below 0 in 2 of 4"),
        ("ego,alter\n1.23457E+12,2.23457E+12\n2.23457E+12,1.23458E+12\n", "last digits are lost"),
        ("ego_id,alter_id\n1,1\n1,2\n2,1\n2,2\n3,1\n", "numbered 1, 2, ... anew"),
        (",e1,e2\nann,1,0\nbob,1,1\ncyd,0,1\n", "all labels are 0 or 1"),
        ("".join(f"{i} {i + 1} {20 * i}\n" for i in range(12)), "may hold times"),
    ],
)
def test_rows_that_are_no_ties_are_refused(written: Written, rows: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_network(written(rows))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "settings", "ties"),
    [
        ("i,j,tie\n1,2,1\n1,3,0\n2,1,1\n2,3,0\n3,1,0\n3,2,1\n", {"only": {"tie": [1]}}, 2),
        ("i,j,tie\n1,2,1\n1,3,0\n2,3,0\n", {"weight": "tie"}, 1),
        ("source,target,sign\na,b,-1\nb,c,1\n", {"only": {"sign": [1]}}, 1),
        ("source,target,sign\na,b,-1\nb,c,1\n", {"weight": ""}, 2),
        # Who has no ties stands in a row alone; numbers of ties and of persons are no friends.
        ("source,target\nann,ann\nbob,cyd\ndan,dan\n", {}, 1),
        ("id,person1,person2\n1,1,2\n2,2,3\n3,3,1\n", {}, 3),
        ("V1,V2,V3\n1,2,5\n2,3,4\n3,1,4\n4,1,2\n", {"source": "V1", "target": "V2"}, 4),
        ("source,target,same_class\na,b,1\nb,c,0\nc,d,1\n", {}, 3),
    ],
)
def test_what_the_user_says_of_rows_holds(
    written: Written, rows: str, settings: dict[str, Any], ties: int
) -> None:
    assert read_network(written(rows), **settings).source.size == ties


def test_labels_that_may_be_codes_or_the_same_person_are_warned_of(written: Written) -> None:
    code = read_network(written("ego,alter\n1,2\n2,3\n3,99\n1,99\n")).summary
    assert code is not None
    assert "'99' is named in 2 rows and names nobody" in " ".join(code.warnings)
    case = read_network(written("from,to\nAnn@x.org,bob@x.org\nann@x.org,cyd@x.org\n")).summary
    assert case is not None
    assert "2 labels differ from others only in case or blanks" in " ".join(case.warnings)
    clean = read_network(written("from,to\nann,bob\nbob,cyd\n")).summary
    assert clean is not None
    assert clean.warnings == ()


def test_what_was_read_is_told_in_plain_english(written: Written) -> None:
    one = read_network(written("from,to\na,b\n# later\na,a\n")).summary
    assert one is not None
    assert one.sentence() == (
        "2 people, 2 rows: 1 mutual tie, columns from and to, no weights, "
        "1 line of remarks between rows, 1 row left out (tie to oneself)"
    )
    assert "1 of 2 rows (50%) was left out." in one.warnings
    graph = read_network(
        written(
            'graph [ directed 1 node [ id 0 label "a" ] node [ id 1 label "b" ]\n'
            "edge [ source 0 target 1 ] edge [ source 1 target 1 ] ]",
            "x.gml",
        )
    ).summary
    assert graph is not None
    assert graph.sentence().startswith("2 people, 2 ties: 1 directed tie, ")
    assert graph.sentence().endswith("1 tie left out (tie to oneself)")


def test_numbers_as_r_and_numpy_write_them_are_one_person(written: Written) -> None:
    r = read_network(written('"","from","to"\n"1",100000,2e+05\n"2",1e+05,3e+05\n'))
    assert r.labels == ["100000", "200000", "300000"]
    assert r.source.size == 2
    numpy = read_network(written("1.000e+00 2.000e+00\n2.000e+00 3.000e+01\n"))
    assert numpy.labels == ["1", "2", "30"]
    # A name among names stays a name.
    assert read_network(written("from,to\n1e+05,ann\nann,bob\n")).labels == ["1e+05", "ann", "bob"]
