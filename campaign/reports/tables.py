"""The results as tables of words: what the report prints and the console shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from campaign.reports import cells
from campaign.reports.causes import Cause
from campaign.reports.cells import counted, rated, timed
from campaign.reports.document import Cell, Column, Line, Table
from campaign.reports.formats import count, listed, number
from campaign.reports.period import Period
from campaign.reports.results import RATES, Group, Rate, Results, Total
from campaign.reports.rows import OUT, Outcome, Row, plain_cause

PART_TITLES = {
    "impressions": "impressions",
    "reach": "reach",
    "reactions": "reactions",
    "comments": "comments",
    "shares": "shares",
    "saves": "saves",
    "link_clicks": "link clicks",
}
"""Metric -> its name in a sentence."""

MOST = 300
"""Rows of a table by message or cause; the CSV file has every post."""


_SHOWN: tuple[tuple[str, Callable[[Group], int]], ...] = (
    ("Due", lambda group: group.due),
    ("Sent", lambda group: group.sent),
    ("Held", lambda group: group.outcomes.get(Outcome.HELD, 0)),
    ("Missed", lambda group: group.outcomes.get(Outcome.MISSED, 0)),
    ("Uncertain", lambda group: group.outcomes.get(Outcome.UNCERTAIN, 0)),
    ("Failed", lambda group: group.outcomes.get(Outcome.FAILED, 0)),
    ("Cancelled", lambda group: group.outcomes.get(Outcome.CANCELLED, 0)),
    ("Still open", lambda group: group.outcomes.get(Outcome.OPEN, 0)),
)

_ALWAYS = {"Due", "Sent", "Missed", "Uncertain"}  # the other columns only where they hold something


def outcomes(results: Results, groups: Sequence[Group], what: str) -> Table:
    """Return what became of the posts of each group, and of all."""
    wholes = [group for group in (results.real, results.simulated) if group.due]
    shown = [(title, take) for title, take in _SHOWN if title in _ALWAYS or any(map(take, wholes))]
    lines = [_outcome_line(group, group.title, shown) for group in groups]
    if len(groups) > 1:
        lines += [_outcome_line(whole, "All posts", shown, total=True) for whole in wholes]
    return Table(
        f"outcomes-{what}",
        f"Posts due and what became of them, by {what}, {results.period.words}",
        (*_first(what), *cells.counts(*(title for title, _ in shown))),
        tuple(lines),
    )


def _outcome_line(
    group: Group,
    title: str,
    shown: Sequence[tuple[str, Callable[[Group], int]]],
    *,
    total: bool = False,
) -> Line:
    once = f"{number(group.once_missed)} more at first" if group.once_missed else ""
    found = tuple(
        counted(take(group), once if column == "Missed" else "") for column, take in shown
    )
    return Line(Cell(title), found, group.simulated, total)


def causes(results: Results) -> Table:
    """Return why posts did not go out as planned."""
    lines = [
        Line(
            Cell(_happened(cause)),
            (Cell(plain_cause(cause.cause)), counted(cause.posts)),
            cause.simulated,
        )
        for cause in results.causes
    ]
    columns = (*cells.words("What happened", "Cause"), *cells.counts("Posts"))
    caption = f"Posts that did not go out as planned, with the cause, {results.period.words}"
    return _cut(Table("causes", caption, columns, tuple(lines)), "causes")


def _happened(cause: Cause) -> str:
    if cause.became is None:
        return cause.outcome.capitalize()
    then = "put back on the calendar" if cause.became is Outcome.OPEN else cause.became
    return f"{cause.outcome.capitalize()}, then {then}"


def performance(results: Results, groups: Sequence[Group], what: str) -> Table:
    """Return how people responded to the posts of each group that went out."""
    columns = (
        *_first(what),
        *cells.counts("Posts sent", "Impressions", "Engagements"),
        *cells.rates("Engagement rate", "Median post rate"),
    )
    lines = tuple(_performance_line(group) for group in groups if group.sent)
    caption = f"Response by {what}, posts due {results.period.words}"
    return _cut(Table(f"response-{what}", caption, columns, lines), f"{what}s")


def _performance_line(group: Group) -> Line:
    found = (
        counted(group.sent),
        _total(group.totals["impressions"], group),
        _total(group.totals["engagements"], group),
        _rate(group.rates["rate"], group),
        _rate(group.median, group),
    )
    return Line(Cell(group.title), found, group.simulated)


def kinds(results: Results) -> Table:
    """Return the kinds of response on each platform, as rates."""
    titles = ("Amplification", "Conversation", "Save rate", "Click-through rate")
    names = [name for name in RATES if name != "rate"]
    lines = tuple(
        Line(
            Cell(group.title),
            tuple(_rate(group.rates[name], group) for name in names),
            group.simulated,
        )
        for group in results.platforms
        if group.sent
    )
    caption = f"Kinds of response by platform, per cent of impressions, {results.period.words}"
    return Table("kinds", caption, (*_first("platform"), *cells.rates(*titles)), lines)


def counts(results: Results) -> Table:
    """Return the sums of the single counters on each platform."""
    names = ("reactions", "comments", "shares", "saves", "link_clicks")
    lines = tuple(
        Line(
            Cell(group.title),
            tuple(_total(group.totals[name], group) for name in names),
            group.simulated,
        )
        for group in results.platforms
        if group.sent
    )
    titles = tuple(PART_TITLES[name].capitalize() for name in names)
    caption = f"Engagements by kind and platform, {results.period.words}"
    return Table("counts", caption, (*_first("platform"), *cells.counts(*titles)), lines)


def reported(results: Results) -> Table:
    """Return which metrics each platform gave, and which it did not."""
    lines = tuple(_reported_line(group) for group in results.platforms if group.read)
    columns = cells.words(
        "Platform", "Counted as engagements", "Also reported", "Not reported (n/a)"
    )
    caption = f"What each platform reported about the posts due {results.period.words}"
    return Table("reported", caption, columns, lines)


def _reported_line(group: Group) -> Line:
    given = set(group.reported)
    parts = [PART_TITLES[name] for name in PART_TITLES if name in given and name not in _BASES]
    bases = [PART_TITLES[name] for name in _BASES if name in given]
    absent = [title for name, title in PART_TITLES.items() if name not in given]
    found = (" + ".join(parts) or "nothing", listed(bases) or "nothing", listed(absent) or "–")
    return Line(Cell(group.title), tuple(Cell(text) for text in found), group.simulated)


_BASES = ("impressions", "reach")


def posts(rows: Iterable[Row], period: Period, *, whole: int) -> Table:
    """Return the single posts; ``whole`` is how many there are in the period."""
    lines = tuple(_post_line(row, period) for row in rows)
    columns = (
        *cells.moments("Due"),
        *cells.words("Post", "What happened"),
        *cells.counts("Impressions", "Engagements"),
        *cells.rates("Engagement rate"),
    )
    left = ""
    if whole > len(lines):
        left = f"The first {len(lines):,} of {whole:,} posts. The CSV file has them all."
    return Table("posts", f"Posts due {period.words}", columns, lines, left)


def _post_line(row: Row, period: Period) -> Line:
    found = (
        Cell(row.title, row.channel),
        Cell(row.outcome.capitalize(), " ".join(_remarks(row))),
        counted(row.metrics.impressions),
        counted(row.engagements),
        rated(row.rate),
    )
    return Line(timed(row.due_at, period), found, row.simulated)


def _remarks(row: Row) -> Iterator[str]:
    if row.outcome not in OUT | {Outcome.OPEN}:
        yield plain_cause(row.cause)
    elif row.gone:
        yield "No longer on the platform."
    if row.once_missed:
        yield f"Missed first: {plain_cause(row.once_missed)}"


def _first(what: str) -> tuple[Column, ...]:
    return cells.words(what.capitalize())


def _total(total: Total, group: Group) -> Cell:
    return counted(total.value, _coverage(total.posts, group))


def _rate(rate: Rate, group: Group) -> Cell:
    return rated(rate.value, _coverage(rate.posts, group))


def _coverage(posts: int, group: Group) -> str:
    """Say over how many posts a figure is, when it is not over all that were sent."""
    return "" if posts in {0, group.sent} else f"{posts:,} of {count(group.sent, 'post')}"


def _cut(table: Table, what: str) -> Table:
    if len(table.lines) <= MOST:
        return table
    left = f"The first {MOST:,} of {len(table.lines):,} {what}. The CSV file has every post."
    return Table(table.key, table.caption, table.columns, table.lines[:MOST], left)
