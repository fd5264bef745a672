"""A database of every released version is brought up to date, and machines one after the other.

A released version is one whose rows are kept in ``releases``; 0.1.0 is what first ran, with the
tables of the first migration.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader

from campaign.store import digests
from tests.servers.paths import ROOT
from tests.servers.postgresql import clone
from tests.servers.release import RELEASES

FILES = sorted(RELEASES.glob("*.jsonl"))
WRITTEN = {
    "attempt",
    "beat",
    "event",
    "reading",
}  # where an earlier worker that still runs adds rows
QUIET = {"choices", "default", "db_default", "blank", "help_text", "verbose_name", "validators"}
"""What of a field may change without a lock that keeps workers waiting."""


def upgraded(path: Path, folder: Path) -> dict:
    """Bring a release up to date in a process and a database of its own, of the kind at hand."""
    environ = {**os.environ, "CAMPAIGN_FOLDER": str(folder)}
    if address := environ.pop("DATABASE_URL", ""):
        name = f"release_{path.stem.replace('.', '_')}_{os.getpid()}"
        environ["DATABASE_URL"] = clone(address, name, "template0")
    done = subprocess.run(
        [sys.executable, "-m", "tests.servers.release", "upgrade", str(path)],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def release(request, tmp_path_factory):
    return upgraded(request.param, tmp_path_factory.mktemp("release"))


def test_nothing_of_a_release_is_lost(release):
    assert release["vendor"] == connection.vendor
    assert min(release["rows"].values()) > 0
    assert release["after"] == release["before"]


def test_the_log_of_a_release_stays_whole(release):
    assert release["rows"]["store_event"] > 10
    assert (release["breaks"], release["breaks after"]) == ([], [])


def test_what_was_approved_under_a_release_goes_out(release):
    assert release["sent"] == ["Sent by a later version."]


@pytest.mark.django_db
def test_the_tables_are_those_of_the_models():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    assert {digests.name_of(table) for table in digests.tables()} <= there


def test_the_history_of_the_tables_is_one_line():
    graph = MigrationLoader(None).graph
    assert len(graph.leaf_nodes("store")) == 1
    for node in graph.nodes:
        if node[0] == "store":
            children = {child for child in graph.node_map[node].children if child.key[0] == "store"}
            assert len(children) <= 1, f"{node} is followed by several"


# A machine may still run the last release while another has brought the tables up to date.


def since(path: Path) -> list[tuple[str, object, object]]:
    """Return every operation after a release, with its migration and the state before it."""
    loader = MigrationLoader(None)
    head = json.loads(path.read_text("utf-8").partition("\n")[0])
    known = set(loader.graph.forwards_plan(("store", head["migration"])))
    [leaf] = loader.graph.leaf_nodes("store")
    found = []
    for key in loader.graph.forwards_plan(leaf):
        if key[0] != "store" or key in known:
            continue
        migration = loader.graph.nodes[key]
        state = loader.project_state(key, at_end=False)
        for operation in migration.operations:
            found.append((migration.name, operation, state.clone()))
            operation.state_forwards("store", state)
    return found


def harm(operation, state) -> str:
    """Say what an operation does to a worker of the version before; "" where it does none."""
    if isinstance(operation, migrations.CreateModel | migrations.AddIndex):
        return ""  # an index is made in a second or two, and readers do not wait for it
    if isinstance(operation, migrations.AddField):
        return _of_new(operation)
    if isinstance(operation, migrations.AlterField):
        old = state.models["store", operation.model_name_lower].fields[operation.name]
        return "" if column(old) == column(operation.field) else "it changes a column"
    if isinstance(operation, migrations.RunPython):
        return ""  # what it may not touch is held above: nothing of a release is lost
    return "it takes away, renames, checks or rewrites what the version before knows"


def _of_new(operation) -> str:
    field = operation.field
    if field.null or field.has_db_default():
        return ""
    if operation.model_name_lower in WRITTEN:
        return "rows of the version before would have no value: give it null or db_default"
    return "" if field.has_default() else "rows that are there have no value: give it a default"


def column(field) -> tuple:
    """Return what the database keeps of a field."""
    _, kind, arguments, options = field.deconstruct()
    return kind, arguments, {k: v for k, v in options.items() if k not in QUIET}


def test_a_worker_of_the_last_release_can_go_on_while_the_tables_change():
    found = since(FILES[-1])
    assert found, "nothing to look at: is the last release the newest migration?"
    assert [
        (name, type(one).__name__, why) for name, one, state in found if (why := harm(one, state))
    ] == []


HARMFUL = [
    migrations.RemoveField("post", "url"),
    migrations.RenameField("post", "url", "address"),
    migrations.DeleteModel("Post"),
    migrations.RunSQL("SELECT 1"),
]


@pytest.mark.parametrize("operation", HARMFUL, ids=lambda one: type(one).__name__)
def test_what_would_harm_it_is_seen(operation):
    _, _, state = since(FILES[-1])[-1]
    assert harm(operation, state)


def test_a_column_that_an_earlier_worker_would_leave_empty_is_seen():
    from django.db import models

    _, _, state = since(FILES[-1])[-1]
    plain = models.CharField(max_length=5, default="")
    assert "db_default" in harm(migrations.AddField("attempt", "x", plain), state)
    assert harm(migrations.AddField("post", "x", plain), state) == ""
    assert harm(migrations.AddField("post", "x", models.CharField(max_length=5)), state)
    kept = models.CharField(max_length=5, default="", db_default="")
    assert harm(migrations.AddField("attempt", "x", kept), state) == ""
    assert harm(migrations.AlterField("post", "title", models.CharField(max_length=9)), state)
