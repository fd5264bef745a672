"""Texts that a person let through a stop: which, who, why."""

from __future__ import annotations

from campaign.reports import cells
from campaign.reports.cells import timed
from campaign.reports.document import Cell, Line, Table
from campaign.reports.material import Question
from campaign.store.models import ChannelState, Exemption, Post


def table(question: Question) -> Table:
    """Return the words given in the period, in the order of their time."""
    scope, period = question.scope, question.period
    rows = Exemption.objects.filter(at__gte=question.start, at__lt=question.end)
    if scope.organisation:
        channels = ChannelState.objects.filter(organisation=scope.organisation)
        rows = rows.filter(channel__in=channels.values("pk"))
    if scope.theme:
        rows = rows.filter(message__in=Post.objects.filter(theme=scope.theme).values("message"))
    columns = (
        *cells.words("Message", "Channel", "Reason", "Who let it through"),
        *cells.moments("When"),
    )
    lines = tuple(
        Line(
            Cell(row.message),
            (Cell(row.channel), Cell(row.why), Cell(row.by), timed(row.at, period)),
        )
        for row in rows.order_by("at", "pk")
    )
    return Table("let-through", f"Let through a stop, {period.words}", columns, lines)
