"""How long the month's and the year's reports take, and their memory, as the readings grow.

    python -m tests.bench.bench_readings FOLDER READINGS STEP

``fill`` makes a database of its own with ten readings of each post, over a year; ``month`` and
``year`` write the report of the last month and of the whole year, and print what it took as JSON.
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
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from tests.servers.paths import ROOT

SIZES = (10_000, 100_000, 1_000_000)
AGES = (1, 3, 6, 12, 24, 48, 72, 168, 336, 672)  # hours
PLATFORMS = ("x", "facebook", "instagram", "mastodon", "bluesky")
ORGANISATIONS = ("northshire", "southshire", "westshire", "midshire")
THEMES = ("behind-the-badge", "bystander-guidance", "wellbeing", "partners")
MESSAGES = 400
PARTS = {  # how many times shown there is one of each
    "impressions": 1,
    "reach": 2,
    "reactions": 40,
    "comments": 300,
    "shares": 90,
    "saves": 200,
    "link_clicks": 60,
}
START = datetime(2025, 11, 1, tzinfo=timezone.utc)
MONTH = datetime(2026, 10, 1, tzinfo=timezone.utc) - timedelta(hours=1)  # midnight in London
END = datetime(2026, 11, 1, tzinfo=timezone.utc)
NOW = datetime(2026, 12, 1, 9, tzinfo=timezone.utc)


def run() -> list[tuple[str, str]]:
    """Return a line per size and report, and how the time grew from size to size."""
    lines = []
    before: dict[str, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
            _step(Path(folder), size, "fill")
            for step in ("month", "year"):
                found = _step(Path(folder), size, step)
                lines.append((_what(step, size, found), _took(found, before.get(step))))
                before[step] = found["seconds"]
    return lines


def _what(step: str, size: int, found: dict[str, Any]) -> str:
    return f"Report of the {step}, {found['posts']:,} posts, among {size:,} readings"


def _took(found: dict[str, Any], before: float | None) -> str:
    grown = "" if before is None else f", {found['seconds'] / before:.1f} times the size before"
    return f"{found['seconds']:.2f} s, {found['megabytes']:.0f} MB{grown}"


def _step(folder: Path, size: int, step: str) -> dict[str, Any]:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    command = [sys.executable, "-m", __spec__.name, str(folder), str(size), step]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout or "{}")
    return found


def fill(size: int) -> None:
    """Add the posts of a year, each with a reading at every age."""
    from django.db import connection

    from campaign.store.models import ChannelState, Post, Reading

    ChannelState.objects.bulk_create(
        ChannelState(id=f"{of}-{p}", organisation=of, platform=p, network="live")
        for p in PLATFORMS
        for of in ORGANISATIONS
    )
    posts = Post.objects.bulk_create(_posts(size // len(AGES)), batch_size=2000)
    names = [f.column for f in Reading._meta.concrete_fields if not f.primary_key]
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.executemany(
            f"INSERT INTO store_reading ({', '.join(names)}) VALUES ({marks})",
            ([values[name] for name in names] for values in _readings(posts)),
        )
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")


def _posts(count: int) -> Iterator[Any]:
    from campaign.store.models import Post

    apart = (END - START) / count
    for index in range(count):
        due = START + index * apart
        number = index * 7 % MESSAGES
        yield Post(
            channel_id=f"{ORGANISATIONS[index // 5 % 4]}-{PLATFORMS[index % 5]}",
            message=f"behind-the-badge/message-{number}",
            title=f"Message {number}",
            theme=THEMES[number % len(THEMES)],
            audience=("public", "bystander")[number % 2],
            language="cy-GB" if number % 10 == 0 else "en-GB",
            tone="solemn" if number % 20 == 0 else "normal",
            format=("words", "picture", "link")[number % 3],
            variant=("a", "b")[index % 2] if number < 8 else "",
            author="Communications team",
            due_at=due,
            keyed_at=due,
            local=f"{due:%Y-%m-%dT%H:%M}",
            late_at=due + timedelta(minutes=15),
            body=json.dumps({"text": "x" * 800, "images": [], "link": None}),
            digest=f"{number:064x}",
            state="published",
            published_at=due,
        )


def _readings(posts: list[Any]) -> Iterator[dict[str, Any]]:
    """Give the readings in the order in which they would have been taken, day by day."""
    from campaign import registry
    from campaign.adapter import Metrics

    reported = {p: set(registry.platforms()[p].metrics) for p in PLATFORMS}
    reported["instagram"].remove("saves")  # is looked for in every reading there
    dice = Random(1)
    taken = sorted(
        (post.published_at + timedelta(hours=hours), index, hours)
        for index, post in enumerate(posts)
        for hours in AGES
    )
    for at, index, hours in taken:
        post = posts[index]
        names = reported[post.channel_id.rpartition("-")[2]]
        shown = dice.randrange(100, 9000) * hours
        yield {
            **{name: shown // PARTS[name] if name in names else None for name in Metrics.names()},
            "post_id": post.pk,
            "age": hours * 3600,
            "taken_at": at.replace(tzinfo=None),
            "gone": False,
            "simulated": False,
        }


def write(folder: Path, step: str) -> dict[str, float]:
    """Write the report of the month or of the year, and say what it took."""
    from campaign import registry
    from campaign.reports.question import Question
    from campaign.reports.report import write_report
    from campaign.store.models import Post

    start = MONTH if step == "month" else START
    question = Question(start=start, end=END, now=NOW, platforms=registry.platforms())
    posts = Post.objects.filter(due_at__gte=start, due_at__lt=END).count()
    began = time.perf_counter()
    write_report(folder, question)
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"posts": posts, "seconds": seconds, "megabytes": megabytes}


def _main() -> None:
    from campaign.store.database import connect

    folder, size, step = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    connect(folder)
    if step == "fill":
        fill(size)
    else:
        print(json.dumps(write(folder, step)))


if __name__ == "__main__":
    _main()
