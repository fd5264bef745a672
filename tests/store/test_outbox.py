"""Alerts on their way to people: sent once, whatever dies in between."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.delivery import messenger
from campaign.delivery.messenger import Addresses, Arrival, Result
from campaign.delivery.outbox import Outbox
from campaign.lifecycle import State
from campaign.store import alerts, outbox, silence
from campaign.store.models import Alert, Beat
from campaign.store.outbox import Place
from tests.servers.ears import Ears
from tests.servers.ports import free_ports
from tests.servers.rows import post
from tests.servers.scripted import Clock

NOW = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
LONDON = ZoneInfo("Europe/London")

pytestmark = pytest.mark.django_db(transaction=True)


class Post:
    """An address that does as it is told; it raises what is no result."""

    def __init__(self, name="json://one", *results):
        self.name, self.results, self.sent = name, list(results), []
        self.key = f"key of {name}"

    def send(self, title, body):
        result = self.results.pop(0) if self.results else Result(Arrival.SENT)
        if isinstance(result, BaseException):
            raise result
        if result.arrival is not Arrival.NOT_SENT:
            self.sent.append(title)
        return result


class Killed(BaseException):
    """The process is gone."""


NOT_SENT = Result(Arrival.NOT_SENT, "it refused the connection")
DOUBT = Result(Arrival.DOUBT, "the line broke")


@pytest.fixture
def clock():
    return Clock(NOW)


def box(clock, *targets):
    return Outbox(clock=clock, zone=LONDON, addresses=lambda: Addresses(targets))


def tell(number=1, at=NOW):
    alerts.tell(
        key=f"failed:{number}:1", kind="failed", subject=f"Not sent: {number}", what="It failed.",
        advice="Look.", at=at,
    )  # fmt: skip


def one():
    return Alert.objects.get()


def test_an_alert_is_sent_once(clock):
    tell()
    target = Post()
    for _ in range(3):
        box(clock, target).send()
    assert target.sent == ["Not sent: 1"]
    assert (one().state, one().sent_at, one().trouble) == ("sent", NOW, "")


def test_it_says_what_to_do_and_the_time_in_the_campaigns_zone(clock):
    tell()
    with Ears() as ears:
        found = Addresses(tuple(_targets(ears.url)))
        Outbox(clock=clock, zone=LONDON, addresses=lambda: found).send()
    assert ears.heard[0]["title"] == "Not sent: 1"
    assert ears.heard[0]["message"] == (
        "It failed.\n\nWhat to do: Look.\n\nNoticed on Wed 1 Jul 2026, 13:00."
    )


def test_an_alert_that_was_settled_before_it_could_be_sent_asks_for_nothing(clock):
    row = post(state=State.CANCELLED, attempt=1)
    tell(row.pk)
    with Ears() as ears:
        found = Addresses(tuple(_targets(ears.url)))
        Outbox(clock=clock, zone=LONDON, addresses=lambda: found).send()
    assert "Settled: nothing is to be done any more." in ears.heard[0]["message"]
    assert "What to do" not in ears.heard[0]["message"]


def test_without_addresses_everything_waits(clock):
    tell()
    assert box(clock).send() == 0
    assert (one().state, one().tries) == ("waiting", 0)
    assert "set CAMPAIGN_ALERTS where “campaign run” is started" in one().trouble
    box(clock, Post()).send()
    assert (one().state, one().trouble) == ("sent", "")


def test_what_certainly_did_not_arrive_is_tried_again_with_growing_waits(clock):
    tell()
    target = Post("json://one", *[NOT_SENT] * 3)
    waits = []
    for _ in range(3):
        box(clock, target).send()
        waits.append((one().not_before - clock.now).total_seconds())
        assert box(clock, target).send() == 0
        clock.now = one().not_before
    assert waits == [30, 60, 120]
    assert one().trouble == "json://one: it refused the connection"
    box(clock, target).send()
    assert (one().state, one().tries, target.sent) == ("sent", 4, ["Not sent: 1"])


def test_a_day_later_it_is_given_up(clock):
    tell()
    clock.forward(hours=24, seconds=1)
    target = Post()
    box(clock, target).send()
    assert (one().state, target.sent) == ("failed", [])


def test_what_may_have_arrived_is_never_sent_again(clock):
    tell()
    target = Post("json://one", DOUBT)
    for _ in range(5):
        box(clock, target).send()
        clock.forward(hours=1)
    assert target.sent == ["Not sent: 1"]
    assert (one().state, one().trouble) == ("sending", "json://one: the line broke")
    assert list(outbox.unheard(clock.now, since=NOW)) == [one()]


def test_only_the_address_that_does_not_have_it_is_tried_again(clock):
    tell()
    first, second = Post("json://one"), Post("mailto://two", NOT_SENT)
    for _ in range(3):
        box(clock, first, second).send()
        clock.forward(minutes=5)
    assert (first.sent, second.sent) == (["Not sent: 1"], ["Not sent: 1"])
    assert one().state == "sent"


def test_a_program_killed_in_mid_call_leaves_a_doubt_and_no_second_message(clock):
    tell()
    target, other = Post("json://one", Killed()), Post("mailto://two")
    with pytest.raises(Killed):
        box(clock, target, other).send()
    assert box(clock, target, other).send() == 0
    clock.forward(minutes=10)
    box(clock, target, other).send()
    assert target.sent == []
    assert other.sent == ["Not sent: 1"]
    assert outbox.reached(one()) == {
        "key of json://one": Place("json://one", "doubt"),
        "key of mailto://two": Place("mailto://two", "sent"),
    }
    assert one().state == "sending"


def test_a_program_killed_before_the_call_loses_nothing(clock):
    tell()
    assert outbox.take(one().pk, now=NOW, until=NOW + timedelta(minutes=1))
    target = Post()
    assert box(clock, target).send() == 0
    clock.forward(minutes=2)
    box(clock, target).send()
    assert target.sent == ["Not sent: 1"]


def test_a_worker_that_was_frozen_cannot_send_what_another_has_taken_over(clock):
    tell()
    target, slow = Post(), Post()
    frozen = outbox.take(one().pk, now=NOW, until=NOW + timedelta(minutes=1))
    clock.forward(minutes=2)
    box(clock, target).send()
    assert not outbox.note(frozen, {"key": Place("json://one", "doubt")})
    assert box(clock, slow)._call(frozen, slow) is None
    outbox.settle(frozen, left=True, trouble="", now=clock.now)
    assert (target.sent, slow.sent, one().state) == (["Not sent: 1"], [], "sent")


def test_two_workers_never_both_send(clock):
    for number in range(20):
        tell(number)
    target, boxes = Post(), threading.Barrier(4)

    def work():
        try:
            boxes.wait()
            box(clock, target).send()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(target.sent) == sorted(f"Not sent: {number}" for number in range(20))


def test_a_stop_begins_no_further_call(clock):
    tell(1)
    tell(2)
    target = Post()
    working = box(clock, target)
    target.results = [Result(Arrival.SENT)]
    working.stop()
    working.send()
    assert target.sent == []
    assert {alert.state for alert in Alert.objects.all()} == {"waiting"}


# Through apprise


def _targets(*urls):
    import os

    before = os.environ.get("CAMPAIGN_ALERTS")
    os.environ["CAMPAIGN_ALERTS"] = "\n".join(urls)
    try:
        found = messenger.addresses()
    finally:
        if before is None:
            del os.environ["CAMPAIGN_ALERTS"]
        else:
            os.environ["CAMPAIGN_ALERTS"] = before
    assert not found.faults
    return found.targets


@pytest.mark.parametrize(
    ("status", "arrival", "why"),
    [
        (200, Arrival.SENT, ""),
        (404, Arrival.NOT_SENT, "it answered 404"),
        (429, Arrival.NOT_SENT, "it answered 429"),
        (503, Arrival.NOT_SENT, "it answered 503"),
        (500, Arrival.DOUBT, "it answered 500"),
        (0, Arrival.DOUBT, "the line broke"),
    ],
)
def test_what_an_answer_means(status, arrival, why):
    with Ears() as ears:
        ears.answers = [status]
        [target] = _targets(ears.url)
        assert target.send("Title", "Body") == Result(arrival, why)


def test_an_answer_that_takes_too_long_is_a_doubt():
    with Ears() as ears:
        ears.let_go.clear()
        [target] = _targets(ears.url)
        assert target.send("Title", "Body", deadline=0.3).arrival is Arrival.DOUBT
    assert ears.titles == ["Title"]


def test_nobody_at_the_address_means_not_sent():
    [port] = free_ports(1)
    for url in (
        f"json://127.0.0.1:{port}/x",
        "json://nowhere.invalid/x",
        f"mailto://u:p@127.0.0.1:{port}/?from=a@mail.example&to=b@mail.example,c@mail.example",
    ):
        [target] = _targets(url)
        assert target.send("Title", "Body").arrival is Arrival.NOT_SENT


def test_an_address_shows_no_secret():
    [target] = _targets("jsons://user:pa55word@hooks.example/s3cret-path?+x=s3cret-header")
    assert target.name == "jsons://hooks.example"
    assert "s3cret" not in repr(target)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("ntfy://secrettopic", "ntfy (address 2)"),
        ("ntfys://secrettopic/secrettoo", "ntfys (address 2)"),
        ("ntfy://ntfy.example/secrettopic", "ntfy://ntfy.example"),
        ("ntfy://secretuser@ntfy.example:8443/topic", "ntfy://ntfy.example:8443"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_secret", "discord (address 2)"),
        ("slack://TokenA1B2/AAAA1B2C3/abcdefghijklmnopqrstuvwx/#chan", "slack (address 2)"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "tgram (address 2)"),
        ("pover://user@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "pover (address 2)"),
        ("mailto://user:pw@mail.example/?to=a@b.example", "mailto://mail.example"),
    ],
)
def test_a_host_is_shown_only_where_it_is_one(url, name):
    _, target = _targets(f"json://127.0.0.1:8080/x {url}")
    assert target.name == name
    assert url not in repr(target)


def boxed(clock, urls, monkeypatch, refused=()):
    """Return an outbox with real names and keys, whose calls go to what is returned with it."""
    heard = []

    def send(self, title, body):
        heard.append(self.key)
        return NOT_SENT if self.key in refused else Result(Arrival.SENT)

    monkeypatch.setattr(messenger.Target, "send", send)
    found = Addresses(tuple(_targets(" ".join(urls))))
    return Outbox(clock=clock, zone=LONDON, addresses=lambda: found), heard


ONE, TWO, THREE = (f"json://hooks.example/{word}" for word in ("one", "two", "three"))


@pytest.mark.parametrize("now", [(TWO, ONE), (TWO,), (THREE, TWO), (THREE, ONE, TWO)])
def test_a_list_that_changes_neither_loses_nor_doubles_an_alert(clock, monkeypatch, now):
    tell()
    late = messenger.key_of(TWO)
    first, heard = boxed(clock, (ONE, TWO), monkeypatch, refused={late})
    first.send()
    assert len(heard) == 2
    clock.forward(minutes=5)
    again, heard = boxed(clock, now, monkeypatch)
    again.send()
    assert sorted(heard) == sorted(messenger.key_of(url) for url in now if url != ONE)
    assert one().state == "sent"


def test_what_is_kept_of_an_address_does_not_hold_it(clock, monkeypatch):
    tell()
    first, _ = boxed(clock, ("ntfy://secrettopic",), monkeypatch)
    first.send()
    assert "secrettopic" not in one().reached
    assert messenger.key_of("ntfy://secrettopic") in one().reached


# Silence


def beat(worker="host:1:2", **ago):
    Beat.objects.create(worker=worker, at=NOW - timedelta(**ago), started_at=NOW)


def test_a_worker_that_fell_silent_is_told_once_by_whoever_notices():
    beat(seconds=31)
    assert silence.notice(NOW, zone=LONDON) == 1
    assert silence.notice(NOW + timedelta(hours=1), zone=LONDON) == 0
    assert one().subject == "Campaign fell silent on host"
    assert "no sign of life since Wed 1 Jul 2026, 12:59:29" in one().what
    assert "Nothing goes out while none runs." in one().what


def test_the_silent_of_a_week_cost_one_look_once_they_are_told_of():
    """Containers get a new name at every start: nobody of that name ever says that it has ended."""
    for number in range(30):
        Beat.objects.create(worker=f"pod-{number}:1:2", at=NOW - timedelta(days=1), started_at=NOW)
    assert silence.notice(NOW, zone=LONDON) == 30
    with CaptureQueriesContext(connection) as asked:
        assert silence.notice(NOW, zone=LONDON) == 0
    assert len(asked) == 2


def test_one_that_ticks_or_was_stopped_is_not_silent():
    beat(seconds=29)
    beat("host:3:4", hours=1)
    Beat.objects.filter(worker="host:3:4").update(stopped_at=NOW)
    assert silence.notice(NOW, zone=LONDON) == 0


def test_a_worker_that_falls_silent_again_is_another_event():
    beat(seconds=31)
    silence.notice(NOW, zone=LONDON)
    Beat.objects.update(at=NOW + timedelta(hours=1))
    assert silence.notice(NOW + timedelta(hours=2), zone=LONDON) == 1


def test_a_silence_beside_another_worker_says_so():
    beat(seconds=31)
    beat("other:3:4", seconds=1)
    silence.notice(NOW, zone=LONDON)
    assert "Another one runs." in one().what
