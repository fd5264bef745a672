"""The plan: what is to be said in a window. The same input gives the same plan.

Dated and recurring messages stand at their exact times; rotation fills the slots that are
left, one after the other. Each choice depends only on the library, the channel and what
comes before it (and on dated messages, which are known beforehand): planning a longer
window, or planning again a day later with what was planned as history, gives the same posts.
For that, ``history`` must hold everything that was said on a channel; of what lies more than a day
before the window, the last time of each message and how often it was said are enough. What it holds
inside the window counts, and is not proposed again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.planning.diary import Diary
from campaign.planning.pairs import followers, lead_of
from campaign.planning.post import Past, Planned, Skipped
from campaign.planning.rotation import Rotation
from campaign.planning.slot import to_local
from campaign.planning.window import Window

__all__ = ["Past", "Plan", "Planned", "Skipped", "make_plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The posts proposed for a window, by time and channel, and what had to be left out."""

    posts: tuple[Planned, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    start: datetime | None = None  # the window it speaks about: from here
    end: datetime | None = None  # to here, not included


def make_plan(library: Library, *, history: Sequence[Past], start: datetime, end: datetime) -> Plan:
    """Plan every channel of a library in [start, end); both are aware instants."""
    window = Window(library, start, end)
    said: dict[str, list[Past]] = defaultdict(list)
    for past in history:
        said[past.channel].append(past)
    posts: list[Planned] = []
    skipped: list[Skipped] = []
    for channel in sorted(library.channels.values(), key=lambda one: _leads_first(library, one)):
        diary = Diary(window, channel, said[channel.id])
        own = [*diary.posts, *_Filler(window, channel, diary).fill()]
        skipped += diary.skipped
        together = [other for post in own for other in followers(library, post)]
        posts += [*own, *together]
        for other in together:
            said[other.channel].append(Past(other.message, other.channel, other.at))
    return Plan(
        posts=tuple(sorted(posts, key=lambda p: (p.at, p.channel))),
        skipped=tuple(sorted(skipped, key=lambda s: (s.local, s.channel, s.message))),
        start=start,
        end=end,
    )


def _leads_first(library: Library, channel: Channel) -> bool:
    return lead_of(library, channel) is not None


class _Filler:
    """Goes through a channel's slots in order of time and fills those that are free."""

    def __init__(self, window: Window, channel: Channel, diary: Diary) -> None:
        self.window = window
        self.channel = channel
        self.diary = diary
        rotating = [m for m in window.speakers[channel.id] if m.when is None]
        self.rotation = Rotation(window.campaign, channel.id, rotating)
        self.passed = 0  # how many of the diary's fixed posts are behind us
        self.previous = ""  # the message said last
        self.coming = self._coming({m.id for m in rotating})

    def _coming(self, rotating: set[str]) -> dict[str, list[datetime]]:
        """Give the instants in the window at which history already says a rotated message."""
        found: dict[str, list[datetime]] = defaultdict(list)
        for at, message in self.diary.fixed:
            if at >= self.window.start and message in rotating:
                found[message].append(at)
        return found

    def fill(self) -> list[Planned]:
        """Return the posts chosen by rotation."""
        posts = []
        for local, at in self.window.slots(self.channel):
            if not self.window.start <= at < self.window.end:
                continue
            self._pass_to(at)
            if not self.diary.has_room(local, at):
                continue
            message = self._choose(local.date(), at)
            if message is not None:
                self.diary.put(message.id, at, local.date())
                self._say(message, at, local.date())
                posts.append(self.diary.planned(message, local, at))
        return posts

    def _pass_to(self, at: datetime) -> None:
        """Note the fixed posts before an instant."""
        fixed = self.diary.fixed
        while self.passed < len(fixed) and fixed[self.passed][0] < at:
            said_at, message = fixed[self.passed]
            self.passed += 1
            self.previous = message
            known = self.window.library.messages.get(message)
            if known is not None and known.when is None:
                day = to_local(said_at, self.window.zone).date()
                times = self.diary.times.get((said_at, message), 1)
                self.rotation.note(known, said_at, day, times)

    def _say(self, message: Message, at: datetime, day: date) -> None:
        self.previous = message.id
        self.rotation.note(message, at, day)

    def _choose(self, day: date, at: datetime) -> Message | None:
        fixed = self.diary.fixed
        following = fixed[self.passed][1] if self.passed < len(fixed) else ""
        neighbours = {self.previous, following}
        return self.rotation.choose(
            day, lambda message: message in neighbours or self._comes_soon(message, at, day)
        )

    def _comes_soon(self, message: str, at: datetime, day: date) -> bool:
        """Tell whether a message would not have rested before it is said again."""
        instants = self.coming.get(message)
        if not instants:
            return False
        index = bisect_right(instants, at)
        if index == len(instants):
            return False
        again = to_local(instants[index], self.window.zone).date()
        rest = self.rotation.rest_of(self.window.library.messages[message])
        return (again - day).days < rest
