"""The page that compares, and lives on it, in a real browser beside the model without one."""

from __future__ import annotations

import base64
import csv
import json
import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.browser.live.comparison.differences import comparison_of
from experiments.browser.live.comparison.towns import towns_of
from experiments.browser.live.person.life import life_of
from experiments.browser.live.towns.town import LiveTown
from tests.support.browser_towns import live_arms

playwright = pytest.importorskip("playwright.sync_api")

WEEK = 80
SETUP: dict[str, Any] = {
    "world": "town",
    "people": 1200,
    "seed": 5,
    "weeks": 156,
    "replicates": 2,
    "settings": {},
    "strategies": [],
    "changes": [],
    "arms": [
        {"label": "Talks", "strategies": [{"name": "motivational_interviewing", "coverage": 1.0}]},
        {
            "label": "Screening & places",
            "strategies": [
                {"name": "screening", "coverage": 1.0},
                {"name": "more_places", "growth": 2.0},
            ],
        },
    ],
}


def link(server: str, **more: Any) -> str:
    """A share link, as the page writes it."""
    value = {"setup": SETUP, "week": WEEK, "by": "because", "person": None, "arm": 1, **more}
    text = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return f"{server}#/compare?v={text}"


@cache
def arms() -> list[LiveTown]:
    """The same towns without a browser."""
    return live_arms(WEEK, **SETUP)


@cache
def told() -> dict[str, Any]:
    seeds = [arms(), *(live_arms(WEEK, 5 + more, **SETUP) for more in (1, 2))]
    return comparison_of(towns_of(seeds, None), arms())


def wait_for_all_towns(page: Any) -> None:
    """Until the towns of all seeds have been compared."""
    page.get_by_text("Means of 3 towns").wait_for(timeout=60_000)
    page.locator(".pane-view canvas").nth(4).wait_for(timeout=20_000)
    page.wait_for_timeout(300)


def someone_whom_it_moves() -> int:
    """Somebody whose life differs much between the towns, and who has had sessions."""
    without, with_ = (town.town.people for town in arms()[:2])
    differs = (without.stage != with_.stage) & (with_.last_service > 0)
    return int(np.flatnonzero(differs)[0])


def test_the_page_tells_and_lights_whom_the_model_moves(page: Any, server: str) -> None:
    page.goto(link(server))
    wait_for_all_towns(page)
    assert sum(one["gained"] for one in told()["because"]) > 4
    captions = page.locator(".pane figcaption").all_inner_texts()
    for because, caption in zip(told()["because"][1:], captions[1:], strict=True):
        gained, lost = because["gained"], because["lost"]
        assert f"{gained} in care only with it, {lost} only without it" in caption
    sentences = [text for text in told()["sentences"] if text]
    assert page.locator(".compare-headline li").all_inner_texts() == sentences
    blue = sum(
        one["gained"] > 0 and _has_colour(page, number, (0, 114, 178))
        for number, one in enumerate(told()["because"])
    )
    assert blue == sum(one["gained"] > 0 for one in told()["because"])
    assert not _has_colour(page, 0, (0, 114, 178))


def _has_colour(page: Any, pane: int, colour: tuple[int, int, int]) -> bool:
    """Whether some pixels of a network are of a colour."""
    from io import BytesIO

    from PIL import Image

    place = page.locator(".pane-view").nth(pane)
    place.scroll_into_view_if_needed()
    picture = np.asarray(Image.open(BytesIO(place.screenshot())).convert("RGB"), np.int64)
    return int(np.count_nonzero((np.abs(picture - colour) < 24).all(axis=2))) >= 3


def test_measures_on_the_page_are_those_of_the_model(page: Any, server: str) -> None:
    page.goto(link(server))
    wait_for_all_towns(page)
    page.get_by_role("button", name=re.compile("Show all")).click()
    rows = page.locator(".measures").first.locator("tbody tr")
    assert rows.count() == len(told()["measures"])
    with page.expect_download() as found:
        page.get_by_role("button", name="CSV of all measures").click()
    import csv

    with open(found.value.path(), encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 3 * len(told()["measures"])
    for place, line in enumerate(lines):
        measure, arm = told()["measures"][place // 3], place % 3
        for column, value in (
            ("value", measure["values"][arm]),
            ("difference", measure["differences"][arm]["value"]),
            ("low", measure["differences"][arm]["low"]),
        ):
            assert (float(line[column]) if line[column] else None) == pytest.approx(
                None if np.isnan(value) else value
            )


def test_a_click_on_a_person_tells_both_lives(page: Any, server: str) -> None:
    person = someone_whom_it_moves()
    lives = [life_of(town, person) for town in arms()[:2]]
    page.goto(link(server, person=person, arm=1))
    page.locator(".lives .life-svg").nth(1).wait_for(timeout=60_000)
    assert page.locator("#lives-title").inner_text() == f"{lives[0]['title']}, in both towns"
    assert "Both lives are the same until" in page.locator(".lives").inner_text()
    for number, life in enumerate(lives):
        one = page.locator(".life-one").nth(number)
        story = " ".join(one.locator(".person-story p").all_inner_texts())
        assert story == life["story"]
        every = one.get_by_role("button", name=re.compile("^Show all"))
        if every.count():
            every.click()
        titles = one.locator(".person-happenings li strong").all_inner_texts()
        assert titles == [each["title"] for each in reversed(life["happenings"])]
        spans = one.locator(".life-svg g g > rect title").all_text_contents()
        assert len(spans) == sum(span["to"] >= 0 for span in life["spans"])


def test_the_line_of_weeks_goes_by_keyboard(page: Any, server: str) -> None:
    person = someone_whom_it_moves()
    page.goto(link(server, person=person, arm=1))
    line = page.locator(".lives .life-svg").first
    line.wait_for(timeout=60_000)
    line.focus()
    assert line.get_attribute("aria-valuenow") == str(WEEK - 1)
    for key, week in (
        ("ArrowLeft", WEEK - 2),
        ("PageDown", WEEK - 15),
        ("End", WEEK - 1),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        playwright.expect(line).to_have_attribute("aria-valuenow", str(week))
    assert page.locator(".life-readout strong").first.inner_text() == "Year 1, week 1"
    assert line.get_attribute("aria-valuetext").startswith("Year 1, week 1. ")


def test_a_comparison_is_chosen_stepped_and_shared(page: Any, open_page: Any, server: str) -> None:
    page.goto(f"{server}#/compare")
    page.get_by_label("People", exact=True).fill("600")
    page.get_by_label("Other towns").fill("1")
    page.get_by_role("button", name="Combine with another").first.click()
    page.get_by_label("Called").first.fill("Mine")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator(".pane-view canvas").nth(4).wait_for(timeout=30_000)
    assert page.locator(".pane").count() == 3
    page.get_by_role("button", name="One year on").click()
    page.get_by_text("Means of 2 towns").wait_for(timeout=60_000)
    page.wait_for_function("location.hash.length > 100")
    page.wait_for_timeout(500)
    said = page.locator(".compare-headline li").all_inner_texts()
    assert "because of Mine" in said[0]
    again = open_page()
    again.goto(page.url)
    again.get_by_text("Means of 2 towns").wait_for(timeout=60_000)
    assert again.locator(".compare-headline li").all_inner_texts() == said


def test_charts_are_saved_as_files(page: Any, server: str) -> None:
    first, second = SETUP["arms"]
    hostile = {**SETUP, "arms": [{**first, "label": "=1+1;-x"}, second]}
    page.goto(link(server, setup=hostile))
    wait_for_all_towns(page)
    charts = page.locator("figure.chart")
    assert charts.count() == 3
    tables: list[str] = []
    for number in range(3):
        charts.nth(number).locator("svg").first.wait_for()
        for form, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("CSV", b"")):
            with page.expect_download() as found:
                charts.nth(number).get_by_role("button", name=form, exact=True).click()
            with open(found.value.path(), "rb") as file:
                content = file.read()
            assert content.startswith(begins)
            assert len(content) > 60
            if form == "CSV":
                tables.append(content.decode())
    assert any("\"'=1+1;'-x\"" in table for table in tables)
    assert any(",-" in table for table in tables)  # numbers keep their sign
    cells = [cell for table in tables for row in csv.reader(table.splitlines()) for cell in row]
    assert not [cell for cell in cells if re.match("[=+@]|-[^0-9.]", cell)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400, 2560])
def test_it_fits_and_axe_finds_nothing(open_page: Any, server: str, width: int, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    page.goto(link(server, person=someone_whom_it_moves()))
    page.locator(".lives .life-svg").nth(1).wait_for(timeout=60_000)
    wait_for_all_towns(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("value", ["e30", "%%%", "eyJzZXR1cCI6eyJhcm1zIjpbXX19", "A" * 500])
def test_links_that_are_none_open_the_choice(page: Any, server: str, value: str) -> None:
    page.goto(f"{server}#/compare?v={value}")
    page.get_by_role("button", name="Compare", exact=True).wait_for()
    assert page.locator(".choose-arm").count() == 2


def test_a_link_that_the_server_refuses_is_answered_in_words(page: Any, server: str) -> None:
    value = {"setup": {"world": "nowhere", "arms": SETUP["arms"]}}
    text = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    page.goto(f"{server}#/compare?v={text}")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "unknown world" in alert.inner_text()
