"""The mail server, from the environment: what Django's settings for mail are made of.

CAMPAIGN_MAIL_HOST      the server, such as mail.northshire-police.example
CAMPAIGN_MAIL_PORT      its port (default: 587)
CAMPAIGN_MAIL_TLS       starttls (default), tls (default for port 465) or none
CAMPAIGN_MAIL_USER      who signs in (default: nobody does)
CAMPAIGN_MAIL_PASSWORD  their password; CAMPAIGN_MAIL_PASSWORD_FILE names a file that holds it
CAMPAIGN_MAIL_FROM      from whom the mail is: an address, or “Name <address>”
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from email.utils import parseaddr

from campaign.secret import SecretUnreadable, secret

SUBMISSION, ENCRYPTED = 587, 465  # RFC 6409; RFC 8314
_HIGHEST = 65535
_KINDS = ("starttls", "tls", "none")
NO_SERVER = (
    "No mail server is set: set CAMPAIGN_MAIL_HOST and CAMPAIGN_MAIL_FROM where “campaign run” is "
    "started, see docs/digests.md"
)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail goes out; ``fault`` is a sentence when it cannot, and stops nothing else."""

    host: str = ""
    port: int = SUBMISSION
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    sender: str = ""
    fault: str = ""


def read() -> MailSettings:
    """Read the settings; never raises."""
    host, sender = _plain("HOST"), _plain("FROM")
    port = _plain("PORT") or str(SUBMISSION)
    tls = _plain("TLS").lower() or ("tls" if port == str(ENCRYPTED) else "starttls")
    user, password, unreadable = _plain("USER"), "", ""
    try:
        password = secret("CAMPAIGN_MAIL_PASSWORD")
    except SecretUnreadable as exc:
        unreadable = str(exc)
    fault = unreadable or _fault(host, port, tls, sender) or _half(user, password)
    number = int(port) if port.isdecimal() else SUBMISSION
    return MailSettings(host, number, user, password, tls, sender, fault)


def _plain(name: str) -> str:
    return os.environ.get(f"CAMPAIGN_MAIL_{name}", "").strip()


def _fault(host: str, port: str, tls: str, sender: str) -> str:
    if not host:
        return NO_SERVER
    if not (port.isdecimal() and 0 < int(port) <= _HIGHEST):
        return "CAMPAIGN_MAIL_PORT must be a number such as 587."
    if tls not in _KINDS:
        return f"CAMPAIGN_MAIL_TLS must be one of {', '.join(_KINDS)}."
    if "@" not in parseaddr(sender)[1] or "\n" in sender:
        return "CAMPAIGN_MAIL_FROM must be an address such as campaign@northshire-police.example."
    return ""


def _half(user: str, password: str) -> str:
    if bool(user) == bool(password):
        return ""
    missing = "CAMPAIGN_MAIL_PASSWORD" if user else "CAMPAIGN_MAIL_USER"
    return f"{missing} is not set: a mail server that asks who signs in wants both, or neither."
