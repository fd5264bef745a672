"""What a plan says its months will cost, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from campaign.adapters.limits import LIMITS
from campaign.library.loader import read_library
from campaign.store import calendar, charges
from campaign.store.models import Charge, Post
from campaign.store.outlay import Outlay, foresee
from campaign.store.proposal import Proposal, propose
from tests.servers.campaign_folder import GOOD, POLICE, write_campaign

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
END = datetime(2026, 12, 5, 12, tzinfo=timezone.utc)
LIVE = POLICE.replace(
    'handle: "@NorthshirePolice", network: sandbox',
    'handle: "@NorthshirePolice", network: live, monthly_cap: 1.50',
)
DATED = GOOD.replace("audience: public", "audience: public\nwhen: on {} at 09:00")
PLAIN = DATED.format("30/11/2026 and 1/12/2026")
LINKED = DATED.format("2/12/2026").replace("Text", "See www.police.uk/a")
READINGS = Decimal("0.005") * 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"behind-the-badge/plain.md": PLAIN, "behind-the-badge/linked.md": LINKED}
    return write_campaign(tmp_path, {**files, "organisations/northshire-police.yaml": LIVE})


def proposed(folder: Path) -> tuple[Proposal, list[Outlay]]:
    library = read_library(folder, LIMITS)
    proposal = propose(library, LIMITS, start=NOW, end=END, today=date(2026, 11, 25))
    return proposal, foresee(proposal, library, LIMITS, now=NOW, end=END)


def apply(folder: Path) -> None:
    proposal, _ = proposed(folder)
    calendar.apply(proposal, read_library(folder, LIMITS), actor="a", now=NOW)


def test_each_month_counts_its_posts_its_links_and_its_readings(folder: Path) -> None:
    _, (november, december) = proposed(folder)
    assert (november.month, november.channel) == ("2026-11", "northshire-x")
    assert (november.posts, november.linked) == (1, 0)
    assert november.planned == Decimal("0.015")
    # Of 30 November 09:00, the ages 1 h and 6 h fall into November.
    assert november.readings == Decimal("0.01")
    assert (december.posts, december.linked) == (2, 1)
    assert december.planned == Decimal("0.215")
    # The other four of the first; all six of 1 and 2 December: 28 days later is still December.
    assert december.readings == Decimal("0.005") * (4 + 6 + 6)
    # The followers once a day: five days of either month are left.
    assert november.counts == december.counts == Decimal("0.010") * 5
    assert december.cap == Decimal("1.5")
    assert not december.over


def test_applying_the_plan_changes_nothing_about_what_it_will_cost(folder: Path) -> None:
    _, before = proposed(folder)
    apply(folder)
    _, after = proposed(folder)
    assert after == before
    prices = Post.objects.filter(simulated=False).order_by("due_at").values_list("price", flat=True)
    assert list(prices) == [Decimal("0.015"), Decimal("0.015"), Decimal("0.2")]
    assert not Post.objects.filter(simulated=True, price__gt=0).exists()


def test_what_is_spent_already_is_added_and_a_cap_that_is_passed_is_told(folder: Path) -> None:
    Charge.objects.create(
        channel="northshire-x", at=NOW, month="2026-11", what="post", dollars=Decimal("1.48")
    )
    _, (november, december) = proposed(folder)
    assert (november.spent, november.whole) == (Decimal("1.48"), Decimal("1.555"))
    assert november.over
    assert (december.spent, december.over) == (0, False)


def test_a_text_that_gets_a_link_is_priced_anew(folder: Path) -> None:
    apply(folder)
    file = folder / "messages/behind-the-badge/plain.md"
    file.write_text(file.read_text().replace("Text", "See police.uk"), encoding="utf-8")
    _, (november, december) = proposed(folder)
    assert (november.linked, december.linked) == (1, 2)
    assert (november.posts, december.posts) == (1, 2)
    apply(folder)
    assert set(Post.objects.filter(simulated=False).values_list("price", flat=True)) == {
        Decimal("0.2")
    }


def test_what_is_dropped_or_moved_is_not_counted_where_it_was(folder: Path) -> None:
    apply(folder)
    (folder / "messages/behind-the-badge/linked.md").unlink()
    file = folder / "messages/behind-the-badge/plain.md"
    file.write_text(file.read_text().replace("30/11/2026", "3/12/2026"), encoding="utf-8")
    proposal, (november, december) = proposed(folder)
    assert (len(proposal.diff.drop), len(proposal.diff.move)) == (3, 3), "on each channel"
    assert (november.posts, november.readings) == (0, 0)
    assert (december.month, december.posts, december.linked) == ("2026-12", 2, 0)


def test_each_part_of_a_thread_has_its_price(folder: Path) -> None:
    file = folder / "messages/behind-the-badge/linked.md"
    alone = file.read_text().replace("platforms: X, Facebook", "platforms: X").rstrip()
    file.write_text(f"{alone}\n+++\nThank you.\n", encoding="utf-8")
    for _ in range(2):
        _, (_, december) = proposed(folder)
        assert (december.posts, december.linked) == (3, 1)
        assert december.planned == Decimal("0.23")
        apply(folder)


def test_readings_of_what_is_out_are_still_to_come(folder: Path) -> None:
    apply(folder)
    out = Post.objects.filter(simulated=False).order_by("due_at").first()
    Post.objects.filter(pk=out.pk).update(
        state="published",
        published_at=out.due_at,
        reading_at=out.due_at + timedelta(hours=24),
        remote_id="1",
    )
    _, (_, december) = proposed(folder)
    assert december.posts == 2
    assert december.readings == Decimal("0.005") * (4 + 6 + 6)


def test_a_campaign_on_the_sandbox_costs_nothing(tmp_path: Path) -> None:
    folder = write_campaign(tmp_path, {"behind-the-badge/plain.md": PLAIN})
    proposal, rows = proposed(folder)
    assert (proposal.costs, rows) == ({}, [])
    apply(folder)
    assert not Post.objects.filter(price__gt=0).exists()
    assert charges.spent_by_channel("2026-11") == {}
