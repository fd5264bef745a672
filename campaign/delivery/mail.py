"""The organisation's own mail server: Django's connection, and what an end of it means.

A mail is the server's from the moment it says yes to the full stop that ends it (RFC 5321,
6.1). So whatever goes wrong before that stop has left this machine certainly did not send
anything, and what goes wrong while its answer is awaited leaves a doubt: the server may have
taken the mail and its yes may be lost (RFC 1047).
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from typing_extensions import override

from campaign.delivery.messenger import Arrival, Result

DEADLINE = 60.0  # seconds for one mail, from the greeting to the last answer
POLICY = SMTP.clone(max_line_length=200)
"""How a mail is written: with its subject on one line, which some servers unfold badly."""

_REFUSAL, _PERMANENT = 400, 500  # answers from here on are no, or no at a repeat, too (4.2.1)


class _Line(smtplib.SMTP):
    """A connection that knows whether a whole mail has left on it, and ends at its deadline."""

    whole = False
    _in_data = False
    _timer: threading.Timer | None = None

    @override
    def connect(self, *args: Any, **named: Any) -> tuple[int, bytes]:
        self._timer = threading.Timer(DEADLINE, self._cut)
        self._timer.daemon = True
        self._timer.start()
        return super().connect(*args, **named)

    @override
    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().close()

    def _cut(self) -> None:
        """End a line that takes too long: whoever reads from it is told that it broke."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr] # gone: as above

    @override
    def data(self, msg: Any) -> tuple[int, bytes]:
        self._in_data = True
        return super().data(msg)

    @override
    def send(self, s: Any) -> None:
        super().send(s)
        self.whole = self.whole or (self._in_data and _ends(s))


class _SafeLine(_Line, smtplib.SMTP_SSL):
    """The same where everything is encrypted from the first byte on."""


def _ends(sent: Any) -> bool:
    """Say whether what was sent ends with the stop that ends a mail."""
    return isinstance(sent, bytes) and sent.endswith(b"\r\n.\r\n")


class _Backend(EmailBackend):
    """Django's connection to the mail server, with our kind of line."""

    connection: Any  # django-stubs knows only the two of the standard library

    @property
    @override
    def connection_class(self) -> Any:
        return _SafeLine if self.use_ssl else _Line


def fault() -> str:
    """Say in a sentence why no mail can be sent from here; "" where it can."""
    return str(settings.EMAIL_FAULT)


def send(message: EmailMessage) -> Result:
    """Send one mail to its one recipient through the server of Django's settings."""
    backend = _Backend(fail_silently=False)
    try:
        backend.open()
    except Exception as error:  # noqa: BLE001 - a line that was never up sent nothing
        _hang_up(backend)
        return Result(Arrival.NOT_SENT, _why(error, "no line could be set up"))
    try:
        return _send(message, backend.connection)
    finally:
        _hang_up(backend)


def _send(message: EmailMessage, line: _Line) -> Result:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        line.sendmail(sender, [str(message["To"])], message.as_bytes(policy=POLICY))
    except Exception as error:  # noqa: BLE001 - judged below
        return _judge(error, line)
    return Result(Arrival.SENT)


def _hang_up(backend: EmailBackend) -> None:
    """Close a line; whatever goes wrong with that changes nothing any more."""
    with suppress(Exception):
        backend.close()


def _judge(error: Exception, line: _Line) -> Result:
    codes = _answers(error)
    if line.whole and not codes:
        return Result(Arrival.DOUBT, _why(error, "the line broke before it said that it has it"))
    refused = isinstance(error, smtplib.SMTPRecipientsRefused)
    final = refused and min(codes, default=_REFUSAL) >= _PERMANENT
    why = _why(error, "the line broke before all of it had left")
    return Result(Arrival.NOT_SENT, why, final=final)


def _answers(error: Exception) -> list[int]:
    """Return the refusals a server gave; what is no answer of RFC 5321's is none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    else:
        codes = [getattr(error, "smtp_code", 0)]
    return [code for code in codes if code >= _REFUSAL]


def _why(error: BaseException, otherwise: str) -> str:
    """Say why in words: nothing of an answer is repeated, for it may hold anything."""
    return next((words for kind, words in _WORDS if isinstance(error, kind)), otherwise)


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (smtplib.SMTPAuthenticationError, "the mail server does not accept the user name and password"),
    (smtplib.SMTPNotSupportedError, "the mail server has no STARTTLS or no such sign-in"),
    (smtplib.SMTPSenderRefused, "the mail server does not accept the sender"),
    (smtplib.SMTPRecipientsRefused, "the mail server does not accept the recipient"),
    (smtplib.SMTPDataError, "the mail server does not accept the message"),
    (smtplib.SMTPHeloError, "the mail server takes no mail from this computer"),
    (smtplib.SMTPConnectError, "the mail server takes no mail now"),
    (ssl.SSLCertVerificationError, "the mail server's certificate is not valid"),
    (ssl.SSLError, "no encrypted line to the mail server could be set up"),
    (socket.gaierror, "the mail server's name is not known"),
    (ConnectionRefusedError, "the mail server refused the connection"),
    (TimeoutError, "the mail server took too long"),
)
