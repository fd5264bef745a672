"""The note of what was prepared at a platform, as delivery keeps it between the two steps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from campaign.adapter import Content, Uncertain, Unstaged

YOUNG = timedelta(minutes=10)  # so long a platform may not know yet what it has just been given


@dataclass(frozen=True, slots=True)
class Stage:
    """What was prepared: its kind, its ids, when (aware, UTC, whole seconds), of which content."""

    kind: str
    ids: tuple[str, ...]
    at: datetime
    digest: str

    @classmethod
    def of(cls, kind: str, ids: tuple[str, ...], at: datetime, content: Content) -> Stage:
        """Return the note of what was prepared for a content."""
        return cls(kind, ids, at, _digest(content))

    @property
    def id(self) -> str:
        """Return the first id."""
        return self.ids[0]

    @property
    def handle(self) -> str:
        """Return the note as text."""
        at = int(self.at.timestamp())
        note = {"kind": self.kind, "ids": self.ids, "at": at, "of": self.digest}
        return json.dumps(note, separators=(",", ":"))

    def young(self, now: datetime) -> bool:
        """Tell whether it was prepared so lately that the platform may not know it yet."""
        return now - self.at < YOUNG

    def demand(self, content: Content) -> None:
        """Raise ``Unstaged`` when it was prepared for another content: that is not to go out."""
        if self.digest != _digest(content):
            raise Unstaged("The post was changed since it was prepared; it is prepared anew.")

    @classmethod
    def read(cls, handle: str) -> Stage:
        """Return what ``handle`` gave."""
        try:
            note = json.loads(handle)
            at = datetime.fromtimestamp(note["at"], timezone.utc)
            ids = tuple(str(one) for one in note["ids"])
            stage = cls(str(note["kind"]), ids, at, str(note["of"]))
        except (ValueError, TypeError, KeyError, OverflowError, OSError):
            raise _unreadable() from None
        if not ids:
            raise _unreadable()
        return stage


def _digest(content: Content) -> str:
    return content.digest()[:16]


def _unreadable() -> Uncertain:
    return Uncertain("The note of what was prepared for this post cannot be read.")
