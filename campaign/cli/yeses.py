"""What awaits a yes, and what is said of it: how much say it needs, and who may give it."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.cli import reading, show
from campaign.cli.opening import now
from campaign.cli.show import count, say
from campaign.lifecycle import OPEN, State

if TYPE_CHECKING:
    from campaign.adapter import Capabilities
    from campaign.library.library import Library
    from campaign.store.approvals import Waiting
    from campaign.store.models import Post

WAITS = "awaiting approval"


@dataclass(frozen=True, slots=True)
class Files:
    """The campaign's files, and the people in them as the database now knows them."""

    library: Library
    platforms: Mapping[str, Capabilities]

    @classmethod
    def read(cls, folder: Path, by: str = "campaign approvals") -> Files:
        """Read the files; who may say yes goes by them from now on."""
        from campaign.store import people

        library, platforms = reading.read(folder)
        people.sync(library, actor=by, now=now())
        return cls(library, platforms)

    @property
    def days(self) -> int:
        """Return after how many days a yes runs out."""
        return self.library.campaign.approval_days


def by_message(items: Iterable[Waiting]) -> dict[str, list[Waiting]]:
    """Return what waits by its message, what is due first at the top."""
    ordered = sorted(items, key=lambda item: item.message)
    groups = {message: list(group) for message, group in groupby(ordered, lambda i: i.message)}
    return dict(sorted(groups.items(), key=lambda pair: min(i.first_due for i in pair[1])))


def of_message(name: str, files: Files) -> tuple[list[Post], list[Waiting]]:
    """Return a message's texts, and of these what waits.

    One that is not on the calendar is read from its file, as it would be posted now.
    """
    from campaign.store import approvals
    from campaign.store.by_hand import NotPlanned

    waiting = [item for item in approvals.waiting(now()) if item.message == name]
    posts = latest(name)
    if waiting or any(post.state in OPEN for post in posts):
        return _with_other_version(name, files, posts, waiting)
    try:
        new, items = unplanned(name, files)
    except NotPlanned:
        if posts:
            return posts, []
        raise
    return (new, items) if items or not posts else (posts, [])


def _with_other_version(
    name: str, files: Files, posts: list[Post], waiting: list[Waiting]
) -> tuple[list[Post], list[Waiting]]:
    """Add the version of a message under test that has no slot yet: whoever says yes reads both."""
    from campaign.store.by_hand import NotPlanned

    message = files.library.messages.get(name)
    if message is None or not any(map(message.variants, message.platforms)):
        return posts, waiting
    try:
        new, items = unplanned(name, files)
    except NotPlanned:
        return posts, waiting
    there = {(post.channel_id, post.variant) for post in posts}
    added = [one for one in new if one.variant and (one.channel_id, one.variant) not in there]
    digests = {post.digest for post in added}
    return posts + added, waiting + [item for item in items if item.digest in digests]


def unplanned(name: str, files: Files) -> tuple[list[Post], list[Waiting]]:
    """Return the texts a message would be posted with now, and of these what waits."""
    from campaign.store import approvals, tally
    from campaign.store.by_hand import unplanned as made

    time = now()
    posts = made(files.library, files.platforms, name, time)
    found = tally.tallies({post.digest for post in posts}, time)
    items = [
        approvals.of_row(post, post.channel.organisation, found[post.digest])
        for post in posts
        if not found[post.digest].enough(tally.Need.of(post))
    ]
    return posts, items


def latest(message: str) -> list[Post]:
    """Return a post for each text a message has on the calendar: those to come, else the last."""
    from campaign.store.models import Post

    found: dict[tuple[str, str], Post] = {}
    shown: dict[str, set[int]] = {}  # the first parts of what is shown of a channel
    rows = Post.objects.filter(message=message).select_related("channel")
    for post in rows.order_by("-due_at", "-pk"):
        known, first = shown.setdefault(post.channel_id, set()), post.thread_id or post.pk
        if post.state in OPEN or not known or first in known:
            found.setdefault((post.channel_id, post.digest), post)
            known.add(first)
    return sorted(found.values(), key=lambda post: (post.channel_id, post.due_at, post.part))


def standing(post: Post) -> str:
    """Say who approved a text, or that nobody has."""
    from campaign.store import tally

    found, need = tally.of_post(post, now()), tally.Need.of(post)
    if not found.enough(need):
        return WAITS if post.state == State.PENDING else f"not approved ({post.state})"
    yes = sorted(found.ordinary(need).values(), key=lambda row: row.at)
    urgent = sorted(found.emergency.values(), key=lambda row: row.at)
    rows = yes if not tally.Tally(yes).lacks(need) else urgent
    how = "approved by" if rows is yes else "let out in an emergency by"
    return f"{how} {show.listed([row.by for row in rows])} on {show.moment(rows[-1].at)}"


def show_list(items: Sequence[Waiting]) -> None:
    """List what waits by message, and say who has to say yes to what."""
    groups = by_message(items)
    show.table(
        (
            (
                message,
                group[0].title,
                group[0].author,
                str(group[0].need.tier),
                count(sum(item.posts for item in group), "post"),
                show.moment(min(item.first_due for item in group)),
            )
            for message, group in groups.items()
        ),
        heads=("Message", "Title", "Author", "Tier", "Posts", "First due"),
    )
    say()
    _explain({group[0].need.tier for group in groups.values()})
    for message, group in groups.items():
        for line in dict.fromkeys(line for item in group for line in _so_far(item)):
            say(f"{message}: {line}")
    for line in dict.fromkeys(_nobody(item) for item in items):
        if line:
            say(("Note: ", "yellow"), line)


def _explain(tiers: set[int]) -> None:
    from campaign.checks.tiers import ASKS, ROUTINE

    for tier in sorted(tiers - {ROUTINE}):
        say(f"Tier {tier} takes a yes from {ASKS[tier]}.")


def _so_far(item: Waiting) -> Iterable[str]:
    """Say what has been given already, and what is still missing."""
    if item.ends is not None:
        yield f"its approval runs out on {show.moment(item.ends)}, before its last post is due."
    elif item.tally.given or item.tally.past:
        given = show.listed([row.by for row in item.tally.given]) if item.tally.given else ""
        yield f"{f'said yes so far: {given}. ' if given else ''}{item.lacks}"
    elif item.need.partners:
        yield item.lacks


def _nobody(item: Waiting) -> str:
    """Say what to add where nobody may give the yes that is missing."""
    from campaign.store.approvals import able
    from campaign.store.people import People

    told = able(item, People.load())
    return told if told.startswith("Nobody") else ""


def show_say(items: Sequence[Waiting], files: Files) -> None:
    """Say of one message how much say it needs, why, what was given, and by whom it may be."""
    from campaign.checks.tiers import tier_of
    from campaign.store.approvals import able
    from campaign.store.people import People

    known, first = People.load(), items[0]
    message = files.library.messages.get(first.message)
    reasons = tier_of(files.library, message).reasons if message else ()
    because = f", because {show.listed(list(reasons[:3]))}" if reasons else ""
    from campaign.checks.tiers import ASKS

    tier = first.need.tier
    say(f"Tier {tier}: it takes a yes from {ASKS[tier]}{because}.")
    for line in dict.fromkeys(line for item in items for line in _so_far(item)):
        say(line[:1].upper() + line[1:])
    for line in dict.fromkeys(able(item, known) for item in items):
        if line:
            say(line)
    for partner in dict.fromkeys(name for item in items for name in item.tally.unsigned(item.need)):
        say(f'Once {partner} has agreed: campaign sign-off {first.message} --partner "{partner}"')
