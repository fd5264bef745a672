"""What counting one message of about 200 characters costs on each platform."""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat

from campaign.text import bluesky, facebook, instagram, linkedin, mastodon, threads, x

PLAIN = (
    "Seen an officer hurt? Call 999 first. When it is safe, send us your video – it’s quick, and "
    "it helps us charge whoever did it. £5 or a free call is all it costs you, thank you. "
    "#BehindTheBadge thanks all"
)
FULL = (
    "Seen an officer hurt? Call 999 first. When it is safe, send us your video – it’s quick: "
    "https://www.gov.uk/report-crime?from=post or police.uk/footage. Thank you! 👮🏽‍♀️🧑‍🤝‍🧑 "
    "#BehindTheBadge @example"
)
ROUNDS = 1_000


def _microseconds(count: Callable[[str], int], text: str) -> float:
    count(text)  # reads the data, once a process
    return min(repeat(lambda: count(text), number=ROUNDS, repeat=5)) / ROUNDS * 1e6


REPEATED = ("あ", "é.", "aあ", "@aあ", "http://a.", "a.com ", "#1", "👩\u200d", "(a", "?!", "-a")


def _growth() -> float:
    """Compare 40,000 odd characters with 20,000: 2 is linear, 4 would be quadratic."""

    def seconds(size: int) -> float:
        texts = ["http://a.com/" + piece * (size // len(piece)) for piece in REPEATED]
        return min(repeat(lambda: [x.length(text) for text in texts], number=1, repeat=3))

    return seconds(40_000) / seconds(20_000)


def run() -> list[tuple[str, str]]:
    """Return rows of (what, figure); times are the best of five runs in this process."""
    rows = []
    for module in (x, facebook, instagram, threads, linkedin, mastodon, bluesky):
        name = module.__name__.rpartition(".")[2]
        took = _microseconds(module.length, FULL)
        rows.append((f"Count {len(FULL)} characters for {name}", f"{took:.1f} µs"))
    fast, full = _microseconds(x.length, PLAIN), _microseconds(x.length, FULL)
    return [
        *rows,
        (f"X, {len(PLAIN)} characters without links and emoji", f"{fast:.1f} µs"),
        ("X, links and emoji against none", f"{full / fast:.1f} times"),
        ("X, 40,000 odd characters against 20,000", f"{_growth():.1f} times"),
    ]
