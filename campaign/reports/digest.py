"""What a weekly or monthly summary says: the report's own figures, and how things stand now.

It is a document like the report. Its sentences, its response by platform, its causes and its
chart are the blocks of the report on the same days; only what comes next is read besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaign.planning.rhythms import Issue, Rhythm, about
from campaign.reports import cells, outlook, story, wording
from campaign.reports.assembly import document_of
from campaign.reports.cells import counted, rated
from campaign.reports.document import (
    Block,
    Cell,
    Document,
    Drawing,
    Line,
    Section,
    Table,
    Tiles,
    Words,
)
from campaign.reports.formats import count, day, listed, number
from campaign.reports.material import Material, gather
from campaign.reports.period import Period
from campaign.reports.question import Question
from campaign.reports.results import Results
from campaign.reports.rows import Outcome, Row

SPAN = {Rhythm.WEEKLY: "week", Rhythm.MONTHLY: "month", Rhythm.DAILY: "day"}
NOTHING = (
    "No post was due, none waits for approval and none is planned: there is nothing to tell. "
    "You still get this mail, so that you know that the program runs."
)
_RANKED = (
    "The post with the highest engagement rate on each platform, of those shown 100 times or more. "
    "Solemn and sensitive posts are not ranked."
)


@dataclass(slots=True)
class Best:
    """The posts that drew the most response, one for each platform; fed by the report's pass."""

    found: dict[tuple[bool, str], Row] = field(default_factory=dict)

    def see(self, rows: Iterable[Row]) -> None:
        """Look at every row that passes by."""
        for row in rows:
            self._look(row)

    def _look(self, row: Row) -> None:
        if row.outcome is not Outcome.SENT or row.gone or not row.ranked or row.rate is None:
            return
        key = row.simulated, row.platform
        best = self.found.get(key)
        if best is None or best.rate is None or row.rate > best.rate:
            self.found[key] = row

    def table(self, results: Results) -> Table:
        """Return the best of the headline's posts, in the order of the platforms' names."""
        simulated = results.headline.simulated
        rows = [row for (kind, _), row in self.found.items() if kind == simulated]
        rows.sort(key=lambda row: results.names.platform(row.platform).casefold())
        columns = (
            *cells.words("Platform", "Post"),
            *cells.counts("Impressions", "Engagements"),
            *cells.rates("Engagement rate"),
        )
        caption = f"Most response on each platform, {results.period.words}"
        lines = tuple(_best(row, results.names.platform(row.platform)) for row in rows)
        return Table("best", caption, columns, lines)


def _best(row: Row, platform: str) -> Line:
    found = (
        Cell(row.title),
        counted(row.metrics.impressions),
        counted(row.engagements),
        rated(row.rate),
    )
    return Line(Cell(platform), found, row.simulated)


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary before it is a mail: what its subject line says, and its document."""

    subject: str
    document: Document


def summary_of(issue: Issue, question: Question) -> Summary:
    """Work a summary out; ``question`` asks for the days of the issue."""
    best = Best()
    material = gather(question, best.see)
    report = document_of(material)
    results = material.results
    sections = tuple(s for s in _sections(issue, material, report, best) if s.blocks)
    whose = _whose(question)
    document = Document(
        title=f"{results.names.campaign or 'Campaign'}: {issue.rhythm} summary",
        period=results.period.words,
        made=report.made,
        now=question.now,
        sections=sections,
        simulated=report.simulated,
        banner=report.banner,
        hashtag=report.hashtag,
        lead=f"{whose}, {results.period.words}. Figures as read by {report.made}.",
    )
    return Summary(_subject(results, whose), document)


def _whose(question: Question) -> str:
    name = question.scope.organisation
    if not name:
        return "All organisations"
    known = question.library.organisations.get(name) if question.library else None
    return known.name if known else name


def _subject(results: Results, whose: str) -> str:
    group = results.headline
    told = f"{number(group.sent)} of {count(group.due, 'post')} sent" if group.due else "no posts"
    marked = "SIMULATED. " if group.simulated else ""
    name = results.names.campaign or "Campaign"
    return f"{marked}{name}: {told}, {results.period.words} ({whose})"


def _sections(issue: Issue, material: Material, report: Document, best: Best) -> Iterator[Section]:
    results, now = material.results, material.question.now
    coming = _coming(issue, material, now)
    waiting = outlook.waiting(results.period, material.question.scope, now=now)
    if not (material.due or coming.lines or waiting.lines):
        yield Section("summary", "In short", (Words((NOTHING,)),))
    else:
        yield Section("summary", "In short", _in_short(material, report))
    yield Section("causes", "What did not go out as planned", _full(_block(report, "causes")))
    yield Section("response", "How people responded", _full(_block(report, "response-platform")))
    yield Section("best", "What drew the most response", tuple(_ranking(best.table(results))))
    troubles = outlook.troubles(results.period, material.question.scope, now=now)
    yield Section("troubles", "Channels in trouble", _full(troubles))
    yield Section("waiting", "What waits for approval", _full(waiting))
    yield Section("coming", f"What comes next {SPAN[issue.rhythm]}", _full(coming))
    drawing = _block(report, "engagements")
    drawn = isinstance(drawing, Drawing) and drawing.svg
    yield Section("days", "Day by day", (drawing,) if drawing and drawn else ())


def _in_short(material: Material, report: Document) -> tuple[Block, ...]:
    [section] = [one for one in report.sections if one.key == "summary"]
    words = [block for block in section.blocks if isinstance(block, Words) and not block.heading]
    tiles = [block for block in section.blocks if isinstance(block, Tiles)]
    beside = Words((*story.beside_the_past(material), *story.followers(material)))
    return (*words[:1], *tiles[:1], *((beside,) if beside.paragraphs else ()))


def _coming(issue: Issue, material: Material, now: datetime) -> Table:
    """Return what is planned for the days after those told of."""
    return outlook.coming(_following(issue), material.question.scope, now=now)


def _following(issue: Issue) -> Period:
    following = about(issue.rhythm, issue.last + timedelta(days=1), issue.zone)
    return Period(following.start, following.end, issue.zone)


def _block(report: Document, key: str) -> Table | Drawing | None:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Table | Drawing) and block.key == key:
                return block
    return None


def _full(block: Table | Drawing | None) -> tuple[Block, ...]:
    return (block,) if isinstance(block, Table) and block.lines else ()


def _ranking(table: Table) -> Iterator[Block]:
    if table.lines:
        yield Words((_RANKED,))
        yield table


def line_of(issue: Issue, question: Question) -> tuple[str, str]:
    """Return the daily line: a heading, and a few sentences about the day before and today."""
    results = gather(question).results
    simulated = "SIMULATED. " if results.headline.simulated else ""
    heading = f"{simulated}{results.names.campaign or 'Campaign'}, {day(results.period.first)}"
    return heading, " ".join(_told(issue, results, question))


def _told(issue: Issue, results: Results, question: Question) -> Iterator[str]:
    yield from wording.became(results)
    today, scope, now = _following(issue), question.scope, question.now
    planned = outlook.planned(today, scope, now=now)
    yield f"Today {count(planned, 'post is', 'posts are')} planned." if planned else _QUIET
    if unapproved := outlook.unapproved(scope, now=now):
        yield f"{count(unapproved, 'post waits', 'posts wait')} for approval."
    troubles = outlook.troubles(results.period, scope, now=now).lines
    if troubles:
        yield f"In trouble: {listed([line.head.text for line in troubles])}."


_QUIET = "Nothing is planned for today."
