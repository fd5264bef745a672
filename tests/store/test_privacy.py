"""Only counts are kept: whatever a platform tells of people is in no row, no file and no log.

Every adapter there is is fed answers that are full of people: names, handles, numbers, comments,
places. It posts, looks for a post, measures and counts followers, as delivery has it do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from campaign import registry
from campaign.adapter import Adapter, Can, Content
from campaign.adapters.limits import LIMITS
from campaign.delivery.count import Counter
from campaign.delivery.desk import Desks
from campaign.delivery.measure import Measurer
from campaign.delivery.publish import Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.lifecycle import State
from campaign.store.models import ChannelState, FollowerCount, Post, Reading
from campaign.testing import account, pictures
from tests.servers.fake import Fake
from tests.servers.picture_host import PictureHost
from tests.servers.rows import approve, post_of, speaker_row
from tests.servers.scripted import Clock

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = (
    "Wilhelmina Throgmorton",
    "wilhelmina_writes",
    "3141592653589793",
    "I saw them both at the bus stop",
    "Grimshaw Lane, Ottery",
    "wilhelmina@mail.example",
)
NAME, HANDLE, NUMBER, COMMENT, PLACE, ADDRESS = PEOPLE
PERSON = {"name": NAME, "username": HANDLE, "handle": HANDLE, "pk": NUMBER, "email": ADDRESS}
GOSSIP = {
    "from": PERSON,
    "liked_by": [PERSON, {"display_name": NAME, "location": PLACE}],
    "top_comment": {"words": COMMENT, "by": PERSON},
    "reader": f"{NAME} ({HANDLE}), {PLACE}: {COMMENT}",
    "reader_number": int(NUMBER),
}
FAKES = {
    "x": "FakeX",
    "facebook": "FakeFacebook",
    "instagram": "FakeInstagram",
    "threads": "FakeThreads",
    "linkedin": "FakeLinkedIn",
    "mastodon": "FakeMastodon",
    "bluesky": "FakeBluesky",
    "webhook": "FakeWebhook",
}
BY_THEMSELVES = {"sandbox", "feed", "handoff"}  # they speak to no server


class Office:
    """One channel on one platform that tells everything, and all that delivery does with it."""

    def __init__(self, name: str, there: dict[str, Any], folder: Path, share: Any) -> None:
        self.name, self.there, self.folder, self.share = name, there, folder, share
        self.clock = Clock(datetime.now(timezone.utc))
        network = "sandbox" if name == "sandbox" else "live"
        options, base_url = there.get("options", {}), there.get("base_url", "")
        self.channel = speaker_row(
            "northshire", platform=name, network=network, options=options, base_url=base_url
        )
        desks = Desks(self._build, self.clock)
        self.publisher = Publisher(desks, worker="w1", clock=self.clock)
        self.reconciler = Reconciler(desks, worker="w1", clock=self.clock)
        self.measurer = Measurer(desks, clock=self.clock)
        self.counter = Counter(desks, clock=self.clock)

    def _build(self, speaker: Any, permit: Any) -> Adapter:
        plain = account(
            base_url=self.there.get("base_url", ""),
            secrets=self.there.get("secrets"),
            platform=self.name,
            folder=self.folder,
            clock=self.clock,
        )
        options = self.there.get("options", {})
        kind = registry.adapter_class(self.name)
        return kind(replace(plain, options=options, share=self.share, permit=permit))

    def send(self, text: str) -> Post:
        """Bring a post out, or into whatever state it comes to, in an hour."""
        content = Content(text, images=pictures(1) if LIMITS[self.name].images else ())
        simulated = self.channel.network == "sandbox"
        columns = {"message": text, "simulated": simulated, "grace": timedelta(hours=3)}
        row = post_of(content, self.channel, due=self.clock.now, **columns)
        row.save()
        approve(row)
        for _ in range(8):
            self.publisher.drain("northshire")
            self.clock.forward(seconds=61)
            self.reconciler.sweep()
        row.refresh_from_db()
        return row


@contextmanager
def office(name: str, folder: Path) -> Iterator[tuple[Office, Fake | None]]:
    if name in BY_THEMSELVES:
        yield Office(name, {"secrets": {}}, folder, lambda *_: ""), None
        return
    module = import_module(f"tests.servers.fake_{name}")
    with getattr(module, FAKES[name])() as server, PictureHost() as host:
        server.gossip = GOSSIP
        yield Office(name, module.channel(server.url), folder, host.share), server


def kept(folder: Path) -> Iterator[tuple[str, str]]:
    """Give everything that was kept: every row of every table, and every file there is."""
    for table in apps.get_app_config("store").get_models():
        for row in table.objects.values_list():
            yield table.__name__, repr(row)
    if connection.vendor == "sqlite":
        database = Path(str(connection.settings_dict["NAME"]))
        for file in database.parent.glob(f"{database.name}*"):
            yield file.name, file.read_bytes().decode("utf-8", "replace")
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.name, file.read_bytes().decode("utf-8", "replace")


def people_in(folder: Path, log: str) -> list[tuple[str, str]]:
    """Return who is named where."""
    places = [*kept(folder), ("log", log)]
    return [(where, who) for where, text in places for who in PEOPLE if who in text]


def test_every_adapter_there_is_is_put_to_it() -> None:
    assert FAKES.keys() | BY_THEMSELVES == registry.OWN.keys()


@pytest.mark.parametrize("name", sorted(registry.OWN))
def test_nothing_a_platform_tells_of_people_is_kept(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with office(name, tmp_path) as (at, server):
        row = at.send("Call 999 first.")
        assert row.state in {State.PUBLISHED, State.PROCESSING}, row.cause
        can = registry.adapter_class(name).capabilities.can
        if server is not None and Can.FIND in can:
            server.next_write("answer lost")
            assert at.send("Share footage with us.").state == State.PUBLISHED
        Post.objects.filter(state=State.PUBLISHED).update(reading_at=at.clock.now)
        read, counted = at.measurer.measure(), at.counter.count()
        assert (read > 0, counted) == (Can.MEASURE in can, Can.FOLLOWERS in can)
        assert not server or not server.violations
    assert Reading.objects.count() == read
    assert not any(Reading.objects.values_list("gone", flat=True))
    assert FollowerCount.objects.count() == counted
    assert people_in(tmp_path, caplog.text) == []


def test_whoever_is_kept_anywhere_is_found(tmp_path: Path) -> None:
    """The search itself: in a row, in a file, in the log."""
    row = speaker_row("northshire", platform="x", network="live")
    ChannelState.objects.filter(pk=row.pk).update(why_paused=f"{COMMENT}, said {NAME}")
    (tmp_path / "answer.json").write_text(f'{{"handle": "{HANDLE}"}}', "utf-8")
    found = people_in(tmp_path, f"DEBUG {PLACE}")
    assert ("ChannelState", NAME) in found
    assert ("answer.json", HANDLE) in found
    assert ("log", PLACE) in found
