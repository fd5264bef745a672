"""Pictures by content address: a worker elsewhere needs only the database and this storage."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


class PictureLost(Exception):
    """A picture is not in the storage any more, or is not what it was."""


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def keep(data: bytes) -> str:
    """Store a picture once and return its SHA-256 (hex)."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not default_storage.exists(_name(sha256)):
        default_storage.save(_name(sha256), ContentFile(data))
    return sha256


def read(sha256: str) -> bytes:
    """Return a picture's bytes, having made sure that they are the ones approved."""
    try:
        with default_storage.open(_name(sha256)) as file:
            data: bytes = file.read()
    except OSError as exc:
        raise PictureLost(f"The picture {sha256[:12]}… is not in the storage any more.") from exc
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PictureLost(f"The picture {sha256[:12]}… was changed in the storage.")
    return data
