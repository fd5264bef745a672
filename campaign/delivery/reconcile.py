"""Uncertain posts, expired leases, posts the platform still processes: ask, never guess."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from campaign.adapter import Adapter, AdapterError, Can, Processing, Receipt, Refused
from campaign.delivery import retry
from campaign.delivery.desk import Desks
from campaign.lifecycle import State
from campaign.store import approvals, posts
from campaign.store.models import Post

logger = logging.getLogger(__name__)

SECOND_LOOK = timedelta(minutes=2)  # where the platform knows no key: replicas may lag this long
ASK_A_PERSON = "The platform cannot tell whether it is there: look, then decide."


class Reconciler:
    """Asks the platforms about posts whose outcome is not known."""

    def __init__(self, desks: Desks, *, worker: str, clock: Callable[[], datetime]) -> None:
        self._desks, self._worker, self._clock = desks, worker, clock

    def sweep(self, *, limit: int = 200) -> int:
        """Look at every post whose time to be asked about has come; return how many."""
        now = self._clock()
        posts.lose_leases(now)
        waiting = Post.objects.filter(
            state__in=[State.UNCERTAIN, State.PROCESSING], check_at__lte=now
        )
        found = list(waiting.select_related("channel").order_by("check_at")[:limit])
        for post in found:
            try:
                self._look(post)
            except Exception:
                logger.exception("Asking about post %s failed", post.pk)
        return len(found)

    def _look(self, post: Post) -> None:
        try:
            desk = self._desks.at(posts.speaker(post.channel))
            with desk.lock:
                if post.state == State.PROCESSING:
                    self._resume(post, desk.adapter)
                else:
                    self._find(post, desk.adapter)
        except AdapterError as error:
            self._later(post, str(error))

    def _resume(self, post: Post, adapter: Adapter) -> None:
        now = self._clock()
        try:
            outcome = adapter.resume(post.handle)
        except Refused as error:
            self._move(post, State.FAILED, now, str(error), check_at=None)
            return
        if isinstance(outcome, Processing):
            check_at = now + timedelta(seconds=outcome.check_after)
            Post.objects.filter(pk=post.pk, state=post.state).update(check_at=check_at)
        else:
            self._published(post, outcome, now)

    def _find(self, post: Post, adapter: Adapter) -> None:
        can = adapter.capabilities
        now = self._clock()
        if Can.FIND not in can.can:
            self._move_on(post, None, ASK_A_PERSON)
            return
        receipt = adapter.find(post.content, post.post_key, _since(post))
        if receipt is not None:
            self._published(post, receipt, now)
        elif can.honours_key or _looked_long(post, now):
            self._not_there(post, now)
        else:
            self._move_on(post, now + SECOND_LOOK, "Not there at the first look.")

    def _not_there(self, post: Post, now: datetime) -> None:
        """It is not on the platform: back to the calendar, where lateness is checked again."""
        why = "The platform does not have it, so it will be sent under the same key."
        if post.digest not in approvals.approved([post.digest]):
            why = "The platform does not have it, and its approval was taken back."
            self._move(post, State.FAILED, now, why, check_at=None)
            return
        self._move(post, State.SCHEDULED, now, why, check_at=None, not_before=None)

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

    def _move_on(self, post: Post, check_at: datetime | None, cause: str) -> None:
        same = Post.objects.filter(pk=post.pk, state=post.state, looks=post.looks)
        same.update(check_at=check_at, looks=post.looks + 1, cause=cause)


def _since(post: Post) -> datetime:
    """Return the time before which nothing on the platform can be this post."""
    first = post.attempts.order_by("number").first()
    return (first.started_at if first else post.due_at) - timedelta(seconds=60)


def _looked_long(post: Post, now: datetime) -> bool:
    last = post.attempts.order_by("-number").first()
    return post.looks > 0 and last is not None and now - last.started_at >= SECOND_LOOK
