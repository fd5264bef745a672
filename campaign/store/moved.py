"""The mark of an installation that another one has taken the place of."""

from __future__ import annotations

import json

from campaign.store.models import Event, Hold

ARRIVED = "database imported"
"""The event of an import; its data say which hold came along with an installation that moved."""


class MovingError(Exception):
    """What was asked does not fit the move of an installation; the message says what to do."""


def mark() -> Hold | None:
    """Return the hold that says that the installation was moved, if it stands."""
    rows = Hold.objects.filter(kind=Hold.Kind.MOVED, lifted_at__isnull=True)
    return rows.order_by("pk").first()


def arrived_after(hold: Hold) -> bool:
    """Say whether the hold came here with a database that was moved, and was not placed here."""
    rows = Event.objects.filter(kind=ARRIVED).values_list("data", flat=True)
    return any(json.loads(data).get("hold") == hold.pk for data in rows)


def refuse() -> None:
    """Raise unless this installation is the one that works."""
    hold = mark()
    if hold is None:
        return
    if arrived_after(hold):
        raise MovingError(
            f"This installation has arrived, and does not work yet. When the one that it comes "
            f"from has ended for good: campaign resume {hold.pk} --by NAME"
        )
    raise MovingError(
        f"{hold.reason} Start the other one. Only where that one will never work, go on here: "
        f'campaign resume {hold.pk} --by NAME --override "Why"'
    )
