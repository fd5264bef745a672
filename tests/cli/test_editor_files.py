"""What Visual Studio Code gets: schemas, settings, and a task that finds the findings."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

import jsonschema
import pytest

from campaign.library.editor import BEGINS, ENDS, FINDING, editor_files, schema_files
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.watching import watching

FAULTY = GOOD.replace("platforms: X, Facebook", "platforms: X, facebok").replace(
    "\nText\n",
    "\nAt 1:2: error: no [fence]\n{{ fact.nothing\n here }} She was assaulted.\n"
    "#behindthebadge #a #b #c\n",
)


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {"behind-the-badge/a b.md": FAULTY})


def found_by(pattern: str, lines: list[str]) -> list[tuple[str, ...]]:
    return [match.groups() for line in lines if (match := re.search(pattern, line))]


def test_the_task_finds_every_finding_and_nothing_else(folder):
    told = campaign(folder, "check").out.splitlines()
    data = json.loads(campaign(folder, "check", "--format", "json").out)
    assert {one["severity"] for one in data["findings"]} == {"error", "warning", "advice"}
    assert found_by(FINDING, told) == [
        (
            one["file"],
            str(one["line"]),
            str(one["column"]),
            one["severity"],
            " ".join(one["message"].split("\n")),
            one["code"],
        )
        for one in data["findings"]
    ]


def test_the_task_that_stays_sees_where_a_look_begins_and_ends(folder):
    message = folder / "messages" / "behind-the-badge" / "a b.md"
    with watching(folder, "--all") as watcher:
        for _ in range(2):
            told = watcher.look()
            assert re.search(BEGINS, told[0])
            assert re.search(ENDS, told[-1])
            assert not any(re.search(f"{BEGINS}|{ENDS}", line) for line in told[1:-1])
            assert len(found_by(FINDING, told)) > 3
            message.write_text(message.read_text() + "\n")
        assert watcher.stop() == 0


def test_the_task_asks_for_what_the_program_has():
    tasks = json.loads(editor_files()[".vscode/tasks.json"])["tasks"]
    assert [task["args"] for task in tasks] == [["check"], ["check", "--watch", "--all"]]
    for task in tasks:
        pattern = task["problemMatcher"]["pattern"]
        assert re.compile(pattern["regexp"]).groups == 6
        assert task["problemMatcher"]["severity"] == "info"


def test_each_schema_is_one_and_is_given_to_the_files_there_are():
    files, names = editor_files(), set(schema_files())
    given = json.loads(files[".vscode/settings.json"])["yaml.schemas"]
    assert {PurePosixPath(path).name for path in given} == names
    for path in given:
        schema = json.loads(files[str(PurePosixPath(path))])
        jsonschema.Draft7Validator.check_schema(schema)


def test_a_new_campaign_has_them(tmp_path):
    campaign(tmp_path, "init", "new")
    for name, text in editor_files().items():
        assert (tmp_path / "new" / name).read_text(encoding="utf-8") == text


def test_schemas_are_written_anew_and_your_own_settings_stay(folder):
    own = folder / ".vscode" / "settings.json"
    own.parent.mkdir()
    own.write_text("{}\n")
    done = campaign(folder, "schema")
    assert done.code == 0
    assert ".vscode/settings.json was there already and stays as it is.\n" in done.out
    assert own.read_text() == "{}\n"
    for name in editor_files():
        assert (folder / name).is_file()
    place = folder / ".vscode" / "campaign" / "facts.schema.json"
    place.write_text("old")
    campaign(folder, "schema")
    assert place.read_text() == schema_files()["facts.schema.json"]


def test_schemas_go_where_they_are_wanted(folder):
    done = campaign(folder, "schema", "for-another-editor")
    assert done.out == "9 files written to for-another-editor.\n"
    place = folder / "for-another-editor"
    assert {path.name for path in place.iterdir()} == set(schema_files())
    assert not (folder / ".vscode").exists()


def test_where_there_is_no_campaign_nothing_is_written(tmp_path):
    done = campaign(tmp_path, "schema")
    assert (done.code, "campaign init" in done.err) == (1, True)
    assert not list(tmp_path.iterdir())
