"""``campaign init`` and ``campaign new message``: beginnings."""
# ruff: noqa: PLC0415 - help must not wait for the library

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.options import HERE, Folder
from campaign.cli.show import say

Where = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder that is empty, or not there yet.")
]
Theme = Annotated[str, typer.Option(metavar="NAME", help="The theme, such as behind-the-badge.")]
Title = Annotated[str, typer.Argument(metavar="TITLE", help="What the message is about.")]


def init(where: Where, folder: Folder = HERE) -> None:
    """Make a new campaign in a folder, with examples to change.

    For example:
        campaign init my-campaign
    """
    from campaign.library.starter import write_starter

    target = folder / where
    for file in write_starter(target):
        say(f"  {file}")


def message(title: Title, theme: Theme, folder: Folder = HERE) -> None:
    """Begin a message file with every setting it needs.

    For example:
        campaign new message "Share footage with us first" --theme bystander-guidance
    """
    from campaign.library.writer import new_message

    path = new_message(folder, title, theme)
    say(f"{path}")
