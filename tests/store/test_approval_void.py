"""What makes a yes void: each thing it covers, changed on its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.store import approvals, by_hand, calendar, claims, holds, people, posts
from campaign.store.by_hand import NotPlanned
from campaign.store.models import Approval, Hold, Post
from campaign.store.proposal import propose
from tests.servers.campaign_folder import CAMPAIGN, FACTS, PLATFORMS, picture, write_campaign
from tests.servers.rows import NOW

pytestmark = pytest.mark.django_db(transaction=True)

FILE = "behind-the-badge/m.md"
MESSAGE = """\
---
title: Thanks
theme: behind-the-badge
platforms: X
organisations: northshire-police
image: badge.png
alt: A badge on a table.
when: 3/12/2026 at 12:30
---
Thank you for {{ fact.total_assaults }} letters.
"""
WHO = """\
people:
  Kim Osei: {roles: senior}
  Sam Hale: {roles: chief-officer}
"""
MANIFEST = "badge.png: {rights: Drawn by us, people: none}\n"
END = NOW + timedelta(days=14)


def plan(folder, message=MESSAGE, **files):
    """Write the files, and bring the calendar in line with them."""
    known = {
        FILE: message,
        "campaign.yaml": CAMPAIGN + WHO,
        "../assets/badge.png": picture(size=(1200, 800)),
        "../assets/assets.yaml": MANIFEST,
        **files,
    }
    write_campaign(folder, known)
    library = read_library(folder, PLATFORMS)
    day = NOW.date()
    proposal = propose(library, PLATFORMS, start=NOW, end=END, today=day)
    calendar.apply(proposal, library, actor="plan", now=NOW)
    return library


def say_yes(*names):
    for name in names:
        approvals.approve(approvals.waiting(NOW), by=name, now=NOW)


@pytest.fixture
def approved(tmp_path):
    plan(tmp_path)
    say_yes("Kim Osei")
    assert [post.state for post in Post.objects.all()] == [State.SCHEDULED]
    return tmp_path


CHANGES = {
    "the text": ({"message": MESSAGE.replace("Thank you", "Thanks")}, "Its text was changed"),
    "the alt text": ({"message": MESSAGE.replace("A badge", "One badge")}, "Its text was changed"),
    "the picture": (
        {"../assets/badge.png": picture(size=(1200, 801))},
        "Its text was changed",
    ),
    "the value of a figure": (
        {"facts.yaml": FACTS.replace("41,221", "41,222")},
        "The fact “total_assaults” was changed",
    ),
    "its source": (
        {"facts.yaml": FACTS.replace("uplift", "workforce")},
        "The fact “total_assaults” was changed",
    ),
    "its period": (
        {"facts.yaml": FACTS.replace("March 2025", "March 2024")},
        "The fact “total_assaults” was changed",
    ),
    "its caveat": (
        {"facts.yaml": f"{FACTS}  caveat: Offences, not people.\n"},
        "The fact “total_assaults” was changed",
    ),
    "the tier": (
        {"message": MESSAGE.replace("when:", "tier: 3\nwhen:")},
        "How much say it needs was changed",
    ),
    "a partner": (
        {"message": MESSAGE.replace("when:", "partner: Choir\nwhen:")},
        "Its partners were changed",
    ),
    "the day before which it goes out": (
        {"message": MESSAGE.replace("when:", "until: 9/12/2026\nwhen:")},
        "The time it is meant for was changed",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_anything_it_covers_makes_a_yes_void(approved, what):
    changed, why = CHANGES[what]
    plan(approved, **changed)
    [post] = Post.objects.filter(state__in=["pending", "scheduled"])
    assert post.state == State.PENDING
    assert post.cause == f"{why} after it was approved, so it awaits approval again."
    posts.free(NOW)
    assert Post.objects.get(pk=post.pk).state == State.PENDING


def test_a_post_on_another_day_awaits_approval_again(approved):
    plan(approved, MESSAGE.replace("3/12/2026", "4/12/2026"))
    [post] = Post.objects.filter(state__in=["pending", "scheduled"])
    assert (post.local, post.state) == ("2026-12-04T12:30", State.PENDING)
    assert post.cause.startswith("The time it is meant for was changed after it was approved")
    assert post.valid_until.date().isoformat() == "2026-12-05"


@pytest.mark.parametrize(
    "kept",
    [
        {"facts.yaml": FACTS.replace("expires: 1/9/2027", "expires: 1/10/2027")},
        {"message": MESSAGE.replace("---\nThank", "notes: For colleagues\n---\nThank")},
        {},
    ],
)
def test_what_a_yes_does_not_cover_leaves_it_standing(approved, kept):
    plan(approved, **kept)
    assert [post.state for post in Post.objects.all()] == [State.SCHEDULED]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("superseded_by: newer", "The fact “total_assaults” was replaced by “newer”"),
        ("expires: 1/12/2026", "The fact “total_assaults” expired"),
    ],
)
def test_a_figure_that_is_no_longer_to_be_used_stops_even_a_message_with_errors(
    approved, line, why
):
    newer = FACTS.replace("total_assaults", "newer")
    old = FACTS.replace("  expires: 1/9/2027\n", "") if "expires" in line else FACTS
    plan(approved, **{"facts.yaml": f"{old}  {line}\n{newer}"})
    [post] = Post.objects.all()
    assert (post.state, post.cause.partition(" after")[0]) == (State.PENDING, why)
    assert not Approval.objects.filter(revoked_at__isnull=True).exists()


def test_a_post_of_the_plan_keeps_its_yes_when_it_is_moved_within_its_time(tmp_path):
    rotated = MESSAGE.replace("when: 3/12/2026 at 12:30", "until: 12/12/2026")
    plan(tmp_path, rotated)
    say_yes("Kim Osei")
    before = list(Post.objects.values_list("local", "state"))
    slots = (CAMPAIGN + WHO).replace("08:00, 17:30", "08:15, 17:45")
    plan(tmp_path, rotated, **{"campaign.yaml": slots})
    after = list(Post.objects.filter(state=State.SCHEDULED).values_list("local", flat=True))
    assert {state for _, state in before} == {State.SCHEDULED}
    assert after
    assert not set(after) & {local for local, _ in before}


WELSH = """\
name: Heddlu Gwernant
kind: force
welsh_required: yes
channels:
  gwernant-cy: {platform: x, network: sandbox, language: cy}
  gwernant-en: {platform: x, network: sandbox}
"""
ENGLISH = """\
---
title: Call first
theme: behind-the-badge
platforms: X
organisations: gwernant
when: 3/12/2026 at 12:30
---
Thank you for your help.
"""
CYMRAEG = ENGLISH.replace("title:", "reviewed: 1/11/2026 by A Translator\ntitle:").replace(
    "Thank you for your help.", "Diolch am eich help."
)


@pytest.mark.parametrize("edited", ["m.md", "m.cy.md"])
def test_a_change_to_one_language_makes_the_yes_to_both_void(tmp_path, edited):
    files = {
        "organisations/gwernant.yaml": WELSH,
        FILE: ENGLISH,
        "behind-the-badge/m.cy.md": CYMRAEG,
    }
    plan(tmp_path, **files)
    say_yes("Kim Osei")
    assert set(Post.objects.values_list("state", flat=True)) == {State.SCHEDULED}
    assert Post.objects.count() == 2
    name = f"behind-the-badge/{edited}"
    files[name] = files[name].replace("help", "help!").replace("Thank", "Many thanks")
    plan(tmp_path, **files)
    assert set(Post.objects.values_list("state", flat=True)) == {State.PENDING}
    causes = {post.cause.partition(" after")[0] for post in Post.objects.all()}
    assert causes == {"Its text was changed", "Its text in the other language was changed"}


NEW = MESSAGE.replace("when: 3/12/2026 at 12:30\n", "").replace("m.md", "n.md")


def test_a_text_that_is_not_on_the_calendar_is_approved_and_sent(tmp_path):
    write_campaign(
        tmp_path,
        {
            FILE: NEW,
            "campaign.yaml": CAMPAIGN + WHO,
            "../assets/badge.png": picture(size=(1200, 800)),
            "../assets/assets.yaml": MANIFEST,
        },
    )
    library = read_library(tmp_path, PLATFORMS)
    people.sync(library, actor="Kim Osei", now=NOW)
    message = "behind-the-badge/m"
    with pytest.raises(NotPlanned, match="To read and approve it: campaign approvals"):
        by_hand.post_now(library, PLATFORMS, message, actor="Sam", now=NOW)
    made = by_hand.unplanned(library, PLATFORMS, message, NOW)
    assert Post.objects.count() == 0
    items = [approvals.of_row(post, "northshire-police", approvals.Tally()) for post in made]
    assert approvals.approve(items, by="Kim Osei", now=NOW) == 0
    [sent] = by_hand.post_now(library, PLATFORMS, message, actor="Sam", now=NOW)
    assert sent.digest == made[0].digest
    assert (
        claims.begin("northshire-x", clock=lambda: NOW, lease=timedelta(minutes=5), worker="w")
        is not None
    )


def test_a_message_for_another_day_is_not_sent_now(approved):
    library = plan(approved)
    with pytest.raises(NotPlanned, match="is not meant for today"):
        by_hand.post_now(library, PLATFORMS, "behind-the-badge/m", actor="Sam", now=NOW)


def test_a_post_caught_by_a_hold_on_its_day_is_flagged_to_be_redated(approved):
    [post] = Post.objects.all()
    late = post.due_at + timedelta(days=1)
    holds.place(scope=Hold.Scope.ALL, value="", reason="Mourning", by="Duty", now=NOW)
    lease = timedelta(minutes=5)
    assert claims.begin("northshire-x", clock=lambda: post.due_at, lease=lease, worker="w") is None
    posts.expire(late)
    missed = Post.objects.get(pk=post.pk)
    assert missed.state == State.MISSED
    assert missed.cause.endswith("It has a day of its own: re-date it, do not send it late.")


def test_a_plan_that_breaks_off_leaves_no_post_at_a_time_it_has_no_yes_for(tmp_path, settings):
    """The pictures cannot be kept, while two messages were changed, one of them in its time."""
    other = MESSAGE.replace("title: Thanks", "title: More").replace("3/12", "4/12")
    plan(tmp_path, **{"behind-the-badge/n.md": other})
    say_yes("Kim Osei")
    storage = tmp_path / "pics"
    storage.rename(tmp_path / "away")
    storage.write_text("No folder any more")
    soon = MESSAGE.replace("3/12/2026 at 12:30", "1/12/2026 at 17:31").replace(
        "image: badge.png\nalt: A badge on a table.\n", ""
    )
    with pytest.raises(OSError, match="pics"):
        plan(
            tmp_path,
            soon,
            **{"behind-the-badge/n.md": other.replace("letters", "notes")},
        )
    at = NOW + timedelta(minutes=1)
    assert (
        claims.begin("northshire-x", clock=lambda: at, lease=timedelta(minutes=5), worker="w")
        is None
    )
