"""A file is saved again and again while its posts go out: nobody sees what nobody approved."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import approve, campaign
from tests.servers.program import running

pytestmark = pytest.mark.chaos

NAME = "behind-the-badge/late-shift"
CHANNELS = 12
APPROVED = ("Thank you to everyone on the late shift.", "Thank you to all who work tonight.")
NOT_APPROVED = ("Nobody has read this sentence.", "Nobody has read this one.")
POLICE = "name: Northshire Police\nkind: force\nchannels:\n" + "".join(
    f"  channel-{number}: {{platform: x, network: sandbox}}\n" for number in range(CHANNELS)
)


def message(text, due):
    when = f"when: {due.day}/{due.month}/{due.year} at {due:%H:%M}"
    written = GOOD.replace("audience: public", f"audience: public\n{when}")
    return written.replace("X, Facebook", "X").replace("\nText\n", f"\n{text}\n")


def test_edits_in_the_second_in_which_posts_go_out(tmp_path):
    now = datetime.now(ZoneInfo("Europe/London"))
    due = (now + timedelta(seconds=100)).replace(second=0, microsecond=0)
    write_campaign(tmp_path, {"organisations/northshire-police.yaml": POLICE})
    (tmp_path / "messages" / "organisations" / "commissioner.yaml").unlink()
    file = tmp_path / "messages" / f"{NAME}.md"
    for text in APPROVED:
        file.parent.mkdir(exist_ok=True)
        file.write_text(message(text, due), "utf-8")
        assert campaign(tmp_path, "plan", "--apply").code == 0
        assert approve(tmp_path).code == 0
    with running(tmp_path):
        save_again_and_again(file, due)
        file.write_text(message(APPROVED[0], due), "utf-8")
        time.sleep(8)
    sent = timeline(tmp_path)
    assert len(sent) == CHANNELS
    assert set(sent) <= set(APPROVED), sent
    assert outdated(tmp_path) == []
    assert campaign(tmp_path, "audit", "verify").code == 0


def save_again_and_again(file, due):
    """Save one text after the other, from some seconds before the posts are due until after."""
    texts = cycle([APPROVED[1], NOT_APPROVED[0], APPROVED[0], NOT_APPROVED[1]])
    begin, end = due.timestamp() - 12, due.timestamp() + 12
    time.sleep(max(0.0, begin - time.time()))
    while time.time() < end:
        file.write_text(message(next(texts), due), "utf-8")
        time.sleep(1.7)


def timeline(folder):
    with sqlite3.connect(folder / ".campaign" / "sandbox.sqlite3") as connection:
        rows = connection.execute("SELECT content FROM post").fetchall()
    return [json.loads(content)["text"] for (content,) in rows]


def outdated(folder):
    """The posts that went out with another text than the one last applied before, by the log."""
    sent = database(
        folder,
        "SELECT e.post_id, e.id, p.digest FROM store_event e JOIN store_post p ON p.id = e.post_id"
        ' WHERE e.data LIKE \'%"to": "publishing"%\'',
    )
    assert len(sent) >= CHANNELS
    found = []
    for post, claimed, digest in sent:
        last = database(
            folder,
            "SELECT data FROM store_event WHERE kind = 'post changed' AND post_id = ? AND id < ?"
            " ORDER BY id DESC LIMIT 1",
            post,
            claimed,
        )
        if last and (json.loads(last[0][0])["digest"], "scheduled") != (
            digest,
            json.loads(last[0][0])["state"],
        ):
            found.append((post, last))
    return found
