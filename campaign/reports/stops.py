"""How long each hold took to stop everything: the hold time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Max, Q

from campaign.reports import figures
from campaign.store.models import Exemption, Hold, Post

_COLUMNS: Mapping[str, str] = {
    Hold.Scope.ORGANISATION: "channel__organisation",
    Hold.Scope.PLATFORM: "channel__platform",
    Hold.Scope.CHANNEL: "channel",
    Hold.Scope.THEME: "theme",
    Hold.Scope.AUDIENCE: "audience",
    Hold.Scope.LANGUAGE: "language",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """What a hold let pass: posts that were under way when it was placed."""

    hold: Hold
    seconds: Decimal  # from the hold to the last successful send; 0: nothing was sent any more
    posts: int  # sent after it was placed

    @property
    def in_time(self) -> bool:
        """Say whether the target was met."""
        return self.seconds < figures.ENOUGH


def stops(holds: Iterable[Hold], *, now: datetime, simulated: bool = False) -> tuple[Stop, ...]:
    """Return the hold time of each hold, in their order; a drill stops nothing and has none.

    It is told of the real posts, or of the ``simulated`` ones alone.
    """
    return tuple(_stop(hold, now, simulated=simulated) for hold in holds if not hold.drill)


def _stop(hold: Hold, now: datetime, *, simulated: bool) -> Stop:
    until = min(hold.lifted_at or now, now)
    sent = Post.objects.filter(published_at__gt=hold.placed_at, published_at__lte=until)
    sent = sent.filter(_within(hold), simulated=simulated)
    sent = sent.filter(handed=False)  # a person at another screen is not stopped
    let_through = Exemption.objects.filter(at__gt=hold.placed_at, at__lte=until)
    sent = sent.exclude(digest__in=let_through.values("digest"))
    found = sent.aggregate(last=Max("published_at"), posts=Count("pk"))
    return Stop(hold, figures.hold_time(hold.placed_at, found["last"]), found["posts"])


def _within(hold: Hold) -> Q:
    """Return what finds the posts within a hold's scope, as ``store.holds.covers`` says it."""
    if hold.scope == Hold.Scope.ALL:
        return Q()
    if hold.scope == Hold.Scope.AREA:
        return Q(tags__contains=f",{hold.value},")
    return Q(**{_COLUMNS[hold.scope]: hold.value})
