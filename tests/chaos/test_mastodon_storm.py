"""The shipped library on a Mastodon that loses answers, while the program is killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
import requests

from tests.chaos.storm import Storm, folder_with
from tests.servers.fake_mastodon import TOKEN
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports

pytestmark = pytest.mark.chaos

KILLS = 20
SPREAD = 60

ORGANISATION = """name: Northshire Police
kind: force
website: https://www.northshire-police.example
footage_link: northshire-police.example/footage
channels:
  northshire-mastodon:
    platform: mastodon
    handle: "@northshire@social.example"
    base_url: http://127.0.0.1:{port}
    secrets: {{token: STORM_TOKEN}}
"""


@pytest.fixture
def mastodon(tmp_path):
    [port] = free_ports(1)
    ledger = tmp_path / "ledger.jsonl"
    odds = ["--lose", "0.3", "--cut", "0.1", "--garble", "0.1", "--fail", "0.1"]
    command = [sys.executable, "-m", "tests.servers.fake_mastodon", str(port)]
    server = subprocess.Popen([*command, "--ledger", str(ledger), *odds], cwd=ROOT)
    try:
        for _ in range(100):
            try:
                requests.get(f"http://127.0.0.1:{port}/api/v2/instance", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield port, ledger
    finally:
        server.terminate()
        server.wait(10)


def test_every_post_is_there_exactly_once_though_answers_are_lost(tmp_path, mastodon, capsys):
    port, ledger = mastodon
    folder = folder_with(tmp_path / "campaign", ORGANISATION.format(port=port))
    storm = Storm(folder, {"STORM_TOKEN": TOKEN})
    posts = storm.prepare(SPREAD)
    storm.rage(KILLS)
    storm.calm(300)
    found = [json.loads(line)["text"] for line in ledger.read_text("utf-8").splitlines()]
    with capsys.disabled():
        print(f"\nMastodon storm: {storm.figures(posts, found)}")
    assert posts >= 15
    assert len(found) == len(set(found)) == posts
    assert storm.count("published") == posts
