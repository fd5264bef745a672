"""A database as a released version left it, and what this version makes of it.

    python -m tests.servers.release write 0.2.0     # of the tables as they are now, when it is out
    python -m tests.servers.release upgrade FILE    # into the empty database of CAMPAIGN_FOLDER or
                                                    # DATABASE_URL; says as JSON what came of it

A file is text that any database takes: a line for the release, then one for each table, with rows
in every one. It is written once, on the day of the release, and never changed.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

RELEASES = Path(__file__).parents[1] / "store" / "releases"
DUE = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)


def write(release: str, apps: Any, migration: str) -> Path:
    """Keep the rows of all tables, as the models of ``apps`` tell them."""
    from campaign.store import digests

    path = RELEASES / f"{release}.jsonl"
    said: list[Any] = [{"release": release, "migration": migration}]
    for table in _tables(apps):
        columns = digests.columns_of(table)
        rows = [json.loads(line) for line in digests.lines(table, columns)]
        said.append({"table": digests.name_of(table), "columns": columns, "rows": rows})
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in said), "utf-8")
    return path


def _tables(apps: Any) -> list[Any]:
    from campaign.store import digests

    return sorted(apps.get_app_config("store").get_models(), key=digests.name_of)


def upgrade(path: Path) -> dict[str, Any]:
    """Load a release's rows into its own tables, bring them up to date, and go on working."""
    import django

    folder = Path(os.environ["CAMPAIGN_FOLDER"])
    (folder / ".campaign").mkdir(exist_ok=True)
    django.setup()
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from campaign.store import database, digests, events, loading

    head, *tables = map(json.loads, path.read_text("utf-8").strip("\n").split("\n"))
    executor = MigrationExecutor(connection)
    executor.migrate([("store", head["migration"])])
    executor = MigrationExecutor(connection)
    then = executor.loader.project_state([("store", head["migration"])]).apps
    models = {digests.name_of(table): table for table in _tables(then)}
    with transaction.atomic():
        for one in tables:
            assert one["columns"] == digests.columns_of(models[one["table"]]), one["table"]
            loading.load(models[one["table"]], [json.dumps(row).encode() for row in one["rows"]])
    loading.set_sequences(list(models.values()))
    before = {one["table"]: _digest(models[one["table"]], one["columns"]) for one in tables}
    database.connect(folder)
    now = {digests.name_of(table): table for table in digests.tables()}
    after = {one["table"]: _digest(now[one["table"]], one["columns"]) for one in tables}
    return {
        "rows": {one["table"]: len(one["rows"]) for one in tables},
        "before": before,
        "after": after,
        "breaks": [one.sentence for one in events.breaks()],
        "sent": _goes_out(),
        "breaks after": [one.sentence for one in events.breaks()],
        "vendor": connection.vendor,
    }


def _digest(table: Any, columns: list[str]) -> str:
    from campaign.store import digests

    return digests.of(table, columns).sha256


def _goes_out() -> list[str]:
    """Send the post that was scheduled and approved under the earlier version."""
    from tests.servers.scripted import Line

    line = Line(DUE + timedelta(seconds=5))
    line.publisher.drain("northshire-x")
    return list(line.sent)


def main() -> None:
    """Do what the module's text says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    what, name = sys.argv[1:]
    if what == "upgrade":
        print(json.dumps(upgrade(Path(name))))
        return
    from django.apps import apps

    from campaign.store.database import connect

    connect(Path(os.environ["CAMPAIGN_FOLDER"]))
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from tests.servers.every_table import fill
    from tests.servers.rows import post

    fill()
    post("Sent by a later version.", on="northshire-x", due=DUE)
    [(_, leaf)] = MigrationLoader(connection).graph.leaf_nodes("store")
    print(write(name, apps, leaf))


if __name__ == "__main__":
    main()
