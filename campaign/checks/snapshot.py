"""Which files a campaign has and when each was last changed, without opening any of them."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from campaign.library.folder import ASSETS, MESSAGES, ORGANISATIONS, hidden

_MOMENT = 2_000_000_000  # nanoseconds: a file system may tell times no finer than this
_README = "readme.md"


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


class _Unusual(Exception):
    """Something that only reading the folder can judge: a link, or what cannot be opened."""


def take_snapshot(root: Path) -> Snapshot | None:
    """Return what stands in a campaign's folder; ``None`` where files alone do not tell."""
    snapshot = Snapshot(taken=time.time_ns())
    try:
        for file, stamp in _files(root, MESSAGES):
            part = snapshot.messages if _is_message(file) else snapshot.settings
            part[file] = stamp
        for file, stamp in _files(root, ASSETS):
            part = snapshot.settings if file.endswith(".yaml") else snapshot.assets
            part[file] = stamp
    except (_Unusual, OSError):
        return None
    return snapshot


def digest(path: Path) -> str:
    """Return the hash of a file's content, 32 hex digits; empty where it cannot be read."""
    try:
        return blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def _is_message(file: str) -> bool:
    if not file.lower().endswith(".md"):
        return False
    if file.startswith(f"{MESSAGES}/{ORGANISATIONS}/"):
        raise _Unusual
    return True


def _files(root: Path, below: str) -> Iterator[tuple[str, Stamp]]:
    """Give the files below a folder in the order in which they are read."""
    try:
        if stat.S_ISLNK(os.lstat(root / below).st_mode):
            raise _Unusual
        entries = sorted(os.scandir(root / below), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    folders = []
    for entry in entries:
        if hidden(entry.name):
            continue
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            folders.append(entry.name)
        elif not stat.S_ISREG(status.st_mode):
            raise _Unusual
        elif entry.name.lower() != _README:
            times = status.st_mtime_ns, status.st_ctime_ns
            yield f"{below}/{entry.name}", Stamp(*times, status.st_size, status.st_ino)
    for name in folders:
        yield from _files(root, f"{below}/{name}")
