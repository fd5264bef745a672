"""Months that reports are made of in tests: each fills the database at hand with its rows.

    python -m tests.servers.report_worlds FOLDER WORLD

writes a report of one of the ``WORLDS`` to a folder with a database of its own, with commentary.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from campaign.store.database import connect

if __name__ == "__main__":
    connect(Path(sys.argv[1]))  # the models below want Django ready

from campaign.adapters.limits import LIMITS
from campaign.library.evaluation import Input, Objective
from campaign.library.settings import Campaign, Theme
from campaign.lifecycle import State
from campaign.reports.material import Question
from campaign.reports.report import write_report
from campaign.store.models import Approval, ChannelState, ExternalFigure, FollowerCount, Hold, Post
from tests.servers.posted import DAY, END, HELD, NOW, START, channel, post, read

CAMPAIGN = Campaign(
    name="Behind the Badge",
    hashtag="#BehindTheBadge",
    start=date(2026, 9, 1),
    themes=(Theme(id="behind-the-badge", title="The person behind the badge"),),
    objectives=(
        Objective(text="People see the person in the uniform."),
        Objective(
            text="More footage reaches us.",
            measure="Footage uploads",
            unit="uploads",
            baseline=Decimal(210),
            baseline_of="the 16 months before",
            target=Decimal(400),
            by=date(2027, 12, 31),
        ),
    ),
    inputs=(
        Input(
            what="Communications staff",
            kind="hours",
            amount=Decimal(96),
            unit="hours",
            first=date(2026, 10, 1),
            last=date(2026, 10, 31),
        ),
        Input(what="Press desk", kind="hours", amount=Decimal("14.5"), unit="hours"),
        Input(what="One post was vacant", kind="capacity", note="from 12 October"),
        Input(what="Out of these days", kind="hours", first=date(2026, 11, 1)),
    ),
)
OCTOBER = Question(start=START, end=END, now=NOW, campaign=CAMPAIGN, platforms=LIMITS)


def figure(name: str, value: str, **columns: object) -> ExternalFigure:
    """Make a figure from elsewhere, of October unless told otherwise."""
    values = {
        "key": f"{name} {columns.get('audience', '')} {columns.get('last', '')}"[:64],
        "stage": ExternalFigure.Stage.OUTCOME,
        "name": name,
        "first": date(2026, 10, 1),
        "last": date(2026, 10, 31),
        "value": Decimal(value),
        "source": "Northshire Police web team",
        "imported_at": NOW - timedelta(days=1),
        "by": "An evaluator",
    }
    return ExternalFigure.objects.create(**values | columns)


def followers(on: ChannelState, *counts: int) -> None:
    """Count the followers of a channel once a week from the first day on."""
    for week, count in enumerate(counts):
        day = date(2026, 10, 1) + timedelta(weeks=week)
        FollowerCount.objects.create(
            channel=on.pk,
            day=day,
            count=count,
            taken_at=START + timedelta(weeks=week, hours=6),
            simulated=on.network == "sandbox",
        )


def approve(of: Post, *people: str, kind: str = Approval.Kind.APPROVAL) -> None:
    """Let people say yes to a post's text, a day before it is due."""
    for name in people:
        Approval.objects.create(
            digest=of.digest,
            message=of.message,
            channel=of.channel_id,
            author=of.author,
            by=name,
            by_person=name.casefold(),
            at=of.due_at - timedelta(days=1),
            kind=kind,
            note="The town centre was closed" if kind == Approval.Kind.EMERGENCY else "",
            expires_at=of.due_at + timedelta(days=89),
        )


def nothing() -> None:
    """Leave the month empty."""


def one_post() -> None:
    """Send one post that was read."""
    approve(read(post(channel("x")), impressions=1250, reactions=20, comments=5).post, "Kim Osei")


def without_metrics() -> None:
    """Send posts to a platform that reports neither impressions nor reach."""
    for day in range(3):
        read(post(channel("mastodon"), day=day), reactions=3 + day, comments=1, shares=0)


def with_a_hold() -> None:
    """Stop everything for a day: one post was under way, three fell due."""
    x, facebook = channel("x"), channel("facebook")
    for day in range(12):
        one = post(x, day=day, digest=f"{day:064}")
        approve(one, "Kim Osei", *(["Sam Hale"] if day % 2 else []))
        read(one, impressions=1000 + 10 * day, reactions=20 + day, shares=2)
    under_way = post(facebook, day=14, hour=8, digest="f" * 64)
    under_way.published_at += timedelta(seconds=12)
    under_way.save()
    approve(under_way, "Kim Osei", "Sam Hale", kind=Approval.Kind.EMERGENCY)
    read(under_way, impressions=800, reach=600, reactions=9)
    for hour in (9, 12, 17):
        post(x, day=14, hour=hour, state=State.MISSED, cause=HELD)
    placed = START + timedelta(days=14, hours=8, seconds=2)
    Hold.objects.create(
        scope=Hold.Scope.ALL,
        kind=Hold.Kind.CRITICAL_INCIDENT,
        reason="A serious incident in Northshire town centre",
        placed_by="Duty officer",
        placed_at=placed,
        lifted_by="Head of communications",
        lifted_at=placed + timedelta(hours=12),
    )
    followers(x, 12_300, 12_310, 12_350, 12_344, 12_402)
    figure("Footage uploads", "31", unit="uploads")
    figure("Complaints about posts", "2", unit="complaints", source="Professional standards")
    figure("Residents who know what to do", "412", base=Decimal(1020), source="A survey")
    figure("Comments labelled as support", "611", base=Decimal(840), stage="outtake")
    figure("Poster recall", "7", base=Decimal(40), audience="16 to 24", stage="outtake")
    figure("Posters up", "44", unit="posters", stage="output", source="Northshire Buses")
    figure("Recorded assaults on officers", "118", unit="offences", stage="impact")


def two_languages() -> None:
    """Send pairs in Welsh and in English: two at once, one four minutes apart, one alone."""
    for day, (gap, states) in enumerate(
        [
            (0, (State.PUBLISHED, State.PUBLISHED)),
            (0, (State.PUBLISHED, State.PUBLISHED)),
            (4, (State.PUBLISHED, State.PUBLISHED)),
            (0, (State.FAILED, State.PUBLISHED)),
        ]
    ):
        for language, state in zip(("cy", "en-GB"), states, strict=True):
            suffix = "cy" if language == "cy" else "en"
            on = channel("x", f"gwernant-x-{suffix}")
            ChannelState.objects.filter(pk=on.pk).update(organisation="heddlu-gwernant")
            message = "behind-the-badge/thanks" + (".cy" if suffix == "cy" else "")
            one = post(
                on,
                day=day,
                state=state,
                message=message,
                title="Diolch" if suffix == "cy" else "Thank you",
                language=language,
                pair="behind-the-badge/thanks|heddlu-gwernant|x",
                keyed_at=START + timedelta(days=day),
            )
            if state is State.PUBLISHED:
                one.published_at += timedelta(minutes=gap if suffix == "en" else 0)
                one.save()
                read(one, impressions=400 + 50 * day, reactions=6)


def a_renamed_metric() -> None:
    """Let a platform stop reporting link clicks in the middle of the month."""
    for day in range(10):
        clicks = {"link_clicks": 4 + day} if day < 5 else {}
        read(post(channel("x"), day=day), impressions=900, reactions=12, **clicks)


def deleted_by_hand() -> None:
    """Send three posts: one was deleted on the platform, one was taken back by a person."""
    gone = post(channel("x"))
    read(gone, age=DAY, impressions=500, reactions=9)
    read(gone, gone=True)
    read(post(channel("x"), day=1, state=State.DELETED), impressions=300, reactions=4)
    read(post(channel("x"), day=2), impressions=700, reactions=11)


WORLDS: Mapping[str, Callable[[], None]] = {
    "nothing-sent": nothing,
    "one-post": one_post,
    "a-platform-without-metrics": without_metrics,
    "a-month-with-a-hold": with_a_hold,
    "two-languages": two_languages,
    "a-renamed-metric": a_renamed_metric,
    "a-post-deleted-by-hand": deleted_by_hand,
}

COMMENTARY = """\
## What we learned

Short texts about one person drew the most response.

- People ask where to send footage.

## Outcomes

The web team moved the page on 12 October: the figures before and after are not alike.
"""

if __name__ == "__main__":
    WORLDS[sys.argv[2]]()
    written = write_report(Path(sys.argv[1]), OCTOBER)
    written.commentary.write_text(COMMENTARY, encoding="utf-8")
    print(write_report(Path(sys.argv[1]), OCTOBER).html)
