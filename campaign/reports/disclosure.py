"""The audit log as a file for people outside: a records request, an inspector, a court.

One entry a row, in the order of the log. Each says what was done, when and by whom, and carries
its hash and that of the entry before; where a post went out or was taken back, it says what the
post said. There is nothing of the public in it: no names, no handles, no engagement.

CSV and JSON hold the same. The CSV is like the report's (see ``campaign.reports.csv``); what
explains it stands in a file of its own beside it, because a table has no room for sentences.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from campaign.lifecycle import State
from campaign.reports.csv import ENCODING, harmless
from campaign.reports.roles import Roles
from campaign.reports.selection import Selection
from campaign.store import chain, retention
from campaign.store.chain import Head, Row
from campaign.store.models import Post

COLUMNS = (
    "number", "at", "what", "who", "channel", "message", "theme", "title", "subject", "details",
    "text", "alt_texts", "address", "hash", "hash_before",
)  # fmt: skip

Entry = dict[str, Any]

_PAGE = 1_000  # events whose posts are read at once
_PLANNED = "posts planned"
_SHOWN = {State.PUBLISHED.value, State.DELETED.value}
_GONE = "[The text was disposed of when its time was over; the log has the day and the names.]"


class DisclosureError(Exception):
    """The file cannot be written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was written."""

    files: tuple[Path, ...]
    entries: int
    explanation: str
    head: Head | None


def disclose(
    file: Path,
    selection: Selection,
    *,
    campaign: str,
    zone: ZoneInfo,
    now: datetime,
    roles: bool = False,
    hide: Callable[[str], str] = str,
) -> Disclosure:
    """Write the chosen entries to a new file, .csv or .json, and say what it is.

    ``roles`` reduces names of staff; ``hide`` takes secrets out of a text, should one ever
    stand there. Raise ``DisclosureError`` for another ending, a folder that is not there or a
    file that is.
    """
    if file.suffix.lower() not in (".csv", ".json"):
        raise DisclosureError(f"{file.name} should end in .csv or .json.")
    if not file.absolute().parent.is_dir():
        raise DisclosureError(f"There is no folder {file.parent}: make it first.")
    beside = file.with_name(f"{file.name}.txt")
    outputs = (file, beside) if file.suffix.lower() == ".csv" else (file,)
    if there := next((one for one in outputs if one.exists()), None):
        raise DisclosureError(f"{there} is there already, and is kept: give another name.")
    people = Roles() if roles else None
    head = chain.head()
    about = _About(selection, campaign, zone, now, roles, head)
    try:
        with file.open("x", encoding=ENCODING if len(outputs) > 1 else "utf-8", newline="") as out:
            found = entries(selection, people, zone, hide)
            table = len(outputs) > 1
            count = _write_csv(out, found) if table else _write_json(out, found, about)
        if len(outputs) > 1:
            beside.write_text(f"{about.sentences(count)}\n", encoding="utf-8")
    except BaseException:
        for one in outputs:
            with suppress(OSError):
                one.unlink()
        raise
    return Disclosure(outputs, count, about.sentences(count), head)


@dataclass(frozen=True, slots=True)
class _About:
    """What a reader must know to understand the file."""

    selection: Selection
    campaign: str
    zone: ZoneInfo
    now: datetime
    roles: bool
    head: Head | None

    def sentences(self, count: int) -> str:
        """Explain the file to somebody who does not know the program."""
        number = "1 entry" if count == 1 else f"{count:,} entries"
        parts = []
        parts.append(
            f"This file holds {number} of the audit log of the public awareness campaign "
            f"“{self.campaign}”{self._which()}, as the log stood on {self._day(self.now)}. An "
            "entry is written by the program at the moment something is done, and none is ever "
            "changed or removed. Each carries a hash of itself and of the entry before it, "
            "so that a change can be found."
        )
        if self.head:
            parts.append(f"The newest entry of the log was {self.head.event}: {self.head.hash}.")
        if self.roles:
            parts.append(
                "Names of staff are reduced to roles: the same role and number is the same "
                "person throughout. The hashes are those of the entries with the names."
            )
        parts.append(
            f"Times are those of the zone {self.zone.key}, with their distance from UTC. "
            "How the public responded is held as totals of each post only, never by person, and "
            "is not part of this log."
        )
        return " ".join(parts)

    def _which(self) -> str:
        chosen = self.selection
        pairs = (("theme", chosen.theme), ("channel", chosen.channel), ("message", chosen.message))
        words = [f", {name} “{value}”" for name, value in pairs if value]
        if chosen.start:
            words.insert(0, f" from {self._day(chosen.start)}")
        if chosen.end:
            words.insert(bool(chosen.start), f" to {self._day(chosen.end - timedelta(seconds=1))}")
        return "".join(words)

    def _day(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local.day} {local:%B %Y}"


def _write_csv(out: IO[str], found: Iterable[Entry]) -> int:
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for entry in found:
        count += 1
        writer.writerow([_cell(entry[name]) for name in COLUMNS])
    return count


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return harmless(json.dumps(value, ensure_ascii=False, sort_keys=True)) if value else ""
    return harmless(" | ".join(value) if isinstance(value, list) else str(value)) if value else ""


def _write_json(out: IO[str], found: Iterable[Entry], about: _About) -> int:
    """Write the entries as they come: the file may be larger than the memory."""
    out.write('{"entries": [')
    count = 0
    for count, entry in enumerate(found, start=1):
        out.write("," if count > 1 else "")
        out.write("\n" + json.dumps(entry, ensure_ascii=False))
    rest = {
        "explanation": about.sentences(count),
        "newest": {"number": about.head.event, "hash": about.head.hash} if about.head else None,
    }
    out.write(f"\n],\n{json.dumps(rest, ensure_ascii=False)[1:-1]}}}\n")
    return count


def entries(
    selection: Selection, people: Roles | None, zone: ZoneInfo, hide: Callable[[str], str]
) -> Iterator[Entry]:
    """Yield the entries asked for, in the order of the log."""
    rows = selection.rows()
    while page := list(islice(rows, _PAGE)):
        posts = Post.objects.in_bulk({row.post_id for row in page if row.post_id})
        for row in page:
            post = posts.get(row.post_id) if row.post_id else None
            details = selection.details(row, json.loads(row.data))
            if details is None or not (row.kind == _PLANNED or selection.takes(row, post)):
                continue
            yield _clean(_entry(row, post, details, people, zone), hide)


def _entry(
    row: Row, post: Post | None, details: dict[str, Any], people: Roles | None, zone: ZoneInfo
) -> Entry:
    said = post if post and details.get("to") in _SHOWN else None
    return {
        "number": row.id,
        "at": row.at.astimezone(zone).isoformat(timespec="seconds"),
        "what": row.kind,
        "who": people.of(row.actor) if people else row.actor,
        "channel": post.channel_id if post else "",
        "message": post.message if post else "",
        "theme": post.theme if post else "",
        "title": post.title if post else "",
        "subject": people.hide(row.subject) if people else row.subject,
        "details": people.hide(details) if people else details,
        **_content(said),
        "hash": row.hash,
        "hash_before": row.previous,
    }


def _content(post: Post | None) -> Entry:
    if post is None:
        return {"text": "", "alt_texts": [], "address": ""}
    if post.body == retention.DISPOSED:
        return {"text": _GONE, "alt_texts": [], "address": post.url}
    content = post.content
    return {
        "text": content.flat_text,
        "alt_texts": [image.alt for image in content.images],
        "address": post.url,
    }


def _clean(value: Any, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {key: _clean(inner, hide) for key, inner in value.items()}
    return [_clean(inner, hide) for inner in value] if isinstance(value, list) else value
