"""The calendar as an .ics file, for any calendar program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.enums import STATUS, TRANSP

from campaign.lifecycle import State
from campaign.sheets.entry import Entry
from campaign.sheets.zone import rules_of

LENGTH = timedelta(minutes=15)  # a post takes no time; an event of none can hardly be seen
_SPAN = timedelta(days=366)  # the rules of the time zone are told this long before and after
_STATUS = {
    State.PENDING: STATUS.TENTATIVE,
    State.UNCERTAIN: STATUS.TENTATIVE,
    State.FAILED: STATUS.TENTATIVE,
    State.MISSED: STATUS.TENTATIVE,
    State.CANCELLED: STATUS.CANCELLED,
    State.DELETED: STATUS.CANCELLED,
}


def write_calendar(
    path: Path, entries: Sequence[Entry], *, name: str, zone: str, now: datetime
) -> None:
    """Write one event for each post; ``zone`` is the one its wall times are told in.

    An event keeps its identity while its post is moved or changes its state.
    """
    path.write_bytes(calendar_of(entries, name=name, zone=zone, now=now).to_ical())


def calendar_of(entries: Sequence[Entry], *, name: str, zone: str, now: datetime) -> Calendar:
    """Return the calendar with the rules of its time zone."""
    calendar = Calendar()
    calendar.add("prodid", "-//Campaign//Campaign calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.calendar_name = name
    if zone not in ("UTC", "Etc/UTC"):  # written with a Z: it has no rules
        calendar.add_component(rules_of(zone, *_years(entries, now)))
    for entry in entries:
        calendar.add_component(_event(entry, ZoneInfo(zone), now))
    return calendar


def _years(entries: Sequence[Entry], now: datetime) -> tuple[date, date]:
    days = [entry.at.date() for entry in entries] or [now.date()]
    return min(days) - _SPAN, max(days) + _SPAN


def _event(entry: Entry, zone: ZoneInfo, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@campaign.example")
    event.add("dtstamp", now)
    event.add("dtstart", _start(entry.at, zone))
    event.add("duration", LENGTH)
    event.add("summary", f"{entry.title} ({entry.channel})")
    event.add("description", _description(entry))
    event.add("categories", [entry.state.value, entry.theme, entry.platform])
    event.add("status", _STATUS.get(entry.state, STATUS.CONFIRMED).value)
    event.add("transp", TRANSP.TRANSPARENT.value)
    if entry.url:
        event.add("url", entry.url)
    return event


def _start(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the start as a wall time; as UTC in the hour that comes a second time.

    A wall time that comes twice means the first of the two (RFC 5545, 3.3.5).
    """
    local = at.astimezone(zone)
    return at if local.fold else local


def _description(entry: Entry) -> str:
    parts = [entry.text]
    parts += [f"Picture: {alt}" for alt in entry.alts if alt]
    parts += [f"Link: {entry.link}"] if entry.link else []
    parts += [f"State: {entry.state.value}. {entry.cause}".strip()]
    parts += [f"Message: {entry.message}"]
    return "\n\n".join(part for part in parts if part)
