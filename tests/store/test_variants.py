"""Two versions of a message, from the file through the plan and the approval to the report."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.reports.results import results
from campaign.store import approvals, by_hand, calendar
from campaign.store.models import Post
from campaign.store.proposal import propose
from campaign.worker.rehearsal import Rehearsal, Window
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 12, 1, 8, tzinfo=timezone.utc)
END = NOW + timedelta(weeks=4)
A, B = "Seen an officer hurt? Call 999 first.", "Film second. Call 999 first."
NAME = "behind-the-badge/m"
WHEN = "every day at 12:30 from 1/12/2026 until 28/12/2026"


def message(a=A, b=B, when=WHEN, platforms="X", settings=""):
    other = f"\n\n## Variant B\n\n{b}" if b else ""
    return (
        f"---\ntitle: Call first\ntheme: behind-the-badge\nplatforms: {platforms}\n"
        f"organisations: northshire-police\nwhen: {when}\n{settings}---\n{a}{other}\n"
    )


def shelf(folder, text, **files):
    write_campaign(folder, {f"{NAME}.md": text, **files})
    return read_library(folder, PLATFORMS)


def plan(folder, text, now=NOW, **files):
    """Write the files and bring the calendar in line; return what was proposed."""
    library = shelf(folder, text, **files)
    assert [f"{f.file} {f.message}" for f in library.findings if f.blocks] == []
    proposal = propose(library, PLATFORMS, start=now, end=END, today=now.date())
    calendar.apply(proposal, library, actor="plan", now=now)
    return proposal


def posts(**columns):
    return Post.objects.filter(message=NAME, slot_key__isnull=False, **columns).order_by("due_at")


def dealt():
    return "".join(posts(part=1).values_list("variant", flat=True))


def test_every_slot_gets_a_version_and_both_go_out_equally_often(tmp_path):
    plan(tmp_path, message())
    assert Counter(dealt()) == {"a": 14, "b": 14}
    for post in posts():
        assert post.content.text == {"a": A, "b": B}[post.variant]


def test_of_each_two_slots_one_has_the_other_version_in_an_order_by_lot(tmp_path):
    plan(tmp_path, message())
    couples = [dealt()[n : n + 2] for n in range(0, 28, 2)]
    assert set(couples) == {"ab", "ba"}
    assert 3 <= couples.count("ab") <= 11


def test_each_channel_is_balanced_by_itself(tmp_path):
    plan(tmp_path, message(platforms="X, Facebook"))
    for name in ("northshire-x", "northshire-facebook"):
        found = Counter(posts(channel=name).values_list("variant", flat=True))
        assert found == {"a": 14, "b": 14}


def test_planning_again_swaps_nothing_and_goes_on_in_balance(tmp_path):
    plan(tmp_path, message(when=WHEN.replace("28/12", "11/12")))
    before = dict(posts().values_list("slot_key", "variant"))
    again = plan(tmp_path, message(when=WHEN.replace("28/12", "11/12")))
    assert again.empty
    longer = plan(tmp_path, message())
    after = dict(posts().values_list("slot_key", "variant"))
    assert len(longer.diff.add) == 17
    assert {key: after[key] for key in before} == before
    assert Counter(after.values()) == {"a": 14, "b": 14}


def test_the_same_files_deal_the_same_versions(tmp_path):
    plan(tmp_path, message())
    first = dealt()
    Post.objects.all().delete()
    plan(tmp_path, message())
    assert dealt() == first


def test_a_slot_that_is_moved_keeps_its_version(tmp_path):
    plan(tmp_path, message())
    before = dealt()
    proposal = plan(tmp_path, message(when=WHEN.replace("12:30", "13:30")))
    assert len(proposal.diff.move) == 28
    assert dealt() == before


def test_what_was_taken_off_the_calendar_does_not_count(tmp_path):
    plan(tmp_path, message(when=WHEN.replace("28/12", "8/12")))
    posts(variant="b").update(state=State.CANCELLED)
    plan(tmp_path, message())
    standing = posts().exclude(state=State.CANCELLED).values_list("variant", flat=True)
    assert Counter(standing) == {"a": 12, "b": 12}


def test_posts_on_the_calendar_join_a_test_that_begins_and_leave_one_that_ends(tmp_path):
    plan(tmp_path, message(b=""))
    assert dealt() == ""
    plan(tmp_path, message())
    assert Counter(dealt()) == {"a": 14, "b": 14}
    plan(tmp_path, message(b=""))
    assert dealt() == ""
    assert {post.content.text for post in posts()} == {A}


def waiting():
    return {item.digest for item in approvals.waiting(NOW)}


def approve():
    approvals.approve(approvals.waiting(NOW), by="Kim Osei", now=NOW)


def test_each_version_needs_its_own_yes(tmp_path):
    plan(tmp_path, message())
    items = approvals.waiting(NOW)
    assert [item.posts for item in items] == [14, 14]
    assert approvals.approve(items[:1], by="Kim Osei", now=NOW) == 14
    [free] = set(posts(state=State.SCHEDULED).values_list("variant", flat=True))
    [waits] = set(posts(state=State.PENDING).values_list("variant", flat=True))
    assert {free, waits} == {"a", "b"}


@pytest.mark.parametrize(("a", "b"), [(f"{A} Now.", B), (A, f"{B} Now.")])
def test_a_change_of_either_version_makes_the_yes_to_both_void(tmp_path, a, b):
    plan(tmp_path, message())
    approve()
    assert not posts(state=State.PENDING)
    plan(tmp_path, message(a=a, b=b))
    assert posts(state=State.PENDING).count() == 28
    other = "b" if a != A else "a"
    assert {post.cause for post in posts(variant=other)} == {
        "The test it is part of was changed after it was approved, so it awaits approval again."
    }


def test_a_message_without_a_test_rests_on_no_other_text(tmp_path):
    plan(tmp_path, message(b=""))
    assert "variants" not in posts().first().grounds


def test_a_platform_with_a_text_of_its_own_is_tested_only_against_its_own_variant(tmp_path):
    own = f"{A}\n\n## X\n\nShort.\n\n## Variant B\n\n{B}"
    plan(tmp_path, message(a=own, b="", platforms="X, Facebook"))
    assert set(posts(channel="northshire-x").values_list("variant", flat=True)) == {""}
    assert set(posts(channel="northshire-facebook").values_list("variant", flat=True)) == {"a", "b"}
    plan(
        tmp_path,
        message(a=f"{own}\n\n## Variant B for X\n\nShorter.", b="", platforms="X, Facebook"),
    )
    texts = {(p.variant, p.content.text) for p in posts(channel="northshire-x")}
    assert texts == {("a", "Short."), ("b", "Shorter.")}


def test_a_thread_keeps_one_version_in_all_its_parts(tmp_path):
    plan(tmp_path, message(a=f"{A}\n+++\nThen film.", b=f"{B}\n+++\nThen go."))
    for first in posts(part=1):
        [second] = Post.objects.filter(thread=first)
        ending = {"a": "Then film.", "b": "Then go."}[first.variant]
        assert second.variant == first.variant
        assert second.content.text.startswith(ending)


BOTH = """\
name: Heddlu Cwm
kind: force
website: https://www.heddlu-cwm.example
welsh_required: yes
channels:
  cwm-x: {platform: x, handle: "@Cwm", network: sandbox}
  cwm-x-cy: {platform: x, handle: "@CwmCymraeg", network: sandbox, language: cy}
"""
WELSH = """\
---
title: Ffoniwch
theme: behind-the-badge
platforms: X
organisations: cwm
language: cy
translator: A Cyfieithydd
reviewed: 3/2/2026 by B Cyfieithydd
when: every day at 12:30 from 1/12/2026 until 28/12/2026
---
Ffoniwch 999 yn gyntaf.

## Variant B

999 yn gyntaf bob tro.
"""


def test_both_languages_of_a_pair_get_the_same_version(tmp_path):
    english = message().replace("northshire-police", "cwm")
    plan(tmp_path, english, **{f"{NAME}.cy.md": WELSH, "organisations/cwm.yaml": BOTH})
    halves = {
        language: dict(Post.objects.filter(language=language).values_list("local", "variant"))
        for language in ("en-GB", "cy")
    }
    assert len(halves["cy"]) == 28
    assert halves["cy"] == halves["en-GB"]


def test_a_message_posted_now_gets_the_version_that_is_behind(tmp_path):
    library = shelf(tmp_path, message(when=WHEN.replace("1/12/2026", "2/12/2026")))
    shown = by_hand.unplanned(library, PLATFORMS, NAME, NOW)
    assert {(post.variant, post.content.text) for post in shown} == {("a", A), ("b", B)}
    plan(tmp_path, message(when="2/12/2026 at 12:30"))
    [first] = posts()
    text = message(when="1/12/2026 at 12:30, 2/12/2026 at 12:30")
    plan(tmp_path, text)
    approve()
    posts(variant="b" if first.variant == "a" else "a").update(state=State.CANCELLED)
    library = shelf(tmp_path, text)
    [sent] = by_hand.post_now(library, PLATFORMS, NAME, actor="Kim", now=NOW, again=True)
    assert {sent.variant, first.variant} == {"a", "b"}


def test_a_test_played_on_the_sandbox_ends_in_a_result_with_its_interval(tmp_path):
    (tmp_path / ".campaign").mkdir()
    write_campaign(tmp_path, {f"{NAME}.md": message(), "campaign.yaml": CAMPAIGN})
    library = read_library(tmp_path, PLATFORMS)
    played = Rehearsal(tmp_path, library, PLATFORMS, Window(NOW, END))
    played.prepare()
    played.play()
    found = results(NOW, END, now=END)
    [trial] = found.trials
    assert (trial.a.sent, trial.b.sent) == (14, 14)
    assert trial.simulated
    assert "95% interval" in trial.sentence
    assert {post.content.text for post in posts(state=State.PUBLISHED, variant="b")} == {B}
