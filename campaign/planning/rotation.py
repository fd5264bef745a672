"""Rotation: which message a channel says in a free slot.

The theme that is furthest behind its share speaks (largest remainder over what rotation said
on this channel), and in it the message that was said longest ago. Ties are broken by a hash
of message and channel, so that channels and organisations do not all say the same at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timezone
from hashlib import blake2b
from heapq import heappop, heappush

from campaign.library.message import Message
from campaign.library.settings import Campaign

NEVER = datetime.min.replace(tzinfo=timezone.utc)


def spread(*words: str) -> bytes:
    """Return a fixed order for ties that looks shuffled and is the same on every machine."""
    return blake2b("\0".join(words).encode(), digest_size=8).digest()


class Subject:
    """The messages of one theme on one channel: those that rest, those that are ready."""

    def __init__(self, theme: str, share: int, channel: str) -> None:
        self.share = share
        self.said = 0
        self.order = spread(theme, channel)
        self.messages: dict[str, Message] = {}
        self.last: dict[str, datetime] = {}
        self._resting: list[tuple[int, bytes, str, datetime]] = []  # from which day on (ordinal)
        self._ready: list[tuple[datetime, bytes, str]] = []
        self._spread: dict[str, bytes] = {}
        self._channel = channel

    def add(self, message: Message) -> None:
        """Take in a message that was never said."""
        self.messages[message.id] = message
        self.last[message.id] = NEVER
        self._spread[message.id] = spread(message.id, self._channel)
        self._rest(message.id, 0)

    def note(self, message: str, at: datetime, ready: int, times: int = 1) -> None:
        """Note that a message was said; ``ready`` is the day it may be said again."""
        self.said += times
        if message in self.messages:
            self.last[message] = max(at, self.last[message])
            self._rest(message, ready)

    def _rest(self, message: str, ready: int) -> None:
        first = self.messages[message].not_before
        ready = max(ready, first.toordinal() if first else 0)
        entry = (ready, self._spread[message], message, self.last[message])
        heappush(self._resting, entry)

    def choose(self, day: date, barred: Callable[[str], bool]) -> Message | None:
        """Return the message said longest ago that is ready and not ``barred``."""
        self._wake(day)
        aside = []
        chosen = None
        while self._ready and chosen is None:
            entry = heappop(self._ready)
            last, _, message = entry
            if last != self.last[message] or _over(self.messages[message], day):
                continue  # said again meanwhile, or never to be said again
            aside.append(entry)
            if not barred(message):
                chosen = self.messages[message]
        for entry in aside:
            heappush(self._ready, entry)
        return chosen

    def _wake(self, day: date) -> None:
        while self._resting and self._resting[0][0] <= day.toordinal():
            _, order, message, last = heappop(self._resting)
            heappush(self._ready, (last, order, message))


def _over(message: Message, day: date) -> bool:
    return message.not_after is not None and day > message.not_after


class Rotation:
    """What one channel says in its free slots."""

    def __init__(self, campaign: Campaign, channel: str, messages: Iterable[Message]) -> None:
        self._rest = campaign.rest
        shares = {theme.id: theme.share for theme in campaign.themes}
        self.subjects: dict[str, Subject] = {}
        for message in messages:
            theme = message.theme
            if theme not in self.subjects:
                self.subjects[theme] = Subject(theme, shares.get(theme, 0), channel)
            self.subjects[theme].add(message)
        self._share_out()

    def _share_out(self) -> None:
        """Without any share all themes are equal; beside others a share of 0 means never."""
        if not any(subject.share for subject in self.subjects.values()):
            for subject in self.subjects.values():
                subject.share = 1
        self.total = sum(subject.share for subject in self.subjects.values())

    def rest_of(self, message: Message) -> int:
        """Return the days before this channel may repeat a message."""
        return self._rest if message.rest is None else message.rest

    def note(self, message: Message, at: datetime, day: date, times: int = 1) -> None:
        """Note that a message chosen by rotation was said, ``times`` up to then."""
        if subject := self.subjects.get(message.theme):
            subject.note(message.id, at, day.toordinal() + self.rest_of(message), times)

    def choose(self, day: date, barred: Callable[[str], bool]) -> Message | None:
        """Return what to say, or nothing when every message rests."""
        said = sum(subject.said for subject in self.subjects.values() if subject.share) + 1
        behind = sorted(
            (subject for subject in self.subjects.values() if subject.share),
            key=lambda s: (s.said * self.total - s.share * said, s.order),
        )
        for subject in behind:
            if message := subject.choose(day, barred):
                return message
        return None
