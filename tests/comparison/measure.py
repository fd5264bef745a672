"""The measures, the same for everybody."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import requests

from tests.comparison import posts
from tests.comparison.contender import Contender
from tests.comparison.ledger import Ledger, duplicates, lateness, lost, percentile
from tests.comparison.posts import Post
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports

LONGEST_START = 1200.0  # seconds within which the first post must come after a start
A_POST = 0.025  # seconds that adding one is given before a batch is due
QUIET = 3  # times in a row that its store holds nothing more to do
TOGETHER = 0.4  # seconds after the due second within which a kill falls


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything."""

    channels: int = 1000
    ahead: int = 100_000
    together: int = 500
    storm: int = 1000
    kills: int = 20
    round: float = 6.0  # seconds from kill to kill
    lead: float = 14.0  # seconds, besides those of adding, to get ready before posts are due
    patience: float = 600.0  # seconds after the last kill in which it may go on
    seed: int = 7


@dataclass(slots=True)
class Figures:
    """What one contender did; seconds, unless a name says otherwise. None: not measured."""

    name: str
    missing: str = ""
    add: float | None = None
    size: int | None = None
    restart: float | None = None
    first: float | None = None
    p50: float | None = None
    p99: float | None = None
    out: int | None = None
    kills: int | None = None
    duplicates: int | None = None
    lost: int | None = None
    waiting: int | None = None  # its store still holds them to be sent
    asked: int | None = None
    latest: float | None = None
    settled: float | None = None  # from the last kill to the last post


@contextmanager
def platform(folder: Path) -> Iterator[tuple[str, Ledger]]:
    """Run the platform; give its address and its ledger."""
    [port] = free_ports(1)
    ledger = folder / "ledger.jsonl"
    command = [sys.executable, "-m", "tests.comparison.platform", str(port), str(ledger)]
    program = subprocess.Popen(command, cwd=ROOT)
    try:
        _until(lambda: _answers(port), 30, "the platform to answer")
        yield f"http://127.0.0.1:{port}", Ledger(ledger)
    finally:
        program.kill()
        program.wait()


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/posts/nobody", timeout=1).ok
    except requests.RequestException:
        return False


def calm(kind: type[Contender], folder: Path, scale: Scale, figures: Figures) -> None:
    """Measure adding, restarting with all that pending, and many posts in one second."""
    names = posts.channels(scale.channels)
    with platform(folder) as (url, ledger):
        contender = kind(folder / kind.name, url, names)
        with contender.opened():
            _add(contender, scale, figures)
            _restart_and_burst(contender, ledger, scale, figures)


def _add(contender: Contender, scale: Scale, figures: Figures) -> None:
    figures.add = contender.ahead(posts.ahead(scale.ahead, contender.channels, _now()))
    figures.size = contender.size()


def _restart_and_burst(
    contender: Contender, ledger: Ledger, scale: Scale, figures: Figures
) -> None:
    overdue = posts.together("first", contender.channels[-1:], _second(_now()))
    contender.add(overdue)
    begun = time.time()
    contender.start()
    _until(lambda: ledger.of(overdue), LONGEST_START, "the first post", contender)
    figures.restart = ledger.of(overdue)[0].at - begun
    burst = _add_for_later(contender, scale)
    _until(lambda: not lost(ledger.of(burst), burst), scale.patience, "", contender)
    late = lateness(ledger.of(burst), burst)
    figures.out = len(late)
    if late:
        figures.first, figures.p50, figures.p99 = (percentile(late, p) for p in (0, 0.5, 0.99))
    contender.stop()


def _add_for_later(contender: Contender, scale: Scale) -> list[Post]:
    """Add the posts of one second, far enough ahead for everybody to be ready, and wait for it."""
    if not contender.adds_while_running:
        contender.stop()
    due = _second(_now() + _lead(contender, scale, scale.together))
    burst = posts.together("burst", contender.channels[: scale.together], due)
    contender.add(burst)
    if not contender.adds_while_running:
        contender.start()
    _wait_for(due, scale)
    return burst


def storm(kind: type[Contender], folder: Path, scale: Scale, figures: Figures) -> None:
    """Kill a contender again and again, each time while a batch of posts is going out."""
    names = posts.channels(scale.channels)
    with platform(folder) as (url, ledger):
        contender = kind(folder / kind.name, url, names)
        with contender.opened():
            rows = _batches(contender, scale)
            contender.start()
            _rage(contender, scale, rows[0].due)
            ended = time.time()
            _settle(contender, ledger, rows, scale)
            found = ledger.of(rows)
            figures.kills, figures.duplicates = scale.kills, duplicates(found)
            doubts = contender.asked()
            figures.waiting, figures.asked = contender.open_posts(), len(doubts)
            figures.lost = max(lost(found, rows, doubts) - figures.waiting, 0)
            figures.latest = lateness(found, rows)[-1] if found else None
            figures.settled = max([line.at for line in found] or [ended]) - ended


def _batches(contender: Contender, scale: Scale) -> list[Post]:
    """Put a batch for each round on the calendar; each post on a channel of its own."""
    each = scale.storm // scale.kills
    begin = _second(_now() + _lead(contender, scale, scale.storm))
    rows = []
    for number in range(scale.kills):
        due = begin + timedelta(seconds=number * scale.round)
        over = contender.channels[number * each : (number + 1) * each]
        rows += posts.together("storm", over, due)
    contender.add(rows)
    return rows


def _lead(contender: Contender, scale: Scale, count: int) -> timedelta:
    """Say how far ahead posts must lie to be added in time: adding one tells what it costs here."""
    far = posts.together("far", contender.channels[:1], _second(_now() + timedelta(days=300)))
    begun = time.monotonic()
    contender.add(far)
    return timedelta(seconds=scale.lead + 2 * (time.monotonic() - begun) + count * A_POST)


def _wait_for(due: datetime, scale: Scale) -> None:
    """Sleep until a time; everybody must have had some seconds to get ready for it."""
    left = (due - _now()).total_seconds()
    if left < scale.lead / 3:
        raise RuntimeError("the machine is too busy: adding took all the time before the posts")
    time.sleep(left)


def _rage(contender: Contender, scale: Scale, begin: datetime) -> None:
    _wait_for(begin, scale)
    chance = random.Random(scale.seed)
    for number in range(scale.kills):
        moment = begin.timestamp() + number * scale.round + chance.uniform(0, TOGETHER)
        time.sleep(max(0.0, moment - time.time()))
        contender.kill()
        contender.start()


def _settle(contender: Contender, ledger: Ledger, rows: list[Post], scale: Scale) -> None:
    """Wait until its own store holds nothing more to do, or its time is over."""
    end, quiet = time.monotonic() + scale.patience, 0
    while quiet < QUIET and time.monotonic() < end:
        _alive(contender)
        before = len(ledger.of(rows))
        time.sleep(2)
        nothing = contender.open_posts() == 0 and len(ledger.of(rows)) == before
        quiet = quiet + 1 if nothing else 0


def _until(
    there: Callable[[], object], patience: float, what: str, contender: Contender | None = None
) -> None:
    """Wait for something; with a name for it, its absence is an error."""
    end = time.monotonic() + patience
    while not there():
        if contender is not None:
            _alive(contender)
        if time.monotonic() > end:
            if what:
                raise RuntimeError(f"waited {patience:.0f} s for {what}")
            return
        time.sleep(0.1)


def _alive(contender: Contender) -> None:
    if said := contender.ended():
        raise RuntimeError(said)


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
