"""What all charts have in common: their frame, and an axis of days, weeks or months."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from campaign.reports.chart import CONFIG, INK, WATERMARK, WIDTH

TICKS = 7  # dates on the axis at the most


def frame(height: int, layers: list[dict[str, Any]], **around: int) -> dict[str, Any]:
    """Return a chart of layers; ``around`` are the pixels left, right, top and bottom of it."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "autosize": "none",
        "padding": around,
        "background": None,
        "config": CONFIG,
        "layer": layers,
    }


def watermark(height: int) -> dict[str, Any]:
    """Return the word across a chart of simulated figures."""
    found = deepcopy(WATERMARK)
    found["mark"] |= {"y": height / 2, "fontSize": min(92, height * 0.4)}
    return found


def along(labels: Sequence[str], kind: str) -> dict[str, Any]:
    """Return the axis along the bottom, a few of its labels shown; ``kind`` is point or band."""
    every = -(-len(labels) // TICKS)
    return {
        "field": "at",
        "type": "ordinal",
        "scale": {"domain": list(labels), "type": kind, "padding": 0.2},
        "axis": {"values": list(labels[::every]), "labelAngle": 0, "labelOverlap": False},
    }


def up(top: float, *, bottom: float = 0) -> dict[str, Any]:
    """Return a bare axis upwards: what stands on it carries its own numbers."""
    return {
        "type": "quantitative",
        "scale": {"domain": [bottom, top], "nice": False, "zero": False},
        "axis": None,
    }


def label(size: int = 14, weight: int = 600, **more: Any) -> dict[str, Any]:
    """Return the mark of a text in a chart."""
    return {"type": "text", "fontSize": size, "fontWeight": weight, "color": INK, **more}
