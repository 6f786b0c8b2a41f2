"""The live page in a real browser: what it shows is what the model does."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.measures.categories import STAGES
from simulation.scenario import load_scenario
from tests.page.conftest import IMAGES, PEOPLE, SEED, chromium, watched
from tests.page.live import colours, jump, legend, opened, said, settled, step

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

WELL = STAGES.index("well")


@cache
def lived(weeks: int, **settings: float) -> Any:
    """The served town after some weeks, run without any browser."""
    from simulation.build import build_town, burn_in

    town = build_town(load_scenario("town", {"people": PEOPLE, **settings}), SEED)
    burn_in(town)
    for _ in range(weeks):
        town.step()
    return town


def stages_of(weeks: int, **settings: float) -> list[int]:
    """How many people stand where after some weeks."""
    return np.bincount(lived(weeks, **settings).people.stage, minlength=len(STAGES)).tolist()


def test_a_step_changes_pixels_and_numbers_as_the_model_says(page: Any, server: str) -> None:
    opened(page, server)
    settled(page, stages_of(0))
    before = colours(page)
    assert len(np.unique(before.reshape(-1, 3) // 32, axis=0)) > 5
    for week in range(1, 4):
        step(page, f"Year 1, week {week}")
        settled(page, stages_of(week))
    after = colours(page)
    assert before.shape == after.shape
    changed = (before != after).any(axis=2).mean()
    assert 0.0 < changed < 0.2, "some people have another colour, ties and others stay"


def test_playing_goes_on_by_itself_and_pauses(page: Any, server: str) -> None:
    opened(page, server)
    page.get_by_role("combobox", name="Speed").select_option("10 weeks a second")
    page.get_by_role("button", name="Play", exact=True).click()
    slider = page.get_by_role("slider", name="Week", exact=True)
    playwright.expect(slider).not_to_have_value("0")
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.wait_for_timeout(300)
    weeks = int(page.get_by_role("slider", name="Week", exact=True).input_value())
    assert 3 <= weeks <= 60
    settled(page, stages_of(weeks))


def test_jumping_back_gives_the_same_town(page: Any, server: str) -> None:
    opened(page, server)
    jump(page, 60)
    settled(page, stages_of(60))
    jump(page, 25)
    settled(page, stages_of(25))
    page.get_by_role("button", name="Start again").click()
    settled(page, stages_of(0))


def test_a_number_changed_changes_the_model(page: Any, server: str) -> None:
    opened(page, server)
    page.get_by_role("button", name="Change something").click()
    page.get_by_role("button", name="Numbers", exact=True).click()
    page.get_by_role("searchbox", name=re.compile("number", re.I)).fill("onset rate")
    field = page.get_by_role("spinbutton", name=re.compile("Onset rate")).first
    field.fill("1.5")
    field.press("Enter")
    jump(page, 30)
    page.wait_for_timeout(500)
    changed = legend(page)
    assert sum(changed) == PEOPLE
    usual = stages_of(30)
    assert changed[WELL] < usual[WELL] - 0.1 * PEOPLE, "many more are in an episode"
    # In force from week 0 on, before anything has happened: as if it were a setting of the town.
    from simulation.build import build_town, burn_in

    town = build_town(load_scenario("town", {"people": PEOPLE}), SEED)
    burn_in(town)
    town.parameters["onset_rate"] = 1.5
    for _ in range(30):
        town.step()
    settled(page, np.bincount(town.people.stage, minlength=len(STAGES)).tolist())


def test_a_strategy_switched_on_in_mid_run_is_one_that_starts_then(page: Any, server: str) -> None:
    opened(page, server)
    jump(page, 20)
    settled(page, stages_of(20))
    page.get_by_role("button", name="Change something").click()
    page.get_by_role("button", name=re.compile("Switch on LEAP")).click()
    page.get_by_role("button", name=re.compile("Switch off LEAP")).wait_for()
    jump(page, 60)
    from simulation.build import build_town, burn_in

    started = {"strategies": [{"name": "leap", "start": 20}], "people": PEOPLE}
    town = build_town(load_scenario("town", started), SEED)
    burn_in(town)
    for _ in range(60):
        town.step()
    wanted = np.bincount(town.people.stage, minlength=len(STAGES)).tolist()
    assert wanted != stages_of(60)
    settled(page, wanted)


def test_other_seeds_and_worlds_are_other_towns(page: Any, server: str) -> None:
    opened(page, server)
    first = legend(page)
    page.get_by_role("button", name="Change something").click()
    page.get_by_role("button", name="Town", exact=True).click()
    page.get_by_role("spinbutton", name=re.compile("Seed")).fill("4")
    page.get_by_role("button", name="Begin with this town").click()
    page.get_by_text("seed 4").wait_for()
    page.wait_for_timeout(500)
    assert legend(page) != first
    assert sum(legend(page)) == PEOPLE


def test_the_colouring_is_chosen(page: Any, server: str) -> None:
    opened(page, server)
    page.get_by_role("combobox", name="Colour by").select_option(label="Sex")
    page.get_by_role("button", name=re.compile("^Female")).wait_for()
    town = lived(0)
    settled(page, np.bincount(town.people.sex, minlength=3).tolist())
    by_sex = colours(page)
    page.get_by_role("combobox", name="Colour by").select_option(label="Adversity in childhood")
    assert not np.array_equal(colours(page), by_sex)


def test_the_share_link_restores_everything(open_page: Callable[..., Any], server: str) -> None:
    first = opened(open_page(permissions=["clipboard-read", "clipboard-write"]), server)
    first.get_by_role("combobox", name="Colour by").select_option(label="How ill people are")
    jump(first, 12)
    first.get_by_role("button", name="Change something").click()
    first.get_by_role("button", name=re.compile("Switch on LEAP")).click()
    first.get_by_role("button", name=re.compile("Switch off LEAP")).wait_for()
    jump(first, 40)
    first.wait_for_timeout(500)
    told = legend(first)
    first.get_by_role("button", name="Share", exact=True).click()
    first.get_by_text(re.compile("Link copied|address bar")).wait_for()
    link = first.evaluate("location.href")
    assert link.startswith(server)
    other = opened(open_page(), link)
    said(other, "Year 1, week 40")
    settled(other, told)
    assert (
        other.get_by_role("combobox", name="Colour by").evaluate("e => e.selectedOptions[0].text")
        == "How ill people are"
    )
    other.get_by_role("button", name="Change something").click()
    other.get_by_role("button", name=re.compile("Switch off LEAP")).wait_for()


@pytest.mark.parametrize(
    "hash", ["#/live?s=%%%", "#/live/!!!", "#/nowhere", "#/live?s=" + "A" * 9000]
)
def test_links_that_are_none_open_the_town(page: Any, server: str, hash: str) -> None:
    opened(page, server, hash)
    settled(page, stages_of(0))


def test_it_is_played_by_keyboard(page: Any, server: str) -> None:
    opened(page, server)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.locator("body").press("ArrowRight")
    said(page, "Year 1, week 1")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    seen: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent")
        )
    assert any("Play" in name for name in seen)
    assert any("Share" in name for name in seen)
    assert any("Save the picture" in name for name in seen), "nothing keeps the focus"


def test_curves_are_given_as_files(page: Any, server: str, tmp_path: Path) -> None:
    opened(page, server)
    jump(page, 30)
    settled(page, stages_of(30))
    for form, begins in (("CSV", b"week"), ("PNG", b"\x89PNG"), ("SVG", b"<")):
        with page.expect_download() as download:
            page.get_by_role("button", name=re.compile(f"{form} of these curves")).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        content = path.read_bytes()
        assert content.lstrip(b"\xef\xbb\xbf").lower().startswith(begins.lower()), form
        assert len(content) > 500
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the picture").click()
    download.value.save_as(tmp_path / "town.png")
    assert (tmp_path / "town.png").read_bytes().startswith(b"\x89PNG")


def test_a_lost_connection_comes_back_where_it_was(browser: Any, server: str) -> None:
    with watched(browser) as page:
        opened(page, server)
        jump(page, 33)
        settled(page, stages_of(33))
        page.evaluate("() => { for (const socket of window.sockets) socket.close(); }")
        page.wait_for_timeout(1500)
        step(page, "Year 1, week 34")
        settled(page, stages_of(34))


def test_without_webgl_it_is_drawn_on_a_canvas(driver: Any, server: str) -> None:
    with chromium(driver, "--disable-3d-apis") as browser, watched(browser) as page:
        opened(page, server)
        assert page.locator(".network").get_attribute("data-painter") == "canvas"
        before = colours(page)
        assert len(np.unique(before.reshape(-1, 3) // 32, axis=0)) > 5
        step(page, "Year 1, week 1")
        assert (colours(page) != before).any()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400, 2560])
def test_sizes_and_themes(
    open_page: Callable[..., Any], server: str, width: int, scheme: str
) -> None:
    height = {360: 740, 1400: 900, 2560: 1300}[width]
    page = opened(
        open_page(viewport={"width": width, "height": height}, color_scheme=scheme), server
    )
    jump(page, 52)
    settled(page, stages_of(52))
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing sticks out"
    ground = colours(page)[3, 3].mean()
    assert (ground > 128) == (scheme == "light")
    page.wait_for_timeout(600)
    if IMAGES is not None:
        page.screenshot(path=IMAGES / f"live-{width}-{scheme}.png")
    report = axe.Axe().run(page)
    serious = [
        (fault["id"], [node["target"] for node in fault["nodes"]])
        for fault in report.response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_person_is_found_and_their_line_is_what_happened(
    page: Any, server: str, results: Path
) -> None:
    from simulation.events import Events

    weeks = 80
    from simulation.build import build_town, burn_in

    town = build_town(load_scenario("town", {"people": PEOPLE}), SEED)
    burn_in(town)
    town.events = Events(town.people)
    for _ in range(weeks):
        town.step()
    events = town.events.frame()
    sessions = events[(events.what == "sessions") & (events.after != "0")]
    person = int(sessions.person.value_counts().index[0])
    own = events[events.person == person]

    opened(page, server)
    jump(page, weeks)
    settled(page, stages_of(weeks))
    search = page.get_by_role("searchbox", name="Find a person")
    search.fill(f"#{person}")
    search.press("Enter")
    page.locator(".find").get_by_role("button").or_(
        page.locator(".find [role=option]")
    ).first.click()
    panel = page.get_by_role("article")
    panel.get_by_role("heading", name="At home").wait_for()
    panel.get_by_role("button", name=re.compile("^Show all")).click()
    told: dict[str, str] = {}
    week = ""
    for entry in panel.locator(".person-happenings li").all():
        week = entry.locator("button").text_content() or week
        told[week] = f"{told.get(week, '')} {entry.locator('p').inner_text()}"
    assert len(own) > 10
    for happened, what, after in zip(own.week, own.what, own.after, strict=True):
        there = told[f"Year {happened // 52 + 1}, week {happened % 52 + 1}"].lower()
        if what == "sessions" and after != "0":
            assert f"session {after}" in there
        if what == "severity":
            assert after in there or "episode" in there
    if IMAGES is not None:
        page.screenshot(path=IMAGES / "person.png")
    home = panel.locator(".person-around").first.get_by_role("button")
    members = int((town.people.household == town.people.household[person]).sum()) - 1
    assert home.count() == members
    panel.get_by_role("button", name="Close this person").click()
    panel.wait_for(state="detached")


def test_another_world_in_mid_run_is_its_conditions_from_then_on(page: Any, server: str) -> None:
    from simulation.build import build_town, burn_in

    opened(page, server)
    jump(page, 20)
    settled(page, stages_of(20))
    page.get_by_role("button", name="Change something").click()
    page.get_by_role("button", name="Town", exact=True).click()
    page.get_by_role("radio", name=re.compile("Free care")).check()
    page.get_by_role("button", name="Go on as in this world").click()
    page.get_by_text("Or the same people live on").wait_for(state="detached")
    jump(page, 60)
    town = build_town(load_scenario("town", {"people": PEOPLE}), SEED)
    burn_in(town)
    for _ in range(20):
        town.step()
    free = build_town(load_scenario("free_care", {"people": PEOPLE}), SEED)
    waiting = town.services["wait"].copy()
    town.services[:] = free.services
    town.services["wait"] = waiting
    for _ in range(40):
        town.step()
    wanted = np.bincount(town.people.stage, minlength=len(STAGES)).tolist()
    assert wanted != stages_of(60)
    settled(page, wanted)
