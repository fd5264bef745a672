"""Feeds as a reader asks for them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from campaign.adapter import Content
from campaign.adapters.feeds import Feed
from campaign.testing import KEY, account, pictures

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "/feeds/northshire-test"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FOLDER, settings.STATE = tmp_path, tmp_path / ".campaign"
    settings.STATE.mkdir()
    return settings.STATE


@pytest.fixture
def feed(folder):
    adapter = Feed(replace(account(folder=folder), options={"title": "Northshire & news"}))
    adapter.publish(Content("Call 999 first.", images=pictures(1)), KEY)
    return adapter


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
        ("calendar.ics", "text/calendar; charset=utf-8"),
    ],
)
def test_each_form_has_its_content_type(client, feed, folder, name, kind):
    answer = client.get(f"{HERE}/{name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer.content == (folder / "feeds" / "northshire-test" / name).read_bytes()
    assert client.head(f"{HERE}/{name}").status_code == 200
    assert client.post(f"{HERE}/{name}").status_code == 405


def test_its_pictures_are_there_at_the_addresses_it_names(client, feed):
    [item] = json.loads(client.get(f"{HERE}/feed.json").content)["items"]
    address = item["attachments"][0]["url"].removeprefix("http://127.0.0.1:8000")
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "name",
    [
        "items.sqlite3",
        "pictures/",
        "pictures/x.jpg",
        "../../campaign.sqlite3",
        "%2e%2e/%2e%2e/sandbox.sqlite3",
        "feed.html",
    ],
)
def test_nothing_else_of_the_folder_is_shown(client, feed, name):
    assert client.get(f"{HERE}/{name}").status_code == 404


def test_where_there_is_no_feed_there_is_none(client):
    assert client.get(f"{HERE}/feed.xml").status_code == 404
    assert b"alternate" not in client.get("/").content


def test_the_front_page_tells_readers_of_the_feeds(client, feed):
    page = client.get("/").content.decode()
    title = 'title="Northshire &amp; news"'
    for kind, name in (("rss+xml", "feed.xml"), ("feed+json", "feed.json")):
        tag = f'<link rel="alternate" type="application/{kind}" {title} href="{HERE}/{name}">'
        assert tag in page.partition("</head>")[0]
