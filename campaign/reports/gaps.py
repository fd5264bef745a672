"""What is missing from the figures, and why, as far as the program knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from campaign.library.library import Library
from campaign.library.readings import AGES
from campaign.reports.formats import day, listed
from campaign.reports.question import Question
from campaign.reports.scope import Scope
from campaign.reports.tables import PART_TITLES
from campaign.store import held_readings, silent_metrics
from campaign.store.models import ChannelState


def sentences(question: Question) -> Iterator[str]:
    """Yield one sentence for each gap."""
    if question.library:
        yield from unread(question.library)
    yield from _silent(question)
    yield from _held_back(question)


def unread(library: Library) -> Iterator[str]:
    """Yield a sentence for each file of settings with an error: what it spoils is not known."""
    lines: dict[str, int] = {}
    for finding in sorted(library.findings):
        if finding.blocks and finding.file.endswith(_SETTINGS):
            lines.setdefault(finding.file, finding.line)
    for file, line in lines.items():
        yield (
            f"{file} has an error in line {line}, so some of what it says is missing here: put it "
            "right (campaign check) and make the report again."
        )


_SETTINGS = (".yaml", ".yml")


def _silent(question: Question) -> Iterator[str]:
    """Say which metrics a platform used to report and reports no more."""
    names = question.names
    declared = {key: one.metrics for key, one in (question.platforms or {}).items()}
    found = silent_metrics.silent(
        declared,
        since=question.start,
        until=min(question.end, question.now),
        organisation=question.scope.organisation,
    )
    for one in found:
        yield (
            f"{names.platform(one.platform)} no longer reports {PART_TITLES[one.metric]} for "
            f"{listed(list(one.channels))}: {day(one.last)} was the last day it did. It may have "
            "renamed them or taken them away. They are n/a since then, not 0."
        )


def _channels(scope: Scope) -> set[str]:
    rows = ChannelState.objects.all()
    if scope.organisation:
        rows = rows.filter(organisation=scope.organisation)
    return set(rows.values_list("pk", flat=True))


def _held_back(question: Question) -> Iterator[str]:
    """Say of which channels the month's money did for no more readings.

    The last posts of a period are read long after its end: what is missing then is missing here.
    """
    period = question.period
    ours = _channels(question.scope)
    read_until = question.end + timedelta(seconds=AGES[-1])
    for one in held_readings.held(question.start, min(read_until, question.now)):
        if one.channel in ours:
            yield (
                f"{one.channel}: from {period.stamp(one.since)} no more posts were read in that "
                "month, because the money for readings was spent. Their figures are those of "
                "earlier readings, or missing."
            )
