"""What is missing from the figures, and why, as far as the program knows."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports.material import Material
from campaign.store import held_readings
from campaign.store.models import ChannelState


def sentences(material: Material) -> Iterator[str]:
    """Yield one sentence for each gap."""
    yield from _held_back(material)


def _held_back(material: Material) -> Iterator[str]:
    """Say of which channels the month's money did for no more readings."""
    question, period = material.question, material.period
    scope = question.scope
    rows = ChannelState.objects.all()
    if scope.organisation:
        rows = rows.filter(organisation=scope.organisation)
    ours = set(rows.values_list("pk", flat=True))
    for one in held_readings.held(question.start, min(question.end, question.now)):
        if one.channel in ours:
            yield (
                f"{one.channel}: from {period.stamp(one.since)} no more posts were read in that "
                "month, because the money for readings was spent. Their figures are those of "
                "earlier readings, or missing."
            )
