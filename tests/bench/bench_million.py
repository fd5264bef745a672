"""A million future posts in SQLite: adding them, the memory of it, what is next, a week's plan.

The texts are approved beforehand. Posts are planned and applied as “campaign plan --apply” does –
the plan, its difference to the calendar, ``calendar.apply`` – for some channels after the other;
only the check of the files, which no number of posts makes slower, is left out there. What is due
is then asked as the worker asks at every tick, and a week is proposed anew with its check.
"""

from __future__ import annotations

import resource
import statistics
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from time import perf_counter, process_time

from tests.bench.folder import database
from tests.servers.shelf import channel, library, message, rule

CHANNELS = (3, 26, 258)  # … of 43 forces on six platforms
DAYS = 1_292  # three and a half years: a million posts on all of them
A_DAY = 3  # posts on each
MESSAGES = 50
TOGETHER = 26  # channels that are planned at once
START = datetime(2027, 1, 4, tzinfo=timezone.utc)
WEEK = timedelta(weeks=1)
END = START + timedelta(days=DAYS)


def run() -> list[tuple[str, str]]:
    """Fill the database up to each size and measure."""
    rows: list[tuple[str, str]] = []
    with database():
        added, taken, used, planned = 0, 0.0, 0.0, 0
        for channels in CHANNELS:
            while planned < channels:
                some = range(planned, min(planned + TOGETHER, channels))
                one = _add(some)
                added, taken, used = added + one[0], taken + one[1], used + one[2]
                planned = some.stop
            rows += [(f"{added:,} posts: {what}", figure) for what, figure in _look(taken, used)]
        assert added >= 1_000_000 or CHANNELS[-1] < 258, added
    return rows


def _shelf(numbers: range):
    """Return a library of some channels; all say the same messages."""
    messages = [message(f"{'ab'[n % 2]}/{n}", theme="ab"[n % 2]) for n in range(MESSAGES)]
    names = [f"org{n // 4}-{n:04}" for n in numbers]
    return library(
        messages,
        [channel(name, platform="x", network="sandbox") for name in names],
        slots=(rule("08:00", "12:30", "17:30"),),
        cap=A_DAY,
        rest=3,
        author="Alex",
    )


def _add(numbers: range) -> tuple[int, float, float]:
    """Plan some channels and put it on the calendar; return posts, seconds, processor."""
    from campaign.planning.diff import diff
    from campaign.planning.plan import make_plan
    from campaign.store import calendar
    from campaign.store.proposal import Proposal, calendared
    from campaign.store.said import history

    shelf = _shelf(numbers)
    _approve(shelf)
    began, used = perf_counter(), process_time()
    for _ in (0,):  # so that the plan is gone before the next one is made
        plan = make_plan(shelf, history=(), start=START, end=END)
        there = calendared(START, END) if numbers.start == 0 else ()
        proposal = Proposal(plan, diff(plan, there, now=START), (), ())
        done = calendar.apply(proposal, shelf, actor="bench", now=START)
    assert done.added == len(plan.posts)
    assert not history(START)
    return done.added, perf_counter() - began, process_time() - used


def _approve(shelf) -> None:
    """Say yes to every text on every channel, ahead of its posts."""
    from campaign.store.frozen import freeze
    from campaign.store.models import Approval

    rows = []
    for speaker in shelf.channels.values():
        for text in shelf.messages.values():
            [frozen] = freeze(shelf, text, speaker)
            said = {"message": text.id, "channel": speaker.id, "author": "Alex"}
            rows.append(Approval(digest=frozen.digest, by="Kim", by_person="kim", at=START, **said))
    Approval.objects.bulk_create(rows, batch_size=500)


def _look(taken: float, used: float) -> list[tuple[str, str]]:
    from campaign.store import posts
    from campaign.store.models import Post

    total = Post.objects.count()
    before, first = START - timedelta(days=1), Post.objects.order_by("due_at")[0]
    week = START + timedelta(weeks=20)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        ("planning and adding", f"{taken:.1f} s ({used:.1f} s of processor)"),
        ("a post", f"{taken / total * 1e6:.0f} µs"),
        ("memory, the most until now", f"{memory:.0f} MB"),
        ("asking what is due, nothing is", _often(lambda: posts.due_channels(before))),
        ("claiming the next due of a channel", _claim(first.channel_id, first.due_at)),
        ("asking what is too late, nothing is", _often(lambda: posts.expire(before))),
        ("plan diff of the first week", _often(lambda: _diff(START), 3)),
        ("plan diff of the 20th week, all before it as history", _often(lambda: _diff(week), 3)),
    ]


def _claim(name: str, due: datetime) -> str:
    """Claim the next due post of a channel and leave it, as the worker does before a call."""
    from django.db import transaction

    from campaign.store import claims

    def once() -> None:
        with transaction.atomic():
            lease = timedelta(minutes=5)
            assert claims.begin(name, clock=lambda: due, lease=lease, worker="bench") is not None
            transaction.set_rollback(True)

    return _often(once)


def _diff(start: datetime) -> None:
    """Have a week proposed on all channels, as “campaign plan” does; nothing has changed."""
    from campaign.store.models import ChannelState
    from campaign.store.proposal import propose

    shelf = _shelf(range(ChannelState.objects.count()))
    window = {"start": start, "end": start + WEEK, "today": start.date()}
    proposal = propose(shelf, {}, **window)
    assert proposal.empty, (len(proposal.diff.add), len(proposal.changed))
    assert len(proposal.plan.posts) > 0 or len(proposal.diff.keep) > 0


def _often(what: Callable[[], object], times: int = 30) -> str:
    """Return the median time of several runs, and the slowest."""
    took = []
    for _ in range(times):
        began = perf_counter()
        what()
        took.append(perf_counter() - began)
    middle, slowest = statistics.median(took), max(took)
    if middle > 0.1:
        return f"{middle:.2f} s (at most {slowest:.2f} s)"
    return f"{middle * 1000:.2f} ms (at most {slowest * 1000:.2f} ms)"
