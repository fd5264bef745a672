"""``campaign approvals``, ``approve`` and ``revoke``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused, Trouble
from campaign.library.nearest import suggestion

if TYPE_CHECKING:
    from campaign.adapter import Content
    from campaign.store.approvals import Waiting

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
Note = Annotated[
    str, typer.Option(metavar="WORDS", help="A note to keep with it.", show_default=False)
]
Why = Annotated[
    str, typer.Option(metavar="WORDS", help="Why it is taken back.", show_default=False)
]


def approvals(message: Which = "", folder: Folder = HERE) -> None:
    """List what awaits approval, or show one message as it would go out.

    For example:
        campaign approvals
        campaign approvals behind-the-badge/after-the-shift
    """
    open_store(folder)
    from campaign.store.approvals import waiting

    items = waiting()
    if message:
        _show_contents(_of(message, items))
    elif not items:
        say("Nothing awaits approval.")
    else:
        _show_list(items)


def _show_list(items: Iterable[Waiting]) -> None:
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
    say("To read one: campaign approvals MESSAGE. To say yes: campaign approve MESSAGE --by NAME")


def _by_message(items: Iterable[Waiting]) -> dict[str, list[Waiting]]:
    ordered = sorted(items, key=lambda item: item.message)
    groups = {message: list(group) for message, group in groupby(ordered, lambda i: i.message)}
    return dict(sorted(groups.items(), key=lambda pair: min(i.first_due for i in pair[1])))


def _show_contents(items: list[Waiting]) -> None:
    from campaign.store.models import Post

    say((items[0].title, "bold"), f" ({items[0].message}), by {items[0].author}")
    contents: dict[Content, list[str]] = {}
    for item in items:
        post = Post.objects.filter(digest=item.digest).first()
        if post is not None:
            contents.setdefault(post.content, []).append(item.channel)
    for content, channels in contents.items():
        say()
        show.heading(f"On {show.listed(channels)}:")
        _show_content(content)
    say()
    say(f"To say yes: campaign approve {items[0].message} --by NAME")


def _show_content(content: Content) -> None:
    for line in content.text.split("\n"):
        say(f"    {line}".rstrip())
    for image in content.images:
        say(f"    Picture: {image.alt}")
    if content.link:
        say(f"    Link card: {content.link.url} {content.link.title}".rstrip())


def _of(message: str, items: Iterable[Waiting]) -> list[Waiting]:
    items = list(items)
    name = message.removeprefix("messages/").removesuffix(".md")
    chosen = [item for item in items if item.message == name]
    if chosen:
        return chosen
    known = {item.message for item in items}
    hint = suggestion(name, known, otherwise="“campaign approvals” lists what does.")
    raise Trouble(f"Nothing of “{name}” awaits approval. {hint}")


def approve(
    message: Which = "",
    everything: Everything = False,
    note: Note = "",
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Say yes to a message, exactly as it stands.

    Someone other than the author does it. When the text, a picture or a fact in it changes
    afterwards, it needs a new yes. Read it first: campaign approvals MESSAGE.

    For example:
        campaign approve behind-the-badge/after-the-shift --by "Kim Osei"
        campaign approve --all --by "Kim Osei" --note "Read at the Monday meeting"
    """
    if bool(message) == everything:
        raise Misused("Name one message, or give --all: “campaign approvals” lists what waits.")
    open_store(folder)
    from campaign.store import approvals as store

    waiting = store.waiting()
    if not waiting:
        say("Nothing awaits approval.")
        return
    items, own = (_of(message, waiting), []) if message else _others(waiting, by)
    freed = store.approve(items, by=by, now=now(), note=note)
    titles = len({item.message for item in items})
    say((f"Approved by {by}: {count(titles, 'message')}.", "bold"))
    say(f"{count(freed, 'post')} will go out when due.")
    if own:
        say(f"{count(len(own), 'message')} of your own still await someone else's yes.")


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

    name = message.removeprefix("messages/").removesuffix(".md")
    taken = store.revoke(name, by=by, now=now(), why=why.strip() or "No reason was given.")
    if not taken:
        raise Trouble(f"“{name}” has no approval to take back: “campaign approvals” lists ids.")
    say((f"Taken back: {count(taken, 'approval')} of “{name}”.", "bold"))
    say("Its posts on the calendar await approval again.")
