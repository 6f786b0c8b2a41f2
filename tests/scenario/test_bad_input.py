"""Whatever is handed over as a scenario: it loads, or a short InputError says what to mend."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.scenario import Scenario, load_scenario, parse_setting
from simulation.scenario.reading import LARGEST_FILE
from tests.support.strategies_for_inputs import (
    any_settings,
    broken_files,
    mutated_trees,
    objects,
    odd_values,
    odd_words,
)

fuzz = settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def told(error: InputError) -> str:
    """The message, once it is seen to be short, on one line, and about a place."""
    message = str(error)
    assert len(message.splitlines()) == 1
    assert len(message) < 800
    assert message.isprintable()
    assert error.source or error.field
    return message


def refused(world: Any, changes: dict[str, Any] | None = None) -> str:
    with pytest.raises(InputError) as caught:
        load_scenario(world, changes)
    return told(caught.value)


FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("nothing in it",)),
    "blank": (b"\n  \n# a comment\n", ("nothing in it",)),
    "a list": (b"- 1\n- 2\n", ("mapping",)),
    "a word": (b"town\n", ("mapping", "'town'")),
    "null": (b"null\n", ("mapping",)),
    "two documents": (b"name: a\n---\nname: b\n", ("line 2", "second document")),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00", ("UTF-8",)),
    "zeros": (b"\x00" * 100, ("characters",)),
    "latin 1": ("name: Orléans\n".encode("latin-1"), ("UTF-8",)),
    "utf-16": ("name: town\n".encode("utf-16"), ("UTF-8",)),
    "a tab": (b"horizon:\n\tweeks: 3\n", ("line 2", "spaces")),
    "broken": (b"name: [a\nb: c\n", ("line 2", "not valid YAML")),
    "key twice": (b"horizon:\n  weeks: 3\n  weeks: 4\n", ("line 3", "horizon.weeks", "twice")),
    "key of list": (b"? [a, b]\n: 3\n", ("line 1", "key")),
    "python object": (b"name: !!python/object/apply:os.system [ls]\n", ("line 1", "name", "tag")),
    "set": (b"culture: !!set {a}\n", ("culture", "tag")),
    "merge of no mapping": (b"horizon:\n  <<: [{weeks: 3}, 4]\n", ("line 2", "no mapping", "4")),
    "merge key twice": (b"horizon:\n  <<: {weeks: 3}\n  <<: {weeks: 4}\n", ("line 3", "twice")),
    "merged twice": (b"a: &a {weeks: 3}\nhorizon:\n  <<: *a\n", ("line 1", "unknown key", "'a'")),
    "merge key in quotes": (b"horizon:\n  '<<': {weeks: 3}\n", ("line 2", "unknown key")),
    "merge of a wrong value": (
        b"services:\n  remote: &a {price: 3}\n  specialist:\n    <<: [{price: -1}, *a]\n",
        ("line 4", "specialist.price", "-1"),
    ),
    "alias of nothing": (b"horizon: *a\n", ("line 1", "horizon", "alias")),
    "alias of itself": (b"culture: &a\n  groups: *a\n", ("line 2", "culture.groups", "alias")),
    "a list too deep": (b"name: " + b"[" * 5_000, ("line 1", "nested too deeply")),
    "a mapping too deep": (b"name: " + b"{a: " * 5_000, ("line 1", "nested too deeply")),
    "a mapping of lists too deep": (b"name: " + b"[{a: " * 40 + b"}]" * 40, ("nested too deeply",)),
    "blocks too deep": (b"- " * 5_000 + b"a", ("nested too deeply",)),
    "indented too deeply": (
        b"".join(b" " * n + b"a:\n" for n in range(2_000)),
        ("nested too deeply",),
    ),
    "brackets in a text": (b"name: '" + b"[" * 200 + b"'\nb: [a\nc: d\n", ("not valid YAML",)),
    "brackets in a comment": (b"# " + b"{" * 200 + b"\nb: [a\nc: d\n", ("not valid YAML",)),
    "long number": (b"horizon: {weeks: " + b"9" * 5_000 + b"}", ("horizon.weeks", "too long")),
    "large number": (b"horizon: {weeks: 99999999999999999999}", ("horizon.weeks", "5,200 weeks")),
    "no": (
        b"services:\n  remote:\n    professional: no\n",
        ("line 3", "services.remote.professional", "'no'", "true or false"),
    ),
    "a date": (b"horizon: {weeks: 2024-01-01}\n", ("horizon.weeks", "'2024-01-01'", "weeks")),
    "a time": (b"parameters: {onset_rate: 1:30}\n", ("parameters.onset_rate", "'1:30'")),
    "not a number": (b"costs: {discount_rate: .nan}\n", ("costs.discount_rate", "nan", "0 to 0.5")),
    "infinite": (b"costs: {discount_rate: .inf}\n", ("costs.discount_rate", "inf")),
    "overflow": (b"costs: {discount_rate: 1e999}\n", ("costs.discount_rate", "inf")),
    "text for number": (b"horizon: {weeks: '52'}\n", ("horizon.weeks", "'52'", "whole number")),
    "yes for number": (b"costs: {discount_rate: true}\n", ("costs.discount_rate", "true")),
    "a number for text": (b"name: 3\n", ("name", "not text", "3")),
    "half a week": (b"horizon: {weeks: 2.5}\n", ("horizon.weeks", "2.5", "whole number")),
    "nothing": (b"horizon:\n", ("horizon", "null", "mapping")),
    "misspelt": (b"services: {specalist: {price: 3}}", ("services", "specalist", "specialist?")),
    "misspelt at the top": (b"parmeters: {}\n", ("parmeters", "parameters")),
    "unknown deep down": (
        b"culture: {groups: {asian: {trsut: 0}}}",
        ("culture.groups.asian", "trsut", "trust?"),
    ),
    "empty group": (b"culture: {groups: {'': {}}}", ("culture.groups", "too short")),
    "no group left": (b"extends: null\nculture: {groups: {}}", ("culture.groups", "at least 1")),
    "unknown kind": (b"network: {kind: freindships}\n", ("network.kind", "friendships")),
    "file without name": (b"network: {kind: file}\n", ("network.file", "needed")),
    "generator without name": (b"network: {kind: generator}\n", ("network.generator", "needed")),
    "what means nothing": (
        b"population: {source: town, columns: {age: AGEP}}",
        ("population.columns", "source file"),
    ),
    "number as column": (
        b"population: {file: a.csv, columns: {age: 3}}",
        ("population.columns.age", "3", "text"),
    ),
    "an argument that is a mapping": (
        b"network: {generator: a, arguments: {k: {a: 1}}}",
        ("network.arguments.k", "a list of numbers"),
    ),
    "not a number among the arguments": (
        b"network: {generator: a, arguments: {k: .nan}}",
        ("network.arguments.k", "nan"),
    ),
    "circles": (
        b"network: {friendships: {smallest_circle: 20}}",
        ("network.friendships.largest_circle", "20 or more"),
    ),
    "people": (b"population: {people: 0}\n", ("population.people", "0", "1 to 100,000,000")),
    "built-in file": (b"population: {file: 'builtin:../x.csv'}", ("population.file", "students")),
    "unknown strategy": (b"strategies: [campain]\n", ("strategies", "campain", "campaign")),
    "strategies as a mapping": (b"strategies: {a: 1}\n", ("strategies", "list")),
    "wrong field of a strategy": (
        b"strategies:\n- name: reminders\n  coverage: 7\n",
        ("line 3", "strategies.0.coverage", "7", "0 to 1"),
    ),
    "unknown target": (
        b"strategies:\n- name: reminders\n  target: hub\n",
        ("line 3", "strategies.0.target", "hub", "hubs"),
    ),
    "target of another world": (
        b"strategies:\n- name: subsidy\n  target: culture:martian\n",
        ("line 3", "strategies.0.target", "martian", "culture:asian"),
    ),
    "unknown field of a strategy": (
        b"strategies:\n- name: reminders\n  covrage: 7\n",
        ("line 3", "strategies.0", "covrage", "coverage"),
    ),
    "itself": (b"extends: file.yaml\n", ("line 1", "extends", "without end")),
    "unknown world": (b"extends: atlantis\n", ("line 1", "atlantis", "a YAML file")),
    "a world that is a list": (b"extends: [town]\n", ("line 1", "extends", "town")),
    "missing world": (b"extends: other.yaml\n", ("other.yaml", "no such file")),
}


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_is_refused_by_name_place_and_remedy(case: str, tmp_path: Path) -> None:
    content, words = FILES[case]
    file = tmp_path / "file.yaml"
    file.write_bytes(content)
    message = refused(file)
    assert "file.yaml" in message or case == "missing world"
    for word in words:
        assert word in message


def test_how_many_faults_there_are_is_told_with_the_first() -> None:
    message = refused({"horizon": {"weeks": 0}, "costs": {"discount_rate": 9, "currency": 3}})
    assert "horizon.weeks" in message or "costs" in message
    assert "(and 2 more faults)" in message


def test_an_alias_bomb_ends_early(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    file = tmp_path / "bomb.yaml"
    file.write_text("\n".join(lines))
    assert "aliases" in refused(file)


def test_merge_keys_take_over_what_is_not_said(tmp_path: Path) -> None:
    world = tmp_path / "world.yaml"
    world.write_text(
        "services:\n"
        "  remote: &cheap {price: 3, places: 5}\n"
        "  self_help: &far {price: 4, travels: 0.5, places: 6}\n"
        "  specialist:\n"
        "    places: 7\n"
        "    <<: [*cheap, *far]\n",
        encoding="utf-8",
    )
    found = load_scenario(world).services
    assert (found.specialist.price, found.specialist.places) == (3, 7)
    assert (found.remote.places, found.self_help.price) == (5, 4)
    assert found.specialist.travels == 0.5


def test_an_alias_that_is_small_is_followed(tmp_path: Path) -> None:
    file = tmp_path / "aliases.yaml"
    file.write_text("services:\n  remote: &r {price: 3.5}\n  specialist: *r\n")
    services = load_scenario(file).services
    assert services.remote.price == services.specialist.price == 3.5
    assert services.remote.places != services.specialist.places


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"# " + b"x" * LARGEST_FILE)
    assert "too large" in refused(file)


def test_a_list_of_very_many_values_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text("strategies: [" + "a," * 200_000 + "]")
    assert "too many values" in refused(file)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert "directory" in refused(tmp_path)
    assert "no such file" in refused(tmp_path / "none.yaml")
    assert "cannot be read" in refused("\0.yaml")
    assert "cannot be read" in refused("x" * 5_000 + ".yaml")
    assert "town?" in refused("twon")
    refused("")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everybody may read")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret.yaml"
    file.write_text("name: a\n")
    file.chmod(0)
    assert "cannot be read" in refused(file)


def test_worlds_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")
    assert "without end" in refused(tmp_path / "a.yaml")
    for number in range(20):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n")
    assert "too many worlds" in refused(tmp_path / "0.yaml")


def test_an_error_names_the_file_and_line_that_said_it(tmp_path: Path) -> None:
    (tmp_path / "below.yaml").write_text("name: below\nhorizon:\n  weeks: 0\n")
    (tmp_path / "above.yaml").write_text("extends: below.yaml\nhorizon:\n  burn_in_weeks: 5\n")
    assert refused(tmp_path / "above.yaml").startswith("below.yaml, line 3: horizon.weeks")
    assert refused(tmp_path / "above.yaml", {"burn_in_weeks": -1, "weeks": 2}).startswith(
        "--set: horizon.burn_in_weeks"
    )


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("onset_rat", 1, ("onset_rate",)),
        ("parameters.onset_rat", 1, ("parameters", "onset_rate")),
        ("price", 1, ("several", "services.remote.price")),
        ("specialist.prize", 1, ("services.specialist.price",)),
        ("weeks", "52", ("horizon.weeks", "'52'", "--set")),
        ("weeks", True, ("horizon.weeks", "true")),
        ("weeks", float("nan"), ("horizon.weeks", "nan")),
        ("weeks", 10**400, ("horizon.weeks", "whole number")),
        ("weeks", object(), ("weeks", "object")),
        ("", 1, ("unknown",)),
        ("services..price", 1, ("services",)),
        ("extends", "town", ("unknown",)),
        ("strategies.0.start", 1, ("strategies.0", "no strategies")),
        ("services.remote", 3, ("services.remote", "mapping")),
        ("file", "a.csv", ("population.file", "network.file")),
        ("__class__", 1, ("unknown",)),
    ],
)
def test_a_bad_setting_is_refused(key: str, value: object, words: tuple[str, ...]) -> None:
    message = refused("town", {key: value})
    for word in ("--set", *words):
        assert word in message


@pytest.mark.parametrize(
    "text",
    ["", "=", "=3", "weeks", "weeks=[1", "weeks='", "a={b: *c}", "a=" + "9" * 5_000, "a=[\x00]"],
)
def test_a_setting_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_setting(text)
    told(caught.value)


@pytest.mark.parametrize("world", [None, 3, [], b"town", object()])
def test_what_is_no_world_is_refused(world: Any) -> None:
    assert "not a world" in refused(world)


def loads_or_tells(world: Any, changes: dict[str, Any] | None = None) -> None:
    try:
        scenario = load_scenario(world, changes)
    except InputError as error:
        told(error)
    else:
        assert isinstance(scenario, Scenario)


@fuzz
@given(mutated_trees())
def test_fuzzed_trees_load_or_tell(tree: dict[str, Any]) -> None:
    loads_or_tells(tree)


@fuzz
@given(st.one_of(odd_values, objects, st.dictionaries(odd_words, st.one_of(odd_values, objects))))
def test_any_value_at_all_loads_or_tells(value: Any) -> None:
    # Words alone would be taken for paths, which is for the test of files.
    loads_or_tells({"network": value, "strategies": value, "services": {"remote": value}})
    if not isinstance(value, str):
        loads_or_tells(value)


@fuzz
@given(broken_files())
def test_fuzzed_files_load_or_tell(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "fuzzed.yaml"
    file.write_bytes(data)
    loads_or_tells(file)


@fuzz
@given(st.binary(max_size=200))
def test_random_bytes_load_or_tell(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "random.yaml"
    file.write_bytes(data)
    loads_or_tells(file)


@fuzz
@given(any_settings())
def test_fuzzed_settings_load_or_tell(changes: dict[str, Any]) -> None:
    loads_or_tells("active_town", changes)


@fuzz
@given(st.text(max_size=40))
def test_fuzzed_setting_texts_are_read_or_told(text: str) -> None:
    for setting in (text, "weeks=" + text, "arguments={" + text + "}"):
        try:
            key, value = parse_setting(setting)
        except InputError as error:
            told(error)
        else:
            loads_or_tells("town", {key: value})
