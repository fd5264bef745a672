"""``campaign run``: rehearsal, page, clean end, and a second start that repeats nothing."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from campaign.cli.run import Screen
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign, environment
from tests.servers.ports import free_ports


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})


@contextmanager
def running(folder, *arguments, env=None):
    """Start the program and wait until it says that it runs; give it, and what it said."""
    port = free_ports(1)[0]
    command = [sys.executable, "-m", "campaign", "run", "--port", str(port), *arguments]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Running."):
                break
        try:
            yield process, "".join(said).replace(str(port), "PORT"), port
        finally:
            process.kill()


def ended(process, number):
    """Send a signal; return the exit code and what was said after it."""
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in out + err
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_until_it_is_told_to_stop(folder, number):
    with running(folder) as (process, said, port):
        assert said.startswith(
            "Checking the library: done.\nNo findings; 1 message read.\nPlanned four weeks ahead: "
        )
        assert "posts await approval: campaign approvals\n" in said
        assert said.endswith("Running. The page is on http://127.0.0.1:PORT – Ctrl-C stops.\n")
        with urlopen(f"http://127.0.0.1:{port}/") as page:
            assert page.status == 200
        assert ended(process, number) == (
            0,
            "Stopping …\nStopped. Nothing is left in hand.\n",
            "",
        )


def test_a_rehearsal_is_played_once(folder):
    with running(folder, "--rehearse") as (process, said, _):
        assert "Playing four weeks on a simulated clock: done.\n" in said
        assert "went out on the sandbox network.\n" in said
        assert f"Evaluation report: {folder}/reports/" in said
        ended(process, signal.SIGINT)
    before = campaign(folder, "posts", "list", "--state", "published").out
    assert "published" in before
    with running(folder, "--rehearse") as (process, said, _):
        assert "Playing" not in said
        assert "Planned four weeks ahead: nothing had to change.\n" in said
        ended(process, signal.SIGINT)
    assert campaign(folder, "posts", "list", "--state", "published").out == before
    assert campaign(folder, "audit", "verify").code == 0


def test_a_second_one_in_the_same_folder_is_refused(folder):
    with running(folder) as (process, _, _):
        second = campaign(folder, "run", "--port", str(free_ports(1)[0]))
        assert (second.code, "is running in this folder already" in second.err) == (1, True)
        assert "The program is running (last tick" in campaign(folder, "status").out
        assert ended(process, signal.SIGINT)[0] == 0


def test_a_secret_that_is_not_set_is_told_at_the_start(folder):
    live = (
        "name: Live\nkind: partner\nchannels:\n"
        "  live-mastodon:\n    platform: mastodon\n    base_url: https://social.example\n"
        "    secrets: {token: NORTHSHIRE_TOKEN}\n"
    )
    write_campaign(folder, {"organisations/live.yaml": live})
    with running(folder) as (process, said, _):
        assert "Warning: The token of the channel live-mastodon is not set" in said
        ended(process, signal.SIGINT)


def test_a_faulty_message_stays_out_and_is_told(folder):
    write_campaign(folder, {"behind-the-badge/faulty.md": "no settings"})
    with running(folder) as (process, said, _):
        assert "in 1 file; 1 message read.\n“campaign check” shows them" in said
        ended(process, signal.SIGINT)


LIVE = (
    "name: Live\nkind: partner\nchannels:\n  live-mastodon:\n    platform: mastodon\n"
    "    base_url: http://127.0.0.1:1\n    secrets: {token: NORTHSHIRE_TOKEN}\n"
)


def test_a_rehearsal_without_a_sandbox_channel_says_why_nothing_went_out(folder):
    shutil.rmtree(folder / "messages" / "organisations")
    write_campaign(folder, {"behind-the-badge/good.md": GOOD.replace("X, Facebook", "mastodon")})
    for file in (folder / "messages" / "organisations").iterdir():
        file.unlink()
    write_campaign_file(folder, "organisations/live.yaml", LIVE)
    with running(folder, "--rehearse", env={"NORTHSHIRE_TOKEN": "a-token"}) as (process, said, _):
        assert ": nothing went out. No channel is on the sandbox network, and a rehearsal" in said
        assert "0 posts went out" not in said
        ended(process, signal.SIGINT)


def write_campaign_file(folder, name, text):
    (folder / "messages" / name).write_text(text, encoding="utf-8")


def test_a_plan_that_cannot_be_made_is_a_warning_and_the_program_runs(folder):
    campaign(folder, "plan", "--apply")
    write_campaign_file(folder, "organisations/commissioner.yaml", "name: [\n")
    with running(folder) as (process, said, _):
        assert "Warning: messages/organisations/commissioner.yaml has an error in line " in said
        told = campaign(folder, "status").out
        assert "commissioner.yaml has an error in line 2, and the whole plan" in told
        assert ended(process, signal.SIGINT)[0] == 0


def test_a_stage_that_was_ended_early_is_not_called_done(capsys):
    screen = Screen()
    with screen.stage("Playing four weeks", 40) as progress:
        progress(12)
    with screen.stage("Writing", 1) as progress:
        progress(1)
    with screen.stage("Nothing to do", 0):
        pass
    assert capsys.readouterr().out == (
        "Playing four weeks: stopped after 12 of 40; the next start goes on there.\n"
        "Writing: done.\n"
        "Nothing to do: done.\n"
    )


def test_after_a_stop_the_status_says_when(folder):
    with running(folder) as (process, _, _):
        ended(process, signal.SIGINT)
    assert "The program was stopped at " in campaign(folder, "status").out
