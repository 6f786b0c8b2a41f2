"""The page of results in a real browser: what it shows is what the files hold."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.page.conftest import COOKIES, serving, watched
from tests.support.doubts import doubtful, on_disk, shares, threshold

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
parquet = pytest.importorskip("pyarrow.parquet")

RUN, COMPARED = "town-001", "compare-town-001"


def opened(page: Any, server: str, name: str) -> None:
    """Open a result by its name in the list."""
    page.goto(f"{server}#/results")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name, exact=True).wait_for()


def chart(page: Any, title: str) -> Any:
    """A chart by its title, once it is drawn."""
    found = page.get_by_role("figure", name=title, exact=True).first
    found.locator(".chart-place > svg").wait_for()
    return found


def numbers(found: Any) -> list[list[str]]:
    """The table below a chart, as it is read."""
    found.get_by_text("Numbers as a table").click()
    rows = found.locator("table.numbers tbody tr")
    rows.first.wait_for()
    told: list[list[str]] = rows.evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.innerText))"
    )
    return told


def saved(page: Any, found: Any, form: str, folder: Path) -> Path:
    """A file that a chart gives."""
    with page.expect_download() as download:
        found.get_by_role("button", name=form, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_result_is_found_and_opened_by_keyboard(browser: Any, server: str) -> None:
    with watched(browser) as page:
        page.goto(f"{server}#/results")
        page.locator("table.results-list").wait_for()
        page.get_by_label("Find").fill("leap compare")
        page.get_by_text(re.compile("^1 of ")).wait_for()
        assert page.locator("table.results-list tbody tr").count() == 1
        page.get_by_role("link", name=COMPARED).focus()
        page.keyboard.press("Enter")
        playwright.expect(page.get_by_role("heading", level=1, name=COMPARED)).to_be_focused()
        page.get_by_role("link", name="All results").click()
        assert page.get_by_label("Find").input_value() == "leap compare"


def test_a_run_shows_what_its_files_hold(
    browser: Any, server: str, results: Path, tmp_path: Path
) -> None:
    run = results / "results" / RUN
    summary = json.loads((run / "summary.json").read_text())
    with watched(browser) as page:
        opened(page, server, RUN)
        share = summary["outcomes"]["service_use_12m"]
        row = page.get_by_role("row", name=re.compile("^Used a service"))
        assert f"{100 * share:.1f} %" in row.inner_text()
        trust = chart(page, "Trust in professionals")
        adults = sum(int(row[2]) for row in numbers(trust))
        ages = parquet.read_table(run / "people.parquet")["age"].to_pylist()
        assert adults == sum(age >= 18 for age in ages)
        rows = list(csv.reader(saved(page, trust, "CSV", tmp_path).open()))
        assert sum(int(row[2]) for row in rows[1:]) == adults
        picture = saved(page, trust, "PNG", tmp_path).read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert int.from_bytes(picture[16:20]) == 2000  # twice what is drawn
        drawing = saved(page, trust, "SVG", tmp_path).read_text()
        words = {element.text for element in ElementTree.fromstring(drawing).iter()}
        assert "Trust in professionals" in words
        assert not re.search(r"var\(|url\(http|<script|class=", drawing)


def test_a_comparison_shows_what_its_files_hold(browser: Any, server: str, results: Path) -> None:
    told = parquet.read_table(results / "results" / COMPARED / "differences.parquet").to_pylist()
    expected = [row for row in told if row["outcome"] == "symptom_weeks_total"]
    with watched(browser) as page:
        opened(page, server, COMPARED)
        rows = numbers(chart(page, "Weeks of illness"))
        assert [row[0] for row in rows] == ["LEAP", "Subsidy"]
        for row, values in zip(rows, expected, strict=True):
            shown = float(row[3].replace("\N{MINUS SIGN}", "-").replace(",", ""))
            assert shown == pytest.approx(1000 * values["difference"], rel=0.006, abs=0.6)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1400, "light")])
def test_a_comparison_over_draws_begins_with_its_advice(
    browser: Any, results: Path, tmp_path: Path, width: int, scheme: str
) -> None:
    compared = results / "results" / COMPARED
    chances = {1e5: shares(compared, leap=0.78, subsidy=0.22)}
    changes = [threshold("parameters.onset_rate", "subsidy", "leap", 0.125)]
    made = doubtful(compared, chances, thresholds=changes, source="priors")
    on_disk(made, tmp_path / "results" / "drawn")
    size = {"width": width, "height": 900}
    with (
        serving(tmp_path, "--people", "500") as address,
        watched(browser, viewport=size, color_scheme=scheme) as page,
    ):
        opened(page, address, "drawn")
        rows = numbers(chart(page, "How often each option is the best buy"))
        assert [row[0] for row in rows][:2] == ["LEAP", "Subsidy"]
        told = page.get_by_role("region", name="What is the best buy?").inner_text()
        assert "In 8 of 10 towns that the priors allow, LEAP is the best buy" in told
        assert "Nothing holds these numbers to the evidence" in told
        assert "Where onset_rate is below 0.125, subsidy is the best buy" in told
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        violations = axe.Axe().run(page).response["violations"]
        assert not [one["id"] for one in violations if one["impact"] in ("serious", "critical")]


def test_of_luck_alone_the_page_says_so(browser: Any, server: str) -> None:
    with watched(browser) as page:
        opened(page, server, COMPARED)
        page.get_by_text("Its intervals are of luck alone").wait_for()


def test_a_link_shows_what_was_chosen(browser: Any, server: str) -> None:
    with watched(browser) as page:
        opened(page, server, COMPARED)
        found = chart(page, "Began care")
        found.get_by_label("Measure").first.select_option("in_care_now")
        chart(page, "Are in care now")
        address = page.url
    with watched(browser) as page:
        page.goto(address)
        chart(page, "Are in care now")


def test_a_result_without_report_says_how_to_make_one(browser: Any, server: str) -> None:
    missing = json.loads(_asked(browser, server, f"api/results/{_id(browser, server, RUN)}/report"))
    assert "no report yet" in missing["problem"]
    assert missing["allowed"].endswith(f"helpseek report results/{RUN}")


def _asked(browser: Any, server: str, path: str) -> str:
    with browser.new_context() as context:
        context.add_cookies(COOKIES)
        return str(context.request.get(server + path).text())


def _id(browser: Any, server: str, name: str) -> str:
    entries = json.loads(_asked(browser, server, "api/results/"))["entries"]
    return str(next(entry["id"] for entry in entries if entry["name"] == name))


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1400, "dark"), (2560, "light")])
def test_nothing_is_amiss_for_screen_readers_or_small_screens(
    browser: Any, server: str, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    for name in (RUN, COMPARED, ""):
        with watched(browser, viewport=size, color_scheme=scheme) as page:
            if name:
                opened(page, server, name)
                page.locator(".chart-place > svg").first.wait_for()
                page.wait_for_load_state("networkidle")
            else:
                page.goto(f"{server}#/results")
                page.locator("table.results-list").wait_for()
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0
            violations = axe.Axe().run(page).response["violations"]
            grave = [one["id"] for one in violations if one["impact"] in ("serious", "critical")]
            assert not grave, name
