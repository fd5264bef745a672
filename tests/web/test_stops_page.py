"""Every page says first what is stopped, and that a drill is none."""

from __future__ import annotations

import pytest

from campaign.store import holds
from campaign.store.models import Hold
from tests.servers.rows import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path, settings):
    settings.FOLDER = tmp_path
    return tmp_path


def test_a_stop_file_is_the_first_thing_one_reads(client, folder):
    (folder / "STOP").write_text("Flood <b>in</b> the town\n")
    page = client.get("/").content.decode()
    assert "STOP file: Flood &lt;b&gt;in&lt;/b&gt; the town" in page
    assert "Whoever deletes that file lifts it." in page
    (folder / "STOP").unlink()
    assert "STOP file" not in client.get("/").content.decode()


def test_a_drill_is_shown_as_one(client, folder):
    terms = holds.Terms(drill=True)
    holds.place(scope=Hold.Scope.ALL, value="", reason="Try", by="Duty", now=NOW, terms=terms)
    page = client.get("/").content.decode()
    assert "Drill, nothing is stopped: everything" in page
    assert "Stopped:" not in page
