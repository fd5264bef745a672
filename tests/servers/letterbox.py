"""A real mail server on loopback that keeps what it takes, and can be told to misbehave."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers.ports import free_ports

USER, PASSWORD = b"campaign", b"s3cret-mail"


class Letterbox:
    """Keeps the mails it said yes to; ``tricks`` are done to the next ones, one each.

    "refuse", "later": the recipient is refused for good, or for now; "babble": the answer to it is
    none. "no": the mail is refused.
    "cut before", "cut after": the line is cut before the mail may be sent, or when all of it is
    there. "taken, then cut": it is kept, and the line is cut before the yes. "nonsense": an
    answer that is none. "wait": the answer waits until ``let_go`` is set.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.tricks: list[str] = []
        self.tried = 0
        self.encrypted: list[bool] = []
        self.holding, self.let_go = threading.Event(), threading.Event()

    def _trick(self, *known: str) -> str:
        return self.tricks.pop(0) if self.tricks and self.tricks[0] in known else ""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        self.tried += 1
        match self._trick("refuse", "later", "babble", "cut before"):
            case "refuse":
                return "550 5.1.1 No such mailbox: tell s3cret-hint"
            case "later":
                return "450 4.2.0 Greylisted"
            case "babble":
                return "no such answer"
            case "cut before":
                server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        trick = self._trick("no", "cut after", "taken, then cut", "nonsense", "wait")
        if trick == "no":
            return "554 5.7.1 Not wanted here"
        if trick == "wait":
            self.holding.set()
            import asyncio

            while not self.let_go.is_set():
                await asyncio.sleep(0.02)
        if trick != "cut after":
            assert isinstance(envelope.content, bytes)
            found = message_from_bytes(envelope.content, policy=default)
            assert isinstance(found, EmailMessage)
            assert envelope.rcpt_tos == [found["To"]]
            self.taken.append(found)
            self.encrypted.append(session.ssl is not None)
        if trick in {"cut after", "taken, then cut"}:
            server.transport.abort()
        return "no such answer" if trick == "nonsense" else "250 OK"


class _Impatient(SMTP):
    """Cuts the line as soon as a mail begins."""

    async def smtp_DATA(self, arg):
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self.transport.abort()


class _Controller(Controller):
    kind = SMTP

    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)


def _sign_in(server, session, envelope, mechanism, data) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=good, handled=False)


@contextmanager
def letterbox(
    *,
    port: int = 0,
    box: Letterbox | None = None,
    tls: ssl.SSLContext | None = None,
    sign_in: bool = False,
    impatient: bool = False,
) -> Iterator[tuple[Letterbox, int]]:
    """Run a server; with ``tls`` it wants STARTTLS, with ``sign_in`` a sign-in."""
    box, port = box or Letterbox(), port or free_ports(1)[0]
    settings = {"tls_context": tls, "require_starttls": tls is not None}
    if sign_in:
        settings |= {"authenticator": _sign_in, "auth_required": True}
    server = _Controller(box, hostname="127.0.0.1", port=port, **settings)
    server.kind = _Impatient if impatient else SMTP
    server.start()
    try:
        yield box, port
    finally:
        box.let_go.set()
        server.stop()


def authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a private authority: return its certificate, and a server's context signed by it."""
    ours, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name.from_rfc4514_string("CN=Northshire private authority")
    root = _certificate(name, name, ours.public_key(), ours, ca=True)
    leaf = _certificate(
        x509.Name.from_rfc4514_string("CN=mail"), name, key.public_key(), ours, ca=False
    )
    (folder / "authority.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "server.pem").write_bytes(
        leaf.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return folder / "authority.pem", context


def _certificate(subject, issuer, public, signer, *, ca: bool) -> x509.Certificate:
    now = datetime.now(timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    return built.sign(signer, hashes.SHA256())
