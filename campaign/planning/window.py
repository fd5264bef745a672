"""What all channels share while one window is planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.library.settings import SlotRule
from campaign.planning.bounds import Quiet
from campaign.planning.pairs import follows
from campaign.planning.slot import slot_times, to_local, to_utc

SPACING = timedelta(minutes=30)  # a rotated post keeps this distance from a dated one
Times = list[tuple[datetime, datetime]]  # (naive wall time, instant), in order


class Window:
    """A library seen from ``start`` (included) to ``end`` (not included), both aware.

    Dated messages are looked up to the end of the last day, and a little beyond: they count
    before rotated ones, so the last slots of a window must know what follows it.
    """

    def __init__(self, library: Library, start: datetime, end: datetime) -> None:
        if start.tzinfo is None or end.tzinfo is None:
            raise ValueError("A window needs instants with a time zone.")
        self.library = library
        self.campaign = library.campaign
        self.zone = library.campaign.zone
        self.start, self.end = start, end
        self.quiet = Quiet(library.campaign.quiet)
        self.speakers = _speakers(library)
        self._slots: dict[tuple[SlotRule, ...], Times] = {}
        self._dated: dict[str, Times] = {}

    def slots(self, channel: Channel) -> Times:
        """Give a channel's slots in the window and ``SPACING`` around it."""
        rules = channel.slots or self.campaign.slots
        if rules not in self._slots:
            reach = (self.start - SPACING, self.end + SPACING)
            self._slots[rules] = slot_times(rules, self.zone, *reach)
        return self._slots[rules]

    def dated(self, message: Message) -> Times:
        """Give the times of a message with a ``when:`` that are not before the window."""
        if message.id not in self._dated:
            self._dated[message.id] = self._times_of(message)
        return self._dated[message.id]

    def _times_of(self, message: Message) -> Times:
        if message.when is None:
            return []
        first = to_local(self.start, self.zone).date() - timedelta(days=1)  # a gap of a day
        last = to_local(self.end + SPACING, self.zone).date()
        found = {to_utc(local, self.zone) for local in message.when.occurrences(first, last)}
        return [(to_local(at, self.zone), at) for at in sorted(found) if at >= self.start]


def _speakers(library: Library) -> dict[str, list[Message]]:
    """Give the messages each channel may say."""
    found: dict[str, list[Message]] = {channel: [] for channel in library.channels}
    for message in library.messages.values():
        for channel in () if message.draft else library.channels_for(message):
            if message.section_for(channel.platform) is None:
                continue
            if not follows(library, message, channel):
                found[channel.id].append(message)
    return found
