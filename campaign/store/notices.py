"""What happened to posts and platforms, in plain words for people who must do something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from campaign.lifecycle import State
from campaign.store import alerts, pairs
from campaign.store.alerts import Kind
from campaign.store.models import ChannelState, Post

LISTED = 50  # posts in one alert; more are counted
_TITLES = {"x": "X", "linkedin": "LinkedIn"}


def of_move(pk: int, new: State, *, why: str, at: datetime, person: bool = False) -> None:
    """Tell of a move that needs a person, inside the move's own transaction.

    ``person`` says of a post in doubt that only a person can settle it now.
    """
    if new is State.FAILED:
        _failed(_post(pk), why, at)
    elif new is State.MISSED:
        missed([pk], why, at)
    elif new is State.UNCERTAIN and person:
        uncertain(pk, why, at)


def _failed(post: Post, why: str, at: datetime) -> None:
    alerts.tell(
        key=f"failed:{post.pk}:{post.attempt}",
        kind=Kind.FAILED,
        subject=f"Not sent: {name(post)} – {_where(post)}",
        what=f"{_what(post)} did not go out. {why} {pairs.consequence(post)}".strip(),
        advice=(
            "It is not tried again by itself. Put right what is named above, then send it: "
            f"campaign posts again {post.pk} --by NAME, or leave it out: "
            f"campaign posts cancel {post.pk} --by NAME"
        ),
        at=at,
    )


def uncertain(pk: int, why: str, at: datetime) -> None:
    """Tell that only a person can say whether a post is out."""
    post = _post(pk)
    alerts.tell(
        key=f"uncertain:{pk}:{post.attempt}",
        kind=Kind.UNCERTAIN,
        subject=f"Is it out? {name(post)} – {_where(post)}",
        what=f"{_what(post)} may be out or not. {why}".strip(),
        advice=(
            f"Look for it on {place(post.channel)}. If it is there: "
            f"campaign posts sent {pk} --url ADDRESS --by NAME. If it is not: "
            f"campaign posts again {pk} --by NAME"
        ),
        at=at,
    )


def out_twice(pk: int, remote_id: str, url: str, at: datetime) -> None:
    """Tell that the platform has a post twice, as two answers of its own prove."""
    post = _post(pk)
    alerts.tell(
        key=f"twice:{pk}:{remote_id}",
        kind=Kind.UNCERTAIN,
        subject=f"Look at once: {name(post)} – {_where(post)}",
        what=(
            f"{_what(post)} may be out twice: {place(post.channel)} has answered that it is at "
            f"{post.url or 'an address it did not tell'} and at {url or 'another one'}."
        ),
        advice=f"Look on {place(post.channel)} how often it is there, and take the second down.",
        at=at,
    )


def missed(pks: Sequence[int], why: str, at: datetime) -> None:
    """Tell of posts of one channel that missed their times for one reason, all in one."""
    posts = list(Post.objects.filter(pk__in=pks).select_related("channel").order_by("due_at", "pk"))
    if not posts:
        return
    first, many = posts[0], len(posts)
    alerts.tell(
        key=f"missed:{first.pk}:{first.late_at:%Y-%m-%dT%H:%M:%S.%f}",
        kind=Kind.MISSED,
        subject=_missed_subject(first, many),
        what=_missed_one(first, why) if many == 1 else _missed_list(posts, why),
        advice=(
            "Nothing overdue is sent by itself. To send one now: campaign posts again "
            f"{first.pk if many == 1 else 'NUMBER'} --by NAME, or to leave it out: campaign posts "
            f"cancel {first.pk if many == 1 else 'NUMBER'} --by NAME"
        ),
        at=at,
    )


def _missed_subject(first: Post, many: int) -> str:
    if many == 1:
        return f"Missed: {name(first)} – {_where(first)}"
    return f"Missed: {many} posts – {_where(first)}"


def _missed_one(post: Post, why: str) -> str:
    return f"{_what(post)} missed its time. {why} {pairs.consequence(post)}".strip()


def _missed_list(posts: Sequence[Post], why: str) -> str:
    lines = [f"{p.pk}: {name(p)}, planned for {planned(p)}" for p in posts[:LISTED]]
    if len(posts) > LISTED:
        lines.append(f"… and {len(posts) - LISTED} more: campaign posts list --state missed")
    head = f"{len(posts)} posts of {_where(posts[0])} (channel {posts[0].channel_id}) missed"
    return "\n".join([f"{head} their times. {why}", *lines])


def breaker_opened(
    service: str, failures: int, why: str, at: datetime, *, nobody: bool = False
) -> None:
    """Tell that a platform is left alone for a while; ``nobody`` was there at the last call."""
    name = server(service)
    ours = " First look whether this machine itself has a connection." if nobody else ""
    alerts.tell(
        key=f"breaker:{service}:{at:%Y-%m-%dT%H:%M:%S.%f}",
        kind=Kind.BREAKER,
        subject=f"{name} cannot be reached" if nobody else f"{name} is in trouble",
        what=f"{failures} calls in a row to {name} came to nothing. The last word: {why}",
        advice=(
            "Nothing needs doing here: its posts wait, one call tries every 1 to 15 minutes "
            "whether it is back, and all other platforms go on. What passes its time meanwhile "
            f"is missed, and told of then. “campaign status” says how it stands.{ours}"
        ),
        at=at,
    )


def server(service: str) -> str:
    """Return what people call a ``Service``: "X", "Mastodon at social.example"."""
    platform, _, host = service.partition("@")
    return f"{called(platform)} at {host}" if host else called(platform)


def called(platform: str) -> str:
    """Return what people call a platform, from its id."""
    return _TITLES.get(platform, platform.capitalize())


def place(channel: ChannelState) -> str:
    """Return what people call the place a channel speaks on; one by hand has its own name."""
    if channel.platform == "handoff":
        return str(channel.options.get("where", "")) or channel.pk
    return called(channel.platform)


def name(post: Post) -> str:
    """Return a post's title as alerts have it, in quotes."""
    return f"“{post.title}”{_part(post)}"


def titled(post: Post) -> str:
    """Return a post's title as it stands alone; a part of a thread says which part it is."""
    return f"{post.title}{_part(post)}"


def _part(post: Post) -> str:
    return f" (part {post.part} of {post.parts})" if post.parts > 1 else ""


def planned(post: Post) -> str:
    """Say for when a post was planned, in the campaign's own time."""
    at = datetime.fromisoformat(post.local)
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"


def _what(post: Post) -> str:
    where = f"{_where(post)} (channel {post.channel_id})"
    return f"{name(post)} for {where}, planned for {planned(post)},"


def _where(post: Post) -> str:
    channel = post.channel
    simulated = ", simulated" if post.simulated else ""
    who = channel.speaker or channel.organisation
    return f"{who} on {place(channel)}{simulated}"


def _post(pk: int) -> Post:
    return Post.objects.select_related("channel").get(pk=pk)
