"""Writing a report: both files whole, or neither, and one sentence why not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.db import DatabaseError

from campaign.adapter import Capabilities
from campaign.library.library import Library
from campaign.library.settings import Campaign
from campaign.reports import csv, html, waivers
from campaign.reports.emergencies import Emergencies
from campaign.reports.names import Names
from campaign.reports.period import Period
from campaign.reports.results import Collector, Results
from campaign.reports.rows import Row, rows
from campaign.reports.waivers import Waivers
from campaign.store import chain
from campaign.store.database import explain

SHOWN = 500
"""Posts shown singly on the page; the CSV file has every one."""


class ReportError(Exception):
    """The report was not written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the report is."""

    html: Path
    csv: Path  # of the posts
    waivers: Path  # the same for the waivers; written where the library is known


def write_report(
    folder: Path,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    campaign: Campaign | None = None,
    platforms: Mapping[str, Capabilities] | None = None,
    library: Library | None = None,
) -> ReportFiles:
    """Write the evaluation of the posts due from ``start`` up to, not including, ``end``.

    Aware times. The files go to ``folder``/reports, named by the first and the last day;
    ``campaign`` and ``platforms`` give the titles, the ``library`` what messages waive. The
    same data, library and ``now`` give the same bytes. Raise ``ReportError`` when that cannot
    be done.
    """
    if start >= end:
        raise ReportError(
            "The report’s last day is before its first: give them the other way round."
        )
    names = Names.of(campaign, platforms)
    period = Period(start, end, names.clock)
    files = _files(folder / "reports", period)
    try:
        files.html.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=files.html.parent, prefix=".") as drafts:
            draft = _files(Path(drafts), period)
            with _draft(draft.csv, csv.ENCODING) as table:
                results, shown = _tabulate(table, period, names, now)
            waived = Waivers.of(library, results) if library else None
            newest = chain.head()
            names_of_tables = {"csv_name": files.csv.name, "waivers_name": files.waivers.name}
            with _draft(draft.html, "utf-8") as page:
                page.write(
                    html.page(
                        results,
                        shown,
                        waivers=waived,
                        emergencies=Emergencies.of(period),
                        newest=newest,
                        **names_of_tables,
                    )
                )
            if waived:
                with _draft(draft.waivers, csv.ENCODING) as table:
                    waivers.write(table, waived)
            for path in (draft.waivers, draft.csv, draft.html):
                if path.exists():
                    path.replace(files.html.parent / path.name)
    except OSError as exc:
        raise ReportError(
            f"The report could not be written to {files.html.parent} ({exc.strerror or exc}): "
            "free some space there or give yourself the right to write, then try again."
        ) from exc
    except DatabaseError as exc:
        raise ReportError(explain(exc)) from exc
    return files


def _files(folder: Path, period: Period) -> ReportFiles:
    html_name, csv_name = f"{period.stem}.html", f"{period.stem}.csv"
    return ReportFiles(folder / html_name, folder / csv_name, folder / f"{period.stem}-waivers.csv")


def _tabulate(
    table: IO[str], period: Period, names: Names, now: datetime
) -> tuple[Results, list[Row]]:
    """Write the table while adding up, in one pass; return the sums and the first posts."""
    collector = Collector(period, names, now)
    shown: list[Row] = []

    def passing() -> Iterator[Row]:
        for row in rows(period, now=now):
            collector.add(row)
            if len(shown) < SHOWN:
                shown.append(row)
            yield row

    csv.write(table, passing(), period)
    return collector.results(), shown


@contextmanager
def _draft(path: Path, encoding: str) -> Iterator[IO[str]]:
    """Give a new file that is on the disk, whole, when the block ends."""
    with path.open("w", encoding=encoding, newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
