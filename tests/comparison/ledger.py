"""The judge: what reached the platform, counted in its ledger and nowhere else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.comparison.posts import Post


@dataclass(frozen=True, slots=True)
class Line:
    """One accepted request."""

    at: float  # Unix time
    channel: str
    text: str


class Ledger:
    """The platform's file; it only grows."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self) -> list[Line]:
        """Return everything accepted so far, in its order."""
        if not self._path.exists():
            return []
        rows = self._path.read_text("utf-8").split("\n")[:-1]  # the last one may be half written
        return [Line(*json.loads(row)) for row in rows]

    def of(self, posts: Iterable[Post]) -> list[Line]:
        """Return the requests that carried one of these posts."""
        wanted = {(post.channel, post.text) for post in posts}
        return [line for line in self.lines() if (line.channel, line.text) in wanted]


def lateness(lines: Iterable[Line], posts: Iterable[Post]) -> list[float]:
    """Return by how many seconds each post came after its time, sorted; the first try counts."""
    due = {(post.channel, post.text): post.due.timestamp() for post in posts}
    first: dict[tuple[str, str], float] = {}
    for line in lines:
        first.setdefault((line.channel, line.text), line.at)
    return sorted(at - due[key] for key, at in first.items())


def duplicates(lines: Iterable[Line]) -> int:
    """Return how many requests repeated a post that was there already."""
    counts = Counter((line.channel, line.text) for line in lines)
    return sum(count - 1 for count in counts.values())


def lost(
    lines: Iterable[Line], posts: Sequence[Post], asked: Collection[tuple[str, str]] = ()
) -> int:
    """Return how many posts never came, and nobody was ``asked`` about."""
    known = {(line.channel, line.text) for line in lines} | set(asked)
    return len({(post.channel, post.text) for post in posts} - known)


def percentile(sorted_values: Sequence[float], part: float) -> float:
    """Return the value below which this part lies, by the nearest rank."""
    return sorted_values[min(int(part * len(sorted_values)), len(sorted_values) - 1)]
