"""Posts whose time has come and that are not out, each with what keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db import connection

from campaign.lifecycle import OPEN, State
from campaign.store import barriers, own_line
from campaign.store.barriers import Barrier, Kind
from campaign.store.models import Post, Service

LOOKED_AT = 50  # posts
_PAGE = 100  # posts read at a time
_SOON = timedelta(seconds=30)  # a post that nothing keeps leaves within a tick or two


class Cause(StrEnum):
    """What keeps a post that no barrier stands before."""

    STOPPED = "program not running"
    OFFLINE = "no connection"
    BREAKER = "platform in trouble"
    LIMIT = "rate limit"
    GAP = "gap since the last post"
    AGAIN = "tried again later"
    TURN = "waits for its channel"


@dataclass(frozen=True, slots=True)
class Kept:
    """A post that is due and not out, and why: ``why`` names nobody and nothing of its text."""

    post: Post
    why: Kind | Cause
    barrier: Barrier | None = None  # with the sentence for the person
    service: Service | None = None  # in trouble
    until: datetime | None = None  # it is not tried before


def overdue(
    now: datetime,
    *,
    running: bool,
    states: Iterable[State] = OPEN,
    limit: int = LOOKED_AT,
    besides: Collection[Kind] = (),
) -> Iterator[Kept]:
    """Yield the posts that are due and not out, oldest first, with the reason.

    ``limit`` is the number of posts that are looked at; what one of ``besides`` keeps is left
    out of what is told. What leaves with the next tick is left
    out, unless no program runs that would send it.
    """
    services = {row.pk: row for row in Service.objects.all()}
    found = (
        (pk, barrier)
        for pk, barrier in _barriers(now, sorted(states), limit)
        if barrier is None or barrier.kind not in besides
    )
    while page := dict(islice(found, _PAGE)):
        posts = Post.objects.select_related("channel").defer("body").in_bulk(list(page))
        for pk, barrier in page.items():
            if pk in posts:  # else it was taken away this moment
                post = posts[pk]
                service = services.get(post.channel.service) or Service()
                kept = _kept(post, barrier, service, now, running=running)
                if kept is not None:
                    yield kept


def _barriers(
    now: datetime, states: list[State], limit: int
) -> Iterator[tuple[int, Barrier | None]]:
    """Ask what the worker asks before it sends."""
    sql, times = barriers.columns()
    at = barriers.moment(now)
    marks = ", ".join(["%s"] * len(states))
    parameters: list[Any] = [*[at] * times, *states, at, limit]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql}, p.id FROM store_post p
            JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.state IN ({marks}) AND p.due_at <= %s
            ORDER BY p.due_at, p.id LIMIT %s""",  # noqa: S608 - our own text
            parameters,
        )
        rows = cursor.fetchall()
    return ((row[-1], barriers.from_row(row[:-1])) for row in rows)


def _kept(
    post: Post, barrier: Barrier | None, service: Service, now: datetime, *, running: bool
) -> Kept | None:
    if barrier is not None:
        return Kept(post, barrier.kind, barrier)
    if not running:
        return Kept(post, Cause.STOPPED)
    if service.opened_at is not None:
        return _in_trouble(post, service)
    until = max((at for at in (post.channel.free_at, service.free_at) if at), default=now)
    if until > now:
        return Kept(post, Cause.LIMIT, until=until)
    spaced = None if post.by_hand or post.part > 1 else post.channel.spaced_until
    for why, until_then in ((Cause.AGAIN, post.not_before), (Cause.GAP, spaced)):
        if until_then is not None and until_then > now:
            return Kept(post, why, until=until_then)
    return None if now - post.due_at < _SOON else Kept(post, Cause.TURN)


def _in_trouble(post: Post, service: Service) -> Kept:
    line = own_line.down()
    if line is not None and own_line.explains(line, service):
        return Kept(post, Cause.OFFLINE, service=line)
    return Kept(post, Cause.BREAKER, service=service)
