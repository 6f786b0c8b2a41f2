"""What may be compared: names, combinations, own strategies, files, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments.strategies.arms import (
    Arm,
    arm_again,
    arm_words,
    arms_of,
    full_name,
    settings_apart,
)
from experiments.strategies.own_code import NamedBy
from simulation.errors import InputError
from simulation.scenario import load_scenario

TOWN = load_scenario("town")
OWN = """
from simulation.parameters.field import number
from simulation.strategies.base import Strategy


class Champions(Strategy):
    readiness: float = number(0.4, "log odds", 0.0, 3.0, "assumption", "Rise of readiness")

    def modifiers(self, town, week, reached):
        yield "intention", self.readiness * reached
"""


def named(*given: str, **settings: object) -> list[Arm]:
    wanted = {name.replace("__", "."): value for name, value in settings.items()}
    return arms_of(given, TOWN, wanted)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("leap", "leap"),
        ("subsidy", "subsidy"),
        ("campaign", "public_campaign"),
        ("public", "public_campaign"),
        ("More-Places", "more_places"),
        ("contact", "social_contact"),
        ("self help", "guided_self_help"),
        ("navigators", "peer_navigators"),
    ],
)
def test_short_names(text: str, name: str) -> None:
    assert full_name(text) == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("groups", "family_groups or support_groups"),
        ("laep", "leap"),
        ("", "FILE.py:CLASS"),
        ("p", "could mean several"),
        ("leap+", "FILE.py:CLASS"),
        ("leap+nobody", "unknown strategy"),
        ("no.py:X", "cannot be read"),
        ("no.yaml", "no such file"),
    ],
)
def test_names_that_mean_nothing_are_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words.replace("+", r"\+")):
        named(text)


def test_a_plus_composes_in_any_order() -> None:
    one, other = named("leap+subsidy")[0], named("subsidy + leap")[0]
    assert one.name == "leap+subsidy"
    assert [strategy.kind for strategy in one.strategies] == ["leap", "subsidy"]
    assert one.what() == other.what()
    assert one.what() != named("leap+reminders")[0].what()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "nothing to compare"),
        (("leap", "leap"), "compared twice"),
        (("leap+subsidy", "subsidy+leap"), "are the same"),
    ],
)
def test_what_cannot_be_compared(given: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        named(*given)


def test_settings_reach_every_arm_that_has_the_strategy() -> None:
    leap, both, subsidy = named("leap", "leap+subsidy", "subsidy", strategies__leap__coverage=0.7)
    assert leap.strategies[0].coverage == both.strategies[0].coverage == 0.7
    assert subsidy.strategies[0].coverage == 1.0
    with pytest.raises(InputError, match="no such strategy is compared"):
        named("leap", strategies__reminders__effect=0.4)
    with pytest.raises(InputError, match="coverage"):
        named("leap", strategies__leap__coverage=3)


def test_settings_of_strategies_are_told_from_those_of_the_world() -> None:
    world, strategies = settings_apart(
        ["onset_rate=0.2", "strategies.leap.coverage=0.5", "leap.decay=52", "remote.price=0"],
        ["leap+subsidy"],
    )
    assert world == ["onset_rate=0.2", "remote.price=0"]
    assert strategies == {"strategies.leap.coverage": 0.5, "strategies.leap.decay": 52}
    with pytest.raises(InputError, match="twice"):
        settings_apart(["leap.decay=52", "strategies.leap.decay=51"], ["leap"])


def test_a_file_lists_arms(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    file = tmp_path / "ideas.yaml"
    file.write_text(
        f"""
strategies:
  - leap
  - campaign+reminders
  - {{name: subsidy, share: 0.5}}
  - label: half price and coaching
    strategies: [leap, {{name: subsidy, share: 0.5}}]
  - {{label: free, name: subsidy}}
  - name: {tmp_path / "mine.py"}:Champions
    readiness: 1.5
"""
    )
    arms = arms_of([str(file), "more_places"], TOWN, {}, trust=True)
    assert [arm.name for arm in arms] == [
        "leap",
        "public_campaign+reminders",
        "subsidy",
        "half price and coaching",
        "free",
        "champions",
        "more_places",
    ]
    assert arms[2].strategies[0].model_dump()["share"] == 0.5
    assert arms[5].strategies[0].model_dump()["readiness"] == 1.5
    assert arms[5].own[0]["class"] == "Champions"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("strategies: []", "not a list of strategies"),
        ("strategy: [leap]", "not a list of strategies"),
        ("strategies: [3]", "is not a strategy"),
        ("strategies: [{name: subsidy, share: 7}]", "share"),
        ("strategies: [{label: x, strategies: leap}]", "is not a combination"),
        ("strategies: [{label: 3, name: leap}]", "is not a label"),
        ("strategies: [{label: nothing, name: leap}]", "same name"),
        ("strategies: [{label: a, name: leap}, {label: a, name: subsidy}]", "same name"),
        ("strategies: [!!python/object:os.system x]", "tags have no meaning"),
        ("[", "not valid YAML"),
    ],
)
def test_files_that_cannot_be_used(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "ideas.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=words):
        named(str(file))


def test_an_arm_is_made_again_from_what_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    for arm in named(f"leap+{tmp_path}/mine.py:Champions", "subsidy", strategies__leap__decay=7):
        again = arm_again(arm.told(), NamedBy("manifest.json"))
        assert again == arm
        assert again.what() == arm.what()
    broken: list[dict[str, Any]] = [{}, {"name": "x", "strategies": [{"name": "x"}], "own": []}]
    for told in broken:
        with pytest.raises(InputError, match=r"manifest\.json"):
            arm_again(told, NamedBy("manifest.json"))


def test_names_in_plain_words() -> None:
    assert arm_words("leap+more_places") == "LEAP + more places"
    assert arm_words("nothing") == "Doing nothing"
