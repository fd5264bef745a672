"""Whatever is wrong is told in one clear sentence, with an exit code, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers.campaign_folder import GOOD, OFFICE, write_campaign
from tests.servers.command import campaign, environment, shell
from tests.servers.fake_mastodon import FakeMastodon
from tests.servers.need import missing
from tests.servers.paths import ROOT

LIVE = """\
name: Office of the Northshire Commissioner
kind: governance
channels:
  commissioner-mastodon:
    platform: mastodon
    base_url: {url}
    secrets: {{token: NORTHSHIRE_MASTODON_TOKEN}}
"""


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})


def one_sentence(done):
    """Give what was said about the trouble, having made sure that it is all there is."""
    assert done.code == 1
    assert done.out == ""
    assert done.err.count("\n") == 1
    return done.err.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["plan", "--apply"],
        ["run"],
        ["status"],
        ["report"],
        ["doctor"],
        ["channels", "test"],
        ["approvals"],
        ["audit", "verify"],
        ["manage", "check"],
        ["stop", "--reason", "Test", "--by", "Kim"],
        ["new", "message", "Title", "--theme", "a"],
    ],
)
def test_an_empty_folder_stays_empty(tmp_path, arguments):
    done = campaign(tmp_path, *arguments)
    assert (done.code, list(tmp_path.iterdir())) == (1, [])
    assert f"There is no campaign in {tmp_path}: messages/campaign.yaml is missing." in done.err
    assert "campaign init" in done.err


def test_without_campaign_yaml_there_is_no_campaign(folder):
    (folder / "messages" / "campaign.yaml").unlink()
    said = one_sentence(campaign(folder, "check"))
    assert "messages/campaign.yaml is missing" in said


def test_a_faulty_message_hides_no_good_one(folder):
    write_campaign(folder, {"behind-the-badge/faulty.md": "no settings at all"})
    checked = campaign(folder, "check")
    assert checked.code == 1
    assert "messages/behind-the-badge/faulty.md:1:" in checked.out
    planned = campaign(folder, "plan", "--apply")
    assert planned.code == 0
    assert "Left out for errors: 1 file\n  messages/behind-the-badge/faulty.md\n" in planned.out
    assert "behind-the-badge/good" in campaign(folder, "approvals").out


def test_a_plan_that_rests_on_a_faulty_file_is_blocked(folder):
    assert campaign(folder, "plan", "--apply").code == 0
    before = campaign(folder, "posts", "list").out
    write_campaign(folder, {"organisations/northshire-police.yaml": "name: [\n"})
    for arguments in (["plan"], ["plan", "--apply"]):
        done = campaign(folder, *arguments)
        assert (done.code, done.err) == (1, "")
        assert "\nBLOCKED: the whole plan rests on files that have errors.\n" in done.out
        assert "  messages/organisations/northshire-police.yaml:" in done.out
        assert "Dropped" not in done.out
        assert done.out.endswith("until “campaign check” finds them in order.\n")
    assert campaign(folder, "posts", "list").out == before


def test_a_plan_with_nothing_to_do_says_that_something_is_left_out(folder):
    write_campaign(folder, {"behind-the-badge/faulty.md": "no settings at all"})
    campaign(folder, "plan", "--apply", "--weeks", "1")
    done = campaign(folder, "plan", "--weeks", "1")
    assert "nothing has to change, apart from what is left out.\n\nLeft out for errors" in done.out
    assert "as planned" not in done.out


def test_a_channel_on_an_unknown_platform_is_found(folder):
    text = OFFICE.replace("platform: x, network: sandbox}", "platform: twiter}", 1)
    write_campaign(folder, {"organisations/commissioner.yaml": text})
    done = campaign(folder, "check")
    assert done.code == 1
    assert "There is no platform called “twiter”." in done.out


def test_a_missing_picture_is_found(folder):
    text = GOOD.replace("audience: public", "image: lost.jpg\nalt: A lost picture.")
    write_campaign(folder, {"behind-the-badge/lost.md": text})
    done = campaign(folder, "check")
    assert done.code == 1
    assert "There is no picture “lost.jpg” in assets/." in done.out


def test_a_secret_that_is_not_set_is_named(folder):
    write_campaign(
        folder, {"organisations/commissioner.yaml": LIVE.format(url="https://m.example")}
    )
    done = campaign(folder, "channels", "test")
    assert done.code == 1
    assert "FAILS  commissioner-mastodon: The token" in done.out
    assert "NORTHSHIRE_MASTODON_TOKEN" in done.out
    assert "works  northshire-x: on the built-in sandbox network" in done.out
    assert "3 channels tested: 1 cannot be used as things stand." in done.out


@pytest.mark.parametrize("secrets", ["", "secrets: {token: NORTHSHIRE_MASTODON_TOKEN}"])
def test_a_channel_that_fails_is_named_once(folder, secrets):
    text = LIVE.format(url="https://m.example")
    text = text.replace("secrets: {token: NORTHSHIRE_MASTODON_TOKEN}", secrets)
    write_campaign(folder, {"organisations/commissioner.yaml": text})
    for command in (["channels", "test"], ["doctor"]):
        said = [line for line in campaign(folder, *command).out.splitlines() if "stodon:" in line]
        told = "has not signed in: campaign" if not secrets else "The token is not set: put it"
        assert f"commissioner-mastodon: {told}" in said[0]
        assert said[0].replace("channels connect commissioner-mastodon", "").count("-masto") == 1


def test_a_secret_whose_file_cannot_be_read_is_named(folder):
    write_campaign(
        folder, {"organisations/commissioner.yaml": LIVE.format(url="https://m.example")}
    )
    env = {"NORTHSHIRE_MASTODON_TOKEN_FILE": "/nowhere/token"}
    done = campaign(folder, "channels", "test", "commissioner-mastodon", env=env)
    assert done.code == 1
    assert "NORTHSHIRE_MASTODON_TOKEN_FILE is set to /nowhere/token" in done.out


def test_a_credential_is_tried_without_posting(folder):
    with FakeMastodon() as server:
        write_campaign(folder, {"organisations/commissioner.yaml": LIVE.format(url=server.url)})
        for token, code in ((server.token, 0), ("wrong-token", 1)):
            env = {"NORTHSHIRE_MASTODON_TOKEN": token}
            done = campaign(folder, "channels", "test", "commissioner-mastodon", env=env)
            assert (done.code, token in done.out + done.err) == (code, False)
    assert not (folder / ".campaign").exists()


def newer(folder):
    """Leave a database as a later version of the program would."""
    assert campaign(folder, "status").code == 0
    with closing(sqlite3.connect(folder / ".campaign" / "campaign.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('store', '9999_from_the_future', '2030-01-01')"
        )
        database.commit()


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["run", "--port", "8999"],
        ["plan", "--apply"],
        ["stop", "--by", "A", "--reason", "B"],
    ],
)
def test_a_database_of_a_newer_version_is_left_alone(folder, arguments):
    newer(folder)
    done = campaign(folder, *arguments)
    assert done.code == 1
    sentence = (
        "This database was last used by a newer version of Campaign (it knows "
        "“9999_from_the_future”). Install that version again; nothing was changed."
    )
    assert sentence in done.err
    assert (done.err == f"{sentence}\n") is not ("stop" in arguments)  # which says more
    with closing(sqlite3.connect(folder / ".campaign" / "campaign.sqlite3")) as database:
        assert database.execute("SELECT COUNT(*) FROM store_event").fetchone() == (0,)


def test_the_doctor_goes_on_where_the_database_cannot(folder):
    newer(folder)
    done = campaign(folder, "doctor")
    assert done.code == 1
    assert "WRONG  Database: This database was last used by a newer version" in done.out
    assert "well   Channels: 4 channels work." in done.out


def test_a_damaged_database_is_told(folder):
    (folder / ".campaign").mkdir()
    (folder / ".campaign" / "campaign.sqlite3").write_bytes(b"not a database " * 1000)
    said = one_sentence(campaign(folder, "status"))
    assert "is damaged: put back a copy from your back-up" in said
    run = campaign(folder, "run")
    assert (run.code, run.err.strip()) == (1, said)
    assert not (folder / ".campaign" / "sandbox.sqlite3").exists()


def test_a_port_that_is_taken_is_told(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        # The web server leaves the socket that failed to Python, which would warn of it.
        quiet = {"PYTHONWARNINGS": "ignore::ResourceWarning"}
        done = campaign(folder, "run", "--port", str(port), env=quiet)
    assert done.code == 1
    assert done.err.startswith(f"Port {port} is in use by another program: choose another")
    assert f" “campaign run --port {port + 1}”, or in place of make run: " in done.err
    assert done.err.endswith(f"“.venv/bin/campaign run --rehearse --port {port + 1}”.\n")
    assert campaign(folder, "posts", "list").out.startswith("There are no posts")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        missing("A disk that can be filled", "run the tests as root to mount a small one")
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        missing("A disk that can be filled", "run the tests where tmpfs can be mounted")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk):
    """Leave no byte free."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 512)
        except OSError:
            return


def test_a_full_disk_loses_nothing(small_disk):
    write_campaign(small_disk, {"behind-the-badge/good.md": GOOD})
    assert campaign(small_disk, "plan", "--weeks", "1", "--apply").code == 0
    before = campaign(small_disk, "posts", "list").out
    fill(small_disk)
    commands = (
        ["plan", "--weeks", "104", "--apply"],
        ["stop", "--reason", "Test", "--by", "Kim"],
        ["report"],
    )
    for arguments in commands:
        done = campaign(small_disk, *arguments)
        assert (done.code, "full" in done.err or "space" in done.err) == (1, True), done
    (small_disk / "filler").unlink()
    assert campaign(small_disk, "posts", "list").out == before
    assert campaign(small_disk, "audit", "verify").code == 0


def test_output_that_goes_nowhere_is_told(folder):
    if not Path("/dev/full").exists():
        missing("/dev/full", "run the tests on Linux")
    done = shell(folder, '"$0" -m campaign check > /dev/full')
    assert done.returncode == 1
    assert done.stderr == ("The disk is full: free some space, then run the same command again.\n")


def test_a_reader_that_leaves_is_no_error(folder):
    messages = {f"behind-the-badge/m{n}.md": "no settings" for n in range(500)}
    write_campaign(folder, messages)
    done = shell(folder, '"$0" -m campaign check | head -n 1; exit "${PIPESTATUS[0]}"')
    assert (done.returncode, done.stderr) == (141, "")


def test_what_nobody_foresaw_is_one_sentence_and_a_file(folder):
    secret = "s3cret-of-the-test"
    (folder / "sitecustomize.py").write_text(
        "import campaign.library.loader as loader\n"
        f"def fail(*_): raise ZeroDivisionError('{secret}')\n"
        "loader.read_library = fail\n",
        encoding="utf-8",
    )
    env = {"NORTHSHIRE_TOKEN": secret, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    done = campaign(folder, "check", env=env)
    log = folder / ".campaign" / "error.log"
    assert "Something unforeseen happened (ZeroDivisionError)" in one_sentence(done)
    assert f"The details are in {log}" in done.err
    details = log.read_text(encoding="utf-8")
    assert "Traceback" in details
    assert secret not in details
    assert "[NORTHSHIRE_TOKEN]" in details
    assert log.stat().st_mode & 0o777 == 0o600


def test_ctrl_c_is_no_accident(folder):
    command = [sys.executable, "-m", "campaign", "count", "--platform", "x", "--jsonl"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(b'"a"\n')
        process.stdin.flush()
        assert process.stdout.readline() == b"1\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"Stopped.\n")


def test_a_database_without_a_name_is_told(folder):
    done = campaign(
        folder, "status", env={"DATABASE_URL": "postgresql://me:s3cret-word@127.0.0.1:1"}
    )
    said = one_sentence(done)
    assert "write DATABASE_URL as postgresql://user:password@host:port/name" in said
    assert "s3cret-word" not in said


def test_a_database_that_does_not_answer_is_told(folder):
    url = "postgresql://me:s3cret-word@127.0.0.1:1/x"
    said = one_sentence(campaign(folder, "status", env={"DATABASE_URL": url}))
    assert said.startswith("The database of DATABASE_URL does not answer")
    assert "s3cret-word" not in said
