"""``campaign doctor``: a look at everything the program stands on."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from campaign.cli import clock, errors, show
from campaign.cli.opening import now, open_store, require_campaign
from campaign.cli.options import HERE, Folder
from campaign.cli.show import count, say

if TYPE_CHECKING:
    from campaign.store.models import Beat

SKEW = timedelta(seconds=2)  # between two clocks, before it is called wrong
ROOM = 200_000_000  # bytes that should be free


class Health(StrEnum):
    """How one thing stands."""

    WELL = "well"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one thing, and what to do about it."""

    what: str
    health: Health
    sentence: str
    fix: str = ""


_COLOURS = {Health.WELL: "green", Health.NOTE: "yellow", Health.WRONG: "red"}


def doctor(folder: Folder = HERE) -> None:
    """Look at everything the program stands on: a verdict each, and a fix.

    The database, the clock, the channels' credentials, the alerts, the storage and the last
    tick. Makes one harmless call for each channel. Leaves with exit code 1 when something is
    wrong.

    For example:
        campaign doctor
    """
    require_campaign(folder)
    verdicts = []
    for verdict in examine(folder):
        verdicts.append(verdict)
        _show(verdict)
    wrong = sum(verdict.health is Health.WRONG for verdict in verdicts)
    say()
    say(f"{count(wrong, 'thing is', 'things are')} wrong." if wrong else "Nothing is wrong.")
    if wrong:
        raise typer.Exit(1)


def _show(verdict: Verdict) -> None:
    say(
        (f"{verdict.health.value:5}", _COLOURS[verdict.health]),
        f"  {verdict.what}: {verdict.sentence}",
    )
    if verdict.fix:
        say(f"       {verdict.fix}")


def examine(folder: Path) -> Iterator[Verdict]:
    """Yield the verdicts; one examination that fails never hides the others."""
    database = _attempt(folder, "Database", lambda: _database(folder))
    yield from database
    open_ = all(verdict.health is not Health.WRONG for verdict in database)
    yield from _attempt(folder, "Clock", lambda: _clock(folder, open_=open_))
    yield from _attempt(folder, "Packages", _packages)
    yield from _attempt(folder, "Channels", lambda: _channels(folder))
    if open_:
        yield from _attempt(folder, "Sign-ins", _sign_ins)
    yield from _attempt(folder, "Alerts", _alerts)
    if open_:
        yield from _attempt(folder, "Digests", lambda: _digests(folder))
    yield from _attempt(folder, "Storage", lambda: _storage(folder))
    if open_:
        yield from _attempt(folder, "Last tick", _last_tick)


def _attempt(folder: Path, what: str, look: Callable[[], Iterator[Verdict]]) -> list[Verdict]:
    try:
        return list(look())
    except Exception as exc:  # noqa: BLE001 - it becomes a verdict
        sentence = errors.sentence(exc) or errors.unforeseen(exc, folder)
        return [Verdict(what, Health.WRONG, sentence)]


def _database(folder: Path) -> Iterator[Verdict]:
    open_store(folder)
    from django.db import connection

    from campaign.store.models import Post

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
        if answer != "ok":
            fix = "Put back a copy from your back-up."
            yield Verdict("Database", Health.WRONG, f"it is damaged ({answer}).", fix)
            return
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    yield Verdict("Database", Health.WELL, f"{kind}, {count(Post.objects.count(), 'post')}.")


def _clock(folder: Path, *, open_: bool) -> Iterator[Verdict]:
    wrong = [*_zone(), *_storage_clock(folder), *(_database_clock() if open_ else ())]
    yield from wrong
    if not wrong:
        yield Verdict(
            "Clock", Health.WELL, f"{show.moment(now())} in {clock.zone()}; time zones are known."
        )


def _zone() -> Iterator[Verdict]:
    """Try the time-zone data on two days whose offset from UTC is certain."""
    fix = "Install the time zones again: pip install --force-reinstall tzdata"
    try:
        london = ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        yield Verdict("Clock", Health.WRONG, "the time zone Europe/London is not known.", fix)
        return
    winter, summer = (datetime(2027, month, 15, 12, tzinfo=london) for month in (1, 7))
    if (winter.utcoffset(), summer.utcoffset()) != (timedelta(0), timedelta(hours=1)):
        yield Verdict("Clock", Health.WRONG, "the time zone data for London is wrong.", fix)


def _storage_clock(folder: Path) -> Iterator[Verdict]:
    with tempfile.NamedTemporaryFile(dir=_state(folder)) as file:
        stamp = datetime.fromtimestamp(Path(file.name).stat().st_mtime, timezone.utc)
        yield from _compare(stamp, now(), "the file server's")


def _database_clock() -> Iterator[Verdict]:
    from django.db import connection

    from campaign.store.models import Beat, Event

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            yield from _compare(cursor.fetchone()[0], now(), "the database server's")
    event, beat = Event.objects.order_by("-pk").first(), Beat.objects.order_by("-at").first()
    latest = max((row.at for row in (event, beat) if row is not None), default=None)
    if latest is not None and latest > now() + SKEW:
        yield Verdict(
            "Clock",
            Health.WRONG,
            f"it says {show.moment(now())}, but something was noted at {show.moment(latest)}.",
            "Set this machine's clock by a time server before anything is sent.",
        )


def _compare(theirs: datetime, ours: datetime, whose: str) -> Iterator[Verdict]:
    apart = abs(theirs - ours)
    if apart > SKEW:
        yield Verdict(
            "Clock",
            Health.WRONG,
            f"this machine's clock and {whose} are {apart.total_seconds():.0f} seconds apart.",
            "Set both by a time server.",
        )


def _packages() -> Iterator[Verdict]:
    from campaign import registry

    for sentence in registry.broken().values():
        yield Verdict("Packages", Health.WRONG, sentence)


def _channels(folder: Path) -> Iterator[Verdict]:
    from campaign.cli import channels, reading
    from campaign.delivery import way_out

    library, platforms = reading.read(folder)
    for channel in library.channels.values():
        if channel.monthly_cap is not None and platforms[channel.platform].costs is None:
            free = f"{channel.id} has a monthly_cap, and {platforms[channel.platform].title} is"
            fix = f"Take it out of {channel.file}: it bounds nothing."
            yield Verdict("Channels", Health.NOTE, f"{free} free of charge.", fix)
    verdicts = channels.try_out(list(library.channels.values()), folder)
    cut = any(verdict.nobody for verdict in verdicts) and not way_out.is_there()
    if cut:
        fix = "Look to its network: its cable, its router. Then: campaign channels test"
        yield Verdict("Channels", Health.WRONG, "this machine has no connection.", fix)
    for verdict in verdicts:
        if not (verdict.good or (cut and verdict.nobody)):
            yield Verdict("Channels", Health.WRONG, f"{verdict.channel}: {verdict.sentence}")
    good = sum(verdict.good for verdict in verdicts)
    unread = reading.unread(library)
    for sentence in unread:
        yield Verdict("Channels", Health.WRONG, f"{sentence}.")
    if not verdicts and not unread:
        fix = "Add some to the files in messages/organisations/."
        yield Verdict("Channels", Health.NOTE, "there are none.", fix)
    elif good and good == len(verdicts):
        yield Verdict("Channels", Health.WELL, f"{count(good, 'channel works', 'channels work')}.")


def _sign_ins() -> Iterator[Verdict]:
    from campaign.cli import sign_ins

    for trouble, command in sign_ins.troubles(now()):
        yield Verdict("Sign-ins", Health.NOTE, f"{trouble.rstrip('.')}.", f"See: {command}")


def _alerts() -> Iterator[Verdict]:
    from campaign.delivery import messenger

    found = messenger.addresses()
    for fault in found.faults:
        yield Verdict("Alerts", Health.WRONG, fault, "Then try it: campaign alerts test")
    if found.targets:
        told = f"people are told at {count(len(found.targets), 'address', 'addresses')}."
        yield Verdict("Alerts", Health.WELL, told)
    elif not found.faults:
        fix = "Set CAMPAIGN_ALERTS: docs/alerts.md"
        yield Verdict("Alerts", Health.NOTE, "nobody is told of trouble by message.", fix)


def _digests(folder: Path) -> Iterator[Verdict]:
    from campaign.cli import reading
    from campaign.delivery import mail, messenger
    from campaign.worker.digests import readers

    for fault in messenger.addresses(messenger.DAILY).faults:
        yield Verdict("Digests", Health.WRONG, fault, "Then try it: campaign alerts test")
    library, _ = reading.read(folder)
    addresses = {reader.address for reader in readers(library)}
    if not addresses:
        fix = "Write “digests: ADDRESS” in the files: docs/digests.md"
        yield Verdict("Digests", Health.NOTE, "nobody gets a summary by e-mail.", fix)
    elif fault := mail.fault():
        yield Verdict("Digests", Health.WRONG, f"{fault.rstrip('.')}.")
    else:
        told = f"{count(len(addresses), 'address gets', 'addresses get')} a summary by e-mail."
        yield Verdict("Digests", Health.WELL, told, "To try it: campaign digest --to ADDRESS")


def _state(folder: Path) -> Path:
    state = folder / ".campaign"
    state.mkdir(exist_ok=True)
    return state


def _storage(folder: Path) -> Iterator[Verdict]:
    for place in (_state(folder), folder):
        try:
            with tempfile.TemporaryFile(dir=place) as file:
                file.write(b"x" * 4096)
                file.flush()
        except PermissionError:
            fix = "Give yourself the right to write in it."
            yield Verdict("Storage", Health.WRONG, f"{place} cannot be written.", fix)
            return
    free = shutil.disk_usage(folder).free
    room = f"{free / 1e9:,.1f} GB are free in {folder}"
    if free < ROOM:
        yield Verdict("Storage", Health.WRONG, f"only {room}.", "Free some space on this disk.")
    else:
        yield Verdict("Storage", Health.WELL, f"it can be written; {room}.")


def _last_tick() -> Iterator[Verdict]:
    from campaign.lifecycle import State
    from campaign.store import silence
    from campaign.store.models import Post

    time = now()
    beat = silence.latest(time)
    if beat is not None and silence.runs(beat, time):
        yield Verdict("Last tick", Health.WELL, f"{show.moment(beat.at)}; the program is running.")
        yield from _trouble(beat)
        return
    waiting = Post.objects.filter(state=State.SCHEDULED).count()
    posts = f", and {count(waiting, 'approved post waits', 'approved posts wait')}"
    health = Health.WRONG if waiting else Health.NOTE
    sentence = f"{_not_running(beat)}{posts if waiting else ''}."
    yield Verdict("Last tick", health, sentence, "Start it: campaign run")


def _not_running(beat: Beat | None) -> str:
    if beat is None:
        return "the program has not run here yet"
    if beat.stopped_at is not None:
        return f"the program was stopped at {show.moment(beat.stopped_at)}"
    return f"the program has not been running since {show.moment(beat.at)}"


def _trouble(beat: Beat) -> Iterator[Verdict]:
    from campaign.store.snags import unpack

    for snag in unpack(beat.trouble):
        yield Verdict("Plan", Health.WRONG, snag.what, f"See: {snag.command}")
