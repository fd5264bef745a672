"""``campaign audit keep``, ``release`` and ``purge``: keeping and disposing of records."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import clock, reading, show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, ByIfKnown, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Trouble

if TYPE_CHECKING:
    from campaign.library.library import Library
    from campaign.store.retention import Review

_LISTED = 40  # posts, unless all are asked for

Theme = Annotated[str, typer.Option(metavar="NAME", help="This theme only.", show_default=False)]
Channel = Annotated[
    str, typer.Option(metavar="NAME", help="This channel only.", show_default=False)
]
Message = Annotated[
    str, typer.Option(metavar="NAME", help="This message only.", show_default=False)
]
Reason = Annotated[
    str,
    typer.Option(metavar="WORDS", help="The case or request it is kept for.", show_default=False),
]
Why = Annotated[
    str, typer.Option(metavar="WORDS", help="Why it need not be kept.", show_default=False)
]
Number = Annotated[
    int,
    typer.Argument(metavar="NUMBER", help="The legal hold's number: “campaign audit purge” tells."),
]
Code = Annotated[
    str,
    typer.Option(
        metavar="CODE",
        help="What the list ends with: it stands for the posts you have seen.",
        show_default=False,
    ),
]
AgreedBy = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="Who has looked at the list as well, and agrees.", show_default=False
    ),
]
All = Annotated[bool, typer.Option("--all", help="List every post, however many there are.")]


def keep(
    *,
    theme: Theme = "",
    channel: Channel = "",
    message: Message = "",
    reason: Reason = "",
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Place a legal hold: what is named is kept, however old, until somebody else lifts it.

    With several names, posts that fit all of them are kept; with none, everything is.

    For example:
        campaign audit keep --theme behind-the-badge --reason "Inquest 12/2026" --by "Sam Hale"
    """
    open_store(folder, needs_files=False)
    from campaign.store import legal_holds

    hold = legal_holds.place(
        theme=theme, channel=channel, message=message, reason=reason, by=by, now=now()
    )
    say((f"Kept: {hold.where}.", "bold"), f" This is legal hold {hold.number}, placed by {by}.")
    say(f"To lift it, someone other than {by} runs: campaign audit release {hold.number} --by NAME")


def release(number: Number, why: Why = "", by: By = "", folder: Folder = HERE) -> None:
    """Lift a legal hold that someone else has placed.

    For example:
        campaign audit release 312 --why "Inquest closed" --by "Kim Osei"
    """
    open_store(folder, needs_files=False)
    from campaign.store import legal_holds

    hold = legal_holds.lift(number, by=by, now=now(), why=why)
    say((f"Lifted: legal hold {hold.number} on {hold.where}.", "bold"))


def purge(
    *,
    everything: All = False,
    code: Code = "",
    by: ByIfKnown = "",
    agreed_by: AgreedBy = "",
    folder: Folder = HERE,
) -> None:
    """Show which texts and pictures need not be kept any more, and dispose of them.

    How long is said by “retention” in campaign.yaml. Without --code nothing is changed. Two
    people dispose of records: one runs the command, the other has looked at the list as well.
    Only words and pictures go; what happened stays in the log, which is as whole as before.

    For example:
        campaign audit purge
        campaign audit purge --code 0f3c9a1b --by "Sam Hale" --agreed-by "Kim Osei"
    """
    library = _sound(folder)
    open_store(folder)
    from campaign.store import anchors, retention

    rules = library.campaign.retention
    if not code:
        _tell_review(retention.review(rules, now()), library, everything=everything)
        return
    done = retention.dispose(
        rules, code=code, by=by, agreed_by=agreed_by, now=now(), in_use=_in_use(folder)
    )
    say(
        (f"Disposed of: the texts of {count(done.posts, 'post')}, ", "bold"),
        (f"{count(done.pictures, 'picture')}.", "bold"),
        " The log says so, and is whole. Back-ups still hold them until they are replaced.",
    )
    for trouble in anchors.drop(folder, now=now()):
        say((trouble, "yellow"))


def _sound(folder: Path) -> Library:
    """Read the files; how long to keep must not be guessed from a file with mistakes."""
    library, _ = reading.read(folder)
    if any(one.file.endswith("campaign.yaml") and one.blocks for one in library.findings):
        raise Trouble("messages/campaign.yaml has mistakes, so nothing is disposed of.")
    return library


def _in_use(folder: Path) -> set[str]:
    """Return the hashes of the pictures in assets/: the next plan may want them again."""
    from hashlib import sha256

    files = (folder / "assets").rglob("*")
    return {sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}


def _tell_review(review: Review, library: Library, *, everything: bool) -> None:
    rules = library.campaign.retention
    say(
        f"Kept: routine {count(rules.routine, 'year')}, incidents and posts taken back "
        f"{count(rules.incident, 'year')}, counted from the day a post went out or was due."
    )
    for hold in review.holds:
        say(f"Legal hold {hold.number} on {hold.where}, placed by {hold.by}: {hold.reason}")
    if review.held:
        say(f"{count(review.held, 'post')} would have gone, and a legal hold keeps them.")
    if not review.expired:
        say("Nothing else has passed its time.")
        return
    shown = review.expired if everything else review.expired[:_LISTED]
    show.table(
        (
            (
                str(one.post), show.day(clock.day_of(one.since)), one.kept_as, one.state,
                one.channel, one.message,
            )
            for one in shown
        ),
        heads=("Post", "Since", "Class", "State", "Channel", "Message"),
    )  # fmt: skip
    if len(shown) < len(review.expired):
        say(f"… and {len(review.expired) - len(shown)} more: campaign audit purge --all")
    say()
    say(f"The texts of {count(len(review.expired), 'post')} need not be kept any more.")
    say(
        f"To dispose of them: campaign audit purge --code {review.code} --by NAME "
        "--agreed-by ANOTHER"
    )
