"""What platforms charge us: a row for every call that may have been charged.

A post's price stands in its row from the day it is planned, so that its channel's cap can be
held against it inside the claim. Months are the calendar months of the campaign's zone; a post
belongs to the month it is due in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Sum

from campaign.adapter import Costs
from campaign.library.price import FREE, price
from campaign.lifecycle import OPEN, State
from campaign.store import alerts
from campaign.store.barriers import moment
from campaign.store.models import ChannelState, Charge, Post
from campaign.store.writing import writing

POST, PICTURES, READING, LOOK, COUNT = "post", "pictures", "reading", "look", "followers"
_MADE = (State.PUBLISHED, State.PROCESSING, State.UNCERTAIN)


def month_of(at: datetime, zone: str) -> str:
    """Return the month of a moment, such as 2026-12."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m}"


def spent(channel: str, month: str) -> Decimal:
    """Return the US dollars a channel has spent in a month."""
    return spent_by_channel(month).get(channel, FREE)


def spent_by_channel(month: str) -> dict[str, Decimal]:
    """Return the US dollars spent in a month, by channel."""
    rows = Charge.objects.filter(month=month).values_list("channel")
    return dict(rows.annotate(total=Sum("dollars")).order_by())


def set_prices(posts: Iterable[Post], costs: Mapping[str, Costs]) -> None:
    """Give posts their price, by the costs of each channel that is charged; nothing is saved."""
    for post in posts:
        its = price(post.content, costs.get(post.channel_id))
        post.price, post.picture_price = its.post, its.pictures


def reprice(costs: Mapping[str, Costs]) -> int:
    """Bring open posts in line with the prices of today; return how many were changed."""
    open_posts = Post.objects.filter(state__in=OPEN)
    charged = open_posts.filter(channel__in=costs) | open_posts.filter(price__gt=0)
    changed = []
    for post in charged.iterator():
        before = post.price, post.picture_price
        set_prices([post], costs)
        if (post.price, post.picture_price) != before:
            changed.append(post)
    with writing():
        Post.objects.bulk_update(changed, ["price", "picture_price"], batch_size=200)
    return len(changed)


def of_attempt(
    post: int, attempt: int, new: State, *, staged: bool, refused: bool, at: datetime
) -> None:
    """Charge what an attempt may have cost, inside the transaction that ends it.

    Called before the post's row is moved. ``staged`` says that pictures lie ready now;
    ``refused`` that the platform certainly made nothing, though the post is in doubt.
    """
    made = new in _MADE and not refused
    if made:
        _charge(post, attempt, POST, "p.price", at)
    if made or staged:
        ready = "CASE WHEN p.handle = '' THEN p.picture_price ELSE 0 END"
        _charge(post, attempt, PICTURES, ready, at)


def _charge(post: int, attempt: int, what: str, dollars: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO store_charge (channel, post_id, at, month, what, dollars)
            SELECT p.channel_id, p.id, %s, SUBSTR(p.local, 1, 7), %s, {dollars} FROM store_post p
            WHERE p.id = %s AND p.state = 'publishing' AND p.attempt = %s
            AND NOT p.handed AND {dollars} > 0""",  # noqa: S608 - our own text
            [moment(at), what, post, attempt],
        )


def of_look(channel: ChannelState, costs: Costs | None, seen: int, *, at: datetime) -> None:
    """Charge a look for a post in doubt, which showed so many of the channel's posts."""
    _record(channel, LOOK, costs.reading * seen if costs else FREE, at)


def _record(channel: ChannelState, what: str, dollars: Decimal, at: datetime) -> None:
    if dollars > 0:
        month = month_of(at, channel.zone)
        with writing():
            Charge.objects.create(
                channel=channel.pk, at=at, month=month, what=what, dollars=dollars
            )


@dataclass(frozen=True, slots=True)
class Paid:
    """So many things that may be read now, and the charge that stands for them, if any."""

    count: int
    charge: int | None = None
    each: Decimal = FREE

    def settle(self, used: int) -> None:
        """Charge what was read in the end; a process that dies before has paid for all."""
        if self.charge is not None and used < self.count:
            rows = Charge.objects.filter(pk=self.charge)
            with writing():
                if used:
                    rows.update(dollars=self.each * used)
                else:
                    rows.delete()


def pay(channel: ChannelState, each: Decimal, wanted: int, *, what: str, at: datetime) -> Paid:
    """Charge, beforehand, as many readings of a channel as its month has the money for.

    The posts still to come have the first claim on it: a reading never holds one. Whoever else
    pays for the same channel waits, so that two together never pass its cap.
    """
    if not each or not wanted:
        return Paid(wanted)
    month = month_of(at, channel.zone)
    with writing():
        ChannelState.objects.select_for_update().get(pk=channel.pk)
        count = _affordable(channel, each, wanted, month)
        if not count:
            return Paid(0)
        dollars = each * count
        row = Charge.objects.create(
            channel=channel.pk, at=at, month=month, what=what, dollars=dollars
        )
    return Paid(count, row.pk, each)


def _affordable(channel: ChannelState, each: Decimal, wanted: int, month: str) -> int:
    if channel.monthly_cap is None:
        return wanted
    left = channel.monthly_cap - spent(channel.pk, month) - _kept(channel.pk, month)
    return max(min(wanted, int(left / each)), 0)


def _kept(channel: str, month: str) -> Decimal:
    """Return what the month's posts of a channel will cost that are not out yet."""
    rows = Post.objects.filter(state__in=(*OPEN, State.PUBLISHING), handed=False)
    rows = rows.filter(channel=channel, local__startswith=month)
    found = rows.aggregate(posts=Sum("price"), pictures=Sum("picture_price"))
    return (found["posts"] or FREE) + (found["pictures"] or FREE)


def tell_of_cap(post: int, sentence: str, *, at: datetime) -> None:
    """Tell people, once a month and channel, that a post is held by its channel's cap."""
    row = Post.objects.select_related("channel").get(pk=post)
    channel, month = row.channel, row.local[:7]
    alerts.tell(
        key=f"budget:{channel.pk}:{month}",
        kind=alerts.Kind.BUDGET,
        subject=f"Posts on {channel.pk} are held: the month's money is spent",
        what=f"“{row.title}” is held, and so are all posts that cost too much. {sentence}",
        advice=(
            "Raise “monthly_cap” of the channel in its organisation's file and run “campaign"
            " plan --apply”, or leave it: what is not sent in time is missed."
        ),
        at=at,
    )


def posts_since(channel: ChannelState, since: datetime) -> Sequence[int]:
    """Return the posts of a channel that went out since a moment."""
    rows = Post.objects.filter(channel=channel, published_at__gte=since, simulated=False)
    return list(rows.values_list("pk", flat=True))
