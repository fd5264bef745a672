"""The shapes and sizes of pictures that platforms take, beside the limits of their adapters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Shape:
    """Width over height from ``narrow`` to ``wide``, and widths in pixels; 0 means no limit."""

    narrow: float = 0
    wide: float = 0
    least: int = 0
    most: int = 0
    pixels: int = 0  # width times height
    source: str = ""


_META = 320, 1440  # pixels: Meta scales wider ones down and narrower ones up

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "instagram": Shape(
            4 / 5,
            1.91,
            *_META,
            source="https://developers.facebook.com/docs/instagram-platform/content-publishing",
        ),
        "threads": Shape(
            1 / 10, 10, *_META, source="https://developers.facebook.com/docs/threads/posts"
        ),
        "linkedin": Shape(
            pixels=36_152_320,
            source="https://learn.microsoft.com/en-us/linkedin/marketing/community-management",
        ),
    }
)
"""Platforms that mind the shape of a picture; read on 22 November 2026."""
