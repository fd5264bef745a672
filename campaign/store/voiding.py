"""The end of a yes: taken back, run out, or void because a figure is not what it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaign.library.library import Library
from campaign.lifecycle import State
from campaign.store import events, grounds, posts, tally
from campaign.store.models import Approval, Post
from campaign.store.tally import Need
from campaign.store.writing import writing


def revoke(message: str, *, by: str, now: datetime, why: str) -> int:
    """Take back every standing approval of a message; its open posts wait again."""
    return void(
        Approval.objects.filter(message=message),
        by=by,
        now=now,
        why=f"Its approval was taken back: {why}",
        data={"why": why},
    )


def void(
    rows: Iterable[Approval], *, by: str, now: datetime, why: str, data: Mapping[str, Any]
) -> int:
    """Take back yeses that stand; return how many. Open posts that lack one then wait again."""
    with writing():
        standing = [row for row in rows if row.revoked_at is None]
        Approval.objects.filter(pk__in=[row.pk for row in standing]).update(
            revoked_at=now, revoked_by=by
        )
        for message in sorted({row.message for row in standing}):
            events.record("approval revoked", actor=by, at=now, subject=message[:200], data=data)
        _wait_again({row.digest for row in standing}, by=by, now=now, why=why)
    return len(standing)


def run_out(now: datetime) -> int:
    """Let posts wait again whose yes has run out; return how many yeses ended."""
    with writing():
        ended = Approval.objects.filter(revoked_at__isnull=True, ran_out=False, expires_at__lte=now)
        found = list(ended.values_list("pk", "digest"))
        if found:
            Approval.objects.filter(pk__in=[pk for pk, _ in found]).update(ran_out=True)
            _wait_again({digest for _, digest in found}, by="worker", now=now, why="")
    return len(found)


def void_figures(library: Library, *, actor: str, now: datetime) -> int:
    """Take back the yeses to figures that were revised, replaced or have expired since.

    It goes by the register, so that it holds for messages whose files have errors as well.
    """
    today = now.astimezone(ZoneInfo(library.campaign.zone)).date()
    count = 0
    for row in Approval.objects.filter(revoked_at__isnull=True).exclude(grounds=""):
        for name, mark in grounds.read(row.grounds).get("facts", {}).items():
            if what := grounds.outdated(library.facts.get(name), mark, today):
                why = f"{what}{grounds.VOIDED}"
                count += void([row], by=actor, now=now, why=why, data={"why": why})
                break
    return count


def _wait_again(digests: set[str], *, by: str, now: datetime, why: str) -> None:
    rows = Post.objects.filter(state=State.SCHEDULED, digest__in=digests)
    for post in list(rows):
        if not tally.approved(post, now):
            reason = why or tally.of_post(post, now).why_not(Need.of(post))
            posts.move(post.pk, State.SCHEDULED, State.PENDING, actor=by, at=now, why=reason)
