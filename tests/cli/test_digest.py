"""``campaign digest``: a look at a summary, one sent by hand, and what a kill leaves."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import datetime, timezone
from email import message_from_bytes
from email.policy import default

import pytest

from tests.cli.test_run import running
from tests.servers.calendar_file import database
from tests.servers.campaign_folder import CAMPAIGN, GOOD, write_campaign
from tests.servers.command import campaign, environment
from tests.servers.ears import Ears
from tests.servers.letterbox import letterbox

DESK = "desk@northshire-police.example"
ASKED = ("digest", "--weekly", "--from", "9/11/2026", "--to", DESK)


@pytest.fixture
def folder(tmp_path):
    files = {
        "behind-the-badge/good.md": GOOD,
        "campaign.yaml": f"{CAMPAIGN}digests: {DESK}\n",
    }
    return write_campaign(tmp_path, files)


def mail_server(port):
    return {
        "CAMPAIGN_MAIL_HOST": "127.0.0.1", "CAMPAIGN_MAIL_PORT": str(port),
        "CAMPAIGN_MAIL_TLS": "none", "CAMPAIGN_MAIL_FROM": "campaign@northshire-police.example",
    }  # fmt: skip


def test_a_look_prints_the_text_and_writes_the_mail_and_sends_nothing(folder):
    done = campaign(folder, "digest", "--monthly", "--from", "3/10/2026")
    assert done.code == 0
    subject = "Behind the Badge: no posts, 1 to 31 October 2026 (All organisations)"
    assert done.out.startswith(f"Subject: {subject}\n\nBEHIND THE BADGE: MONTHLY SUMMARY\n")
    path = folder / "reports/monthly-2026-10-01.eml"
    assert done.out.endswith(f"Nothing was sent. The whole mail: {path}\n")
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert message["Subject"] == subject
    text = message.get_body(("plain",)).get_content().replace("\r", "")
    assert text.strip() in done.out
    assert database(folder, "SELECT count(*) FROM store_digest") == [(0,)]


def test_one_by_hand_is_sent_once_and_again_only_when_that_is_said(folder):
    with letterbox() as (box, port):
        env = mail_server(port)
        done = campaign(folder, *ASKED, env=env)
        assert (done.code, done.out) == (
            0, f"Sent. The weekly summary from 9 November 2026 is on its way to {DESK}.\n",
        )  # fmt: skip
        twice = campaign(folder, *ASKED, env=env)
        assert (twice.code, len(box.taken)) == (1, 1)
        assert twice.err.startswith(f"{DESK} has the weekly summary from Mon 9 Nov 2026 already")
        assert campaign(folder, *ASKED, "--again", env=env).code == 0
    assert len({found["Message-ID"] for found in box.taken}) == 1


def test_a_kill_in_the_middle_leaves_a_doubt_that_status_shows(folder):
    with letterbox() as (box, port):
        box.tricks = ["wait"]
        program = subprocess.Popen(
            [sys.executable, "-m", "campaign", *ASKED],
            cwd=folder, env=environment(mail_server(port)),
        )  # fmt: skip
        assert box.holding.wait(60)
        program.send_signal(signal.SIGKILL)
        program.wait(30)
        box.let_go.set()
        assert database(folder, "SELECT state, sent_at FROM store_digest") == [("sending", None)]
        assert campaign(folder, *ASKED, env=mail_server(port)).code == 1
    assert len(box.taken) <= 1
    database(folder, "UPDATE store_digest SET next_at = '2026-11-22 12:00:00',"
                     " until = '2099-01-01 00:00:00'")  # fmt: skip
    told = campaign(folder, "status").out
    start = told.index("Digests that may not have arrived")
    assert told[start:].splitlines()[1:3] == [
        (
            f"  The weekly summary from 9 November 2026, {DESK}: it may have arrived or not "
            "(the program was stopped)."
        ),
        f"      campaign digest --weekly --from 9/11/2026 --to {DESK} --again",
    ]


def test_the_running_program_sends_what_is_due(folder):
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    database(
        folder,
        "INSERT INTO store_digest (rhythm, organisation, first, address, name, state, attempts,"
        " until, next_at, trouble) VALUES ('weekly', '', '2026-11-09', ?, ?, 'waiting', 0,"
        " '2099-01-01 00:00:00', '2026-11-16 08:00:00', '')",
        DESK,
        DESK,
    )
    with letterbox() as (box, port), running(folder, env=mail_server(port)):
        until = time.monotonic() + 60
        while not box.taken and time.monotonic() < until:
            time.sleep(0.05)
    assert [found["To"] for found in box.taken] == [DESK]
    assert box.taken[0]["Subject"].endswith("9 to 15 November 2026 (All organisations)")


def test_a_summary_that_cannot_be_written_fails_by_itself(folder):
    done = subprocess.run(
        [sys.executable, "-m", "campaign.worker.scribe", str(folder / "nowhere"), "weekly",
         "2026-11-09", "2026-11-16T08:00:00+00:00", ""],
        env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, b"")


def test_the_addresses_of_the_daily_line_can_be_tried(folder):
    with Ears() as ears:
        done = campaign(folder, "alerts", "test", env={"CAMPAIGN_DAILY": ears.url})
        bad = campaign(folder, "doctor", env={"CAMPAIGN_DAILY": "nonsense://s3cret"})
    assert (done.code, ears.titles) == (0, ["Campaign: a test"])
    assert "WRONG  Digests: Address 1 of CAMPAIGN_DAILY (nonsense://…) is none" in bad.out
    assert "s3cret" not in done.out + bad.out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--weekly", "--monthly"], 2, "A summary is about a week or about a month: give"),
        (["--to", "press desk"], 2, "--to: “press desk” is not an e-mail address. Write it like"),
        (["--organisation", "northshire-polise"], 2,
         "There is no organisation “northshire-polise”. Did you mean “northshire-police”?"),
        (["--from", "1/1/2099"], 2, "Thu 1 Jan 2099 is still to come: give an earlier day."),
        (["--to", DESK], 1, "Nothing was sent. No mail server is set: set CAMPAIGN_MAIL_HOST"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(folder, arguments, code, sentence):
    done = campaign(folder, "digest", *arguments)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(sentence)
    assert done.err.count("\n") == 1


def test_a_week_that_is_not_over_is_sent_to_nobody(folder):
    today = datetime.now(timezone.utc)
    with letterbox() as (box, port):
        asked = ("digest", "--from", f"{today:%d/%m/%Y}", "--to", DESK)
        done = campaign(folder, *asked, env=mail_server(port))
    assert (done.code, box.taken) == (2, [])
    assert done.err.startswith("The days up to ")
    assert "08:00: send it then, or look at it as it stands, without --to." in done.err
    assert database(folder, "SELECT count(*) FROM store_digest") == [(0,)]


def test_a_refusal_is_one_sentence(folder):
    with letterbox() as (box, port):
        box.tricks = ["refuse"]
        done = campaign(folder, *ASKED, env=mail_server(port))
    assert (done.code, done.err) == (
        1, f"Nothing was sent to {DESK}: the mail server does not accept the recipient.\n",
    )  # fmt: skip


def test_the_doctor_says_whether_summaries_can_be_sent(folder):
    told = campaign(folder, "doctor").out
    assert "WRONG  Digests: No mail server is set" in told
    told = campaign(folder, "doctor", env=mail_server(25)).out
    assert "well   Digests: 1 address gets a summary by e-mail." in told
