"""A post that a person puts on the calendar for this very moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from campaign.adapter import Capabilities
from campaign.checks.check import check
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.library.price import charged_channels
from campaign.lifecycle import IN_FLIGHT, OPEN, State
from campaign.planning.post import Planned
from campaign.store import channels, charges, events, holds, notices, tally, threads
from campaign.store.frozen import freeze, keep_pictures, rows
from campaign.store.models import ChannelState, Post
from campaign.store.proposal import without_errors
from campaign.store.tally import Need
from campaign.store.versions import Dealer
from campaign.store.writing import writing

DAY = timedelta(days=1)


class NotPlanned(Exception):
    """A post cannot be made now; the message says why and what to do."""


def post_now(
    library: Library,
    platforms: Mapping[str, Capabilities],
    message_id: str,
    channel_ids: Sequence[str] = (),
    *,
    actor: str,
    now: datetime,
    again: bool = False,
) -> list[Post]:
    """Put a message on the calendar for this very moment, on all the channels or on none.

    Without ``channel_ids`` it goes to every channel the message is meant for. Approval is
    needed as ever; a standing hold, or the same text on its way or out within a day (unless
    ``again``), refuses it.
    """
    clean, message = _usable(library, platforms, message_id, now)
    _refuse_on_another_day(message, now.astimezone(ZoneInfo(library.campaign.zone)).date())
    wanted = _with_other_language(clean, message, _channels(clean, message, channel_ids))
    chosen = [_rows(clean, one, channel, now) for one, channel in wanted]
    every = [post for parts in chosen for post in parts]
    charges.set_prices(every, charged_channels(clean, platforms))
    channels.sync(clean, actor=actor, now=now)
    keep_pictures(clean, [_planned(clean, one, channel.id, now) for one, channel in wanted])
    with writing():
        for post in every:
            _refuse_unless_free(post, clean.messages[post.message], now, again=again)
        for parts in chosen:
            threads.save(parts)
        for post in every:
            what = {"digest": post.digest, "again": again}
            events.record(
                "post planned by hand",
                actor=actor,
                at=now,
                post=post.pk,
                subject=f"{post.message} on {post.channel_id}"[:200],
                data=what,
            )
    return every


def unplanned(
    library: Library, platforms: Mapping[str, Capabilities], message_id: str, now: datetime
) -> list[Post]:
    """Return the posts a message would be on all its channels now; nothing is written.

    So that a text can be read and approved that is not on the calendar; of a message under test
    both versions. Raise ``NotPlanned``.
    """
    clean, message = _usable(library, platforms, message_id, now)
    posts = []
    for channel in _channels(clean, message, ()):
        state = channels.row(clean, channel)
        for variant in message.variants(channel.platform) or ("",):
            for post in _rows(clean, message, channel, now, variant):
                post.channel, post.state = state, State.PENDING
                posts.append(post)
    return posts


def _usable(
    library: Library, platforms: Mapping[str, Capabilities], message_id: str, now: datetime
) -> tuple[Library, Message]:
    """Return a message that is in order, and the library without those that are not."""
    today = now.astimezone(ZoneInfo(library.campaign.zone)).date()
    clean, findings = without_errors(library, check(library, platforms, today))
    return clean, _message(clean, library, message_id, findings)


def _refuse_on_another_day(message: Message, today: date) -> None:
    """Raise unless today is among the days a message is meant, and approved, for."""
    days = sorted({moment.date() for moment in message.when.moments}) if message.when else []
    first, last = message.not_before or today, message.not_after or today
    if (days and today not in days) or not first <= today <= last:
        raise NotPlanned(
            f"“{message.title}” is not meant for today, and its approval is for its own days "
            "only: change “when:”, “from:” or “until:” in its file, and have it approved again."
        )


def _message(
    clean: Library, library: Library, message_id: str, findings: Sequence[Finding]
) -> Message:
    if message_id in clean.messages:
        message = clean.messages[message_id]
        if message.draft:
            raise NotPlanned(f"“{message.title}” is a draft: take “draft: yes” out when it is not.")
        return message
    file = f"messages/{message_id}.md"
    faulty = message_id in library.messages or any(f.file == file for f in findings)
    why = f"has errors: campaign check {file}" if faulty else "is not in messages/"
    raise NotPlanned(f"The message “{message_id}” {why}.")


def _channels(library: Library, message: Message, wanted: Sequence[str]) -> list[Channel]:
    meant = {
        channel.id: channel
        for channel in library.channels_for(message)
        if message.section_for(channel.platform)
    }
    for name in wanted:
        if name not in meant:
            raise NotPlanned(f"“{message.id}” is not meant for the channel “{name}”.")
    chosen = [meant[name] for name in wanted or meant]
    if not chosen:
        raise NotPlanned(f"“{message.id}” has no channel to go out on.")
    return chosen


def _with_other_language(
    library: Library, message: Message, channels: Sequence[Channel]
) -> list[tuple[Message, Channel]]:
    """Add the other language where whoever speaks must speak both: both go out, or neither."""
    both = [(message, channel) for channel in channels]
    for channel in channels:
        for partner in library.partners(message, channel):
            pair = library.messages[message.pair_id], partner
            both += [] if pair in both else [pair]
    return both


def _planned(library: Library, message: Message, channel: str, now: datetime) -> Planned:
    second = now.replace(microsecond=0)
    local = second.astimezone(ZoneInfo(library.campaign.zone)).replace(tzinfo=None)
    organisation = library.channels[channel].organisation
    return Planned(message.id, channel, message.theme, organisation, local, second)


def _rows(
    library: Library, message: Message, channel: Channel, now: datetime, variant: str = ""
) -> list[Post]:
    planned = _planned(library, message, channel.id, now)
    variant = variant or Dealer(library).version(planned)
    parts = rows(library, planned, freeze(library, message, channel, variant), now)
    for post in parts:
        post.slot_key, post.state, post.by_hand = None, State.SCHEDULED, True
    return parts


def _refuse_unless_free(post: Post, message: Message, now: datetime, *, again: bool) -> None:
    where = f"“{message.title}” on {post.channel_id}"
    twin = None if again else _twin(post, now)
    if twin is not None:
        raise NotPlanned(
            f"{where} is {twin.state} already (post {twin.pk}, {notices.planned(twin)}):"
            " nothing was sent. Add --again if it is really meant to go out once more."
        )
    if lacks := tally.of_post(post, now).why_not(Need.of(post)):
        raise NotPlanned(
            f"{where} is not approved as it stands. {lacks} To read and approve it: campaign "
            f"approvals {message.id}. Nothing was sent."
        )
    held = holds.over(post, ChannelState.objects.get(pk=post.channel_id))
    if held is not None:
        raise NotPlanned(f"{where} is stopped by hold {held.pk} ({held.reason}): nothing was sent.")


def _twin(post: Post, now: datetime) -> Post | None:
    """Return a post of the same text on the same channel that is on its way or fresh."""
    rows = Post.objects.filter(digest=post.digest, channel_id=post.channel_id)
    soon = rows.filter(state__in=[*OPEN, *IN_FLIGHT, State.UNCERTAIN], due_at__lte=now + DAY)
    fresh = rows.filter(state=State.PUBLISHED, published_at__gt=now - DAY)
    return (soon | fresh).order_by("pk").first()
