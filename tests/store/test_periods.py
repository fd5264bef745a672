"""Pre-election periods: whom they bind, what may go out in them, and when they are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.store import channels, claims, elections, exemptions, voiding
from campaign.store.models import Approval, Blackout, Event, Post
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign
from tests.servers.rows import NOW, approve, post

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD = """
pre_election:
  - {election: Local elections, start: 20/11/2026, end: 3/12/2026, announced: 20/11/2026EXTRA}
"""
SOON = NOW + timedelta(seconds=1)
BEFORE = NOW - timedelta(days=30)
POLICE_X, OFFICE_X = "northshire-x", "commissioner-x"


@pytest.fixture
def synced(tmp_path):
    """Give a function that reads a campaign with a period and brings the rows in line."""

    def sync(extra=""):
        settings = CAMPAIGN + PERIOD.replace("EXTRA", extra)
        folder = write_campaign(tmp_path, {"campaign.yaml": settings})
        library = read_library(folder, PLATFORMS)
        assert library.errors == ()
        channels.sync(library, actor="a", now=NOW)
        return library

    return sync


def begin(on, now=NOW):
    return claims.begin(on, clock=lambda: now, lease=timedelta(minutes=5), worker="w1")


def approved_at(moment):
    Approval.objects.update(at=moment)


def test_the_same_post_is_stopped_for_the_office_and_goes_out_for_the_force(synced):
    synced()
    post(on=POLICE_X)
    row = post(on=OFFICE_X)
    approved_at(BEFORE)
    assert begin(OFFICE_X) is None
    assert begin(POLICE_X) is not None
    assert elections.cause(row.pk, NOW) == "Pre-election period: Local elections"


def test_what_was_not_planned_before_the_notice_does_not_go_out(synced):
    synced()
    row = post(on=POLICE_X)  # approved yesterday, and the notice was in November
    assert begin(POLICE_X) is None
    row.refresh_from_db()
    assert row.state == State.SCHEDULED


def test_an_approval_that_was_taken_back_proves_nothing(synced):
    synced()
    row = post(on=POLICE_X)
    approved_at(BEFORE)
    voiding.revoke(row.message, by="Blake", now=NOW, why="wrong")
    approve(row)
    Post.objects.update(state=State.SCHEDULED)
    assert begin(POLICE_X) is None


def test_the_period_is_asked_again_right_before_the_call(synced):
    synced(", governance: warn")
    post(on=OFFICE_X)
    claim = begin(OFFICE_X)
    assert claims.permitted(claim, NOW) is None
    synced()
    assert claims.permitted(claim, NOW).sentence == "Pre-election period: Local elections"


def test_each_kind_of_organisation_has_its_own_setting(synced):
    synced(", governance: warn, force: stop")
    post(on=POLICE_X)
    post(on=OFFICE_X)
    approved_at(BEFORE)
    assert begin(POLICE_X) is None
    assert begin(OFFICE_X) is not None


def test_a_period_binds_the_organisations_it_names(synced):
    synced(", force: stop, organisations: northshire-police")
    assert set(Blackout.objects.values_list("organisation", flat=True)) == {"northshire-police"}


def test_a_period_elsewhere_binds_nobody_here(synced):
    library = synced(", area: Southshire")
    [period] = library.campaign.pre_election
    assert len(channels.bound(period, library)) == len(library.organisations)
    here = {
        key: replace(one, values={**one.values, "area": "Northshire"})
        for key, one in library.organisations.items()
    }
    assert channels.bound(period, replace(library, organisations=here)) == {}


def test_a_period_is_over_only_when_a_person_says_so(synced):
    synced()
    late = NOW + timedelta(days=30)
    post(on=OFFICE_X, due=late)
    assert begin(OFFICE_X, late) is None
    synced(", ended: 4/12/2026")
    assert begin(OFFICE_X, late) is not None


def test_a_message_about_public_safety_is_let_through_by_name(synced):
    synced()
    row = post(on=OFFICE_X, tags=",public-safety,")
    assert begin(OFFICE_X) is None
    exemptions.let_through(row.message, by="Lee", why="Flood", now=NOW)
    assert begin(OFFICE_X, SOON) is not None


def test_a_force_may_begin_something_new_with_a_named_yes_only(synced):
    synced()
    row = post(on=POLICE_X)
    assert begin(POLICE_X) is None
    exemptions.let_through(row.message, by="Lee", why="Signed off by legal", now=NOW)
    assert begin(POLICE_X, SOON) is not None
    assert Event.objects.filter(kind="let through a stop").count() == 1


def test_no_yes_lets_an_office_say_what_is_not_about_safety(synced):
    synced()
    row = post(on=OFFICE_X)
    with pytest.raises(exemptions.ExemptionError):
        exemptions.let_through(row.message, by="Lee", why="Please", now=NOW)


def test_the_report_tells_what_was_planned_before(synced):
    library = synced()
    early = post("early", on=POLICE_X, due=NOW + timedelta(days=1))
    approved_at(BEFORE)
    late = post("late", on=POLICE_X, due=NOW + timedelta(days=1))
    office = post("office", on=OFFICE_X, due=NOW + timedelta(days=1))
    post("long ago", on=POLICE_X, due=NOW - timedelta(days=90))
    [report] = elections.planned_before(library)
    assert report.period.election == "Local elections"
    told = {row.post: (row.effect, row.approved, row.stopped) for row in report.rows}
    assert told == {
        early.pk: ("planned", BEFORE, False),
        late.pk: ("planned", None, True),
        office.pk: ("stop", None, True),
    }


def test_a_changed_text_loses_its_place_in_the_report(synced):
    library = synced()
    post("early", on=POLICE_X, due=NOW + timedelta(days=1))
    approved_at(BEFORE)
    Post.objects.update(digest="0" * 64)
    [report] = elections.planned_before(library)
    assert [row.approved for row in report.rows] == [None]


def test_a_period_past_its_expected_end_asks_for_a_person(synced):
    library = synced()
    [period] = library.campaign.pre_election
    assert elections.to_confirm(library, date(2026, 12, 3)) == []
    assert elections.to_confirm(library, date(2026, 12, 4)) == [period]
