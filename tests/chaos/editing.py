"""Several people edit, approve and cancel posts in the very minutes in which these go out.

``python -m tests.chaos.editing`` has a scheduler and two workers on PostgreSQL deliver messages
that fall due within two minutes, while editors save them again and again, approve some of their
versions, and others cancel posts, each in a process of their own. Nothing may go out that was not
the text in force when it was claimed, that nobody approved, or that was cancelled. The last line is
the result. A number behind it is that of messages (two), each due a minute after the one before.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos import editor, scene, verdict
from tests.chaos.fleet import Fleet, environment
from tests.chaos.stage import Stage, durable, hang_up
from tests.servers.paths import ROOT
from tests.servers.postgresql import clone

CHANNELS = 40
LEAD = 30.0  # seconds from the first plan to the first post, at the least
BEFORE, AFTER = 15.0, 15.0  # seconds of the storm before the first post's time and after the last
EDITORS, CANCELLERS = 3, 2
PATIENCE = 240.0


@dataclass
class Editing:
    """What the people did."""

    stage: Stage
    due: float  # when the first message goes out; the next follows a minute later
    messages: int
    seed: int = 7
    done: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def cancelled(self) -> dict[int, float]:
        """Return the posts that were cancelled, and when that was confirmed."""
        return {one["post"]: one["at"] for one in self.done if one["did"] == "cancelled"}

    def count(self, did: str) -> int:
        """Return how often something was done."""
        return sum(one["did"] == did for one in self.done)

    def settle(self) -> None:
        """Bring the calendar in line with the files, and say yes to all that waits."""
        home = self.stage.home
        planned = self.stage.campaign(home, "plan", "--apply")
        assert planned.returncode == 0, planned.stdout + planned.stderr
        shown = self.stage.campaign(home, "approvals").stdout
        for code in re.findall(r"--code (\w+)", shown)[-1:]:
            which = ("--all", "--code", code, "--by", scene.APPROVER)
            self.stage.campaign(home, "approve", *which)

    def rage(self) -> None:
        """Let all of them work around the time of the first posts."""
        time.sleep(max(0.0, self.due - BEFORE - time.time()))
        people = [("edits", who) for who in range(EDITORS)]
        people += [("cancels", who) for who in range(CANCELLERS)]
        processes = [self._person(what, who) for what, who in people]
        for process in processes:
            said, _ = process.communicate()
            assert process.returncode == 0, said
            self.done += map(json.loads, said.splitlines())

    def _person(self, what: str, who: int) -> subprocess.Popen[str]:
        seconds = BEFORE + 60 * (self.messages - 1) + AFTER
        told = map(str, (what, who, seconds, self.due, self.messages, self.seed))
        return subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.editor", str(self.stage.home), *told],
            cwd=ROOT,
            env=environment(self.stage.env),
            stdout=subprocess.PIPE,
            text=True,
        )


def run(stage: Stage, messages: int) -> int:
    """Edit while posts go out, settle and compare; return the exit status."""
    with contextlib.ExitStack() as stack:
        servers = stack.enter_context(stage.platforms(CHANNELS, share=0.0))
        _write(stage, servers, messages)
        minutes = (time.time() + LEAD) // 60 + 1
        editing = Editing(stage, minutes * 60, messages)
        for number in range(messages):
            editor.save(stage.home, number, 0, editing.due)
        editing.settle()
        machines = [stage.machine(f"worker-{number}", "worker") for number in (1, 2)]
        scheduler = stage.machine("scheduler", "scheduler")
        scheduler.folder = stage.home  # where the editors save
        fleet = Fleet([*machines, scheduler])
        stack.callback(fleet.end)
        fleet.start()
        fleet.wait_until_live(PATIENCE)
        editing.rage()
        editing.settle()
        settled = stage.calm(PATIENCE)
        unwell = fleet.stop()
    return _judge(editing, well=settled and not unwell)


def _write(stage: Stage, servers: Mapping[str, Any], messages: int) -> None:
    stage.env |= scene.write(stage.home, servers, messages)
    stage.env["DATABASE_URL"] = stage.address
    os.environ.update(stage.env)
    from campaign.store.database import connect

    connect(stage.home)
    (stage.home / ".campaign/pictures").mkdir(exist_ok=True)
    hang_up()


def _judge(editing: Editing, *, well: bool) -> int:
    from campaign.store.models import Post

    rows = list(Post.objects.all())
    lines = [json.loads(line) for line in editing.stage.ledger.read_text().splitlines()]
    made = [line for line in lines if line["what"] == "made"]
    bad = {
        "outdated": outdated(rows, made),
        "unapproved": [row.pk for row in rows if row.state == "published" and not _agreed(row)],
        "cancelled sent": cancelled_sent(rows, lines, editing),
        "duplicates": _doubles(made),
        "lost": [row.pk for row in rows if not _settled(row, made)],
    }
    whole = editing.stage.audit(editing.stage.home)
    count = Counter(str(row.state) for row in rows)
    print(", ".join(f"{state} {number}" for state, number in count.most_common()))
    for name, found in bad.items():
        if found:
            print(f"{name}: {found}")
    print(
        f"posts {len(rows)}, edits {editing.count('saved')}, "
        f"cancelled {len(editing.cancelled)}, "
        + ", ".join(f"{name} {len(found)}" for name, found in bad.items())
        + f", audit {'ok' if whole else 'broken'}"
    )
    sent = count["published"] > 0
    return int(any(bad.values()) or not whole or not well or not sent)


def _text(row: Any) -> str:
    return str(json.loads(row.body)["text"])


def outdated(rows: Sequence[Any], made: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what was sent and is not the text that its post had in force when it was claimed."""
    texts = {(row.channel_id, _text(row)) for row in rows if row.state == "published"}
    wrong = [f"{one['channel']}: {one['text']}" for one in made if not _known(one, texts)]
    return wrong + [f"post {row.pk}" for row in rows if row.attempt and not _in_force(row)]


def _known(one: Mapping[str, Any], texts: set[tuple[str, str]]) -> bool:
    return (one["channel"], one["text"]) in texts


def _claim(row: Any) -> Any:
    return row.events.filter(kind="post moved", data__contains='"to": "publishing"').last()


def _in_force(row: Any) -> bool:
    """Say whether the last change before the claim made the text what it is; by the log."""
    last = row.events.filter(kind="post changed", id__lt=_claim(row).pk).last()
    return last is None or json.loads(last.data)["digest"] == row.digest


def _agreed(row: Any) -> bool:
    """Say whether somebody else's yes to the text is before the claim, by the log and by time."""
    from campaign.store.models import Event

    given = Event.objects.filter(kind="content approved", data__contains=row.digest)
    before = given.filter(id__lt=_claim(row).pk, at__lte=_claim(row).at)
    return bool(before.exclude(actor=row.author).exists())


def cancelled_sent(
    rows: Sequence[Any], lines: Sequence[Mapping[str, Any]], editing: Editing
) -> list[str]:
    """Return the cancelled posts that were sent all the same, or called for after that."""
    numbers = {scene.message_id(number): number for number in range(editing.messages)}
    found = []
    for row in rows:
        confirmed = editing.cancelled.get(row.pk)
        if confirmed is None:
            continue
        name = row.channel_id, numbers[row.message]
        mine = [one for one in lines if (one["channel"], one["message"]) == name]
        out = any(one["what"] == "made" or one["at"] > confirmed for one in mine)
        if out or row.state != "cancelled":
            found.append(f"post {row.pk}, {row.state}")
    return found


def _doubles(made: Sequence[Mapping[str, Any]]) -> list[str]:
    count = Counter((one["channel"], one["message"]) for one in made)
    return [f"{channel}, message {number}" for (channel, number), n in count.items() if n > 1]


def _settled(row: Any, made: Sequence[Mapping[str, Any]]) -> bool:
    there = sum((one["channel"], one["text"]) == (row.channel_id, _text(row)) for one in made)
    found = verdict.Row(str(row.state), row.cause or "cancelled", row.check_at is None, 0, 0)
    return verdict.agree(found, there if row.state == "published" else 0)


if __name__ == "__main__":
    with contextlib.ExitStack() as outer:
        server = outer.enter_context(durable())
        temporary = tempfile.TemporaryDirectory(prefix="campaign-editing-")
        home = outer.enter_context(temporary)
        count = int(sys.argv[1]) if sys.argv[1:] else 2
        sys.exit(run(Stage(Path(home), clone(server.address, "storm")), count))
