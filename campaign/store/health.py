"""Whether posts go out, and what that stands on: one look, for a monitor and for people.

The words name no message, no account, no address and no reason that a person wrote: whoever
may ask ``/healthz`` may be told all of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError, connection

from campaign.lifecycle import OPEN, State
from campaign.store import mailing, outbox, silence
from campaign.store.barriers import Kind
from campaign.store.models import Alert, Beat, Digest, Post
from campaign.store.overdue import Kept, overdue
from campaign.store.settled import is_settled
from campaign.store.silence import SILENT
from campaign.store.writing import writing

STUCK = timedelta(minutes=2)  # a first try that failed is over, and so is a second
SKEW = timedelta(seconds=2)  # between two clocks, before people should know
UNTOLD = timedelta(minutes=5)  # an alert is sent within seconds where nothing is wrong
LOOKED_AT = 2000  # due posts that are looked through for one that should be out
LOOKED_INTO = 200  # alerts that are looked through for what is settled meanwhile
_PATIENCE = 2000  # milliseconds to wait for SQLite's write lock

KEPT_ON_PURPOSE = frozenset(Kind) - {Kind.PAUSED}
"""What keeps a post because somebody decided so; a channel is paused when its platform refuses."""


class Level(StrEnum):
    """How something stands."""

    WELL = "well"
    NOTE = "look at it"  # a person should, but posts go out
    WRONG = "wrong"  # nothing goes out, or it cannot be known


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was looked at: how it stands, in words and in figures."""

    name: str
    level: Level
    words: str
    figures: Mapping[str, float | str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """How everything stands at one moment."""

    at: datetime
    parts: tuple[Part, ...]

    @property
    def level(self) -> Level:
        """Return how the worst part stands."""
        return max((part.level for part in self.parts), key=list(Level).index)

    @property
    def words(self) -> str:
        """Say in one sentence how it stands."""
        sentences = {
            Level.WELL: "All is well.",
            Level.NOTE: "Posts go out, but something should be looked at.",
            Level.WRONG: "Something is wrong: posts may not go out.",
        }
        return sentences[self.level]


def look(now: datetime) -> Health:
    """Look at everything; what cannot be looked at is wrong. Never raises for a database."""
    looks: tuple[tuple[str, Callable[[datetime], Part]], ...] = (
        ("worker", _worker),
        ("publishing", _publishing),
        ("database", _database),
        ("storage", _storage),
        ("alerts", _alerts),
        ("digests", _digests),
        ("clock", _clock),
    )
    return Health(now, tuple(_safely(name, part, now) for name, part in looks))


def _safely(name: str, part: Callable[[datetime], Part], now: datetime) -> Part:
    try:
        with _patience():
            return part(now)
    except DatabaseError:  # its words may name the server and the user
        return Part(name, Level.WRONG, "The database does not answer, so this is not known.")


@contextmanager
def _patience() -> Iterator[None]:
    """Wait for SQLite's lock for a moment only: whoever asks must not wait twenty seconds."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")


def _worker(now: datetime) -> Part:
    beat = silence.latest(now)
    living = silence.living(now)
    figures = {
        "seconds_since_tick": _seconds(now, beat.at if beat else None),
        "running": len(living),
    }
    if beat is None:
        return Part("worker", Level.WRONG, "No worker has ticked yet.", figures)
    ago = _ago(now - beat.at)
    if beat.stopped_at is not None:
        return Part("worker", Level.WRONG, f"The worker was stopped {ago}.", figures)
    if not living:
        return Part("worker", Level.WRONG, f"No worker ticks: the last tick was {ago}.", figures)
    ticking = f"{_processes(living)} ticking"
    for part, does in (("scheduler", "keeps time"), ("worker", "delivers")):
        if not {part, "all"} & set(living):
            words = f"{ticking}, but no {part}: none {does}, so nothing goes out."
            return Part("worker", Level.WRONG, words, figures)
    if fallen := len(silence.silent(now)):
        words = f"{ticking}, but {_count(fallen, 'worker')} fell silent."
        return Part("worker", Level.NOTE, words, figures)
    return Part("worker", Level.WELL, f"{ticking}.", figures)


def _processes(roles: Sequence[str]) -> str:
    """Count the processes by what they do: “2 schedulers and 3 workers”."""
    named = ["worker" if role == "all" else role for role in sorted(roles)]
    counted = [_count(named.count(name), name) for name in dict.fromkeys(named)]
    return " and ".join(counted)


def _publishing(now: datetime) -> Part:
    due = Post.objects.filter(state__in=OPEN, due_at__lte=now).count()
    running = silence.runs(silence.latest(now), now)
    waits = overdue(
        now,
        running=running,
        states=[State.SCHEDULED],
        limit=LOOKED_AT,
        besides=KEPT_ON_PURPOSE,
    )
    held_up = next(waits, None)
    if held_up is not None:
        level, words = _held_up(held_up, now)
        return _told(held_up, due, now, level, words)
    oldest = next(overdue(now, running=running), None)
    if oldest is None:
        return Part("publishing", Level.WELL, "Nothing is overdue.", {"due": due})
    words = f"{_count(due, 'post')} due and kept on purpose, the oldest by: {oldest.why}."
    return _told(oldest, due, now, Level.WELL, words)


def _told(kept: Kept, due: int, now: datetime, level: Level, words: str) -> Part:
    figures = {
        "due": due,
        "oldest_post": kept.post.pk,
        "oldest_seconds": _seconds(now, kept.post.due_at),
        "why": kept.why.value,
    }
    return Part("publishing", level, words, figures)


def _held_up(kept: Kept, now: datetime) -> tuple[Level, str]:
    """Tell a post that is late from the standstill of everything."""
    late = now - kept.post.due_at
    if late < STUCK:
        return Level.WELL, f"The oldest due post waits for {_length(late)}: {kept.why}."
    others = Post.objects.filter(
        published_at__gt=kept.post.due_at, published_at__lte=now, simulated=kept.post.simulated
    )
    if others.exists():
        return Level.NOTE, f"A post waits for {_length(late)}: {kept.why}. Others go out."
    return Level.WRONG, f"A post is due for {_length(late)} and nothing goes out: {kept.why}."


def _database(_now: datetime) -> Part:
    """Ask for the right to write, and write nothing: a monitor must not wear out the disk."""
    try:
        with writing():
            Beat.objects.filter(pk="").update(trouble="")
    except DatabaseError as exc:
        busy = "locked" in str(exc)
        words = "The database is busy." if busy else "The database cannot be written."
        return Part("database", Level.WRONG, words)
    return Part("database", Level.WELL, "The database can be written.")


def _storage(_now: datetime) -> Part:
    storage = storages["default"]
    here = isinstance(storage, FileSystemStorage)
    try:
        if isinstance(storage, FileSystemStorage):
            _write_a_byte(Path(storage.location))
        else:
            storage.listdir("")
    except Exception:  # noqa: BLE001 - a storage elsewhere has errors of its own kinds
        what = "cannot be written" if here else "does not answer"
        return Part("storage", Level.WRONG, f"The storage of pictures {what}.")
    what = "can be written" if here else "answers"
    return Part("storage", Level.WELL, f"The storage of pictures {what}.")


def _write_a_byte(folder: Path) -> None:
    """Write a file that has no name; before the first picture its folder is not there yet."""
    while not folder.is_dir():
        folder = folder.parent
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"!")


def _alerts(now: datetime) -> Part:
    late = outbox.unheard(now, since=now - outbox.TOO_OLD).filter(at__lte=now - UNTOLD)
    settled = sum(map(is_settled, late[:LOOKED_INTO]))
    unheard = late.count() - settled
    waiting = Alert.objects.filter(state=Alert.State.WAITING).count()
    figures = {"waiting": waiting, "unheard": unheard}
    if unheard:
        words = f"{_count(unheard, 'alert')} may not have reached anybody."
        return Part("alerts", Level.NOTE, words, figures)
    return Part("alerts", Level.WELL, "No alert is waiting for long.", figures)


def _digests(now: datetime) -> Part:
    unheard = mailing.unheard(now).count()
    waiting = Digest.objects.filter(state=Digest.State.WAITING).count()
    figures = {"waiting": waiting, "unheard": unheard}
    if unheard:
        its = "its reader" if unheard == 1 else "their readers"
        words = f"{_count(unheard, 'digest')} may not have reached {its}."
        return Part("digests", Level.NOTE, words, figures)
    return Part("digests", Level.WELL, "No digest waits for long.", figures)


def _clock(now: datetime) -> Part:
    apart = max(_ahead(now), _from_the_database(now), timedelta())
    figures = {"seconds_apart": round(apart.total_seconds(), 3)}
    if apart <= SKEW:
        return Part("clock", Level.WELL, "No clock contradicts this one.", figures)
    level = Level.WRONG if apart > SILENT else Level.NOTE
    return Part("clock", level, f"Two clocks are {_length(apart)} apart.", figures)


def _ahead(now: datetime) -> timedelta:
    """Return how far the last tick lies in the future: then a clock was wrong, or is."""
    beat = Beat.objects.order_by("-at").first()
    return beat.at - now if beat is not None else timedelta()


def _from_the_database(now: datetime) -> timedelta:
    if connection.vendor != "postgresql":
        return timedelta()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    return abs(theirs - now)


def _seconds(now: datetime, at: datetime | None) -> float | None:
    return None if at is None else round((now - at).total_seconds(), 3)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _ago(age: timedelta) -> str:
    return f"{_length(age)} ago" if age > timedelta() else "just now"


def _length(age: timedelta) -> str:
    """Say how long something is in its largest whole unit."""
    seconds = int(age.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return _count(seconds // size, unit)
    return _count(seconds, "second")
