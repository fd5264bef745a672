"""What goes wrong with other schedulers does not go wrong here: texts, times, files, platforms.

Each test is a fault that was read in the code of another scheduler or told of by its users; the
docstring says whose. docs/delivery.md has the table of all of them. What concerns delivery and the
calendar is in ``tests/store/test_faults_of_rivals``.
"""

from __future__ import annotations

import base64
import contextlib
import math
import os
import sqlite3
import time
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from cryptography.fernet import Fernet

from campaign import registry
from campaign.adapters.limits import LIMITS
from campaign.delivery.renew import Renewer
from campaign.library.when import parse_when
from campaign.planning.slot import slots, to_utc
from campaign.sheets.putting import put
from campaign.store import credentials
from campaign.store.credentials import SignedIn
from campaign.store.models import Alert, ChannelState, Post
from campaign.text import bluesky, facebook, linkedin, mastodon, x
from campaign.worker.planner import Planner
from tests.chaos import matrix
from tests.servers import shelf, x_signature
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.fake_oauth import APP, APP_SECRET, FakeOAuth
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports
from tests.servers.rows import channel
from tests.servers.scripted import Clock
from tests.servers.sheet import csv_file, imported

LONDON = "Europe/London"
FAMILY = "👨‍👩‍👧‍👦"  # four people, three joiners: one character to whoever reads it
LONG_LINK = "https://www.example.org/" + "a" * 120
HEAD = ["Title", "Theme", "Date", "Time", "X", "Text"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


# Clocks: Postiz, Shoutrrr


@pytest.fixture(params=[None, "UTC", "Etc/UTC", "Asia/Kolkata"])
def zone_of_the_process(request):
    """The zone the machine believes to be in; ``None``: none is set."""
    before = os.environ.pop("TZ", None)
    if request.param is not None:
        os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("first", "last", "wall"),
    [
        (date(2026, 10, 16), date(2026, 11, 6), "17:30"),  # to winter time on 25 October 2026
        (date(2027, 3, 19), date(2027, 4, 9), "17:30"),  # to summer time on 28 March 2027
        (date(2027, 10, 22), date(2027, 11, 12), "17:30"),
    ],
)
def test_a_recurring_post_drifts_by_an_hour_when_the_clocks_change(first, last, wall):
    """Postiz #1145: a week is 7 × 86,400,000 ms, so every Friday at 17:30 becomes 16:30."""
    when = parse_when(f"every Friday at {wall}")
    days = list(when.occurrences(first, last))
    assert len(days) == 4
    assert {f"{local:%a %H:%M}" for local in days} == {f"Fri {wall}"}
    hours = {later - one for one, later in pairwise(to_utc(local, LONDON) for local in days)}
    assert hours & {timedelta(days=7, hours=1), timedelta(days=7, hours=-1)}


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28", "2027-10-31"])
def test_a_slot_is_minutes_offset_by_the_zone_of_the_day_it_was_made(day):
    """Postiz: slots keep the offset of the day the account was connected."""
    start = utc(f"{day}T00:00") - timedelta(days=7)
    rules = shelf.campaign(slots=(shelf.rule("09:00"),))
    found = list(slots(rules, shelf.channel("north-x"), start, start + timedelta(days=14)))
    assert len(found) == 14
    assert {f"{slot.local:%H:%M}" for slot in found} == {"09:00"}
    assert len({slot.at.hour for slot in found}) == 2  # 08:00 and 09:00 UTC


@pytest.mark.usefixtures("zone_of_the_process")
def test_all_posts_shift_by_an_hour_where_tz_is_unset_or_utc():
    """Postiz #1954: naive wall time plus the zone of the process, which slim images misread."""
    assert to_utc(datetime.fromisoformat("2027-07-25T09:00"), LONDON) == utc("2027-07-25T08:00")
    rules, one = shelf.campaign(slots=(shelf.rule("09:00"),)), shelf.channel("north-x")
    week = slots(rules, one, utc("2027-03-26T00:00"), utc("2027-03-30T00:00"))
    assert [f"{slot.at:%d %H:%M}" for slot in week] == [
        "26 09:00",
        "27 09:00",
        "28 08:00",
        "29 08:00",
    ]


@pytest.mark.usefixtures("zone_of_the_process")
@pytest.mark.django_db(transaction=True)
def test_a_time_typed_in_comes_back_shifted_after_it_was_saved(tmp_path):
    """Shoutrrr #61: typed in local time, kept as UTC, shown five and a half hours off."""
    text = GOOD.replace("audience: public", "audience: public\nwhen: 2/7/2027 at 17:30")
    write_campaign(tmp_path, {"behind-the-badge/late.md": text})
    Planner(tmp_path, clock=lambda: utc("2027-07-01T09:00")).plan()
    assert {(post.local, f"{post.due_at:%H:%M}") for post in Post.objects.all()} == {
        ("2027-07-02T17:30", "16:30")
    }


# Counting: Postiz, Mixpost, BrightBean


def test_a_long_link_is_counted_by_its_letters_and_a_good_post_is_refused():
    """Postiz #1149, #1356: the larger of two counts is taken, so a UTM link counts 143."""
    assert (x.length(LONG_LINK), mastodon.length(LONG_LINK)) == (23, 23)
    assert LIMITS["x"].text_length(f"{'a' * 256} {LONG_LINK}") == 280


def test_an_emoji_of_four_people_counts_as_eleven():
    """Postiz uses ``.length`` for all but X; Mixpost counts raw on Mastodon."""
    counts = [count.length(FAMILY) for count in (x, mastodon, bluesky)]
    assert (counts, len(FAMILY)) == ([2, 1, 1], 7)
    assert facebook.length(FAMILY) == 11  # Facebook itself counts UTF-16 units


def test_brackets_on_linkedin_are_counted_as_one_character_each():
    """Postiz: LinkedIn's escapes are not counted, so a text that "fits" is refused."""
    assert linkedin.length("(Call) 999") == len(linkedin.escape("(Call) 999")) == 12


def test_bluesky_is_counted_in_code_points():
    """Postiz, Mixpost: Bluesky counts graphemes, at most 300, and 3,000 bytes besides."""
    limits = LIMITS["bluesky"]
    assert limits.text_length(FAMILY * 300) == limits.text_limit == 300
    assert limits.text_bytes == 3000
    assert bluesky.size(FAMILY * 300) > limits.text_bytes  # and that is noticed, too


def test_a_text_that_is_too_long_is_cut():
    """BrightBean: text for four platforms is cut with ``[:max]``, and nobody is told."""
    from campaign.adapter import Content
    from campaign.capabilities import limit_problems

    for limits in LIMITS.values():
        [problem, *_] = limit_problems(limits, Content("a" * (limits.text_limit + 1)))
        assert problem.code in {"text-too-long", "image-required"}


# Other doors than the front one (BrightBean, twitter-together)


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path / "c", {"behind-the-badge/home.md": GOOD})


def row(folder, day: str, text: str = "We are awake."):
    cells = ["Night shift", "behind-the-badge", day, "19:30", "Yes", text]
    return imported(folder, csv_file(folder / "rows.csv", [HEAD, cells]))


@pytest.mark.django_db(transaction=True)
def test_csv_with_no_approval_right(folder):
    """BrightBean: a CSV needs only the right to write, and schedules every dated row."""
    outcome = row(folder, "25/1/2027")
    assert len(put(folder, outcome.changes).written) == 1
    Planner(folder, clock=lambda: utc("2027-01-20T09:00")).plan()
    posts = Post.objects.filter(message="behind-the-badge/night-shift")
    assert {post.state for post in posts} == {"pending"}
    assert posts.count() >= 1


def test_csv_with_past_date(folder):
    """BrightBean: past dates are accepted, and go out at once."""
    outcome = row(folder, "25/1/2020")
    assert not outcome.changes
    assert "25/1/2020 has passed" in str(outcome.problems[0])


def test_csv_whose_length_nobody_checks(folder):
    """BrightBean: a CSV checks no length."""
    outcome = row(folder, "25/1/2027", "We are awake. " * 100)
    assert not outcome.changes
    assert "of 280 characters" in str(outcome.problems[0])


# What reaches the platform (all of them)


@pytest.fixture
def line(tmp_path, monkeypatch):
    monkeypatch.setattr(x_signature, "SKEW", math.inf)  # the clock of the run is ahead of ours

    @contextlib.contextmanager
    def started(name: str, what: str = "picture"):
        [(_, kind, home)] = matrix.found([name])
        with kind() as server:
            yield server, matrix.Run(tmp_path, name, server, home, what)

    return started


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("platform", list(matrix.FAKES))
def test_alt_text_present_in_every_adapters_payload(line, platform):
    """Postiz, BrightBean, Shoutrrr, Mixpost: alt text is kept, and not sent to most platforms."""
    with line(platform) as (server, run):
        cell = run.cell("none", "storm")
        assert (cell.state, cell.there, cell.violations) == ("published", 1, ())
        assert cell.described
        assert [alts for alts in server.alts.values() if alts] == [[matrix.ALT]]


@pytest.mark.django_db(transaction=True)
def test_the_picture_is_made_smaller_and_a_gif_on_its_way(line):
    """Postiz: every still picture becomes a GIF of 1,000 pixels on X."""
    with line("x") as (server, run):
        run.cell("none", "storm")
        sent = b"".join(request.body for request in server.asked("upload"))
        assert base64.b64encode(matrix.picture()) in sent.replace(b"\\/", b"/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("platform", ["facebook", "x", "linkedin", "threads"])
def test_500_after_accept(line, platform):
    """Postiz: Facebook has no handshake, and any 500 is sent again, up to three times."""
    with line(platform) as (server, run):
        do = f"do_{server.WRITE}"
        accept = getattr(server, do)

        def accept_and_say_500(*request):
            delattr(server, do)
            accept(*request)
            return 500, server.words(500)

        setattr(server, do, accept_and_say_500)
        cell = run.cell("none", "storm")
        assert (cell.state, cell.there) == ("published", 1)
        assert server.writes == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answer", ["500", "429"])
def test_a_refused_call_is_repeated_at_once_by_the_client(line, answer):
    """Postiz: ``fetch`` repeats any POST that got a 500 or a 429 three times."""
    with line("x", "words") as (server, run):
        server.befall(server.WRITE, answer)
        post = run._post()
        run.publisher.drain(run.channel)
        post.refresh_from_db()
        assert server.writes == 1
        assert post.state == ("uncertain" if answer == "500" else "scheduled")


@pytest.mark.django_db(transaction=True)
def test_each_try_has_a_new_key_so_the_platform_cannot_know_it_again(line):
    """Mixpost: Mastodon's key is a new random one at every try. Shoutrrr: "reserved"."""
    with line("mastodon", "words") as (server, run):
        server.befall("post", "answer lost")
        server.befall("timeline", "503", times=2)
        cell = run.cell("none", "storm")
        keys = {request.headers["Idempotency-Key"] for request in server.asked("post")}
        assert (cell.there, len(keys)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_links_are_taken_out_of_posts_without_a_word(line):
    """Postiz #1939: the hosted version strips addresses from posts on X."""
    with line("x", "words") as (server, run):
        run.cell("none", "storm")
        [text] = server.posts.values()
        assert "northshire-police.example/where" in text


# Sign-ins: Postiz, BrightBean

KEY = Fernet.generate_key().decode()
TODAY = utc("2026-12-01T12:00")


@pytest.fixture
def signed_in(monkeypatch):
    """A channel on X whose sign-in lives for another hour, and whoever renews it."""
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", KEY)
    with FakeOAuth() as server:
        server.basic = True
        clock = Clock(TODAY)
        house = channel("northshire-x", network="live", base_url=server.url)
        server.refreshes.add("first-refresh-t0ken")
        server.good.add("first-access-t0ken")
        tokens = {"access_token": "first-access-t0ken", "refresh_token": "first-refresh-t0ken"}
        secrets = tokens | {"client_id": APP, "client_secret": APP_SECRET}
        soon = {"expires_at": TODAY + timedelta(hours=1), "renew_at": TODAY}
        kept = SignedIn(secrets=secrets, speaks_as="@police", **soon)
        credentials.keep(house, kept, by="Kim Osei", now=TODAY - timedelta(hours=1))

        def build(who, permit):
            return registry.build(who, folder=ROOT, read=lambda _: b"", permit=permit, clock=clock)

        yield server, house, Renewer(build, worker="w1", clock=clock), clock


@pytest.mark.django_db(transaction=True)
def test_token_expiring_mid_campaign(signed_in):
    """BrightBean, Buffer's users: it stops silently until somebody signs in again."""
    server, house, renewer, clock = signed_in
    for _ in range(20):  # renewed again and again, long before any of its two hours is over
        clock.forward(minutes=45)
        renewer.renew()
    assert credentials.secrets_of(house)["access_token"] in server.good
    server.refreshes.clear()  # now the platform wants a person
    clock.forward(hours=2)
    renewer.renew()
    assert ChannelState.objects.get().paused
    assert "campaign channels connect northshire-x" in Alert.objects.get().advice


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("empty", [{}, {"access_token": ""}, None, []])
def test_refresh_answer_empty(signed_in, empty):
    """Postiz #1884: an empty answer wiped the refresh token, and the loss became permanent."""
    server, house, renewer, clock = signed_in
    server.befall("token", (200, empty))
    renewer.renew()
    assert credentials.secrets_of(house)["refresh_token"] == "first-refresh-t0ken"
    assert not ChannelState.objects.get().paused
    clock.forward(hours=1)
    assert renewer.renew() == 1


# The start of the program, as Postiz does it


def test_app_up_before_database(folder):
    """Postiz #1748: started before its engine it never tries again, and calls itself healthy."""
    [port] = free_ports(1)
    address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    done = campaign(folder, "run", "--port", str(port), env={"DATABASE_URL": address})
    assert done.code != 0  # whoever starts it sees that it does not run, and starts it again
    assert "does not answer" in done.err


def test_an_upgrade_that_does_not_fit_changes_the_database_all_the_same(folder):
    """Postiz: each start runs ``db push --accept-data-loss``."""
    assert campaign(folder, "status").code == 0
    path = folder / ".campaign" / "campaign.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('store', '9999_later', '2026-12-01')"
        )
        before = list(database.execute("SELECT sql FROM sqlite_master"))
    done = campaign(folder, "run", "--port", "1")
    assert done.code != 0
    assert "nothing was changed" in done.err
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert list(database.execute("SELECT sql FROM sqlite_master")) == before
