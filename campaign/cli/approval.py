"""``campaign approvals``, ``approve`` and ``revoke``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import drift, reading, show, sign_ins
from campaign.cli.absent import why_absent
from campaign.cli.naming import meant, message_id
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.preview import Preview
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused, Trouble
from campaign.lifecycle import State

if TYPE_CHECKING:
    from campaign.adapter import Capabilities
    from campaign.library.library import Library
    from campaign.store.approvals import Waiting
    from campaign.store.models import Post

Which = Annotated[
    str,
    typer.Argument(
        metavar="MESSAGE",
        help="A message, such as behind-the-badge/after-the-shift.",
        show_default=False,
    ),
]
One = Annotated[
    str,
    typer.Argument(metavar="MESSAGE", help="A message, such as behind-the-badge/after-the-shift."),
]
Everything = Annotated[bool, typer.Option("--all", help="Approve everything that waits.")]
Code = Annotated[
    str,
    typer.Option(
        metavar="CODE",
        help="What “campaign approvals” ends with: it stands for the texts you have read.",
        show_default=False,
    ),
]
Note = Annotated[
    str, typer.Option(metavar="WORDS", help="A note to keep with it.", show_default=False)
]
Why = Annotated[
    str, typer.Option(metavar="WORDS", help="Why it is taken back.", show_default=False)
]

_WAITS = "awaiting approval"


def approvals(message: Which = "", folder: Folder = HERE) -> None:
    """List what awaits approval, or show one message as it would go out.

    Ends with the command that says yes to exactly what was shown: the code in it stands for
    these texts, and fits no others.

    For example:
        campaign approvals
        campaign approvals behind-the-badge/after-the-shift
    """
    open_store(folder)
    from campaign.store.approvals import waiting

    items = waiting()
    library, platforms = reading.read(folder)
    if message:
        _show_message(message_id(message), items, Preview(library, platforms, _standing))
    elif not items:
        say("Nothing awaits approval.")
    else:
        _show_list(items)
    _tell_what_changed(library, platforms)


def _tell_what_changed(library: Library, platforms: Mapping[str, Capabilities]) -> None:
    if changed := drift.told(library, platforms):
        say()
        say(("Note: ", "yellow"), f"{changed}, and is not shown here: {drift.APPLY}")


def _show_list(items: list[Waiting]) -> None:
    from campaign.store.approvals import code

    groups = _by_message(items)
    show.table(
        (
            (
                message,
                group[0].title,
                group[0].author,
                count(sum(item.posts for item in group), "post"),
                show.moment(min(item.first_due for item in group)),
            )
            for message, group in groups.items()
        ),
        heads=("Message", "Title", "Author", "Posts", "First due"),
    )
    say()
    say(f"{count(len(groups), 'message')} to approve, by someone other than the author.")
    say("To read one, and say yes to it: campaign approvals MESSAGE")
    say(f"When you have read them all: campaign approve --all --code {code(items)} --by NAME")


def _by_message(items: Iterable[Waiting]) -> dict[str, list[Waiting]]:
    ordered = sorted(items, key=lambda item: item.message)
    groups = {message: list(group) for message, group in groupby(ordered, lambda i: i.message)}
    return dict(sorted(groups.items(), key=lambda pair: min(i.first_due for i in pair[1])))


def _show_message(name: str, items: Iterable[Waiting], preview: Preview) -> None:
    from campaign.store.approvals import code

    waiting = [item for item in items if item.message == name]
    posts = _latest(name)
    if not posts:
        raise Trouble(f"“{name}” is not on the calendar. {_on_the_calendar(name)}")
    preview.show(posts)
    say()
    if waiting:
        command = f"campaign approve {name} --code {code(waiting)} --by NAME"
        say(f"To say yes to exactly this: {command}")
    else:
        say("Nothing of it awaits approval.")


def _on_the_calendar(name: str) -> str:
    from campaign.store.models import Post

    known = Post.objects.values_list("message", flat=True).distinct()
    return why_absent(name, known, otherwise="“campaign plan” shows what could be put there.")


def _latest(message: str) -> list[Post]:
    """Return a post for each text a message has on the calendar: those to come, else the last."""
    from campaign.lifecycle import OPEN
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


def _standing(post: Post) -> str:
    """Say who approved a text, or that nobody has."""
    from campaign.store.models import Approval

    rows = Approval.objects.filter(digest=post.digest, revoked_at__isnull=True)
    given = rows.exclude(by_person=post.author_person).order_by("-at").first()
    if given is None or not post.author_person:
        return _WAITS if post.state == State.PENDING else f"not approved ({post.state})"
    return f"approved by {given.by} on {show.moment(given.at)}"


def approve(
    *,
    message: Which = "",
    everything: Everything = False,
    code: Code = "",
    note: Note = "",
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Say yes to a message, exactly as it was read.

    Someone other than the author does it, with the code that “campaign approvals MESSAGE”
    shows below the texts; on a terminal, the texts are shown and the question is asked here.
    When the text, a picture or a fact in it changes afterwards, it needs a new yes.

    For example:
        campaign approve behind-the-badge/after-the-shift --code 1a2b3c4d --by "Kim Osei"
        campaign approve behind-the-badge/after-the-shift --by "Kim Osei"
        campaign approve --all --code 5e6f7a8b --by "Kim Osei" --note "Read on Monday"
    """
    if bool(message) == everything:
        raise Misused("Name one message, or give --all: “campaign approvals” lists what waits.")
    open_store(folder)
    from campaign.store import approvals as store

    name, waiting = message_id(message), store.waiting()
    if not waiting:
        say("Nothing awaits approval.")
        return
    items = _of(name, waiting) if name else waiting
    _require_that_it_was_read(name, items, code, folder)
    items, own = (items, set()) if name else _others(items, by)
    by_hand = _by_hand(items)
    freed = store.approve(items, by=by, now=now(), note=note)
    titles = len({item.message for item in items})
    say((f"Approved by {by}: {count(titles, 'message')}.", "bold"))
    if freed > by_hand or not freed:
        say(f"{count(freed - by_hand, 'post')} will go out when due.")
    if by_hand:
        say(f"{count(by_hand, 'post')} will be laid out when due, for a person to post by hand.")
    _tell_of_sign_ins({item.channel for item in items})
    if own:
        say(f"{count(len(own), 'message')} of your own still await someone else's yes.")


def _by_hand(items: Iterable[Waiting]) -> int:
    """Return how many of the posts that wait a person will make."""
    from django.db.models import Q

    from campaign.store.models import Post

    hand = Q(channel__platform="handoff", channel__network="live") | Q(handed=True)
    digests = [item.digest for item in items]
    return Post.objects.filter(hand, state=State.PENDING, digest__in=digests).count()


def _tell_of_sign_ins(channels: Collection[str]) -> None:
    """Say at once which of the channels cannot send anything as things stand."""
    for trouble, command in sign_ins.missing(channels):
        say(("Note: ", "yellow"), f"{trouble}: {command}")


def _of(name: str, items: Iterable[Waiting]) -> list[Waiting]:
    items = list(items)
    chosen = [item for item in items if item.message == name]
    if chosen:
        return chosen
    known = {item.message for item in items}
    hint = why_absent(name, known, otherwise="“campaign approvals” lists what does.")
    raise Trouble(f"Nothing of “{name}” awaits approval. {hint}")


def _require_that_it_was_read(name: str, items: list[Waiting], code: str, folder: Path) -> None:
    """Take the code of what was read; without one, show it to whoever sits at a terminal."""
    from campaign.store import approvals as store

    shown = f"campaign approvals {name}".strip()
    if code:
        if code.strip().lower() != store.code(items):
            raise Trouble(
                f"The text has changed since you read it: read it again with “{shown}”. Nothing "
                "was approved."
            )
    elif name and show.terminal() and sys.stdin.isatty():
        posts = [post for post in _latest(name) if _standing(post) == _WAITS]
        Preview(*reading.read(folder), _standing).show(posts)
        _ask()
    else:
        raise Misused(
            f"An approval says yes to a text that was read: “{shown}” shows it, and ends with "
            "the code to add as --code."
        )


def _ask() -> None:
    say()
    sys.stdout.write("Say yes to exactly this? [y/N] ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        say("Nothing was approved.")
        raise typer.Exit(1)


def _others(items: list[Waiting], by: str) -> tuple[list[Waiting], set[str]]:
    """Leave a person's own messages to others, unless there is nothing else."""
    from campaign.store.people import same_person

    own = {item.message for item in items if same_person(item.author, by)}
    others = [item for item in items if item.message not in own]
    return (others, own) if others else (items, set())


def revoke(message: One, why: Why = "", by: By = "", folder: Folder = HERE) -> None:
    """Take back a yes: the message's posts wait again.

    What has gone out already stays where it is.

    For example:
        campaign revoke behind-the-badge/after-the-shift --why "New figures" --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import approvals as store
    from campaign.store.models import Approval

    name = message_id(message)
    taken = store.revoke(name, by=by, now=now(), why=why.strip() or "No reason was given.")
    if not taken:
        known = Approval.objects.filter(revoked_at__isnull=True).values_list("message", flat=True)
        hint = meant(name, known, otherwise="Nothing else of that name is approved either.")
        raise Trouble(f"“{name}” has no approval to take back. {hint}")
    say((f"Taken back: {count(taken, 'approval')} of “{name}”.", "bold"))
    say("Its posts on the calendar await approval again.")
