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
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import IO

from campaign.reports import figures
from campaign.reports.document import Value
from campaign.reports.formats import MISSING
from campaign.reports.period import Period
from campaign.reports.rows import Row
from campaign.reports.tidy import FIELDS

ENCODING = "utf-8-sig"

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

COLUMNS = tuple(field.name for field in FIELDS)


def write(file: IO[str], rows: Iterable[Row], period: Period) -> None:
    """Write the rows to a file opened with ``newline=""`` and ``ENCODING``."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_shown(field.of(row), period) for field in FIELDS] for row in rows)


def _shown(value: str | Value, period: Period) -> str:
    match value:
        case None:
            return MISSING
        case str():
            return harmless(value)
        case datetime():
            return period.local(value).isoformat(timespec="seconds")
        case Decimal():
            return str(figures.rounded(value))
        case _:
            return str(value)


@lru_cache(maxsize=4096)
def harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; line ends become spaces."""
    if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA):
        text = f"'{text}"
    return " ".join(text.splitlines()) or MISSING
