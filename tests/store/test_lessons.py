"""Faults that a hostile reading found once, each held to stay mended."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

import campaign.store
from campaign.adapter import Deferred, Disconnected, Processing, Uncertain
from campaign.adapters.limits import LIMITS
from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.registry import UnknownAdapter
from campaign.store import (
    approvals,
    by_hand,
    calendar,
    channels,
    claims,
    holds,
    pictures,
    posts,
    readings,
)
from campaign.store.models import Approval, Beat, Blackout, ChannelState, Hold, Post
from campaign.store.proposal import propose
from campaign.worker.clockwatch import ClockWatch
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

WEEKS = timedelta(weeks=2)


def fresh(row):
    return Post.objects.get(pk=row.pk)


def drain(line):
    return line.publisher.drain("northshire-x")


def planned(folder):
    library = read_library(folder, LIMITS)
    found = propose(library, LIMITS, start=NOW, end=NOW + WEEKS, today=NOW.date())
    return library, found


def apply(folder):
    library, found = planned(folder)
    return calendar.apply(found, library, actor="planner", now=NOW)


def test_there_is_one_way_to_open_a_write_transaction():
    for path in Path(campaign.store.__file__).parent.glob("*.py"):
        if path.name != "writing.py":
            assert "transaction.atomic" not in path.read_text("utf-8"), path


def test_pausing_a_channel_while_others_deliver_stops_nobody():
    names = [f"channel-{number}" for number in range(6)]
    for name in names:
        for number in range(8):
            post(f"text {number}", on=name)
    line = Line(NOW)
    channel("channel-x")

    def work(function, *arguments):
        try:
            function(*arguments)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(line.publisher.drain, n)) for n in names]
    threads.append(
        threading.Thread(
            target=work, args=(lambda: channels.pause("channel-x", "w", actor="w", now=NOW),)
        )
    )
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert time.monotonic() - start < 20
    assert Post.objects.filter(state=State.PUBLISHED).count() == 48


def test_a_hold_shorter_than_the_grace_starts_no_burst():
    rows = [post(f"text {n}", due=NOW + timedelta(minutes=n)) for n in range(3)]
    hold = holds.place(
        scope=Hold.Scope.ALL, value="", reason="Major incident", by="Duty",
        now=NOW - timedelta(minutes=1),
    )  # fmt: skip
    holds.lift(hold.pk, by="Other", now=NOW + timedelta(minutes=1, seconds=30))
    assert [fresh(row).state for row in rows] == ["missed", "missed", "scheduled"]
    assert "Major incident" in fresh(rows[0]).cause


def test_a_hold_on_one_theme_leaves_the_others_when_it_is_lifted():
    other = post("free", theme="behind-the-badge")
    held = post("held")
    hold = holds.place(
        scope=Hold.Scope.THEME, value=held.theme, reason="Rewritten", by="Duty", now=NOW
    )
    holds.lift(hold.pk, by="Other", now=NOW)
    assert (fresh(held).state, fresh(other).state) == ("missed", "scheduled")


def test_a_typo_in_the_campaigns_file_opens_no_quiet_window(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})
    path = folder / "messages/campaign.yaml"
    window = 'quiet:\n  - {day: 5/12/2026, from: "10:00", to: "11:00", reason: Silence}\n'
    path.write_text(path.read_text("utf-8") + window, "utf-8")
    apply(folder)
    assert Blackout.objects.count() == 1
    path.write_text(path.read_text("utf-8").replace("5/12/2026", "5/13/2026"), "utf-8")
    with pytest.raises(calendar.NotApplied, match=r"campaign\.yaml"):
        apply(folder)
    assert Blackout.objects.count() == 1


def test_a_faulty_message_keeps_its_posts_on_the_calendar(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})
    assert apply(folder).added > 0
    file = folder / "messages/behind-the-badge/good.md"
    file.write_text(file.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    assert apply(folder).dropped == 0
    file.unlink()
    assert apply(folder).dropped > 0


def test_a_new_theme_or_author_reaches_posts_whose_text_is_the_same(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})
    apply(folder)
    file = folder / "messages/behind-the-badge/good.md"
    text = file.read_text("utf-8").replace("title:", "author: Kim Osei\ntitle:", 1)
    file.write_text(re.sub(r"^author: (?!Kim).*\n", "", text, flags=re.MULTILINE), "utf-8")
    assert apply(folder).changed > 0
    assert set(Post.objects.values_list("author", flat=True)) == {"Kim Osei"}


def test_a_message_sent_by_hand_twice_goes_out_once(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})
    apply(folder)
    approvals.approve(approvals.waiting(NOW), by="Blake Approver", now=NOW)
    Post.objects.update(state=State.CANCELLED)
    library = read_library(folder, LIMITS)

    def again(**options):
        return by_hand.post_now(
            library, LIMITS, "behind-the-badge/good", actor="Kim", now=NOW, **options
        )

    first = again()
    with pytest.raises(by_hand.NotPlanned, match="already"):
        again()
    assert len(again(again=True)) == len(first)


def test_one_channel_without_approval_keeps_all_from_being_sent(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})
    apply(folder)
    waiting = approvals.waiting(NOW)
    assert len({item.channel for item in waiting}) > 1
    one = [item for item in waiting if item.channel == waiting[0].channel]
    approvals.approve(one, by="Blake Approver", now=NOW)
    Post.objects.update(state=State.CANCELLED)
    library = read_library(folder, LIMITS)
    with pytest.raises(by_hand.NotPlanned, match="not approved"):
        by_hand.post_now(library, LIMITS, "behind-the-badge/good", actor="Kim", now=NOW)
    assert not Post.objects.filter(state=State.SCHEDULED).exists()


def test_a_look_that_failed_is_no_answer():
    row, line = post(), Line(NOW, key_lasts=0)
    line.platform.after.append(raising(Uncertain("no answer")))
    drain(line)
    line.platform.posts.clear()  # a replica that lags: the post is not visible yet
    line.platform.finding = Deferred("down")
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    line.platform.finding = None
    line.clock.forward(minutes=3)
    line.reconciler.sweep()
    assert fresh(row).state == State.UNCERTAIN


def test_a_token_that_expires_while_the_platform_works_fails_nothing():
    row, line = post(), Line(NOW)
    line.platform.after.append(lambda: Processing("container-1", 30))
    drain(line)
    line.platform.resumes = [Disconnected("token expired")]
    line.clock.forward(seconds=31)
    line.reconciler.sweep()
    assert fresh(row).state == State.PROCESSING
    assert ChannelState.objects.get().paused


def test_a_platform_that_processes_for_ever_comes_to_a_person():
    row, line = post(), Line(NOW)
    line.platform.after.append(lambda: Processing("container-1", 30))
    drain(line)
    line.platform.resumes = [Processing("container-1", 30)] * 400
    for _ in range(130):
        line.clock.forward(seconds=31)
        line.reconciler.sweep()
    assert fresh(row).state == State.UNCERTAIN


def test_a_platform_nobody_speaks_to_pauses_its_channel_and_sends_nothing():
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(UnknownAdapter("cannot publish there")))
    drain(line)
    assert fresh(row).state == State.SCHEDULED
    assert ChannelState.objects.get().paused


def test_one_channel_that_cannot_be_read_keeps_no_other_from_being_read():
    line = Line(NOW)
    for name in ("a", "b"):
        post(on=name)
        line.publisher.drain(name)
    line.platform.metrics = {}
    broken, measured = Line(NOW), []
    broken.clock.forward(hours=2)
    adapter = broken.platform.adapter

    def one_is_broken(speaker, permit):
        if speaker.id == "a":
            raise RuntimeError("a bug")
        measured.append(speaker.id)
        return adapter(speaker, permit)

    from campaign.delivery.desk import Desks
    from campaign.delivery.measure import Measurer

    Measurer(Desks(one_is_broken, broken.clock), clock=broken.clock).measure()
    assert measured == ["b"]


def test_half_a_picture_is_written_anew(settings):
    data = b"\x89PNG" + b"x" * 5000
    sha256 = pictures.keep(data)
    path = next(Path(settings.STORAGES["default"]["OPTIONS"]["location"]).rglob(sha256))
    path.write_bytes(data[:100])
    with pytest.raises(pictures.PictureLost):
        pictures.read(sha256)
    assert pictures.keep(data) == sha256
    assert pictures.read(sha256) == data


def test_a_receipt_is_written_though_the_database_was_away_for_a_moment():
    row, line = post(), Line(NOW)

    def away():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE store_attempt RENAME TO store_attempt_away")

        def back():
            time.sleep(0.3)
            try:
                with connection.cursor() as cursor:
                    cursor.execute("ALTER TABLE store_attempt_away RENAME TO store_attempt")
            finally:
                connection.close()

        threading.Thread(target=back).start()

    line.platform.after.append(away)
    drain(line)
    assert fresh(row).state == State.PUBLISHED


def test_a_yes_given_while_a_post_was_being_planned_is_not_lost():
    row = post()
    Post.objects.update(state=State.PENDING)
    assert posts.free(NOW) == 1
    assert fresh(row).state == State.SCHEDULED
    Post.objects.update(state=State.PENDING)
    Approval.objects.update(revoked_at=NOW)
    assert posts.free(NOW) == 0


def test_another_account_or_server_needs_a_new_yes():
    post()
    ChannelState.objects.update(base_url="https://evil.example")
    assert claims.begin("northshire-x", clock=lambda: NOW, lease=WEEKS, worker="w") is None


def test_the_real_network_is_not_asked_for_what_the_sandbox_holds():
    row, line = post(), Line(NOW)
    drain(line)
    ChannelState.objects.update(network="live")
    assert readings.due(NOW + timedelta(hours=2)) == {}
    ChannelState.objects.update(network="sandbox")
    assert [p.pk for p in readings.due(NOW + timedelta(hours=2))["northshire-x"]] == [row.pk]


def test_the_cause_of_a_miss_names_what_kept_it():
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(Deferred("Could not reach the platform.")))
    drain(line)
    posts.expire(NOW + timedelta(minutes=20))
    assert "Could not reach the platform." in fresh(row).cause


def test_a_clock_that_is_put_back_wakes_the_worker():
    wall, told = [1000.0], threading.Event()
    watch = ClockWatch(told.set, wall=lambda: wall[0], steady=lambda: 5.0, step=0.01)
    watch.start()
    assert not told.wait(0.1)
    wall[0] -= 120
    assert told.wait(2)
    watch.stop()


def test_a_worker_from_the_future_is_not_called_alive(client):
    Beat.objects.create(worker="w", at=NOW + timedelta(days=400), started_at=NOW)
    assert "nothing goes out" in client.get("/").content.decode()
