"""A running installation moves from SQLite to PostgreSQL, and back, by its two commands."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from contextlib import contextmanager

from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import approve, campaign, environment
from tests.servers.ports import free_ports
from tests.servers.postgresql import clone, postgresql

BY = ("--by", "Sam Hale")
TABLE = re.compile(r"^  (store_\w+) +([\d,]+) +([0-9a-f]{64})$", re.MULTILINE)


@contextmanager
def working(folder, env=None):
    """Start the program, wait until it works, and give it."""
    command = [sys.executable, "-m", "campaign", "run", "--port", str(free_ports(1)[0])]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout:
            if line.startswith("Running."):
                break
        try:
            yield process
        finally:
            process.kill()


def left(folder, name, env=None):
    """Move away from an installation while its program works; return what it said of the tables."""
    with working(folder, env) as program:
        done = campaign(folder, "export-database", name, "--move", *BY, env=env)
        out, _ = program.communicate(timeout=60)
    assert done.code == 0, done.err
    assert "This installation is moved: nothing goes out from here any more." in done.out
    assert f"was moved into the file {name} by Sam Hale. The program ends here." in out
    assert (program.returncode, "Nothing is left in hand." in out) == (0, True)
    refused = campaign(folder, "run", env=env)
    assert (refused.code, "Start the other one." in refused.err) == (1, True)
    return TABLE.findall(done.out)


def arrived(folder, name, env=None):
    """Import, and begin to work there; return what was said of the tables."""
    done = campaign(folder, "import-database", name, *BY, env=env)
    assert done.code == 0, done.err
    waiting = campaign(folder, "run", env=env)
    assert (waiting.code, "has arrived, and does not work yet" in waiting.err) == (1, True)
    number = re.search(r"campaign resume (\d+) --by NAME ", done.out)[1]
    alone = campaign(folder, "resume", number, *BY, env=env)
    assert (alone.code, "someone else lifts it" in alone.err) == (1, True)
    assert campaign(folder, "resume", number, "--by", "Kim Osei", env=env).code == 0
    whole = campaign(folder, "audit", "verify", env=env)
    assert whole.code == 0, whole.out
    again = campaign(folder, "import-database", name, *BY, env=env)
    assert "was imported here already: nothing was changed" in again.out
    with working(folder, env) as program:
        program.send_signal(signal.SIGINT)
        assert program.wait(60) == 0
    return TABLE.findall(done.out)


def test_a_running_installation_moves_there_and_back(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})
    assert campaign(folder, "plan", "--apply").code == 0
    assert approve(folder).code == 0
    stopped = campaign(folder, "stop", "--channel", "northshire-x", "--reason", "Try", *BY)
    assert stopped.code == 0
    before = campaign(folder, "posts", "list").out
    with postgresql() as address:
        there = {"DATABASE_URL": clone(address, "there")}
        assert campaign(folder, "status", env=there).code == 0  # made, and empty
        gone = left(folder, "move.zip")
        assert arrived(folder, "move.zip", there) == gone
        assert campaign(folder, "posts", "list", env=there).out == before
        assert "STOPPED: channel northshire-x – Try" in campaign(folder, "status", env=there).out
        for path in (folder / ".campaign").glob("campaign.sqlite3*"):
            path.unlink()
        back = left(folder, "back.zip", there)
        assert arrived(folder, "back.zip") == back
    assert campaign(folder, "posts", "list").out == before
    assert len(gone) == len(back) > 10


def test_an_import_never_mixes_two(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})
    assert campaign(folder, "plan", "--apply").code == 0
    assert campaign(folder, "export-database", "copy.zip", *BY).code == 0
    assert campaign(folder, "stop", "--reason", "Meanwhile", *BY).code == 0
    mixed = campaign(folder, "import-database", "copy.zip", *BY)
    assert (mixed.code, "an import never mixes two" in mixed.err) == (1, True)
    there = campaign(folder, "export-database", "copy.zip", *BY)
    assert (there.code, "is there already: add --replace" in there.err) == (1, True)
    (folder / "copy.zip").write_bytes((folder / "copy.zip").read_bytes()[:-9])
    cut = campaign(folder, "import-database", "copy.zip", *BY)
    assert (cut.code, "is damaged or cut off" in cut.err) == (1, True)
    assert campaign(folder, "import-database", "nowhere.zip", *BY).code == 1
