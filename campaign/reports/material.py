"""What a report is made of: gathered once, in one pass over the posts of its period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from campaign.reports import gaps
from campaign.reports.commentary import NONE, Commentary
from campaign.reports.emergencies import Emergencies
from campaign.reports.period import Period
from campaign.reports.question import Question
from campaign.reports.results import Collector, Results
from campaign.reports.rows import Row, rows
from campaign.reports.waivers import Waivers
from campaign.reports.weeks import Weeks
from campaign.store import chain, external
from campaign.store.chain import Head
from campaign.store.models import ExternalFigure

__all__ = ["SHOWN", "Material", "Question", "Sink", "gather"]

SHOWN = 500
"""Posts shown singly on the page; the CSV file has every one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything the sections of a report speak of."""

    question: Question
    results: Results
    weeks: Weeks
    posts: tuple[Row, ...]  # the first, shown singly
    waivers: Waivers | None  # None: the library is not known
    emergencies: Emergencies
    newest: Head | None  # of the audit log, for those who keep the report
    figures: tuple[ExternalFigure, ...] = ()  # from elsewhere, since the campaign began
    gaps: tuple[str, ...] = ()  # what is missing from the figures, a sentence each
    commentary: Commentary = field(default=NONE)

    @property
    def period(self) -> Period:
        """Return the span of time."""
        return self.results.period

    @property
    def due(self) -> int:
        """Return how many posts were due, real and simulated."""
        return self.results.real.due + self.results.simulated.due

    def outside(self, stage: str) -> list[ExternalFigure]:
        """Return the figures from elsewhere of one step, whose days lie within the period."""
        return [
            one
            for one in self.figures
            if one.stage == stage
            and one.first >= self.period.first
            and one.last <= self.period.last
        ]


Sink = Callable[[Iterable[Row]], None]


def gather(question: Question, sink: Sink | None = None, commentary: Commentary = NONE) -> Material:
    """Read what the report needs; every row passes through ``sink`` once, in order of time."""
    scope, period = question.scope, question.period
    whose, theme = scope.organisation, scope.theme
    collector = Collector(period, question.names, question.now, organisation=whose, theme=theme)
    weeks = Weeks(period)
    shown: list[Row] = []

    def passing() -> Iterator[Row]:
        for row in rows(period, now=question.now, organisation=whose, theme=theme):
            collector.add(row)
            weeks.add(row)
            if len(shown) < SHOWN:
                shown.append(row)
            yield row

    (sink or _exhaust)(passing())
    results = collector.results()
    library = question.library
    figures = external.of(question.begun, period.last, whose, theme)
    return Material(
        question=question,
        results=results,
        weeks=weeks,
        posts=tuple(shown),
        waivers=Waivers.of(library, results) if library else None,
        emergencies=Emergencies.of(results.period, scope),
        newest=chain.head(),
        gaps=tuple(gaps.sentences(question)),
        figures=tuple(one for one in figures if one.imported_at <= question.now),
        commentary=commentary,
    )


def _exhaust(found: Iterable[Row]) -> None:
    for _ in found:
        pass
