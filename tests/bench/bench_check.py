"""How long checking takes: the shipped library, and 10,000 messages of 43 organisations.

The large campaign is checked as a person does it, each time in a new process: cold, with nothing
changed, and with one file changed. The exhaustive way – every organisation on every platform is
rendered – is measured on a sample of the messages, which also has to show the same longest texts
and the same findings either way, and multiplied.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.checks.worst import Everyone, Worst
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.render import RenderError, render
from tests.bench.large import ORGANISATIONS, PLATFORMS, write_large
from tests.servers.command import environment
from tests.servers.paths import ROOT

MESSAGES = 10_000
SAMPLE = 400
ROUNDS = 5
SETTLED = 2.1  # seconds after which a file's times can be relied on
TODAY = date(2026, 11, 22)
LARGE = f"{MESSAGES:,} messages × {len(PLATFORMS)} platforms × {ORGANISATIONS} organisations"


def run() -> list[tuple[str, str]]:
    """Return the figures as rows; seconds of processor time are true on a busy machine, too."""
    rows = []
    if (ROOT / "messages" / "campaign.yaml").exists():
        library, read, checked = _timed(ROOT)
        count = len(library.messages)
        rows.append((f"check: the shipped library ({count} messages)", str(read + checked)))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "campaign")
        write_large(root, MESSAGES)
        rows += _as_a_person_does(root)
        rows += _against_everybody(root)
    return rows


def _as_a_person_does(root: Path) -> list[tuple[str, str]]:
    time.sleep(SETTLED)
    _command(root, "--help")  # the program's own byte code is there before
    cold = _command(root)
    unchanged = min(_command(root) for _ in range(ROUNDS))
    changed = min(_command(root, before=lambda n=n: _edit(root, n)) for n in range(ROUNDS))
    return [
        (f"check, cold: {LARGE}", str(cold)),
        ("check, cold: a message", f"{cold.cpu * 1000 / MESSAGES:.2f} ms of processor"),
        (f"check, nothing changed (best of {ROUNDS})", str(unchanged)),
        (f"check, one file changed (best of {ROUNDS})", str(changed)),
    ]


def _against_everybody(root: Path) -> list[tuple[str, str]]:
    """Measure the exhaustive way on a sample; stop where it comes to anything else."""
    for number, path in enumerate(sorted((root / "messages").glob("*/*.md"))):
        if number % (MESSAGES // SAMPLE):
            path.unlink()
    library, read, few = _timed(root)
    begun = _Span.now()
    findings = check(library, LIMITS, TODAY, choose=Everyone)
    everybody = _Span.now() - begun
    if check(library, LIMITS, TODAY) != findings:
        raise AssertionError("The exhaustive way finds something else.")
    texts = _compare(library)
    many = len(library.messages)
    times = MESSAGES / many
    return [
        (f"check, a sample of {many} messages: reading", f"{read}"),
        (f"check, a sample of {many} messages: rendering, counting and rules", f"{few}"),
        (f"check, a sample of {many} messages: the same, exhaustive", f"{everybody}"),
        (
            f"check, exhaustive: EXTRAPOLATED × {times:.0f} from the sample, with reading",
            str(_Span((read.wall + everybody.wall) * times, (read.cpu + everybody.cpu) * times)),
        ),
        ("check: longest text of each platform and findings, of the sample", "the same either way"),
        ("check: texts rendered for a message", texts),
    ]


def _compare(library: Library) -> str:
    """Compare the longest texts of both ways; return how many texts each of them renders."""
    numbers = []
    found = []
    for choose in (Worst, Everyone):
        speakers = choose(library, LIMITS)
        longest: dict[tuple[str, str], int] = {}
        rendered = 0
        for message in library.messages.values():
            for channel in speakers.speakers(message).heard:
                rendered += 1
                try:
                    text = render(library, message, channel).content.text
                except RenderError:
                    continue
                key = message.id, channel.platform
                length = LIMITS[channel.platform].text_length(text)
                longest[key] = max(length, longest.get(key, 0))
        numbers.append(rendered / len(library.messages))
        found.append(longest)
    if found[0] != found[1]:
        raise AssertionError("The exhaustive way finds longer texts.")
    return f"{numbers[0]:.1f} of {numbers[1]:.1f} ({len(found[0]):,} longest texts compared)"


@dataclass(frozen=True, slots=True, order=True)
class _Span:
    """Seconds on the clock and of the processor."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> _Span:
        return cls(time.perf_counter(), time.process_time())

    @classmethod
    def of_children(cls) -> _Span:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return cls(time.perf_counter(), used.ru_utime + used.ru_stime)

    def __add__(self, other: _Span) -> _Span:
        return _Span(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: _Span) -> _Span:
        return _Span(self.wall - other.wall, self.cpu - other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, of which processor {self.cpu:.2f} s"


def _command(root: Path, *arguments: str, before: Callable[[], None] = lambda: None) -> _Span:
    """Run ``campaign check`` in a process of its own, from start to end."""
    before()
    begun = _Span.of_children()
    done = subprocess.run(
        [sys.executable, "-m", "campaign", "check", *arguments],
        cwd=root,
        env=environment({"PYTHONWARNINGS": ""}),
        capture_output=True,
        check=False,
    )
    spent = _Span.of_children() - begun
    if done.returncode or (not arguments and b"No findings" not in done.stdout):
        raise AssertionError((done.stdout + done.stderr).decode()[-2000:])
    return spent


def _edit(root: Path, number: int) -> None:
    path = root / "messages" / "behind-the-badge" / f"message-{2 * number:05}.md"
    text = path.read_text(encoding="utf-8").replace("the benchmark", f"the benchmark, {number}")
    path.write_text(text, encoding="utf-8")


def _timed(root: Path) -> tuple[Library, _Span, _Span]:
    begun = _Span.now()
    library = read_library(root, LIMITS)
    between = _Span.now()
    check(library, LIMITS, TODAY)
    return library, between - begun, _Span.now() - between


if __name__ == "__main__":
    for what, figure in run():
        print(f"{what:100} {figure}")
