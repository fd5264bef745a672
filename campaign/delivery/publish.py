"""Delivering: claim, call, record. ``drain`` is what a carrier brings a channel to."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, close_old_connections

from campaign.adapter import (
    AdapterError,
    Deferred,
    Disconnected,
    Duplicate,
    Outcome,
    Processing,
    Receipt,
    Staged,
    Unstaged,
)
from campaign.delivery import health, retry, trail
from campaign.delivery.desk import Desks
from campaign.delivery.retry import Verdict
from campaign.lifecycle import State
from campaign.step import Step, reached
from campaign.store import channels, claims, handoffs, posts
from campaign.store.claims import Claim
from campaign.store.pictures import PictureLost

logger = logging.getLogger(__name__)

WAITS = (0.1, 0.3, 1.0, 3.0, 10.0, 20.0)  # seconds between tries to write an outcome
LEASE = timedelta(minutes=5)  # well over a call's total deadline of one minute


class Publisher:
    """Sends the due posts of one channel after the other."""

    def __init__(
        self,
        desks: Desks,
        *,
        worker: str,
        clock: Callable[[], datetime],
        lease: timedelta = LEASE,
        pages: str = "",
    ) -> None:
        self._desks, self._worker, self._clock, self._lease = desks, worker, clock, lease
        self._pages = pages
        self._stopping = False

    def stop(self) -> None:
        """Begin nothing more; what is in hand is finished."""
        self._stopping = True

    def drain(self, channel: str) -> int:
        """Send a channel's due posts in order; return how many were attempted."""
        count = 0
        while not self._stopping:
            reached(Step.LOOKING)
            claim = claims.begin(channel, clock=self._clock, lease=self._lease, worker=self._worker)
            if claim is None:
                break
            go_on = self.deliver(claim)
            count += 1
            if not (go_on or claim.more):
                break
        return count

    def deliver(self, claim: Claim) -> bool:
        """Make one attempt and write what came of it; True when the next step is due at once."""
        with trail.about(post=claim.post, channel=claim.channel.id, attempt=claim.number):
            reached(Step.CLAIMED)
            return self._deliver(claim)

    def _deliver(self, claim: Claim) -> bool:
        try:
            outcome = self._call(claim)
        except Exception as error:  # noqa: BLE001 - whatever is unforeseen is uncertain
            reached(Step.ANSWERED)
            self._record_failure(claim, error)
            self._note(claim, error)
            return isinstance(error, Unstaged)
        reached(Step.ANSWERED)
        go_on = self._record(claim, outcome)
        self._note(claim, None)
        return go_on

    def _note(self, claim: Claim, error: Exception | None) -> None:
        reached(Step.FINISHED)
        if claim.channel.handed:
            return  # the platform was not asked
        began, now = claim.until - self._lease, self._clock()
        health.note(claim.channel.id, error, began=began, now=now, creating=True)
        reached(Step.NOTED)

    def _record(self, claim: Claim, outcome: Outcome) -> bool:
        if isinstance(outcome, Staged):
            self._record_staged(claim, outcome)
            return outcome.check_after <= 0
        if isinstance(outcome, Processing):
            self._record_processing(claim, outcome)
        else:
            self._record_receipt(claim, outcome)
        return False

    def _call(self, claim: Claim) -> Outcome:
        desk = self._desks.at(claim.channel)
        try:
            with desk.working_on(claim) as adapter:
                if claim.handle:
                    reached(Step.RELEASING)
                    return adapter.release(claim.content, claim.key, claim.handle)
                reached(Step.PUBLISHING)
                return adapter.publish(claim.content, claim.key)
        except Disconnected as error:
            if self._desks.outdated(claim.channel):
                raise Deferred("The sign-in was renewed while this was being sent.") from error
            raise

    def _record_receipt(self, claim: Claim, receipt: Receipt) -> None:
        extra = {"outcome": State.PUBLISHED.value}
        told = (claim.post, receipt.remote_id, receipt.url)
        logger.info("Post %s is out: %s %s", *told, extra=extra)
        self._persist(claim, lambda: self._write_receipt(claim, receipt))

    def _write_receipt(self, claim: Claim, receipt: Receipt) -> None:
        now = self._clock()
        columns = posts.published(receipt, claim.channel.id)
        if claims.finish(claim, State.PUBLISHED, now=now, **columns):
            return
        # The lease was over before the answer came, and the post was called uncertain, or has
        # moved on since: this receipt is the proof that it is out.
        posts.prove(claim.post, receipt, actor=self._worker, at=now)

    def _persist(self, claim: Claim, write: Callable[[], object]) -> None:
        """Write an outcome, and try again for a while when the database is away.

        What we know must not be lost to a restart of the database: without it the platform
        would have to be asked, and where it cannot be, a person.
        """
        for wait in (*WAITS, None):
            try:
                write()
            except DatabaseError:
                if wait is None or self._clock() >= claim.until:
                    raise
                logger.warning("The outcome of post %s could not be written yet", claim.post)
                close_old_connections()
                time.sleep(wait)
            else:
                return

    def _record_staged(self, claim: Claim, staged: Staged) -> None:
        """Write down what is prepared: the post is still to be sent, past all barriers again."""
        now = self._clock()
        columns: dict[str, Any] = {
            "handle": staged.handle,
            "not_before": now + timedelta(seconds=staged.check_after),
        }
        why = "Everything is prepared at the platform; nothing is public yet."
        self._persist(
            claim, lambda: claims.finish(claim, State.SCHEDULED, now=now, why=why, **columns)
        )

    def _record_processing(self, claim: Claim, processing: Processing) -> None:
        now, handle, pages = self._clock(), processing.handle, self._pages
        if processing.check_after is None:
            self._persist(claim, lambda: handoffs.begin(claim, handle, pages=pages, now=now))
            return
        check_at = now + timedelta(seconds=processing.check_after)
        columns: dict[str, Any] = {"handle": handle, "check_at": check_at}
        self._persist(claim, lambda: claims.finish(claim, State.PROCESSING, now=now, **columns))

    def _record_failure(self, claim: Claim, error: Exception) -> None:
        now = self._clock()
        verdict = judge(error, claim, now)
        if verdict.state is State.FAILED and posts.in_doubt(claim.post):
            verdict = retry.look_first(verdict, now)
        channel = claim.channel.id
        if not isinstance(error, (AdapterError, PictureLost)):
            logger.error("Delivering post %s failed unforeseen", claim.post, exc_info=error)
        extra = {"outcome": verdict.state.value}
        logger.info("Post %s is not out: %s", claim.post, verdict.cause, extra=extra)
        refused = isinstance(error, Duplicate)
        columns: dict[str, Any] = {
            "not_before": verdict.not_before,
            "check_at": verdict.check_at,
            "looks": 0,
        }
        if verdict.state is State.UNCERTAIN:
            columns["absent_at"] = None  # what was not there before says nothing of this try
        if verdict.handle is not None:
            columns["handle"] = verdict.handle
        self._persist(
            claim,
            lambda: claims.finish(
                claim, verdict.state, now=now, why=verdict.cause, refused=refused, **columns
            ),
        )
        if verdict.pause:
            channels.pause(channel, verdict.cause, actor=self._worker, now=now)
            self._desks.forget(channel)
        if verdict.rest_until is not None:
            health.rest(channel, verdict.rest_until, app=verdict.app, now=now)


def judge(error: Exception, claim: Claim, now: datetime) -> Verdict:
    """Return what an error means for the claimed post."""
    if isinstance(error, PictureLost):
        return Verdict(state=State.FAILED, cause=str(error))
    return retry.decide(
        error, tries=claim.number, now=now, spread=_spread(claim), doubts=claim.doubts
    )


def _spread(claim: Claim) -> float:
    """Return a number from 0 to 1 that differs between posts and attempts."""
    seed = hashlib.sha256(f"{claim.key.value}:{claim.number}".encode()).digest()
    return int.from_bytes(seed[:4], "big") / 2**32
