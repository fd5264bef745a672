"""Uncertain posts, expired leases, posts the platform still processes: ask, never guess."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from campaign.adapter import (
    Adapter,
    AdapterError,
    BadContent,
    Barred,
    Can,
    Capabilities,
    Content,
    Disconnected,
    Receipt,
)
from campaign.delivery import retry
from campaign.delivery.desk import Desks
from campaign.lifecycle import State
from campaign.store import approvals, channels, claims, posts
from campaign.store.models import Post

logger = logging.getLogger(__name__)

SECOND_LOOK = timedelta(minutes=2)  # where the platform knows no key: replicas may lag this long
PATIENCE = timedelta(hours=1)  # with a platform that goes on processing
FOR_EVER = 10 * 365 * 86_400.0  # seconds
TRIES = 2  # sends whose outcome is not known, where a repeat might make a second post
TRIED_ENOUGH = (
    "It was sent twice without an answer and does not show: look on the platform, then decide."
)
ASK_A_PERSON = "The platform cannot tell whether it is there: look, then decide."


class Reconciler:
    """Asks the platforms about posts whose outcome is not known."""

    def __init__(self, desks: Desks, *, worker: str, clock: Callable[[], datetime]) -> None:
        self._desks, self._worker, self._clock = desks, worker, clock

    def sweep(self, *, limit: int = 200) -> int:
        """Look at every post whose time to be asked about has come; return how many."""
        now = self._clock()
        claims.lose_leases(now)
        waiting = Post.objects.filter(
            state__in=[State.UNCERTAIN, State.PROCESSING], check_at__lte=now
        )
        found = list(waiting.select_related("channel", "after").order_by("check_at")[:limit])
        silent: set[str] = set()  # channels whose platform gave no answer in this round
        for post in found:
            if post.channel_id not in silent and not self._look(post):
                silent.add(post.channel_id)
        return len(found)

    def _look(self, post: Post) -> bool:
        """Ask about one post; False when no answer could be had."""
        speaker = claims.speaker(post.channel)
        try:
            desk = self._desks.at(speaker)
            with desk.lock:
                if post.state == State.PROCESSING:
                    self._resume(post, desk.adapter)
                else:
                    self._find(post, desk.adapter)
        except (Disconnected, Barred) as error:
            self._later(post, str(error))
            if not self._desks.outdated(speaker):
                channels.pause(post.channel_id, str(error), actor=self._worker, now=self._clock())
            self._desks.forget(post.channel_id)
            return False
        except AdapterError as error:
            self._later(post, str(error))
            return False
        except Exception as error:
            logger.exception("Asking about post %s failed", post.pk)
            self._later(post, f"Asking about it failed ({type(error).__name__}).")
            return False
        return True

    def _resume(self, post: Post, adapter: Adapter) -> None:
        now = self._clock()
        try:
            outcome = adapter.resume(post.handle)
        except BadContent as error:
            self._move(post, State.FAILED, now, str(error), check_at=None)
            return
        if isinstance(outcome, Receipt):
            self._published(post, outcome, now)
        elif outcome.check_after is None:
            self._move_on(post, None, "")
        elif now - _last_try(post) > PATIENCE:
            self._move(post, State.UNCERTAIN, now, ASK_A_PERSON, check_at=None)
        else:
            self._move_on(post, now + timedelta(seconds=outcome.check_after), "")

    def _find(self, post: Post, adapter: Adapter) -> None:
        can = adapter.capabilities
        now = self._clock()
        if Can.FIND not in can.can:
            self._move_on(post, None, ASK_A_PERSON)
            return
        receipt = adapter.find(_said(post), post.post_key, _since(post), post.handle)
        if receipt is not None:
            self._published(post, receipt, now)
        elif _exact(can, post, now):
            self._not_there(post, now)
        elif _twice_absent(post, now):
            self._absent(post, now)
        else:
            why = "Not there at the first look."
            self._move_on(post, now + SECOND_LOOK, why, absent_at=post.absent_at or now)

    def _absent(self, post: Post, now: datetime) -> None:
        """Send it once more where a repeat might double it, and never a third time."""
        if post.attempts.filter(outcome=State.UNCERTAIN).count() < TRIES:
            self._not_there(post, now)
        else:
            self._move_on(post, None, TRIED_ENOUGH)

    def _not_there(self, post: Post, now: datetime) -> None:
        """It is not on the platform: back to the calendar, where lateness is checked again."""
        why = "The platform does not have it, so it will be sent under the same key."
        if not approvals.approved_for(post.digest, post.author_person):
            why = "The platform does not have it, and its approval was taken back."
            self._move(post, State.FAILED, now, why, check_at=None)
            return
        columns = {"check_at": None, "not_before": None, "absent_at": None}
        self._move(post, State.SCHEDULED, now, why, **columns)

    def _published(self, post: Post, receipt: Receipt, now: datetime) -> None:
        why = "The platform has it."
        self._move(post, State.PUBLISHED, now, why, **posts.published(receipt))

    def _move(self, post: Post, new: State, now: datetime, why: str, **columns: object) -> None:
        old = State(post.state)
        posts.move(post.pk, old, new, actor=self._worker, at=now, why=why, **columns)

    def _later(self, post: Post, why: str) -> None:
        wait = retry.look_again(post.looks)
        if wait:
            self._move_on(post, self._clock() + wait, why)
        elif post.state == State.PROCESSING:
            self._move(post, State.UNCERTAIN, self._clock(), ASK_A_PERSON, check_at=None)
        else:
            self._move_on(post, None, ASK_A_PERSON)

    def _move_on(
        self, post: Post, check_at: datetime | None, cause: str, **columns: object
    ) -> None:
        same = Post.objects.filter(pk=post.pk, state=post.state, looks=post.looks)
        same.update(check_at=check_at, looks=post.looks + 1, cause=cause, **columns)


def _since(post: Post) -> datetime:
    """Return the time before which nothing on the platform can be this post."""
    first = post.attempts.order_by("number").first()
    return (first.started_at if first else post.due_at) - timedelta(seconds=60)


def _last_try(post: Post) -> datetime:
    last = post.attempts.order_by("-number").first()
    return last.started_at if last else post.due_at


def _said(post: Post) -> Content:
    """Return what was sent: in a thread, below the part before it."""
    parent = post.after.remote_id if post.after else None
    return replace(post.content, reply_to=parent) if parent else post.content


def _exact(can: Capabilities, post: Post, now: datetime) -> bool:
    """Say whether a repeat now certainly cannot make a second post."""
    return now - _since(post) < timedelta(seconds=min(can.key_lasts, FOR_EVER))


def _twice_absent(post: Post, now: datetime) -> bool:
    """Say whether the platform itself answered "not there" before, long enough ago."""
    return post.absent_at is not None and now - post.absent_at >= SECOND_LOOK
