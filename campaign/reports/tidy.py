"""The columns of the table of posts, one post a row: the same in CSV and in Excel's format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import attrgetter

from campaign.adapter import Metrics
from campaign.reports import figures
from campaign.reports.document import Kind, Value
from campaign.reports.rows import Row, plain_cause
from campaign.reports.tables import PART_TITLES

_TIMES: Mapping[str, Callable[[Row], datetime | None]] = {
    "due": lambda row: row.due_at,
    "published": lambda row: row.published_at,
    "read": lambda row: row.taken_at,
}
_TEXT: Mapping[str, Callable[[Row], str]] = {
    "organisation": lambda row: row.organisation,
    "channel": lambda row: row.channel,
    "platform": lambda row: row.platform,
    "theme": lambda row: row.theme,
    "message": lambda row: row.message,
    "title": lambda row: row.title,
    "audience": lambda row: row.audience,
    "language": lambda row: row.language,
    "variant": lambda row: row.variant,
    "tone": lambda row: row.tone,
    "format": lambda row: row.format,
    "outcome": lambda row: row.outcome,
    "state": lambda row: row.state,
    "cause": lambda row: plain_cause(row.cause) if row.cause else "",
    "missed_first": lambda row: plain_cause(row.once_missed) if row.once_missed else "",
    "address": lambda row: row.url,
    "engagements_counted": lambda row: " + ".join(
        PART_TITLES[name] for name in figures.parts(row.metrics)
    ),
}
_FLAGS: Mapping[str, Callable[[Row], str]] = {
    "simulated": lambda row: "yes" if row.simulated else "no",
    "no_longer_on_platform": lambda row: "yes" if row.gone else "no",
}
_COUNTS: Mapping[str, Callable[[Row], int | None]] = {
    "reading_age_hours": lambda row: None if row.age is None else row.age // 3600,
    **{name: attrgetter(f"metrics.{name}") for name in Metrics.names()},
    "engagements": lambda row: row.engagements,
}
_RATES: Mapping[str, Callable[[Row], Decimal | None]] = {
    "engagement_rate_percent": lambda row: row.rate,
    "engagement_rate_by_reach_percent": lambda row: figures.rate_by_reach(row.metrics),
    "amplification_percent": lambda row: figures.amplification(row.metrics),
    "conversation_percent": lambda row: figures.conversation(row.metrics),
    "save_rate_percent": lambda row: figures.save_rate(row.metrics),
    "click_through_percent": lambda row: figures.click_through(row.metrics),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, what stands in it, and how a post's is found.

    A text is ``Kind.WORDS``; "" and ``None`` are n/a. A moment is aware, a rate unrounded.
    """

    name: str
    kind: Kind
    of: Callable[[Row], str | Value]


def _fields() -> tuple[Field, ...]:
    kinds: tuple[tuple[Kind, Mapping[str, Callable[[Row], str | Value]]], ...] = (
        (Kind.COUNT, {"post": lambda row: row.pk}),
        (Kind.MOMENT, _TIMES),
        (Kind.WORDS, _TEXT),
        (Kind.WORDS, _FLAGS),
        (Kind.COUNT, _COUNTS),
        (Kind.PERCENT, _RATES),
    )
    return tuple(Field(name, kind, of) for kind, found in kinds for name, of in found.items())


FIELDS = _fields()
"""The columns in their order."""
