"""What the last look at a campaign found, kept beside it so that the next one is quick.

The file holds plain data (JSON) below a line of its own with a checksum. One that is damaged, from
another program, another day or another place is as good as none; so is a copy, since a file that
came with somebody's changes could pretend that there is nothing to find in them: the line holds
the number the file system has given to the file. It is replaced in one step, so that two
programs at once do no harm, and where it cannot be written nothing is kept.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import campaign
from campaign.checks.card import Card, Wording
from campaign.checks.snapshot import Stamp
from campaign.library.finding import Finding, Severity, Waiver

FILE = ".campaign/check-cache.json"
_NAME = b"campaign check cache"
FILE_PARTS = 5  # numbers and digest of a file, in what is kept of a message
_FILES = ("settings", "assets", "messages")
_KIND, _IMAGE = 1, 2  # in what is kept of a card
_USABLE, _DRAFT = 1, 2  # what the kind of a message is added up from
_PARTS = ("adapters", "checks", "library", "text")  # of the program: what findings depend on


Plain = list[Any]  # of a file: the four numbers of its stamp, the digest of its content


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last look found; of files and messages as plain data, most of it never looked at."""

    campaign: str  # its name
    usable: int  # messages
    findings: tuple[Finding, ...]  # all of them, in order
    settings: Mapping[str, Plain] = field(default_factory=dict)
    assets: Mapping[str, Plain] = field(default_factory=dict)
    messages: Mapping[str, Plain] = field(default_factory=dict)  # with findings and card behind

    def findings_in(self, file: str) -> tuple[Finding, ...]:
        """Return what was found in a message by itself, before any of it is waived."""
        return tuple(map(_finding, self.messages[file][-2]))

    def card(self, file: str) -> Card | None:
        """Return the card of a message; ``None`` where its file could not be read as one."""
        card = self.messages[file][-1]
        return _card(file, card) if card else None

    def is_draft(self, file: str) -> bool:
        """Tell whether a file is a message that is never planned."""
        card = self.messages[file][-1] if file in self.messages else None
        return bool(card and card[_KIND] & _DRAFT)

    def pictures(self, file: str) -> list[str]:
        """Return the names of a message's pictures; no name has a "/" in it."""
        card = self.messages[file][-1]
        return str(card[_IMAGE]).split("/") if card and card[_IMAGE] else []


def plain_file(stamp: Stamp, digest: str) -> Plain:
    """Return what is kept of a file."""
    return [*stamp, digest]


def plain_message(file: Plain, findings: Iterable[Finding], card: Card | None) -> Plain:
    """Return what is kept of a message, given what is kept of its file."""
    return [*file[:FILE_PARTS], _of_findings(findings), card and _of_card(card)]


def key(root: Path, today: date) -> str:
    """Return what must be the same for anything of an earlier look to hold: 32 hex digits."""
    found = blake2b(digest_size=16)
    for part in (os.path.realpath(root), today.isoformat(), *_program()):
        found.update(f"{part}\0".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _program() -> Iterator[str]:
    """Give the program's version, as its files tell it, and those of what it builds on."""
    yield f"{campaign.__version__} {sys.version} {unicodedata.unidata_version}"
    own = Path(campaign.__file__).parent
    yield from sorted(_stamps(str(own), deep=False))
    for part in _PARTS:
        yield from sorted(_stamps(str(own / part), deep=True))
    for place in sys.path:
        if place.endswith(("site-packages", "dist-packages")):
            yield from sorted(path.name for path in Path(place).glob("*-info"))


def _stamps(folder: str, *, deep: bool) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file():
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
            elif deep and entry.name != "__pycache__":
                yield from _stamps(entry.path, deep=True)


def load(root: Path, wanted: str) -> Kept | None:
    """Return what was kept under a key; ``None`` where there is nothing that can be relied on."""
    try:
        with (root / FILE).open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            head, _, body = file.read().partition(b"\n")
        if head != _head(body, inode):
            return None
        data = json.loads(body)
        return _kept(data) if data["key"] == wanted else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def save(root: Path, of: str, kept: Kept) -> None:
    """Keep what was found; where that is not possible, do without."""
    plain = {name: getattr(kept, name) for name in ("campaign", "usable", *_FILES)}
    plain |= {"key": of, "findings": _of_findings(kept.findings)}
    body = json.dumps(plain, separators=(",", ":")).encode()
    path = root / FILE
    try:
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".check-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                inode = os.fstat(file.fileno()).st_ino
                file.write(_head(body, inode) + b"\n" + body)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return


def _head(body: bytes, inode: int) -> bytes:
    return b"%s %d %s" % (_NAME, inode, blake2b(body, digest_size=16).hexdigest().encode())


def _kept(data: Mapping[str, Any]) -> Kept:
    found = tuple(map(_finding, data["findings"]))
    parts = data["settings"], data["assets"], data["messages"]
    return Kept(data["campaign"], data["usable"], found, *parts)


def _of_findings(findings: Iterable[Finding]) -> list[list[Any]]:
    return [
        [f.file, f.line, f.column, f.code, f.message, f.fix, f.severity, _of_waiver(f.waived)]
        for f in findings
    ]


def _finding(data: list[Any]) -> Finding:
    file, line, column, code, message, fix, severity, waiver = data
    waived = Waiver(*waiver) if waiver else None
    return Finding(file, line, column, code, message, fix, Severity(severity), waived)


def _of_waiver(waiver: Waiver | None) -> list[Any] | None:
    if waiver is None:
        return None
    return [waiver.code, waiver.reason, waiver.by, waiver.line, waiver.column]


def _of_card(card: Card) -> list[Any]:
    """Give a card as plain data; what few messages have comes last, and is mostly left out."""
    kind = _USABLE * card.usable + _DRAFT * card.draft
    plain = [card.id, kind, "/".join(card.pictures), card.texts]
    if card.waivers or card.confirmed:
        plain += [[_of_waiver(waiver) for waiver in card.waivers], card.confirmed]
        plain.append(dict(card.lines))
    return plain


def _card(file: str, data: list[Any]) -> Card:
    id_, kind, names, texts, *rest = data
    pictures = tuple(names.split("/")) if names else ()
    usable, draft = bool(kind & _USABLE), bool(kind & _DRAFT)
    wordings = tuple(map(Wording._make, texts))
    if not rest:
        return Card(id_, file, usable, draft, pictures, wordings)
    waivers, confirmed, lines = rest
    return Card(
        id_,
        file,
        usable,
        draft,
        pictures,
        wordings,
        tuple(Waiver(*waiver) for waiver in waivers),
        tuple(confirmed),
        {name: (line, column) for name, (line, column) in lines.items()},
    )
