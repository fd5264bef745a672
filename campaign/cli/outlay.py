"""What the months of a plan cost on the platforms that charge."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from campaign.adapter import Capabilities
from campaign.cli import clock, show
from campaign.cli.show import count, say
from campaign.library.price import shown as money

if TYPE_CHECKING:
    from campaign.library.library import Library
    from campaign.store.outlay import Outlay
    from campaign.store.proposal import Proposal

MONTH = timedelta(days=31)  # the longest there is


def show_outlay(
    proposal: Proposal,
    library: Library,
    platforms: Mapping[str, Capabilities],
    *,
    time: datetime,
    end: datetime,
) -> None:
    """Show each month's cost by channel; nothing where no platform charges."""
    if not proposal.costs:
        return
    from campaign.store.outlay import foresee

    rows = foresee(proposal, library, platforms, now=time, end=end)
    say()
    show.heading("What it costs, in US dollars")
    if not rows:
        say("  Nothing: no post is planned on a platform that charges.")
        return
    show.table(
        ((_month(row.month), row.channel, _posts(row), *_rest(row)) for row in rows),
        heads=("month", "channel", "posts", "readings", "spent", "together"),
    )
    for title, costs in sorted(_charging(library, platforms).items()):
        say(f"  Prices of {title} as of {_day(costs.checked)}: {costs.source}")


def _charging(library: Library, platforms: Mapping[str, Capabilities]) -> dict[str, Any]:
    used = {one.platform for one in library.channels.values() if one.network != "sandbox"}
    limits = [platforms[name] for name in used if name in platforms]
    return {one.title: one.costs for one in limits if one.costs}


def _day(checked: str) -> str:
    try:
        return show.day(date.fromisoformat(checked))
    except ValueError:  # a platform from elsewhere may write it as it likes
        return checked or "an unknown day"


def _month(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def _posts(row: Outlay) -> str:
    if not row.posts:
        return "none"
    linked = f", {row.linked:,} with a link" if row.linked else ""
    return f"{count(row.posts, 'post')}{linked}: {money(row.planned)}"


def _rest(row: Outlay) -> tuple[str, ...]:
    whole = money(row.whole)
    if row.cap is not None:
        whole = f"{whole} of {money(row.cap)}"
    if row.over:
        whole = f"{whole} – MORE THAN ITS CAP: posts will be held from there on"
    return money(row.readings + row.counts), money(row.spent), whole


def show_spent(time: datetime) -> None:
    """Show what this month has cost so far, by channel, beside what it may cost."""
    from campaign.store import charges, held_readings
    from campaign.store.models import ChannelState

    month = charges.month_of(time, str(clock.zone()))
    spent = charges.spent_by_channel(month)
    capped = ChannelState.objects.exclude(network="sandbox").exclude(monthly_cap=None)
    caps = {row.pk: row.monthly_cap for row in capped if row.monthly_cap is not None}
    rows = [(name, _spent(spent.get(name), caps.get(name))) for name in sorted({*spent, *caps})]
    if rows:
        show.heading(f"Spent in {_month(month)}")
        show.table(rows)
    for one in held_readings.held(time - MONTH, time):
        if one.month == month:
            since = show.moment(one.since)
            say(f"  Readings of {one.channel} are held back since {since}: the month's money.")


def _spent(dollars: Decimal | None, cap: Decimal | None) -> str:
    of_cap = f" of {money(cap)}" if cap is not None else ""
    return f"{money(dollars or Decimal(0))}{of_cap}"
