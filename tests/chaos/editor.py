"""Somebody who edits, approves or cancels while posts go out, in a process of their own.

``python -m tests.chaos.editor FOLDER edits|cancels NUMBER SECONDS DUE MESSAGES SEED`` prints a line
of JSON for each thing that was done. DUE is when the first posts go out, as a UNIX time.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.chaos import scene

VERSIONS = 300  # of one editor, at the most
APPROVED = 0.7  # of the versions
PAUSE = 0.3, 1.5  # seconds between two things a person does
ZONE = ZoneInfo("Europe/London")


def save(folder: Path, number: int, version: int, due: float) -> None:
    """Save a version of a message, in one step; each message is due a minute after the last."""
    at = datetime.fromtimestamp(due, ZONE) + timedelta(minutes=number)
    when = f"when: on {at.day}/{at.month}/{at.year} at {at:%H:%M}\n"
    words = scene.MESSAGE.format(
        sign=scene.sign_of(number), theme=scene.theme_of(number), picture=when
    )
    words = words.replace("stay safe", f"stay safe, {scene.sign_of(version)}")
    file = folder / f"messages/{scene.message_id(number)}.md"
    new = file.with_suffix(f".{version}")
    new.write_text(words, "utf-8")
    new.replace(file)


def edit(save_one: Callable[[int], int], who: int, end: float, chance: random.Random) -> None:
    """Save the messages again and again, and approve some of what is on the calendar then."""
    version = who * VERSIONS
    while time.monotonic() < end:
        version += 1
        number = save_one(version)
        print(json.dumps({"did": "saved", "message": number, "version": version}), flush=True)
        time.sleep(chance.uniform(*PAUSE))
        if chance.random() < APPROVED:
            approve(scene.message_id(number))
            time.sleep(chance.uniform(*PAUSE))


def approve(message: str) -> None:
    """Say yes to what waits of a message."""
    from campaign.store import approvals

    now = datetime.now(timezone.utc)
    waiting = [item for item in approvals.waiting(now) if item.message == message]
    try:
        done = approvals.approve(waiting, by=scene.APPROVER, now=now, rank=2)
    except approvals.ApprovalError:
        return  # another editor was first
    print(json.dumps({"did": "approved", "posts": done}), flush=True)


def cancel(who: int, end: float, chance: random.Random) -> None:
    """Cancel a post now and then; when it was confirmed is noted."""
    from campaign.store import decisions
    from campaign.store.models import Post

    while time.monotonic() < end:
        found = list(
            Post.objects.filter(state__in=["pending", "scheduled"]).values_list("pk", flat=True)
        )
        if found:
            post = chance.choice(found)
            try:
                decisions.cancel(post, by=f"Officer {who}", now=datetime.now(timezone.utc))
            except decisions.DecisionError:
                continue  # it was being sent
            done = {"did": "cancelled", "post": post, "at": time.monotonic()}
            print(json.dumps(done), flush=True)
        time.sleep(chance.uniform(*PAUSE) * 2)


def main(folder: Path, what: str, numbers: Sequence[str], seed: str) -> None:
    """Do one's work for a time."""
    from campaign.store.database import connect

    connect(folder)
    who, seconds, due, messages = int(numbers[0]), float(numbers[1]), float(numbers[2]), numbers[3]
    end, chance = time.monotonic() + seconds, random.Random(f"{seed} {what} {who}")

    def save_one(version: int) -> int:
        number = chance.randrange(int(messages))
        save(folder, number, version, due)
        return number

    if what == "edits":
        edit(save_one, who, end, chance)
    else:
        cancel(who, end, chance)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:7], sys.argv[7])
