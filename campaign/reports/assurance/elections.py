"""Posts in pre-election periods: whether their very text was approved before the notice."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.library.library import Library
from campaign.reports import cells
from campaign.reports.cells import timed
from campaign.reports.document import Cell, Line, Table
from campaign.reports.material import Question
from campaign.store import elections
from campaign.store.elections import Row


def tables(question: Question) -> Iterator[Table]:
    """Return a table for each pre-election period that the report's days touch."""
    library, period = question.library, question.period
    if library is None:
        return
    periods = library.campaign.pre_election
    if not any(
        one.start <= period.last and (one.ended is None or one.ended >= period.first)
        for one in periods
    ):
        return
    for at, report in enumerate(elections.planned_before(library), 1):
        rows = [row for row in report.rows if _asked(row, library, question)]
        if rows:
            lines = tuple(_line(row, question) for row in rows)
            caption = f"{report.period.election}: posts due, {period.words}"
            yield Table(f"election-{at}", caption, _COLUMNS, lines)


_COLUMNS = (
    *cells.words("Message", "Channel"),
    *cells.moments("Due", "Approved before the notice"),
    *cells.words("In the period"),
)


def _asked(row: Row, library: Library, question: Question) -> bool:
    if not question.start <= row.due_at < question.end:
        return False
    channel, message = library.channels.get(row.channel), library.messages.get(row.message)
    organisation = channel.organisation if channel else ""
    return question.scope.touches(organisation, message.theme if message else "")


def _line(row: Row, question: Question) -> Line:
    period = question.period
    approved = timed(row.approved, period) if row.approved else Cell(cells.DASH, "not before")
    stands = "stopped, unless a person lets it through" if row.stopped else "may go out"
    found = (Cell(row.channel), timed(row.due_at, period), approved, Cell(stands))
    return Line(Cell(row.message), found)
