"""Whose turn it is to ask a platform, where several processes sweep one database.

To ask twice does no harm, but it may cost money and it uses up what a platform allows. A turn is
taken by putting off the next one: whoever dies in the middle of it keeps nobody waiting for long.
With SQLite one process does it all, and every turn is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from campaign.store.models import Post
from campaign.store.writing import writing

TURN = timedelta(seconds=90)  # well over a call's total deadline of one minute


def to_look(post: Post, now: datetime) -> bool:
    """Take the turn to ask about a post in doubt; False when another process has it."""
    if connection.vendor == "sqlite":
        return True
    same = Post.objects.filter(pk=post.pk, state=post.state, attempt=post.attempt)
    with writing():
        return bool(same.filter(check_at__lte=now).update(check_at=now + TURN))


def to_read(batch: Sequence[Post], now: datetime) -> list[Post]:
    """Take the turn to read posts; return those that no other process reads now."""
    if connection.vendor == "sqlite":
        return list(batch)
    with writing():
        due = Post.objects.filter(pk__in=[post.pk for post in batch], reading_at__lte=now)
        ours = set(due.values_list("pk", flat=True))
        due.update(reading_at=now + TURN)
    return [post for post in batch if post.pk in ours]


def is_as_it_was(post: Post) -> bool:
    """Say, inside a write transaction, whether an answer about a post is still about it.

    Not so where another process has drawn the conclusion, and the post was even sent again.
    """
    same = Post.objects.filter(pk=post.pk, state=post.state)
    return same.filter(attempt=post.attempt, looks=post.looks).exists()
