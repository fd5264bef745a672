"""What is read before the program begins, by those who plan or rehearse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.adapter import Capabilities
from campaign.library.library import Library


@dataclass(frozen=True, slots=True)
class Files:
    """What the campaign's files hold, and what the platforms take."""

    library: Library
    platforms: Mapping[str, Capabilities]
