"""How long a report takes and how much memory, as the readings grow.

    python -m tests.bench.bench_report FOLDER READINGS

fills a database of its own and prints what writing the report of its month took, as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.servers.paths import ROOT

SIZES = (10_000, 100_000)
AGES = (1, 6, 24, 72, 168, 672)  # hours
PLATFORMS = ("x", "facebook", "instagram", "mastodon", "bluesky")
THEMES = ("behind-the-badge", "bystander-guidance")


def run() -> list[tuple[str, str]]:
    """Return one line per size."""
    lines = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
            found = _measured(Path(folder), size)
        what = f"Report of {found['posts']:,} posts with {size:,} readings"
        each = 1000 * found["seconds"] / found["posts"]
        took = f"{found['seconds']:.2f} s, {each:.2f} ms a post, {found['megabytes']:.0f} MB"
        lines.append((what, took))
    return lines


def _measured(folder: Path, size: int) -> dict[str, Any]:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    for step in ("fill", "write"):
        command = [sys.executable, "-m", __spec__.name, str(folder), str(size), step]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def fill(size: int) -> None:
    """Add posts of one month, each with a reading at every age."""
    from campaign.store.models import ChannelState, Post, Reading

    ChannelState.objects.bulk_create(
        ChannelState(id=f"force-{p}", organisation="force", platform=p, network="live")
        for p in PLATFORMS
    )
    posts = Post.objects.bulk_create(_posts(size // len(AGES)), batch_size=2000)
    dice = Random(1)
    Reading.objects.bulk_create(
        (
            Reading(
                post=post,
                age=hours * 3600,
                taken_at=post.published_at + timedelta(hours=hours),
                **_metrics(dice, hours, post.channel_id),
            )
            for post in posts
            for hours in AGES
        ),
        batch_size=5000,
    )


def _posts(count: int) -> Iterator[Any]:
    from campaign.store.models import Post
    from tests.servers.posted import START

    for index in range(count):
        due = START + timedelta(seconds=index * 31 * 86400 // count)
        number = index % 400
        yield Post(
            channel_id=f"force-{PLATFORMS[index % len(PLATFORMS)]}",
            message=f"messages/message-{number}",
            title=f"Message {number}",
            theme=THEMES[number % 2],
            author="Communications team",
            due_at=due,
            local="2026-10-01T09:00",
            late_at=due + timedelta(minutes=15),
            body=json.dumps({"text": "x" * 800}),
            digest="0" * 64,
            state="published",
            published_at=due,
        )


def _metrics(dice: Random, hours: int, channel: str) -> dict[str, int]:
    shown = dice.randrange(100, 9000) * hours
    found = {"reactions": shown // 40, "comments": shown // 300, "shares": shown // 90}
    return found if channel.endswith(("mastodon", "bluesky")) else found | {"impressions": shown}


def write(folder: Path) -> dict[str, float]:
    """Write the report of the month and say what it took."""
    from campaign.reports.material import Question
    from campaign.reports.report import write_report
    from campaign.store.models import Post
    from tests.servers.posted import END, NOW, START

    posts = Post.objects.count()
    start = time.perf_counter()
    write_report(folder, Question(start=START, end=END, now=NOW))
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"posts": posts, "seconds": seconds, "megabytes": megabytes}


def _main() -> None:
    from campaign.store.database import connect

    folder, size, step = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    connect(folder)
    if step == "fill":
        fill(size)
    else:
        print(json.dumps(write(folder)))


if __name__ == "__main__":
    _main()
