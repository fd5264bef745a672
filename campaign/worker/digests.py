"""Has summaries written and sent when their time comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign import registry
from campaign.delivery import messenger
from campaign.delivery.post_office import PostOffice
from campaign.library.library import Library
from campaign.library.loader import NoCampaign, read_library
from campaign.planning.rhythms import Issue, Rhythm, about, latest
from campaign.store import mailing
from campaign.store.mailing import Reader
from campaign.store.models import Digest, Event
from campaign.worker import scribe

AGAIN = timedelta(minutes=10)  # until the files are looked at again for who gets a summary

Write = Callable[[Path, Issue, str, datetime], bytes]
"""Writes a mail that has no address yet: folder, summary, organisation, now."""


class Digests:
    """Notices which summaries are due, writes down for whom, and sends them."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        write: Write = scribe.apart,
    ) -> None:
        self._folder, self._clock, self._zone = folder, clock, zone
        self._looked: dict[Rhythm, tuple[date, datetime]] = {}
        self._desk = Desk(folder, clock=clock, zone=zone, write=write)

    def stop(self) -> None:
        """Begin no further call."""
        self._desk.office.stop()

    def send(self) -> int:
        """Send what is due; return how many summaries were tried."""
        now = self._clock()
        for rhythm in Rhythm:
            issue = latest(rhythm, now, self._zone)
            if self._is_to_look(issue, now):
                mailing.plan(issue, self._readers(rhythm), now=now)
        try:
            return self._desk.office.send()
        finally:
            self._desk.forget()

    def _is_to_look(self, issue: Issue, now: datetime) -> bool:
        """Say whether somebody may have to get a summary who is not known yet.

        Of days before the campaign began nobody is told.
        """
        first, at = self._looked.get(issue.rhythm, (None, now))
        if first == issue.first and (now >= issue.until or timedelta() <= now - at < AGAIN):
            return False
        self._looked[issue.rhythm] = issue.first, now
        return Event.objects.filter(at__lt=issue.due).exists()

    def _readers(self, rhythm: Rhythm) -> list[Reader]:
        if rhythm is Rhythm.DAILY:
            targets = messenger.addresses(messenger.DAILY).targets
            return [Reader(one.key, one.name) for one in targets]
        try:
            return list(readers(read_library(self._folder, registry.platforms())))
        except NoCampaign:
            return []


def readers(library: Library) -> Iterator[Reader]:
    """Yield who gets a weekly and a monthly summary, as the files say."""
    yield from (Reader(one, one) for one in library.campaign.digests)
    for organisation in library.organisations.values():
        yield from (Reader(one, one, organisation.id) for one in organisation.digests)


class Desk:
    """Has summaries written, each once for all its readers, and sent."""

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime], zone: ZoneInfo, write: Write
    ) -> None:
        self._folder, self._clock, self._zone, self._write = folder, clock, zone, write
        self._written: dict[tuple[Issue, str], bytes] = {}
        self.office = PostOffice(clock=clock, write=self._message)

    def forget(self) -> None:
        """Write anew from now on."""
        self._written.clear()

    def _message(self, row: Digest) -> EmailMessage:
        issue = about(Rhythm(row.rhythm), row.first, self._zone)
        key = issue, row.organisation
        if key not in self._written:
            now = self._clock()
            self._written[key] = self._write(self._folder, issue, row.organisation, now)
        message = message_from_bytes(self._written[key], policy=default)
        if not isinstance(message, EmailMessage):
            raise TypeError("This is no mail.")
        return message
