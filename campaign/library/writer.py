"""Writes the file of a new message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from campaign.library.folder import MESSAGES
from campaign.library.values import LONGEST_TITLE

_TEMPLATE = """\
---
title: {title}
theme: {theme}
platforms: {platforms}
# Delete the # in front of a line to use it. What is left out has a sensible value.
# audience: public              # whom it is for
{author}
# organisations: {organisation}    # who says it; left out: everyone
# when: every Friday at 17:30 from 1/12/2026 until 31/1/2027   # left out: the plan picks slots
# from: 1/12/2026               # the first day it may go out
# until: 31/1/2027              # the last day
# image: picture.jpg            # a file in assets/
# alt: What the picture shows, for people who cannot see it.
# link: https://www.example     # shown as a card where there is no picture
# notes: For colleagues. Never published.
draft: yes                      # delete this line when the text is ready
---
{text}

{{{{ campaign.hashtag }}}}

## {short}
{text}
"""
_PLACEHOLDER = "Write the text here, in plain words."
_SAFE = re.compile(r"[A-Za-z0-9][\w ’,()–.!?/-]*")
_NO_TEXT = {"null", "true", "false", "yes", "no", "on", "off"}  # to YAML, unless in quotes
_LONGEST_NAME = 60  # characters of a file's name


class CannotWrite(Exception):
    """A file was not written; the message says why and what to do."""


def new_message(
    folder: Path,
    title: str,
    theme: str,
    *,
    platforms: Sequence[str] = ("all",),
    organisation: str = "northshire-police",
    author: str = "",
    text: str = _PLACEHOLDER,
) -> Path:
    """Write a draft message into a campaign's folder and return its path.

    Without an ``author`` it is the campaign's. The name is made from the title; a file that
    is there already is never overwritten: the new one gets a number.
    """
    title = _printable(title)
    if not (name := slug(title)):
        raise CannotWrite("The title needs at least one letter or digit.")
    if len(title) > LONGEST_TITLE:
        raise CannotWrite(f"The title has {len(title)} characters; the most is {LONGEST_TITLE}.")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", theme):
        raise CannotWrite(f"“{theme}” is not the name of a theme: see messages/campaign.yaml.")
    content = _TEMPLATE.format(
        title=_quoted(title),
        theme=theme,
        platforms=", ".join(platforms),
        organisation=organisation,
        author=_author(author),
        text=text,
        short="X and Bluesky",
    )
    try:
        return _write_new(folder / MESSAGES / theme, name, content)
    except OSError as error:
        reason = error.strerror or "the system refuses"
        raise CannotWrite(f"The file could not be written: {reason}.") from None


def _printable(words: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _author(name: str) -> str:
    """Return the line that names the author, or one that shows how to."""
    if name := _printable(name):
        return f"author: {_quoted(name)}"
    return "# author: Your name             # who wrote it: somebody else approves it"


def slug(title: str) -> str:
    """Return a title as a file's name: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:_LONGEST_NAME].strip("-")


def _quoted(title: str) -> str:
    """Return a title as YAML reads it back: in quotes where it could mean something else."""
    if _SAFE.fullmatch(title) and title.lower() != "null":
        return title
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write_new(folder: Path, name: str, content: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = folder / (f"{name}.md" if number == 1 else f"{name}-{number}.md")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
        except FileExistsError:
            number += 1
        else:
            return path
