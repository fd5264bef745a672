"""Figures from elsewhere: what a website, a survey or a poster site counted."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from campaign.store.models import ExternalFigure


def of(first: date, last: date, organisation: str = "", theme: str = "") -> list[ExternalFigure]:
    """Return the figures whose days lie within a period, both included.

    With an organisation or a theme: those of that one, and those that name none.
    """
    rows = ExternalFigure.objects.filter(first__gte=first, last__lte=last)
    if organisation:
        rows = rows.filter(Q(organisation=organisation) | Q(organisation=""))
    if theme:
        rows = rows.filter(Q(theme=theme) | Q(theme=""))
    return list(rows.order_by("stage", "name", "first", "organisation", "audience", "key"))
