"""``campaign approvals``, ``approve``, ``sign-off`` and ``revoke``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import drift, show, sign_ins, yeses
from campaign.cli.absent import why_absent
from campaign.cli.naming import meant, message_id
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.preview import Preview
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused, Trouble
from campaign.cli.yeses import WAITS, Files, standing
from campaign.lifecycle import State

if TYPE_CHECKING:
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
Everything = Annotated[
    bool, typer.Option("--all", help="Approve everything that waits and that you may approve.")
]
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
Emergency = Annotated[
    str,
    typer.Option(
        metavar="REASON",
        help="Give one of two people's word in place of the yes that is missing, for a day.",
        show_default=False,
    ),
]
Partner = Annotated[str, typer.Option(metavar="NAME", help="The partner, as the message names it.")]
Who = Annotated[str, typer.Option(metavar="NAME", help="Who agreed at the partner, and when.")]
Why = Annotated[
    str, typer.Option(metavar="WORDS", help="Why it is taken back.", show_default=False)
]


def approvals(message: Which = "", folder: Folder = HERE) -> None:
    """List what awaits approval, or show one message as it would go out.

    Says how much say each message needs (its tier), who has said yes so far and who may. Ends
    with the command that says yes to exactly what was shown: the code in it stands for these
    texts, and fits no others. A message that is not on the calendar is shown from its file.

    For example:
        campaign approvals
        campaign approvals behind-the-badge/after-the-shift
    """
    open_store(folder)
    from campaign.store.approvals import waiting

    files = Files.read(folder)
    if message:
        _show_message(message_id(message), files)
    elif not (items := waiting(now())):
        say("Nothing awaits approval.")
    else:
        _show_list(items)
    if changed := drift.told(files.library, files.platforms):
        say()
        say(("Note: ", "yellow"), f"{changed}, and is not shown here: {drift.APPLY}")


def _show_list(items: list[Waiting]) -> None:
    from campaign.store.approvals import code

    yeses.show_list(items)
    messages = count(len({item.message for item in items}), "message")
    say(f"{messages} to approve, by someone other than the author.")
    say("To read one, and say yes to it: campaign approvals MESSAGE")
    say(f"When you have read them all: campaign approve --all --code {code(items)} --by NAME")


def _show_message(name: str, files: Files) -> None:
    from campaign.store.approvals import code

    posts, waiting = _read(name, files)
    Preview(files.library, files.platforms, standing).show(posts)
    say()
    if waiting:
        yeses.show_say(waiting, files)
        if all(post.pk is None for post in posts):
            say("It is not on the calendar: once approved, “campaign post now” can send it.")
        command = f"campaign approve {name} --code {code(waiting)} --by NAME"
        say(f"To say yes to exactly this: {command}")
    else:
        say("Nothing of it awaits approval.")


def _read(name: str, files: Files) -> tuple[list[Post], list[Waiting]]:
    """Return a message's texts and what of them waits, or say why there is nothing to read."""
    from campaign.store.by_hand import NotPlanned
    from campaign.store.models import Post

    try:
        return yeses.of_message(name, files)
    except NotPlanned as error:
        known = {*Post.objects.values_list("message", flat=True), *files.library.messages}
        if name in files.library.messages or name in files.library.faulty:
            raise Trouble(str(error)) from None
        hint = why_absent(name, known, otherwise="“campaign plan” shows what could be put there.")
        raise Trouble(f"“{name}” is not on the calendar. {hint}") from None


def approve(
    *,
    message: Which = "",
    everything: Everything = False,
    code: Code = "",
    note: Note = "",
    emergency: Emergency = "",
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Say yes to a message, exactly as it was read.

    Someone other than the author does it, with the code that “campaign approvals MESSAGE”
    shows below the texts; on a terminal, the texts are shown and the question is asked here.
    When the text, a picture, a fact, its time or its other language changes afterwards, or when
    90 days have passed, it needs a new yes. Some messages need somebody senior, or two people.

    With --emergency and the reason, two people can stand in for a yes that is missing or has run
    out: each runs the command, and the author is one of them at the most. It holds for a day, is
    told in the report, and never passes a hold, a quiet window, a pre-election period, a live
    case or a partner's sign-off.

    For example:
        campaign approve behind-the-badge/after-the-shift --code 1a2b3c4d --by "Kim Osei"
        campaign approve behind-the-badge/after-the-shift --by "Kim Osei"
        campaign approve --all --code 5e6f7a8b --by "Kim Osei" --note "Read on Monday"
    """
    if bool(message) == everything:
        raise Misused("Name one message, or give --all: “campaign approvals” lists what waits.")
    if emergency and everything:
        raise Misused("An emergency is about one message: name it.")
    open_store(folder)
    from campaign.store import approvals as store

    files, name = Files.read(folder, by), message_id(message)
    items = _of(name, files) if name else store.waiting(now())
    if not items:
        say("Nothing awaits approval.")
        return
    _require_that_it_was_read(name, items, code, files)
    if emergency:
        _in_emergency(items, by, emergency)
        return
    mine, left = (items, []) if name else _may(items, by)
    _approve(mine, by, note, files)
    if left:
        number = len({item.message for item in left})
        waits = "still waits" if number == 1 else "still wait"
        say(f"{count(number, 'message')} {waits} for somebody else's yes: campaign approvals")


def _approve(items: list[Waiting], by: str, note: str, files: Files) -> None:
    from campaign.store import approvals as store

    digests, by_hand, time = {item.digest for item in items}, _by_hand(items), now()
    freed = store.approve(items, by=by, now=time, note=note, days=files.days)
    titles = len({item.message for item in items})
    until = show.day((time + timedelta(days=files.days)).date())
    say((f"Approved by {by}: {count(titles, 'message')}.", "bold"), f" It holds until {until}.")
    lacking = {item.message: item for item in store.waiting(now()) if item.digest in digests}
    for item in lacking.values():
        say(f"“{item.title}” waits all the same. {item.lacks}")
    if freed > by_hand or (not freed and not lacking and any(item.posts for item in items)):
        say(f"{count(max(freed - by_hand, 0), 'post')} will go out when due.")
    if by_hand and freed:
        say(f"{count(by_hand, 'post')} will be laid out when due, for a person to post by hand.")
    if not any(item.posts for item in items):
        say(f"It is not on the calendar. To send it: campaign post now {items[0].message}")
    _tell_of_sign_ins({item.channel for item in items})


def _in_emergency(items: list[Waiting], by: str, why: str) -> None:
    from campaign.store import approvals as store

    given = len(items[0].tally.emergency)
    freed = store.in_emergency(items, by=by, now=now(), why=why)
    title = items[0].title
    if given == 0:
        say((f"One of two people has given their word for “{title}”.", "bold"))
        say("Within 24 hours somebody else gives theirs, with the same command and their name.")
        return
    say((f"Two people have given their word for “{title}”, for 24 hours.", "bold"))
    say(f"{count(freed, 'post')} will go out when due. The report tells of it.")


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


def _of(name: str, files: Files) -> list[Waiting]:
    """Return what waits of one message, or say why nothing does."""
    from campaign.store import approvals as store
    from campaign.store.by_hand import NotPlanned

    try:
        found = yeses.of_message(name, files)[1]
    except NotPlanned:
        found = []
    if found:
        return found
    known = {item.message for item in store.waiting(now())}
    hint = why_absent(name, known, otherwise="“campaign approvals” lists what does.")
    raise Trouble(f"Nothing of “{name}” awaits approval. {hint}")


def _require_that_it_was_read(name: str, items: list[Waiting], code: str, files: Files) -> None:
    """Take the code of what was read; without one, show it to whoever sits at a terminal."""
    from campaign.store import approvals as store

    shown = f"campaign approvals {name}".strip()
    if code:
        if code.strip().lower() != store.code(items):
            raise Trouble(
                f"“{code}” does not fit what awaits approval now: the code was mistyped, or "
                f"something has changed since you read it. Read it again with “{shown}”. "
                "Nothing was approved."
            )
    elif name and show.terminal() and sys.stdin.isatty():
        posts = [post for post in _read(name, files)[0] if standing(post) == WAITS]
        Preview(files.library, files.platforms, standing).show(posts)
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


def _may(items: list[Waiting], by: str) -> tuple[list[Waiting], list[Waiting]]:
    """Leave to others what a person may not say yes to, unless there is nothing else."""
    from campaign.store.approvals import refusal
    from campaign.store.people import People

    known = People.load()
    left = [item for item in items if refusal(item, by, known)]
    mine = [item for item in items if item not in left]
    return (mine, left) if mine else (items, [])


def sign_off(
    message: One,
    partner: Partner = "",
    who: Who = "",
    code: Code = "",
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Write down that a partner agreed to a message that carries its name, logo or words.

    It is for the very text that was read, with the code that “campaign approvals MESSAGE” ends
    with. Without it the message does not go out, whoever else has approved it.

    For example:
        campaign sign-off thanks/choir --partner "The Choir" --who "Jo Hale, chair" --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import approvals as store

    files, name = Files.read(folder, by), message_id(message)
    items = _of(name, files)
    _require_that_it_was_read(name, items, code, files)
    freed = store.sign_off(items, partner, who=who, by=by, now=now(), days=files.days)
    say((f"Signed off by {partner}: “{items[0].title}” ({who}).", "bold"))
    if freed:
        say(f"{count(freed, 'post')} will go out when due.")
    else:
        say("It awaits the other yeses it needs: campaign approvals")


def revoke(message: One, why: Why = "", by: By = "", folder: Folder = HERE) -> None:
    """Take back a yes: the message's posts wait again.

    What has gone out already stays where it is.

    For example:
        campaign revoke behind-the-badge/after-the-shift --why "New figures" --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import voiding
    from campaign.store.models import Approval

    name = message_id(message)
    taken = voiding.revoke(name, by=by, now=now(), why=why.strip() or "No reason was given.")
    if not taken:
        known = Approval.objects.filter(revoked_at__isnull=True).values_list("message", flat=True)
        hint = meant(name, known, otherwise="Nothing else of that name is approved either.")
        raise Trouble(f"“{name}” has no approval to take back. {hint}")
    say((f"Taken back: {count(taken, 'approval')} of “{name}”.", "bold"))
    say("Its posts on the calendar await approval again.")
