"""Which changes of the tables an older program may work beside."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations import AddField, AddIndex, CreateModel, RemoveField, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from campaign.store import upgrading
from campaign.store.health import Level, look
from campaign.store.models import Beat
from tests.servers.rows import NOW

pytestmark = pytest.mark.django_db


def test_a_migration_that_says_it_only_adds_does_only_that():
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if app == "store" and name.endswith(upgrading.ADDS):
            assert upgrading.only_adds(migration.operations), name


@pytest.mark.parametrize(
    ("operation", "adds"),
    [
        (AddField("beat", "mood", models.TextField(null=True)), True),
        (AddField("beat", "mood", models.TextField(default="", db_default="")), True),
        (AddField("beat", "mood", models.TextField(default="")), False),
        (AddIndex("beat", models.Index(fields=["at"], name="beat_at")), True),
        (CreateModel("Mood", [("id", models.BigAutoField(primary_key=True))]), True),
        (RemoveField("beat", "trouble"), False),
        (RunPython(RunPython.noop), False),
    ],
)
def test_what_an_older_program_can_do_without(operation, adds):
    assert upgrading.only_adds([operation]) is adds


def test_a_program_works_on_beside_one_that_only_added():
    MigrationRecorder(connection).record_applied("store", "0999_moods_adds")
    upgrading.step_aside()


def test_a_program_steps_aside_for_one_that_changed_more():
    MigrationRecorder(connection).record_applied("store", "0999_moods")
    with pytest.raises(upgrading.Outdated, match=r"it knows “0999_moods”.*Install that version"):
        upgrading.step_aside()


@pytest.mark.parametrize(
    ("roles", "level", "words"),
    [
        (["all"], Level.WELL, "1 worker ticking."),
        (["scheduler", "scheduler", "worker"], Level.WELL, "2 schedulers and 1 worker ticking."),
        (["worker"], Level.WRONG, "1 worker ticking, but no scheduler: "),
        (["scheduler"], Level.WRONG, "1 scheduler ticking, but no worker: "),
    ],
)
def test_the_health_is_red_where_a_part_of_the_work_is_done_by_nobody(roles, level, words):
    for number, role in enumerate(roles):
        Beat.objects.create(worker=f"host:{number}:1", at=NOW, started_at=NOW, role=role)
    [part] = [part for part in look(NOW).parts if part.name == "worker"]
    assert part.level is level
    assert part.words.startswith(words)
