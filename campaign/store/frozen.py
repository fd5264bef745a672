"""A rendering as a post keeps it: frozen, hashed, with the time it is good for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from campaign.adapter import Content
from campaign.checks.tiers import partners_of, tier_of
from campaign.library.library import Library
from campaign.library.message import A, Message
from campaign.library.organisation import Channel
from campaign.library.people import Person, folded
from campaign.library.render import render_thread
from campaign.planning.plan import Planned
from campaign.planning.slot import to_utc
from campaign.store import pairs, pictures
from campaign.store.content_hash import content_digest
from campaign.store.grounds import grounds_of
from campaign.store.models import Post
from campaign.store.threads import MORE_TIME, part_key


@dataclass(frozen=True, slots=True)
class Frozen:
    """A rendering as a post keeps it."""

    content: Content
    digest: str
    body: str
    grounds: str
    valid_from: datetime | None
    valid_until: datetime | None
    variant: str = ""  # which version of a message under test it is: a, b


def freeze(
    library: Library, message: Message, channel: Channel, variant: str = ""
) -> tuple[Frozen, ...]:
    """Render a message for a channel and freeze it: one post, or the parts of a thread.

    Of a message under test it is one version, A where none is named. A thread is good for as long
    as all its parts are. Raise ``RenderError`` where it cannot be.
    """
    variant = (variant or A) if message.variants(channel.platform) else ""
    renderings = render_thread(library, message, channel, variant)
    zone = library.campaign.zone
    ends = [one.expires for one in renderings]
    ends += [_day_after(message.not_after), message.spent_review]
    starts = [day for one in renderings if (day := one.not_before)]
    starts += [message.not_before] if message.not_before else []
    grounds = grounds_of(library, message, channel, renderings)
    return tuple(
        Frozen(
            one.content,
            content_digest(one.content, message.id, channel, grounds),
            json.dumps(one.content.as_json(), ensure_ascii=False, sort_keys=True),
            grounds,
            _midnight(max(starts, default=None), zone),
            _midnight(min((end for end in ends if end), default=None), zone),
            variant,
        )
        for one in renderings
    )


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _midnight(day: date | None, zone: str) -> datetime | None:
    return to_utc(datetime.combine(day, time()), zone) if day else None


def grace(library: Library, message: Message) -> timedelta:
    """Return how late a message may go out."""
    minutes = library.campaign.grace if message.grace is None else message.grace
    return timedelta(minutes=max(minutes, 1))  # with none at all a post could never go out


def until(library: Library, message: Message, planned: Planned, frozen: Frozen) -> datetime | None:
    """Return when a post must have gone out: one with a day of its own belongs to that day.

    Its grace may reach into the next.
    """
    if message.when is None or not message.when.moments:
        return frozen.valid_until
    day = _midnight(planned.local.date() + timedelta(days=1), library.campaign.zone)
    ends = [frozen.valid_until, max(day or planned.at, planned.at + grace(library, message))]
    return min(end for end in ends if end)


def author(library: Library, message: Message) -> str:
    """Return who wrote a message."""
    return message.author or library.campaign.author


def author_person(library: Library, message: Message) -> str:
    """Return who wrote a message, as names are compared: aliases are one person."""
    return _people(library.campaign.people).get(key := folded(author(library, message)), key)


@lru_cache(maxsize=8)
def _people(people: tuple[Person, ...]) -> dict[str, str]:
    return {key: one.key for one in people for key in one.keys}


def format_of(content: Content) -> str:
    """Return what a post is beside its words: a picture, a link card, or nothing ("words")."""
    if content.images:
        return "picture"
    return "link" if content.link else "words"


def tags(message: Message) -> str:
    """Return a message's tags as a post keeps them: ",one,two,", or nothing."""
    return f",{','.join(message.tags)}," if message.tags else ""


def keep_pictures(library: Library, planned: Iterable[Planned]) -> None:
    """Put the pictures of planned posts where workers find them."""
    messages = [library.messages[one.message] for one in planned]
    wanted = {name for one in messages for name in one.pictures}
    for name in sorted(wanted):
        pictures.keep((library.folder / "assets" / name).read_bytes())


def rows(library: Library, planned: Planned, frozen: Sequence[Frozen], now: datetime) -> list[Post]:
    """Make the rows of a planned post, one a part; they are not saved."""
    return [
        _row(library, planned, one, part, len(frozen), now)
        for part, one in enumerate(frozen, start=1)
    ]


def _row(
    library: Library, planned: Planned, frozen: Frozen, part: int, parts: int, now: datetime
) -> Post:
    message = library.messages[planned.message]
    channel = library.channels[planned.channel]
    return Post(
        **timing(library, planned, planned.key, part),
        part=part,
        parts=parts,
        channel_id=channel.id,
        message=message.id,
        title=message.title[:200],
        theme=message.theme,
        audience=message.audience[:100],
        language=message.language[:35],
        pair=pairs.key(library, message, channel),
        tags=tags(message),
        tone=message.tone,
        format=format_of(frozen.content),
        variant=frozen.variant,
        author=author(library, message),
        author_person=author_person(library, message),
        valid_from=frozen.valid_from,
        valid_until=until(library, message, planned, frozen),
        body=frozen.body,
        digest=frozen.digest,
        grounds=frozen.grounds,
        tier=tier_of(library, message).level,
        partners=len(partners_of(library, message)),
        simulated=channel.network == "sandbox",
        created_at=now,
    )


def timing(library: Library, planned: Planned, key: str, part: int = 1) -> dict[str, Any]:
    """Return the columns that follow from a post's time; all others are the same at any time.

    ``key`` is its own (``Planned.key``).
    """
    late = grace(library, library.messages[planned.message]) + MORE_TIME * (part - 1)
    return {
        "slot_key": part_key(key, part),
        "keyed_at": planned.at,
        "due_at": planned.at,
        "local": planned.local.isoformat(timespec="minutes"),
        "late_at": planned.at + late,
    }
