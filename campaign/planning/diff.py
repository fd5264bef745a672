"""What applying a plan would change in the calendar, said before it is done."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from campaign.planning.plan import Plan
from campaign.planning.post import Planned


@dataclass(frozen=True, slots=True)
class Calendared:
    """A post that stands in the calendar."""

    key: str  # as Planned.key made it: its last part is the local slot
    message: str
    channel: str
    at: datetime  # aware
    locked: bool = False  # published, in flight, or decided by a person

    @property
    def day(self) -> date:
        """Return the local day of its slot."""
        return datetime.fromisoformat(self.key.rpartition("|")[2]).date()


@dataclass(frozen=True, slots=True)
class Diff:
    """What is to be added, moved (from, to), dropped, and what stays as it is."""

    add: tuple[Planned, ...] = ()
    move: tuple[tuple[Calendared, Planned], ...] = ()
    drop: tuple[Calendared, ...] = ()
    keep: tuple[Calendared, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (self.add or self.move or self.drop)


def diff(plan: Plan, calendar: Sequence[Calendared], *, now: datetime) -> Diff:
    """Compare a plan with the calendar; ``now`` is aware.

    Locked posts, those before ``now`` and those outside the plan's window are kept, whatever
    the plan says: their keys are not added again, and nothing is put on their channel at
    their instant. Of the rest, a post of the same message and channel at another time is a
    move: paired on the same local day first, then with the nearest.
    """
    ours = [old for old in calendar if _is_open(old, plan, now)]
    fixed = [old for old in calendar if not _is_open(old, plan, now)]
    wanted = _free(plan.posts, fixed, now)
    known = [(old, wanted.pop(old.key)) for old in ours if old.key in wanted]
    drop = {old.key: old for old in ours}
    for old, _ in known:
        del drop[old.key]
    moves = [pair for pair in known if pair[0].at != pair[1].at]
    for old, new in _moves(drop.values(), wanted.values()):
        moves.append((drop.pop(old.key), wanted.pop(new.key)))
    keep = fixed + [old for old, new in known if old.at == new.at]
    return Diff(
        add=tuple(wanted.values()),
        move=tuple(sorted(moves, key=lambda m: (m[1].at, m[1].channel))),
        drop=tuple(sorted(drop.values(), key=_by_time)),
        keep=tuple(sorted(keep, key=_by_time)),
    )


def _by_time(old: Calendared) -> tuple[datetime, str, str]:
    return old.at, old.channel, old.key


def _is_open(old: Calendared, plan: Plan, now: datetime) -> bool:
    """Tell whether the plan may change a post."""
    before = plan.start is not None and old.at < plan.start
    after = plan.end is not None and old.at >= plan.end
    return not (old.locked or old.at < now or before or after)


def _free(
    posts: Iterable[Planned], fixed: Iterable[Calendared], now: datetime
) -> dict[str, Planned]:
    """Give the planned posts to come whose key and instant nothing fixed holds."""
    keys, instants = set(), set()
    for old in fixed:
        keys.add(old.key)
        instants.add((old.channel, old.at))
    return {
        new.key: new
        for new in posts
        if new.at >= now and new.key not in keys and (new.channel, new.at) not in instants
    }


def _moves(olds: Iterable[Calendared], news: Iterable[Planned]) -> list[tuple[Calendared, Planned]]:
    """Pair what leaves the calendar with what enters it, by message and channel."""
    entering: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    for new in sorted(news, key=lambda n: n.at):
        entering[new.message, new.channel].append(new)
    leaving: dict[tuple[str, str], list[Calendared]] = defaultdict(list)
    for old in sorted(olds, key=_by_time):
        leaving[old.message, old.channel].append(old)
    return [pair for who, few in leaving.items() for pair in _pairs(few, entering[who])]


def _pairs(olds: list[Calendared], news: list[Planned]) -> list[tuple[Calendared, Planned]]:
    """Pair those of one local day, then each that is left with the nearest; both in order."""
    days: dict[date, list[Planned]] = defaultdict(list)
    for new in news:
        days[new.local.date()].append(new)
    found = [
        (old, days[old.day].pop(_nearest(old, days[old.day]))) for old in olds if days[old.day]
    ]
    moved = {old.key for old, _ in found}
    left = [new for same_day in days.values() for new in same_day]
    over = [old for old in olds if old.key not in moved][: len(left)]
    return found + [(old, left.pop(_nearest(old, left))) for old in over]


def _nearest(old: Calendared, news: list[Planned]) -> int:
    """Return the index of the one nearest in time; ``news`` is in order of time."""
    after = bisect_left(news, old.at, key=lambda new: new.at)
    if after == len(news):
        return after - 1
    nearer_before = after > 0 and old.at - news[after - 1].at <= news[after].at - old.at
    return after - 1 if nearer_before else after
