"""Programs that are killed while they send summaries: nobody gets one twice, nobody is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, timezone

from tests.cli.test_digest import mail_server
from tests.servers.calendar_file import database
from tests.servers.campaign_folder import write_campaign
from tests.servers.command import campaign, environment
from tests.servers.letterbox import letterbox
from tests.servers.paths import ROOT

READERS = [f"reader{number}@northshire-police.example" for number in range(60)]
START = datetime(2026, 11, 23, 8, tzinfo=timezone.utc)


def program(folder, port, now):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.servers.posting", str(folder), now.isoformat()],
        cwd=ROOT,
        env=environment(mail_server(port)),
        stderr=subprocess.DEVNULL,
    )


def test_whoever_is_killed_leaves_each_reader_one_mail_or_a_doubt(tmp_path):
    folder, dice = write_campaign(tmp_path), random.Random(5)
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    for reader in READERS:
        database(
            folder,
            "INSERT INTO store_digest (rhythm, organisation, first, address, name, state,"
            " attempts, until, next_at, trouble) VALUES ('weekly', '', '2026-11-16', ?, ?,"
            " 'waiting', 0, '2099-01-01 00:00:00', '2026-11-23 08:00:00', '')",
            reader,
            reader,
        )
    killed = 0
    with letterbox() as (box, port):
        for round_ in range(4):  # each ten minutes after the one before: what it held is free
            now = START + timedelta(minutes=11 * round_)
            pair = [program(folder, port, now), program(folder, port, now)]
            before, until = len(box.taken), time.monotonic() + 20
            while len(box.taken) < before + dice.randrange(2, 9) and time.monotonic() < until:
                if all(one.poll() is not None for one in pair):
                    break
                time.sleep(0.002)
            for one in pair:
                killed += one.poll() is None
                one.kill()
                one.wait()
        for later in (44, 55):
            assert program(folder, port, START + timedelta(minutes=later)).wait(60) == 0
    taken = Counter(found["To"] for found in box.taken)
    rows = dict(database(folder, "SELECT address, state FROM store_digest"))
    assert killed >= 3
    assert max(taken.values()) == 1
    assert set(rows.values()) <= {"sent", "sending"}
    assert {address for address, state in rows.items() if state == "sent"} <= set(taken)
    assert len(taken) >= len(READERS) - killed
    told = dict(database(folder, "SELECT kind, count(*) FROM store_alert GROUP BY kind"))
    assert told.get("digest", 0) == list(rows.values()).count("sending")
