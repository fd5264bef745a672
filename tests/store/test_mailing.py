"""Summaries on their way by mail: sent once, whatever the mail server or the program does."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from campaign.delivery import mail, mail_settings
from campaign.delivery.post_office import PostOffice, message_id
from campaign.planning.rhythms import Rhythm, about
from campaign.store import health, mailing, settled
from campaign.store.mailing import Reader
from campaign.store.models import Alert, Digest
from tests.servers.ears import Ears
from tests.servers.letterbox import PASSWORD, USER, authority, letterbox
from tests.servers.ports import free_ports
from tests.servers.scripted import Clock

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 8, tzinfo=timezone.utc)
WEEK = about(Rhythm.WEEKLY, date(2026, 11, 16), LONDON)
DESK, CHIEF = "desk@northshire-police.example", "chief@northshire-police.example"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def server(settings):
    with letterbox() as (box, port):
        use(settings, port)
        yield box


def use(settings, port, **more):
    plain = {
        "FAULT": "", "HOST": "127.0.0.1", "PORT": port, "HOST_USER": "", "HOST_PASSWORD": "",
        "USE_TLS": False, "USE_SSL": False, "TIMEOUT": 5,
    }  # fmt: skip
    for name, value in {**plain, **more}.items():
        setattr(settings, f"EMAIL_{name}", value)
    settings.DEFAULT_FROM_EMAIL = "Campaign ŵ <campaign@northshire-police.example>"


def letter(size=0):
    message = EmailMessage()
    message["Subject"] = "12 of 14 posts sent"
    message.set_content(".\nHeddlu Gwernant: “ŵy”\n" + "x" * 70 * size, cte="quoted-printable")
    return message


def office(clock, write=lambda row: letter()):
    return PostOffice(clock=clock, write=write)


def plan(clock, *addresses):
    readers = [Reader(one, one) for one in addresses or (DESK,)]
    return mailing.plan(WEEK, readers, now=clock.now)


def one(address=DESK):
    return Digest.objects.get(address=address)


def sent_to(box):
    return [message["To"] for message in box.taken]


# What goes well


def test_each_reader_gets_a_mail_of_their_own_and_only_once(clock, server):
    plan(clock, DESK, CHIEF)
    for _ in range(3):
        office(clock).send()
        plan(clock, DESK, CHIEF)
        clock.forward(hours=1)
    assert sorted(sent_to(server)) == [CHIEF, DESK]
    assert (one().state, one().sent_at, one().next_at, one().trouble) == ("sent", MONDAY, None, "")


def test_a_mail_says_what_it_is_and_keeps_its_identity(clock, server):
    plan(clock)
    office(clock).send()
    [found] = server.taken
    assert found["From"] == "Campaign ŵ <campaign@northshire-police.example>"
    assert found["Message-ID"] == message_id(one())
    assert found["Message-ID"].endswith("@northshire-police.example>")
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"] == "Mon, 23 Nov 2026 08:00:00 +0000"
    assert found.get_content().replace("\r", "") == ".\nHeddlu Gwernant: “ŵy”\n"


def test_two_workers_never_both_send(clock, server):
    readers = [f"reader{number}@northshire-police.example" for number in range(12)]
    together = threading.Barrier(4)

    def work():
        try:
            together.wait()
            plan(clock, *readers)
            office(clock).send()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    office(clock).send()
    assert sorted(sent_to(server)) == sorted(readers)


# What a mail server may do


def test_a_mailbox_that_is_not_there_is_told_of_at_once_and_keeps_nobody_else(clock, server):
    plan(clock, DESK, CHIEF)
    server.tricks = ["refuse"]
    office(clock).send()
    clock.forward(hours=3)
    office(clock).send()
    assert (server.tried, sent_to(server)) == (2, [CHIEF])
    assert (one().state, one().trouble) == (
        "failed", "the mail server does not accept the recipient",
    )  # fmt: skip
    alert = Alert.objects.get()
    assert alert.what == (
        "The weekly summary from 16 November 2026 did not reach desk@northshire-police.example: "
        "the mail server does not accept the recipient."
    )
    assert "campaign digest --weekly --from 16/11/2026 --to desk@" in alert.advice
    assert "s3cret" not in alert.what + alert.advice + one().trouble


@pytest.mark.parametrize(
    ("trick", "why"),
    [
        ("later", "the mail server does not accept the recipient"),
        ("babble", "the mail server does not accept the recipient"),
        ("no", "the mail server does not accept the message"),
        ("cut before", "the line broke before all of it had left"),
    ],
)
def test_what_certainly_did_not_arrive_is_tried_again_with_growing_waits(clock, server, trick, why):
    plan(clock)
    server.tricks = [trick] * 4
    waits = []
    for _ in range(4):
        office(clock).send()
        assert one().trouble == why
        waits.append((one().next_at - clock.now).total_seconds() / 60)
        assert office(clock).send() == 0
        clock.now = one().next_at
    assert waits == [1, 2, 4, 8]
    office(clock).send()
    assert (one().state, one().attempts, sent_to(server)) == ("sent", 5, [DESK])
    assert not Alert.objects.exists()


def test_a_server_that_is_down_is_waited_for(clock, settings):
    [port] = free_ports(1)
    use(settings, port)
    plan(clock)
    office(clock).send()
    assert one().trouble == "the mail server refused the connection"
    with letterbox(port=port) as (box, _):
        clock.now = one().next_at
        office(clock).send()
        assert sent_to(box) == [DESK]


def test_after_two_days_a_weekly_one_is_given_up_and_people_are_told(clock, settings):
    use(settings, free_ports(1)[0])
    plan(clock)
    tries = 0
    while one().next_at and tries < 100:
        clock.now = one().next_at
        office(clock).send()
        tries += 1
    assert (one().state, clock.now < WEEK.until) == ("failed", True)
    assert 50 < tries < 60  # the pauses grow to an hour
    assert Alert.objects.get().kind == "digest"


@pytest.mark.parametrize("trick", ["cut after", "taken, then cut", "nonsense"])
def test_what_may_have_arrived_is_never_sent_again_by_itself(clock, server, trick):
    plan(clock)
    server.tricks = [trick]
    for _ in range(5):
        office(clock).send()
        clock.forward(hours=1)
    assert (server.tried, one().state, one().next_at) == (1, "sending", None)
    assert list(mailing.unheard(clock.now)) == [one()]
    alert = Alert.objects.get()
    assert "may have reached desk@northshire-police.example or not" in alert.what
    assert alert.advice.endswith("--to desk@northshire-police.example --again")


def test_a_line_that_broke_in_the_middle_of_a_mail_left_nothing(clock, settings):
    with letterbox(impatient=True) as (_, port):
        use(settings, port)
        plan(clock)
        office(clock, lambda row: letter(size=200_000)).send()
    assert (one().state, one().trouble) == ("waiting", "the line broke before all of it had left")


def test_a_server_that_never_answers_is_cut_off_and_leaves_a_doubt(clock, server, monkeypatch):
    monkeypatch.setattr(mail, "DEADLINE", 0.3)
    plan(clock)
    server.tricks = ["wait"]
    office(clock).send()
    assert one().state == "sending"
    assert one().trouble == "the line broke before it said that it has it"


def test_a_server_that_never_ends_its_greeting_is_cut_off(clock, settings, monkeypatch):
    monkeypatch.setattr(mail, "DEADLINE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        use(settings, server.getsockname()[1])
        plan(clock)
        greeted = []

        def greet() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                for _ in range(60):
                    line.sendall(b"220-One moment\r\n")
                    greeted.append(time.sleep(0.05))

        talker = threading.Thread(target=greet)
        talker.start()
        office(clock).send()
        talker.join()
    assert len(greeted) < 30
    assert (one().state, one().trouble) == ("waiting", "no line could be set up")


# Encryption and sign-in


def test_starttls_with_a_private_authority_and_a_sign_in(clock, settings, tmp_path, monkeypatch):
    ca, context = authority(tmp_path)
    with letterbox(tls=context, sign_in=True) as (box, port):
        signed = {"HOST_USER": USER.decode(), "HOST_PASSWORD": PASSWORD.decode(), "USE_TLS": True}
        use(settings, port, **signed)
        plan(clock)
        office(clock).send()
        assert (one().trouble, box.tried) == ("the mail server's certificate is not valid", 0)
        monkeypatch.setenv("SSL_CERT_FILE", str(ca))
        clock.now = one().next_at
        office(clock).send()
        assert (sent_to(box), box.encrypted) == ([DESK], [True])


def test_a_wrong_password_is_tried_again_and_never_shown(
    clock, settings, caplog, tmp_path, monkeypatch
):
    ca, context = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(ca))
    with letterbox(tls=context, sign_in=True) as (box, port):
        use(settings, port, HOST_USER="campaign", HOST_PASSWORD="s3cret-wrong", USE_TLS=True)
        plan(clock)
        office(clock).send()
    assert one().trouble == "the mail server does not accept the user name and password"
    assert (one().state, box.taken) == ("waiting", [])
    assert "s3cret" not in caplog.text


def test_where_starttls_is_wanted_nothing_is_said_in_the_clear(clock, settings):
    with letterbox() as (box, port):
        use(settings, port, USE_TLS=True)
        plan(clock)
        office(clock).send()
    assert box.tried == 0
    assert one().trouble == "the mail server has no STARTTLS or no such sign-in"


# Programs that die


def test_one_killed_before_the_call_loses_nothing(clock, server):
    plan(clock)
    assert mailing.take(one().pk, now=clock.now)
    assert office(clock).send() == 0
    clock.forward(minutes=11)
    office(clock).send()
    assert sent_to(server) == [DESK]


def test_one_killed_in_mid_call_leaves_a_doubt_and_no_second_mail(clock, server):
    plan(clock)
    row = mailing.take(one().pk, now=clock.now)
    assert mailing.begin(row, now=clock.now)
    office(clock).send()
    assert not Alert.objects.exists()
    clock.forward(minutes=11)
    for _ in range(2):
        office(clock).send()
    assert (one().state, sent_to(server), Alert.objects.count()) == ("sending", [], 1)
    assert one().trouble == "the program was stopped while it sent it"


def test_one_that_was_frozen_cannot_send_what_another_has_taken_over(clock, server):
    plan(clock)
    frozen = mailing.take(one().pk, now=clock.now)
    clock.forward(minutes=11)
    office(clock).send()
    assert not mailing.begin(frozen, now=clock.now)
    office(clock).deliver(frozen)
    assert (sent_to(server), one().state) == ([DESK], "sent")


def test_of_two_that_have_written_it_only_the_later_may_send(clock, server):
    plan(clock)
    frozen = mailing.take(one().pk, now=clock.now)
    clock.forward(minutes=11)
    other = mailing.take(one().pk, now=clock.now)
    assert not mailing.begin(frozen, now=clock.now)
    mailing.failed(frozen, "it was frozen", now=clock.now)
    assert mailing.begin(other, now=clock.now)
    assert (one().attempts, one().trouble) == (2, "")


def test_one_that_wakes_up_late_and_sends_settles_the_doubt(clock, server):
    plan(clock)
    row = mailing.take(one().pk, now=clock.now)
    mailing.begin(row, now=clock.now)
    clock.forward(minutes=11)
    office(clock).send()
    assert not settled.is_settled(Alert.objects.get())
    mailing.sent(row, now=clock.now)
    assert one().state == "sent"
    assert settled.is_settled(Alert.objects.get())


def test_a_stop_begins_no_further_call(clock, server):
    plan(clock)
    stopped = office(clock)
    stopped.stop()
    assert (stopped.send(), server.tried, one().attempts) == (0, 0, 0)


def test_what_cannot_be_written_is_tried_again(clock, server):
    def broken(row):
        raise ValueError("a fault of ours")

    plan(clock)
    office(clock, broken).send()
    assert one().trouble.startswith("the summary could not be made")
    clock.now = one().next_at
    office(clock).send()
    assert sent_to(server) == [DESK]


# Being late


def test_a_late_one_is_sent_within_its_time_and_left_out_after_it(clock, server):
    clock.now = WEEK.until - timedelta(minutes=1)
    plan(clock)
    office(clock).send()
    assert sent_to(server) == [DESK]
    following = about(Rhythm.WEEKLY, date(2026, 11, 23), LONDON)
    clock.now = following.until
    readers = [Reader(DESK, DESK), Reader(CHIEF, CHIEF)]
    mailing.plan(following, readers, now=clock.now)
    office(clock).send()
    left = Digest.objects.get(first=following.first)
    assert (left.address, left.state) == (DESK, "left out")
    assert sent_to(server) == [DESK]
    alert = Alert.objects.get()
    assert alert.subject == "The weekly summary from 23 November 2026 was left out"
    assert "campaign digest --weekly --from 23/11/2026 --to desk@" in alert.advice


def test_who_is_added_later_gets_it_too_as_long_as_it_may_leave(clock, server):
    plan(clock)
    office(clock).send()
    plan(clock, DESK, CHIEF)
    mailing.plan(WEEK, [Reader(CHIEF, CHIEF, "northshire-police")], now=clock.now)
    office(clock).send()
    assert sent_to(server) == [DESK, CHIEF, CHIEF]
    clock.now = WEEK.until
    plan(clock, DESK, CHIEF, "new@northshire-police.example")
    assert Digest.objects.count() == 3
    assert not Alert.objects.exists()


def test_one_sent_by_hand_keeps_it_from_no_other_reader(clock, server):
    row = mailing.by_hand(WEEK, Reader(DESK, DESK), now=clock.now)
    office(clock).deliver(row, told=True)
    plan(clock, DESK, CHIEF)
    office(clock).send()
    assert sent_to(server) == [DESK, CHIEF]


def test_the_clock_put_back_sends_nothing_twice(clock, server):
    plan(clock)
    office(clock).send()
    clock.forward(hours=-1)
    plan(clock)
    office(clock).send()
    clock.forward(hours=2)
    office(clock).send()
    assert sent_to(server) == [DESK]


# By hand


def test_by_hand_nobody_gets_one_twice_unless_it_is_wanted_again(clock, server):
    plan(clock)
    office(clock).send()
    reader = Reader(DESK, DESK)
    assert mailing.by_hand(WEEK, reader, now=clock.now) is None
    row = mailing.by_hand(WEEK, reader, now=clock.now, again=True)
    office(clock).deliver(row, told=True)
    assert [found["Message-ID"] for found in server.taken] == [message_id(one())] * 2
    new = mailing.by_hand(WEEK, Reader(CHIEF, CHIEF), now=clock.now)
    assert office(clock).deliver(new, told=True).arrival == "sent"


def test_by_hand_a_doubt_is_sent_again_only_when_that_is_said(clock, server):
    plan(clock)
    server.tricks = ["cut after"]
    office(clock).send()
    assert mailing.by_hand(WEEK, Reader(DESK, DESK), now=clock.now) is None
    row = mailing.by_hand(WEEK, Reader(DESK, DESK), now=clock.now, again=True)
    office(clock).deliver(row, told=True)
    assert (sent_to(server), one().state) == ([DESK], "sent")


def test_a_failure_by_hand_is_told_on_the_spot_and_alerts_nobody(clock, server):
    server.tricks = ["refuse"]
    row = mailing.by_hand(WEEK, Reader(DESK, DESK), now=clock.now)
    result = office(clock).deliver(row, told=True)
    assert (result.arrival, result.final) == ("not sent", True)
    assert not Alert.objects.exists()


# The daily line


def test_the_daily_line_goes_to_each_target_once(clock, monkeypatch):
    day = about(Rhythm.DAILY, date(2026, 11, 22), LONDON)
    with Ears() as ears:
        monkeypatch.setenv("CAMPAIGN_DAILY", ears.url)
        from campaign.delivery import messenger

        [target] = messenger.addresses(messenger.DAILY).targets
        for _ in range(3):
            mailing.plan(day, [Reader(target.key, target.name)], now=clock.now)
            office(clock).send()
            clock.forward(minutes=30)
    assert ears.titles == ["12 of 14 posts sent"]
    row = Digest.objects.get()
    assert (row.state, row.name) == ("sent", target.name)
    assert "s3cret" not in row.name + row.address


def test_a_chat_that_is_not_set_any_more_ends_its_line(clock, monkeypatch):
    monkeypatch.delenv("CAMPAIGN_DAILY", raising=False)
    day = about(Rhythm.DAILY, date(2026, 11, 22), LONDON)
    mailing.plan(day, [Reader("some key", "json://hooks.example")], now=clock.now)
    office(clock).send()
    assert (Digest.objects.get().state, Digest.objects.get().trouble) == (
        "failed", "its address is not set any more",
    )  # fmt: skip


# Settings and health


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "No mail server is set"),
        ({"HOST": "m.example"}, "CAMPAIGN_MAIL_FROM must be"),
        ({"HOST": "m.example", "FROM": "a@b.example", "PORT": "smtp"}, "CAMPAIGN_MAIL_PORT must"),
        ({"HOST": "m.example", "FROM": "a@b.example", "TLS": "yes"}, "CAMPAIGN_MAIL_TLS must be"),
        ({"HOST": "m.example", "FROM": "a@b.example", "USER": "u"}, "CAMPAIGN_MAIL_PASSWORD is"),
        ({"HOST": "m.example", "FROM": "a@b.example", "PASSWORD_FILE": "/nowhere"},
         "CAMPAIGN_MAIL_PASSWORD_FILE is set to /nowhere"),
        ({"HOST": "m.example", "FROM": "A <a@b.example>"}, ""),
    ],
)  # fmt: skip
def test_a_fault_in_the_settings_is_a_sentence_and_stops_nothing(monkeypatch, given, fault):
    for name in ("HOST", "FROM", "PORT", "TLS", "USER", "PASSWORD", "PASSWORD_FILE"):
        monkeypatch.delenv(f"CAMPAIGN_MAIL_{name}", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(f"CAMPAIGN_MAIL_{name}", value)
    found = mail_settings.read().fault
    assert found.startswith(fault)
    assert bool(found) == bool(fault)


def test_the_port_says_how_the_line_is_encrypted(monkeypatch):
    monkeypatch.setenv("CAMPAIGN_MAIL_PORT", "465")
    assert mail_settings.read().tls == "tls"
    monkeypatch.setenv("CAMPAIGN_MAIL_PORT", "587")
    assert mail_settings.read().tls == "starttls"


def test_without_a_mail_server_the_row_says_so(clock, settings):
    settings.EMAIL_FAULT = mail_settings.NO_SERVER
    plan(clock)
    office(clock).send()
    assert (one().state, one().trouble) == ("waiting", mail_settings.NO_SERVER)


def test_health_tells_of_what_did_not_arrive(clock, server):
    plan(clock)
    part = _digests(clock)
    assert (part.level, part.words) == ("well", "No digest waits for long.")
    server.tricks = ["refuse"]
    office(clock).send()
    part = _digests(clock)
    assert (part.level, part.words) == ("look at it", "1 digest may not have reached its reader.")


def _digests(clock):
    return next(part for part in health.look(clock.now).parts if part.name == "digests")
