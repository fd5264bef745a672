"""Legal holds: what must not be disposed of, whatever its age.

They live in the audit log itself, which nobody can change unseen: one stands from its event
“legal hold placed” until an event “legal hold lifted” names its number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from campaign.store import events
from campaign.store.models import Event, Post
from campaign.store.people import same_person
from campaign.store.writing import writing

PLACED, LIFTED = "legal hold placed", "legal hold lifted"


class LegalHoldError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """An order to keep: what is named must all fit, and nothing named is everything."""

    number: int  # of its event
    reason: str
    by: str
    at: datetime
    theme: str = ""
    channel: str = ""
    message: str = ""

    @property
    def where(self) -> str:
        """Say what is kept."""
        parts = (("theme", self.theme), ("channel", self.channel), ("message", self.message))
        return ", ".join(f"{name} {value}" for name, value in parts if value) or "everything"

    def covers(self, post: Post) -> bool:
        """Say whether a post is kept by it."""
        return (
            self.theme in ("", post.theme)
            and self.channel in ("", post.channel_id)
            and self.message in ("", post.message)
        )


def place(
    *, theme: str = "", channel: str = "", message: str = "", reason: str, by: str, now: datetime
) -> LegalHold:
    """Keep what is named from this moment on, until somebody else lifts the hold."""
    if not reason.strip():
        raise LegalHoldError("A legal hold needs a reason: the case or request it is kept for.")
    named = {"theme": theme, "channel": channel, "message": message}
    for name, value in named.items():
        column = "channel_id" if name == "channel" else name
        if value and not Post.objects.filter(**{column: value}).exists():
            raise LegalHoldError(f"No post has the {name} “{value}”, so nothing would be kept.")
    with writing():
        data = {**named, "reason": reason.strip()}
        subject = _hold(0, data, by, now).where[:200]
        events.record(PLACED, actor=by, at=now, subject=subject, data=data)
        return standing()[-1]


def lift(number: int, *, by: str, now: datetime, why: str) -> LegalHold:
    """Lift a legal hold; by another person than placed it."""
    with writing():
        hold = next((one for one in standing() if one.number == number), None)
        if hold is None:
            raise LegalHoldError(
                f"No legal hold {number} is in place: “campaign audit purge” lists them."
            )
        if same_person(hold.by, by):
            raise LegalHoldError(f"{by} placed this legal hold, so someone else lifts it.")
        if not why.strip():
            raise LegalHoldError("Lifting a legal hold needs a reason: add --why.")
        data = {"hold": number, "why": why.strip(), "placed_by": hold.by}
        events.record(LIFTED, actor=by, at=now, subject=hold.where[:200], data=data)
    return hold


def standing() -> list[LegalHold]:
    """Return the legal holds in place, oldest first."""
    holds: dict[int, LegalHold] = {}
    for event in Event.objects.filter(kind__in=(PLACED, LIFTED)).order_by("pk"):
        data = json.loads(event.data)
        if event.kind == PLACED:
            holds[event.pk] = _hold(event.pk, data, event.actor, event.at)
        else:
            holds.pop(data["hold"], None)
    return list(holds.values())


def _hold(number: int, data: dict[str, str], by: str, at: datetime) -> LegalHold:
    return LegalHold(number=number, by=by, at=at, **data)
