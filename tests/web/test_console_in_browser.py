"""The page in a real browser, over the real program, once per state."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.servers.browser import browser
from tests.servers.program import campaign, running, shipped

VIEWS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 800}, "color_scheme": "light"},
}
STATES = ("running", "stopped", "one post", "dashboard", "platforms", "reports", "no such page")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[dict[str, str]]:
    """Two programs side by side: one that runs, and one that was stopped by a person."""
    free = shipped(tmp_path_factory.mktemp("running"))
    held = shipped(tmp_path_factory.mktemp("stopped"))
    with running(free, "--rehearse") as address, running(held) as other:
        done = campaign(held, "stop", "--reason", "An officer was hurt", "--by", "Duty officer")
        assert done.returncode == 0, done.stderr
        _miss_one(held)
        [post] = _ask(free, "SELECT remote_id FROM store_post WHERE remote_id <> '' LIMIT 1")
        yield {
            "running": address,
            "stopped": other,
            "one post": f"{address}/sandbox/{post}",
            "dashboard": f"{address}/dashboard",
            "platforms": f"{address}/platforms",
            "reports": f"{address}/report/",
            "no such page": f"{address}/nowhere",
        }


def _ask(folder, sql: str) -> tuple[str, ...]:
    database = sqlite3.connect(folder / ".campaign/campaign.sqlite3", timeout=20)
    try:
        with database:
            return database.execute(sql).fetchone()
    finally:
        database.close()


def _miss_one(folder) -> None:
    first = "(SELECT min(id) FROM store_post)"
    _ask(
        folder,
        f"UPDATE store_post SET state = 'missed', cause = 'Its time passed.' WHERE id = {first}"
        " RETURNING id",
    )


@pytest.fixture
def opened(chromium, site, request) -> Iterator[Page]:
    state, view = request.param
    context = chromium.new_context(**VIEWS[view])
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.on("request", lambda one: asked.append(one.url))
    page.goto(site[state])
    yield page
    context.close()
    assert [words for words in said if "404" not in words] == []
    assert all(url.startswith("http://127.0.0.1:") for url in asked)


@pytest.mark.parametrize(
    "opened", [(state, view) for state in STATES for view in VIEWS], indirect=True, ids=str
)
def test_nobody_is_shut_out(opened):
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = opened.evaluate(
        "[...document.querySelectorAll('nav a, .button, summary')]"
        ".filter(e => e.getBoundingClientRect().height < 24).map(e => e.textContent)"
    )
    assert small == []


@pytest.mark.parametrize("opened", [("running", "light")], indirect=True)
def test_the_keyboard_reaches_the_posts_first(opened):
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    assert opened.evaluate("location.hash") == "#main"


@pytest.mark.parametrize("opened", [("stopped", "light")], indirect=True)
def test_a_stop_is_announced(opened):
    assert "An officer was hurt" in opened.get_by_role("alert").inner_text()
