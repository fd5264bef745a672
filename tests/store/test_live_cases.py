"""What points at a live case does not go out, whoever approved it and whenever that was."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.store import channels, claims, live_cases
from campaign.store.models import CaseState, Event, Post
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line

pytestmark = pytest.mark.django_db(transaction=True)

CASE = "c-1:\n  keywords: Station Road attack\n  status: {}\n  checked: {}\n"
TEXT = "Thank you to all who helped after the station  road ATTACK."


@pytest.fixture
def register(tmp_path):
    """Give a function that writes the register, reads it and brings the rows in line."""

    def write(status="charge", checked="30/11/2026", settings="", cases=CASE):
        files = {"cases.yaml": cases.format(status, checked), "campaign.yaml": CAMPAIGN + settings}
        library = read_library(write_campaign(tmp_path, files), PLATFORMS)
        channels.sync(library, actor="a", now=NOW)
        return library

    return write


def begin(now=NOW):
    return claims.begin("northshire-x", clock=lambda: now, lease=timedelta(minutes=5), worker="w1")


def state(row):
    row.refresh_from_db()
    return row.state


def test_a_text_with_a_keyword_of_a_live_case_is_left_to_a_person(register):
    register()
    row, other = post(TEXT), post("Station Road is open again.")
    assert begin().post == other.pk
    assert (state(row), row.cause) == (State.MISSED, "It points at the live case c-1.")


def test_it_is_asked_again_right_before_the_call(register):
    row, line = post(TEXT, on="northshire-linkedin"), Line(NOW)
    line.platform.before.append(register)
    line.publisher.drain("northshire-linkedin")
    assert line.sent == []
    assert (state(row), "live case c-1" in row.cause) == (State.SCHEDULED, True)


@pytest.mark.parametrize("status", ["arrest", "charge", "trial", "awaiting-sentence"])
def test_every_status_before_the_end_is_live(register, status):
    register(status)
    post(TEXT)
    assert begin() is None


def test_a_case_that_is_closed_stops_nothing(register):
    register()
    register("closed")
    post(TEXT)
    assert begin() is not None


def test_a_house_may_count_from_the_charge_on(register):
    settings = "cases_active_from: charge\n"
    register("arrest", settings=settings)
    post(TEXT)
    claim = begin()
    assert claim is not None
    register("charge", settings=settings)
    assert "live case" in str(live_cases.in_the_way(claim.content, NOW))


def test_a_case_nobody_has_asked_about_for_long_counts_as_live(register):
    register("arrest", checked="10/11/2026", settings="cases_active_from: charge\n")
    later = NOW + timedelta(days=7)  # twice fourteen days after the tenth of November
    content = post(TEXT).content
    assert live_cases.in_the_way(content, NOW) is None
    assert "nobody has asked" in str(live_cases.in_the_way(content, later))


def test_whose_check_is_due_is_told_before_it_stops_anything(register):
    library = register("charge", checked="10/11/2026")
    assert live_cases.to_check(library, NOW.date().replace(month=11, day=24)) == []
    [case] = live_cases.to_check(library, NOW.date())
    assert case.id == "c-1"
    assert live_cases.to_check(register("closed", checked="10/11/2026"), NOW.date()) == []


def test_a_case_without_a_day_was_never_asked_about(register):
    library = register(cases="c-1: {{keywords: Station Road attack, status: arrest}}\n")
    assert [case.id for case in live_cases.to_check(library, NOW.date())] == ["c-1"]


@pytest.mark.parametrize(
    "body",
    [
        {"images": [{"sha256": "0", "media_type": "image/png", "alt": TEXT}]},
        {"link": {"url": "https://a.example", "title": TEXT, "description": "", "image": None}},
    ],
)
def test_alt_texts_and_link_cards_are_read_too(register, body):
    register()
    row = post()
    content = {**json.loads(row.body), **body}
    assert live_cases.in_the_way(row.content.from_json(content), NOW) is not None


def test_a_new_case_finds_what_is_planned_and_what_is_out(register):
    planned = post(TEXT, due=NOW + timedelta(days=3))
    out = post(TEXT, on="northshire-linkedin", state=State.PUBLISHED)
    post("Call 999 first.")
    cancelled = post(TEXT, state=State.CANCELLED)
    register()
    assert live_cases.pointing(NOW) == [(planned.pk, "c-1"), (out.pk, "c-1")]
    data = json.loads(Event.objects.get(kind="live case checked").data)
    assert data["posts"] == [planned.pk, out.pk]
    assert cancelled.pk not in data["posts"]
    register()
    assert Event.objects.filter(kind="live case checked").count() == 1


def test_a_register_that_cannot_be_read_takes_no_case_away(register):
    register()
    register(cases="c-1: [this is no case]\n")
    assert list(CaseState.objects.values_list("pk", flat=True)) == ["c-1"]
    Post.objects.all().delete()
    post(TEXT)
    assert begin() is None
