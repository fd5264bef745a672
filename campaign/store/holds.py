"""Placing and lifting holds."""

from __future__ import annotations

from datetime import datetime

from campaign.lifecycle import OPEN, State
from campaign.store import events, posts
from campaign.store.models import ChannelState, Hold, Post
from campaign.store.people import same_person
from campaign.store.writing import writing


class HoldError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


def place(*, scope: Hold.Scope, value: str, reason: str, by: str, now: datetime) -> Hold:
    """Stop everything within a scope from this moment on."""
    if not reason.strip():
        raise HoldError("A hold needs a reason: add one, so that others know what happened.")
    with writing():
        hold = Hold.objects.create(
            scope=scope, value=value, reason=reason.strip(), placed_by=by, placed_at=now
        )
        events.record(
            "hold placed", actor=by, at=now, subject=hold.where[:200], data={"reason": hold.reason}
        )
    return hold


def lift(hold_id: int, *, by: str, now: datetime, override: str = "") -> Hold:
    """Lift a hold; by another person than placed it, or with a reason that is logged.

    Nothing overdue goes out: what fell due under the hold is missed, and a person decides.
    """
    with writing():
        hold = Hold.objects.select_for_update().filter(pk=hold_id).first()
        if hold is None:
            raise HoldError(f"There is no hold number {hold_id}: “campaign status” lists them.")
        if hold.lifted_at is not None:
            raise HoldError(f"Hold {hold_id} was lifted already, by {hold.lifted_by}.")
        if same_person(hold.placed_by, by) and not override.strip():
            raise HoldError(
                f"{by} placed this hold, so someone else lifts it; in an emergency add "
                "--override with the reason, which is kept in the log."
            )
        hold.lifted_by, hold.lifted_at, hold.lifted_why = by, now, override.strip()
        hold.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
        events.record(
            "hold lifted",
            actor=by,
            at=now,
            subject=hold.where[:200],
            data={"override": hold.lifted_why, "placed_by": hold.placed_by},
        )
        _miss_what_fell_due(hold, by, now)
    return hold


def _miss_what_fell_due(hold: Hold, by: str, now: datetime) -> None:
    """Leave to a person whatever was due under the hold, however short it was."""
    rows = Post.objects.filter(state__in=OPEN, due_at__lte=now).select_related("channel")
    why = f"It fell due under a hold: {hold.reason}"
    overdue = [
        posts.Overdue(post.pk, State(post.state), post.channel_id, why)
        for post in rows
        if _covers(hold, post, post.channel)
    ]
    posts.miss(overdue, actor=by, at=now)


def _covers(hold: Hold, post: Post, channel: ChannelState) -> bool:
    scope = Hold.Scope
    of = {
        scope.ORGANISATION: channel.organisation,
        scope.PLATFORM: channel.platform,
        scope.CHANNEL: channel.pk,
        scope.THEME: post.theme,
    }
    return hold.scope == scope.ALL or of[scope(hold.scope)] == hold.value


def over(post: Post, channel: ChannelState) -> Hold | None:
    """Return the first standing hold that stops a post, if any."""
    return next((hold for hold in standing() if _covers(hold, post, channel)), None)


def standing() -> list[Hold]:
    """Return the holds in place, oldest first."""
    return list(Hold.objects.filter(lifted_at__isnull=True).order_by("pk"))
