"""The report's page in a real browser: light, dark, on a phone and on paper."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.servers.browser import browser
from tests.servers.paths import ROOT

WORLDS = ("a-month-with-a-hold", "two-languages")  # of report_worlds, with commentary
KINDS = ("nothing", "real and simulated", "simulated", *WORLDS)
VIEWS = {
    "light": {"viewport": {"width": 1000, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1000, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 800}, "color_scheme": "light"},
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    """Write each kind of report in a process of its own.

    Django refuses to work beside the loop that drives the browser.
    """
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    found = {}
    for kind in KINDS:
        folder = tmp_path_factory.mktemp("report")
        module = "report_worlds" if kind in WORLDS else "posted"
        command = [sys.executable, "-m", f"tests.servers.{module}", str(folder), kind]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
        found[kind] = Path(done.stdout.strip()).as_uri()
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def opened(chromium, pages, request) -> Iterator[Page]:
    kind, view = request.param
    context = chromium.new_context(**VIEWS[view], java_script_enabled=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: said.append(one.text))
    page.goto(pages[kind])
    assert asked == [pages[kind]]
    assert said == []
    yield page
    context.close()


def _each(*views: str) -> pytest.MarkDecorator:
    pairs = [(kind, view) for kind in KINDS for view in views or VIEWS]
    return pytest.mark.parametrize("opened", pairs, indirect=True, ids=" in ".join)


@_each()
def test_the_page_breaks_no_rule_of_accessibility(opened):
    opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    broken = Axe().run(opened).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []


@_each("phone")
def test_a_phone_scrolls_down_only(opened):
    wide, window = opened.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide == window == 320


@pytest.mark.parametrize("opened", [("real and simulated", "dark")], indirect=True)
def test_the_chart_follows_the_dark_page(opened):
    colours = opened.evaluate(
        "[...document.querySelectorAll('svg text')].map(one => getComputedStyle(one).fill)"
    )
    assert set(colours) == {
        "rgb(238, 242, 247)",  # the axes
        "rgb(138, 180, 255)",
        "rgb(255, 154, 162)",
        "rgb(111, 220, 156)",
        "rgb(207, 168, 255)",
        "rgb(240, 185, 92)",
    }


@pytest.mark.parametrize("opened", [("real and simulated", "dark")], indirect=True)
def test_paper_is_white_and_holds_the_figures_behind_the_chart(opened):
    opened.emulate_media(media="print")
    assert (
        opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )
    row = opened.get_by_role("rowheader", name="10 Oct", exact=True).first
    assert row.bounding_box()["height"] > 0


@pytest.mark.parametrize("opened", [("a-month-with-a-hold", "phone")], indirect=True)
def test_the_contents_lead_to_every_section_by_keyboard(opened):
    links = opened.get_by_role("navigation", name="Contents").get_by_role("link")
    sections = opened.locator("main > section[id]").count()
    assert links.count() == sections == 10
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.url.endswith("#section-objectives")


@pytest.mark.parametrize("opened", [("a-month-with-a-hold", "light")], indirect=True)
def test_how_an_objective_stands_is_a_word_beside_its_numbers(opened):
    row = opened.get_by_role("row", name="More footage reaches us.")
    assert row.get_by_role("cell", name="Red").inner_text().strip() == "Red"
    assert "31" in row.inner_text()
    assert "400" in row.inner_text()
