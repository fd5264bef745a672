"""Texts and pictures are kept as long as they must be, and no proof goes with them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.db import connection

from campaign.adapter import Content, Image
from campaign.library.retention import Retention
from campaign.lifecycle import State
from campaign.store import chain, decisions, events, legal_holds, pictures, retention
from campaign.store.claims import begin
from campaign.store.content_hash import content_digest
from campaign.store.legal_holds import LegalHoldError
from campaign.store.models import Event, Post
from campaign.store.retention import RetentionError
from tests.servers.rows import NOW, approve, channel, post

pytestmark = pytest.mark.django_db(transaction=True)

RULES = Retention()
LATER = NOW.replace(year=NOW.year + 6)


def told(text="Call 999 first.", *, image="", state=State.PUBLISHED, **columns) -> Post:
    """Make a post that is over, with a picture."""
    row = post(text, state=state, published_at=NOW, **columns)
    if image:
        content = Content(text, images=(Image(image, "image/png", "A badge"),))
        digest = content_digest(content, row.message, row.channel)
        Post.objects.filter(pk=row.pk).update(body=json.dumps(content.as_json()), digest=digest)
    events.record("post moved", actor="worker", at=NOW, post=row.pk, data={"to": state})
    return Post.objects.get(pk=row.pk)


def dispose(now=LATER, rules=RULES, **given):
    code = retention.review(rules, now).code
    names = {"by": "Sam Hale", "agreed_by": "Kim Osei", **given}
    return retention.dispose(rules, code=code, now=now, **names)


def test_nothing_goes_before_its_time_and_all_goes_then():
    row = told()
    assert retention.review(RULES, LATER - timedelta(seconds=1)).expired == ()
    assert [one.post for one in retention.review(RULES, LATER).expired] == [row.pk]


@pytest.mark.parametrize(
    "state", [State.PENDING, State.SCHEDULED, State.PUBLISHING, State.PROCESSING, State.UNCERTAIN]
)
def test_what_is_not_over_never_goes(state):
    told(state=state)
    assert retention.review(RULES, LATER).expired == ()


def test_what_was_taken_back_and_incidents_are_kept_longer():
    told(state=State.DELETED)
    told(theme="night-out")
    told(message="numbers/one")
    rules = Retention(incidents=("night-out", "numbers/one"))
    assert retention.review(rules, LATER).expired == ()
    ten = NOW.replace(year=NOW.year + 10)
    assert {one.kept_as for one in retention.review(rules, ten).expired} == {"incident"}


def test_the_leap_day_is_over_on_the_first_of_march():
    leap = datetime(2028, 2, 29, 12, tzinfo=timezone.utc)
    assert RULES.ends("routine", leap) == datetime(2034, 3, 1, 12, tzinfo=timezone.utc)


def test_disposal_takes_text_and_picture_and_leaves_the_proof():
    sha256 = pictures.keep(b"a picture")
    row = told("Words that go.", image=sha256)
    body = row.body
    done = dispose()
    assert (done.posts, done.pictures) == (1, 1)
    assert not pictures.is_kept(sha256)
    after = Post.objects.get(pk=row.pk)
    assert after.content == Content("")
    assert (after.digest, after.title) == (row.digest, row.title)
    assert list(chain.breaks()) == []
    agreed, gone, picture = Event.objects.order_by("id")[1:]
    assert [agreed.actor, gone.actor] == ["Kim Osei", "Sam Hale"]
    said = json.loads(gone.data)
    assert said["digest"] == row.digest
    assert said["pictures"] == json.loads(picture.data)["pictures"] == [sha256]
    assert "Words that go" not in "".join(Event.objects.values_list("data", flat=True))
    assert body != after.body


def test_disposed_words_are_not_in_the_file_of_the_database_any_more():
    if connection.vendor != "sqlite":
        return  # PostgreSQL's VACUUM does it, in its own time
    told("Unmistakable words that must go.")
    dispose()
    path = Path(connection.settings_dict["NAME"])
    for file in path.parent.glob(f"{path.name}*"):
        assert b"Unmistakable words" not in file.read_bytes()


def test_a_picture_stays_that_another_post_or_a_file_needs():
    shared, filed = pictures.keep(b"shared"), pictures.keep(b"still in assets")
    told(image=shared)
    told(image=filed, on="northshire-facebook")
    post("To come", on="northshire-y", state=State.PENDING, approved=False)
    young = told(image=shared, on="northshire-z")
    Post.objects.filter(pk=young.pk).update(published_at=LATER)
    assert dispose(in_use={filed}).posts == 2
    assert pictures.is_kept(shared)
    assert pictures.is_kept(filed)


def test_one_person_alone_disposes_of_nothing():
    told()
    for names in ({"agreed_by": "sam  hale"}, {"agreed_by": ""}, {"by": " "}):
        with pytest.raises(RetentionError):
            dispose(**names)
    assert not Post.objects.filter(body=retention.DISPOSED).exists()


def test_a_code_for_another_list_disposes_of_nothing():
    told()
    code = retention.review(RULES, LATER).code
    told(on="northshire-facebook")
    with pytest.raises(RetentionError, match="look at it again"):
        retention.dispose(RULES, code=code, by="Sam", agreed_by="Kim", now=LATER)
    assert not Post.objects.filter(body=retention.DISPOSED).exists()


def test_a_disposed_post_is_never_sent():
    row = told(state=State.MISSED)
    dispose()
    decisions.send_again(row.pk, by="Sam", now=LATER)
    approve(Post.objects.get(pk=row.pk))
    claim = begin(row.channel_id, clock=lambda: LATER, lease=timedelta(minutes=5), worker="one")
    assert claim is None
    assert Post.objects.get(pk=row.pk).state == State.PENDING


# Legal hold


def hold(**named):
    return legal_holds.place(reason="Inquest", by="Sam Hale", now=NOW, **named)


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"theme": "bystander-guidance"},
        {"channel": "northshire-x"},
        {"message": "bystander-guidance/call-first"},
        {"theme": "bystander-guidance", "channel": "northshire-x"},
    ],
)
def test_a_legal_hold_keeps_what_it_names(named):
    told()
    hold(**named)
    found = retention.review(RULES, LATER)
    assert (found.expired, found.held) == ((), 1)
    with pytest.raises(RetentionError):
        dispose()


def test_a_legal_hold_keeps_nothing_else():
    told()
    told(on="northshire-facebook")
    hold(channel="northshire-x")
    assert dispose().posts == 1


def test_a_legal_hold_placed_after_the_list_was_seen_is_heard():
    row = told()
    found = retention.review(RULES, LATER)
    hold()
    with pytest.raises(RetentionError):
        retention.dispose(RULES, code=found.code, by="Sam", agreed_by="Kim", now=LATER)
    assert retention._dispose(found.expired, by="Sam", now=LATER) == 0  # in its very transaction
    assert Post.objects.get(pk=row.pk).content.text


def test_somebody_else_lifts_a_legal_hold_and_says_why():
    told()
    number = hold().number
    for by, why in (("sam hale", "Over"), ("Kim Osei", " ")):
        with pytest.raises(LegalHoldError):
            legal_holds.lift(number, by=by, now=NOW, why=why)
    legal_holds.lift(number, by="Kim Osei", now=NOW, why="Inquest closed")
    assert legal_holds.standing() == []
    assert dispose().posts == 1
    with pytest.raises(LegalHoldError, match="No legal hold"):
        legal_holds.lift(number, by="Kim Osei", now=NOW, why="Again")


def test_a_legal_hold_on_what_no_post_has_is_refused():
    channel()
    for named in ({"theme": "typo"}, {"channel": "northshire-x"}, {"message": "typo"}):
        with pytest.raises(LegalHoldError, match="nothing would be kept"):
            hold(**named)


def test_a_legal_hold_needs_a_reason():
    with pytest.raises(LegalHoldError, match="reason"):
        legal_holds.place(reason=" ", by="Sam", now=NOW)
