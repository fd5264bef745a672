"""The two languages of a message: both go out, the Welsh first, or neither.

The posts of a pair share ``pair`` and the moment they were planned for. What follows from the
state of the other half is in ``barriers``; whether the other half may go out, too, is asked here,
by whichever goes first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.lifecycle import State
from campaign.store import barriers
from campaign.store.barriers import OTHER_LANGUAGE, Barrier, Kind
from campaign.store.models import Post

MARGIN = timedelta(seconds=20)  # the first half's call takes its time: the second follows then
_ONE_FAILED = "Its other language is held back: both go out, or neither."
_ONE_IS_OUT = (
    "Its other language is out already: put this right at once, or take the other one back."
)


def key(library: Library, message: Message, channel: Channel) -> str:
    """Return what the two halves of a pair have in common; "" for a message that has none."""
    if not library.partners(message, channel):
        return ""
    stem = min(message.id, message.pair_id, key=len)
    return f"{stem}|{channel.organisation}|{channel.platform}"


def in_the_way(post: int, now: datetime) -> Barrier | None:
    """Return what keeps the other half of a pair from following at once, for the first half."""
    for pk, *rests in _following(post):
        until = max((barriers.aware(at) for at in rests if at is not None), default=now)
        barrier = barriers.before(pk, now + MARGIN)
        if barrier is not None and barrier.kind not in (Kind.PAIR, Kind.THREAD):
            return Barrier(Kind.PAIR, f"Its other language may not go out: {barrier.sentence}")
        if until > now:
            return Barrier(Kind.PAIR, "The channel of its other language has to rest.")
    return None


def _following(post: int) -> list[tuple[int, object, object, object, object]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT o.id, c.free_at, c.spaced_until, s.free_at, s.open_until FROM store_post p
            JOIN store_post o ON {OTHER_LANGUAGE}
            JOIN store_channelstate c ON c.id = o.channel_id
            LEFT JOIN store_service s ON s.id = c.service
            WHERE p.id = %s AND o.state = 'scheduled'""",  # noqa: S608 - our own text
            [post],
        )
        return list(cursor.fetchall())


def others(post: Post) -> list[Post]:
    """Return the posts of the other language, in their order."""
    if not post.pair:
        return []
    rows = Post.objects.filter(pair=post.pair, keyed_at=post.keyed_at).exclude(pk=post.pk)
    return [one for one in rows.order_by("part", "pk") if is_welsh(one) != is_welsh(post)]


def is_welsh(post: Post) -> bool:
    """Say whether a post is the half that goes first."""
    return post.language.startswith("cy")


def consequence(post: Post) -> str:
    """Say what it means for the other half that this one did not go out; "" without a pair."""
    found = others(post)
    if not found:
        return ""
    out = any(one.state == State.PUBLISHED for one in found)
    return _ONE_IS_OUT if out else _ONE_FAILED
