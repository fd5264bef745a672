"""The page of a hand-off over real rows, asked as a phone asks."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client
from PIL import Image as Picture

from campaign import registry
from campaign.adapter import Content, Image, Link
from campaign.library.public_address import origin_of
from campaign.lifecycle import State
from campaign.store import decisions, handing, handoffs, holds, pictures, voiding
from campaign.store.content_hash import content_digest
from campaign.store.models import Alert, Approval, ChannelState, Event, Hold, Post
from campaign.web.files import went_wrong
from tests.servers.by_hand import NEXTDOOR, HandLine, live_x, nextdoor, ready
from tests.servers.rows import post

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Seen an officer hurt? Call 999 <first> & “stay safe”."
TICKED = {"what": "posted", "ticked": "on", "by": "Robin Vale", "url": ""}


def now():
    return datetime.now(timezone.utc)


@pytest.fixture
def row(tmp_path):
    return ready(tmp_path, now(), text=TEXT)[0]


def page(row):
    return handoffs.path(row)


def taken(client, row, by="Robin Vale"):
    """Say who posts it, and be shown the page with the words, while there is one."""
    answer = client.post(page(row), {"what": "posting", "by": by})
    assert answer.status_code == 303
    return f"{page(row)}{answer['Location'][2:]}"


def shown(client, row):
    return client.get(taken(client, row)).content.decode()


def fresh(row):
    return Post.objects.get(pk=row.pk)


def stop(reason="An officer was hurt"):
    return holds.place(scope=Hold.Scope.ALL, value="", reason=reason, by="Duty", now=now())


def pictured(tmp_path, **content):
    """A post with a picture, ready for a person."""
    file = io.BytesIO()
    Picture.new("RGB", (40, 30), "navy").save(file, "JPEG")
    sha256 = pictures.keep(file.getvalue())
    image = Image(sha256, "image/jpeg", "A “navy” field.", 40, 30, len(file.getvalue()))
    channel = nextdoor()
    made = post(on=NEXTDOOR, due=now(), simulated=False)
    whole = replace(Content(TEXT, images=(image,)), **content)
    digest = content_digest(whole, made.message, channel)
    Post.objects.filter(pk=made.pk).update(body=json.dumps(whole.as_json()), digest=digest)
    Approval.objects.update(digest=digest)
    HandLine(tmp_path, now()).drain()
    return fresh(made), file.getvalue()


def test_it_shows_the_words_to_copy_just_as_they_are(client, row):
    answer = client.get(taken(client, row))
    assert answer.status_code == 200
    whole = answer.content.decode()
    words = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', whole, re.DOTALL)[1]
    assert words == TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert "By hand on Nextdoor" in whole
    assert "posted by Neighbourhood team" in whole
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] == "no-store"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_it_gives_the_picture_and_its_alt_text(client, tmp_path):
    row, data = pictured(tmp_path)
    whole = shown(client, row)
    assert whole.count("A “navy” field.") == 2
    given = client.get(f"{page(row)}picture-1")
    assert (given.content, given["Content-Type"]) == (data, "image/jpeg")
    assert "Content-Disposition" not in given
    saved = client.get(f"{page(row)}picture-1?save")
    assert saved["Content-Disposition"] == 'attachment; filename="picture.jpg"'
    assert client.get(f"{page(row)}picture-2").status_code == 404
    assert client.get(f"{page(row)}picture-0").status_code == 404


def test_it_gives_the_link_in_the_words_and_by_itself(client, tmp_path):
    row, _ = pictured(tmp_path, images=(), link=Link("https://northshire-police.example/a?b=1"))
    whole = shown(client, row)
    assert 'id="link" value="https://northshire-police.example/a?b=1"' in whole
    assert "\n\nhttps://northshire-police.example/a?b=1</textarea>" in whole


@pytest.mark.parametrize("name", ["1-" + "0" * 32, "1", "x-" + "0" * 32, "../" * 3, "99999999999"])
def test_a_guess_finds_nothing(client, row, name):
    answer = client.get(f"/handoff/{name}/")
    assert answer.status_code == 404
    assert row.title not in answer.content.decode()
    assert client.post(f"/handoff/{name}/", TICKED).status_code == 404
    assert fresh(row).state == State.PROCESSING


def test_a_tick_completes_the_ledger_once_however_often_it_is_sent(client, row):
    given = {**TICKED, "url": " https://nextdoor.example/p/1 "}
    for _ in range(3):
        answer = client.post(page(row), given)
        assert (answer.status_code, answer["Location"]) == (303, "./")
    done = fresh(row)
    assert (done.state, done.url) == (State.PUBLISHED, "https://nextdoor.example/p/1")
    assert Event.objects.filter(post=row.pk, data__contains="published").count() == 1
    whole = shown(client, row)
    assert "It is posted" in whole
    assert "Robin Vale posted it by hand" in whole
    assert TEXT[:20] not in whole
    assert "<form" not in whole


def test_what_a_second_person_says_is_written_down_and_told_aloud(client, row):
    assert client.post(page(row), TICKED).status_code == 303
    other = {**TICKED, "by": "Kim Osei", "url": "https://nextdoor.example/p/2"}
    for _ in range(2):
        answer = client.post(page(row), other)
        assert answer.status_code == 409
        assert "take one down" in answer.content.decode()
    told = Alert.objects.get(key__startswith="contradiction:")
    assert "https://nextdoor.example/p/2" in told.what
    assert Event.objects.filter(kind="answer by hand", actor="Kim Osei").count() == 1
    denied = client.post(page(row), {"what": "not posted", "why": "x", "by": "K"})
    assert denied.status_code == 409
    assert "Robin Vale posted it by hand." in denied.content.decode()
    assert fresh(row).cause == "Robin Vale posted it by hand."


# A person's “it is out” is never dropped


def denied(client, row):
    given = {"what": "not posted", "by": "Bea", "why": "No time"}
    assert client.post(page(row), given).status_code == 303
    assert fresh(row).state == State.FAILED


PROOF = {**TICKED, "by": "Ann", "url": "https://nextdoor.example/p/7"}


def test_posted_is_believed_after_another_said_it_was_not(client, row):
    denied(client, row)
    assert client.post(page(row), PROOF).status_code == 303
    done = fresh(row)
    assert (done.state, done.url) == (State.PUBLISHED, PROOF["url"])
    assert "Ann posted it by hand" in done.cause
    [moved] = Event.objects.filter(kind="post moved", actor="Ann")
    assert '"from":"failed"' in moved.data.replace(": ", ":")


def test_a_page_of_what_failed_lets_somebody_say_that_it_is_posted_after_all(client, row):
    denied(client, row)
    whole = client.get(page(row)).content.decode()
    assert "It is posted after all" in whole
    assert client.post(page(row), {**PROOF, "url": "no address"}).status_code == 400


@pytest.mark.parametrize("state", [State.MISSED, State.CANCELLED])
def test_posted_is_believed_of_what_was_missed_or_cancelled_since(client, row, state):
    Post.objects.filter(pk=row.pk).update(state=state)
    assert client.post(page(row), PROOF).status_code == 303
    assert fresh(row).state == State.PUBLISHED


def test_posted_stops_what_is_to_go_out_again_and_says_so_aloud(client, row):
    denied(client, row)
    decisions.send_again(row.pk, by="Bea", now=now(), not_there=True)
    assert fresh(row).state == State.SCHEDULED
    answer = client.post(page(row), PROOF)
    assert answer.status_code == 409
    assert "That is stopped" in answer.content.decode()
    assert (fresh(row).state, fresh(row).url) == (State.PUBLISHED, PROOF["url"])
    assert Alert.objects.filter(key__startswith="contradiction:").count() == 1


@pytest.mark.parametrize("state", [State.PUBLISHING, State.PROCESSING])
def test_posted_is_told_aloud_where_a_program_is_sending_it(client, row, state):
    Post.objects.filter(pk=row.pk).update(state=state, check_at=now())
    answer = client.post(page(row), PROOF)
    assert answer.status_code == 409
    assert "may be out twice" in answer.content.decode()
    assert fresh(row).state == state
    assert PROOF["url"] in Alert.objects.get(key__startswith="contradiction:").what
    assert Event.objects.filter(kind="answer by hand", actor="Ann").exists()


# Who is posting it, and a page that is old


def test_the_words_appear_once_somebody_says_that_they_post_it(client, row):
    before = client.get(page(row)).content.decode()
    assert "I am posting it now" in before
    assert TEXT[:20] not in before
    nameless = client.post(page(row), {"what": "posting", "by": " "})
    assert nameless.status_code == 400
    assert 'href="#turn-by"' in nameless.content.decode()
    whole = shown(client, row)
    assert TEXT[:20] in whole
    assert "Robin Vale is posting it since" in whole
    assert Event.objects.get(kind="post taken in hand").actor == "Robin Vale"


def test_the_next_visitor_sees_who_posts_it_and_may_take_over(client, row):
    mine = taken(client, row, "Ann")
    other = client.get(page(row)).content.decode()
    assert "Ann is posting it since" in other
    assert TEXT[:20] not in other
    assert TEXT[:20] in client.get(taken(client, row, "Bea")).content.decode()
    again = client.get(mine).content.decode()
    assert "Bea is posting it since" in again
    assert TEXT[:20] not in again


def state_of(client, address):
    path, _, query = address.partition("?")
    answer = client.get(f"{path}state?{query}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return answer.content.decode()


def mark_of(client, address):
    return re.search(r'data-mark="([^"]+)"', client.get(address).content.decode())[1]


def test_the_state_changes_with_a_stop_a_turn_and_a_tick(client, row):
    mine = taken(client, row)
    found = [mark_of(client, mine)]
    assert state_of(client, mine) == found[0]
    hold = stop()
    found.append(state_of(client, mine))
    holds.lift(hold.pk, by="Kim Osei", now=now())
    assert state_of(client, mine) == found[0]
    taken(client, row, "Bea")
    found.append(state_of(client, mine))
    Post.objects.filter(pk=row.pk).update(late_at=now() - timedelta(hours=2))
    found.append(state_of(client, mine))
    decisions.is_there(row.pk, url="", by="Bea", now=now())
    found.append(state_of(client, mine))
    assert len(set(found)) == len(found)
    assert state_of(client, f"/handoff/1-{'0' * 32}/") == "gone"


def test_without_scripts_a_sentence_says_to_reload(client, row):
    assert re.search(r'id="reload">Reload this page right before you post', shown(client, row))


# What nobody can see


def test_what_cannot_be_seen_is_taken_out_of_what_is_typed(client, row):
    given = {"what": "not posted", "by": "Robin\x00 \u202eVale", "why": "No\x1b[31m\x00 time\u2066"}
    assert client.post(page(row), given).status_code == 303
    assert fresh(row).cause == "Robin Vale did not post it: No[31m time."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ticked": None}, "Tick the box if it is posted."),
        ({"by": "  "}, "Type your name"),
        ({"by": "x" * 101}, "Type your name"),
        ({"url": "nextdoor.example/p/1"}, "begins with https://"),
        ({"url": "javascript:alert(1)"}, "begins with https://"),
        ({"url": "https://robin:secret@nextdoor.example/"}, "begins with https://"),
        ({"url": "https://nextdoor.example/" + "x" * 2000}, "begins with https://"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(client, row, change, words):
    given = {**TICKED, "url": "https://nextdoor.example/p/1", **change}
    answer = client.post(page(row), {k: v for k, v in given.items() if v is not None})
    assert answer.status_code == 400
    whole = answer.content.decode()
    assert words in whole
    assert 'role="alert"' in whole
    assert 'aria-invalid="true"' in whole
    assert ('value="Robin Vale"' in whole) == ("by" not in change)
    assert fresh(row).state == State.PROCESSING


def test_what_cannot_be_posted_failed_with_its_reason(client, row):
    given = {"what": "not posted", "by": "Robin Vale", "why": ""}
    answer = client.post(page(row), given)
    assert answer.status_code == 400
    assert "why it was not posted" in answer.content.decode()
    assert '<details class="card" open>' in answer.content.decode()
    for _ in range(2):
        assert client.post(page(row), {**given, "why": "Nextdoor is down"}).status_code == 303
    assert fresh(row).state == State.FAILED
    assert "Robin Vale did not post it: Nextdoor is down." in shown(client, row)


@pytest.mark.parametrize("what", ["", "published", "posted\x00", "POSTED"])
def test_a_form_of_no_kind_we_know_changes_nothing(client, row, what):
    assert client.post(page(row), {**TICKED, "what": what}).status_code == 200
    assert fresh(row).state == State.PROCESSING


# What stops it


def test_a_hold_takes_the_words_away_and_says_stop(client, tmp_path):
    row, _ = pictured(tmp_path)
    stop()
    whole = shown(client, row)
    assert "STOP" in whole
    assert "A hold is in place: An officer was hurt." in whole
    assert TEXT[:20] not in whole
    assert "navy" not in whole
    assert client.get(f"{page(row)}picture-1").status_code == 404


def test_a_form_that_was_open_when_the_hold_came_is_refused(client, row):
    stop()
    answer = client.post(page(row), TICKED)
    assert answer.status_code == 400
    whole = answer.content.decode()
    assert "It was stopped meanwhile." in whole
    assert TEXT[:20] not in whole
    assert fresh(row).state == State.PROCESSING


def test_what_was_posted_before_the_hold_can_be_told_for_it_must_be_known(client, row):
    stop()
    assert client.post(page(row), {**TICKED, "what": "posted before"}).status_code == 303
    done = fresh(row)
    assert done.state == State.PUBLISHED
    assert "before it was stopped (A hold is in place: An officer was hurt)" in done.cause


def test_once_the_hold_is_lifted_it_may_be_posted_while_there_is_time(client, row):
    hold = stop()
    holds.lift(hold.pk, by="Kim Osei", now=now())
    assert TEXT[:20] in shown(client, row)
    assert client.post(page(row), TICKED).status_code == 303


def test_later_than_its_time_it_is_not_shown(client, row):
    long_ago = now() - timedelta(minutes=80)
    Post.objects.filter(pk=row.pk).update(late_at=long_ago)
    whole = shown(client, row)
    assert "STOP" in whole
    assert "Its time passed." in whole
    assert TEXT[:20] not in whole
    assert client.post(page(row), TICKED).status_code == 400


def test_an_expired_fact_and_a_withdrawn_approval_stop_it_too(client, row):
    Post.objects.filter(pk=row.pk).update(valid_until=now())
    assert "A fact it uses has expired, or its last day is over." in shown(client, row)
    Post.objects.filter(pk=row.pk).update(valid_until=None)
    assert TEXT[:20] in shown(client, row)
    voiding.revoke(row.message, by="Blake Approver", now=now(), why="a wrong number")
    assert "Nobody but its author has approved this text." in shown(client, row)


def test_the_page_is_over_a_week_after_it_was_done(client, row):
    decisions.is_there(row.pk, url="", by="Robin", now=now() - timedelta(days=8))
    answer = client.get(page(row))
    assert answer.status_code == 404
    assert "nothing to post" in answer.content.decode()


# A post of another platform


def test_a_handed_post_warns_of_a_try_that_may_have_arrived(client, tmp_path):
    live_x()
    made = post(on="live-x", due=now(), simulated=False, state=State.FAILED, attempt=1)
    made.attempts.create(number=1, worker="w", started_at=now(), outcome=State.UNCERTAIN)
    handing.hand_over(made.pk, by="Kim Osei", now=now())
    HandLine(tmp_path, now()).drain("live-x")
    whole = shown(client, made)
    assert "Look on X first." in whole
    assert "Call 999" in whole


def test_an_address_of_our_own_account_lets_the_post_be_measured(client, tmp_path, monkeypatch):
    monkeypatch.setenv("X_TOKEN", "for a test")
    secrets = dict.fromkeys(registry.secret_sets(registry.adapter_class("x"))[0], "X_TOKEN")
    live_x(handle="@NorthshirePolice", secret_names=json.dumps(secrets))
    made = post(on="live-x", due=now(), simulated=False, state=State.FAILED)
    digest = content_digest(made.content, made.message, made.channel)
    Post.objects.update(digest=digest)
    Approval.objects.update(digest=digest)
    handing.hand_over(made.pk, by="Kim Osei", now=now())
    HandLine(tmp_path, now()).drain("live-x")
    url = "https://x.com/NorthshirePolice/status/1234567890123456789"
    assert client.post(page(made), {**TICKED, "url": url}).status_code == 303
    assert (fresh(made).url, fresh(made).remote_id) == (url, "1234567890123456789")
    assert fresh(made).reading_at is not None


def test_an_adapter_that_fails_keeps_nobody_from_ticking_it_off(client, tmp_path):
    live_x()
    made = post(on="live-x", due=now(), simulated=False, state=State.FAILED)
    handing.hand_over(made.pk, by="Kim Osei", now=now())
    HandLine(tmp_path, now()).drain("live-x")
    given = {**TICKED, "url": "https://x.com/NorthshirePolice/status/42"}
    assert client.post(page(made), given).status_code == 303
    assert (fresh(made).state, fresh(made).remote_id) == (State.PUBLISHED, "")


# Who may send the form


def test_a_form_from_another_page_is_refused_in_plain_words(row):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(page(row), TICKED)
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert fresh(row).state == State.PROCESSING
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', strict.get(page(row)).content.decode())
    sent = {**TICKED, "csrfmiddlewaretoken": token[1]}
    assert strict.post(page(row), sent).status_code == 303
    assert fresh(row).state == State.PUBLISHED


def test_the_public_address_leads_to_hand_offs_and_nowhere_else(client, row, settings):
    settings.PUBLIC_HOST = "shown.northshire.example"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "shown.northshire.example"]
    for address, status in {
        page(row): 200,
        "/handoff/page.css": 200,
        "/handoff/handoff.css": 200,
        "/handoff/copy.js": 200,
        "/handoff/icon.svg": 200,
        "/": 404,
        "/page.css": 404,
        "/report/": 404,
    }.items():
        answer = client.get(address, headers={"host": "shown.northshire.example"})
        assert answer.status_code == status, address


def test_an_alert_leads_to_the_public_address_when_there_is_one(tmp_path, settings):
    settings.PUBLIC_ADDRESS = "https://shown.northshire.example"
    row, _ = ready(tmp_path, now())
    assert row.url == f"https://shown.northshire.example{page(row)}"
    advice = Alert.objects.get(kind="handoff").advice
    assert row.url in advice
    assert f"(on this computer: http://127.0.0.1:8000{page(row)})" in advice


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host"])
def test_what_a_web_server_passes_on_is_from_outside_whatever_its_host(client, row, header):
    passed = {"host": "127.0.0.1", header: "for=192.0.2.1"}
    for address, status in {
        page(row): 200,
        "/handoff/page.css": 200,
        "/": 404,
        "/report/": 404,
    }.items():
        assert client.get(address, headers=passed).status_code == status, address
    assert client.get("/", headers={"host": "127.0.0.1"}).status_code == 200


def test_an_unknown_address_below_hand_offs_shows_nothing_of_the_console(client):
    for address in ("/handoff/", "/handoff/x/y", "/shared/none"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain"), address
    assert "html" in client.get("/nowhere")["Content-Type"]


def test_what_goes_wrong_shows_somebody_outside_nothing_of_the_console(rf, settings):
    settings.PUBLIC_HOST, settings.ALLOWED_HOSTS = "shown.northshire.example", ["*"]
    outside = went_wrong(rf.get("/x", headers={"host": "shown.northshire.example"}))
    assert (outside.status_code, outside["Content-Type"]) == (500, "text/plain")
    assert "html" in went_wrong(rf.get("/", headers={"host": "127.0.0.1"}))["Content-Type"]


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Campaign.Northshire.example:443", "https://campaign.northshire.example"),
        ("https://shown.example:8443/x", "https://shown.example:8443"),
        ("http://shown.example:80", "http://shown.example"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
        ("https://shown.example:x", ""),
        ("", ""),
    ],
)
def test_where_a_form_may_come_from_is_written_as_browsers_write_it(address, origin):
    assert origin_of(address) == origin


def test_the_page_names_nothing_that_is_not_below_it(client, row):
    whole = shown(client, row)
    found = re.findall(r'(?:href|src|action)="([^"]+)"', whole)
    assert found
    assert all(one.startswith(("../", "picture-", "#")) for one in found), found


# The front page


def test_the_front_page_lists_what_lies_with_a_person(client, row):
    ChannelState.objects.filter(pk=NEXTDOOR).update(speaker="Northshire Police")
    whole = client.get("/").content.decode()
    assert "by hand" in whole
    assert "Neighbourhood team" in whole
    decisions.is_there(row.pk, url="", by="Robin", now=now())
    assert "Neighbourhood team" not in client.get("/").content.decode()
