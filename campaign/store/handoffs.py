"""Hand-offs: posts that lie ready for a person to make by hand, and telling that person."""

from __future__ import annotations

import hmac
import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, QuerySet

from campaign.lifecycle import State
from campaign.store import alerts, barriers, claims, events, notices
from campaign.store.barriers import Barrier, Kind
from campaign.store.claims import Claim
from campaign.store.content_hash import is_as_approved
from campaign.store.models import Event, Post
from campaign.store.writing import writing

PATH = "/handoff/"
"""What the addresses of all pages begin with; they are open to whoever knows one."""

TIME = timedelta(hours=1)
"""What a person gets beyond the grace of a post: to see the alert, find the phone and post it."""

LAID_OUT = "post laid out"  # the event of an attempt that is left to a person
TURN = "post taken in hand"  # the event of a person who says: I am posting it now

KEPT = timedelta(days=7)  # how long a page stays once all is said
_NAME = re.compile(r"(?P<pk>[0-9]{1,18})-(?P<secret>[0-9a-f]{32})")


def name(pk: int, key: str) -> str:
    """Return what nobody can guess, and what leads to a post's page: its number and a mark.

    The mark is made of the post's key, whose 96 random bits no page and no log shows.
    """
    mark = hmac.new(key.encode(), f"hand-off {pk}".encode(), "sha256").hexdigest()[:32]
    return f"{pk}-{mark}"


def path(post: Post) -> str:
    """Return the address of a post's page, on whatever host the pages are."""
    return f"{PATH}{name(post.pk, post.key)}/"


def begin(claim: Claim, handle: str, *, pages: str, now: datetime) -> bool:
    """Leave an attempt to a person, who is told in the same transaction; False when it is late.

    ``pages`` is where the pages are for this machine, without a slash at its end. As long as it
    waits the post's address is that of its page.
    """
    with writing():
        url = f"{_public(pages)}{PATH}{name(claim.post, claim.key.value)}/"
        columns: dict[str, Any] = {"handle": handle, "check_at": None, "url": url}
        if not claims.finish(claim, State.PROCESSING, now=now, **columns):
            return False
        post = Post.objects.select_related("channel").get(pk=claim.post)
        subject = f"{post.message} on {post.channel_id}"[:200]
        data = {"attempt": post.attempt}
        events.record(LAID_OUT, actor="worker", at=now, post=post.pk, subject=subject, data=data)
        _tell(post, now, pages)
    return True


def is_open(post: Post) -> bool:
    """Say whether only a person can tell what becomes of a post."""
    return post.state == State.PROCESSING and post.check_at is None


def waiting() -> QuerySet[Post]:
    """Return the posts that lie with a person, oldest first; ``since`` says since when."""
    rows = Post.objects.filter(state=State.PROCESSING, check_at__isnull=True)
    rows = rows.select_related("channel").annotate(since=Max("attempts__finished_at"))
    return rows.order_by("since", "pk")


def laid_out(post: Post) -> bool:
    """Say whether a post lies, or ever lay, ready for a person: then it may be out."""
    return is_open(post) or post.events.filter(kind=LAID_OUT).exists()


def turn(post: Post) -> Event | None:
    """Return who took this attempt in hand last, if anybody did."""
    last = Event.objects.filter(post=post.pk, kind=TURN).order_by("-pk").first()
    return last if last and json.loads(last.data)["attempt"] == post.attempt else None


def find(page: str, now: datetime) -> Post | None:
    """Return the post a page's name leads to, if it has a page now."""
    post = ever(page)
    return post if post and (is_open(post) or _fresh(post, now)) else None


def ever(page: str) -> Post | None:
    """Return the post a page's name leads to, if it ever lay ready: an answer to it counts."""
    match = _NAME.fullmatch(page)
    if match is None:
        return None
    post = Post.objects.filter(pk=int(match["pk"])).select_related("channel", "after").first()
    if post is None or not hmac.compare_digest(name(post.pk, post.key), page):
        return None
    return post if laid_out(post) else None


def _fresh(post: Post, now: datetime) -> bool:
    """Say whether a post that is no longer open was so a short while ago."""
    if post.state not in (State.PUBLISHED, State.FAILED):
        return False
    last = Event.objects.filter(post=post.pk).order_by("-pk").first()
    return last is not None and now - last.at < KEPT


def ends(post: Post) -> datetime:
    """Return when it is too late to post it by hand."""
    return post.late_at + TIME


def barrier(post: Post, now: datetime) -> Barrier | None:
    """Return why it must not be posted now: what would keep a program from it, too."""
    if not is_as_approved(post):
        return Barrier(Kind.UNAPPROVED, "The text or its channel is not what was approved.")
    return barriers.before(post.pk, now, late=now >= ends(post))


def age(post: Post, now: datetime) -> str:
    """Say how long a post of ``waiting`` has lain with a person: "12 minutes", "3 days"."""
    since: datetime = vars(post).get("since") or post.due_at
    minutes = max(0, int((now - since).total_seconds() // 60))
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def doubtful(post: Post) -> bool:
    """Say whether an earlier try, by the program or a person, may have reached the platform."""
    if post.events.filter(kind=LAID_OUT).count() > 1:
        return True
    return post.handed and post.attempts.filter(outcome=State.UNCERTAIN).exists()


def where(post: Post) -> str:
    """Say where it is posted, as people call it."""
    return notices.place(post.channel)


def whom(post: Post) -> str:
    """Say who posts it, as the channel's settings have it; "" when they name nobody."""
    return str(post.channel.options.get("person", ""))


def remind(now: datetime, *, pages: str = "") -> int:
    """Tell once more of what is not ticked off at the end of its grace; return how many.

    An hour is left then. A reminder when it is too late would help nobody; but where the
    program did not run it is given all the same, since somebody must say what became of it.
    """
    count, public = 0, _public(pages)
    for post in waiting():
        if public and not post.url.startswith(public):
            _move_page(post, public)
        if post.late_at <= now:
            count += _remind(post, now, pages)
    return count


def _public(pages: str) -> str:
    """Return where the pages are for a phone, or else for this machine."""
    return settings.PUBLIC_ADDRESS or pages


def _move_page(post: Post, pages: str) -> None:
    """Follow the program to another port: an open hand-off is to be found at its page."""
    post.url = f"{pages}{path(post)}"
    Post.objects.filter(pk=post.pk, state=post.state, check_at=None).update(url=post.url)


def _address(post: Post, pages: str) -> str:
    """Say where its page is: for a phone, and for this machine where that is another address."""
    own = f"{pages}{path(post)}"
    return post.url if not pages or own == post.url else f"{post.url} (on this computer: {own})"


def _tell(post: Post, at: datetime, pages: str) -> None:
    person = whom(post)
    by = f" by {person}" if person else ""
    look = (
        " An earlier try may have reached the platform: look there first, and if it is there "
        "do not post it again."
    )
    alerts.tell(
        key=f"handoff:{post.pk}:{post.attempt}",
        kind=alerts.Kind.HANDOFF,
        subject=f"Post it now by hand: {notices.name(post)} – {where(post)}",
        what=(
            f"{_what(post)} is due and waits to be posted by hand{by}, until {_until(post)}."
            f"{look if doubtful(post) else ''}"
        ),
        advice=(
            f"Open {_address(post, pages)} – copy the text, {_save(post)}post it, tick it off "
            "there."
        ),
        at=at,
    )


def _save(post: Post) -> str:
    """Say what is to be saved besides the text: what the post has, and nothing else."""
    number = len(post.content.images)
    if not number:
        return ""
    return "save the picture, " if number == 1 else f"save the {number} pictures, "


def _remind(post: Post, at: datetime, pages: str) -> bool:
    over = at >= ends(post)
    until = (
        "Its time is over: do not post it any more."
        if over
        else f"There is time until {_until(post)}."
    )
    return alerts.tell(
        key=f"handoff:{post.pk}:{post.attempt}:reminder",
        kind=alerts.Kind.HANDOFF,
        subject=f"Not ticked off yet: {notices.name(post)} – {where(post)}",
        what=f"{_what(post)} was to be posted by hand, and nobody has said that it was. {until}",
        advice=f"Open {_address(post, pages)} – say that it was posted, or that it was not.",
        at=at,
    )


def _what(post: Post) -> str:
    speaker = post.channel.speaker or post.channel.organisation
    place = f"{speaker} on {where(post)} (channel {post.channel_id})"
    return f"{notices.name(post)} for {place}, planned for {notices.planned(post)},"


def _until(post: Post) -> str:
    return f"{ends(post).astimezone(ZoneInfo(post.channel.zone)):%H:%M}"
