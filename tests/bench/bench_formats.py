"""How long a month's report takes in each of its formats, and its memory, as the posts grow.

    python -m tests.bench.bench_formats FOLDER READINGS STEP

``fill`` makes a database of its own with ten readings of each post, over a year; the name of a
format writes the report of the last month, and prints what that took as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.bench_readings import END, MONTH, NOW, fill
from tests.servers.paths import ROOT

SIZES = (10_000, 100_000)
FORMATS = ("html", "csv", "xlsx", "pdf")


def run() -> list[tuple[str, str]]:
    """Return one line per size and format."""
    lines = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
            _step(Path(folder), size, "fill")
            for form in FORMATS:
                found = _step(Path(folder), size, form)
                what = f"A month as {form.upper()}: {found['posts']:,} posts, {size:,} readings"
                lines.append((what, _took(found)))
    return lines


def _took(found: dict[str, Any]) -> str:
    setting = f", and {found['child']:.0f} MB while it is set" if found["form"] == "pdf" else ""
    return f"{found['seconds']:.2f} s, {found['megabytes']:.0f} MB{setting}"


def _step(folder: Path, size: int, step: str) -> dict[str, Any]:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    command = [sys.executable, "-m", __spec__.name, str(folder), str(size), step]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout or "{}")
    return found


def write(folder: Path, form: str) -> dict[str, Any]:
    """Write the report of the month in a format and say what it took."""
    from campaign.reports.fileformat import FileFormat
    from campaign.reports.material import Question
    from campaign.reports.report import write_report
    from campaign.store.models import Post

    posts = Post.objects.filter(due_at__gte=MONTH, due_at__lt=END).count()
    start = time.perf_counter()
    write_report(folder, Question(start=MONTH, end=END, now=NOW), [FileFormat(form)])
    seconds = time.perf_counter() - start
    whole, child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "form": form, "posts": posts, "seconds": seconds, "megabytes": whole, "child": child,
    }  # fmt: skip


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
