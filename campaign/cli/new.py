"""``campaign init`` and ``campaign new message``: beginnings."""
# ruff: noqa: PLC0415 - help must not wait for the library

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.helping import command_of, group_of
from campaign.cli.options import HERE, ByIfKnown, Folder
from campaign.cli.show import say
from campaign.cli.trouble import Misused
from campaign.library.nearest import suggestion

Where = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="A folder that is empty, new to git, or not there yet."),
]
Theme = Annotated[str, typer.Option(metavar="NAME", help="The theme, such as behind-the-badge.")]
Title = Annotated[str, typer.Argument(metavar="TITLE", help="What the message is about.")]


group = group_of(
    "Begin a message.",
    'campaign new message "Share footage with us first" --theme bystander-guidance',
)


def init(where: Where, folder: Folder = HERE) -> None:
    """Make a new campaign in a folder, with examples to change.

    For example:
        campaign init my-campaign
    """
    from campaign.library.editor import FOLDER
    from campaign.library.gitignore import FILE as GITIGNORE
    from campaign.library.starter import write_starter

    target = folder / where
    had = (target / GITIGNORE).exists()
    written = write_starter(target)
    say((f"A new campaign is in {where}:", "bold"))
    for file in (path.relative_to(target).as_posix() for path in written):
        if file == GITIGNORE and had:
            say(f"  {file} (yours: what git has to leave out is added at its end)")
        elif not file.startswith(FOLDER):
            say(f"  {file}")
    say(f"  {FOLDER}/ (for Visual Studio Code: see docs/editor.md)")
    say("It checks clean and speaks on the built-in sandbox network only. Next:")
    say(f"  cd {shlex.quote(str(where))}")
    say("  campaign check")
    say("  campaign plan --apply")


@command_of(group, "message")
def message(title: Title, theme: Theme, by: ByIfKnown = "", folder: Folder = HERE) -> None:
    """Begin a message file with every setting it needs.

    Your name becomes its author's, so that somebody else approves it.

    For example:
        campaign new message "Share footage with us first" --theme bystander-guidance
    """
    from campaign.cli import reading
    from campaign.library.writer import new_message

    library, _ = reading.read(folder)
    themes = [known.id for known in library.campaign.themes]
    if theme not in themes:
        raise Misused(f"There is no theme “{theme}”. {suggestion(theme, themes)}")
    path = new_message(folder, title, theme, author=by)
    say((f"{path.relative_to(folder).as_posix()} is ready for its text.", "bold"))
    say("It is a draft: take out the line “draft: yes” when it is done, then: campaign check")
