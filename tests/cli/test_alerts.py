"""Alerts on the command line: what is listed, what is tried, and the pulse."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import CAMPAIGN, GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.ears import Ears
from tests.servers.ports import free_ports

MESSAGE = "behind-the-badge/walking-home"
NOBODY = (
    "Nobody is told of trouble by message: set CAMPAIGN_ALERTS to the addresses, as docs/alerts.md "
    "shows; “campaign status” and “campaign alerts list” have it all.\n"
)


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


def alert(folder, number=1, *, state="waiting", **columns):
    """Leave an alert as the program leaves it."""
    values = {
        "key": f"failed:{number}:1",
        "kind": "failed",
        "subject": f"Not sent: “Walking home {number}” – Northshire Police on X",
        "what": "“Walking home” did not go out. X takes 280 characters.",
        "advice": f"campaign posts again {number} --by NAME",
        "at": at(minutes=10 - number),
        "state": state,
        "tries": 0,
        "reached": "{}",
        "trouble": "",
        **columns,
    }
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    database(folder, f"INSERT INTO store_alert ({names}) VALUES ({marks})", *values.values())


def part(text, start):
    """Return what stands from a line to the next empty one."""
    found = text[text.index(start) :]
    return found[: found.index("\n\n")] if "\n\n" in found else found


# Status


def test_status_lists_what_nobody_was_told_with_what_to_do(planned):
    for number in range(1, 8):
        alert(planned, number)
    told = campaign(planned, "status").timeless
    start = told.index("Alerts that")
    assert told[start : told.index("Needs a person")].splitlines() == [
        "Alerts that may not have arrived",
        "  DAY, TIME  Not sent: “Walking home 7” – Northshire Police on X",
        "      campaign posts again 7 --by NAME",
        "      Not sent yet.",
        "  DAY, TIME  Not sent: “Walking home 6” – Northshire Police on X",
        "      campaign posts again 6 --by NAME",
        "      Not sent yet.",
        "  DAY, TIME  Not sent: “Walking home 5” – Northshire Police on X",
        "      campaign posts again 5 --by NAME",
        "      Not sent yet.",
        "  DAY, TIME  Not sent: “Walking home 4” – Northshire Police on X",
        "      campaign posts again 4 --by NAME",
        "      Not sent yet.",
        "  DAY, TIME  Not sent: “Walking home 3” – Northshire Police on X",
        "      campaign posts again 3 --by NAME",
        "      Not sent yet.",
        "  … and more: campaign alerts list",
    ]


def test_status_lists_what_may_not_have_arrived(planned):
    alert(
        planned, 1, state="sending", reached='{"json://a": "doubt"}',
        trouble="json://a: cut",
    )  # fmt: skip
    alert(planned, 2, state="sent")
    alert(planned, 3, state="failed", trouble="mailto://mail.example: it refused it")
    env = {"CAMPAIGN_ALERTS": "json://hooks.example/s3cret"}
    told = campaign(planned, "status", env=env).timeless
    start = told.index("Alerts that")
    assert told[start : told.index("Needs a person")].splitlines() == [
        "Alerts that may not have arrived",
        "  DAY, TIME  Not sent: “Walking home 3” – Northshire Police on X",
        "      campaign posts again 3 --by NAME",
        "      Not sent: after a day it was given up (mailto://mail.example: it refused it).",
        "  DAY, TIME  Not sent: “Walking home 1” – Northshire Police on X",
        "      campaign posts again 1 --by NAME",
        "      May not have arrived at json://a (json://a: cut): it is not sent again.",
    ]
    assert "s3cret" not in told


def test_status_tells_of_the_programs_addresses_and_not_of_this_terminals(planned):
    alert(planned, 1, trouble="the program has no address it can use: set CAMPAIGN_ALERTS")
    alert(planned, 2, state="sending", reached='{"a1": ["json://a", "doubt"]}')
    told = campaign(planned, "status").timeless
    assert "sent to nobody" not in told
    assert "Not sent yet (the program has no address it can use: set CAMPAIGN_ALERTS)." in told
    assert "May not have arrived at json://a: it is not sent again." in told


def test_status_says_nothing_of_alerts_that_arrived_or_are_old(planned):
    alert(planned, 1, state="sent")
    alert(planned, 2, at=at(days=8))
    assert "Alerts" not in campaign(planned, "status").out


def test_status_shows_platforms_that_are_left_alone(planned):
    database(
        planned,
        "INSERT INTO store_service (id, failures, why, failing, rest, opened_at, open_until,"
        " free_at) VALUES"
        " ('mastodon@social.example', 5, 'Gone.', '*', 60, ?, ?, NULL),"
        " ('x', 0, '', '', 0, NULL, NULL, ?), ('bluesky', 2, 'Once.', 'a', 0, NULL, NULL, NULL)",
        at(minutes=1),
        at(minutes=-1),
        at(minutes=-20),
    )
    database(planned, "UPDATE store_channelstate SET free_at = ? WHERE id = 'northshire-x'",
             at(minutes=-5))  # fmt: skip
    told = campaign(planned, "status").timeless
    start = told.index("Platforms that")
    assert told[start : told.index("The program has not run")].splitlines() == [
        "Platforms that are left alone",
        "  Mastodon at social.example  in trouble since DAY, TIME, tried again at DAY, TIME  Gone.",
        "  X                           wants no more from us before DAY, TIME",
        "  northshire-x                wants no more from us before DAY, TIME",
    ]


# The list


def test_the_list_says_what_happened_what_to_do_and_whether_people_know(planned):
    alert(planned, 1, state="sent", sent_at=at(minutes=1))
    alert(planned, 2, not_before=at(minutes=-5), trouble="json://a.example: it answered 404")
    told = campaign(planned, "alerts", "list").timeless
    assert told.split("\n\n")[0].splitlines() == [
        "DAY, TIME  Not sent: “Walking home 2” – Northshire Police on X",
        "    “Walking home” did not go out. X takes 280 characters.",
        "    What to do: campaign posts again 2 --by NAME",
        "    Not sent yet (json://a.example: it answered 404); tried again at DAY, TIME.",
    ]
    assert "    Sent: DAY, TIME.\n" in told
    shorter = campaign(planned, "alerts", "list", "--limit", "1").out
    assert shorter.endswith("… and more: campaign alerts list --limit 5\n")


def test_an_empty_list_says_so(planned):
    told = campaign(planned, "alerts", "list").out
    assert told == "Nothing has happened that people had to be told of.\n"


# The test


def test_a_test_without_addresses_says_what_to_set(tmp_path):
    done = campaign(tmp_path, "alerts", "test")
    assert (done.code, done.err) == (1, NOBODY)


def test_a_test_says_of_each_address_what_became_of_it(tmp_path):
    [port] = free_ports(1)
    with Ears() as ears:
        listed = tmp_path / "alerts.txt"
        listed.write_text(
            f"# the duty desk\n{ears.url}\nmailto://u:s3cret@127.0.0.1:{port}/?from=a@mail.example&to=d@mail.example\n"
            "nonsense://s3cret\n",
            "utf-8",
        )
        done = campaign(tmp_path, "alerts", "test", env={"CAMPAIGN_ALERTS_FILE": str(listed)})
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0].endswith(": the message was taken.")
    assert lines[0].startswith("sent      json://127.0.0.1:")
    assert lines[1] == (f"NOT SENT  mailto://127.0.0.1:{port}: it refused the connection.")
    assert lines[2].startswith("BAD       Address 3 of CAMPAIGN_ALERTS (nonsense://…) is none")
    assert lines[-1] == "3 addresses tested: 2 cannot be relied on."
    assert "s3cret" not in done.out + done.err
    assert ears.titles == ["Campaign: a test"]


def test_a_test_that_goes_well_says_so(tmp_path):
    with Ears() as ears:
        done = campaign(tmp_path, "alerts", "test", env={"CAMPAIGN_ALERTS": ears.url})
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("1 address tested: see whether the message is there.\n")


def test_a_file_of_addresses_that_cannot_be_read_is_told(tmp_path):
    done = campaign(tmp_path, "alerts", "test", env={"CAMPAIGN_ALERTS_FILE": "/nowhere"})
    assert done.code == 1
    assert "CAMPAIGN_ALERTS_FILE is set to /nowhere, which cannot be read" in done.out


# The pulse


def beat(folder, *, last, stopped=None):
    database(
        folder,
        "INSERT INTO store_beat (worker, at, started_at, stopped_at, trouble)"
        " VALUES ('desk:1:2', ?, ?, ?, '')",
        last,
        at(days=1),
        stopped,
    )


def test_a_pulse_that_beats_is_no_news(planned):
    beat(planned, last=at(seconds=0))
    done = campaign(planned, "pulse")
    assert (done.code, done.timeless) == (0, "The program is running (last tick DAY, TIME).\n")


@pytest.mark.parametrize("stopped", [None, "by somebody"])
def test_one_that_never_ran_or_was_stopped_is_nothing_to_put_right(planned, stopped):
    if stopped:
        beat(planned, last=at(hours=1), stopped=at(hours=1))
    assert campaign(planned, "pulse").code == 0
    assert database(planned, "SELECT count(*) FROM store_alert") == [(0,)]


def test_one_that_fell_silent_is_told_once(planned):
    beat(planned, last=at(hours=1))
    with Ears() as ears:
        done = [campaign(planned, "pulse", env={"CAMPAIGN_ALERTS": ears.url}) for _ in range(3)]
    assert [one.code for one in done] == [1, 1, 1]
    assert done[0].timeless == (
        "The program is NOT running (last tick DAY, TIME): “campaign run” starts it.\n"
        "People were told of it.\n"
    )
    assert ears.titles == ["Campaign fell silent on desk"]


def test_a_silence_nobody_can_be_told_of_says_so(planned):
    beat(planned, last=at(hours=1))
    assert campaign(planned, "pulse").out.endswith(NOBODY)


def test_times_are_those_of_the_campaign(planned):
    write_campaign(planned, {"campaign.yaml": f"{CAMPAIGN}zone: Europe/Paris\n"})
    alert(planned, at="2030-07-01 12:00:00")
    assert "Mon 1 Jul 2030, 14:00  Not sent" in campaign(planned, "alerts", "list").out
