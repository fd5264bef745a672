"""The report as one HTML page that needs nothing else: no script, no request, no font."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campaign.reports import chart
from campaign.reports.document import Document, Drawing, Table, Tiles, Words

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page's own Content-Security-Policy, for whoever serves it too: nothing but its styles."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)

KINDS = {Words: "words", Tiles: "tiles", Table: "table", Drawing: "drawing"}


def page(document: Document) -> str:
    """Return a report as a whole page."""
    return TEMPLATES.get_template("report.html").render(
        document=document,
        policy=POLICY,
        kind=lambda block: KINDS[type(block)],
        svg=chart.with_variables,
        lines=[(f"line-{n}", s.light, s.dark) for n, s in enumerate(chart.STYLES, 1)],
    )
