"""One machine after the other is upgraded, while posts go out."""

from __future__ import annotations

import shutil

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos

ADDS = """from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("store", "{after}")]
    operations = [migrations.AddField("beat", "mood", models.TextField(null=True))]
"""
CHANGES = """from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("store", "0998_next_adds")]
    operations = [migrations.RemoveField("beat", "mood")]
"""


def test_an_older_worker_works_on_or_steps_aside(machines, platform, tmp_path):
    """The newer version is this one with further migrations; the older process is this one."""
    newer = tmp_path / "newer"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "campaign", newer / "campaign", ignore=ignored)
    after = MigrationLoader(None).graph.leaf_nodes("store")[0][1]
    migrations = newer / "campaign/store/migrations"
    scheduler, older = machines.start("scheduler", "worker")

    (migrations / "0998_next_adds.py").write_text(ADDS.format(after=after))
    beside = machines.launch("worker", root=newer)
    machines.until(lambda: "Running." in machines.said(beside), beside)
    assert machines.ask("SELECT count(*) FROM django_migrations WHERE name = '0998_next_adds'")
    machines.fill(40, 1, "beside")
    machines.until(lambda: machines.count("published") == 40)
    assert machines.ask("SELECT count(DISTINCT worker) FROM store_attempt") == 2

    machines.fill(10, 600, "after")
    machines.stop(beside)
    (migrations / "0999_changes.py").write_text(CHANGES)
    newest = [machines.launch(role, root=newer) for role in ("scheduler", "worker")]
    for program in (scheduler, older):
        assert program.wait(60) == 1
        assert "last used by a newer version of Campaign" in machines.said(program)
        assert "Traceback" not in machines.said(program)
    for program in newest:
        machines.until(lambda program=program: "Running." in machines.said(program), program)
    machines.do("UPDATE store_post SET due_at = now() WHERE state = 'scheduled'")
    machines.until(lambda: machines.count("published") == 50)
    assert platform.writes == 50
