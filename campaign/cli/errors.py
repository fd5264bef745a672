"""Errors become sentences: the known ones their own, the unforeseen one that says where to look.

Classes are known by name, so that asking does not load the floors they live on: an error that
was raised has loaded its own.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import traceback
from datetime import datetime, timezone
from pathlib import Path

from campaign.cli.trouble import Trouble
from campaign.secret import SecretUnreadable, secret

KNOWN = frozenset(
    {
        "campaign.adapter.AdapterError",
        "campaign.cli.trouble.Trouble",
        "campaign.library.loader.NoCampaign",
        "campaign.library.render.RenderError",
        "campaign.library.writer.CannotWrite",
        "campaign.registry.UnknownAdapter",
        "campaign.reports.disclosure.DisclosureError",
        "campaign.reports.report.ReportError",
        "campaign.secret.SecretUnreadable",
        "campaign.sheets.table.CannotRead",
        "campaign.settings.UnknownDatabase",
        "campaign.store.approvals.ApprovalError",
        "campaign.store.archive.ArchiveError",
        "campaign.store.by_hand.NotPlanned",
        "campaign.store.calendar.NotApplied",
        "campaign.store.credentials.CredentialError",
        "campaign.store.database.StoreError",
        "campaign.store.decisions.DecisionError",
        "campaign.store.exemptions.ExemptionError",
        "campaign.store.holds.HoldError",
        "campaign.store.legal_holds.LegalHoldError",
        "campaign.store.loading.CannotLoad",
        "campaign.store.moved.MovingError",
        "campaign.store.pictures.PictureLost",
        "campaign.store.place.UnknownPlace",
        "campaign.store.retention.RetentionError",
        "campaign.store.sealing.KeyTrouble",
        "campaign.store.upgrading.Outdated",
        "campaign.worker.identity.AlreadyRunning",
        "campaign.worker.server.PortTaken",
    }
)
"""Errors whose message is a sentence for the person, with what to do."""

_DATABASE = "django.db.utils.DatabaseError"
_MISCONFIGURED = "django.core.exceptions.ImproperlyConfigured"
_SECRET_NAMES = re.compile(
    r"TOKEN|SECRET|PASS|KEY|CREDENTIAL|DATABASE_URL|CAMPAIGN_ALERTS|CAMPAIGN_DAILY",
    re.IGNORECASE,
)
_SHORTEST = 6  # letters: a shorter value is no secret, and hiding it would garble the text


def sentence(exc: BaseException) -> str | None:
    """Return what to tell the person, or ``None`` when the error was not foreseen."""
    if _is_one_of(exc, KNOWN):
        return str(exc)
    if isinstance(exc, OSError):
        return _of_the_system(exc)
    if _is_one_of(exc, {_MISCONFIGURED}):
        return (
            f"The database cannot be used as it is named ({' '.join(str(exc).split())[:200]}): "
            "write DATABASE_URL as postgresql://user:password@host:port/name."
        )
    if _is_one_of(exc, {_DATABASE}):
        from campaign.store.database import explain  # noqa: PLC0415 - Django is loaded by now

        return explain(exc) if isinstance(exc, Exception) else None
    return None


def is_of_the_database(exc: BaseException) -> bool:
    """Say whether an error means that the database could not be used."""
    return _is_one_of(exc, {_DATABASE, _MISCONFIGURED, "campaign.store.database.StoreError"})


def code(exc: BaseException) -> int:
    """Return the exit code for an error."""
    return exc.code if isinstance(exc, Trouble) else 1


def _is_one_of(exc: BaseException, names: frozenset[str] | set[str]) -> bool:
    return any(f"{c.__module__}.{c.__qualname__}" in names for c in type(exc).__mro__)


def _of_the_system(exc: OSError) -> str | None:
    """Say what the operating system refused, and what a person can do about it."""
    place = f"{exc.filename}" if exc.filename else "what was asked for"
    sentences = {
        errno.ENOSPC: "The disk is full: free some space, then run the same command again.",
        errno.EDQUOT: "Your share of the disk is full: free some space, then run the same "
        "command again.",
        errno.EADDRINUSE: "The port is already taken by another program: choose another with "
        "--port.",
        errno.EACCES: f"You may not open {place}: ask for the right to, or use another folder.",
        errno.EPERM: f"You may not change {place}: ask for the right to, or use another folder.",
        errno.EROFS: f"The disk of {place} can only be read: use another folder.",
        errno.ENAMETOOLONG: "That name is too long: choose a shorter one.",
        errno.EMFILE: "Too many files are open: close some programs, then try again.",
    }
    return sentences.get(exc.errno or 0)


def unforeseen(exc: BaseException, folder: Path) -> str:
    """Write the details down where a developer finds them; return the sentence."""
    text = hide_secrets("".join(traceback.format_exception(exc)))
    place = _write(text, folder)
    return (
        f"Something unforeseen happened ({type(exc).__name__}). Nothing more was done. "
        f"The details are in {place}: please send that file to whoever looks after Campaign."
    )


def hide_secrets(text: str) -> str:
    """Take every value out of a text that the environment keeps under a secret's name."""
    for name in filter(_SECRET_NAMES.search, os.environ):
        whole = _value(name)
        for value in (whole, *re.split(r"[\s,]+", whole)):  # several keys may stand in one
            if len(value) >= _SHORTEST:
                text = text.replace(value, f"[{name}]")
    return text


def _value(name: str) -> str:
    """Return a variable's value, or what is in the file it names when it ends in _FILE."""
    if not name.endswith("_FILE"):
        return os.environ[name]
    try:
        return secret(name.removesuffix("_FILE"))
    except SecretUnreadable:
        return ""


def _write(text: str, folder: Path) -> Path:
    entry = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M:%S} UTC\n{text}\n"
    if (folder / "messages").is_dir():
        try:
            (folder / ".campaign").mkdir(exist_ok=True)
            return _append(folder / ".campaign" / "error.log", entry)
        except OSError:
            pass  # a temporary file will do
    handle, name = tempfile.mkstemp(prefix="campaign-", suffix=".log")
    os.close(handle)
    return _append(Path(name), entry)


def _append(path: Path, entry: str) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.write(entry)
    return path.absolute()
