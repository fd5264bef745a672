"""Sends summaries: by mail, and a line a day to chat channels, each once to each address."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from django.conf import settings

from campaign.delivery import mail, messenger
from campaign.delivery.messenger import Arrival, Result
from campaign.store import mailing
from campaign.store.models import Digest

logger = logging.getLogger(__name__)

_GONE = Result(Arrival.NOT_SENT, "its address is not set any more", final=True)
_NOT_MADE = "the summary could not be made; the log of the program says why"


class PostOffice:
    """Takes waiting summaries, has each written, and sends it."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        write: Callable[[Digest], EmailMessage],
    ) -> None:
        """``write`` returns what a summary says, as a mail that has no address yet."""
        self._clock, self._write = clock, write
        self._stopping = False

    def stop(self) -> None:
        """Begin no further call."""
        self._stopping = True

    def send(self) -> int:
        """Send what waits; return how many summaries were tried."""
        mailing.sweep(self._clock())
        tried = 0
        for pk in mailing.waiting(self._clock()):
            row = None if self._stopping else mailing.take(pk, now=self._clock())
            if row is not None:
                self.deliver(row)
                tried += 1
        return tried

    def deliver(self, row: Digest, *, told: bool = False) -> Result:
        """Try once to send a summary that was taken; ``told``: a person reads what came of it.

        That it may have arrived is committed before the call: whoever is killed in the middle
        leaves a doubt, never a second mail.
        """
        result = self._try(row)
        now = self._clock()
        match result.arrival:
            case Arrival.SENT:
                mailing.sent(row, now=now)
            case Arrival.DOUBT:
                mailing.doubt(row, result.why, now=now)
            case Arrival.NOT_SENT:
                mailing.failed(row, result.why, now=now, final=result.final, told=told)
        if result.why and not told:
            logger.warning("%s did not reach its reader: %s", mailing.called(row), result.why)
        return result

    def _try(self, row: Digest) -> Result:
        by_mail = row.rhythm != Digest.Rhythm.DAILY
        if by_mail and (fault := mail.fault()):
            return Result(Arrival.NOT_SENT, fault)
        try:
            message = self._write(row)
        except Exception:
            logger.exception("A summary could not be made")
            return Result(Arrival.NOT_SENT, _NOT_MADE)
        send = self._by_mail if by_mail else self._to_chat
        return send(row, message)

    def _by_mail(self, row: Digest, message: EmailMessage) -> Result:
        address(message, row, now=self._clock())
        if not self._begun(row):
            return _elsewhere(row)
        return mail.send(message)

    def _to_chat(self, row: Digest, message: EmailMessage) -> Result:
        targets = messenger.addresses(messenger.DAILY).targets
        target = next((one for one in targets if one.key == row.address), None)
        if target is None:
            return _GONE
        if not self._begun(row):
            return _elsewhere(row)
        return target.send(str(message["Subject"]), message.get_content().strip())

    def _begun(self, row: Digest) -> bool:
        return mailing.begin(row, now=self._clock())


def _elsewhere(row: Digest) -> Result:
    """Say that another program has taken it; its row is none of ours any more."""
    return Result(Arrival.NOT_SENT, f"another program sends it to {row.name}")


def address(message: EmailMessage, row: Digest, *, now: datetime) -> None:
    """Write on a mail from whom and for whom it is.

    Its Message-ID is the same at every try, by hand or not: a mail server that has it already
    can tell, and a mail program shows it once (RFC 5322, 3.6.4).
    """
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = row.address
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(row)
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers (RFC 3834)


def message_id(row: Digest) -> str:
    """Return the one identity of a summary for one address."""
    told = "\n".join([row.rhythm, row.organisation, row.first.isoformat(), row.address])
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "campaign.invalid"
    return f"<{hashlib.sha256(told.encode()).hexdigest()[:24]}@{host}>"  # short: it is not folded
