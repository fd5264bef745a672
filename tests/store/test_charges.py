"""What is charged, what a month may cost, and what holds a post before it costs too much."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import connections

from campaign.adapter import (
    BadContent,
    Content,
    Costs,
    Deferred,
    Duplicate,
    Image,
    Link,
    Metrics,
    Staged,
    Uncertain,
    Unstaged,
)
from campaign.delivery.desk import Desks
from campaign.delivery.measure import Measurer
from campaign.library.price import price, shown
from campaign.lifecycle import State
from campaign.store import charges, claims, decisions, held_readings, posts
from campaign.store.content_hash import content_digest
from campaign.store.models import Alert, Approval, ChannelState, Charge, Post
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

COSTS = Costs(
    post=Decimal("0.015"),
    post_with_link=Decimal("0.2"),
    picture=Decimal("0.005"),
    reading=Decimal("0.005"),
)
WORDS = Decimal("0.015")
PICTURE = Image("0" * 64, "image/jpeg", "A picture.")


def live(cap: str | None = None) -> ChannelState:
    """Make the one channel a live one that may spend so much a month."""
    row = channel()
    row.network, row.monthly_cap = "live", None if cap is None else Decimal(cap)
    row.save()
    return row


def priced(text: str = "Call 999 first.", images: tuple[Image, ...] = (), **columns) -> Post:
    """Make an approved post with the price it would be planned with."""
    row = post(text, simulated=False, **columns)
    content = Content(text, images=images)
    row.body = json.dumps(content.as_json())
    Approval.objects.filter(digest=row.digest).update(
        digest=(digest := content_digest(content, row.message, row.channel))
    )
    row.digest = digest
    charges.set_prices([row], {"northshire-x": COSTS})
    row.save()
    return row


def drain(line: Line) -> int:
    return line.publisher.drain("northshire-x")


def charged() -> list[tuple[str, Decimal]]:
    return [(row.what, row.dollars) for row in Charge.objects.order_by("pk")]


# -- what a post costs ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "dollars"),
    [
        (Content("Call 999 first."), "0.015"),
        (Content("See https://police.uk now"), "0.2"),
        (Content("See police.uk/report now"), "0.2"),
        (Content("Watch.", link=Link("https://police.uk")), "0.2"),
        (Content("Dial 101. Not.a link, and 3.5 is none"), "0.015"),
        (Content("Look.", images=(PICTURE, PICTURE)), "0.025"),
        (Content("Look: police.uk", images=(PICTURE,)), "0.205"),
    ],
)
def test_a_post_costs_more_with_a_link_and_a_little_for_each_picture(
    content: Content, dollars: str
) -> None:
    assert price(content, COSTS).whole == Decimal(dollars)
    assert price(content, None).whole == 0


# -- what is charged --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "count"),
    [
        (None, 1),
        (Uncertain("cut"), 1),
        (RuntimeError("unforeseen"), 1),
        (BadContent("no"), 0),
        (Deferred("not reached"), 0),
        (Duplicate("there already"), 0),
    ],
)
def test_what_may_have_been_charged_is_written_down(trouble: Exception | None, count: int) -> None:
    live()
    row, line = priced(), Line(NOW)
    if trouble:
        line.platform.before = [raising(trouble)]
    drain(line)
    assert charged() == [("post", WORDS)] * count
    assert charges.spent("northshire-x", "2026-12") == WORDS * count
    assert all(one.post_id == row.pk for one in Charge.objects.all())


def test_a_duplicate_after_a_doubt_is_not_charged_again() -> None:
    live()
    priced()
    line = Line(NOW, key_lasts=0)
    line.platform.before = [raising(Uncertain("cut")), raising(Duplicate("It has it."))]
    drain(line)
    for wait in (6, 121):
        line.clock.forward(seconds=wait)
        line.reconciler.sweep()
    drain(line)
    assert Post.objects.get().state == State.UNCERTAIN
    assert charged() == [("post", WORDS)]


def test_a_worker_that_dies_while_sending_may_have_been_charged() -> None:
    live()
    priced()
    claims.begin("northshire-x", clock=lambda: NOW, lease=timedelta(minutes=5), worker="w1")
    assert charged() == []
    claims.lose_leases(NOW + timedelta(minutes=6))
    claims.lose_leases(NOW + timedelta(minutes=7))
    assert charged() == [("post", WORDS)]


def test_an_answer_that_comes_after_the_lease_is_not_charged_again() -> None:
    live()
    priced()
    claim = claims.begin("northshire-x", clock=lambda: NOW, lease=timedelta(minutes=5), worker="w1")
    assert claim is not None
    claims.lose_leases(NOW + timedelta(minutes=6))
    assert not claims.finish(claim, State.PUBLISHED, now=NOW + timedelta(minutes=7))
    assert charged() == [("post", WORDS)]


def test_pictures_are_charged_when_they_are_staged_and_not_again() -> None:
    live()
    priced(images=(PICTURE, PICTURE))
    line = Line(NOW)
    line.platform.stages = [Staged("media-1", 30), Staged("media-1", 30)]
    drain(line)
    assert charged() == [("pictures", Decimal("0.01"))]
    for _ in range(2):
        line.clock.forward(seconds=31)
        drain(line)
    assert charged() == [("pictures", Decimal("0.01")), ("post", WORDS)]


def test_pictures_that_are_staged_anew_are_charged_anew() -> None:
    live()
    priced(images=(PICTURE,))
    line = Line(NOW)
    line.platform.stages = [Staged("media-1"), Staged("media-2")]
    line.platform.before = [lambda: None, raising(Unstaged("gone"))]
    drain(line)
    assert [what for what, _ in charged()] == ["pictures", "pictures", "post"]


def test_where_nothing_is_staged_pictures_are_charged_with_the_post() -> None:
    live()
    priced(images=(PICTURE,))
    drain(Line(NOW))
    assert charged() == [("post", WORDS), ("pictures", Decimal("0.005"))]


def test_the_sandbox_charges_nothing() -> None:
    post()
    drain(Line(NOW))
    assert charged() == []


class Charging(Line):
    """A delivery line over a platform that charges for what is read."""

    def __init__(self, now: datetime, **settings: object) -> None:
        super().__init__(now, **settings)
        self.platform.costs = COSTS


def test_a_look_is_charged_by_what_it_shows() -> None:
    live()
    priced(due=NOW - timedelta(minutes=5))
    priced("Something else.", message="other")
    line = Charging(NOW, key_lasts=0)
    line.platform.after = [lambda: None, raising(Uncertain("cut"))]
    for _ in range(2):
        drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    assert charged()[-1] == ("look", Decimal("0.01")), "its own, and the one just before it"
    assert Charge.objects.last().month == "2026-12"


def test_readings_are_charged_for_what_was_read() -> None:
    live()
    row, line = priced(), Charging(NOW)
    drain(line)
    line.platform.metrics[row.key] = Metrics(reactions=1)
    line.clock.forward(hours=1, seconds=1)
    assert line.measurer.measure() == 1
    assert charged()[-1] == ("reading", Decimal("0.005"))


def test_readings_wait_when_the_month_is_spent() -> None:
    live(cap="0.018")
    row, line = priced(), Charging(NOW)
    drain(line)
    line.platform.metrics[row.key] = Metrics(reactions=1)
    line.clock.forward(hours=1, seconds=1)
    assert line.measurer.measure() == 0
    assert Post.objects.get().reading_at == line.clock.now + timedelta(days=1)
    assert charges.spent("northshire-x", "2026-12") == WORDS, "nothing was read"
    ChannelState.objects.update(monthly_cap=1)
    line.clock.forward(days=1)
    assert line.measurer.measure() == 1


def read_after_an_hour(line: Line) -> int:
    line.platform.metrics = dict.fromkeys(
        Post.objects.values_list("key", flat=True), Metrics(reactions=1)
    )
    line.clock.forward(hours=1, seconds=1)
    return line.measurer.measure()


def test_what_the_money_does_for_is_read_and_the_rest_waits_and_is_told_once() -> None:
    live(cap="0.061")
    for number in range(3):
        priced(f"Number {number}.", message=f"m{number}", due=NOW + timedelta(seconds=number))
    line = Charging(NOW + timedelta(seconds=9))
    drain(line)
    assert len(line.sent) == 3
    assert read_after_an_hour(line) == 3, "three times 0.005 are left"
    line.clock.forward(hours=5)
    assert line.measurer.measure() == 0
    line.clock.forward(days=1)
    assert line.measurer.measure() == 0
    assert charges.spent("northshire-x", "2026-12") == Decimal("0.06"), "never more than the cap"
    alert = Alert.objects.get(key="readings:northshire-x:2026-12")
    assert (alert.kind, "$0.061" in alert.what) == ("budget", True)
    [held] = held_readings.held(NOW, NOW + timedelta(days=3))
    assert (held.channel, held.month) == ("northshire-x", "2026-12")
    assert held.since == NOW + timedelta(hours=6, seconds=10)
    assert held_readings.held(NOW + timedelta(days=1), NOW + timedelta(days=3)) == []


def test_a_reading_that_came_to_nothing_is_not_charged() -> None:
    live(cap="1")
    row, line = priced(), Charging(NOW)
    drain(line)
    line.platform.measuring = [Deferred("Not now.")]
    assert read_after_an_hour(line) == 0
    assert charged() == [("post", WORDS)]
    line.clock.forward(minutes=15)
    line.platform.metrics = {}  # somebody has deleted it: nothing is told of it
    assert line.measurer.measure() == 1
    assert charged() == [("post", WORDS)]
    assert row.readings.get().gone


def test_two_workers_that_read_at_once_never_pass_the_cap_together() -> None:
    live(cap="0.040")
    rows = [priced(f"Number {n}.", message=f"m{n}", due=NOW - timedelta(hours=2)) for n in range(8)]
    metrics = {row.key: Metrics(reactions=1) for row in rows}
    line, gate = Charging(NOW, metrics=metrics, batch=4), threading.Barrier(2)
    out = {"state": State.PUBLISHED, "reading_at": NOW, "published_at": NOW - timedelta(hours=1)}
    for row in rows:
        Post.objects.filter(pk=row.pk).update(remote_id=row.key, **out)
    Charge.objects.create(
        channel="northshire-x", at=NOW, month="2026-12", what="post", dollars=Decimal("0.01")
    )

    def work() -> None:
        measurer = Measurer(Desks(line.platform.adapter, line.clock), clock=line.clock)
        gate.wait()
        measurer.measure()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert charges.spent("northshire-x", "2026-12") <= Decimal("0.04")
    assert sum(len(asked) for asked in line.platform.measured) <= 6


def test_a_reading_never_takes_the_money_of_a_post_to_come() -> None:
    live(cap="0.032")
    priced()
    priced("Tomorrow.", message="other", due=NOW + timedelta(days=1))
    line = Charging(NOW)
    drain(line)
    assert read_after_an_hour(line) == 0, "0.015 is spent, 0.015 is kept for tomorrow's post"
    line.clock.now = NOW + timedelta(days=1)
    drain(line)
    assert line.sent == ["Call 999 first.", "Tomorrow."]


# -- the cap ----------------------------------------------------------------------------------


def test_a_post_that_would_pass_the_cap_is_held_told_once_and_missed() -> None:
    live(cap="0.03")
    for number in range(4):
        priced(f"Number {number}.", message=f"m{number}", due=NOW + timedelta(seconds=number))
    line = Line(NOW + timedelta(seconds=9))
    for _ in range(3):
        drain(line)
    assert line.sent == ["Number 0.", "Number 1."]
    assert charges.spent("northshire-x", "2026-12") == Decimal("0.03")
    held = Post.objects.filter(state=State.SCHEDULED)
    assert held.count() == 2
    alert = Alert.objects.get(kind="budget")
    assert alert.key == "budget:northshire-x:2026-12"
    assert "$0.03" in alert.what
    line.clock.forward(minutes=20)
    posts.expire(line.clock.now)
    causes = set(Post.objects.filter(state=State.MISSED).values_list("cause", flat=True))
    assert causes == {"Its time passed: It would pass the channel's monthly cap of $0.03."}


def test_a_cap_is_not_passed_by_what_only_binary_fractions_add() -> None:
    """There 0.021 + 0.015 is a little more than 0.036."""
    assert 0.021 + 0.015 > 0.036
    row = live(cap="0.036")
    spent = {"channel": row.pk, "month": "2026-12", "what": "post", "dollars": Decimal("0.021")}
    Charge.objects.create(at=NOW, **spent)
    priced()
    line = Line(NOW)
    drain(line)
    assert len(line.sent) == 1


def test_a_dear_post_lets_a_cheap_one_pass() -> None:
    live(cap="0.1")
    priced("See police.uk now.", message="dear", due=NOW - timedelta(seconds=5))
    priced("Call 999.", message="cheap")
    line = Line(NOW)
    drain(line)
    assert line.sent == ["Call 999."]


def test_a_cap_of_nothing_holds_what_costs_anything() -> None:
    live(cap="0")
    priced()
    line = Line(NOW)
    drain(line)
    assert line.sent == []


def test_a_cap_is_for_its_own_channel_and_month() -> None:
    row = live(cap="0.015")
    for name, month in (("northshire-x", "2026-11"), ("another", "2026-12")):
        Charge.objects.create(channel=name, at=NOW, month=month, what="post", dollars=1)
    priced()
    line = Line(NOW)
    drain(line)
    assert len(line.sent) == 1
    assert charges.spent_by_channel("2026-12") == {"another": 1, row.pk: WORDS}


def test_pictures_that_are_staged_do_not_count_twice() -> None:
    live(cap="0.025")
    priced(images=(PICTURE, PICTURE))
    line = Line(NOW)
    line.platform.stages = [Staged("media-1")]
    drain(line)
    assert len(line.sent) == 1


@pytest.mark.parametrize(("cap", "sent"), [("0.029", 0), ("0.03", 2)])
def test_a_thread_goes_out_whole_or_not_at_all(cap: str, sent: int) -> None:
    live(cap=cap)
    first = priced("Part one.", parts=2)
    priced("Part two.", parts=2, part=2, thread=first, after=first)
    line = Line(NOW)
    for _ in range(3):
        drain(line)
    assert len(line.sent) == sent


def test_a_cap_that_is_passed_meanwhile_is_seen_right_before_the_call() -> None:
    row = live(cap="0.02")
    priced()
    line = Line(NOW)

    def spend() -> None:
        Charge.objects.create(channel=row.pk, at=NOW, month="2026-12", what="look", dollars=1)

    line.platform.before = [spend]
    drain(line)
    assert line.sent == []
    now = Post.objects.get()
    assert (now.state, "monthly cap" in now.cause) == (State.SCHEDULED, True)


def test_a_post_sent_again_belongs_to_the_month_it_is_sent_in() -> None:
    row = live(cap="0.015")
    Charge.objects.create(channel=row.pk, at=NOW, month="2026-12", what="post", dollars=1)
    missed = priced(state=State.MISSED)
    january = datetime(2027, 1, 2, 9, tzinfo=timezone.utc)
    decisions.send_again(missed.pk, by="Blake", now=january)
    line = Line(january)
    drain(line)
    assert len(line.sent) == 1
    assert Charge.objects.last().month == "2027-01"


def test_months_are_those_of_the_campaigns_zone() -> None:
    midnight = datetime(2026, 6, 30, 23, 30, tzinfo=timezone.utc)
    assert charges.month_of(midnight, "Europe/London") == "2026-07"
    assert charges.month_of(midnight, "UTC") == "2026-06"


def test_todays_prices_reach_posts_that_are_still_open() -> None:
    live()
    row = priced()
    dear = Costs(post=Decimal(1))
    assert charges.reprice({"northshire-x": dear}) == 1
    assert charges.reprice({"northshire-x": dear}) == 0
    assert Post.objects.get(pk=row.pk).price == 1
    assert charges.reprice({}) == 1, "a channel that costs nothing any more"
    assert Post.objects.get(pk=row.pk).price == 0


@pytest.mark.parametrize(
    ("dollars", "words"),
    [("12.5", "$12.50"), ("0.015", "$0.015"), ("0", "$0.00"), ("20", "$20.00")],
)
def test_money_is_shown_as_people_read_it(dollars: str, words: str) -> None:
    assert shown(Decimal(dollars)) == words
