"""A channel's own past: a period's posts beside those of the 90 days before it.

Channels, platforms and formats differ too much to be held against each other or against a rate
somebody published, so each is held against itself: same channel, same format. Medians are
compared, so that one post that spread does not carry a month. Posts take part that are out, were
read at the age of 7 days or more, and were shown 100 times or more; solemn and sensitive ones do
not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from campaign.adapter import Metrics
from campaign.lifecycle import State
from campaign.reports import figures
from campaign.reports.group import RIPE
from campaign.reports.intervals import Difference, difference, of_medians
from campaign.reports.period import Period
from campaign.reports.rows import SOLEMN, Row, due_between, with_readings

TRAILING = timedelta(days=90)
"""How far back the past of a channel reaches: so many days by the calendar."""

Key = tuple[bool, str, str]
"""Simulated or not, channel, format ("": not known)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The posts of one channel and format beside those of its 90 days before; in per cent."""

    channel: str
    format: str  # words, picture or link; "": not known
    simulated: bool
    median: Decimal | None  # of the period's engagement rates
    posts: int  # it rests on
    usual: Decimal | None  # the median of the 90 days before
    usual_posts: int
    difference: Difference  # median less usual, in percentage points


def comparable(row: Row) -> bool:
    """Say whether a post may be held against others: see the head of this file."""
    return row.age is not None and row.age >= RIPE and row.rate is not None and not row.solemn


def key_of(row: Row) -> Key:
    """Return which past a post is held against."""
    return row.simulated, row.channel, row.format


def trailing(
    period: Period, channels: Collection[str], *, now: datetime | None = None
) -> dict[Key, list[Decimal]]:
    """Return the engagement rates (per cent) of the comparable posts of the 90 days before.

    Those due before the period's start; with ``now``, readings taken later are left out.
    """
    ripe: dict[str, Any] = {
        "reading__age__gte": RIPE,
        "reading__impressions__gte": figures.FLOOR,
    }
    posts = with_readings(now).filter(
        state__in=[State.PUBLISHED, State.DELETED], channel__in=sorted(channels)
    )
    posts = posts.filter(**ripe).exclude(tone__in=SOLEMN).order_by()
    found: dict[Key, list[Decimal]] = defaultdict(list)
    for span in due_between(period.midnight(period.first - TRAILING), period.start):
        rows = posts.filter(span).values_list(*_COLUMNS)
        for simulated, channel, format_, *values in rows.iterator(2000):
            metrics = Metrics(**dict(zip(Metrics.names(), values, strict=True)))
            if (rate := figures.rate_by_impressions(metrics)) is not None:
                found[simulated, channel, format_].append(rate)
    return found


_COLUMNS = ("simulated", "channel_id", "format", *(f"reading__{n}" for n in Metrics.names()))


def compared(
    period: Mapping[Key, Sequence[Decimal]], before: Mapping[Key, Sequence[Decimal]]
) -> tuple[Comparison, ...]:
    """Hold the rates of a period against those of the past, by channel and format, in order."""
    return tuple(_compared(key, period[key], before.get(key, ())) for key in sorted(period))


def _compared(key: Key, rates: Sequence[Decimal], before: Sequence[Decimal]) -> Comparison:
    simulated, channel, format_ = key
    return Comparison(
        channel=channel,
        format=format_,
        simulated=simulated,
        median=figures.median(rates),
        posts=len(rates),
        usual=figures.median(before),
        usual_posts=len(before),
        difference=difference(of_medians(rates), of_medians(before)),
    )
