"""The note of what was prepared at a platform, as delivery keeps it between the two steps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from campaign.adapter import Content, Uncertain, Unstaged

YOUNG = timedelta(minutes=10)  # so long a platform may not know yet what it has just been given


@dataclass(frozen=True, slots=True)
class Stage:
    """What was prepared: its kind, its ids, when by our clock and by theirs, of which content.

    Times are aware, UTC, whole seconds. What the platform lists is held against its own clock.
    """

    kind: str
    ids: tuple[str, ...]
    at: datetime
    there: datetime
    digest: str

    @classmethod
    def of(
        cls, kind: str, ids: tuple[str, ...], at: datetime, there: datetime, content: Content
    ) -> Stage:
        """Return the note of what was prepared for a content."""
        return cls(kind, ids, at, there, _digest(content))

    @property
    def id(self) -> str:
        """Return the first id."""
        return self.ids[0]

    @property
    def handle(self) -> str:
        """Return the note as text."""
        at, there = (int(moment.timestamp()) for moment in (self.at, self.there))
        note = {"kind": self.kind, "ids": self.ids, "at": at, "there": there, "of": self.digest}
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
            at, there = (
                datetime.fromtimestamp(note[name], timezone.utc) for name in ("at", "there")
            )
            ids = tuple(str(one) for one in note["ids"])
            stage = cls(str(note["kind"]), ids, at, there, str(note["of"]))
        except (ValueError, TypeError, KeyError, OverflowError, OSError):
            raise _unreadable() from None
        if not ids:
            raise _unreadable()
        return stage


def _digest(content: Content) -> str:
    return content.digest()[:16]


def _unreadable() -> Uncertain:
    return Uncertain("The note of what was prepared for this post cannot be read.")
