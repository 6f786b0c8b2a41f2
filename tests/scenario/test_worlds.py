"""Built-in worlds are what their words say: beside the town as it is now, not as it once was."""

from __future__ import annotations

import re

import pytest

from simulation.scenario import load_scenario, parameter_rows, world_files


def numbers(world: str) -> dict[str, float]:
    return {row.name: row.default for row in parameter_rows(load_scenario(world))}


TOWN = numbers("town")


@pytest.mark.parametrize(
    ("world", "more", "less"),
    [
        (
            "rural_county",
            (
                "parameters.travel_median",
                "parameters.travel_spread",
                "parameters.uninsured_share",
                "parameters.self_reliance_median",
                "parameters.concealment_median",
                "parameters.perceived_stigma_median",
                "parameters.notice_friend",
                "network.friendships.place_homophily",
                "services.general_practice.places",
                "services.general_practice.travels",
                "services.remote.places",
                "services.support_group.travels",
                "culture.structural_stigma",
            ),
            (
                "services.specialist.places",
                "services.support_group.places",
                "network.friendships.far_share",
                "network.friendships.age_homophily",
                "network.friendships.income_homophily",
            ),
        ),
        (
            "students",
            (
                "parameters.onset_rate",
                "parameters.self_reliance_median",
                "parameters.conversation_chance",
                "services.remote.appeal",
                "services.self_help.appeal",
                "services.support_group.places",
            ),
            (
                "services.specialist.price",
                "services.specialist.sessions",
                "services.specialist.places",
                "parameters.travel_median",
                "parameters.uninsured_share",
                "parameters.household_share",
                "culture.structural_stigma",
                "services.specialist.exposure",
            ),
        ),
    ],
)
def test_worlds_differ_from_the_town_in_the_direction_that_they_say(
    world: str, more: tuple[str, ...], less: tuple[str, ...]
) -> None:
    here = numbers(world)
    assert [name for name in more if not here[name] > TOWN[name]] == []
    assert [name for name in less if not here[name] < TOWN[name]] == []


def test_a_third_of_the_specialists_and_an_hour_to_them() -> None:
    county = numbers("rural_county")
    assert county["services.specialist.places"] == pytest.approx(
        TOWN["services.specialist.places"] / 3, rel=0.02
    )
    assert county["parameters.travel_median"] == pytest.approx(60, abs=6)


def test_remarks_in_worlds_name_the_numbers_of_the_town() -> None:
    """Every number that a remark says is the town's is one of those of the town."""
    found = 0
    for name, file in world_files().items():
        text = file.read_text(encoding="utf-8")
        for number in re.findall(r"town's (\d+(?:\.\d+)?)|the town \((\d+(?:\.\d+)?)\)", text):
            value = float(next(filter(None, number)))
            assert value in TOWN.values(), f"{name}: {value} is not the town's any more"
            found += 1
    assert found >= 2
