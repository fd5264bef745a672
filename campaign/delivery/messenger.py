"""Words to people through apprise: mail, Teams, Slack and a hundred other ways.

apprise answers yes or no, and a no may be a refusal as well as an answer that was lost. Which
of them it was it tells its log, from within the handler of the error: so its log is listened to
while it works, and nothing of it is kept, for it may quote an address with its secrets.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import re
import smtplib
import socket
import ssl
import sys
import threading
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from campaign.secret import SecretUnreadable, secret

if TYPE_CHECKING:
    from apprise import NotifyBase

VARIABLE = "CAMPAIGN_ALERTS"
DAILY = "CAMPAIGN_DAILY"  # the addresses that get one line a day
DEADLINE = 20.0  # seconds for one message to one address
READ = 12.0  # seconds an answer is waited for; apprise's own 4 are too few for a busy service

_CODE = re.compile(r"\berror=(\d{3})\b")  # how apprise's plugins tell an answer's status
_NAME = re.compile(r"localhost|([A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,24}")  # a topic has no dot
_UNHEARD = "it was not told why"
_LATE = {408, 504}  # answers that leave it open whether it was taken
_BUSY = 503


class Arrival(StrEnum):
    """What became of a message."""

    SENT = "sent"
    NOT_SENT = "not sent"  # certainly
    DOUBT = "doubt"  # it may have arrived


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message at one address, and why it did not arrive."""

    arrival: Arrival
    why: str = ""
    final: bool = False  # certain, and a repeat would end the same


@dataclass(frozen=True, slots=True)
class Target:
    """One address; ``name`` shows none of its secrets, ``key`` is its own wherever it stands."""

    name: str
    key: str
    _server: NotifyBase = field(repr=False)

    def send(self, title: str, body: str, *, deadline: float = DEADLINE) -> Result:
        """Send a message once; what takes longer than ``deadline`` seconds is in doubt."""
        found: list[Result] = []
        thread = threading.Thread(
            target=lambda: found.append(_notify(self._server, title, body)),
            name="alert",
            daemon=True,
        )
        thread.start()
        thread.join(deadline)
        return found[0] if found else Result(Arrival.DOUBT, "it took too long")


@dataclass(frozen=True, slots=True)
class Addresses:
    """What the environment names: whom to tell, and which of the addresses are no good."""

    targets: tuple[Target, ...] = ()
    faults: tuple[str, ...] = ()


def wanted() -> bool:
    """Say whether any address is set, good or bad."""
    try:
        return bool(_listed(VARIABLE))
    except SecretUnreadable:
        return True


def addresses(variable: str = VARIABLE) -> Addresses:
    """Return whom to tell; a bad address never hides a good one. Loads apprise if there is any."""
    try:
        listed = _listed(variable)
    except SecretUnreadable as exc:
        return Addresses(faults=(str(exc),))
    if not listed:
        return Addresses()
    made = [(number, _server(url)) for number, url in enumerate(listed, start=1)]
    bad = [number for number, server in made if server is None]
    faults = [_fault(variable, number, listed[number - 1]) for number in bad]
    good = [(number, server) for number, server in made if server is not None]
    targets = (
        Target(name, key_of(listed[number - 1]), server)
        for name, (number, server) in zip(_names(good, listed), good, strict=True)
    )
    return Addresses(tuple(targets), tuple(faults))


def key_of(url: str) -> str:
    """Return what tells an address from every other one, and shows nothing of it.

    It is kept with each alert, for the places in the list change. So that nobody finds the
    address by trying likely ones, it takes long to make.
    """
    salt = VARIABLE.encode()  # every worker must come to the same, and they share no key
    return hashlib.scrypt(url.encode(), salt=salt, n=2**12, r=8, p=1, dklen=12).hex()


def _listed(variable: str) -> list[str]:
    lines = (line.strip() for line in secret(variable).splitlines())
    return [url for line in lines if not line.startswith("#") for url in line.split()]


def _fault(variable: str, number: int, url: str) -> str:
    kind = f" ({_kind_of(url)}://…)" if _kind_of(url) else ""
    return (
        f"Address {number} of {variable}{kind} is none that apprise understands: write it as "
        "docs/alerts.md shows, such as mailto://user:password@mail.example/?to=duty@mail.example"
    )


def _server(url: str) -> NotifyBase | None:
    """Make what speaks to an address; it sends each message once, whole or cut short."""
    _hush()
    with warnings.catch_warnings():  # its plugins, all loaded at once, use what is going away
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise import Apprise, AppriseAsset, OverflowMode  # noqa: PLC0415 - takes a second

        asset = AppriseAsset(app_id="Campaign", app_desc="Campaign", storage_mode="memory")
        server = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if server is None:
        return None
    server.retry = 0
    server.socket_read_timeout = max(server.socket_read_timeout, READ)
    server.overflow_mode = OverflowMode.TRUNCATE
    return server


def _names(good: Sequence[tuple[int, NotifyBase]], listed: Sequence[str]) -> Iterator[str]:
    """Name each address by its kind and host, or its place: all else of it may be a secret."""
    seen: Counter[str] = Counter()
    for number, server in good:
        kind = _kind_of(listed[number - 1]) or str(server.service_name)
        host = _host(server, listed[number - 1])
        if not host:
            yield f"{kind} (address {number})"
            continue
        name = f"{kind}://{host}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _kind_of(url: str) -> str:
    scheme = url.partition("://")[0] if "://" in url else ""
    return scheme if re.fullmatch(r"[a-z0-9+-]{1,20}", scheme) else ""


def _host(server: NotifyBase, url: str) -> str:
    """Return the host an address names, if it is one for certain: many put a secret there."""
    host = server.host if "host" in server.template_tokens else ""
    if not isinstance(host, str) or not (_is_ip(host) or _NAME.fullmatch(host)):
        return ""
    port = server.port
    return f"{host}:{port}" if isinstance(port, int) and f":{port}" in url else host


def _is_ip(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return False


def _hush() -> None:
    """Keep apprise's own log out of ours: it may quote an address with its secrets."""
    log = logging.getLogger("apprise")
    log.propagate = False
    log.setLevel(logging.WARNING)
    if not log.handlers:
        log.addHandler(logging.NullHandler())


class _Ear(logging.Handler):
    """Hears why one message did not arrive: errors in hand, and statuses of answers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self.heard: list[BaseException | int] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        error, code = sys.exc_info()[1], _CODE.search(record.getMessage())
        if error is not None:
            self.heard.append(error)
        elif code is not None:
            self.heard.append(int(code[1]))


def _notify(server: NotifyBase, title: str, body: str) -> Result:
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415

    ear, log = _Ear(), logging.getLogger("apprise")
    log.addHandler(ear)
    try:
        if Apprise([server]).notify(body=body, title=title, body_format=NotifyFormat.TEXT):
            return Result(Arrival.SENT)
    except Exception as error:  # noqa: BLE001 - a plugin's own fault is judged like any other
        ear.heard.append(error)
    finally:
        log.removeHandler(ear)
    mail = server.service_name == "E-Mail"
    return judge(ear.heard, recipients=len(server), one_line=mail)


def judge(
    heard: list[BaseException | int], *, recipients: int = 1, one_line: bool = False
) -> Result:
    """Say what a no means, from the errors and statuses that were heard.

    Where an address stands for several recipients, some may have the message when others do
    not: then it is certain only if as many were refused, or if they all depend on ``one_line``
    that was never up.
    """
    if not heard:
        return Result(Arrival.DOUBT, _UNHEARD)
    found = [_of_status(one) if isinstance(one, int) else _of_error(one) for one in heard]
    certain = all(sure for sure, _, _ in found)
    early = one_line and all(early for _, early, _ in found)
    none = certain and (early or len(found) >= recipients)
    return Result(Arrival.NOT_SENT if none else Arrival.DOUBT, found[-1][2])


def _of_status(code: int) -> tuple[bool, bool, str]:
    """Return whether it certainly did not arrive, whether before any did, and why in words."""
    refused = 300 <= code < 500 and code not in _LATE  # noqa: PLR2004 (HTTP's own boundaries)
    return refused or code == _BUSY, False, f"it answered {code}"


_REFUSALS: tuple[tuple[type[BaseException], bool, str], ...] = (
    (smtplib.SMTPAuthenticationError, True, "it does not accept the user name and password"),
    (smtplib.SMTPConnectError, True, "it takes no mail now"),
    (smtplib.SMTPHeloError, True, "it takes no mail from this computer"),
    (smtplib.SMTPNotSupportedError, True, "it does not know the kind of sign-in or encryption"),
    (smtplib.SMTPSenderRefused, False, "it does not accept the sender"),
    (smtplib.SMTPRecipientsRefused, False, "it does not accept the recipient"),
    (smtplib.SMTPDataError, False, "it does not accept the message"),
    (socket.gaierror, True, "its name is not known"),
    (ConnectionRefusedError, True, "it refused the connection"),
    (ssl.SSLCertVerificationError, True, "its certificate is not valid"),
)
"""Errors after which certainly nothing arrived; whether they come before any message leaves."""


def _of_error(error: BaseException) -> tuple[bool, bool, str]:
    chain = list(_chain(error))
    for kind, early, words in _REFUSALS:
        if any(isinstance(one, kind) for one in chain):
            return True, early, words
    timeout = any(isinstance(one, TimeoutError) or "Timeout" in type(one).__name__ for one in chain)
    why = "it took too long" if timeout else "the line broke"
    connecting = any(_was_connecting(one) for one in chain)
    return connecting, connecting, "no line could be set up" if connecting else why


_SETTING_UP = {"create_connection", "do_handshake"}


def _was_connecting(error: BaseException) -> bool:
    """Say whether the line was not up yet when this was raised."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name in _SETTING_UP:
            return True
        trace = trace.tb_next
    return False


def _chain(error: Any) -> Iterator[BaseException]:
    """Yield an error, what it wraps and what it came from."""
    queue, seen = [error], set()
    while queue:
        one = queue.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            queue += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
