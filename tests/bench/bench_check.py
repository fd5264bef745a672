"""How long reading and checking takes: the shipped library, and 10,000 generated messages."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.library.loader import read_library
from campaign.library.render import render
from campaign.library.starter import write_starter
from tests.servers.paths import ROOT

MESSAGES = 10_000
PLATFORMS = ("x", "facebook", "threads", "linkedin", "mastodon", "bluesky")
TODAY = date(2026, 11, 22)

ORGANISATION = """\
name: {name}
kind: {kind}
website: https://www.{id}.example
footage_link: {id}.example/how-to-send-us-your-footage
channels:
"""
CHANNEL = '  {id}-{platform}: {{platform: {platform}, handle: "@{id}", network: sandbox}}\n'
MESSAGE = """\
---
title: Message number {number} of the benchmark
theme: {theme}
audience: bystander
platforms: {platforms}
when: every Friday at 17:30 from 1/12/2026 until 31/1/2027
---
On a {words} day: seen an officer being attacked? Keep a safe distance and call
{{{{ signpost.emergency }}}}. Say where you are and what you can see.

You may film if it is safe. Send us your video first: {{{{ organisation.footage_link }}}}

Assaulting an emergency worker can bring up to {{{{ fact.max_prison_years }}}} in prison.

{{{{ campaign.hashtag }}}}

## X and Bluesky
On a {words} day: seen an officer being attacked? Call {{{{ signpost.emergency }}}}. Send us your
video first: {{{{ organisation.footage_link }}}} {{{{ campaign.hashtag }}}}
"""

# Three of them make every text different, with no figure that a rule would stop at.
ADJECTIVES = [
    "bright",
    "clear",
    "cold",
    "cool",
    "dry",
    "early",
    "fine",
    "fresh",
    "grey",
    "light",
    "long",
    "mild",
    "new",
    "open",
    "plain",
    "quiet",
    "short",
    "slow",
    "soft",
    "warm",
    "wet",
    "windy",
]


def run() -> list[tuple[str, str]]:
    """Return the figures as rows; seconds of processor time are true on a busy machine, too."""
    rows = []
    if (ROOT / "messages" / "campaign.yaml").exists():
        count, read, checked = _timed(ROOT)
        rows.append((f"check: the shipped library ({count} messages)", str(read + checked)))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "campaign")
        _generate(root)
        count, read, checked = _timed(root)
        rendered = _rendering(root)
    whole = read + checked
    rows += [
        (f"check: {count:,} generated messages on 12 channels", str(whole)),
        ("check: of which reading", str(read)),
        ("check: of which rendering, counting and rules", str(checked)),
        ("check: a message", f"{whole.cpu * 1000 / count:.2f} ms of processor"),
        ("render: one message for one channel", f"{rendered.cpu * 1e6:.1f} µs of processor"),
    ]
    return rows


@dataclass(frozen=True, slots=True)
class _Span:
    """Seconds on the clock and of the processor."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> _Span:
        return cls(time.perf_counter(), time.process_time())

    def __add__(self, other: _Span) -> _Span:
        return _Span(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: _Span) -> _Span:
        return _Span(self.wall - other.wall, self.cpu - other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, of which processor {self.cpu:.2f} s"


def _timed(root: Path) -> tuple[int, _Span, _Span]:
    begun = _Span.now()
    library = read_library(root, LIMITS)
    between = _Span.now()
    check(library, LIMITS, TODAY)
    return len(library.messages), between - begun, _Span.now() - between


def _rendering(root: Path) -> _Span:
    """Return what one rendering costs once the texts have been made ready."""
    library = read_library(root, LIMITS)
    message = next(iter(library.messages.values()))
    channel = library.channels_for(message)[0]
    rounds = 20_000
    begun = _Span.now()
    for _ in range(rounds):
        render(library, message, channel)
    spent = _Span.now() - begun
    return _Span(spent.wall / rounds, spent.cpu / rounds)


def _generate(root: Path) -> None:
    write_starter(root)
    organisations = root / "messages" / "organisations"
    for path in organisations.iterdir():
        path.unlink()
    for name, kind in (("northshire-police", "force"), ("northshire-commissioner", "governance")):
        channels = "".join(CHANNEL.format(id=name, platform=platform) for platform in PLATFORMS)
        title = name.replace("-", " ").title()
        text = ORGANISATION.format(id=name, name=title, kind=kind) + channels
        (organisations / f"{name}.yaml").write_text(text, encoding="utf-8")
    for number in range(MESSAGES):
        theme = ("behind-the-badge", "bystander-guidance")[number % 2]
        words = " ".join(ADJECTIVES[number // 22**power % 22] for power in range(3))
        text = MESSAGE.format(
            number=number, words=words, theme=theme, platforms=", ".join(PLATFORMS)
        )
        path = root / "messages" / theme / f"message-{number:05}.md"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for what, figure in run():
        print(f"{what:60} {figure}")
