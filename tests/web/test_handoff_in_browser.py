"""The page of a hand-off in a real browser, over the real program: on a phone first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.servers.browser import browser
from tests.servers.handing import done, page_of, with_nextdoor
from tests.servers.program import running

MESSAGE = "bystander-guidance/by-hand"
PHONE = {"width": 320, "height": 640}
VIEWS = {
    "phone": {"viewport": PHONE, "color_scheme": "light"},
    "phone, dark": {"viewport": PHONE, "color_scheme": "dark"},
    "desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
}
STOPPED = "behind-the-badge/by-hand"
THEMES = ("theme: bystander-guidance", "theme: behind-the-badge")
WORDS = ("Call {{ signpost.emergency }} first.", "Ring {{ signpost.emergency }} at once.")
SAID = {
    "posted": ("sent", "--url", "https://nextdoor.example/p/1"),
    "not posted": ("not-sent", "--why", "Nextdoor was down"),
}
STATES = (
    "first",
    "open",
    "open, filled in wrongly",
    "stopped",
    "posted",
    "not posted",
    "nothing there",
)


def _prepare(folder: Path) -> Path:
    with_nextdoor(folder)
    messages = folder / "messages"
    text = (messages / f"{MESSAGE}.md").read_text("utf-8").replace(*THEMES).replace(*WORDS)
    (messages / f"{STOPPED}.md").write_text(text, "utf-8")
    done(folder, "plan", "--apply")
    for message in (MESSAGE, STOPPED):
        [code] = re.findall(r"--code (\w+)", done(folder, "approvals", message))
        done(folder, "approve", message, "--code", code, "--by", "Kim Osei")
    return folder


def _another(folder: Path, message: str) -> tuple[str, str]:
    """Have a message handed to a person once more; return its page's address, and its number."""
    said = done(folder, "post", "now", message, "--again", "--by", "Kim Osei")
    number = re.search(r"Post (\d+): ", said)[1]
    return page_of(folder, number), number


def _take(page: Page, by: str = "Robin Vale") -> None:
    """Say who posts it, to be shown the words."""
    page.locator("#turn-by").fill(by)
    page.get_by_role("button", name=re.compile("I am posting it now|I take it over")).click()
    page.locator("#text").wait_for()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return _prepare(tmp_path_factory.mktemp("campaign"))


@pytest.fixture(scope="module")
def program(folder, chromium) -> Iterator[Path]:
    with running(folder):
        yield folder


@pytest.fixture(scope="module")
def site(program) -> dict[str, str]:
    found = {}
    for state, (command, *options) in SAID.items():
        found[state], number = _another(program, MESSAGE)
        done(program, "posts", command, number, *options, "--by", "Robin Vale")
    found["stopped"], _ = _another(program, STOPPED)
    hold = ("--reason", "An officer was hurt", "--theme", "behind-the-badge")
    done(program, "stop", *hold, "--by", "Duty officer")
    first = found["open"] = found["open, filled in wrongly"] = _another(program, MESSAGE)[0]
    found["first"] = first
    found["nothing there"] = f"{first.rpartition('-')[0]}-{'0' * 32}/"
    return found


@pytest.fixture
def opened(chromium, site, request) -> Iterator[Page]:
    state, view = request.param
    context = chromium.new_context(**VIEWS[view])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(site[state])
    if state.startswith("open"):
        _take(page)
    if state == "open, filled in wrongly":
        page.locator("#by").fill("")
        page.get_by_role("button", name="Done").click()
    yield page
    context.close()
    assert [words for words in said if not re.search("400|404", words)] == []


@pytest.mark.parametrize(
    "opened", [(state, view) for state in STATES for view in VIEWS], indirect=True, ids=str
)
def test_nobody_is_shut_out(opened):
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = opened.evaluate(
        "[...document.querySelectorAll('button, .button, summary, input, .tick')]"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24)"
        ".map(e => e.outerHTML)"
    )
    assert small == []


@pytest.mark.parametrize("opened", [("open", "phone")], indirect=True)
def test_a_press_copies_the_words_just_as_they_were_approved(opened, program):
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("button", name="Copy the words").click()
    opened.get_by_role("status").filter(has_text="Copied.").wait_for()
    assert not opened.locator("#reload").is_visible()
    texts = {
        file.read_bytes().decode()
        for file in (program / ".campaign/handoff/northshire-nextdoor").glob("*/text.txt")
    }
    assert opened.evaluate("navigator.clipboard.readText()") in texts
    opened.get_by_role("button", name="Copy the alt text").click()
    opened.get_by_role("status").filter(has_text="Copied.").nth(1).wait_for()
    assert "A hand holds a phone" in opened.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("opened", [("open", "phone")], indirect=True)
def test_a_browser_that_forbids_the_clipboard_still_copies_or_selects(opened):
    opened.evaluate(
        "() => { const no = () => Promise.reject(new Error('no'));"
        " navigator.clipboard.writeText = no; navigator.clipboard.write = no }"
    )
    opened.get_by_role("button", name="Copy the words").click()
    said = opened.get_by_role("status").filter(has_text=re.compile("Copied|selected"))
    said.wait_for()
    assert opened.evaluate("document.activeElement.id") == "text"
    field = "document.getElementById('text')"
    assert opened.evaluate(f"{field}.selectionEnd - {field}.selectionStart") > 50


@pytest.mark.parametrize("opened", [("open", "phone")], indirect=True)
def test_a_press_saves_the_picture_under_a_good_name(opened):
    with opened.expect_download() as saved:
        opened.get_by_role("link", name="Save picture.jpg").click()
    assert saved.value.suggested_filename == "picture.jpg"
    assert saved.value.path().read_bytes().startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("opened", [("stopped", "phone")], indirect=True)
def test_a_stop_is_announced_and_nothing_is_left_to_copy(opened):
    assert "Do not post this." in opened.get_by_role("alert").inner_text()
    assert opened.locator("textarea, img").count() == 0


@pytest.mark.parametrize("opened", [("open, filled in wrongly", "phone")], indirect=True)
def test_what_is_missing_leads_to_its_field(opened):
    opened.get_by_role("alert").get_by_role("link", name="Type your name").click()
    assert opened.evaluate("location.hash") == "#by"


def test_without_scripts_the_words_can_be_selected_and_the_form_works(chromium, site, program):
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(_another(program, MESSAGE)[0])
    _take(page)
    assert page.get_by_text("Reload this page right before you post").is_visible()
    assert page.get_by_role("button", name="Copy the words").count() == 0
    page.locator("#text").focus()
    page.keyboard.press("Control+A")
    page.get_by_label("I have posted this on Nextdoor").check()
    page.locator("#by").fill("Robin Vale")
    page.get_by_role("button", name="Done").click()
    assert page.get_by_role("heading", name="It is posted").count() == 1
    page.go_back()
    assert page.get_by_role("heading", name="It is posted").count() == 1, "no stale form is kept"
    context.close()


# A page that is already open


def _open(chromium: Browser, address: str) -> Page:
    page = chromium.new_context(viewport=PHONE).new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    _take(page, "Ann Reed")
    return page


def test_a_hold_reaches_an_open_page_before_anything_is_copied(chromium, site, program):
    page = _open(chromium, _another(program, MESSAGE)[0])
    page.evaluate("navigator.clipboard.writeText('what was there')")
    hold = ("--reason", "An officer was hurt", "--theme", "bystander-guidance")
    said = done(program, "stop", *hold, "--by", "Duty officer")
    page.get_by_role("button", name="Copy the words").click()
    page.get_by_text("Do not post this.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "what was there"
    done(program, "resume", re.search(r"\d+", said)[0], "--by", "Kim Osei")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("#text").wait_for()
    page.context.close()


def test_another_persons_tick_reaches_a_page_before_a_picture_is_saved(chromium, site, program):
    address, number = _another(program, MESSAGE)
    page = _open(chromium, address)
    done(program, "posts", "sent", number, "--by", "Bea Holt")
    page.get_by_role("link", name="Save picture.jpg").click()
    page.get_by_role("heading", name="It is posted").wait_for()
    page.context.close()


def test_a_page_that_is_looked_at_again_shows_who_took_over(chromium, site, program):
    address, _ = _another(program, MESSAGE)
    first, second = _open(chromium, address), _open(chromium, address)
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    first.get_by_role("button", name="I take it over").wait_for()
    assert first.locator("#text").count() == 0
    first.context.close()
    second.context.close()


def test_a_page_that_cannot_ask_copies_nothing_and_says_so(chromium, site, program):
    page = _open(chromium, _another(program, MESSAGE)[0])
    page.evaluate("navigator.clipboard.writeText('what was there')")
    page.context.set_offline(True)
    page.get_by_role("button", name="Copy the words").click()
    page.get_by_text("Not copied. Reload this page").wait_for()
    assert page.locator("#unknown").is_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "what was there"
    page.context.close()
