"""A summary's HTML part in a real browser: for every eye, every screen, and on its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.servers.browser import browser
from tests.servers.mailed import PICTURE, mailed

VIEWS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Path:
    return mailed(tmp_path_factory.mktemp("mail"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_is_shut_out_and_nothing_is_fetched(chromium, shown, view):
    context = chromium.new_context(**VIEWS[view])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(shown.as_uri())
    page.wait_for_function("document.images[0].complete && document.images[0].naturalWidth > 600")
    assert asked == [shown.as_uri(), shown.with_name(PICTURE).as_uri()]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
