"""The log as a file for people outside: whole, chosen, and without names where asked."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.library.retention import Retention
from campaign.lifecycle import State
from campaign.reports.csv import ENCODING
from campaign.reports.disclosure import COLUMNS, DisclosureError, disclose
from campaign.reports.selection import Selection
from campaign.store import approvals, decisions, events, holds, posts, retention
from campaign.store.models import Event, Hold, Post
from tests.servers.rows import NOW, channel, post

pytestmark = pytest.mark.django_db(transaction=True)

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def told():
    """Let some people work: approve, stop, start again, publish, cancel."""
    row = post("Call 999 first.", approved=False, due=NOW + timedelta(hours=1))
    other = post(
        "=1+1 is what it costs",
        approved=False,
        on="northshire-facebook",
        message="numbers/one",
        theme="numbers",
        author="Will",
        author_person="will",
    )
    approvals.approve(
        approvals.waiting(NOW), by="Blake Approver", now=NOW, note="Alex Writer asked"
    )
    why = "blake  APPROVER and Will want it; nobody will post"
    hold = holds.place(scope=Hold.Scope.ALL, value="", reason=why, by="Sam Hale", now=NOW)
    holds.lift(hold.pk, by="Kim Osei", now=NOW + timedelta(minutes=1))
    at = NOW + timedelta(days=1)
    for old, new in ((State.SCHEDULED, State.PUBLISHING), (State.PUBLISHING, State.PUBLISHED)):
        posts.move(row.pk, old, new, actor="host.example:12:345", at=at)
    decisions.cancel(other.pk, by="Sam Hale", now=at)
    return row, other


def exported(tmp_path, selection=None, *, name="log.json", **given):
    given = {"campaign": "Badge", "zone": LONDON, "now": NOW, **given}
    return disclose(tmp_path / name, selection or Selection(), **given)


def entries(tmp_path, selection=None, **given):
    done = exported(tmp_path, selection, **given)
    found = json.loads(done.files[0].read_text())
    assert len(found["entries"]) == done.entries
    assert found["explanation"] == done.explanation
    return found["entries"]


def test_everything_is_in_it_and_both_kinds_hold_the_same(told, tmp_path):
    found = entries(tmp_path)
    assert [one["number"] for one in found] == list(
        Event.objects.order_by("id").values_list("pk", flat=True)
    )
    done = exported(tmp_path, name="log.csv")
    with done.files[0].open(encoding=ENCODING, newline="") as file:
        table = list(csv.DictReader(file))
    assert list(table[0]) == list(COLUMNS)
    assert [line["hash"] for line in table] == [one["hash"] for one in found]
    assert done.files[1].read_text().strip() == done.explanation


def test_what_a_published_post_said_is_in_it(told, tmp_path):
    said = [one["text"] for one in entries(tmp_path) if one["text"]]
    assert said == ["Call 999 first."]


def test_disposed_words_are_told_to_be_gone(told, tmp_path):
    at = NOW.replace(year=NOW.year + 20)
    code = retention.review(Retention(), at).code
    retention.dispose(Retention(), code=code, by="Sam", agreed_by="Kim", now=at)
    [text] = [one["text"] for one in entries(tmp_path) if one["text"]]
    assert "disposed of" in text


def test_a_formula_is_harmless_in_a_table(tmp_path):
    events.record("hold placed", actor="=HYPERLINK()", at=NOW, subject="@everything")
    done = exported(tmp_path, name="log.csv")
    text = done.files[0].read_text(encoding=ENCODING)
    assert ",'=HYPERLINK()," in text
    assert ",'@everything," in text


@pytest.mark.parametrize(
    ("selection", "others"),
    [
        (Selection(theme="numbers"), {"bystander-guidance/call-first"}),
        (Selection(channel="northshire-facebook"), {"bystander-guidance/call-first"}),
        (Selection(message="numbers/one"), {"bystander-guidance/call-first"}),
        (Selection(theme="bystander-guidance"), {"numbers/one"}),
    ],
)
def test_a_part_holds_its_own_and_holds_on_everything(selection, others, told, tmp_path):
    found = entries(tmp_path, selection)
    assert {"post moved", "content approved", "hold placed", "hold lifted"} == {
        one["what"] for one in found
    }
    assert not others & {one["message"] for one in found}
    assert not [one for one in found if any(other in one["subject"] for other in others)]


def test_a_hold_on_something_else_is_left_out(told, tmp_path):
    for scope, value in (("theme", "numbers"), ("platform", "x"), ("channel", "northshire-x")):
        holds.place(scope=Hold.Scope(scope), value=value, reason="Test", by="Sam", now=NOW)
    found = entries(tmp_path, Selection(theme="bystander-guidance", channel="northshire-x"))
    stops = [one["subject"] for one in found if one["what"] == "hold placed"]
    assert stops == ["everything", "platform x", "channel northshire-x"]


def test_days_are_chosen_with_the_first_and_without_the_end(told, tmp_path):
    day = NOW + timedelta(days=1)
    late = entries(tmp_path, Selection(start=day))
    early = entries(tmp_path, Selection(end=day), name="early.json")
    assert len(late) == 3
    assert len(late) + len(early) == Event.objects.count()


def test_of_posts_planned_at_once_only_those_asked_for_are_named(told, tmp_path):
    keys = [
        "numbers/one|northshire-facebook|2026-12-01T17:30",
        "bystander-guidance/call-first|northshire-x|2026-12-01T17:30",
    ]
    events.record("posts planned", actor="planner", at=NOW, data={"count": 2, "keys": keys})
    found = entries(tmp_path, Selection(theme="numbers"))
    assert found[-1]["details"] == {"count": 1, "keys": keys[:1]}
    assert "call-first" not in json.dumps(found)


def test_names_become_roles_everywhere_the_same_for_the_same(told, tmp_path):
    found = entries(tmp_path, roles=True)
    whole = json.dumps(found)
    for name in ("Blake", "BLAKE", "Alex Writer", "Sam Hale", "Kim Osei", "host.example", "Will "):
        assert name.casefold() not in whole.casefold().replace("will post", "")
    roles = {(one["what"], one["who"].partition(" ")[0]) for one in found}
    assert ("content approved", "approver") in roles
    assert ("hold placed", "operator") in roles
    assert ("post moved", "program") in roles
    [stop] = [one for one in found if one["what"] == "hold placed"]
    [lift] = [one for one in found if one["what"] == "hold lifted"]
    [approved, _] = [one for one in found if one["what"] == "content approved"]
    assert lift["details"]["placed_by"] == stop["who"] != lift["who"]
    assert stop["details"]["reason"].startswith(f"{approved['who']} and writer ")
    assert stop["details"]["reason"].endswith("want it; nobody will post")


def test_a_later_export_calls_people_the_same(told, tmp_path):
    first = entries(tmp_path, roles=True)
    holds.place(scope=Hold.Scope.ALL, value="", reason="x", by="Aaron New", now=NOW + timedelta(9))
    again = entries(tmp_path, roles=True, name="again.json")
    assert again[: len(first)] == first


def test_no_secret_is_in_it(told, tmp_path):
    events.record("channel changed", actor="Sam", at=NOW, data={"note": "hunter2hunter2"})
    found = entries(tmp_path, hide=lambda text: text.replace("hunter2hunter2", "[X_TOKEN]"))
    assert found[-1]["details"] == {"note": "[X_TOKEN]"}


def test_nothing_of_the_public_is_in_it(told, tmp_path):
    row, _ = told
    Post.objects.filter(pk=row.pk).update(remote_id="1234567890")
    names = set().union(*entries(tmp_path))
    assert names == set(COLUMNS)
    assert not {"reactions", "comments", "handle"} & names


def test_a_file_that_is_there_is_kept(told, tmp_path):
    (tmp_path / "log.csv.txt").write_text("mine")
    with pytest.raises(DisclosureError, match="there already"):
        exported(tmp_path, name="log.csv")
    with pytest.raises(DisclosureError, match=r"should end in \.csv or \.json"):
        exported(tmp_path, name="log.xlsx")
    assert [path.name for path in tmp_path.glob("log*")] == ["log.csv.txt"]


def test_an_empty_log_is_a_file_too(tmp_path):
    channel()
    assert entries(tmp_path) == []
