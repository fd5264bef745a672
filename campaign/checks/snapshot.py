"""Which files a campaign has and when each was last changed, without opening any of them."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from campaign.library.folder import ASSETS, MESSAGES, ORGANISATIONS, hidden

_MOMENT = 2_000_000_000  # nanoseconds: a file system may tell times no finer than this
_ORGANISATIONS = f"{MESSAGES}/{ORGANISATIONS}"  # what stands right in here is no message


class Stamp(NamedTuple):
    """What a file system changes when a file does; times in nanoseconds."""

    modified: int
    changed: int
    size: int
    inode: int


NEVER = Stamp(0, 0, 0, 0)
"""The stamp of a file whose content has to be looked at the next time."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files by their path below the campaign's folder; messages in the reader's order."""

    messages: dict[str, Stamp] = field(default_factory=dict)
    assets: dict[str, Stamp] = field(default_factory=dict)
    settings: dict[str, Stamp] = field(default_factory=dict)  # all others that are read
    taken: int = 0  # nanoseconds since 1970

    def settled(self, stamp: Stamp) -> Stamp:
        """Return a stamp that can be relied on later.

        A file that changed within the same moment may change once more without its times
        telling, so its stamp becomes ``NEVER``.
        """
        return stamp if max(stamp.modified, stamp.changed) + _MOMENT < self.taken else NEVER


_name = attrgetter("name")


class _Unusual(Exception):
    """Something that only reading the folder can judge: a link, or what cannot be opened."""


def take_snapshot(root: Path) -> Snapshot | None:
    """Return what stands in a campaign's folder; ``None`` where files alone do not tell."""
    snapshot = Snapshot(taken=time.time_ns())
    found: dict[str, Stamp] = {}
    try:
        for part in (MESSAGES, ASSETS):
            if stat.S_ISLNK(_status(root / part)):
                return None
            _add_files(found, str(root), part)
    except (_Unusual, OSError):
        return None
    for file, stamp in found.items():
        _part(snapshot, file)[file] = stamp
    return snapshot


def _status(path: Path) -> int:
    """Return what kind of thing stands there; 0: nothing."""
    try:
        return path.lstat().st_mode
    except FileNotFoundError:
        return 0  # there need be no assets/


def _part(snapshot: Snapshot, file: str) -> dict[str, Stamp]:
    """Return the part of the snapshot in which a file belongs."""
    folder, _, name = file.rpartition("/")
    if file.startswith(f"{ASSETS}/"):
        return snapshot.settings if name.endswith(".yaml") else snapshot.assets
    is_message = name.lower().endswith(".md") and folder != _ORGANISATIONS
    return snapshot.messages if is_message else snapshot.settings


def digest(path: Path) -> str:
    """Return the hash of a file's content, 32 hex digits; empty where it cannot be read."""
    try:
        return blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def _add_files(found: dict[str, Stamp], root: str, below: str) -> None:
    """Add the files below a folder, in the order in which they are read."""
    folders = []
    try:
        entries = sorted(os.scandir(f"{root}/{below}"), key=_name)
    except FileNotFoundError:
        return
    for entry in entries:
        name = entry.name
        if hidden(name):
            continue
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISREG(status.st_mode):
            found[f"{below}/{name}"] = Stamp(
                status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
            )
        elif stat.S_ISDIR(status.st_mode):
            folders.append(f"{below}/{name}")
        else:
            raise _Unusual
    for folder in folders:
        _add_files(found, root, folder)
