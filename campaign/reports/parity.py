"""Whether Welsh and English went out together: the Welsh gap of a period's pairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from campaign.lifecycle import State
from campaign.reports import figures
from campaign.reports.period import Period
from campaign.reports.rows import due_between
from campaign.store.models import Post

_Pair = tuple[str, datetime]  # what both languages have in common, and when they were meant
_Sent = dict[bool, datetime]  # Welsh or not -> when the first of it went out


@dataclass(frozen=True, slots=True)
class Parity:
    """Pairs of which at least one language was sent."""

    gaps: tuple[Decimal, ...]  # minutes, the smallest first: of pairs of which both were sent
    welsh_only: int
    english_only: int

    @property
    def pairs(self) -> int:
        """Return how many pairs there were."""
        return len(self.gaps) + self.welsh_only + self.english_only

    @property
    def median(self) -> Decimal | None:
        """Return the middle gap in minutes; ``None`` without any."""
        return median(self.gaps) if self.gaps else None

    @property
    def greatest(self) -> Decimal | None:
        """Return the greatest gap in minutes; ``None`` without any."""
        return self.gaps[-1] if self.gaps else None


def parities(
    period: Period, *, now: datetime | None = None, organisation: str = "", theme: str = ""
) -> dict[tuple[str, bool], Parity]:
    """Return the Welsh gaps of the pairs due in a period, as far as they were sent by ``now``.

    By organisation, real and simulated apart; whoever had no pair is not there.
    """
    planned, by_hand = due_between(period.start, period.end)
    posts = Post.objects.filter(
        planned | by_hand,
        state__in=[State.PUBLISHED, State.DELETED],
        part=1,
        published_at__isnull=False,
    ).exclude(pair="")
    if now is not None:
        posts = posts.filter(published_at__lte=now)
    if organisation:
        posts = posts.filter(channel__organisation=organisation)
    if theme:
        posts = posts.filter(theme=theme)
    whose: dict[tuple[str, bool], dict[_Pair, _Sent]] = {}
    for organisation_, simulated, pair, keyed, language, at in (
        posts.order_by("published_at").values_list(*_COLUMNS).iterator(2000)
    ):
        assert at is not None  # noqa: S101 - the rows were chosen so
        pairs = whose.setdefault((organisation_, simulated), {})
        pairs.setdefault((pair, keyed), {}).setdefault(language.startswith("cy"), at)
    return {key: _parity(list(pairs.values())) for key, pairs in whose.items()}


_COLUMNS = (
    "channel__organisation", "simulated", "pair", "keyed_at", "language", "published_at",
)  # fmt: skip


def _parity(pairs: list[_Sent]) -> Parity:
    gaps = [figures.welsh_gap(sent.get(True), sent.get(False)) for sent in pairs]
    alone = [welsh for sent in pairs if len(sent) == 1 for welsh in sent]
    known = sorted(gap for gap in gaps if gap is not None)
    return Parity(tuple(known), alone.count(True), alone.count(False))
