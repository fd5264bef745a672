"""Writing a report: all its files whole, or none, and one sentence why not."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from django.db import DatabaseError

from campaign.reports import csv, figures_csv, html, waivers
from campaign.reports.assembly import document_of
from campaign.reports.commentary import Commentary, commentary
from campaign.reports.document import Document
from campaign.reports.fileformat import USUAL, FileFormat
from campaign.reports.material import Material, Question, Sink, gather
from campaign.reports.pdf import Unprintable, pdf
from campaign.reports.rows import Row
from campaign.store.database import explain
from campaign.store.writing import one_moment

if TYPE_CHECKING:
    from campaign.reports.xlsx import Book


class ReportError(Exception):
    """The report was not written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the report is, in each format; ``written`` are the files that were asked for."""

    html: Path
    pdf: Path
    xlsx: Path
    csv: Path  # of the posts
    figures: Path  # of everything the report adds up; written with it
    waivers: Path  # the same for the waivers; written with it where the library is known
    commentary: Path  # what the evaluator writes: made once, then only read
    written: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()  # of the commentary, a sentence each

    @property
    def all(self) -> tuple[Path, ...]:
        """Return every file there may be."""
        return self.html, self.pdf, self.xlsx, self.csv, self.figures, self.waivers


def write_report(
    folder: Path, question: Question, formats: Collection[FileFormat] = USUAL
) -> ReportFiles:
    """Write the evaluation that is asked for.

    The files go to ``folder``/reports, named by the first and the last day, the organisation
    and the theme. The same data and question give the same bytes. Raise ``ReportError`` when
    that cannot be done; then no file is written or changed. The commentary's file is made where
    there is none, and never changed.
    """
    if question.start >= question.end:
        raise ReportError(
            "The report’s last day is before its first: give them the other way round."
        )
    place = folder / "reports"
    try:
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place, prefix=".") as drafts:
            draft = _files(Path(drafts), question)
            told = commentary(_files(place, question).commentary, question.period.words)
            _write(draft, question, formats, told)
            made = [path for path in draft.all if path.exists()]
            for path in made:
                path.replace(place / path.name)
    except OSError as exc:
        raise ReportError(
            f"The report could not be written to {place} ({exc.strerror or exc}): "
            "free some space there or give yourself the right to write, then try again."
        ) from exc
    except DatabaseError as exc:
        raise ReportError(explain(exc)) from exc
    except Unprintable as exc:
        raise ReportError(str(exc)) from exc
    written = tuple(place / path.name for path in made)
    return replace(_files(place, question), written=written, warnings=told.warnings)


def _files(folder: Path, question: Question) -> ReportFiles:
    whole = folder / question.stem
    page, paper, book, table = (Path(f"{whole}.{one}") for one in FileFormat)
    added, waived = (Path(f"{whole}-{what}.csv") for what in ("figures", "waivers"))
    words = folder / f"{question.stem.replace('evaluation', 'commentary', 1)}.md"
    return ReportFiles(page, paper, book, table, added, waived, words)


def _write(
    files: ReportFiles, question: Question, formats: Collection[FileFormat], told: Commentary
) -> None:
    """Write the posts while adding up, then everything that rests on the sums."""
    with ExitStack() as stack:
        book = table = None
        if FileFormat.XLSX in formats:
            from campaign.reports.xlsx import Book  # noqa: PLC0415 - heavy, and not always asked for

            book = stack.enter_context(Book(files.xlsx, question.period))
        if FileFormat.CSV in formats:
            table = stack.enter_context(_draft(files.csv, csv.ENCODING))
        with one_moment():  # posts go out while it is read, and no two figures may differ
            material = gather(question, _sink(book, table, question), told)
            document = document_of(material)
        if FileFormat.CSV in formats:
            _write_beside(files, material, document)
        if FileFormat.HTML in formats:
            with _draft(files.html, "utf-8") as page:
                page.write(html.page(document))
        if FileFormat.PDF in formats:
            files.pdf.write_bytes(pdf(document))
            _keep(files.pdf)
        if book:
            book.finish(document)
            _keep(files.xlsx)


def _sink(book: Book | None, table: IO[str] | None, question: Question) -> Sink:
    """Return what takes every post once: the workbook, the table, both or neither."""

    def take(rows: Iterable[Row]) -> None:
        passed = book.passing(rows) if book else rows
        if table:
            csv.write(table, passed, question.period)
        else:
            deque(passed, maxlen=0)

    return take


def _write_beside(files: ReportFiles, material: Material, document: Document) -> None:
    """Write what stands beside the table of posts: the figures and the waivers."""
    with _draft(files.figures, csv.ENCODING) as table:
        figures_csv.write(table, document)
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


def _keep(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
