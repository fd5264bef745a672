"""Has summaries written and sent when their time comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign import registry
from campaign.delivery import messenger
from campaign.delivery.post_office import PostOffice
from campaign.library.library import Library
from campaign.library.loader import NoCampaign, read_library
from campaign.planning.rhythms import Issue, Rhythm, about, latest
from campaign.reports import mail
from campaign.reports.digest import line_of, summary_of
from campaign.reports.mail import Letter
from campaign.reports.question import Question
from campaign.reports.scope import Scope
from campaign.store import mailing
from campaign.store.mailing import Reader
from campaign.store.models import Digest, Event

AGAIN = timedelta(minutes=10)  # until the files are looked at again for who gets a summary


class Digests:
    """Notices which summaries are due, writes down for whom, and sends them."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._folder, self._clock, self._zone = folder, clock, zone
        self._looked: dict[Rhythm, tuple[date, datetime]] = {}
        self._desk = Desk(folder, clock=clock, zone=zone)

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
            return list(readers(self._desk.library))
        except NoCampaign:
            return []


def readers(library: Library) -> Iterator[Reader]:
    """Yield who gets a weekly and a monthly summary, as the files say."""
    yield from (Reader(one, one) for one in library.campaign.digests)
    for organisation in library.organisations.values():
        yield from (Reader(one, one, organisation.id) for one in organisation.digests)


class Desk:
    """Writes summaries from the files and the database, each once for all its readers."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._folder, self._clock, self._zone = folder, clock, zone
        self._library: Library | None = None
        self._letters: dict[tuple[Issue, str], Letter] = {}
        self.office = PostOffice(clock=clock, write=self._message)

    @property
    def library(self) -> Library:
        """Return the campaign's files as they were first read."""
        if self._library is None:
            self._library = read_library(self._folder, registry.platforms())
        return self._library

    def forget(self) -> None:
        """Read and write anew from now on."""
        self._library = None
        self._letters.clear()

    def _message(self, row: Digest) -> EmailMessage:
        issue = about(Rhythm(row.rhythm), row.first, self._zone)
        return self.letter(issue, row.organisation).message()

    def letter(self, issue: Issue, organisation: str = "") -> Letter:
        """Return what a summary says about an organisation, or about all of them."""
        key = issue, organisation
        if key not in self._letters:
            self._letters[key] = self._written(issue, organisation)
        return self._letters[key]

    def _written(self, issue: Issue, organisation: str) -> Letter:
        question = Question(
            start=issue.start,
            end=issue.end,
            now=self._clock(),
            scope=Scope(organisation),
            campaign=self.library.campaign,
            platforms=registry.platforms(),
            library=self.library,
        )
        if issue.rhythm is Rhythm.DAILY:
            return mail.line(*line_of(issue, question))
        return mail.letter(summary_of(issue, question))
