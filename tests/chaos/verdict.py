"""How a chaos run ended: every row of the calendar against every line of the ledger, both ways."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos.officers import Held
from tests.chaos.scene import Post, message_id

ABSENT = ("missed", "failed", "cancelled")  # the state says that it is not out, and why
Name = tuple[str, int]  # channel and message


@dataclass(frozen=True, slots=True)
class Row:
    """A post as the calendar has it at the end."""

    state: str
    cause: str
    asked: bool  # in doubt, and a person has been asked
    attempts: int
    doubts: int  # attempts whose outcome nobody knew at first


@dataclass
class Ledger:
    """What the platforms wrote down."""

    arrived: list[tuple[float, Name]] = field(default_factory=list)  # when, which
    made: Counter[Name] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """Read the file."""
        found = cls()
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            name = row["channel"], row["message"]
            if row["what"] == "arrived":
                found.arrived.append((row["at"], name))
                found.mishaps[row["mishap"] or "none"] += 1
            else:
                found.made[name] += 1
        return found


@dataclass
class Verdict:
    """The count."""

    posts: int
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    after_hold: list[str] = field(default_factory=list)
    nearest: float | None = None  # seconds from a confirmation to the last call before the lift

    @property
    def bad(self) -> list[str]:
        """Return a sentence for each promise that was broken."""
        return self.duplicates + self.lost + self.after_hold


def rows() -> dict[Name, Row]:
    """Read the calendar."""
    from django.db.models import Count, Q

    from campaign.store import models

    numbers = {message_id(number): number for number in range(1000)}
    doubts = Count("attempts", filter=Q(attempts__outcome="uncertain"))
    found = models.Post.objects.annotate(doubts=doubts)
    return {
        (row.channel_id, numbers[row.message]): Row(
            str(row.state), row.cause, row.check_at is None, row.attempt, row.doubts
        )
        for row in found
    }


def unsettled() -> int:
    """Return how many posts will still move by themselves."""
    from campaign.store import models

    found = models.Post.objects.filter(state__in=["scheduled", "publishing", "processing"])
    doubts = models.Post.objects.filter(state="uncertain", check_at__isnull=False)
    return found.count() + doubts.count() + models.Post.objects.filter(state="pending").count()


def judge(
    posts: Sequence[Post], rows: Mapping[Name, Row], ledger: Ledger, holds: Iterable[Held]
) -> Verdict:
    """Hold the rows against the ledger, and the ledger against the rows and the holds."""
    wanted = {(post.channel, post.message): post for post in posts}
    verdict = Verdict(len(posts))
    for name in wanted.keys() | ledger.made.keys():
        there, row = ledger.made[name], rows.get(name)
        said = f"{name[0]}, message {name[1]}: {there} times there, {row}"
        if there > 1:
            verdict.duplicates.append(f"twice: {said}")
        elif name not in wanted or not agree(row, there):
            verdict.lost.append(f"not what the state says: {said}")
    for hold in holds:
        _under(hold, wanted, ledger, verdict)
    return verdict


def agree(row: Row | None, there: int) -> bool:
    """Say whether a state tells the truth about a post that is there so many times."""
    if row is None:
        return False
    if row.state == "uncertain":
        return row.asked
    if row.state == "published":
        return there == 1
    return row.state in ABSENT and bool(row.cause) and there == 0


def _under(hold: Held, wanted: Mapping[Name, Post], ledger: Ledger, verdict: Verdict) -> None:
    calls = [
        (at, name)
        for at, name in ledger.arrived
        if at < hold.lifted and name in wanted and hold.covers(wanted[name])
    ]
    for at, name in calls:
        if at > hold.confirmed:
            late = f"{name[0]}, message {name[1]} arrived {at - hold.confirmed:.3f} s after"
            verdict.after_hold.append(f"{late} a hold on {hold.scope} {hold.value}")
    if calls:
        last = max(at for at, _ in calls) - hold.confirmed
        verdict.nearest = last if verdict.nearest is None else max(last, verdict.nearest)


def states(rows: Mapping[Name, Row]) -> str:
    """Say how many posts ended in each state."""
    count = Counter(row.state for row in rows.values())
    return ", ".join(f"{state} {number}" for state, number in count.most_common())


def causes(rows: Mapping[Name, Row]) -> list[str]:
    """Say why posts are not out, without what differs from hold to hold."""
    found = Counter(
        f"{row.state}: {re.sub(r'Storm hold [0-9]+', 'Storm hold', row.cause)}"
        for row in rows.values()
        if row.state != "published"
    )
    return [f"{number} {cause}" for cause, number in found.most_common()]


def surprises(logs: Iterable[Path]) -> Counter[str]:
    """Count the errors that the programs noted, but for those of a database that was away."""
    found: Counter[str] = Counter()
    for log in logs:
        for line in log.read_text("utf-8", "replace").splitlines():
            name, colon, _ = line.partition(": ")
            error = colon and re.fullmatch(r"[\w.]+(Error|Exception|Violation|Detected)", name)
            if error and not name.endswith(("OperationalError", "InterfaceError")):
                found[line[:160]] += 1
    return found


def tries(rows: Mapping[Name, Row]) -> dict[str, Any]:
    """Count what the posts went through."""
    return {
        "attempts": sum(row.attempts for row in rows.values()),
        "doubts": sum(row.doubts for row in rows.values()),
        "sent again": sum(row.attempts > 1 for row in rows.values()),
    }
