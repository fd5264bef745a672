"""Uncertain posts, expired leases, posts the platform still processes: ask, never guess."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q

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
    Unsupported,
)
from campaign.delivery import health, retry
from campaign.delivery.desk import Desks
from campaign.lifecycle import State
from campaign.step import Step, reached
from campaign.store import (
    barriers,
    channels,
    charges,
    claims,
    posts,
    services,
    speakers,
    tally,
    turns,
)
from campaign.store.barriers import Kind
from campaign.store.breaker import Outcome
from campaign.store.models import Post
from campaign.store.writing import writing

logger = logging.getLogger(__name__)

# By so much a wrong clock may have been put right between the try and the look. Where only words
# tell a post, one from before may be taken for it; but these platforms refuse the same words twice.
CLOCK_PUT_RIGHT = timedelta(hours=1)
LOOK_BACK = timedelta(hours=1)  # further than needed, as clocks may differ
SECOND_LOOK = timedelta(minutes=2)  # where the platform knows no key: replicas may lag this long
PATIENCE = timedelta(hours=1)  # with a platform that goes on processing, or wants to rest
FOR_EVER = 10 * 365 * 86_400.0  # seconds
TRIES = 2  # sends whose outcome is not known, where a repeat might make a second post
WHILE_STOPPED = timedelta(seconds=30)  # until a hold that keeps a repeat back is looked at again
ENDED = (Kind.EXPIRED, Kind.LATE, Kind.UNAPPROVED)  # what stands so will not go out any more
TRIED_ENOUGH = (
    "It was sent twice without an answer and does not show: look on the platform, then decide."
)
HARMLESS = "It is sent again under the same key: a repeat makes no second post."
ASK_A_PERSON = "The platform cannot tell whether it is there: look, then decide."


class Reconciler:
    """Asks the platforms about posts whose outcome is not known."""

    def __init__(self, desks: Desks, *, worker: str, clock: Callable[[], datetime]) -> None:
        self._desks, self._worker, self._clock = desks, worker, clock
        self._stopping = False

    def stop(self) -> None:
        """Ask about no further post; the answer in hand is waited for and kept."""
        self._stopping = True

    def sweep(self, *, limit: int = 200) -> int:
        """Look at every post whose time to be asked about has come; return how many."""
        now = self._clock()
        reached(Step.SWEEPING)
        claims.lose_leases(now)
        waiting = Post.objects.filter(
            state__in=[State.UNCERTAIN, State.PROCESSING], check_at__lte=now
        ).exclude(_resting(now), check_at__gt=now - PATIENCE)
        found = list(waiting.select_related("channel", "after").order_by("check_at")[:limit])
        silent: set[str] = set()  # channels whose platform gave no answer in this round
        for post in found:
            if self._stopping:
                break
            if post.channel_id not in silent and not self._look(post):
                silent.add(post.channel_id)
        return len(found)

    def _look(self, post: Post) -> bool:
        """Ask about one post; False when no answer could be had."""
        began, channel = self._clock(), post.channel_id
        if not (post.handed or services.admit(post.channel.service, now=began)):
            return False
        if not turns.to_look(post, began):
            return True  # another process asks
        try:
            answered = self._ask(post)
        except Exception as error:  # noqa: BLE001 - what is unforeseen is looked at there
            self._unanswered(post, error)
            reached(Step.CONCLUDED)
            if not post.handed:
                health.note(channel, error, began=began, now=self._clock())
            return False
        reached(Step.CONCLUDED)
        outcome = Outcome.WELL if answered else Outcome.NEITHER
        health.record(channel, outcome, began=began, now=self._clock())
        return True

    def _ask(self, post: Post) -> bool:
        """Ask about one post and draw the conclusion; False when the platform was not asked."""
        desk = self._desks.at(speakers.speaker(post.channel, handed=post.handed))
        with desk.lock:
            if post.state == State.PROCESSING:
                self._resume(post, desk.adapter)
                return True
            return self._find(post, desk.adapter)

    def _unanswered(self, post: Post, error: Exception) -> None:
        now, why = self._clock(), str(error)
        speaker = speakers.speaker(post.channel, handed=post.handed)
        if isinstance(error, Disconnected | Barred):
            if not self._desks.outdated(speaker):
                channels.pause(post.channel_id, why, actor=self._worker, now=now)
            self._desks.forget(post.channel_id)
        elif not isinstance(error, AdapterError):
            logger.error("Asking about post %s failed", post.pk, exc_info=error)
            why = f"Asking about it failed ({type(error).__name__})."
        self._later(post, why, health.throttled(post.channel_id, error, now=now))

    def _resume(self, post: Post, adapter: Adapter) -> None:
        now = self._clock()
        try:
            reached(Step.RESUMING)
            outcome = adapter.resume(post.handle)
            reached(Step.HEARD)
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

    def _find(self, post: Post, adapter: Adapter) -> bool:
        """Look for a post in doubt; False when the platform was not asked."""
        can = adapter.capabilities
        now = self._clock()
        if Can.FIND not in can.can:
            self._repeat(post, can, now)
            return False
        try:
            since = _since(post) if can.honours_key else _since(post) - CLOCK_PUT_RIGHT
            reached(Step.FINDING)
            receipt = adapter.find(_said(post), post.post_key, since, post.handle)
        except Unsupported as error:  # it may not be looked for on this account
            self._move_on(post, None, str(error))
            return False
        reached(Step.HEARD)
        charges.of_look(post.channel, can.costs, _seen(post, receipt), at=now)
        if receipt is not None and _is_of_another(post, receipt):
            receipt = None  # an earlier post that says the same
        if receipt is not None:
            self._published(post, receipt, now)
        elif _exact(can, post, now):
            self._not_there(post, now)
        elif _twice_absent(post, now):
            self._absent(post, now)
        else:
            why = "Not there at the first look."
            self._move_on(post, now + SECOND_LOOK, why, absent_at=post.absent_at or now)
        return True

    def _absent(self, post: Post, now: datetime) -> None:
        """Send it once more where a repeat might double it, and never a third time."""
        heard = [State.UNCERTAIN, State.PROCESSING]
        if post.attempts.filter(outcome__in=heard).count() < TRIES:
            self._not_there(post, now)
        else:
            self._move_on(post, None, TRIED_ENOUGH)

    def _repeat(self, post: Post, can: Capabilities, now: datetime) -> None:
        """Send it again where nothing else can tell, and a repeat makes no second post.

        After waits that grow, as long as there is time and nothing stands in the way; then a
        person is asked, for it may be out.
        """
        at = _last_try(post) + retry.pause(post.attempts.count())
        barrier = barriers.before(post.pk, now)
        ended = barrier is not None and barrier.kind in ENDED
        if ended or at >= post.late_at or not _exact(can, post, now):
            self._move_on(post, None, ASK_A_PERSON)
        elif barrier is not None:
            self._move_on(post, now + WHILE_STOPPED, barrier.sentence)
        elif now < at:
            self._move_on(post, at, post.cause)
        else:
            self._back(post, now, HARMLESS)

    def _not_there(self, post: Post, now: datetime) -> None:
        """It is not on the platform: back to the calendar, where lateness is checked again."""
        if not tally.approved(post, now):
            why = "The platform does not have it, and it is not approved any more."
            self._move(post, State.FAILED, now, why, check_at=None, absent_at=now)
            return
        why = "The platform does not have it, so it will be sent under the same key."
        self._back(post, now, why, absent_at=now)

    def _back(self, post: Post, now: datetime, why: str, absent_at: datetime | None = None) -> None:
        columns = {"check_at": None, "not_before": None, "absent_at": absent_at}
        self._move(post, State.SCHEDULED, now, why, **columns)

    def _published(self, post: Post, receipt: Receipt, now: datetime) -> None:
        """Keep the receipt; it is proof, whoever has moved the post while the platform answered."""
        columns = posts.published(receipt, post.channel_id)
        if not self._move(post, State.PUBLISHED, now, "The platform has it.", **columns):
            posts.prove(post.pk, receipt, actor=self._worker, at=now)

    def _move(self, post: Post, new: State, now: datetime, why: str, **columns: object) -> bool:
        """Move a post that is as it was when the platform was asked; False where it is not."""
        old = State(post.state)
        with writing():
            return turns.is_as_it_was(post) and posts.move(
                post.pk, old, new, actor=self._worker, at=now, why=why, **columns
            )

    def _later(self, post: Post, why: str, at_least: timedelta) -> None:
        wait = retry.look_again(post.looks)
        if wait:
            self._move_on(post, self._clock() + max(wait, at_least), why)
        elif post.state == State.PROCESSING:
            self._move(post, State.UNCERTAIN, self._clock(), ASK_A_PERSON, check_at=None)
        else:
            self._move_on(post, None, ASK_A_PERSON)

    def _move_on(
        self, post: Post, check_at: datetime | None, cause: str, **columns: object
    ) -> None:
        with writing():
            if turns.is_as_it_was(post):
                posts.look_later(post, check_at, why=cause, at=self._clock(), **columns)


def _resting(now: datetime) -> Q:
    """Say of which posts the platform wants to hear nothing now; a doubt waits so for an hour."""
    servers = services.resting(now)
    return Q(channel__free_at__gt=now) | Q(channel__service__in=servers)


def _since(post: Post) -> datetime:
    """Return the time before which nothing on the platform can be this post."""
    first = post.attempts.order_by("number").first()
    return (first.started_at if first else post.due_at) - timedelta(seconds=60)


def _is_of_another(post: Post, receipt: Receipt) -> bool:
    """Tell whether what was found is known to be another post of ours."""
    same = Post.objects.filter(channel=post.channel_id, remote_id=receipt.remote_id)
    return bool(receipt.remote_id) and same.exclude(pk=post.pk).exists()


def _seen(post: Post, receipt: Receipt | None) -> int:
    """Return how many posts a look was shown: ours, and its channel's own since that time."""
    others = charges.posts_since(post.channel, _since(post) - LOOK_BACK)
    return len(set(others) - {post.pk}) + (receipt is not None)


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
