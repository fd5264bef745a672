"""How a post on a Facebook Page is doing: its own counters, and its insights.

Pages with few followers have no insights. Source: https://developers.facebook.com/docs/graph-api/reference/insights
(v25.0; ``post_impressions`` was taken away in 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.adapter import Metrics
from campaign.adapters import graph
from campaign.adapters.graph import Graph, record

TOTALS = "shares,comments.summary(true).limit(0),reactions.summary(true).limit(0)"
VIEWS, VIEWERS, CLICKS = "post_media_view", "post_total_media_view_unique", "post_clicks_by_type"


def figures_of(line: Graph, post_id: str) -> Metrics:
    """Return the counters of a post; raise ``Gone`` when it is not there."""
    totals = record(line.get(f"/{post_id}", fields=TOTALS))
    shares = totals.get("shares", {"count": 0})  # left out while there are none
    insights = line.insights(post_id, (VIEWS, VIEWERS, CLICKS))
    clicks = insights.get(CLICKS)
    return Metrics(
        impressions=graph.count(insights.get(VIEWS)),
        reach=graph.count(insights.get(VIEWERS)),
        reactions=_total(totals, "reactions"),
        comments=_total(totals, "comments"),
        shares=graph.count(shares.get("count")) if isinstance(shares, dict) else None,
        link_clicks=(
            graph.count(clicks.get("link clicks", 0)) if isinstance(clicks, dict) else None
        ),
    )


def _total(totals: Mapping[str, Any], name: str) -> int | None:
    edge = totals.get(name)
    summary = edge.get("summary") if isinstance(edge, dict) else None
    return graph.count(summary.get("total_count")) if isinstance(summary, dict) else None
