"""Moving an installation: its database into a file, and from there into another one.

Which of two installations sends is said by one hold of the kind “moved”, which stands in both: in
the one that is left before its last rows are read, and in the one that begins because it came with
them. Nothing lets a post through it, a program that meets it ends, and one is not started under it.
A person lifts it, in one of the two; where the installation was left, only with a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F

from campaign import __version__
from campaign.lifecycle import State
from campaign.store import archive, digests, events, holds, loading, pictures
from campaign.store.archive import Manifest
from campaign.store.digests import Digest
from campaign.store.models import Beat, Event, Hold, Post
from campaign.store.moved import ARRIVED, MovingError, mark
from campaign.store.writing import one_moment, writing

_NAME = re.compile(r"[0-9a-f]{64}")  # of a picture
_LIVES = timedelta(seconds=35)  # a program writes down that it lives every ten seconds


class Done(NamedTuple):
    """What was carried over, and how it was found."""

    manifest: Manifest
    tables: tuple[Digest, ...]  # as they stand at the other end
    new: bool = True  # False: all this was there already


def leave(to: str, *, by: str, now: datetime) -> Hold:
    """Stop this installation for good: what is read from it afterwards is the last word."""
    with writing():
        standing = mark()
        if standing is not None:
            return standing
        terms = holds.Terms(kind=Hold.Kind.MOVED)
        why = f"This installation was moved into the file {to} by {by}."
        return holds.place(scope=Hold.Scope.ALL, value="", reason=why, by=by, now=now, terms=terms)


def stay(hold: Hold, *, by: str, now: datetime) -> None:
    """Take ``leave`` back, when there is no file that anybody could import."""
    holds.lift(hold.pk, by=by, now=now, override="The export did not succeed: nothing was moved.")


def working(now: datetime) -> list[str]:
    """Return the programs that work on this database, as far as is known."""
    rows = Beat.objects.filter(stopped_at__isnull=True, at__gt=now - _LIVES)
    return list(rows.values_list("worker", flat=True))


def in_hand() -> int:
    """Count the posts that are being sent: their outcome is not known."""
    return Post.objects.filter(state=State.PUBLISHING).count()


def export(path: Path, *, by: str, now: datetime, with_pictures: bool = True) -> Done:
    """Write the database into a file, as it stands at one moment; others go on writing to it."""
    with archive.writing(path) as file, one_moment():
        tables = tuple(
            file.table(digests.name_of(one), names, digests.lines(one, names))
            for one in digests.tables()
            for names in [digests.columns_of(one)]
        )
        manifest = Manifest(
            campaign=__version__,
            migrations=_migrations(),
            made_at=now.isoformat(timespec="seconds"),
            made_by=by,
            moved=mark() is not None,
            pictures=_write_pictures(file) if with_pictures else None,
            tables=tables,
        )
        file.manifest(manifest)
    return Done(manifest, tables)


def _migrations() -> tuple[str, ...]:
    """Return what was done to the tables so far, by name."""
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(name for app, name in applied if app == "store"))


def _write_pictures(file: archive.Writer) -> int:
    number = 0
    for sha256 in _pictures():
        try:
            file.picture(sha256, pictures.read(sha256))
        except pictures.PictureLost:
            continue  # altered here already: it would be sent neither here nor there
        number += 1
    return number


def _pictures() -> Iterator[str]:
    """Yield the SHA-256 of every picture in the storage, wherever that is."""
    try:
        folders, _ = default_storage.listdir("")
    except FileNotFoundError:  # no picture was ever kept
        return
    for folder in sorted(folders):
        _, names = default_storage.listdir(folder)
        yield from sorted(name for name in names if _NAME.fullmatch(name))


def bring(path: Path, *, by: str, now: datetime) -> Done:
    """Load a file into this database, all of it or nothing, and hold every table against it.

    The hold of the kind “moved” stands afterwards: nothing goes out until a person lifts it.
    """
    with archive.reading(path) as file:
        manifest = file.manifest
        _refuse_other_tables(manifest, path)
        there = tuple(digests.of(table) for table in digests.tables())
        if there == manifest.tables or _is_here(manifest):
            return Done(manifest, there, new=False)
        _refuse_unless_empty(there)
        for _, data in file.pictures():
            pictures.keep(data)
        with writing():
            _refuse_unless_empty(tuple(digests.of(table) for table in digests.tables()))
            for table in digests.tables():
                loading.load(table, file.lines(digests.name_of(table)))
            loading.set_sequences()
            found = tuple(digests.of(table) for table in digests.tables())
            _compare(manifest.tables, found)
            _arrive(manifest, by, now)
    return Done(manifest, found)


def _refuse_other_tables(manifest: Manifest, path: Path) -> None:
    ours, theirs = set(_migrations()), set(manifest.migrations)
    if newer := sorted(theirs - ours):
        raise MovingError(
            f"{path} was written by a newer version of Campaign (it knows “{newer[-1]}”): install "
            "that version here, too. Nothing was changed."
        )
    if ours - theirs:
        raise MovingError(
            f"{path} was written by an earlier version of Campaign ({manifest.campaign}): bring "
            "that installation up to this one's and export it again. Nothing was changed."
        )


def _is_here(manifest: Manifest) -> bool:
    rows = Event.objects.filter(kind=ARRIVED).values_list("data", flat=True)
    return any(json.loads(data).get("fingerprint") == manifest.fingerprint for data in rows)


def _refuse_unless_empty(there: tuple[Digest, ...]) -> None:
    full = [one for one in there if one.rows]
    if full:
        raise MovingError(
            f"This database is in use already ({full[0].rows:,} rows in {full[0].table}), and an "
            "import never mixes two: name an empty one in DATABASE_URL, or use another folder. "
            "Nothing was changed."
        )


def _compare(wanted: tuple[Digest, ...], found: tuple[Digest, ...]) -> None:
    different = [one.table for one, two in zip(wanted, found, strict=True) if one != two]
    if different:
        raise MovingError(
            f"{', '.join(different)} would not be the same here as in the file, so nothing was "
            "imported: please send both figures to whoever looks after Campaign."
        )


def _arrive(manifest: Manifest, by: str, now: datetime) -> None:
    """Write down where the rows come from; what worked there does not work here."""
    Beat.objects.filter(stopped_at__isnull=True).update(stopped_at=F("at"))
    hold = mark()
    if hold is None:
        why = (
            f"This is a copy, made on {manifest.made_at}, of an installation that went on working."
        )
        terms = holds.Terms(kind=Hold.Kind.MOVED)
        holds.place(scope=Hold.Scope.ALL, value="", reason=why, by=by, now=now, terms=terms)
    data = {
        "fingerprint": manifest.fingerprint,
        "made_at": manifest.made_at,
        "made_by": manifest.made_by,
        "hold": hold.pk if hold and manifest.moved else None,
    }
    events.record(ARRIVED, actor=by, at=now, data=data)
