"""Anchors of the audit log: its newest hash, written outside the database from time to time.

A chain of hashes shows what was changed within it. That its end was cut off, or that somebody
reckoned all of it anew, is only seen by who has kept an older hash elsewhere. Each line of the
file ``audit-anchors`` is one: time (ISO 8601, UTC), number of the event, its hash. Lines are
only ever added.

The file lies in ``.campaign``; ``CAMPAIGN_AUDIT_ANCHORS`` names a folder for a second one, which
is best on a computer where those who run this program cannot write anew what is there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from typing_extensions import override

from campaign.store.models import Event

_NAME = "audit-anchors"
_LINE = re.compile(r"(\S+) (\d{1,18}) ([0-9a-f]{64})")
_LONGEST = 4_096  # bytes at the end of a file that hold its last line, whatever it is


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the log's newest event was at one time."""

    at: datetime
    event: int
    hash: str

    @override
    def __str__(self) -> str:
        return f"the anchor of {self.at.astimezone(timezone.utc):%d %b %Y, %H:%M:%S} UTC"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the files hold: the anchors, and a sentence for each thing that is amiss."""

    anchors: tuple[Anchor, ...]
    troubles: tuple[str, ...]


def files(folder: Path) -> list[Path]:
    """Return where anchors are kept for the campaign in a folder."""
    elsewhere = os.environ.get("CAMPAIGN_AUDIT_ANCHORS", "").strip()
    ours = folder / ".campaign" / _NAME
    return [ours, (folder / elsewhere).resolve() / _NAME] if elsewhere else [ours]


def read(folder: Path) -> Kept:
    """Read every anchor; what cannot be read is a trouble, never an error."""
    anchors: list[Anchor] = []
    troubles: list[str] = []
    for path in files(folder):
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            troubles.append(f"{path} is not there, so nothing can be held against it.")
            continue
        except OSError as exc:
            troubles.append(f"{path} cannot be read ({exc.strerror}).")
            continue
        for number, line in enumerate(lines, start=1):
            if (anchor := _of(line)) is not None:
                anchors.append(anchor)
            elif line.strip():
                troubles.append(f"Line {number} of {path} is no anchor.")
    return Kept(tuple(anchors), tuple(troubles))


def _of(line: str) -> Anchor | None:
    match = _LINE.fullmatch(line.strip())
    try:
        at = datetime.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
    return Anchor(at, int(match[2]), match[3]) if match and at and at.tzinfo else None


def drop(folder: Path, *, now: datetime) -> list[str]:
    """Add the newest event to every file that does not end with it.

    Return a sentence for each file that could not be written: one place out of reach must
    not keep the other from being written, nor anybody from working.
    """
    row = Event.objects.order_by("-id").values_list("id", "hash").first()
    if row is None:
        return []
    anchor = Anchor(now, *row)
    return [trouble for path in files(folder) if (trouble := _add(path, anchor))]


def _add(path: Path, anchor: Anchor) -> str:
    try:
        last, whole = _last(path)
        if last and (last.event, last.hash) == (anchor.event, anchor.hash):
            return ""
        at = anchor.at.astimezone(timezone.utc).isoformat(timespec="seconds")
        line = f"{at} {anchor.event} {anchor.hash}\n"
        _append(path, line if whole else f"\n{line}")
    except OSError as exc:
        return f"The anchor of the audit log could not be written to {path}: {exc.strerror}."
    return ""


def _append(path: Path, line: str) -> None:
    """Add a line in one step, so that several programs may do so at once."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _last(path: Path) -> tuple[Anchor | None, bool]:
    """Return a file's last anchor, and whether its last line is whole."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _LONGEST))
            end = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return None, True
    found = [anchor for line in end.splitlines() if (anchor := _of(line))]
    return (found[-1] if found else None), not end or end.endswith("\n")


def denied(folder: Path) -> Anchor | None:
    """Return the newest anchor of a file that the log denies now; ``None`` when all agree.

    It costs one look into the database, so that a running program may ask again and again.
    """
    newest: Iterable[Anchor | None] = (_last_if_any(path) for path in files(folder))
    for anchor in newest:
        if anchor and not Event.objects.filter(pk=anchor.event, hash=anchor.hash).exists():
            return anchor
    return None


def _last_if_any(path: Path) -> Anchor | None:
    try:
        return _last(path)[0]
    except OSError:
        return None
