"""Posts whose time has come and that are not out, each with what keeps it."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.cli import show

if TYPE_CHECKING:
    from campaign.store.barriers import Barrier
    from campaign.store.models import Post

_LOOKED_AT = 50  # posts
_SOON = timedelta(seconds=30)  # a post that nothing keeps leaves within a tick or two


def overdue(time: datetime, *, running: bool) -> Iterator[tuple[Post, str]]:
    """Yield the posts that are due and not out, oldest first, with the reason."""
    from campaign.store.models import Post

    barriers = dict(_barriers(time))
    posts = Post.objects.select_related("channel").in_bulk(list(barriers))
    for pk, barrier in barriers.items():
        why = _why(posts[pk], barrier, time, running=running)
        if why:
            yield posts[pk], why


def _barriers(time: datetime) -> list[tuple[int, Barrier | None]]:
    """Ask what the worker asks before it sends."""
    from django.db import connection

    from campaign.store import barriers

    sql, times = barriers.columns()
    at = barriers.moment(time)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql}, p.id FROM store_post p
            JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.state IN ('pending', 'scheduled') AND p.due_at <= %s
            ORDER BY p.due_at, p.id LIMIT {_LOOKED_AT}""",  # noqa: S608 - our own text
            [*[at] * times, at],
        )
        return [(row[-1], barriers.from_row(row[:-1])) for row in cursor.fetchall()]


def _why(post: Post, barrier: Barrier | None, time: datetime, *, running: bool) -> str:
    from campaign.store.barriers import Kind

    if barrier is not None:
        over = barrier.kind is Kind.LATE and not running
        return f"{barrier.sentence}{' It is missed as soon as the program runs.' if over else ''}"
    if not running:
        return "The program is not running."
    if rest := _rest(post, time):
        return rest
    if post.not_before is not None and post.not_before > time:
        again = f"it is tried again at {show.moment(post.not_before)}"
        return f"Tried {show.count(post.attempt, 'time')}, {again}: {post.cause}"
    return "" if time - post.due_at < _SOON else "It waits for its channel."


def _rest(post: Post, time: datetime) -> str:
    """Say whether the platform is left alone, and why."""
    from campaign.store import notices
    from campaign.store.models import Service

    service = Service.objects.filter(pk=post.channel.service).first() or Service()
    if service.opened_at is not None:
        name, since = notices.server(service.pk), show.moment(service.opened_at)
        return f"{name} is in trouble since {since}: {service.why}"
    until = max((at for at in (post.channel.free_at, service.free_at) if at), default=time)
    return f"The platform wants no more before {show.moment(until)}." if until > time else ""
