"""The console's tables: this week and this month, what waits, what comes, who is in trouble.

A document like the report, of the same results: one pass over the posts adds up both spans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from campaign.planning.rhythms import Issue, Rhythm, about
from campaign.reports import cells, outlook, tables, wording
from campaign.reports.cells import counted
from campaign.reports.document import (
    Block,
    Cell,
    Document,
    Line,
    Section,
    Table,
    Tile,
    Tiles,
    Words,
)
from campaign.reports.formats import number
from campaign.reports.group import Group
from campaign.reports.names import Names
from campaign.reports.period import Period
from campaign.reports.results import Collector, Results
from campaign.reports.rows import Outcome, rows

AHEAD = timedelta(days=7)  # of the posts that come next
UNDECIDED = timedelta(days=28)  # how old a post may be that still waits for a decision


@dataclass(frozen=True, slots=True)
class Spans:
    """The figures of the week and of the month that a moment lies in."""

    week: Results
    month: Results


def spans(names: Names, *, now: datetime) -> Spans:
    """Add up this week and this month in one pass over their posts."""
    today = now.astimezone(names.clock).date()
    week, month = (
        _period(about(rhythm, today, names.clock)) for rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY)
    )
    both = Period(min(week.start, month.start), max(week.end, month.end), names.clock)
    sums = [(span, Collector(span, names, now, beside=False)) for span in (week, month)]
    for row in rows(both, now=now):
        for span, collector in sums:
            if span.start <= row.due_at < span.end:
                collector.add(row)
    return Spans(*(collector.results() for _, collector in sums))


def _period(issue: Issue) -> Period:
    return Period(issue.start, issue.end, issue.zone)


def board(names: Names, *, now: datetime) -> Document:
    """Return the dashboard as of a moment."""
    found = spans(names, now=now)
    sections = (
        Section("short", "At a glance", (_tiles(found, now),)),
        Section("spans", "This week and this month", (outcomes(found), *_causes(found.month))),
        Section("response", "Response by platform, this month", _response(found.month)),
        Section("waiting", "Waiting for approval", _waiting(found.month.period, now)),
        Section("coming", "Next posts", _coming(names, now)),
        Section("troubles", "Channels in trouble", _troubles(found.month.period, now)),
    )
    made = found.month.period.stamp(now)
    return Document(
        title="Dashboard",
        period=found.month.period.words,
        made=made,
        now=now,
        sections=sections,
        simulated=found.month.headline.simulated,
        banner=wording.banner(found.month, "on this page"),
        hashtag=names.hashtag,
        lead=f"Figures as read by {made}.",
    )


def _tiles(found: Spans, now: datetime) -> Tiles:
    week = found.week.headline
    kept = week.outcomes.get(Outcome.HELD, 0) + week.outcomes.get(Outcome.MISSED, 0)
    waiting, undecided = outlook.unapproved(now=now), outlook.undecided(since=now - UNDECIDED)
    return Tiles(
        (
            _tile(week.sent, "sent this week", f"of {number(week.due)} due"),
            _tile(kept, "held or missed this week", "by a hold, or late"),
            _tile(waiting, "waiting for approval", "by somebody else than its author"),
            _tile(undecided, "waiting for a decision", "missed, failed or uncertain"),
        )
    )


def _tile(value: int, label: str, note: str) -> Tile:
    return Tile(number(value), label, note, value)


_COUNTS: tuple[tuple[str, Callable[[Group], int]], ...] = (
    ("Due", lambda group: group.due),
    ("Sent", lambda group: group.sent),
    ("Held", lambda group: group.outcomes.get(Outcome.HELD, 0)),
    ("Missed", lambda group: group.outcomes.get(Outcome.MISSED, 0)),
    ("Uncertain", lambda group: group.outcomes.get(Outcome.UNCERTAIN, 0)),
    ("Failed", lambda group: group.outcomes.get(Outcome.FAILED, 0)),
    ("Cancelled", lambda group: group.outcomes.get(Outcome.CANCELLED, 0)),
    ("Still open", lambda group: group.outcomes.get(Outcome.OPEN, 0)),
)


def outcomes(found: Spans) -> Table:
    """Return what became of the posts due this week and this month, simulated ones apart."""
    named = (("This week", found.week), ("This month", found.month))
    lines = (
        Line(
            Cell(title, results.period.words),
            tuple(counted(take(group)) for _, take in _COUNTS),
            group.simulated,
        )
        for title, results in named
        for group in _groups(results)
    )
    columns = (*cells.words("Span"), *cells.counts(*(title for title, _ in _COUNTS)))
    return Table("spans", "Posts due and what became of them", columns, tuple(lines))


def _groups(results: Results) -> Iterator[Group]:
    """Yield the real posts and the simulated ones; where there are none, one line of noughts."""
    found = [group for group in (results.real, results.simulated) if group.due]
    yield from found or [results.real]


def _causes(results: Results) -> tuple[Table, ...]:
    table = tables.causes(results)
    return (table,) if table.lines else ()


def _response(results: Results) -> tuple[Block, ...]:
    return _or_words(
        tables.performance(results, results.platforms, "platform"),
        "Nothing was sent this month, so there is no response to show.",
    )


def _waiting(period: Period, now: datetime) -> tuple[Block, ...]:
    return _or_words(outlook.waiting(period, now=now), "Nothing waits for approval.")


def _coming(names: Names, now: datetime) -> tuple[Block, ...]:
    last = now.astimezone(names.clock).date() + AHEAD
    period = Period(now, datetime.combine(last, time(), names.clock), names.clock)
    nothing = "Nothing is planned for the next seven days."
    return _or_words(outlook.coming(period, now=now), nothing)


def _troubles(period: Period, now: datetime) -> tuple[Block, ...]:
    return _or_words(outlook.troubles(period, now=now), "Every channel works.")


def _or_words(table: Table, nothing: str) -> tuple[Block, ...]:
    return (table,) if table.lines else (Words((nothing,)),)
