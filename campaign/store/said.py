"""What was said, or was to be said, before a plan's window."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet

from campaign.lifecycle import State
from campaign.planning.plan import Past
from campaign.store.models import Post

_NEAR = timedelta(days=2)  # before the window: from then on every post counts by itself
_COUNTS = [state for state in State if state is not State.CANCELLED]  # a person took that back


def history(before: datetime) -> list[Past]:
    """Return what was said before a time: the last days post by post, what is older summed up.

    A plan needs of the older ones only when each message was last said on each channel and how
    often; so years of posts come as a few thousand rows.
    """
    near = before - _NEAR
    fields = ("message", "channel_id")
    recent = _said().filter(due_at__gte=near, due_at__lt=before).order_by("due_at", "pk")
    older = _said().filter(due_at__lt=near).values_list(*fields).order_by()
    sums = older.annotate(last=Max("due_at"), times=Count("pk"))
    return [Past(*row) for row in sums.iterator()] + [
        Past(*row) for row in recent.values_list(*fields, "due_at").iterator()
    ]


def _said() -> QuerySet[Post]:
    """Return posts that count; every state is named, so that the index over it can be used."""
    return Post.objects.filter(state__in=_COUNTS, part=1)
