"""The posts everybody is given: who says what, and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

CHANNELS_EACH = 10  # channels of one organisation
_WORDS = "bright clear cold cool dry early fine fresh grey light long mild new open plain quiet"


@dataclass(frozen=True, slots=True)
class Post:
    """One text on one channel, due at a time in UTC; no two of a run share channel and text."""

    channel: str
    message: str
    text: str
    due: datetime


def channels(count: int) -> list[str]:
    """Name so many channels, ten of each organisation."""
    return [
        f"force-{number // CHANNELS_EACH:03}-channel-{number % CHANNELS_EACH}"
        for number in range(count)
    ]


def text(message: str) -> str:
    """Return what a message says: some 170 characters, no two messages the same."""
    words = _WORDS.split()
    number = sum(map(ord, message))
    day = f"{words[number % len(words)]}, {words[number // len(words) % len(words)]}"
    return (
        f"A {day} day, and a call ({message}). He makes the tea, puts on his coat and goes out "
        "to help a stranger.\n\nBehind every badge is a person."
    )


def ahead(count: int, over: list[str], start: datetime) -> list[Post]:
    """Return posts for the year ahead: each message goes out on all channels at one time."""
    messages = count // len(over)
    step = timedelta(days=360) / max(messages, 1)
    dues = [_at_a_whole_hour(start + timedelta(days=1) + step * n) for n in range(messages)]
    return [
        Post(channel, f"ahead-{number:04}", text(f"ahead-{number:04}"), due)
        for number, due in enumerate(dues)
        for channel in over
    ]


def _at_a_whole_hour(moment: datetime) -> datetime:
    return moment.replace(hour=9, minute=0, second=0, microsecond=0)


def together(message: str, over: Iterable[str], due: datetime) -> list[Post]:
    """Return one message on many channels in the same second."""
    return [Post(channel, message, text(message), due) for channel in over]


def write(path: Path, posts: Iterable[Post]) -> None:
    """Write posts into a file, a line each."""
    with path.open("w", encoding="utf-8") as file:
        for post in posts:
            row = [post.channel, post.message, post.text, post.due.isoformat()]
            file.write(json.dumps(row) + "\n")


def read(path: Path) -> Iterator[Post]:
    """Read the posts of a file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            channel, message, said, due = json.loads(line)
            yield Post(channel, message, said, datetime.fromisoformat(due))
