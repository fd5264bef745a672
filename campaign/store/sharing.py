"""Pictures that platforms fetch: kept, and given a public name nobody can guess, for a day.

A name is the picture's SHA-256, when it ends and a signature over both, so that no list of them is
kept anywhere and no other picture can be reached. The key is CAMPAIGN_SECRET_KEY or, where that
is not set, a file of the campaign's own, made once: the process that shares a picture and the
one that serves it need the same. With several machines, set the variable on all of them.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, Signer

from campaign.adapter import Deferred, Refused
from campaign.library.public_address import host_of, is_this_machine, why_not_public
from campaign.secret import SecretUnreadable, secret
from campaign.store import pictures
from campaign.store.pictures import PictureLost

LIFE = 24 * 3600  # seconds; as long as what a platform prepared from a picture
KEY_FILE = "secret_key"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
PATH = "/shared/"
_KEY = re.compile(r"[0-9a-f]{64}")


class NotShared(Exception):
    """Nothing is shared under this name, or no longer."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A picture somebody may see: its bytes, what they are, and for how many seconds more."""

    data: bytes = field(repr=False)
    media_type: str
    left: int


def sharer(base_url: str) -> Callable[[bytes, str], str] | None:
    """Return what shares pictures with the platform at an address; ``None``: no address is set.

    A platform on this very machine, as in tests, may fetch from this very machine.
    """
    address = settings.PUBLIC_ADDRESS.rstrip("/")
    if not address:
        return None
    among_ourselves = is_this_machine(host_of(address)) and is_this_machine(host_of(base_url))

    def share(data: bytes, media_type: str) -> str:
        if not among_ourselves and (trouble := why_not_public(address)):
            raise Refused(
                f"The platform cannot fetch pictures from us: {trouble} Set “public_address” in"
                " messages/campaign.yaml to one that can be opened from the internet."
            )
        return f"{address}{PATH}{_named(data, media_type)}"

    return share


def opened(name: str) -> Shared:
    """Return what is shared under a name; raise ``NotShared``.

    Raise ``Deferred`` when the storage cannot be read now.
    """
    token, _, ending = name.rpartition(".")
    media_type = next((kind for kind, one in ENDINGS.items() if one == ending), "")
    try:
        sha256, _, until = _signer().unsign(token).partition(".")
        left = int(until) - int(time.time())
        if left <= 0 or not media_type:
            raise NotShared
        return Shared(pictures.read(sha256), media_type, left)
    except (BadSignature, PictureLost) as exc:
        raise NotShared from exc


def _named(data: bytes, media_type: str) -> str:
    if media_type not in ENDINGS:
        raise Refused(f"A file of the kind {media_type} cannot be shared.")
    try:
        sha256 = pictures.keep(data)
    except OSError as exc:
        raise Deferred(f"The storage of pictures cannot be written ({exc.strerror}).") from exc
    token = _signer().sign(f"{sha256}.{int(time.time()) + LIFE}")
    return f"{token}.{ENDINGS[media_type]}"


def _signer() -> Signer:
    return Signer(key=_key(), sep=".", salt="campaign.shared", algorithm="sha256")


def _key() -> str:
    """Return the key; raise ``Refused`` when it cannot be had."""
    try:
        given = secret("CAMPAIGN_SECRET_KEY")
    except SecretUnreadable as exc:
        raise Refused(str(exc)) from exc
    return given or _kept_key(settings.STATE / KEY_FILE)


def _kept_key(path: Path) -> str:
    """Return the key in the file, which is made when it is not there; never half of one."""
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise Refused(
            f"{path} cannot be used: give yourself the right to read and write it, or set"
            " CAMPAIGN_SECRET_KEY."
        ) from exc
    if not _KEY.fullmatch(key):
        raise Refused(
            f"{path} is damaged: delete it. A new one is made, and what is shared now is shared"
            " under a new name."
        )
    return key


def _make_key(path: Path) -> None:
    """Put a new key there in one step, for its owner only; what is there already stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key holds
            os.link(temporary, path)
    finally:
        Path(temporary).unlink()
