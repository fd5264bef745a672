"""Whose yes is enough, for how long, and what makes it void."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import connection

from campaign.adapter import Content
from campaign.lifecycle import State
from campaign.store import (
    approvals,
    barriers,
    claims,
    decisions,
    holds,
    people,
    posts,
    tally,
    voiding,
)
from campaign.store import grounds as ground
from campaign.store.approvals import ApprovalError
from campaign.store.content_hash import content_digest
from campaign.store.models import Approval, Event, Hold, PersonName, Post
from campaign.store.tally import Need
from tests.servers.campaign_folder import GOOD, library_of
from tests.servers.rows import NOW, channel, post_of

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = timedelta(minutes=5)
DAY = timedelta(days=1)
PEOPLE = """\
people:
  Kim Osei: {roles: senior}
  Sam Hale: {roles: chief-officer}
  Robin Ellis: {roles: legal, organisations: commissioner}
  Alex Writer: {also: [A. Writer, awriter]}
"""


@pytest.fixture(autouse=True)
def known():
    """Kim is senior, Sam a chief officer, Lee nobody in particular."""
    rows = (
        ("Kim Osei", "senior", 1),
        ("Sam Hale", "chief-officer", 2),
        ("Robin Ellis", "legal", 2),
    )
    for name, role, rank in rows:
        key = name.lower()
        PersonName.objects.create(key=key, person=key, name=name, roles=role, rank=rank)


def waits(tier=1, partners=(), text="Call 999 first.", due=NOW, **columns):
    """Make a post that awaits approval, and return it with its content to approve."""
    found = {"tier": tier if tier > 1 else 0, "partners": list(partners)}
    told = {name: value for name, value in found.items() if value}
    grounds = ground.json.dumps(told, sort_keys=True) if told else ""
    speaker, content = channel(), Content(text)
    message = columns.pop("message", "bystander-guidance/call-first")
    row = post_of(
        content, speaker, due=due, message=message, state=State.PENDING, tier=tier,
        partners=len(partners), grounds=grounds, simulated=True,
        digest=content_digest(content, message, speaker, grounds), **columns,
    )  # fmt: skip
    row.save()
    return row


def items(now=NOW):
    return approvals.waiting(now)


def yes(by, now=NOW, **how):
    return approvals.approve(items(now), by=by, now=now, **how)


def begin(now=NOW):
    return claims.begin("northshire-x", clock=lambda: now, lease=LEASE, worker="w1")


def state(row):
    return State(Post.objects.get(pk=row.pk).state)


def cause(row):
    return Post.objects.get(pk=row.pk).cause


MATRIX = [
    (1, ["Lee"], True), (1, ["Kim Osei"], True), (1, [], False),
    (2, ["Kim Osei"], True), (2, ["Sam Hale"], True),
    (3, ["Kim Osei"], False), (3, ["Sam Hale"], False), (3, ["Lee", "Kim Osei"], False),
    (3, ["Lee", "Sam Hale"], True), (3, ["Sam Hale", "Kim Osei"], True),
    (3, ["Robin Ellis", "Lee"], True),
]  # fmt: skip


@pytest.mark.parametrize(("tier", "by", "enough"), MATRIX)
def test_the_tier_decides_whose_yes_is_enough(tier, by, enough):
    row = waits(tier)
    for name in by:
        yes(name)
    assert state(row) is (State.SCHEDULED if enough else State.PENDING)
    Post.objects.update(state=State.SCHEDULED)
    assert (begin() is not None) is enough


def test_somebody_who_is_not_senior_cannot_approve_what_needs_it():
    row = waits(2)
    with pytest.raises(ApprovalError, match=r"May do so: Kim Osei \(senior\), Robin Ellis"):
        yes("Lee")
    assert state(row) is State.PENDING


def test_where_nobody_is_senior_it_says_in_a_sentence_what_to_add():
    PersonName.objects.all().delete()
    waits(2)
    with pytest.raises(ApprovalError) as caught:
        yes("Lee")
    assert str(caught.value).endswith(
        "Nobody is said to be senior: add to messages/campaign.yaml “people:”, and below it "
        "“Their Name: {roles: senior}”."
    )


def test_the_same_person_says_yes_once_only():
    row = waits(3)
    yes("Sam Hale")
    with pytest.raises(ApprovalError, match="has said yes to “Call 999 first” already"):
        yes("sam  HALE")
    assert state(row) is State.PENDING


def test_sql_and_python_agree_on_what_is_enough():
    """Every tier over every set of up to three yeses: the gate and the pages say the same."""
    kinds = [
        ("approval", "alex writer", 2, ""), ("approval", "lee", 0, ""), ("approval", "kim", 1, ""),
        ("approval", "sam", 2, ""), ("emergency", "alex writer", 0, ""),
        ("emergency", "lee", 0, ""), ("partner", "jo", 0, "Choir"),
    ]  # fmt: skip
    ends = (NOW + DAY, NOW)
    different = 0
    for tier, partners in itertools.product((1, 2, 3), ((), ("Choir",))):
        row = waits(tier, partners, text=f"{tier} {partners}")
        for number in range(4):
            for given in itertools.combinations(kinds, number):
                for end in ends:
                    Approval.objects.all().delete()
                    Approval.objects.bulk_create(
                        Approval(
                            digest=row.digest, message=row.message, channel=row.channel_id,
                            author=row.author, by=by, by_person=by, at=NOW - DAY, kind=kind,
                            rank=rank, partner=partner, expires_at=end,
                        )
                        for kind, by, rank, partner in given
                    )  # fmt: skip
                    python = tally.of_post(row, NOW).enough(Need.of(row))
                    with connection.cursor() as cursor:
                        sql = barriers.yes_to("p").replace("{now}", "%s")
                        cursor.execute(
                            f"SELECT {sql} FROM store_post p WHERE p.id = %s",
                            [*[barriers.moment(NOW)] * sql.count("%s"), row.pk],
                        )
                        assert bool(cursor.fetchone()[0]) is python, (tier, partners, given, end)
                    different += python
    assert different > 20


def test_an_alias_of_the_author_is_the_author(tmp_path):
    row = waits()
    yes("A. Writer")  # nobody knew yet
    assert state(row) is State.SCHEDULED
    library = library_of(tmp_path, thanks=GOOD)
    library = with_people(library, tmp_path)
    people.sync(library, actor="plan", now=NOW)
    assert begin() is None
    assert state(row) is State.PENDING
    with pytest.raises(ApprovalError, match="nobody approves their own"):
        yes("AWriter")


def with_people(library, folder):
    from campaign.library.loader import read_library
    from tests.servers.campaign_folder import PLATFORMS

    path = folder / "messages" / "campaign.yaml"
    path.write_text(path.read_text() + PEOPLE)
    return read_library(folder, PLATFORMS)


def test_a_role_may_hold_for_some_organisations_only(tmp_path):
    people.sync(with_people(library_of(tmp_path, thanks=GOOD), tmp_path), actor="plan", now=NOW)
    known = people.People.load()
    assert known.weight("Robin Ellis", "commissioner") == (2, "legal")
    assert known.weight("Robin Ellis", "northshire-police") == (0, "")


def test_a_yes_runs_out_and_then_sends_nothing():
    row = waits(due=NOW + 91 * DAY)
    yes("Lee")
    assert state(row) is State.SCHEDULED
    late = NOW + 91 * DAY
    assert begin(late) is None
    assert state(row) is State.PENDING
    assert cause(row) == "The approval by Lee has run out: it needs a new one."
    yes("Lee", late)
    assert begin(late) is not None


def test_posts_wait_again_as_soon_as_their_yes_has_run_out():
    row = waits(due=NOW + 200 * DAY)
    yes("Lee", days=30)
    assert voiding.run_out(NOW + 29 * DAY) == 0
    assert state(row) is State.SCHEDULED
    assert voiding.run_out(NOW + 30 * DAY) == 1
    assert state(row) is State.PENDING
    assert voiding.run_out(NOW + 31 * DAY) == 0
    posts.free(NOW + 31 * DAY)
    assert state(row) is State.PENDING


def test_a_yes_that_ends_before_its_post_is_due_is_told_of_and_can_be_renewed():
    row = waits(due=NOW + 40 * DAY)
    yes("Lee", days=30)
    assert items(NOW + 10 * DAY) == []
    [item] = items(NOW + 20 * DAY)
    assert item.ends == NOW + 30 * DAY
    yes("Lee", NOW + 20 * DAY, days=30)
    assert items(NOW + 20 * DAY) == []
    voiding.run_out(NOW + 31 * DAY)
    assert state(row) is State.SCHEDULED


def test_in_an_emergency_two_people_stand_in_for_the_yes_that_is_missing():
    row = waits(3)
    assert approvals.in_emergency(items(), by="Alex Writer", now=NOW, why="Flood") == 0
    with pytest.raises(ApprovalError, match="the second is somebody else's"):
        approvals.in_emergency(items(), by="alex writer", now=NOW, why="Flood")
    assert state(row) is State.PENDING
    assert approvals.in_emergency(items(), by="Lee", now=NOW, why="Flood") == 1
    assert begin() is not None
    assert Event.objects.filter(kind="emergency approval").count() == 2


def test_the_word_of_an_emergency_holds_for_a_day():
    row = waits(2, due=NOW + DAY)
    for by in ("Lee", "Jo"):
        approvals.in_emergency(items(), by=by, now=NOW, why="Flood")
    assert begin(NOW + DAY) is None
    assert state(row) is State.PENDING


def test_no_emergency_passes_a_hold_or_a_partner_or_another_text():
    row = waits(2)
    for by in ("Lee", "Jo"):
        approvals.in_emergency(items(), by=by, now=NOW, why="Flood")
    hold = holds.place(scope=Hold.Scope.ALL, value="", reason="Enough", by="Duty", now=NOW)
    assert barriers.before(row.pk, NOW).kind is barriers.Kind.HELD
    Hold.objects.filter(pk=hold.pk).delete()
    Post.objects.update(body=row.body.replace("first", "last"))
    assert begin() is None
    partnered = waits(1, ["Choir"], text="With the choir")
    for by in ("Lee", "Jo"):
        [item] = [one for one in items() if one.digest == partnered.digest]
        approvals.in_emergency([item], by=by, now=NOW, why="Flood")
    assert state(partnered) is State.PENDING


def test_a_partner_signs_off_the_very_text():
    row = waits(2, ["Choir"])
    yes("Kim Osei")
    assert state(row) is State.PENDING
    assert items()[0].lacks == "It is not approved: it lacks the sign-off of Choir."
    with pytest.raises(ApprovalError, match="“Band” is not a partner of this message"):
        approvals.sign_off(items(), "Band", who="Jo Hale", by="Lee", now=NOW)
    assert approvals.sign_off(items(), "Choir", who="Jo Hale, chair", by="Lee", now=NOW) == 1
    assert begin() is not None
    [event] = Event.objects.filter(kind="partner signed off")
    assert ("Choir" in event.data, "Jo Hale" in event.data, event.actor) == (True, True, "Lee")


def test_a_post_with_a_day_of_its_own_is_redated_and_not_sent_late():
    row = waits(due=NOW, valid_until=NOW + timedelta(hours=7))
    Post.objects.update(grounds='{"dated": true}')
    holds.place(scope=Hold.Scope.ALL, value="", reason="Mourning", by="Duty", now=NOW)
    posts.expire(NOW + timedelta(hours=1))
    assert state(row) is State.MISSED
    assert "It has a day of its own: re-date it, do not send it late." in cause(row)
    with pytest.raises(decisions.DecisionError, match="re-date it"):
        decisions.send_again(row.pk, by="Kim Osei", now=NOW + DAY)


REASONS = [
    ("PC Example Smith was stabbed", "a name"),
    ("Ring 07700 900123 for more", "a telephone number"),
    ("A man aged 34 of 12 Station Road", "an address"),
    ("Armed officers are searching", "detail of an operation"),
    ("Surveillance of a house, all night", "detail of an operation"),
]


@pytest.mark.parametrize(("reason", "what"), REASONS)
def test_a_reason_is_kept_without_what_it_must_not_tell(reason, what):
    from campaign.checks.screen import screened

    hold = holds.place(scope=Hold.Scope.ALL, value="", reason=reason, by="Duty", now=NOW)
    assert "[left out]" in hold.reason
    assert what in screened(reason).told
    assert reason not in Event.objects.get(kind="hold placed").data


def test_an_ordinary_reason_is_kept_as_it_is():
    hold = holds.place(
        scope=Hold.Scope.ALL, value="", reason="An officer was hurt in the city", by="Duty", now=NOW
    )
    assert hold.reason == "An officer was hurt in the city"
