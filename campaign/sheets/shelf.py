"""The message files of a folder by id, and the names new ones may have."""

from __future__ import annotations

import re
from pathlib import Path

from campaign.library.folder import MESSAGES, ORGANISATIONS, Folder, same_name
from campaign.library.message_reader import message_id
from campaign.library.source import Source
from campaign.library.writer import slug

_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*(?:/[a-z0-9]+(?:[-.][a-z0-9]+)*){1,3}")
_LONGEST = 200  # characters, as many as the calendar keeps
_RESERVED = (f"{ORGANISATIONS}/",)


class Shelf:
    """Knows every message file there is, and gives its bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)
        self.files = {
            message_id(source.file): source.file
            for source in self._folder.messages()
            if not source.findings and source.file.endswith(".md")
        }
        self._taken = {same_name(id_) for id_ in self.files}

    def read(self, file: str) -> bytes | None:
        """Return the bytes of a file; ``None`` when they cannot be had."""
        return self._folder.read(Source(file))

    def is_free(self, id_: str) -> bool:
        """Tell whether no file has this name, on any kind of computer."""
        return same_name(id_) not in self._taken

    def take(self, id_: str) -> None:
        """Keep a name for a file that is going to be written."""
        self._taken.add(same_name(id_))


def file_of(id_: str) -> str:
    """Return the file of a message."""
    return f"{MESSAGES}/{id_}.md"


def bare(text: str) -> str:
    """Return an id without what people write round it."""
    return text.removeprefix(f"{MESSAGES}/").removesuffix(".md").strip()


def refusal(id_: str) -> str:
    """Say what is wrong with the id of a new message; empty when nothing is."""
    if len(id_) > _LONGEST:
        return f"It is longer than {_LONGEST} characters."
    if id_.startswith(_RESERVED) or id_.endswith("/readme"):
        return "That name is kept for other files."
    if _ID.fullmatch(id_):
        return ""
    neat = "/".join(slug(part) for part in id_.split("/") if slug(part))
    hint = f": did you mean {neat}?" if _ID.fullmatch(neat) else ", such as night-out/the-way-home."
    return f"Write a folder and a name in small letters with hyphens{hint}"
