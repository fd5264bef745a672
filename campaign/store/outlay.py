"""What the months of a plan will cost: its posts, their readings, and what is spent already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from campaign.adapter import Can, Capabilities, Costs
from campaign.library.library import Library
from campaign.library.price import FREE, Price, price
from campaign.library.render import render_thread
from campaign.lifecycle import OPEN, State
from campaign.planning.post import Planned
from campaign.store import charges
from campaign.store.models import Post
from campaign.store.proposal import Proposal
from campaign.store.threads import head_key


@dataclass(slots=True, kw_only=True)
class Outlay:
    """What one channel will have spent in one month, in US dollars."""

    channel: str
    month: str  # 2026-12
    cap: Decimal | None = None
    spent: Decimal = FREE  # already
    posts: int = 0  # still to come
    linked: int = 0  # of these, with a link
    planned: Decimal = FREE  # what they cost until they are out
    readings: Decimal = FREE
    counts: Decimal = FREE  # of its followers, once a day

    @property
    def whole(self) -> Decimal:
        """Return everything together."""
        return self.spent + self.planned + self.readings + self.counts

    @property
    def over(self) -> bool:
        """Tell whether posts will be held."""
        return self.cap is not None and self.whole > self.cap


@dataclass(frozen=True, slots=True)
class _Coming:
    """A post to come: when it is due, and the price of each part."""

    channel: str
    at: datetime
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class _Foresight:
    """Adds up, by month and channel, for the months from one to another."""

    library: Library
    costs: Mapping[str, Costs]
    first: str
    last: str
    found: dict[tuple[str, str], Outlay] = field(default_factory=dict)

    def month(self, at: datetime) -> str:
        return charges.month_of(at, self.library.campaign.zone)

    def at(self, channel: str, month: str) -> Outlay:
        cap = self.library.channels[channel].monthly_cap
        empty = Outlay(channel=channel, month=month, cap=cap)
        return self.found.setdefault((month, channel), empty)

    def post(self, coming: _Coming) -> None:
        month = self.month(coming.at)
        if not self.first <= month <= self.last:
            return
        outlay, costs = self.at(coming.channel, month), self.costs[coming.channel]
        outlay.posts += len(coming.prices)
        outlay.linked += sum(one.post > costs.post for one in coming.prices)
        outlay.planned += sum((one.whole for one in coming.prices), FREE)

    def reading(self, channel: str, at: datetime) -> None:
        if self.first <= (month := self.month(at)) <= self.last:
            self.at(channel, month).readings += self.costs[channel].reading

    def counts(self, channel: str, now: datetime, end: datetime) -> None:
        each = self.costs[channel].count
        days = (now + timedelta(days=number) for number in range(1, (end - now).days + 1))
        for month in (self.month(day) for day in days if each):
            self.at(channel, month).counts += each


def foresee(
    proposal: Proposal,
    library: Library,
    platforms: Mapping[str, Capabilities],
    *,
    now: datetime,
    end: datetime,
) -> list[Outlay]:
    """Return what each channel that is charged will have spent, month by month until ``end``.

    It is the calendar as it will be when the proposal is applied. X charges a post that is
    read twice on one day only once, which is left out: it may be a little less.
    """
    zone = library.campaign.zone
    first, last = charges.month_of(now, zone), charges.month_of(end, zone)
    sum_up = _Foresight(library, proposal.costs, first, last)
    for month in {first, last}:
        for channel, dollars in charges.spent_by_channel(month).items():
            if channel in proposal.costs:
                sum_up.at(channel, month).spent = dollars
    _add_posts(sum_up, proposal, library, platforms)
    for channel in proposal.costs:
        if _is_counted(library, platforms, channel):
            sum_up.counts(channel, now, end)
    return [sum_up.found[key] for key in sorted(sum_up.found)]


def _add_posts(
    sum_up: _Foresight,
    proposal: Proposal,
    library: Library,
    platforms: Mapping[str, Capabilities],
) -> None:
    """Add what posts cost that are to come, and the readings of these and of those that are out."""
    for coming in (*_proposed(proposal, library), *_standing(proposal)):
        sum_up.post(coming)
        if _is_read(library, platforms, coming.channel):
            for age in _ages(library, coming.channel) * len(coming.prices):
                sum_up.reading(coming.channel, coming.at + timedelta(seconds=age))
    for post in _published(proposal):
        for at in _readings_left(post, _ages(library, post.channel_id)):
            sum_up.reading(post.channel_id, at)


def _is_read(library: Library, platforms: Mapping[str, Capabilities], channel: str) -> bool:
    return Can.MEASURE in platforms[library.channels[channel].platform].can


def _is_counted(library: Library, platforms: Mapping[str, Capabilities], channel: str) -> bool:
    can = platforms[library.channels[channel].platform].can
    return Can.FOLLOWERS in can and bool(_ages(library, channel))


def _ages(library: Library, channel: str) -> tuple[int, ...]:
    return library.campaign.ages(library.channels[channel].platform)


def _proposed(proposal: Proposal, library: Library) -> Iterator[_Coming]:
    """Give the posts that are new, moved, or say something else than before."""
    changes = proposal.diff
    planned = [*changes.add, *(new for _, new in changes.move)]
    known: dict[tuple[str, str], tuple[Price, ...]] = {}
    for one in [*planned, *(change.planned for change in proposal.changed)]:
        if one.channel in proposal.costs:
            key = one.message, one.channel
            if key not in known:
                known[key] = _prices(one, library, proposal.costs[one.channel])
            yield _Coming(one.channel, one.at, known[key])


def _prices(one: Planned, library: Library, costs: Costs) -> tuple[Price, ...]:
    message, channel = library.messages[one.message], library.channels[one.channel]
    return tuple(price(part.content, costs) for part in render_thread(library, message, channel))


def _standing(proposal: Proposal) -> Iterator[_Coming]:
    """Give the posts of the calendar that stay as they are."""
    changes = proposal.diff
    gone = {old.key for old in changes.drop} | {old.key for old, _ in changes.move}
    gone |= {change.planned.key for change in proposal.changed}
    rows = Post.objects.filter(state__in=OPEN, channel__in=proposal.costs, handed=False)
    for post in rows.only("slot_key", "channel_id", "due_at", "price", "picture_price"):
        if head_key(post.slot_key) not in gone:
            yield _Coming(post.channel_id, post.due_at, (Price(post.price, post.picture_price),))


def _published(proposal: Proposal) -> Iterator[Post]:
    rows = Post.objects.filter(state=State.PUBLISHED, channel__in=proposal.costs, simulated=False)
    yield from rows.filter(reading_at__isnull=False).only(
        "channel_id", "published_at", "reading_at"
    )


def _readings_left(post: Post, ages: Sequence[int]) -> Iterator[datetime]:
    for age in ages:
        if post.published_at and post.reading_at:
            at = post.published_at + timedelta(seconds=age)
            if at >= post.reading_at:
                yield at
