"""What a running program could not do, kept as lines of text: each with the command that helps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_OTHERWISE = "campaign plan"  # the command where none is named


@dataclass(frozen=True, slots=True)
class Snag:
    """Something that waits for a person."""

    what: str
    command: str = _OTHERWISE


def pack(snags: Iterable[Snag]) -> str:
    """Return the text that is kept; "" for none."""
    return "\n".join(f"{_one_line(snag.what)}\t{snag.command}" for snag in snags)


def unpack(text: str) -> list[Snag]:
    """Return what was kept."""
    lines = [line.partition("\t") for line in text.splitlines() if line]
    return [Snag(what, command or _OTHERWISE) for what, _, command in lines]


def _one_line(text: str) -> str:
    return " ".join(text.split())
