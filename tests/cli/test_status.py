"""What ``status`` says of the program, of what is overdue, of the files; also without files."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta, timezone

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import CAMPAIGN, GOOD, POLICE, write_campaign
from tests.servers.command import approve, campaign

MESSAGE = "behind-the-badge/walking-home"


def at(**ago):
    """A time as the database keeps it."""
    return f"{datetime.now(timezone.utc) - timedelta(**ago):%Y-%m-%d %H:%M:%S.%f}"


@pytest.fixture(scope="module")
def planned_once(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("planned"), {f"{MESSAGE}.md": GOOD})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    return folder


@pytest.fixture
def planned(planned_once, tmp_path):
    return shutil.copytree(planned_once, tmp_path, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def approved_once(planned_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("approved")
    shutil.copytree(planned_once, folder, dirs_exist_ok=True)
    assert approve(folder).code == 0
    return folder


@pytest.fixture
def approved(approved_once, tmp_path):
    return shutil.copytree(approved_once, tmp_path, dirs_exist_ok=True)


def beat(folder, *, last, stopped=None, trouble=""):
    """Leave what a program that ran here leaves."""
    database(
        folder,
        "INSERT INTO store_beat (worker, at, started_at, stopped_at, trouble)"
        " VALUES ('w', ?, ?, ?, ?)",
        last,
        at(days=1),
        stopped,
        trouble,
    )


def due(folder, **ago):
    """Make every post due some time ago, still within its grace."""
    late = at(minutes=-9)
    database(folder, "UPDATE store_post SET due_at = ?, late_at = ?", at(**ago), late)


def status(folder):
    return campaign(folder, "status").timeless


def part(text, heading):
    """Return the indented lines below a heading."""
    found = re.search(rf"^{heading}\n((?:  .*\n)+)", text, re.MULTILINE)
    return found[1] if found else ""


# The program


def test_a_program_that_was_stopped_is_told_so(planned):
    beat(planned, last=at(hours=2), stopped=at(hours=2))
    assert "\nThe program was stopped at DAY, TIME: “campaign run” starts it.\n" in status(planned)
    said = campaign(planned, "doctor").timeless
    assert "note   Last tick: the program was stopped at DAY, TIME.\n" in said


def test_a_program_that_fell_silent_is_told_so(planned):
    beat(planned, last=at(hours=2))
    assert "The program is NOT running (last tick DAY, TIME)" in status(planned)


def test_a_program_that_runs_is_found_beside_one_that_was_stopped(planned):
    beat(planned, last=at(seconds=-1), stopped=at(seconds=-1))
    database(planned, "UPDATE store_beat SET worker = 'before'")
    beat(planned, last=at(seconds=0))
    assert "The program is running (last tick DAY, TIME).\n" in status(planned)


def test_the_trouble_of_a_running_program_needs_a_person(planned):
    beat(planned, last=at(seconds=0), trouble="The files would take 40 posts off the calendar.")
    told = part(status(planned), "Needs a person")
    assert "  The files would take 40 posts off the calendar.\n      campaign plan\n" in told
    said = campaign(planned, "doctor")
    assert "WRONG  Plan: The files would take 40 posts off the calendar.\n" in said.out
    assert said.code == 1


def test_the_trouble_of_one_that_was_stopped_is_past(planned):
    beat(planned, last=at(hours=1), stopped=at(hours=1), trouble="Past and gone.")
    assert "Past and gone" not in status(planned)


# Overdue


def test_what_nobody_sends_is_overdue(approved):
    due(approved, minutes=5)
    assert part(status(approved), "Overdue").splitlines() == [
        f"  DAY, TIME  commissioner-x (simulated)       {MESSAGE}  The program is not running.",
        f"  DAY, TIME  northshire-facebook (simulated)  {MESSAGE}  The program is not running.",
        f"  DAY, TIME  northshire-x (simulated)         {MESSAGE}  The program is not running.",
    ]


def test_what_was_never_approved_is_overdue(planned):
    beat(planned, last=at(seconds=0))
    due(planned, minutes=5)
    told = " ".join(part(status(planned), "Overdue").split())
    assert told.count("Nobody but its author has approved this text.") == 3


def test_what_a_hold_keeps_is_overdue_and_names_it(approved):
    beat(approved, last=at(seconds=0))
    campaign(approved, "stop", "--channel", "northshire-x", "--reason", "Incident", "--by", "Sam")
    due(approved, minutes=5)
    told = part(status(approved), "Overdue")
    assert re.search(r"northshire-x .*A hold is in place: Incident", " ".join(told.split()))
    assert told.count("It waits for its channel.") == 2


def test_what_is_tried_again_is_overdue_and_says_when(approved):
    beat(approved, last=at(seconds=0))
    due(approved, minutes=5)
    database(
        approved,
        "UPDATE store_post SET attempt = 2, not_before = ?, cause = 'The server is busy.'",
        at(minutes=-2),
    )
    told = " ".join(part(campaign(approved, "status").out, "Overdue").split())
    assert re.search(r"Tried 2 times, it is tried again at .* \d\d:\d\d: The server is busy.", told)


def test_what_is_past_its_grace_says_what_will_become_of_it(approved):
    due(approved, hours=3)
    database(approved, "UPDATE store_post SET late_at = due_at")
    told = " ".join(part(status(approved), "Overdue").split())
    assert "Its time passed. It is missed as soon as the program runs." in told


def test_what_leaves_with_the_next_tick_is_not_overdue(approved):
    beat(approved, last=at(seconds=0))
    due(approved, seconds=0)
    assert "Overdue" not in status(approved)


def test_many_overdue_posts_are_cut_short(approved):
    due(approved, minutes=5)
    columns = [name for _, name, *_ in database(approved, "PRAGMA table_info(store_post)")][1:]
    taken = ", ".join(
        {"key": "hex(randomblob(16))", "slot_key": "NULL"}.get(name, f'"{name}"')
        for name in columns
    )
    names = ", ".join(f'"{name}"' for name in columns)
    for _ in range(2):
        database(approved, f"INSERT INTO store_post ({names}) SELECT {taken} FROM store_post")
    told = status(approved)
    assert part(told, "Overdue").count(MESSAGE) == 10
    assert "\n  … and more: campaign posts list\n" in told


# Simulated


def test_posts_of_the_sandbox_are_marked_and_real_ones_are_not(planned):
    database(planned, "UPDATE store_post SET simulated = 0 WHERE channel_id = 'northshire-x'")
    for command in (["status"], ["posts", "list"]):
        told = campaign(planned, *command).out
        assert "commissioner-x (simulated) " in told
        assert "northshire-x  " in told
        assert "northshire-x (simulated)" not in told


# The files


def test_files_with_errors_need_a_person(planned):
    write_campaign(planned, {"behind-the-badge/faulty.md": "no settings"})
    told = part(status(planned), "Needs a person")
    assert "  1 file has an error: what they hold stays" in told
    assert "      campaign check\n" in told


def test_texts_that_changed_since_the_plan_need_a_person(planned):
    write_campaign(planned, {f"{MESSAGE}.md": GOOD.replace("\nText", "\nA new text")})
    told = part(status(planned), "Needs a person")
    line = "  1 message changed since the calendar was made\n      campaign plan --apply\n"
    assert line in told
    campaign(planned, "plan", "--weeks", "1", "--apply")
    assert line not in status(planned)


def test_a_message_that_is_gone_is_a_change(planned):
    (planned / "messages" / f"{MESSAGE}.md").unlink()
    assert "1 message changed since the calendar was made" in status(planned)


def test_a_message_with_an_error_is_no_change_because_it_stays_as_it_was(planned):
    write_campaign(planned, {f"{MESSAGE}.md": GOOD.replace("\nText", "\n{{ fact.nothing }}")})
    assert "changed since" not in status(planned)


def test_a_faulty_organisation_does_not_make_every_message_a_changed_one(planned):
    write_campaign(planned, {"organisations/northshire-police.yaml": f"{POLICE}nonsense: 1\n"})
    told = status(planned)
    assert "changed since" not in told
    assert "1 file has an error" in told


# Without files


@pytest.fixture(params=["missing", "faulty"])
def bare(planned, request):
    """A folder whose database is whole, and whose campaign.yaml is not."""
    file = planned / "messages" / "campaign.yaml"
    if request.param == "missing":
        file.unlink()
    else:
        file.write_text("themes: [\n", encoding="utf-8")
    return planned


def test_a_stop_needs_no_files(bare):
    stopped = campaign(bare, "stop", "--reason", "Incident", "--by", "Sam")
    assert (stopped.code, stopped.err) == (0, "")
    assert "STOPPED: everything – Incident" in campaign(bare, "status").out
    assert campaign(bare, "resume", "1", "--by", "Kim").code == 0


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--theme", "behind-the-badge"),
        ("--channel", "northshire-x"),
        ("--platform", "facebook"),
        ("--organisation", "commissioner"),
    ],
)
def test_what_the_calendar_knows_can_be_stopped_without_files(bare, option, value):
    done = campaign(bare, "stop", option, value, "--reason", "Test", "--by", "Sam")
    assert (done.code, done.err) == (0, "")
    wrong = campaign(bare, "stop", option, f"{value}x", "--reason", "Test", "--by", "Sam")
    assert (wrong.code, f"Did you mean “{value}”?" in wrong.err) == (1, True)


def test_status_without_campaign_yaml_says_that_it_is_missing(planned):
    (planned / "messages" / "campaign.yaml").unlink()
    told = campaign(planned, "status")
    assert told.code == 0
    assert "messages/campaign.yaml is missing, so nothing new is planned" in told.out
    assert "  pending  3\n" in told.out


# The time of day


def test_times_are_those_of_the_campaign(planned):
    database(planned, "UPDATE store_post SET due_at = '2030-07-01 12:00:00'")
    assert "Mon 1 Jul 2030, 13:00" in campaign(planned, "posts", "list").out
    write_campaign(planned, {"campaign.yaml": f"{CAMPAIGN}zone: Europe/Paris\n"})
    assert "Mon 1 Jul 2030, 14:00" in campaign(planned, "posts", "list").out
    write_campaign(planned, {"campaign.yaml": f"{CAMPAIGN}zone: Europe/Nowhere\n"})
    assert "Mon 1 Jul 2030, 13:00" in campaign(planned, "posts", "list").out


# Threads


def test_a_thread_is_one_line_of_what_is_due_next_and_its_parts_are_numbered(tmp_path):
    when = "platforms: X\norganisations: northshire-police"
    text = GOOD.replace("platforms: X, Facebook", when).replace("\nText", "\nOne.\n+++\nTwo.")
    write_campaign(tmp_path, {f"{MESSAGE}.md": text})
    assert campaign(tmp_path, "plan", "--weeks", "1", "--apply").code == 0
    assert part(status(tmp_path), "Due next").splitlines() == [
        f"  DAY, TIME  northshire-x (simulated)  {MESSAGE} (2 parts)  awaits approval"
    ]
    listed = campaign(tmp_path, "posts", "list").out
    assert f"{MESSAGE} (1/2)" in listed
    assert f"{MESSAGE} (2/2)" in listed
