"""The servers that other tests lean on: they start, keep to loopback and leave nothing behind."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Error

from tests.servers.bluesky import HERE, Network, bluesky, require
from tests.servers.browser import browser
from tests.servers.lexicon import LEXICONS, Lexicons
from tests.servers.need import missing
from tests.servers.paths import ROOT
from tests.servers.postgresql import clone, postgresql

POST = "app.bsky.feed.post"
KEY = "3jzfcijpj2z2a"


def listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), 1).close()
    except OSError:
        return False
    return True


def gone(url: str, within: float = 10) -> bool:
    """Wait until nobody listens there any more."""
    end = time.monotonic() + within
    while listens(url) and time.monotonic() < end:
        time.sleep(0.05)
    return not listens(url)


def test_a_bluesky_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    require()
    command = [sys.executable, "-m", "tests.servers.bluesky", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        login = Network(ready["pds"]).account()
        assert Network(ready["pds"]).records(login) == []
        process.kill()
    assert gone(ready["pds"])
    assert gone(ready["plc"])


def test_the_bluesky_servers_listen_on_loopback_only() -> None:
    if not shutil.which("ss"):
        missing("The command ss", "install iproute2")
    with bluesky() as network:
        ports = {urlsplit(url).port for url in (network.pds, network.plc)}
        heard = subprocess.run(["ss", "-ltnH"], capture_output=True, text=True, check=True)
    mine = [line.split()[3] for line in heard.stdout.splitlines()]
    mine = [address for address in mine if int(address.rpartition(":")[2]) in ports]
    assert len(mine) == 2
    assert all(address.startswith("127.0.0.1:") for address in mine)


def test_the_lock_of_the_bluesky_server_names_no_address() -> None:
    words = (HERE / "package-lock.json").read_text()
    assert "resolved" not in json.loads(words)["packages"]["node_modules/@atproto/pds"]
    assert "https:" not in words
    assert "http:" not in words


def test_a_database_is_cloned_with_what_is_in_it() -> None:
    with postgresql() as dsn:
        first = clone(dsn, "first")
        with psycopg.connect(first, autocommit=True) as connection:
            connection.execute("CREATE TABLE word AS SELECT 'diolch' AS said")
        for _ in range(2):  # the second replaces the first
            with psycopg.connect(clone(dsn, "second", "first")) as connection:
                assert connection.execute("SELECT said FROM word").fetchone() == ("diolch",)
    assert not listens(dsn)


def test_the_browser_reaches_nothing_but_this_machine() -> None:
    with browser() as chromium:
        page = chromium.new_page()
        page.set_content("<h1>Diolch</h1>")
        assert page.inner_text("h1") == "Diolch"
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("http://northshire-police.example/")


@pytest.mark.skipif(not LEXICONS.is_dir(), reason="the published lexicons are not here")
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"text": "x" * 301}, "301 graphemes"),
        ({"text": "👮🏽‍♀️" * 300}, "out of bounds"),
        ({"text": None}, "null is not allowed"),
        ({"createdAt": "yesterday"}, "not a datetime"),
        ({"langs": ["en"] * 4}, "out of bounds"),
        ({"langs": ["English"]}, "not a language"),
        ({"mood": "fine"}, "unknown field mood"),
        ({"embed": {"$type": "app.bsky.embed.poster"}}, "is not one of"),
        ({"embed": {"$type": "app.bsky.embed.external"}}, "external is missing"),
        ({"facets": [{"index": {"byteStart": -1, "byteEnd": 2}, "features": []}]}, "out of bounds"),
        ({"$type": "app.bsky.feed.like"}, "$type is"),
    ],
)
def test_the_lexicons_see_a_faulty_record(change: dict[str, object], problem: str | None) -> None:
    record = {"$type": POST, "text": "Diolch.", "createdAt": "2026-12-01T08:00:00.000Z"}
    problems = Lexicons().record_problems(POST, KEY, record | change)
    assert bool(problems) == (problem is not None)
    assert problem is None or problem in problems[0]


@pytest.mark.skipif(not LEXICONS.is_dir(), reason="the published lexicons are not here")
def test_the_lexicons_see_a_faulty_request() -> None:
    record = {"$type": POST, "text": "Diolch.", "createdAt": "2026-12-01T08:00:00.000Z"}
    body = {"repo": "did:plc:a", "collection": POST, "rkey": KEY, "record": record}
    put, get = "com.atproto.repo.putRecord", "app.bsky.feed.getPosts"
    lexicons = Lexicons()
    assert lexicons.request_problems(put, body | {"swapRecord": None}) == []
    assert lexicons.request_problems(put, body | {"rkey": "not-a-tid"})
    assert lexicons.request_problems(put, body | {"swapCommit": None})
    assert lexicons.request_problems(put, body | {"record": {"$type": POST}})
    uri = f"at://did:plc:a/{POST}/{KEY}"
    assert lexicons.request_problems(get, {"uris": [uri] * 25}) == []
    assert lexicons.request_problems(get, {"uris": [uri] * 26})
