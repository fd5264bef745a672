"""What a scheduler remembers of a channel it told of: whether anything came of that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Max, Min

from campaign.lifecycle import State
from campaign.store.models import Post

Mark = tuple[int, int, int]
"""How many posts of a channel are due, and the lowest and the highest number among them."""


def marks(channels: Collection[str], now: datetime) -> dict[str, Mark]:
    """Return the mark of each channel; one that stays the same tells that nothing went out."""
    due = Post.objects.filter(state=State.SCHEDULED, due_at__lte=now, channel__in=channels)
    counted = due.order_by().values_list("channel").annotate(Count("pk"), Min("pk"), Max("pk"))
    return {channel: (number, low, high) for channel, number, low, high in counted}
