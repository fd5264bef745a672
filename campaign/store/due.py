"""When a post's turn has come: the one condition the tick, the claim and their reports share.

It is about times alone. What else may stand before a post is in ``barriers``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaign.store.barriers import moment

_WHERE = """p.state = 'scheduled' AND p.due_at <= {now}
    AND (p.not_before IS NULL OR p.not_before <= {now})
    AND (p.handed OR ((c.free_at IS NULL OR c.free_at <= {now})
        AND (p.by_hand OR p.part > 1 OR c.spaced_until IS NULL OR c.spaced_until <= {now})
        AND NOT EXISTS (SELECT 1 FROM store_service s WHERE s.id = c.service
            AND (s.free_at > {now} OR s.open_until > {now}))))
    AND (p.by_hand OR NOT EXISTS (SELECT 1 FROM store_post o WHERE o.channel_id = p.channel_id
        AND o.state = 'scheduled' AND o.due_at <= p.due_at AND o.not_before > {now}
        AND o.late_at > {now} AND (o.due_at < p.due_at OR o.id < p.id)))"""
_TIMES = _WHERE.count("{now}")


def where(now: datetime) -> tuple[str, list[Any]]:
    """Return the condition over a post ``p`` and its channel ``c``, and its parameters.

    A post waits for its own time and back-off; for the rests its channel, our app or its server
    were asked for; for the gap since its channel's last post; and for the earlier posts of its
    channel that are being tried again, so that their order is kept. What a person placed goes
    at the person's time, and the parts of a thread follow each other at once.
    """
    return _WHERE.format(now="%s"), [moment(now)] * _TIMES
