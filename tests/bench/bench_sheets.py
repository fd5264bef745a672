"""How long a spreadsheet of 2,000 posts and 2,000 messages takes, out and in."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.bench.folder import database

ROWS = 2000
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
MESSAGE = """\
---
title: Message number {n}
theme: behind-the-badge
platforms: x, facebook
audience: public
notes: Number {n}
---
{text}

## X
A short text, number {n}.
"""
TEXT = "Somebody is awake for you tonight, and every night. " * 8


def run() -> list[tuple[str, str]]:
    """Return what each direction took, in processor time."""
    with database() as folder:
        _fill(folder)
        return _measured(folder)


def _fill(folder: Path) -> None:
    from tests.servers.campaign_folder import write_campaign

    files = {f"behind-the-badge/m{n}.md": MESSAGE.format(n=n, text=TEXT) for n in range(ROWS)}
    write_campaign(folder, files)
    from campaign.store.models import Post
    from tests.servers.rows import post

    first = post(TEXT, due=NOW, approved=False)
    fields = ("channel_id", "title", "theme", "author", "body", "digest", "local", "simulated")
    common = {name: getattr(first, name) for name in fields}
    Post.objects.all().delete()
    times = [NOW + timedelta(hours=n) for n in range(ROWS)]
    Post.objects.bulk_create(
        Post(**common, message=f"behind-the-badge/m{n}", due_at=due, late_at=due)
        for n, due in enumerate(times)
    )


def _measured(folder: Path) -> list[tuple[str, str]]:
    from campaign.adapters.limits import LIMITS
    from campaign.library.loader import read_library
    from campaign.sheets.exporting import entries_in, export_workbook
    from campaign.sheets.ics import write_calendar
    from campaign.sheets.reading import read_rows
    from campaign.sheets.span import Span
    from tests.servers.sheet import edited

    library = read_library(folder, LIMITS)
    path, zone = folder / "c.xlsx", library.campaign.zone
    export = _timed(lambda: export_workbook(path, library, LIMITS, Span(), NOW))
    same = _timed(lambda: read_rows(path, folder, LIMITS, TODAY))
    changes: dict[int, dict[str, Any]] = {n: {"Title": f"Changed {n}"} for n in range(ROWS)}
    other = edited(path, folder / "d.xlsx", "Messages", changes)
    every = _timed(lambda: read_rows(other, folder, LIMITS, TODAY))
    entries = entries_in(Span(), zone)
    events = _timed(lambda: write_calendar(folder / "c.ics", entries, name="x", zone=zone, now=NOW))
    return [
        (f"Export of {ROWS:,} posts and {ROWS:,} messages (.xlsx, at most 3 s)", export),
        (f"Import of it, nothing changed (at most 2 s for {ROWS:,} rows)", same),
        (f"Import with all {ROWS:,} messages changed, before the checks", every),
        (f"Export of {ROWS:,} posts (.ics)", events),
    ]


def _timed(work: Any) -> str:
    start = time.process_time()
    work()
    return f"{time.process_time() - start:.2f} s"
