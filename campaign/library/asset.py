"""A picture in assets/: its content address and its measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One picture file."""

    name: str  # file name below assets/
    sha256: str
    media_type: str
    width: int  # pixels
    height: int  # pixels
    size: int  # bytes
