"""The rows of a thread: its parts, each pointing to the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from campaign.lifecycle import OPEN, State
from campaign.store import posts
from campaign.store.models import Post

_AT_ONCE = 500  # threads a statement
MORE_TIME = timedelta(minutes=5)  # that each part may be later than the one before it


def part_key(slot_key: str | None, part: int) -> str | None:
    """Return the key of a part's slot; the first part has the slot's own."""
    return slot_key if part == 1 or slot_key is None else f"{slot_key}#{part}"


def head_key(slot_key: str | None) -> str | None:
    """Return the key of a thread's slot, from that of one of its parts."""
    return slot_key and re.sub(r"#[0-9]+$", "", slot_key)


def save(parts: Sequence[Post]) -> None:
    """Write the rows of one thread, or of a single post, in their order."""
    before: Post | None = None
    for post in parts:
        post.after = before
        post.thread = parts[0] if before else None
        post.save()
        before = post


def later_parts(first: Post) -> list[Post]:
    """Return the parts of a thread after the first, in their order."""
    if first.parts == 1:
        return []
    return list(Post.objects.filter(thread_id=first.pk).order_by("part", "pk"))


def decided(first: Post) -> bool:
    """Say whether a person or the platform has dealt with a part: no plan touches that thread."""
    return first.parts > 1 and bool(decided_among([first.pk]))


def decided_among(firsts: Sequence[int]) -> set[int]:
    """Return those of some first parts whose threads no plan may touch.

    A part the plan itself took away has lost its slot, and decides nothing.
    """
    touched = ~Q(state__in=OPEN) | Q(attempt__gt=0) | Q(by_hand=True) | Q(handed=True)
    rows = Post.objects.filter(touched, slot_key__isnull=False)
    found: set[int] = set()
    for start in range(0, len(firsts), _AT_ONCE):
        some = rows.filter(thread_id__in=firsts[start : start + _AT_ONCE])
        found.update(some.values_list("thread_id", flat=True))
    return found


def following(post: Post) -> list[Post]:
    """Return the parts that come after one of a thread."""
    head = post.thread_id or post.pk
    rows = Post.objects.filter(thread_id=head, part__gt=post.part)
    return list(rows.exclude(state=State.CANCELLED).order_by("part", "pk"))


def drop(rows: Iterable[Post], *, actor: str, at: datetime, why: str) -> int:
    """Cancel those that are still open; their slots are free again."""
    return sum(
        posts.move(
            post.pk, State(post.state), State.CANCELLED, actor=actor, at=at, why=why, slot_key=None
        )
        for post in rows
        if post.state in OPEN
    )


def redate(first: Post, **columns: Any) -> None:
    """Give the later parts of a thread the time of its first."""
    for post in later_parts(first):
        late = {"late_at": columns["late_at"] + MORE_TIME * (post.part - 1)}
        key = {"slot_key": part_key(first.slot_key, post.part)}
        Post.objects.filter(pk=post.pk, state__in=OPEN).update(**{**columns, **late, **key})
