"""Writing a report: all its files whole, or none, and one sentence why not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.db import DatabaseError

from campaign.reports import csv, html, waivers
from campaign.reports.assembly import document_of
from campaign.reports.material import Material, Question, gather
from campaign.store.database import explain


class ReportError(Exception):
    """The report was not written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the report is."""

    html: Path
    csv: Path  # of the posts
    waivers: Path  # the same for the waivers; written where the library is known


def write_report(folder: Path, question: Question) -> ReportFiles:
    """Write the evaluation that is asked for.

    The files go to ``folder``/reports, named by the first and the last day, the organisation
    and the theme. The same data and question give the same bytes. Raise ``ReportError`` when
    that cannot be done.
    """
    if question.start >= question.end:
        raise ReportError(
            "The report’s last day is before its first: give them the other way round."
        )
    files = _files(folder / "reports", question)
    try:
        files.html.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=files.html.parent, prefix=".") as drafts:
            _write(_files(Path(drafts), question), question)
            for draft in sorted(Path(drafts).iterdir()):
                draft.replace(files.html.parent / draft.name)
    except OSError as exc:
        raise ReportError(
            f"The report could not be written to {files.html.parent} ({exc.strerror or exc}): "
            "free some space there or give yourself the right to write, then try again."
        ) from exc
    except DatabaseError as exc:
        raise ReportError(explain(exc)) from exc
    return files


def _files(folder: Path, question: Question) -> ReportFiles:
    stem = question.stem
    return ReportFiles(
        folder / f"{stem}.html", folder / f"{stem}.csv", folder / f"{stem}-waivers.csv"
    )


def _write(files: ReportFiles, question: Question) -> None:
    """Write the table of posts while adding up, then everything that rests on the sums."""
    with _draft(files.csv, csv.ENCODING) as table:
        material = gather(question, lambda rows: csv.write(table, rows, question.period))
    _write_waivers(files, material)
    with _draft(files.html, "utf-8") as page:
        page.write(html.page(document_of(material)))


def _write_waivers(files: ReportFiles, material: Material) -> None:
    if material.waivers is not None:
        with _draft(files.waivers, csv.ENCODING) as table:
            waivers.write(table, material.waivers)


@contextmanager
def _draft(path: Path, encoding: str) -> Iterator[IO[str]]:
    """Give a new file that is on the disk, whole, when the block ends."""
    with path.open("w", encoding=encoding, newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
