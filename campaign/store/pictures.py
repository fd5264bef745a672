"""Pictures by content address: a worker elsewhere needs only the database and this storage."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages

from campaign.adapter import Deferred


class PictureLost(Exception):
    """A picture is not in the storage any more, or is not what it was."""


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def keep(data: bytes) -> str:
    """Store a picture once, whole or not at all, and return its SHA-256 (hex)."""
    sha256 = hashlib.sha256(data).hexdigest()
    with suppress(PictureLost, Deferred):
        read(sha256)
        return sha256
    name = _name(sha256)
    if isinstance(storages["default"], FileSystemStorage):
        _write(Path(default_storage.path(name)), data)
    else:
        with _answering("written"):
            default_storage.delete(name)
            default_storage.save(name, ContentFile(data))
    return sha256


@contextmanager
def _answering(done: str) -> Iterator[None]:
    """Make one sentence of the errors of a storage elsewhere, which are of its own kinds.

    Their words may hold its address, so only their kind is told. A folder's own errors stay:
    the system has better words for them.
    """
    try:
        yield
    except OSError:
        raise
    except Exception as exc:
        why = type(exc).__name__
        raise Deferred(f"The storage of pictures cannot be {done} now ({why}).") from exc


def _write(path: Path, data: bytes) -> None:
    """Put a file in place in one step, so that no reader ever meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read(sha256: str) -> bytes:
    """Return a picture's bytes, having made sure that they are the ones approved.

    Raise ``PictureLost`` when it is not there or was changed, ``Deferred`` when the storage
    cannot be read now.
    """
    try:
        with _answering("read"), default_storage.open(_name(sha256)) as file:
            data: bytes = file.read()
    except FileNotFoundError as exc:
        raise PictureLost(f"The picture {sha256[:12]}… is not in the storage any more.") from exc
    except OSError as exc:
        raise Deferred(f"The storage of pictures cannot be read now ({exc.strerror}).") from exc
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PictureLost(f"The picture {sha256[:12]}… was changed in the storage.")
    return data


def is_kept(sha256: str) -> bool:
    """Say whether a picture is in the storage; raise ``Deferred`` when it does not answer."""
    with _answering("read"):
        return default_storage.exists(_name(sha256))


def remove(sha256: str) -> bool:
    """Take a picture away for good; False when it was not there."""
    there = is_kept(sha256)
    with _answering("written"):
        default_storage.delete(_name(sha256))
    return there
