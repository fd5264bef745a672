"""Options that many commands share."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.trouble import Misused


def _stand(folder: Path) -> Path:
    """Make the folder absolute, and known to everything that asks the environment."""
    if not folder.is_dir():
        raise Misused(f"There is no folder {folder}: give --folder the campaign's folder.")
    folder = folder.resolve()
    os.environ["CAMPAIGN_FOLDER"] = str(folder)
    return folder


_LONGEST = 150  # letters of a name that are kept


def readable(given: str) -> str:
    """Return what was typed as text, though the terminal wrote other bytes than UTF-8.

    An accent in a reason must never keep a stop from being placed.
    """
    try:
        given.encode()
    except UnicodeEncodeError:
        return os.fsencode(given).decode("cp1252", "replace")
    return given


def _tidy(by: str) -> str:
    """Return the name given, or "": stopping must never fail for want of one."""
    return " ".join(readable(by).split())[:_LONGEST]


def login() -> str:
    """Return under which name somebody is signed in to this computer."""
    try:
        name = _tidy(getpass.getuser())
    except (KeyError, OSError):  # no such user is known to the system
        name = ""
    return name or "somebody unnamed"


def _named(by: str) -> str:
    name = _tidy(by)
    if not name:
        raise Misused("This needs your name: add --by with it, or set CAMPAIGN_USER.")
    return name


Folder = Annotated[
    Path,
    typer.Option(
        "--folder",
        metavar="DIR",
        envvar="CAMPAIGN_FOLDER",
        callback=_stand,
        show_default=False,
        show_envvar=False,
        help="The campaign's folder. Default: CAMPAIGN_FOLDER, or else where you stand.",
    ),
]

By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="CAMPAIGN_USER",
        callback=_named,
        show_default=False,
        show_envvar=False,
        help="Your name. Default: CAMPAIGN_USER.",
    ),
]

ByOrLogin = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="CAMPAIGN_USER",
        callback=_tidy,
        show_default=False,
        show_envvar=False,
        help="Your name. Default: CAMPAIGN_USER, or else the name you are signed in with here.",
    ),
]

ByIfKnown = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="CAMPAIGN_USER",
        show_default=False,
        show_envvar=False,
        help="Your name, kept as the author's. Default: CAMPAIGN_USER, or else nobody's.",
    ),
]

HERE = Path()
