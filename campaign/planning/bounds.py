"""The days on which a campaign or a message may speak, and the windows of silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from campaign.library.message import Message
from campaign.library.settings import Campaign, QuietWindow


class Quiet:
    """Looks up quiet windows: the start is in them, the end is not.

    A window whose end is not after its start runs past midnight into the next day.
    """

    def __init__(self, windows: Sequence[QuietWindow]) -> None:
        self._by_day: dict[date, list[tuple[datetime, datetime, QuietWindow]]] = defaultdict(list)
        for window in sorted(windows, key=_by_time):  # whatever order the file has them in
            start = datetime.combine(window.day, window.start)
            end = datetime.combine(window.day, window.end)
            if end <= start:
                end += timedelta(days=1)
            for day in {start.date(), end.date()}:
                self._by_day[day].append((start, end, window))

    def at(self, local: datetime, organisation: str) -> QuietWindow | None:
        """Return the window that silences an organisation at a naive wall time."""
        for start, end, window in self._by_day.get(local.date(), ()):
            everybody = not window.organisations
            if start <= local < end and (everybody or organisation in window.organisations):
                return window
        return None


def _by_time(window: QuietWindow) -> tuple[date, time, time, str]:
    return window.day, window.start, window.end, window.reason


def outside(campaign: Campaign, day: date) -> str:
    """Say in a sentence why the campaign does not speak on a day; empty when it does."""
    if campaign.start and day < campaign.start:
        return f"The campaign starts later, on {_uk(campaign.start)}."
    if campaign.end and day > campaign.end:
        return f"The campaign is over: its last day is {_uk(campaign.end)}."
    return ""


def untimely(message: Message, day: date) -> str:
    """Say in a sentence why a message may not go out on a day; empty when it may."""
    if message.not_before and day < message.not_before:
        return f"The message may not go out before {_uk(message.not_before)}."
    if message.not_after and day > message.not_after:
        return f"The message may not go out after {_uk(message.not_after)}."
    return ""


def _uk(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
