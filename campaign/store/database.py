"""Opening the database: made, migrated and known to be ours, or one sentence why not."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MIGRATING = 0x43414D49  # PostgreSQL advisory lock: one process at a time changes the tables


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do."""


def connect(folder: Path) -> None:
    """Set Django up for a campaign's folder and bring its database up to date.

    Raise ``StoreError`` when the database cannot be reached or written, or was last used by
    a newer version of the program.
    """
    os.environ["CAMPAIGN_FOLDER"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    import django  # noqa: PLC0415 - set up only for the commands that need a database

    django.setup()
    from django.db import connections  # noqa: PLC0415 - needs django.setup()

    atexit.register(connections.close_all)  # what a server is told, not what it has to notice
    _make_folder(folder)
    _migrate()


def _make_folder(folder: Path) -> None:
    state = folder / ".campaign"
    try:
        state.mkdir(mode=0o700, exist_ok=True)
    except OSError as exc:
        raise StoreError(
            f"{state} cannot be made ({_plain(exc)}): give yourself the right to write in "
            f"{folder}, or free some space."
        ) from exc


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - needs django.setup()
    from django.db import DatabaseError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from campaign.store import upgrading  # noqa: PLC0415

    try:
        upgrading.step_aside()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with _one_at_a_time():
                call_command("migrate", interactive=False, verbosity=0)
    except upgrading.Outdated as exc:
        raise StoreError(str(exc)) from exc
    except DatabaseError as exc:
        raise StoreError(explain(exc)) from exc


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait while another machine migrates; what it has done then is not done again."""
    from django.db import connection  # noqa: PLC0415 - needs django.setup()

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])


def explain(exc: Exception) -> str:
    """Turn a database's own complaint into a sentence with what to do."""
    from django.db import connection  # noqa: PLC0415

    words = _plain(exc)
    name = connection.settings_dict["NAME"]
    if "disk is full" in words or "No space left" in words:
        return f"The disk is full: free some space; {name} was not changed."
    if connection.vendor == "postgresql":
        return f"The database of DATABASE_URL does not answer ({words}): check that it runs."
    if "readonly" in words or "unable to open" in words:
        return f"{name} cannot be written: give yourself the right to write it."
    if "locked" in words:
        return f"{name} is busy: another program holds it; try again in a moment."
    if "not a database" in words or "malformed" in words:
        return f"{name} is damaged: put back a copy from your back-up, or move it away."
    return f"{name} cannot be used: {words}."


def _plain(exc: Exception) -> str:
    if isinstance(exc, OSError) and exc.strerror:
        return exc.strerror
    return " ".join(str(exc).split()).rstrip(".") or type(exc).__name__
