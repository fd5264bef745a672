"""A rendering as a post keeps it: frozen, hashed, with the time it is good for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from campaign.adapter import Content, Spoken
from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.library.render import render
from campaign.planning.plan import Planned
from campaign.planning.slot import to_utc
from campaign.store import pictures
from campaign.store.models import Post
from campaign.store.people import person


@dataclass(frozen=True, slots=True)
class Frozen:
    """A rendering as a post keeps it."""

    content: Content
    digest: str
    body: str
    valid_from: datetime | None
    valid_until: datetime | None


def freeze(library: Library, message: Message, channel: Channel) -> Frozen:
    """Render a message for a channel and freeze it; raise ``RenderError`` where it cannot be."""
    rendering = render(library, message, channel)
    zone = library.campaign.zone
    ends = [d for d in (rendering.expires, _day_after(message.not_after)) if d]
    return Frozen(
        rendering.content,
        content_digest(rendering.content, message.id, channel),
        json.dumps(rendering.content.as_json(), ensure_ascii=False, sort_keys=True),
        _midnight(rendering.not_before, zone),
        _midnight(min(ends, default=None), zone),
    )


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _midnight(day: date | None, zone: str) -> datetime | None:
    return to_utc(datetime.combine(day, time()), zone) if day else None


def grace(library: Library, message: Message) -> timedelta:
    """Return how late a message may go out."""
    minutes = library.campaign.grace if message.grace is None else message.grace
    return timedelta(minutes=max(minutes, 1))  # with none at all a post could never go out


def author(library: Library, message: Message) -> str:
    """Return who wrote a message."""
    return message.author or library.campaign.author


def keep_pictures(library: Library, planned: Iterable[Planned]) -> None:
    """Put the pictures of planned posts where workers find them."""
    wanted = {library.messages[one.message].image for one in planned} - {""}
    for name in sorted(wanted):
        pictures.keep((library.folder / "assets" / name).read_bytes())


def row(library: Library, planned: Planned, frozen: Frozen, now: datetime) -> Post:
    """Make the row of a planned post; it is not saved."""
    message = library.messages[planned.message]
    channel = library.channels[planned.channel]
    return Post(
        slot_key=planned.key,
        keyed_at=planned.at,
        channel_id=channel.id,
        message=message.id,
        title=message.title[:200],
        theme=message.theme,
        author=author(library, message),
        author_person=person(author(library, message)),
        due_at=planned.at,
        local=f"{planned.local:%Y-%m-%dT%H:%M}",
        late_at=planned.at + grace(library, message),
        valid_from=frozen.valid_from,
        valid_until=frozen.valid_until,
        body=frozen.body,
        digest=frozen.digest,
        simulated=channel.network == "sandbox",
        created_at=now,
    )


def content_digest(content: Content, message: str, channel: Spoken) -> str:
    """Return the hash a person approves: the content, and where it is meant to go.

    A yes given for the sandbox is no yes for the real network, nor one for another account.
    """
    where = (channel.id, channel.platform, channel.network, channel.handle, channel.base_url)
    options = [f"{name}={value}" for name, value in sorted(channel.options.items())]
    return content.digest(message, *where, *options)
