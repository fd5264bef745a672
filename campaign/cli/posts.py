"""``campaign posts``: the calendar, and what only a person decides; ``campaign post now``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import reading, show
from campaign.cli.helping import command_of, group_of
from campaign.cli.naming import meant, message_id, part, where
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused, Trouble
from campaign.library.nearest import suggestion
from campaign.lifecycle import State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from campaign.library.library import Library
    from campaign.store.models import Post

RECENT = timedelta(days=7)  # how far back the list goes unless a state is asked for

StateName = Annotated[
    str,
    typer.Option(
        "--state",
        metavar="STATE",
        help="Only posts in this state: pending, scheduled, published, uncertain, missed …",
        show_default=False,
    ),
]
Limit = Annotated[int, typer.Option(metavar="NUMBER", min=1, help="How many to list.")]
Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="The post's number: “campaign posts list”.")
]
Address = Annotated[
    str, typer.Option("--url", metavar="ADDRESS", help="Where you saw it.", show_default=False)
]
Why = Annotated[
    str, typer.Option("--why", metavar="REASON", help="Why it was not posted.", show_default=False)
]
NotThere = Annotated[
    bool, typer.Option("--not-there", help="You have looked on the platform: it is not there.")
]
Message = Annotated[
    str,
    typer.Argument(metavar="MESSAGE", help="A message, such as behind-the-badge/after-the-shift."),
]
Channels = Annotated[
    list[str] | None,
    typer.Option(
        "--channel",
        metavar="NAME",
        help="On this channel only; may be given again. Default: all it is meant for.",
        show_default=False,
    ),
]
Again = Annotated[
    bool, typer.Option("--again", help="Even if the same text is on its way, or just out.")
]


group = group_of(
    "List posts, and decide what only a person can decide.",
    "campaign posts list --state uncertain",
)
post_group = group_of(
    "Send a message at once.",
    'campaign post now bystander-guidance/call-first --by "Kim Osei"',
)


@command_of(group, "list")
def list_(state: StateName = "", limit: Limit = 50, folder: Folder = HERE) -> None:
    """List the posts of the last seven days and those to come.

    With --state, all posts in that state, however old.

    For example:
        campaign posts list
        campaign posts list --state missed
    """
    chosen = _state(state)
    open_store(folder)
    found = _found(chosen)
    rows = list(found[:limit])
    show.table(
        (
            (
                str(post.pk),
                local(post),
                where(post),
                f"{post.message}{part(post)}",
                _state_of(post),
                post.cause or post.url,
            )
            for post in rows
        ),
        heads=("No.", "Due", "Channel", "Message", "State", "Why, or where"),
    )
    more = found.count() - len(rows)
    if not rows:
        say(
            f"No post is {chosen}." if chosen else "There are no posts: “campaign plan” makes some."
        )
    elif more:
        say()
        say(f"… and {count(more, 'more post')}: --limit {limit + more} shows them too.")


def _state_of(post: Post) -> str:
    """Say how a post stands; one that lies with a person is in no program's hands."""
    from campaign.store import handoffs

    return "by hand" if handoffs.is_open(post) else post.state


def _found(state: State | None) -> QuerySet[Post]:
    from campaign.store.models import Post

    rows = Post.objects.order_by("due_at", "pk")
    return rows.filter(state=state) if state else rows.filter(due_at__gte=now() - RECENT)


def _state(name: str) -> State | None:
    if not name:
        return None
    if name.lower() not in set(State):
        raise Misused(f"No post is ever “{name}”. {suggestion(name, list(State))}")
    return State(name.lower())


def local(post: Post) -> str:
    """Say when a post is due, as the calendar has it."""
    return show.moment(post.due_at)


@command_of(group, "sent")
def sent(number: Number, url: Address = "", by: By = "", folder: Folder = HERE) -> None:
    """Say that a post is on the platform: one in doubt that you have seen, or one made by hand.

    A post made by hand may go without --url where the place gives it no address.

    For example:
        campaign posts sent 41 --url https://social.example/@northshire/112233 --by "Kim Osei"
    """
    address = url.strip()
    if address and not address.startswith(("https://", "http://")):
        raise Misused("Say where you saw it: add --url with the post's address (https://…).")
    open_store(folder)
    from campaign.store import answers

    taken = answers.out(number, url=address, by=by, now=now())
    post = taken.post
    if post.state != State.PUBLISHED:
        raise Trouble(f"{taken.trouble} What you said is in the log, and people are told.")
    _keep_number(post, by, folder)
    say((f"Post {number} is published.", "bold"), f" {post.url}" if post.url else "")
    if taken.trouble:
        say((f"Look there now: {taken.trouble}", "bold"))


def _keep_number(post: Post, by: str, folder: Path) -> None:
    """Keep the platform's own number of a post, where its address tells, to measure it by."""
    from campaign.registry import remote_id
    from campaign.store import decisions, speakers

    found = remote_id(speakers.speaker(post.channel), post.url, folder=folder / ".campaign")
    if found:
        decisions.numbered(post.pk, found, by=by, now=now())


@command_of(group, "not-sent")
def not_sent(number: Number, why: Why = "", by: By = "", folder: Folder = HERE) -> None:
    """Say that a post you were to make by hand was not posted.

    It has failed then. To have it laid out again, or sent: campaign posts again.

    For example:
        campaign posts not-sent 41 --why "Nextdoor was down" --by "Kim Osei"
    """
    if not why.strip():
        raise Misused("Say why it was not posted: add --why with the reason, for those who read.")
    open_store(folder)
    from campaign.store import handing

    post = handing.not_posted(number, why=why, by=by, now=now())
    say((f"Post {number} has failed.", "bold"), f" {post.cause}")
    say(f"To have another go: campaign posts again {number} --not-there --by NAME")


@command_of(group, "hand-off")
def hand_off(
    number: Number, *, not_there: NotThere = False, by: By = "", folder: Folder = HERE
) -> None:
    """Let a person make a post by hand, on the day a platform or a sign-in fails.

    A post that failed, missed its time or waits – behind a paused channel, say – is laid out
    with a page: words to copy, picture, alt text. No program sends it from then on. It passes
    the same gate as every other post.

    For example:
        campaign posts hand-off 41 --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import handing

    post = handing.hand_over(number, by=by, now=now(), not_there=not_there)
    say((f"Post {number} is for a person to make by hand now.", "bold"))
    if post.due_at > now():
        say(f"Its page is there when it is due: {local(post)}. People are told then.")
    else:
        say("“campaign run” lays it out at its next tick, and tells people where its page is.")


@command_of(group, "again")
def again(
    number: Number, *, not_there: NotThere = False, by: By = "", folder: Folder = HERE
) -> None:
    """Send an uncertain, missed or failed post now.

    Look on the platform first; of a post that lay with a person say so with --not-there. It
    passes the same gate as every other post: holds, approval, facts that have expired.

    For example:
        campaign posts again 41 --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import decisions

    post = decisions.send_again(number, by=by, now=now(), not_there=not_there)
    if post.state == State.PENDING:
        say((f"Post {number} awaits approval", "bold"), ": it has none as it stands.")
        say(f"Someone other than its author runs: campaign approvals {post.message}")
    else:
        how = "lays it out" if _made_by_a_person(post) else "sends it"
        goes = "is for a person to make by hand now" if how == "lays it out" else "goes out now"
        say((f"Post {number} {goes}.", "bold"), f" “campaign run” {how} at its next tick.")


@command_of(group, "cancel")
def cancel(number: Number, by: By = "", folder: Folder = HERE) -> None:
    """Take a post off the calendar for good.

    For example:
        campaign posts cancel 41 --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import decisions

    post = decisions.cancel(number, by=by, now=now())
    say((f"Post {number} is cancelled", "bold"), f": “{post.title}” on {post.channel_id}.")


@command_of(post_group, "now")
def now_(
    message: Message,
    channel: Channels = None,
    *,
    again: Again = False,
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Send a message at once, on all the channels it is meant for or on those you name.

    The same gate as ever: a message that is not approved, is on hold or has errors does not
    go out. It goes out on all these channels or on none; and a text that is on its way, or
    went out within a day, is not sent once more without --again.

    For example:
        campaign post now bystander-guidance/call-first --by "Kim Osei"
        campaign post now bystander-guidance/call-first --channel northshire-x --by "Kim Osei"
    """
    library, platforms = reading.read(folder)
    name, wanted = message_id(message), channel or []
    _require_known(library, name, wanted)
    open_store(folder)
    from campaign.store.by_hand import post_now

    made = post_now(library, platforms, name, wanted, actor=by, now=now(), again=again)
    for post in made:
        how = "is to be posted by hand" if _made_by_a_person(post) else "goes out"
        say((f"Post {post.pk}: “{post.title}”{part(post)} {how} on {post.channel_id} now.", "bold"))
    does = "lays it out" if all(map(_made_by_a_person, made)) else "sends it"
    say(f"“campaign run” {does} at its next tick; “campaign posts list” shows how it went.")


def _made_by_a_person(post: Post) -> bool:
    """Say whether a person makes a post, and no program."""
    channel = post.channel
    return post.handed or (channel.platform == "handoff" and channel.network != "sandbox")


def _require_known(library: Library, name: str, channels: Sequence[str]) -> None:
    readable = {*library.messages, *library.faulty}
    if name not in readable and not any(message_id(f.file) == name for f in library.findings):
        hint = meant(name, readable, otherwise="“campaign check” lists what it reads.")
        raise Trouble(f"There is no message “{name}”. {hint}")
    for one in channels:
        if one not in library.channels:
            raise Trouble(f"There is no channel “{one}”. {suggestion(one, library.channels)}")
