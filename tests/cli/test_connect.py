"""Signing in to a channel's account, and out again, as an administrator does it."""

from __future__ import annotations

import os
import pty
import re
import shlex
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import Done, campaign, environment
from tests.servers.fake_browser import visit
from tests.servers.fake_oauth import APP, APP_SECRET, FakeOAuth
from tests.servers.ports import free_ports

KEY = Fernet.generate_key().decode()
BY = ("--by", "Kim Osei")
BROWSER = f"{shlex.quote(sys.executable)} -m tests.servers.fake_browser %s"
ENV = {
    "CAMPAIGN_CREDENTIAL_KEY": KEY,
    "BROWSER": BROWSER,
    "CAMPAIGN_X_CLIENT_ID": APP,
    "CAMPAIGN_X_CLIENT_SECRET": APP_SECRET,
    "CAMPAIGN_LINKEDIN_CLIENT_ID": APP,
    "CAMPAIGN_LINKEDIN_CLIENT_SECRET": APP_SECRET,
}
PASTE = "--paste"


def live(url: str) -> str:
    return f"""\
name: Live
kind: partner
channels:
  live-mastodon: {{platform: mastodon, handle: "@police", base_url: "{url}"}}
  live-x: {{platform: x, handle: "@police", base_url: "{url}"}}
  other-x: {{platform: x, handle: "@other", base_url: "{url}"}}
  live-threads: {{platform: threads, network: sandbox}}
"""


@pytest.fixture
def server():
    with FakeOAuth() as running:
        yield running
        assert running.violations == []


@pytest.fixture
def folder(tmp_path, server):
    files = {"behind-the-badge/good.md": GOOD, "organisations/live.yaml": live(server.url)}
    return write_campaign(tmp_path, files)


def connect(folder, *arguments: str, given: str = "", **env: str) -> Done:
    return campaign(folder, "channels", "connect", *arguments, *BY, given=given, env={**ENV, **env})


def kept(folder) -> list[tuple]:
    path = folder / ".campaign" / "campaign.sqlite3"
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        return list(
            connection.execute(
                "SELECT channel, speaks_as, expires_at, renew_at, connected_by"
                " FROM store_credential ORDER BY channel"
            )
        )


def left_behind(folder: Path) -> bytes:
    """Return every byte the program wrote anywhere below the folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


# The browser and back


def test_a_server_makes_its_own_app_and_the_browser_comes_back(folder, server):
    done = connect(folder, "live-mastodon")
    assert done.code == 0, done.err
    assert "Signed in as @police.\n" in done.out
    assert "live-mastodon is connected, " in done.out
    assert [row[:2] for row in kept(folder)] == [("live-mastodon", "@police")]
    assert kept(folder)[0][4] == "Kim Osei"
    assert campaign(folder, "channels", "test", "live-mastodon", env=ENV).code == 0


def test_a_platform_of_one_channel_names_it(folder):
    assert "live-mastodon is connected" in connect(folder, "Mastodon").out


def test_a_platform_of_several_channels_needs_a_word_more(folder):
    done = connect(folder, "x")
    assert (done.code, done.err) == (
        2,
        "x has several channels: name one of live-x and other-x.\n",
    )


def test_a_token_of_two_hours_is_renewed_by_itself(folder, server):
    server.basic = True
    [port] = free_ports(1)
    done = connect(folder, "live-x", "--port", str(port))
    assert done.code == 0, done.err
    assert f"http%3A%2F%2F127.0.0.1%3A{port}%2Fcallback" in done.out
    assert "live-x is connected, and renewed by itself" in done.out
    [(_, _, expires_at, renew_at, _)] = kept(folder)
    assert expires_at > renew_at
    listed = campaign(folder, "channels", "list", env=ENV).out
    assert re.search(r"live-x .* as @police, renewed by itself +in use", listed)


def test_what_ran_out_while_nothing_was_running_is_no_fault(folder, server):
    server.basic = True
    [port] = free_ports(1)
    assert connect(folder, "live-x", "--port", str(port)).code == 0
    database = folder / ".campaign" / "campaign.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE store_credential SET expires_at = '2026-01-02 03:04:05'")
        connection.commit()
    asked = len(server.asked("x_me"))
    done = campaign(folder, "channels", "test", "live-x", env=ENV)
    assert "The sign-in of live-x has run out; “campaign run” renews it." in done.out
    assert len(server.asked("x_me")) == asked


def test_nothing_of_it_is_left_in_the_clear(folder, server):
    server.basic = True
    [port] = free_ports(1)
    done = connect(folder, "live-x", "--port", str(port))
    assert done.code == 0, done.err
    server.basic = False
    other = connect(folder, "live-mastodon")
    assert other.code == 0, other.err
    shown = (done.out + done.err + other.out + other.err).encode() + left_behind(folder)
    assert len(server.given) > 5
    for secret in [*server.given, KEY]:
        assert secret.encode() not in shown


def test_whoever_declines_is_not_signed_in(folder, server):
    server.answer = "no"
    done = connect(folder, "live-mastodon")
    assert (done.code, done.err) == (
        1,
        "The sign-in was declined on Mastodon, so nothing was kept.\n",
    )
    assert kept(folder) == []


def test_another_state_is_another_sign_in(folder, server):
    server.answer = "another state"
    done = connect(folder, "live-mastodon", "--patience", "2")
    assert done.code == 1
    assert "The browser did not come back within 2 seconds" in done.err
    assert kept(folder) == []


def test_less_than_was_asked_for_is_refused(folder, server):
    server.scopes = "read:accounts read:statuses write:statuses"
    done = connect(folder, "live-mastodon")
    assert (done.code, "write:media is missing, so nothing was kept" in done.err) == (1, True)
    assert kept(folder) == []


def test_an_app_the_platform_does_not_know_is_told(folder, server):
    server.basic = True
    [port] = free_ports(1)
    server.apps[APP] = "another"
    done = connect(folder, "live-x", "--port", str(port))
    assert done.code == 1
    assert done.err.startswith("X did not take the sign-in (Which app?), so nothing was kept.")


def test_a_browser_that_stays_away_is_waited_for_no_longer_than_told(folder):
    done = connect(folder, "live-mastodon", "--no-browser", "--patience", "1")
    assert done.code == 1
    assert done.out.startswith("Go to this address, and sign in to Mastodon")
    assert "did not come back within 1 second, so nothing was kept" in done.err


def test_a_browser_that_cannot_be_opened_leaves_the_address(folder):
    done = connect(folder, "live-mastodon", "--patience", "1", BROWSER="no-such-browser")
    assert done.out.startswith("Go to this address, and sign in to Mastodon")
    assert "/oauth/authorize?response_type=code" in done.out


class Waiting:
    """The command while it waits for the browser."""

    def __init__(self, folder, *arguments: str) -> None:
        command = [sys.executable, "-m", "campaign", "channels", "connect", *arguments, *BY]
        self.program = subprocess.Popen(
            [*command, "--no-browser"],
            cwd=folder,
            env=environment(ENV),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.program.stdout.readline()
        self.address = self.program.stdout.readline().strip()

    def end(self) -> tuple[str, str]:
        return self.program.communicate(timeout=30)


def test_the_page_the_browser_ends_at_is_plain_and_safe(folder):
    waiting = Waiting(folder, "live-mastodon")
    *_, (code, address, page) = visit(waiting.address)
    out, err = waiting.end()
    assert (code, waiting.program.returncode) == (200, 0), err
    assert address.startswith("http://127.0.0.1:")
    assert '<html lang="en-GB">' in page
    assert "<h1>Thank you</h1>" in page
    assert "You can close this window." in page
    assert "connected" in out


def test_the_page_says_so_when_it_is_another_sign_in(folder, server):
    server.answer = "another state"
    waiting = Waiting(folder, "live-mastodon")
    code, _, page = visit(waiting.address)[-1]
    assert (code, "<h1>You are not signed in</h1>" in page) == (400, True)
    assert kept(folder) == []
    server.answer = "yes"
    assert visit(waiting.address)[-1][0] == 200, "the right one is still waited for"
    assert "live-mastodon is connected" in waiting.end()[0]


def test_the_process_list_shows_no_secret(folder, server):
    waiting = Waiting(folder, "live-mastodon")
    shown = Path(f"/proc/{waiting.program.pid}/cmdline").read_bytes()
    visit(waiting.address)
    waiting.end()
    assert b"channels" in shown
    for secret in [*server.given, KEY]:
        assert secret.encode() not in shown


def test_ctrl_c_while_it_waits_keeps_nothing(folder):
    waiting = Waiting(folder, "live-mastodon")
    waiting.program.send_signal(2)
    _, err = waiting.end()
    assert (waiting.program.returncode, err) == (130, "Stopped.\n")
    assert kept(folder) == []


def test_a_port_that_is_taken_is_told(folder, server):
    done = connect(folder, "live-mastodon", "--port", str(server.server_port))
    assert (done.code, f"Port {server.server_port} is in use" in done.err) == (1, True)


def test_an_address_may_be_pasted_where_the_browser_cannot_come_back(folder, server):
    away = "https://www.northshire-police.example/signed-in"
    command = ["channels", "connect", "live-mastodon", "--redirect", away, "--no-browser", *BY]
    program = subprocess.Popen(
        [sys.executable, "-m", "campaign", *command],
        cwd=folder,
        env=environment(ENV),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    program.stdout.readline()
    address = program.stdout.readline().strip()
    end = visit(address, stop_at=away)[-1][1]
    out, err = program.communicate(f"{end}\n", timeout=30)
    assert program.returncode == 0, err
    assert "live-mastodon is connected" in out
    assert end.partition("code=")[2][:20] not in out


# By paste


def test_a_token_can_be_pasted(folder, server):
    done = connect(folder, "live-mastodon", PASTE, given=f"{server.token}\n")
    assert done.code == 0, done.err
    assert done.out == (
        "Signed in as @police.\nlive-mastodon is connected, until it is withdrawn.\n"
    )


def test_a_paste_at_a_terminal_is_not_shown(folder, server):
    main, side = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "campaign", "channels", "connect", "live-mastodon", PASTE, *BY],
        cwd=folder,
        env=environment({**ENV, "TERM": "xterm"}),
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
    )
    os.close(side)
    shown = b""
    while b"not shown" not in shown:
        shown += os.read(main, 4096)
    time.sleep(0.3)  # until the terminal has been told to show nothing
    os.write(main, f"{server.token}\n".encode())
    assert program.wait(30) == 0
    while True:
        try:
            shown += os.read(main, 4096)
        except OSError:
            break
    os.close(main)
    assert b"Signed in as @police." in shown
    assert server.token.encode() not in shown


def test_a_wrong_token_is_not_kept(folder):
    done = connect(folder, "live-mastodon", PASTE, given="wr0ng-token-of-nobody\n")
    assert done.code == 1
    assert done.err.endswith("Nothing was kept.\n")
    assert "wr0ng" not in done.err
    assert kept(folder) == []


def test_an_empty_paste_is_told(folder):
    done = connect(folder, "live-mastodon", PASTE, given="\n")
    assert (done.code, done.err) == (1, "The token is empty, so nothing was kept.\n")


def test_another_account_than_the_file_names_needs_a_yes(folder, server):
    server.name = "somebody_else"
    done = connect(folder, "live-mastodon", PASTE, given=f"{server.token}\n")
    assert done.code == 1
    assert done.err == (
        "The file says that live-mastodon speaks as @police, not as @somebody_else. Nothing was "
        "kept; if it is right, add --yes.\n"
    )
    assert kept(folder) == []
    done = connect(folder, "live-mastodon", PASTE, "--yes", given=f"{server.token}\n")
    assert (done.code, kept(folder)[0][1]) == (0, "@somebody_else")


# The key


def test_without_a_key_nobody_is_sent_anywhere(folder, server):
    done = connect(folder, "live-mastodon", CAMPAIGN_CREDENTIAL_KEY="")
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith("CAMPAIGN_CREDENTIAL_KEY is not set, and without it no sign-in")
    assert server.heard == []


def test_a_new_key_is_a_line_of_its_own_and_seals(folder, server):
    made = campaign(folder, "channels", "new-key")
    assert made.code == 0
    assert re.fullmatch(r"[\w-]{43}=\n", made.out)
    assert "CAMPAIGN_CREDENTIAL_KEY_FILE" in made.err
    path = folder.parent / "key"
    path.write_text(made.out)
    env = {"CAMPAIGN_CREDENTIAL_KEY": "", "CAMPAIGN_CREDENTIAL_KEY_FILE": str(path)}
    done = connect(folder, "live-mastodon", PASTE, given=f"{server.token}\n", **env)
    assert done.code == 0, done.err


def test_keys_are_changed_without_signing_in_again(folder, server):
    connect(folder, "live-mastodon", PASTE, given=f"{server.token}\n")
    new = Fernet.generate_key().decode()
    both = {"CAMPAIGN_CREDENTIAL_KEY": f"{new},\n{KEY}"}
    done = campaign(folder, "channels", "rotate-key", *BY, env=both)
    assert (done.code, "Sealed anew with the first key: 1 sign-in." in done.out) == (0, True)
    tested = ("channels", "test", "live-mastodon")
    assert campaign(folder, *tested, env={"CAMPAIGN_CREDENTIAL_KEY": new}).code == 0
    old = campaign(folder, *tested, env={"CAMPAIGN_CREDENTIAL_KEY": KEY})
    assert old.code == 1
    assert "was sealed with another key than CAMPAIGN_CREDENTIAL_KEY holds now" in old.out
    assert KEY not in old.out + old.err


def test_a_key_that_opens_nothing_changes_nothing(folder, server):
    connect(folder, "live-mastodon", PASTE, given=f"{server.token}\n")
    other = {"CAMPAIGN_CREDENTIAL_KEY": Fernet.generate_key().decode()}
    done = campaign(folder, "channels", "rotate-key", *BY, env=other)
    assert (done.code, done.err.startswith("Nothing was changed, for the sign-in of")) == (1, True)
    assert campaign(folder, "channels", "test", "live-mastodon", env=ENV).code == 0


def test_half_a_key_is_no_key(folder):
    done = connect(folder, "live-mastodon", CAMPAIGN_CREDENTIAL_KEY=f"{KEY},{KEY[:20]}")
    assert (done.code, done.err.startswith("Key 2 in CAMPAIGN_CREDENTIAL_KEY is not a key")) == (
        1,
        True,
    )
    assert KEY[:20] not in done.err


# What is asked of the files


def test_a_sandbox_channel_needs_no_account(folder):
    done = connect(folder, "live-threads")
    assert (done.code, "needs no account" in done.err) == (1, True)


def test_a_channel_that_is_not_there_is_guessed(folder):
    done = connect(folder, "live-mastadon")
    assert (done.code, "Did you mean “live-mastodon”?" in done.err) == (1, True)


def test_without_an_app_it_says_which_variables_are_missing(folder):
    done = connect(folder, "live-x", CAMPAIGN_X_CLIENT_ID="")
    assert done.code == 1
    assert "put its id into CAMPAIGN_X_CLIENT_ID and its secret into" in done.err
    assert "(missing: CAMPAIGN_X_CLIENT_ID)" in done.err


def test_a_sign_in_given_for_another_server_is_not_sent_there(folder, server):
    connect(folder, "live-mastodon", PASTE, given=f"{server.token}\n")
    with FakeOAuth() as other:
        write_campaign(folder, {"organisations/live.yaml": live(other.url)})
        done = campaign(folder, "channels", "test", "live-mastodon", env=ENV)
        assert other.heard == []
    assert done.code == 1
    assert "given for another platform or server" in done.out


def test_signing_out_forgets_it(folder, server):
    connect(folder, "live-mastodon", PASTE, given=f"{server.token}\n")
    done = campaign(folder, "channels", "disconnect", "live-mastodon", *BY)
    assert (done.code, kept(folder)) == (0, [])
    assert "The sign-in of live-mastodon is forgotten." in done.out
    again = campaign(folder, "channels", "disconnect", "live-mastodon", *BY)
    assert (again.code, "No sign-in is kept for “live-mastodon”." in again.err) == (1, True)
    assert campaign(folder, "audit", "verify").code == 0


def test_an_option_the_platform_does_not_know_is_told(folder, server):
    text = live(server.url).replace('handle: "@police", base', "options: {authr: x}, base", 1)
    write_campaign(folder, {"organisations/live.yaml": text})
    for command in (("channels", "test", "live-mastodon"), ("doctor",)):
        done = campaign(folder, *command, env=ENV)
        assert done.code == 1
        assert "organisations/live.yaml has an error in line" in done.out + done.err
    found = campaign(folder, "check", env=ENV)
    assert (found.code, "authr" in found.out) == (1, True)
