"""Feeds keep the contract, the rules of their formats, and one item for each post."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from campaign.adapter import BadContent, Content, Deferred, Disconnected, Link, PostKey
from campaign.adapters import feed_folder
from campaign.adapters.feeds import Feed
from campaign.testing import KEY, OTHER_KEY, TEXT, LocalContract, account, pictures
from tests.servers.feed_rules import json_faults, rss_faults
from tests.servers.paths import ROOT

POST = Content(TEXT)
BASE = "https://www.northshire-police.example/news"
AT = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)


def key(number: int) -> PostKey:
    return PostKey(f"{number:032x}", AT)


def writing(folder: Path, *, at: datetime | None = None, base: str = BASE, **options: str) -> Feed:
    clock = (lambda: at) if at else (lambda: datetime.now(timezone.utc))
    plain = account(folder=folder, base_url=base, handle="Northshire news", clock=clock)
    return Feed(replace(plain, options=options))


def place(folder: Path) -> Path:
    return folder / "feeds" / "northshire-test"


class Words(HTMLParser):
    """What a reader sees of an item, and what a screen reader says of its pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.alts, self.links = "", [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.text += "\n" if tag == "br" else "\n\n" if tag == "p" and self.text else ""
        if tag == "img":
            self.alts.append(told["alt"])
        if tag == "a":
            self.links.append(told["href"])

    def handle_data(self, data: str) -> None:
        self.text += data


class Shown:
    """What the feed's files hold, read anew each time and held against the formats' rules."""

    def __init__(self, folder: Path) -> None:
        self.folder = place(folder)

    @property
    def feed(self) -> dict:
        path = self.folder / "feed.json"
        return json.loads(path.read_bytes()) if path.exists() else {"items": []}

    @property
    def entries(self) -> list[ET.Element]:
        return ET.fromstring((self.folder / "feed.xml").read_bytes()).findall("channel/item")

    @property
    def events(self) -> list:
        return Calendar.from_ical((self.folder / "calendar.ics").read_bytes()).walk("VEVENT")

    @property
    def posts(self) -> dict[str, str]:
        items = {one["id"][9:].replace("-", ""): one for one in self.feed["items"]}
        return {name: one["content_text"] for name, one in items.items()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {
            one["id"][9:].replace("-", ""): Words(one["content_html"]).alts
            for one in self.feed["items"]
        }

    def check(self) -> None:
        if not (self.folder / "feed.json").exists():
            return
        assert rss_faults((self.folder / "feed.xml").read_bytes()) == []
        assert json_faults((self.folder / "feed.json").read_bytes()) == []
        ids = [one["id"] for one in self.feed["items"]]
        assert [entry.findtext("guid") for entry in self.entries] == ids
        assert [str(event["uid"]) for event in self.events] == ids
        assert all({"dtstamp", "dtstart", "summary"} <= {*map(str.lower, e)} for e in self.events)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Shown]:
    shown = Shown(tmp_path)
    yield shown
    shown.check()


@pytest.fixture
def adapter(tmp_path: Path) -> Feed:
    return writing(tmp_path)


class TestFeed(LocalContract):
    pass


def test_an_item_says_the_words_in_three_forms(tmp_path: Path, platform: Shown) -> None:
    receipt = writing(tmp_path, at=AT).publish(Content(TEXT, "cy-GB"), KEY)
    [item], [entry], [event] = platform.feed["items"], platform.entries, platform.events
    for html in (item["content_html"], entry.findtext("description")):
        words = Words(html)
        assert words.text == TEXT
        assert words.links == ["https://northshire-police.example/footage?a=1&b=2"]
        assert html.startswith('<div lang="cy-GB">')
    assert item["content_text"] == TEXT == str(event["description"])
    assert item["id"] == "urn:uuid:01234567-89ab-cdef-0123-456789abcdef"
    assert entry.findtext("pubDate") == "Tue, 01 Dec 2026 17:30:00 GMT"
    assert item["date_published"] == "2026-12-01T17:30:00+00:00"
    assert event["dtstart"].dt == AT
    assert str(event["summary"]) == TEXT.partition("\n")[0]
    assert (receipt.published_at, receipt.url) == (AT, f"{BASE}/feed.xml#{KEY.value}")


def test_no_words_become_markup(tmp_path: Path, platform: Shown) -> None:
    text = '<b>Bold</b> & "plain": https://police.uk/?a="><i> <script>alert(1)</script>'
    writing(tmp_path).publish(Content(text), KEY)
    html = platform.entries[0].findtext("description")
    assert Words(html).text == text
    assert not any(tag in html for tag in ("<b>", "<i>", "<script"))


def test_pictures_are_enclosed_with_their_alt_text(tmp_path: Path, platform: Shown) -> None:
    images = pictures(2)
    writing(tmp_path).publish(replace(POST, images=images), KEY)
    [item], [entry], [event] = platform.feed["items"], platform.entries, platform.events
    addresses = [f"{BASE}/pictures/{image.sha256}.jpg" for image in images]
    assert Words(item["content_html"]).alts == [image.alt for image in images]
    assert Words(entry.findtext("description")).alts == [image.alt for image in images]
    assert [one["url"] for one in item["attachments"]] == addresses
    assert [one["title"] for one in item["attachments"]] == [image.alt for image in images]
    box = entry.find("enclosure")
    told = {"url": addresses[0], "length": str(images[0].size), "type": "image/jpeg"}
    assert box.attrib == told
    media = entry.findall("{http://search.yahoo.com/mrss/}content")
    assert [one.findtext("{http://search.yahoo.com/mrss/}description") for one in media] == [
        image.alt for image in images
    ]
    assert [str(one) for one in event["attach"]] == addresses
    for image in images:
        file = platform.folder / "pictures" / f"{image.sha256}.jpg"
        assert file.stat().st_size == image.size


def test_a_link_card_is_the_items_own_link(tmp_path: Path, platform: Shown) -> None:
    card = Link("https://www.police.uk/?a=1&b=2", "Our <film>", "Seven officers.", pictures(1)[0])
    writing(tmp_path).publish(Content("Watch.", link=card), KEY)
    [item], [entry], [event] = platform.feed["items"], platform.entries, platform.events
    assert (item["title"], item["external_url"]) == ("Our <film>", card.url)
    assert (entry.findtext("title"), entry.findtext("link")) == ("Our <film>", card.url)
    assert str(event["url"]) == card.url
    words = Words(item["content_html"])
    assert words.links == [card.url]
    assert "Our <film>\nSeven officers." in words.text
    assert words.alts == [pictures(1)[0].alt]


def test_the_newest_come_first_and_old_ones_leave_with_their_pictures(
    tmp_path: Path, platform: Shown
) -> None:
    for number in range(4):
        images = pictures(1) if number == 0 else ()
        adapter = writing(tmp_path, at=AT + timedelta(hours=number), items="3")
        adapter.publish(Content(f"Number {number}", images=images), key(number))
    assert list(platform.posts.values()) == ["Number 3", "Number 2", "Number 1"]
    assert list((platform.folder / "pictures").iterdir()) == []
    assert adapter.find(Content("Number 0"), key(0), AT) is not None, "it is known all the same"


def test_a_repeat_changes_no_byte(tmp_path: Path, platform: Shown) -> None:
    adapter = writing(tmp_path, at=AT)
    first = adapter.publish(POST, KEY)
    before = {path: path.read_bytes() for path in platform.folder.glob("*.*[lns]")}
    assert len(before) == 3
    later = writing(tmp_path, at=AT + timedelta(hours=1))
    assert later.publish(replace(POST, text="Other words under the same key."), KEY) == first
    assert {path: path.read_bytes() for path in before} == before


def test_what_was_taken_out_stays_out(tmp_path: Path, platform: Shown) -> None:
    adapter = writing(tmp_path)
    adapter.publish(replace(POST, images=pictures(1)), KEY)
    adapter.publish(POST, OTHER_KEY)
    adapter.delete(KEY.value)
    adapter.publish(replace(POST, images=pictures(1)), KEY)
    assert set(platform.posts) == {OTHER_KEY.value}
    assert adapter.find(POST, KEY, AT) is None
    assert list((platform.folder / "pictures").iterdir()) == []


def test_a_crash_between_the_files_is_healed_by_the_repeat(
    tmp_path: Path, platform: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = writing(tmp_path)
    adapter.publish(Content("The first."), OTHER_KEY)
    real, written = feed_folder.FeedFolder._write, []

    def die(self, name: str, data: bytes) -> None:
        written.append(name)
        if len(written) == 2:
            raise OSError(5, "the power went")
        real(self, name, data)

    monkeypatch.setattr(feed_folder.FeedFolder, "_write", die)
    with pytest.raises(Deferred):
        adapter.publish(POST, KEY)
    monkeypatch.undo()
    assert adapter.find(POST, KEY, AT) is None
    adapter.publish(POST, KEY)
    assert set(platform.posts) == {KEY.value, OTHER_KEY.value}
    assert not list(platform.folder.glob(".*")), "no half file is left"


WRITER = """
import sys
from pathlib import Path
from tests.adapters.test_feeds import Content, key, writing
adapter = writing(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 20):
    adapter.publish(Content(f"Number {number}"), key(number))
    adapter.publish(Content("All write this one."), key(999))
"""


def test_several_processes_lose_nothing_and_double_nothing(tmp_path: Path, platform: Shown) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, str(start)], cwd=ROOT) for start in (0, 20, 40)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with sqlite3.connect(platform.folder / feed_folder.NAME) as file:
        [(count,)] = file.execute("SELECT COUNT(*) FROM item")
    assert count == 61
    assert len(platform.posts) == 50


@pytest.mark.chaos
def test_a_writer_that_is_killed_leaves_no_half_file_and_no_twin(
    tmp_path: Path, platform: Shown
) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path), "0"]
    for patience in (0.0, 0.03, 0.1):
        writer = subprocess.Popen(command, cwd=ROOT)
        while not (platform.folder / "feed.xml").exists():
            assert writer.poll() is None
            time.sleep(0.005)
        time.sleep(patience)
        writer.kill()
        writer.wait()
        ET.fromstring((platform.folder / "feed.xml").read_bytes())
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    assert sorted(platform.posts) == sorted(key(number).value for number in (*range(20), 999))


def test_without_an_address_it_is_found_at_this_program(tmp_path: Path, platform: Shown) -> None:
    receipt = writing(tmp_path, base="").publish(POST, KEY)
    assert receipt.url.startswith("http://127.0.0.1:8000/feeds/northshire-test/feed.xml#")
    assert platform.feed["feed_url"] == "http://127.0.0.1:8000/feeds/northshire-test/feed.json"


def test_the_feed_says_what_it_is(tmp_path: Path, platform: Shown) -> None:
    told = {
        "title": "Northshire & friends",
        "description": "All of it.",
        "home": "https://n.example",
    }
    assert writing(tmp_path, **told).identify() == f"feeds at {BASE}/"
    writing(tmp_path, **told).publish(POST, KEY)
    feed = platform.feed
    assert feed["title"] == "Northshire & friends"
    assert (feed["description"], feed["home_page_url"]) == ("All of it.", "https://n.example")
    calendar = Calendar.from_ical((platform.folder / "calendar.ics").read_bytes())
    assert calendar.calendar_name == "Northshire & friends"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"items": "0"}, "a number from 1 to 1000"),
        ({"items": "many"}, "a number from 1 to 1000"),
        ({"home": "northshire"}, "web addresses"),
        ({"home": "javascript:alert(1)"}, "web addresses"),
    ],
)
def test_a_setting_that_is_none_is_named(
    tmp_path: Path, options: dict[str, str], words: str
) -> None:
    for call in (lambda one: one.publish(POST, KEY), lambda one: one.identify()):
        with pytest.raises(Disconnected, match=words):
            call(writing(tmp_path, **options))
    assert not place(tmp_path).exists()


def test_no_channel_writes_outside_its_folder(tmp_path: Path) -> None:
    for name in ("../x", "a/b", "..", "A", ""):
        odd = Feed(replace(writing(tmp_path).account, channel=name))
        with pytest.raises(Disconnected, match="small letters"):
            odd.publish(POST, KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["bell \x07", "half \ud83d", "odd \ufffe"])
def test_what_no_feed_can_carry_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadContent, match="no feed can carry"):
        writing(tmp_path).publish(Content(text), KEY)
    assert not place(tmp_path).exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "feeds").write_text("a file in its way")
    for call in (
        lambda one: one.publish(POST, KEY),
        lambda one: one.identify(),
        lambda one: one.delete(KEY.value),
    ):
        with pytest.raises(Deferred, match="cannot be written"):
            call(writing(tmp_path))


def test_a_damaged_list_of_items_is_named(tmp_path: Path) -> None:
    place(tmp_path).mkdir(parents=True)
    (place(tmp_path) / feed_folder.NAME).write_bytes(b"this is no database, at all" * 99)
    with pytest.raises(Deferred, match="damaged"):
        writing(tmp_path).publish(POST, KEY)


def test_a_picture_that_is_lost_leaves_the_feed_as_it_was(tmp_path: Path) -> None:
    def gone(sha256: str) -> bytes:
        raise FileNotFoundError(sha256)

    lost = Feed(replace(writing(tmp_path).account, read=gone))
    with pytest.raises(Deferred, match="storage"):
        lost.publish(replace(POST, images=pictures(1)), KEY)
    assert not place(tmp_path).exists()
