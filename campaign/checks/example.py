"""Messages that show what a rule means: one that breaks it, and one that nearly does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One message in a small made-up campaign: see ``tests/servers/examples.py``.

    ``text`` is its body and ``settings`` are further lines of its settings block. ``picture``
    says what it shows: "jpeg 1200x800", or "jpeg 1200x800 located" with its place in EXIF; the
    file is assets/picture.jpg, and “image:” is written unless the settings do. ``files`` are
    further files by their path in the campaign's folder; they replace those of the made-up
    campaign.
    """

    text: str = "Thank you to everyone on the late shift."
    settings: str = ""
    platforms: str = "x, facebook"
    picture: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    name: str = "example"  # of the file, in messages/behind-the-badge/


def as_example(example: Example | str) -> Example:
    """Return an example; a piece of text alone is the body of its message."""
    return Example(text=example) if isinstance(example, str) else example
