"""Old and new programs side by side, while one machine after the other is upgraded.

The first new program brings the tables up to date. What older ones do then depends on how the
migrations are named that they do not know: a name that ends in ``_adds`` promises that it only
adds what an older program can do without (``only_adds`` is what that means, and a test holds every
such migration to it), and they work on. Every other one makes them step aside.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder

ADDS = "_adds"
_APP = "store"


class Outdated(Exception):
    """The database belongs to a newer program; the message says what to do."""


def step_aside() -> None:
    """Raise ``Outdated`` where the tables were changed so that this program must not use them."""
    applied = {
        name for app, name in MigrationRecorder(connection).applied_migrations() if app == _APP
    }
    strange = sorted(name for name in applied - known() if not name.endswith(ADDS))
    if strange:
        raise Outdated(
            f"This database was last used by a newer version of Campaign (it knows "
            f"“{strange[-1]}”). Install that version again; nothing was changed."
        )


_known: set[str] = set()


def known() -> set[str]:
    """Return the names of our migrations that this program has, as they were when it began.

    While it runs the files may be replaced by newer ones.
    """
    if not _known:
        names = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        _known.update(name for app, name in names if app == _APP)
    return _known


def only_adds(operations: Iterable[Operation]) -> bool:
    """Say whether programs that do not know of these changes can work on beside them."""
    return all(_adds(operation) for operation in operations)


def _adds(operation: Operation) -> bool:
    if isinstance(operation, AddField):
        return _can_be_left_out(operation.field)
    return isinstance(operation, CreateModel | AddIndex)


def _can_be_left_out(field: models.Field[object, object]) -> bool:
    return bool(field.null) or field.db_default is not models.NOT_PROVIDED
