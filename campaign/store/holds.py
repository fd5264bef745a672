"""Placing and lifting holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.checks.screen import screened
from campaign.lifecycle import OPEN, State
from campaign.store import events, grounds, moved, posts, stop_file
from campaign.store.models import ChannelState, Exemption, Hold, Post
from campaign.store.people import same_person
from campaign.store.writing import writing

PUBLIC_SAFETY = "public-safety"
"""The tag of a message that a person may let through a hold."""


class HoldError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a hold is for, and how it is meant."""

    kind: str = Hold.Kind.MANUAL
    planned_end: datetime | None = None  # a person is asked then; nothing lifts it by itself
    drill: bool = False  # written down like a hold, and stops nothing


def place(
    *,
    scope: Hold.Scope,
    value: str,
    reason: str,
    by: str,
    now: datetime,
    terms: Terms | None = None,
) -> Hold:
    """Stop everything within a scope from this moment on.

    What looks like personal data or operational detail is left out of the reason that is kept.
    """
    terms = terms or Terms()
    if not reason.strip():
        raise HoldError("A hold needs a reason: add one, so that others know what happened.")
    if terms.planned_end is not None and terms.planned_end <= now:
        raise HoldError("The planned end of a hold lies ahead: give a later time, or none.")
    with writing():
        hold = Hold.objects.create(
            scope=scope,
            value=value,
            reason=screened(reason.strip()).text,
            placed_by=by,
            placed_at=now,
            kind=Hold.Kind(terms.kind),
            planned_end=terms.planned_end,
            drill=terms.drill,
        )
        data = {"reason": hold.reason, "kind": hold.kind, "planned_end": hold.planned_end}
        what = "drill begun" if hold.drill else "hold placed"
        events.record(what, actor=by, at=now, subject=hold.where[:200], data=data)
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
        if hold.kind == Hold.Kind.FILE and not override.strip():
            raise HoldError(
                f"Hold {hold_id} stands for a file: {hold.placed_by}. Delete the file; where that "
                "machine is gone for good, add --override with the reason."
            )
        if hold.kind == Hold.Kind.MOVED and not (override.strip() or moved.arrived_after(hold)):
            raise HoldError(
                f"{hold.reason} If the other one will never work, and this one is to go on, add "
                "--override with the reason: two that work at once would send everything twice."
            )
        if same_person(hold.placed_by, by) and not override.strip():
            raise HoldError(
                f"{by} placed this hold, so someone else lifts it; in an emergency add "
                "--override with the reason, which is kept in the log."
            )
        end(hold, by=by, now=now, override=override.strip())
    return hold


def end(hold: Hold, *, by: str, now: datetime, override: str = "") -> None:
    """End a hold inside the caller's transaction; whether that may be is for the caller to ask."""
    hold.lifted_by, hold.lifted_at, hold.lifted_why = by, now, override
    hold.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
    data = {"override": override, "placed_by": hold.placed_by}
    if hold.drill:
        took = round((now - hold.placed_at).total_seconds(), 3)
        data |= {"seconds": str(took), "would_have_stopped": str(would_stop(hold, now))}
    what = "drill ended" if hold.drill else "hold lifted"
    events.record(what, actor=by, at=now, subject=hold.where[:200], data=data)
    if not hold.drill:
        _miss_what_fell_due(hold, by, now)


def would_stop(hold: Hold, until: datetime) -> int:
    """Count the posts within a hold's scope that fall due from its beginning on, before a time."""
    rows = Post.objects.filter(due_at__gte=hold.placed_at, due_at__lt=until)
    rows = rows.exclude(state__in=[State.CANCELLED, State.DELETED]).select_related("channel")
    return sum(covers(hold, post, post.channel) for post in rows.iterator())


def _miss_what_fell_due(hold: Hold, by: str, now: datetime) -> None:
    """Leave to a person whatever was due under the hold, however short it was.

    What was let through it was not kept back by it: such a post is still on its way.
    """
    rows = Post.objects.filter(state__in=OPEN, due_at__lte=now).select_related("channel")
    why = f"It fell due under a hold: {hold.reason}"
    overdue = [
        posts.Overdue(
            post.pk, State(post.state), post.channel_id, why + grounds.redate(post.grounds)
        )
        for post in rows
        if covers(hold, post, post.channel) and not _let_through(hold, post)
    ]
    posts.miss(overdue, actor=by, at=now)


def covers(hold: Hold, post: Post, channel: ChannelState) -> bool:
    """Say whether a post is within a hold's scope."""
    scope = Hold.Scope
    of = {
        scope.ORGANISATION: channel.organisation,
        scope.PLATFORM: channel.platform,
        scope.CHANNEL: channel.pk,
        scope.THEME: post.theme,
        scope.AUDIENCE: post.audience,
        scope.LANGUAGE: post.language,
    }
    if hold.scope == scope.AREA:
        return f",{hold.value}," in post.tags
    return hold.scope == scope.ALL or of[scope(hold.scope)] == hold.value


def over(post: Post, channel: ChannelState) -> Hold | None:
    """Return the first standing hold that stops a post, if any."""
    holds = (hold for hold in standing() if covers(hold, post, channel))
    return next((hold for hold in holds if not _let_through(hold, post)), None)


def _let_through(hold: Hold, post: Post) -> bool:
    """Say whether a person has let a post's very text through a hold, after it began."""
    if hold.kind == Hold.Kind.MOVED or f",{PUBLIC_SAFETY}," not in post.tags:
        return False
    rows = Exemption.objects.filter(digest=post.digest, at__gt=hold.placed_at)
    return rows.exclude(by_person=post.author_person).exists()


def standing() -> list[Hold]:
    """Return the holds in place, oldest first; a drill stops nothing and is none of them."""
    return list(Hold.objects.filter(lifted_at__isnull=True, drill=False).order_by("pk"))


def shown(now: datetime) -> list[Hold]:
    """Return what people are told stands: every hold, and a STOP file no program has noted yet."""
    rows = standing()
    if not any(one.kind == Hold.Kind.FILE for one in rows) and (why := stop_file.reason()):
        kind, by = Hold.Kind.FILE, str(stop_file.place())
        rows.append(Hold(scope=Hold.Scope.ALL, kind=kind, reason=why, placed_by=by, placed_at=now))
    return rows


def drills() -> list[Hold]:
    """Return the drills that have begun and not ended, oldest first."""
    return list(Hold.objects.filter(lifted_at__isnull=True, drill=True).order_by("pk"))


def overrun(now: datetime) -> list[Hold]:
    """Return what stands though its planned end has come: a person looks at each."""
    return [one for one in (*standing(), *drills()) if one.planned_end and one.planned_end <= now]
