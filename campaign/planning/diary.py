"""One channel's diary: what stands in it, before anything is chosen by rotation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.planning.bounds import outside, untimely
from campaign.planning.post import Past, Planned, Skipped
from campaign.planning.slot import to_local
from campaign.planning.window import SPACING, Window


class Diary:
    """What was said on a channel and the dated messages to come; fixed points for the rest."""

    def __init__(self, window: Window, channel: Channel, history: Iterable[Past]) -> None:
        self.window = window
        self.channel = channel
        self.cap = window.campaign.cap if channel.cap is None else channel.cap
        self.taken: dict[datetime, str] = {}  # instant -> message
        self.times: dict[tuple[datetime, str], int] = {}  # what stands for several
        self.count: Counter[date] = Counter()  # posts a local day
        self.posts: list[Planned] = []
        self.skipped: list[Skipped] = []
        for past in sorted(history, key=lambda p: (p.at, p.message)):
            self.put(past.message, past.at, to_local(past.at, window.zone).date())
            if past.times > 1:
                self.times[past.at, past.message] = past.times
        self._add_dated()
        self.fixed = sorted(self.taken.items())
        self._apart = self._kept_apart()

    def put(self, message: str, at: datetime, day: date) -> None:
        """Note a post."""
        self.taken[at] = message
        self.count[day] += 1

    def planned(self, message: Message, local: datetime, at: datetime) -> Planned:
        """Make the post of a message at a time."""
        organisation = self.channel.organisation
        return Planned(message.id, self.channel.id, message.theme, organisation, local, at)

    def has_room(self, local: datetime, at: datetime) -> bool:
        """Tell whether a slot is free for a message chosen by rotation."""
        return (
            self.count[local.date()] < self.cap
            and at not in self.taken
            and not outside(self.window.campaign, local.date())
            and self.window.quiet.at(local, self.channel.organisation) is None
            and not self._crowded(at)
        )

    def _crowded(self, at: datetime) -> bool:
        before = bisect_right(self._apart, at - SPACING)
        return before < bisect_left(self._apart, at + SPACING)

    def _kept_apart(self) -> list[datetime]:
        """Give the instants rotation keeps its distance from: all but its own slots'."""
        slots = {at for _, at in self.window.slots(self.channel)}
        messages = self.window.library.messages
        return [
            at
            for at, message in self.fixed
            if at not in slots or ((known := messages.get(message)) and known.when is not None)
        ]

    def _add_dated(self) -> None:
        """Place dated messages in order of time; what cannot be placed says why."""
        due = [
            (at, message.id, local, message)
            for message in self.window.speakers[self.channel.id]
            for local, at in self.window.dated(message)
        ]
        for at, _, local, message in sorted(due, key=lambda d: d[:2]):
            if self.taken.get(at) == message.id or self._not_meant(message, local):
                continue
            reason = self._refusal(message, local, at)
            if not reason:
                self.put(message.id, at, local.date())
            if at < self.window.end and reason:
                self.skipped.append(Skipped(reason, message.id, self.channel.id, local))
            elif at < self.window.end:
                self.posts.append(self.planned(message, local, at))

    def _not_meant(self, message: Message, local: datetime) -> bool:
        """Tell whether a rule only runs on past the days of its message or campaign."""
        rule = message.when is not None and not message.when.moments
        return rule and bool(self._out_of_days(message, local))

    def _out_of_days(self, message: Message, local: datetime) -> str:
        return outside(self.window.campaign, local.date()) or untimely(message, local.date())

    def _refusal(self, message: Message, local: datetime, at: datetime) -> str:
        """Say in a sentence why a dated message cannot go out; empty when it can."""
        if reason := self._out_of_days(message, local):
            return reason
        if quiet := self.window.quiet.at(local, self.channel.organisation):
            return f"It falls into quiet time from {quiet.start:%H:%M} to {quiet.end:%H:%M}: " + (
                quiet.reason.rstrip(".") + "."
            )
        if other := self.taken.get(at):
            return f"Another message, {other}, goes out on {self.channel.id} at that minute."
        if self.count[local.date()] >= self.cap:
            many = f"{self.cap} post{'' if self.cap == 1 else 's'}"
            day = f"{local.day} {local:%B %Y}"
            return f"{self.channel.id} already has its {many} on {day}, the most it may have a day."
        return ""
