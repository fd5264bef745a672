"""This machine's own connection: told apart from a platform's trouble, and told of once."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from campaign.adapter import Unreachable
from campaign.adapters.http import Http
from campaign.cli import overdue as told_of
from campaign.delivery import health, way_out
from campaign.store import own_line, posts, services
from campaign.store.breaker import Outcome
from campaign.store.models import Alert, Event, Post, Service
from campaign.store.overdue import Cause, overdue
from campaign.store.settled import is_settled
from tests.servers.need import missing
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports
from tests.servers.raw import RawServer, answer
from tests.servers.rows import NOW, channel, post

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)
X, MASTODON, FEED = "northshire-x", "northshire-mastodon", "northshire-news"


@pytest.fixture(autouse=True)
def channels():
    channel(X, service="x")
    channel(MASTODON, platform="mastodon", service="mastodon@social.example")
    channel(FEED, platform="feed", service="feed")


def call(name, outcome, after=0):
    at = NOW + after * SECOND
    services.note(name, outcome, began=at, now=at, why=f"Could not reach {name}: no line.")


def nobody(*names, after=0):
    for name in names:
        call(name, Outcome.NOBODY, after)


def subjects():
    return list(Alert.objects.order_by("pk").values_list("subject", flat=True))


def test_nobody_at_two_servers_is_our_own_line_and_is_told_once():
    nobody(X, MASTODON, X, MASTODON)
    assert own_line.down().opened_at == NOW
    nobody(*[X] * 10, *[MASTODON] * 10, after=1)
    assert Service.objects.get(pk="x").opened_at is not None, "their own breakers go on"
    assert subjects() == ["This machine has no connection"]
    assert "Could not reach northshire-mastodon: no line." in Alert.objects.get().what
    assert services.out_of_order(NOW + SECOND) == []


def test_the_first_call_tells_it_where_the_machine_has_no_way_out():
    call(X, Outcome.CUT)
    assert subjects() == ["This machine has no connection"]


def test_one_server_alone_is_told_as_its_own_trouble_and_people_look_to_their_line_too():
    nobody(*[X] * 8)
    assert own_line.down() is None
    assert subjects() == ["X cannot be reached"]
    assert "whether this machine itself has a connection" in Alert.objects.get().advice


def test_a_server_that_is_down_for_days_is_not_our_line_when_another_fails_once():
    nobody(*[MASTODON] * 4, X)
    assert own_line.down() is None


@pytest.mark.parametrize("outcome", [Outcome.WELL, Outcome.TROUBLE])
def test_a_call_that_got_through_in_between_says_that_the_line_is_well(outcome):
    nobody(X, X, MASTODON)
    channel("office-threads", platform="threads", service="threads")
    call("office-threads", outcome)
    nobody(MASTODON)
    assert own_line.down() is None


def test_what_needs_no_line_proves_none():
    nobody(X, X, MASTODON)
    call(FEED, Outcome.WELL)
    nobody(MASTODON)
    assert own_line.down() is not None


def test_servers_that_answer_with_trouble_are_in_trouble_themselves():
    for _ in range(8):
        call(X, Outcome.TROUBLE)
        call(MASTODON, Outcome.TROUBLE)
    assert subjects() == ["X is in trouble", "Mastodon at social.example is in trouble"]


def test_the_first_answer_ends_it_and_all_are_tried_at_once():
    nobody(*[X] * 8, *[MASTODON] * 8)
    alert = Alert.objects.filter(subject=own_line.SUBJECT).get()
    assert not is_settled(alert)
    call(X, Outcome.WELL, after=5)
    assert own_line.down() is None
    assert is_settled(alert)
    assert services.admit("mastodon@social.example", now=NOW + 6 * SECOND)
    kinds = (
        Event.objects.filter(subject=own_line.NAME).order_by("pk").values_list("kind", flat=True)
    )
    assert list(kinds) == ["connection lost", "connection back"]


def test_lost_again_is_another_event():
    for minute in range(2):
        nobody(X, MASTODON, X, MASTODON, after=60 * minute)
        call(X, Outcome.WELL, after=60 * minute + 5)
    assert subjects() == [own_line.SUBJECT] * 2


def test_what_keeps_a_post_is_the_connection_and_not_its_platform():
    post(on=X, due=NOW - timedelta(minutes=1))
    nobody(X, MASTODON, X, MASTODON, *[X] * 8)
    [kept] = overdue(NOW, running=True)
    assert kept.why is Cause.OFFLINE
    said = told_of.sentence(kept, running=True)
    assert said.startswith("This machine has no connection since ")


def test_a_post_that_missed_its_time_meanwhile_names_the_connection():
    row = post(on=X, due=NOW - timedelta(minutes=14, seconds=30))
    nobody(X, MASTODON, X, MASTODON, *[X] * 8)
    posts.expire(NOW + 40 * SECOND)
    told = "Its time passed. This machine had no connection: Could not reach northshire-x: no line."
    assert Post.objects.get(pk=row.pk).cause == told


def test_what_an_error_says_of_the_line(monkeypatch):
    for there, outcome in ((True, Outcome.NOBODY), (False, Outcome.CUT)):
        monkeypatch.setattr(way_out, "is_there", lambda there=there: there)
        error = Unreachable("no line", nobody=True)
        assert health.outcome_of(error, creating=True) is outcome
        assert health.outcome_of(error, creating=False) is outcome


CALL = """
import django
django.setup()
from campaign.adapters.http import Http
from campaign.delivery import health
try:
    Http("https://social.example").send("POST", "/api/v1/statuses", creates=True)
except Exception as error:
    print(health.outcome_of(error, creating=True), error)
"""


BARE = {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "campaign.settings"}


def test_a_call_from_a_machine_without_a_network_says_so():
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    cut = subprocess.run(
        [*alone, sys.executable, "-c", CALL], cwd=ROOT, env=BARE,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "unshare" in cut.stderr:
        missing("A network of its own for a process", "run the tests where unshare(1) may make one")
    assert cut.stdout == "cut Could not reach social.example: its name is not known.\n", cut.stderr


def test_a_call_to_nobody_is_told_from_one_that_was_answered():
    [port] = free_ports(1)
    with pytest.raises(Unreachable) as caught:
        Http(f"http://127.0.0.1:{port}").send("GET", "/")
    assert caught.value.nobody
    with RawServer(answer(503)) as server, pytest.raises(Unreachable) as caught:
        Http(server.url).send("GET", "/")
    assert not caught.value.nobody
