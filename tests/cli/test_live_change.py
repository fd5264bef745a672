"""Files are saved while ``campaign run`` runs: what is sound is planned, what is not is shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, POLICE, picture, write_campaign
from tests.servers.command import approve, campaign
from tests.servers.need import missing
from tests.servers.program import running

MESSAGE = "behind-the-badge/walking-home"
OTHER = "behind-the-badge/late-shift"
TEXT = GOOD.replace("\nText\n", "\nThank you to everyone on the late shift.\n")
PICTURED = TEXT.replace(
    "audience: public", "audience: public\nimage: shift.png\nalt: Two officers."
)
PATIENCE = 30  # seconds: a machine may be busy


@pytest.fixture(scope="module")
def approved_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("approved")
    (folder / "assets").mkdir()
    (folder / "assets" / "shift.png").write_bytes(picture(size=(1200, 900)))
    other = PICTURED.replace("Walking home at night", "The late shift").replace("late", "early")
    write_campaign(folder, {f"{MESSAGE}.md": TEXT, f"{OTHER}.md": other})
    assert campaign(folder, "plan", "--weeks", "4", "--apply").code == 0
    assert approve(folder).code == 0
    return folder


@pytest.fixture
def folder(approved_once, tmp_path):
    return shutil.copytree(approved_once, tmp_path / "campaign")


def place(folder: Path, message: str = MESSAGE) -> Path:
    return folder / "messages" / f"{message}.md"


def save(file: Path, text: str) -> None:
    """Save as many editors do: write another file, and put it in the place of the old one."""
    other = file.with_name(f".{file.name}.swp")
    other.write_text(text, encoding="utf-8")
    other.replace(file)


def until(look, wanted):
    """Look until what is wanted is seen; return it."""
    end = time.monotonic() + PATIENCE
    while not wanted(seen := look()):
        assert time.monotonic() < end, seen
        time.sleep(0.1)
    return seen


def states(folder: Path, message: str = MESSAGE) -> set[tuple[str, bool]]:
    """The states of a message's posts, and whether each says the new text."""
    rows = database(folder, "SELECT state, body FROM store_post WHERE message = ?", message)
    return {(state, "NEW WORDS" in body) for state, body in rows}


def saves_told(folder: Path) -> list[dict]:
    rows = database(folder, "SELECT data FROM store_event WHERE kind = 'files changed' ORDER BY id")
    return [json.loads(data) for (data,) in rows]


def trouble(folder: Path) -> str:
    [[text]] = database(folder, "SELECT trouble FROM store_beat WHERE stopped_at IS NULL")
    return text


def status(folder: Path) -> str:
    return re.sub(r"\s+", " ", campaign(folder, "status").out)


def page(address: str) -> str:
    with urlopen(address) as answer:
        return answer.read().decode()


NEW = TEXT.replace("Thank you", "NEW WORDS. Thank you")


def test_a_saved_text_is_planned_and_the_yes_to_the_old_one_is_void(folder):
    assert states(folder) == {("scheduled", False)}
    with running(folder) as address:
        save(place(folder), NEW)
        until(lambda: states(folder), lambda seen: seen == {("pending", True)})
        [told] = until(lambda: saves_told(folder), bool)
        assert "waits – Its text was changed after it was approved" in status(folder)
        assert "Its text was changed after it was approved" in page(address)
        approve(folder, MESSAGE)
        assert states(folder) == {("scheduled", True)}
        assert "after it was approved" not in status(folder)
        assert "after it was approved" not in page(address)
    assert states(folder, OTHER) == {("scheduled", False)}
    number = len(database(folder, "SELECT 1 FROM store_post WHERE message = ?", MESSAGE))
    assert told["files edited"] == [f"messages/{MESSAGE}.md"]
    assert (told["changed"], told["void"], told["added"], told["dropped"]) == (number, number, 0, 0)
    actors = database(folder, "SELECT DISTINCT actor FROM store_event WHERE kind = 'post changed'")
    assert actors == [("file watch",)]
    assert campaign(folder, "audit", "verify").code == 0


def test_a_text_that_comes_back_needs_no_new_yes(folder):
    with running(folder):
        save(place(folder), NEW)
        until(lambda: states(folder), lambda seen: seen == {("pending", True)})
        save(place(folder), TEXT)
        until(lambda: states(folder), lambda seen: seen == {("scheduled", False)})
        assert "after it was approved" not in status(folder)


def test_a_new_message_is_added_to_the_calendar(folder):
    with running(folder):
        name = "behind-the-badge/brand-new"
        save(place(folder, name), NEW.replace("Walking home at night", "Brand new"))
        until(lambda: states(folder, name), lambda seen: seen == {("pending", True)})
        [told] = until(lambda: saves_told(folder), bool)
    assert told["files new"] == [f"messages/{name}.md"]
    assert told["added"] > 0


def test_a_channel_s_settings_follow_its_file(folder):
    with running(folder):
        file = folder / "messages" / "organisations" / "northshire-police.yaml"
        save(file, POLICE.replace("@NorthshirePolice", "@NorthshireCalls"))
        until(
            lambda: database(folder, "SELECT handle FROM store_channelstate"),
            lambda seen: ("@NorthshireCalls",) in seen,
        )
        until(lambda: states(folder), lambda seen: ("pending", False) in seen)
    rows = database(
        folder,
        "SELECT DISTINCT state FROM store_post WHERE channel_id = 'northshire-x'",
    )
    assert rows == [("pending",)]  # a yes for one account is none for another


BROKEN = {
    "a YAML fault": (f"messages/{MESSAGE}.md", TEXT.replace("title: ", "title: [")),
    "a name that is not known": (f"messages/{MESSAGE}.md", TEXT.replace("you", "{{ fact.no }}")),
    "half a file": (f"messages/{MESSAGE}.md", TEXT[: TEXT.index("audience")]),
    "an empty file": (f"messages/{MESSAGE}.md", ""),
    "a missing picture": ("assets/shift.png", None),
    "half a picture": ("assets/shift.png", picture(size=(1200, 900))[:500]),
    "a faulty organisation": ("messages/organisations/commissioner.yaml", "name: [\n"),
    "faulty settings": ("messages/campaign.yaml", "name: [\n"),
    "no settings": ("messages/campaign.yaml", None),
    "a deleted message": (f"messages/{MESSAGE}.md", None),
    "a deleted organisation": ("messages/organisations/northshire-police.yaml", None),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_edit_changes_nothing_is_shown_and_goes_away_when_mended(folder, what):
    name, text = BROKEN[what]
    sound = (folder / name).read_bytes()
    posts = "SELECT id, state, digest, body, due_at FROM store_post ORDER BY id"
    before = database(folder, posts)
    with running(folder) as address:
        if text is None:
            (folder / name).unlink()
        elif isinstance(text, bytes):
            (folder / name).write_bytes(text)
        else:
            save(folder / name, text)
        until(lambda: trouble(folder), bool)
        assert database(folder, posts) == before
        shown = "The channel northshire-" if "organisation" in what and text is None else name
        if what.endswith("picture"):
            shown = f"messages/{OTHER}.md, line "
        assert shown in status(folder)
        assert shown in page(address)
        if text is not None:
            assert re.search(r"\.(md|yaml), line \d+: ", page(address))
        (folder / name).write_bytes(sound)
        until(lambda: trouble(folder), lambda text: not text)
        assert shown not in status(folder)
        assert shown not in page(address)
    assert database(folder, posts) == before


def test_what_editors_write_for_themselves_is_no_save(folder):
    with running(folder):
        here = place(folder).parent
        for name in (".#draft.md", "walking-home.md~", "4913~", ".walking-home.md.swp", "~$x.md"):
            (here / name).write_text("---\n", encoding="utf-8")
        (here / "x.tmp").write_text("half", encoding="utf-8")
        (here / "x.tmp").unlink()
        os.utime(place(folder, OTHER))  # touched, not changed: planned anew, and nothing to do
        [told] = until(lambda: saves_told(folder), bool)
    assert told["files edited"] == [f"messages/{OTHER}.md"]
    assert (told["files new"], told["changed"], told["added"]) == ([], 0, 0)


def test_a_hundred_files_replaced_at_once_are_one_change(folder):
    draft = TEXT.replace("audience: public", "audience: public\ndraft: yes")
    for number in range(100):
        save(place(folder, f"behind-the-badge/m{number:03}"), draft)
    with running(folder):
        shutil.copytree(folder / "messages", folder / "aside")
        for number in range(100):
            save(folder / "aside" / f"behind-the-badge/m{number:03}.md", f"{draft}\nAnd more.\n")
        save(folder / "aside" / f"{MESSAGE}.md", NEW)
        shutil.rmtree(folder / "messages")  # as a change of branch does
        shutil.copytree(folder / "aside", folder / "messages")
        until(lambda: states(folder), lambda seen: seen == {("pending", True)})
        until(lambda: trouble(folder), lambda text: not text)
        until(lambda: saves_told(folder), lambda told: sum(one["files"] for one in told) > 100)
    told = saves_told(folder)
    assert len(told) <= 3, told
    assert sum(one["added"] + one["dropped"] for one in told) == 0
    assert states(folder, OTHER) == {("scheduled", False)}


WORDS = ["quiet", "busy", "cold", "warm", "early", "evening", "night", "Sunday"]


def test_edits_that_come_while_a_plan_is_made_are_not_lost(folder):
    with running(folder):
        for word in WORDS * 4:
            save(place(folder), TEXT.replace("the late shift", f"the {word} shift"))
            time.sleep(0.1)
        look = "SELECT body FROM store_post WHERE message = ?"
        until(
            lambda: database(folder, look, MESSAGE),
            lambda rows: all(WORDS[-1] in body for (body,) in rows),
        )


def test_a_folder_that_tells_nothing_is_looked_at_again_and_again(folder, monkeypatch):
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    with running(folder):
        save(place(folder), NEW)
        until(lambda: states(folder), lambda seen: seen == {("pending", True)})


def test_edits_made_while_the_program_starts_are_seen(folder):
    save(place(folder), NEW)
    with running(folder):
        save(place(folder, OTHER), PICTURED.replace("Thank you", "NEW WORDS"))
        until(lambda: states(folder, OTHER), lambda seen: seen == {("pending", True)})
        assert states(folder) == {("pending", True)}


def test_a_program_that_only_watches_uses_next_to_no_processor_time(folder):
    with running(folder):
        [[worker]] = database(folder, "SELECT worker FROM store_beat WHERE stopped_at IS NULL")
        pid = worker.split(":")[1]
        if not Path(f"/proc/{pid}/stat").exists():
            missing("What tells of processor time", "run the tests on Linux")
        time.sleep(4)  # the first plan
        before, began = _used(pid), time.monotonic()
        time.sleep(5)
        assert (_used(pid) - before) / (time.monotonic() - began) < 0.25


def _used(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
