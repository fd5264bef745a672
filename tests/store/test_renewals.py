"""Sign-ins are renewed ahead of time, kept before they are used, and never by two at once."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone

import pytest
from cryptography.fernet import Fernet
from django.db import connections

from campaign import registry
from campaign.adapter import Disconnected, Renewed
from campaign.delivery.desk import Desks
from campaign.delivery.publish import Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.delivery.renew import LEASE, Renewer
from campaign.lifecycle import State
from campaign.store import channels, credentials, endings, renewals
from campaign.store.credentials import SignedIn
from campaign.store.models import Alert, ChannelState, Credential, Event, Post
from campaign.store.speakers import speaker
from tests.servers.command import environment
from tests.servers.fake_oauth import APP, APP_SECRET, DAYS, FakeOAuth
from tests.servers.paths import ROOT
from tests.servers.renewing import NOW
from tests.servers.rows import channel, post
from tests.servers.scripted import Clock, Platform, raising

KEY = Fernet.generate_key().decode()
NAME = "northshire-x"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", KEY)


@pytest.fixture
def server():
    with FakeOAuth() as running:
        running.basic = True
        yield running
        assert running.violations == []


class House:
    """A channel on X, signed in, and whoever renews its sign-in."""

    def __init__(self, url: str, *, platform: str = "x") -> None:
        self.clock = Clock(NOW)
        self.row = channel(NAME, platform=platform, network="live", base_url=url)
        self.renewer = self.another("w1")

    def build(self, who, permit):
        return registry.build(who, folder=ROOT, read=lambda _: b"", permit=permit, clock=self.clock)

    def another(self, worker):
        return Renewer(self.build, worker=worker, clock=self.clock)

    def sign_in(self, server, **terms):
        """Sign in, an hour ago, for two hours."""
        server.refreshes.add("first-refresh-t0ken")
        server.good.add("first-access-t0ken")
        secrets = {
            "access_token": "first-access-t0ken",
            "refresh_token": "first-refresh-t0ken",
            "client_id": APP,
            "client_secret": APP_SECRET,
        }
        terms = {"expires_at": NOW + timedelta(hours=1), "renew_at": NOW} | terms
        signed_in = SignedIn(secrets=terms.pop("secrets", secrets), speaks_as="@police", **terms)
        credentials.keep(self.row, signed_in, by="Kim Osei", now=NOW - timedelta(hours=1))
        return self

    @property
    def secrets(self):
        return credentials.secrets_of(self.row)

    @property
    def credential(self):
        return Credential.objects.get()

    @property
    def paused(self):
        return ChannelState.objects.get().paused


@pytest.fixture
def house(server):
    return House(server.url).sign_in(server)


def told():
    return list(Alert.objects.order_by("id").values_list("key", flat=True))


# Ahead of time


def test_it_is_renewed_when_its_turn_has_come(house, server):
    assert house.renewer.renew() == 1
    assert house.secrets["access_token"] in server.good
    assert house.secrets["refresh_token"] in server.refreshes
    assert house.secrets["client_secret"] == APP_SECRET
    row = house.credential
    assert row.expires_at == NOW + timedelta(hours=2)
    assert row.renew_at == NOW + timedelta(minutes=80)
    assert (row.renewed_at, row.trouble) == (NOW, "")
    assert told() == []


def test_before_its_turn_nobody_is_asked(house, server):
    Credential.objects.update(renew_at=NOW + timedelta(seconds=1))
    assert house.renewer.renew() == 0
    assert server.heard == []


def test_day_after_day_each_refresh_token_is_used_once(house, server):
    for _ in range(18 * 2):
        house.clock.forward(minutes=80)
        assert house.renewer.renew() == 1
    assert len(server.refreshes) == 1
    assert not house.paused


def test_the_log_tells_of_it_and_not_the_secrets(house, server):
    house.renewer.renew()
    event = Event.objects.get(kind="sign-in renewed")
    assert (event.subject, event.actor) == (NAME, "w1")
    shown = "".join(Event.objects.values_list("data", flat=True)) + house.credential.sealed
    for secret in server.given:
        assert secret not in shown


@pytest.mark.parametrize(
    ("life", "after"),
    [
        (timedelta(hours=2), timedelta(minutes=80)),
        (timedelta(days=60), timedelta(days=40)),
        (timedelta(days=365), timedelta(days=345)),
    ],
)
def test_a_third_of_its_life_is_left_and_at_most_twenty_days(life, after):
    assert renewals.ahead_of(NOW + life, NOW) == NOW + after


def test_a_linkedin_partner_is_renewed_until_the_year_is_over(server):
    server.basic, server.lives = False, 60 * DAYS
    house = House(server.url, platform="linkedin")
    ends = NOW + timedelta(days=300)
    secrets = {"token": "first-access-t0ken", "refresh_token": "first-refresh-t0ken"}
    house.sign_in(
        server, ends_at=ends, secrets=secrets | {"client_id": APP, "client_secret": APP_SECRET}
    )
    assert house.renewer.renew() == 1
    assert house.secrets["token"] in server.good
    assert house.credential.ends_at == ends
    assert endings.ends() == {NAME: ends}


@pytest.mark.parametrize("platform", ["instagram", "threads"])
def test_metas_sixty_days_begin_anew(server, platform):
    house = House(server.url, platform=platform)
    house.sign_in(server, secrets={"token": "first-access-t0ken"})
    assert house.renewer.renew() == 1
    assert house.secrets["token"] == server.given[-1]
    assert house.credential.expires_at == NOW + timedelta(days=60)


def test_what_cannot_renew_is_left_alone(server):
    house = House(server.url, platform="mastodon").sign_in(server, secrets={"token": "t"})
    assert house.renewer.renew() == 0
    assert house.credential.renew_at is None
    assert server.heard == []


# Kept before it is used, by one at a time


def test_whoever_speaks_next_has_the_new_one(house, server):
    desks = Desks(house.build, house.clock)
    before = desks.at(speaker(house.row))
    assert desks.at(speaker(house.row)) is before
    house.renewer.renew()
    after = desks.at(speaker(house.row))
    assert before.adapter.account.secrets["access_token"] == "first-access-t0ken"
    assert after.adapter.account.secrets == house.secrets
    assert desks.at(speaker(house.row)) is after


def test_a_new_sign_in_is_used_without_a_restart(house, server):
    desks = Desks(house.build, house.clock)
    desks.at(speaker(house.row))
    signed_in = SignedIn(secrets={"access_token": "by-hand-t0ken"})
    credentials.keep(house.row, signed_in, by="Kim Osei", now=NOW)
    assert desks.at(speaker(house.row)).adapter.account.secrets == {"access_token": "by-hand-t0ken"}


def test_two_workers_never_renew_the_same(house, server):
    start = threading.Barrier(8)

    def work(number):
        renewer = house.another(f"w{number}")
        start.wait()
        renewer.renew()
        connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked("token")) == 1
    assert not house.paused
    assert house.secrets["refresh_token"] in server.refreshes


def test_who_died_over_it_is_followed_when_the_lease_is_over(house, server):
    assert renewals.take(NAME, now=NOW, lease=LEASE, worker="dead") is not None
    assert house.renewer.renew() == 0
    house.clock.now += LEASE
    assert house.renewer.renew() == 1


def test_a_new_sign_in_is_never_overwritten_by_a_slow_renewal(house, server):
    turn = renewals.take(NAME, now=NOW, lease=LEASE, worker="w1")
    signed_in = SignedIn(secrets={"access_token": "by-hand-t0ken"})
    credentials.keep(house.row, signed_in, by="Kim Osei", now=NOW)
    assert not renewals.finish(turn, Renewed({"access_token": "late-t0ken"}), now=NOW)
    assert not renewals.give_up(turn, "Too late.", now=NOW)
    assert house.secrets == {"access_token": "by-hand-t0ken"}
    assert not house.paused
    assert told() == []


def run(folder, *arguments, **extra):
    return subprocess.run(
        [sys.executable, "-m", "tests.servers.renewing", str(folder), *arguments],
        cwd=ROOT,
        env=environment({"CAMPAIGN_CREDENTIAL_KEY": KEY, **extra}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("rotates", [True, False])
def test_a_kill_before_it_is_kept_is_told_and_never_silent(server, tmp_path, rotates):
    server.rotates = rotates
    server.refreshes.add("first-refresh-t0ken")
    secrets = {"access_token": "a", "refresh_token": "first-refresh-t0ken"}
    secrets |= {"client_id": APP, "client_secret": APP_SECRET}
    words = " ".join(f"{name}={value}" for name, value in secrets.items())
    assert run(tmp_path, "prepare", server.url, SECRETS=words).returncode == 0
    assert run(tmp_path, "die").returncode == -9
    assert len(server.asked("token")) == 1
    waiting = json.loads(run(tmp_path, "renew", "0").stdout)
    assert len(server.asked("token")) == 1, "the lease of who died still holds"
    done = run(tmp_path, "renew", "0.5")
    after = json.loads(done.stdout)
    assert not waiting["paused"]
    if rotates:  # the platform took the old one back: only a person can help, and is told
        assert after["paused"]
        assert after["told"] == [f"token:{NAME}:lost:2026-12-01T11:00:00"]
    else:
        assert after == {"renewed": True, "trouble": "", "paused": False, "told": []}
    for secret in server.given:
        assert secret not in done.stdout + done.stderr


def test_a_person_who_connects_while_it_is_put_off_keeps_the_new_terms(house, server):
    turn = renewals.take(NAME, now=NOW, lease=LEASE, worker="w1")
    ends = NOW + timedelta(days=60)
    signed_in = SignedIn(
        secrets={"access_token": "by-hand-t0ken"}, expires_at=ends, renew_at=NOW + LEASE
    )
    credentials.keep(house.row, signed_in, by="Kim Osei", now=NOW)
    Credential.objects.update(renew_at=NOW + timedelta(days=40))
    renewals.put_off(turn, "Too late.", now=NOW)
    assert house.credential.renew_at == NOW + timedelta(days=40)
    assert house.credential.trouble == ""


def test_who_lost_the_turn_neither_puts_off_nor_gives_up(house, server):
    first = renewals.take(NAME, now=NOW, lease=LEASE, worker="w1")
    second = renewals.take(NAME, now=NOW + LEASE, lease=LEASE, worker="w2")
    renewals.put_off(first, "Too late.", now=NOW)
    renewals.stop_renewing(first)
    assert not renewals.give_up(first, "Too late.", now=NOW)
    assert house.credential.renew_at == second.until
    assert not house.paused
    fresh = {"access_token": "late-t0ken"}
    assert renewals.finish(first, Renewed(fresh), now=NOW), "the answer in hand is never lost"
    assert not renewals.give_up(second, "It was refused.", now=NOW)
    assert house.secrets["access_token"] == "late-t0ken"


@pytest.mark.parametrize("how", ["gone", "unreadable", "malformed"])
def test_a_key_that_goes_while_the_platform_answers_loses_nothing(house, server, monkeypatch, how):
    def build(who, permit):
        adapter = house.build(who, permit)
        asked = adapter.renew

        def renew():
            renewed = asked()
            monkeypatch.delenv("CAMPAIGN_CREDENTIAL_KEY")
            if how == "unreadable":
                monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY_FILE", "/nowhere/key")
            elif how == "malformed":
                monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", "half a key")
            return renewed

        adapter.renew = renew
        return adapter

    assert Renewer(build, worker="w1", clock=house.clock).renew() == 1
    monkeypatch.delenv("CAMPAIGN_CREDENTIAL_KEY_FILE", raising=False)
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", KEY)
    assert house.secrets["refresh_token"] in server.refreshes


def test_what_was_fetched_is_kept_whatever_goes_wrong_at_first(house, server, monkeypatch):
    finish, troubles = renewals.finish, [OSError("No room."), RuntimeError("Odd.")]

    def mishap(*given, **named):
        if troubles:
            raise troubles.pop()
        return finish(*given, **named)

    monkeypatch.setattr(renewals, "finish", mishap)
    assert house.renewer.renew() == 1
    assert house.secrets["refresh_token"] in server.refreshes


# When it cannot be renewed


NO_VERDICT = [
    (302, {}),
    (404, {}),
    (410, {}),
    (403, "<html>The proxy says no.</html>"),
    (401, {"error": "invalid_client"}),
    (400, {"error": "unsupported_grant_type"}),
]


@pytest.mark.parametrize("answer", NO_VERDICT)
@pytest.mark.parametrize("platform", ["x", "linkedin", "threads"])
def test_a_no_that_is_no_verdict_pauses_nothing_and_says_nothing_false(server, platform, answer):
    server.basic = platform == "x"
    house = House(server.url, platform=platform)
    secrets = {"access_token": "a", "token": "first-access-t0ken", "refresh_token": "r"}
    house.sign_in(server, secrets=secrets | {"client_id": APP, "client_secret": APP_SECRET})
    server.befall("refresh_longer" if platform == "threads" else "token", answer, times=9)
    for _ in range(3):
        assert house.renewer.renew() == 0
        house.clock.now = house.credential.renew_at
    assert not house.paused
    assert told() == []
    row = house.credential
    assert row.renew_at > NOW
    assert f"(the answer was {answer[0]}" in row.trouble
    assert "taken back" not in row.trouble
    assert "onnect" not in row.trouble


def test_what_lacks_our_own_settings_is_used_until_it_ends(server):
    house = House(server.url, platform="instagram")
    ChannelState.objects.update(option_values='{"login": "facebook", "user": "1"}')
    ends = NOW + timedelta(days=59)
    house.sign_in(server, secrets={"token": "first-access-t0ken"}, expires_at=ends)
    house.renewer.renew()
    assert not house.paused
    assert (house.credential.renew_at, house.credential.trouble) == (None, "")
    assert server.heard == []
    house.clock.now = ends - timedelta(days=2)
    house.renewer.renew()
    assert len(told()) == 1
    assert not house.paused


def test_a_refusal_pauses_the_channel_and_is_told_at_once(house, server):
    server.refreshes.clear()
    assert house.renewer.renew() == 0
    assert house.paused
    row = house.credential
    assert row.renew_at is None
    assert "Connect the channel again." in row.trouble
    [alert] = Alert.objects.all()
    assert alert.kind == "token"
    assert alert.what.startswith("The sign-in of northshire-x could not be renewed: X does not")
    assert alert.advice == (
        "campaign channels connect northshire-x, and then: campaign channels use northshire-x"
    )
    house.clock.forward(hours=9)
    house.renewer.renew()
    assert len(told()) == 1


@pytest.mark.parametrize("mishap", ["503", "cut before", "garbled answer", "429"])
def test_a_doubt_is_tried_again_and_pauses_nothing(house, server, mishap):
    server.rotates = False
    server.befall("token", mishap)
    assert house.renewer.renew() == 0
    row = house.credential
    assert row.trouble
    assert NOW + timedelta(minutes=5) <= row.renew_at <= NOW + timedelta(hours=1)
    assert not house.paused
    assert told() == []
    house.clock.now = row.renew_at
    assert house.renewer.renew() == 1
    assert house.credential.trouble == ""


def test_an_answer_that_was_lost_with_the_token_in_it_is_told(house, server):
    server.befall("token", "answer lost")
    house.renewer.renew()
    assert not house.paused
    house.clock.now = house.credential.renew_at
    house.renewer.renew()
    assert house.paused
    assert len(told()) == 1


def test_a_key_that_is_missing_asks_nobody(house, server, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", Fernet.generate_key().decode())
    assert house.renewer.renew() == 0
    assert server.heard == []
    assert "cannot be opened" in house.credential.trouble
    assert not house.paused


def test_one_that_fails_keeps_no_other_from_its_turn(house, server):
    server.refreshes.add("other-refresh-t0ken")
    other = channel("other-x", network="live", base_url=server.url)
    secrets = {"access_token": "a", "refresh_token": "other-refresh-t0ken", "client_id": APP}
    signed_in = SignedIn(
        secrets=secrets | {"client_secret": APP_SECRET}, renew_at=NOW + timedelta(seconds=1)
    )
    credentials.keep(other, signed_in, by="Kim Osei", now=NOW)
    house.clock.forward(seconds=1)
    server.befall("token", "503")
    assert house.renewer.renew() == 1


def test_a_channel_on_the_sandbox_is_left_alone(house, server):
    ChannelState.objects.update(network="sandbox")
    house.renewer.renew()
    assert server.heard == []


# Posts meanwhile


def test_a_post_waits_while_a_sign_in_that_ran_out_is_renewed(house, server):
    row = post(on=NAME, due=NOW)
    Credential.objects.update(expires_at=NOW, renew_at=NOW + timedelta(minutes=1))
    publisher = Publisher(Desks(house.build, house.clock), worker="w1", clock=house.clock)
    publisher.drain(NAME)
    now = Post.objects.get(pk=row.pk)
    assert (now.state, now.cause) == (
        State.SCHEDULED,
        "The sign-in of northshire-x has run out; “campaign run” renews it.",
    )
    assert not house.paused
    assert server.heard == []


def scripted(house, **settings):
    platform = Platform(house.clock, **settings)
    return platform, Desks(platform.adapter, house.clock)


def renewed_meanwhile(house):
    def step():
        house.renewer.renew()
        raise Disconnected("The token is not valid.")

    return step


def test_a_no_to_the_old_sign_in_says_nothing_about_the_new_one(house, server):
    row = post(on=NAME, due=NOW)
    platform, desks = scripted(house)
    platform.before = [renewed_meanwhile(house)]
    publisher = Publisher(desks, worker="w1", clock=house.clock)
    publisher.drain(NAME)
    assert not house.paused
    assert Post.objects.get(pk=row.pk).state == State.SCHEDULED
    house.clock.forward(minutes=1)
    publisher.drain(NAME)
    assert Post.objects.get(pk=row.pk).state == State.PUBLISHED


def test_a_no_to_the_present_one_still_pauses(house, server):
    post(on=NAME, due=NOW)
    platform, desks = scripted(house)
    platform.before = [raising(Disconnected("The token is not valid."))]
    Publisher(desks, worker="w1", clock=house.clock).drain(NAME)
    assert house.paused


def test_a_look_that_was_refused_for_the_old_one_pauses_nothing(house, server):
    post(on=NAME, due=NOW, state=State.UNCERTAIN, check_at=NOW)
    _, desks = scripted(house)
    desks.at(speaker(house.row)).adapter.find = lambda *given: renewed_meanwhile(house)()
    Reconciler(desks, worker="w1", clock=house.clock).sweep()
    assert not house.paused
    assert Post.objects.get().state == State.UNCERTAIN


# Days ahead


def linkedin(server, end):
    house = House(server.url, platform="linkedin")
    return house.sign_in(
        server, secrets={"token": "first-access-t0ken"}, expires_at=end, renew_at=None
    )


END = datetime(2027, 1, 3, 9, tzinfo=timezone.utc)


def key(step):
    return f"token:{NAME}:2027-01-03T09:00:{step}"


def test_people_are_told_fourteen_seven_three_and_one_days_ahead(server):
    house = linkedin(server, END)
    for days in range(40, 1, -1):
        house.clock.now = END - timedelta(days=days) + timedelta(hours=1)
        house.renewer.renew()
        house.another("w2").renew()
    assert told() == [key(14), key(7), key(3)]
    house.clock.now = END - timedelta(hours=20)
    house.renewer.renew()
    assert told()[-1] == key(1)
    alert = Alert.objects.last()
    assert alert.what == "The sign-in of northshire-x ends on 3 January 2027."
    assert alert.advice == "campaign channels connect northshire-x"
    assert not house.paused


def test_after_a_weeks_outage_only_the_nearest_step_is_told(server):
    house = linkedin(server, END)
    house.clock.now = END - timedelta(days=13)
    house.renewer.renew()
    house.clock.now = END - timedelta(days=2)
    house.renewer.renew()
    assert told() == [key(14), key(3)]


def test_when_it_is_over_the_channel_is_paused_and_people_are_told_once(server):
    house = linkedin(server, END)
    for _ in range(3):
        house.clock.now = END
        house.renewer.renew()
    assert told() == [key(0)]
    assert house.paused
    assert ChannelState.objects.get().why_paused == (
        "The sign-in of northshire-x ended on 3 January 2027."
    )
    assert Alert.objects.get().what.endswith("ended on 3 January 2027. The channel is paused.")


def test_a_new_sign_in_starts_the_days_anew(server):
    house = linkedin(server, END)
    house.clock.now = END - timedelta(days=2)
    house.renewer.renew()
    house.sign_in(
        server, secrets={"token": "t"}, expires_at=END + timedelta(days=58), renew_at=None
    )
    house.clock.now = END + timedelta(days=1)
    house.renewer.renew()
    assert told() == [key(3)]
    assert not house.paused


def test_what_renews_itself_is_nobodys_worry(house, server):
    Credential.objects.update(renew_at=NOW + timedelta(minutes=30))
    house.renewer.renew()
    assert told() == []


def test_sixty_days_that_are_not_renewed_are_counted(server):
    house = House(server.url, platform="threads")
    house.sign_in(
        server,
        secrets={"token": "first-access-t0ken"},
        expires_at=END,
        renew_at=END - timedelta(days=20),
    )
    for days in range(20, -1, -1):
        house.clock.now = END - timedelta(days=days)
        Credential.objects.update(renew_at=house.clock.now)
        server.befall("refresh_longer", "503")
        house.renewer.renew()
    assert told() == [key(step) for step in (14, 7, 3, 1, 0)]
    assert "It could not be renewed: " in Alert.objects.first().what
    assert not house.paused


def test_two_hours_that_are_not_renewed_are_told_when_they_are_over(house, server):
    server.befall("token", "503", times=99)
    for _ in range(13):
        house.renewer.renew()
        house.clock.forward(minutes=5)
    assert told() == ["token:northshire-x:2026-12-01T13:00:0"]


def test_an_end_in_summer_is_told_in_british_time():
    assert endings.day(datetime(2027, 6, 30, 23, 30, tzinfo=timezone.utc)) == "1 July 2027"


def test_a_channel_taken_into_use_without_a_new_sign_in_is_paused_again(server):
    house = linkedin(server, END)
    house.clock.now = END
    house.renewer.renew()
    channels.unpause(NAME, actor="Kim Osei", now=END)
    house.renewer.renew()
    assert house.paused


def test_a_channel_that_delivery_pauses_is_told_of_once(house, server):
    post(on=NAME, due=NOW)
    platform, desks = scripted(house)
    platform.before = [raising(Disconnected("X does not accept the sign-in."))] * 2
    for _ in range(2):
        Publisher(desks, worker="w1", clock=house.clock).drain(NAME)
    [alert] = Alert.objects.all()
    assert alert.what == (
        "X does not accept the sign-in. The channel northshire-x is paused: nothing goes out on it."
    )
    channels.unpause(NAME, actor="Kim Osei", now=NOW)
    house.clock.forward(minutes=1)
    Publisher(desks, worker="w1", clock=house.clock).drain(NAME)
    assert Alert.objects.count() == 2
