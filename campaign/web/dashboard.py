"""The dashboard: the reports' tables of this week and this month, and what needs somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign import registry
from campaign.library.zone import zone_of
from campaign.reports.dashboard import board
from campaign.reports.document import Block, Cell, Drawing, Line, Table, Tiles, Words
from campaign.reports.names import Names
from campaign.web.timeline import frame

_KINDS = {Words: "words", Tiles: "tiles", Table: "table", Drawing: "drawing"}


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how things stand."""
    now = datetime.now(timezone.utc)
    names = replace(Names.of(None, registry.platforms()), zone=zone_of(settings.FOLDER).key)
    document = board(names, now=now)
    sections = [(section, list(map(_shown, section.blocks))) for section in document.sections]
    context = {**frame("dashboard", now), "document": document, "sections": sections}
    return render(request, "web/dashboard.html", context)


def _shown(block: Block) -> tuple[str, Block, list[tuple[Line, list[tuple[Cell, bool]]]]]:
    """Return a block with its kind and, of a table, each line's cells and whether it counts."""
    lines = block.lines if isinstance(block, Table) else ()
    numeric = [column.numeric for column in block.columns[1:]] if isinstance(block, Table) else []
    return (
        _KINDS[type(block)],
        block,
        [(x, list(zip(x.cells, numeric, strict=True))) for x in lines],
    )
