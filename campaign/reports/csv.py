"""The report as CSV: one row per post, tidy, for a spreadsheet or a statistician.

The file is UTF-8 with a byte order mark, because Excel reads a file without one in an old
Windows alphabet; readers of tidy data know the mark ("utf-8-sig"). Lines end with CR LF
(RFC 4180). Times are ISO 8601 with the offset from UTC. Counts are plain whole numbers, rates
are per cent with two decimal places, rounded like the page's. What is missing is "n/a", not an
empty cell, which a spreadsheet would reckon as 0. A text that a spreadsheet would take for a
formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import IO

from campaign.adapter import Metrics
from campaign.reports import figures
from campaign.reports.formats import MISSING
from campaign.reports.period import Period
from campaign.reports.rows import Row, plain_cause
from campaign.reports.tables import PART_TITLES

ENCODING = "utf-8-sig"

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

_TEXT: dict[str, Callable[[Row], str]] = {
    "organisation": lambda row: row.organisation,
    "channel": lambda row: row.channel,
    "platform": lambda row: row.platform,
    "theme": lambda row: row.theme,
    "message": lambda row: row.message,
    "title": lambda row: row.title,
    "outcome": lambda row: row.outcome,
    "state": lambda row: row.state,
    "cause": lambda row: plain_cause(row.cause) if row.cause else "",
    "missed_first": lambda row: plain_cause(row.once_missed) if row.once_missed else "",
    "address": lambda row: row.url,
    "engagements_counted": lambda row: " + ".join(
        PART_TITLES[name] for name in figures.parts(row.metrics)
    ),
}
_FLAGS: dict[str, Callable[[Row], bool]] = {
    "simulated": lambda row: row.simulated,
    "no_longer_on_platform": lambda row: row.gone,
}
_COUNTS: dict[str, Callable[[Row], int | None]] = {
    "reading_age_hours": lambda row: None if row.age is None else row.age // 3600,
    **{name: attrgetter(f"metrics.{name}") for name in Metrics.names()},
    "engagements": lambda row: row.engagements,
}
_RATES: dict[str, Callable[[Row], Decimal | None]] = {
    "engagement_rate_percent": lambda row: row.rate,
    "engagement_rate_by_reach_percent": lambda row: figures.rate_by_reach(row.metrics),
    "amplification_percent": lambda row: figures.amplification(row.metrics),
    "conversation_percent": lambda row: figures.conversation(row.metrics),
    "save_rate_percent": lambda row: figures.save_rate(row.metrics),
    "click_through_percent": lambda row: figures.click_through(row.metrics),
}
_TIMES: dict[str, Callable[[Row], datetime | None]] = {
    "due": lambda row: row.due_at,
    "published": lambda row: row.published_at,
    "read": lambda row: row.taken_at,
}

COLUMNS = ("post", *_TIMES, *_TEXT, *_FLAGS, *_COUNTS, *_RATES)


def write(file: IO[str], rows: Iterable[Row], period: Period) -> None:
    """Write the rows to a file opened with ``newline=""`` and ``ENCODING``."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.pk, *_cells(row, period)] for row in rows)


def _cells(row: Row, period: Period) -> Iterator[str | int]:
    for when in _TIMES.values():
        moment = when(row)
        yield MISSING if moment is None else period.local(moment).isoformat(timespec="seconds")
    for text in _TEXT.values():
        yield harmless(text(row))
    for flag in _FLAGS.values():
        yield "yes" if flag(row) else "no"
    for number in _COUNTS.values():
        value = number(row)
        yield MISSING if value is None else value
    for rate in _RATES.values():
        share = rate(row)
        yield MISSING if share is None else str(figures.rounded(share))


@lru_cache(maxsize=4096)
def harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; line ends become spaces."""
    if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA):
        text = f"'{text}"
    return " ".join(text.splitlines()) or MISSING
