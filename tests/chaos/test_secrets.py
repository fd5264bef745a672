"""No secret is left behind: a whole run on every network, then everything is searched.

What is searched: every file of the folder (database, write-ahead log, reports, run log, feeds,
hand-offs), what commands and pages say, and the list of processes while the program runs. Each
platform, to make it hard, once answers with an error that quotes our credential back at us.
"""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
import yaml

from campaign.store.sealing import new_key
from tests.chaos.matrix import FAKES, picture
from tests.servers.fake import Fake
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports
from tests.servers.program import environment

pytestmark = pytest.mark.chaos

ALERTS = "4lerts-s3cret-of-northshire"
DJANGO = "k3y-that-signs-the-pages-of-northshire"
SEALED = {"linkedin", "threads"}  # these channels' secrets are kept in the database
PAGES = ("/", "/platforms", "/report", "/timeline", "/healthz", "/no-such-page")
COMMANDS = (
    ("status",),
    ("doctor",),
    ("plan",),
    ("channels", "list"),
    ("channels", "test"),
    ("alerts", "list"),
    ("alerts", "test"),
    ("posts", "list"),
    ("audit", "list"),
    ("audit", "verify"),
    ("report",),
    ("check",),
)
CAMPAIGN = """\
name: Behind the Badge
hashtag: "#BehindTheBadge"
author: Communications team
public_address: http://127.0.0.1:{port}
themes:
  bystander-guidance: {{title: If you see it, share: 100}}
slots:
  - {{days: Monday to Friday, times: "08:00, 17:30"}}
"""
MESSAGE = """\
---
title: {title}
theme: bystander-guidance
platforms: all
image: phone.jpg
alt: A hand holds a phone that is calling 999.
---
{title}. Say where you are, and do more only if it is safe. #BehindTheBadge
"""


@pytest.fixture
def fakes() -> Iterator[dict[str, Fake]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                getattr(import_module(path.split(":")[0]), path.split(":")[1])()
            )
            for name, path in FAKES.items()
            if " " not in name
        }


def settings(name: str, server: Fake) -> dict[str, object]:
    home = import_module(FAKES[name].partition(":")[0])
    return home.channel(server.url)


def write_folder(folder: Path, fakes: Mapping[str, Fake], port: int) -> dict[str, str]:
    """Write a small campaign on every network; return the variables that hold its secrets."""
    channels, variables = {}, {}
    for name, server in fakes.items():
        told = settings(name, server)
        names = {key: f"SECRET_{name}_{key}".upper() for key in told["secrets"]}
        variables |= {names[key]: value for key, value in told["secrets"].items()}
        channels[f"northshire-{name}"] = {
            "platform": name,
            "base_url": told["base_url"],
            "secrets": names,
            "options": told["options"],
        }
    organisation = {
        "name": "Northshire Police",
        "kind": "force",
        "website": "https://www.northshire-police.example",
        "footage_link": "northshire-police.example/footage",
        "channels": {
            name: {key: value for key, value in one.items() if value}
            for name, one in channels.items()
        },
    }
    files = {
        "messages/campaign.yaml": CAMPAIGN.format(port=port),
        "messages/organisations/northshire-police.yaml": yaml.safe_dump(organisation),
        "messages/bystander-guidance/first.md": MESSAGE.format(title="Call 999 first"),
        "messages/bystander-guidance/then.md": MESSAGE.format(title="Then call a friend over"),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "assets").mkdir()
    (folder / "assets" / "phone.jpg").write_bytes(picture())
    return variables


def quote_back(fakes: Mapping[str, Fake]) -> None:
    """Let each platform refuse one post with an error that holds the credential it was sent."""
    for name, server in fakes.items():
        secrets = " and ".join(settings(name, server)["secrets"].values())
        words = f"The credential {secrets} may not do this"
        body = {"error": words, "message": words, "detail": words, "title": words}
        server.befall(server.WRITE, (400, body))


class Searched:
    """Everything a run leaves behind, by where it was found."""

    def __init__(self, secrets: list[str]) -> None:
        self.needles = {form for one in secrets for form in _forms(one)}
        self.found: list[str] = []
        self.seen = 0

    def add(self, where: str, data: bytes) -> None:
        self.seen += len(data)
        self.found += [
            f"{needle[:6]}… in {where}" for needle in self.needles if needle.encode() in data
        ]


def _forms(secret: str) -> list[str]:
    plain = base64.b64encode(secret.encode()).decode().rstrip("=")
    return [secret, quote(secret, safe=""), plain, secret.encode().hex()]


def run(folder: Path, env: Mapping[str, str], *command: str) -> subprocess.CompletedProcess[bytes]:
    line = [sys.executable, "-m", "campaign", *command, "--folder", str(folder)]
    return subprocess.run(line, check=False, cwd=ROOT, env=env, capture_output=True, timeout=120)


def test_a_whole_run_on_every_network_leaves_no_secret_behind(tmp_path, fakes):
    folder = tmp_path / "campaign"
    [port] = free_ports(1)
    variables = write_folder(folder, fakes, port)
    key = new_key()
    env = environment() | variables
    env |= {
        "CAMPAIGN_CREDENTIAL_KEY": key,
        "CAMPAIGN_SECRET_KEY": DJANGO,
        "CAMPAIGN_ALERTS": f"json://user:{ALERTS}@127.0.0.1:9/alerts",
    }
    secrets = [*variables.values(), key, ALERTS, DJANGO]
    searched = Searched([one for one in dict.fromkeys(secrets) if len(one) >= 8 and "." not in one])
    assert len(searched.needles) >= 40

    for name in SEALED:
        told = settings(name, fakes[name])
        code = (
            "import json, sys; from pathlib import Path\n"
            "from datetime import datetime, timezone\n"
            "from campaign.store.database import connect; connect(Path(sys.argv[1]))\n"
            "from campaign import registry\n"
            "from campaign.library.loader import read_library\n"
            "from campaign.store.credentials import SignedIn, keep\n"
            "library = read_library(Path(sys.argv[1]), registry.platforms())\n"
            "assert not library.errors, library.errors\n"
            "keep(library.channels[sys.argv[2]], SignedIn(secrets=json.loads(sys.argv[3])),"
            " by='Kim', now=datetime.now(timezone.utc))\n"
        )
        values = json.dumps(told["secrets"])
        line = [sys.executable, "-c", code, str(folder), f"northshire-{name}", values]
        subprocess.run(line, check=True, cwd=ROOT, env=env, timeout=60)
    subprocess.run(
        [sys.executable, "-m", "tests.chaos.prepare", str(folder), "3"],
        check=True,
        cwd=ROOT,
        env=env,
        timeout=120,
    )
    quote_back(fakes)

    log = tmp_path / "run.out"
    with log.open("wb") as file:
        program = subprocess.Popen(
            [sys.executable, "-m", "campaign", "run", "--folder", str(folder), "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for_posts(fakes, program, log)
        table = Path(f"/proc/{program.pid}/cmdline").read_bytes()
        searched.add("the list of processes", table)
        for page in PAGES:
            answer = requests.get(f"http://127.0.0.1:{port}{page}", timeout=10)
            searched.add(f"the page {page}", answer.content + str(answer.headers).encode())
        for command in COMMANDS:
            done = run(folder, env, *command)
            searched.add(f"campaign {' '.join(command)}", done.stdout + done.stderr)
    finally:
        program.send_signal(signal.SIGINT)
        program.wait(60)
    searched.add("what the program printed", log.read_bytes())
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "campaign.sqlite3" for path in files)
    for path in files:
        searched.add(str(path.relative_to(folder)), path.read_bytes())
    assert searched.seen > 100_000
    assert searched.found == []
    assert [v for server in fakes.values() for v in server.violations] == []


def _wait_for_posts(fakes: Mapping[str, Fake], program: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until every network has one post, and has refused another."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        assert program.poll() is None, log.read_text("utf-8")
        lacking = [name for name, server in fakes.items() if not server.posts or server.writes < 2]
        if not lacking:
            return
        time.sleep(0.2)
    pytest.fail(f"{lacking} have no post yet:\n{log.read_text('utf-8')}")


def test_the_search_finds_a_secret_in_every_form_it_looks_for():
    for form in _forms("s3cret-token-of-northshire"):
        searched = Searched(["s3cret-token-of-northshire"])
        searched.add("a file", b"before " + form.encode() + b" after")
        assert searched.found
