"""The campaign's folder: which files there are, and their bytes."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from campaign.library.finding import Severity
from campaign.library.place import TOP
from campaign.library.source import Source

MESSAGES = "messages"
ASSETS = "assets"
ORGANISATIONS = "organisations"
LARGEST_TEXT = 1_000_000  # bytes; the longest platform takes 63,206 characters

_ODD = re.compile('[\x00-\x1f\x7f-\x9f<>:"|?*\\\\#%\ud800-\udfff]')
_BESIDE = {
    f"{name}.yaml"
    for name in ("campaign", "facts", "signposts", "dates", "words", "consents", "cases")
}


class Folder:
    """Reads from one campaign's folder and never leaves it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = Path(os.path.realpath(root))
        self._inside: dict[Path, bool] = {}  # folder -> whether it is

    def read(self, source: Source, most: int = LARGEST_TEXT) -> bytes | None:
        """Return a file's bytes; ``None``, with a finding, when they cannot be had."""
        path = self.root / source.file
        try:
            if not self._is_inside(path):
                message = "This is a link to a file outside the campaign's folder."
                source.report(TOP, "link-outside", message, "Copy the file itself here.")
                return None
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                source.report(TOP, "not-a-file", "This is not a file.", "Rename or remove it.")
                return None
            if status.st_size > most:
                _report_size(source, status.st_size, most)
                return None
            return path.read_bytes()
        except FileNotFoundError:
            source.report(TOP, "unreadable", "This is a link that leads nowhere.", "Delete it.")
        except PermissionError:
            fix = "Ask whoever owns the file to let you read it."
            source.report(TOP, "unreadable", "You are not allowed to read this file.", fix)
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "the system refuses"
            message = f"This file cannot be read: {reason}."
            source.report(TOP, "unreadable", message, "Replace it with a fresh copy.")
        return None

    def messages(self) -> Iterator[Source]:
        """Give every message file, sorted; with a finding where one cannot be a message."""
        reserved = f"{MESSAGES}/{ORGANISATIONS}"
        for source in self._walk(MESSAGES):
            folder, _, name = source.file.rpartition("/")
            if folder == reserved:
                continue
            lowered = name.lower()
            if source.findings or lowered.endswith(".md"):
                if lowered != "readme.md":
                    yield source
            elif source.file not in {f"{MESSAGES}/{beside}" for beside in _BESIDE}:
                _report_stray(source, "Messages end in .md, settings in .yaml.")
                yield source

    def organisations(self) -> Iterator[Source]:
        """Give every organisation's file, sorted."""
        for source in self._walk(f"{MESSAGES}/{ORGANISATIONS}"):
            if not source.findings and not source.file.endswith(".yaml"):
                if source.file.lower().endswith("readme.md"):
                    continue
                _report_stray(source, "Files of organisations end in .yaml.")
            yield source

    def pictures(self) -> list[str]:
        """Return the names of the files below assets/, for a “did you mean”."""
        found = self._walk(ASSETS)
        return [source.file.removeprefix(f"{ASSETS}/") for source in found]

    def _walk(self, below: str) -> Iterator[Source]:
        blocked: list[Source] = []

        def refuse(error: OSError) -> None:
            if isinstance(error, FileNotFoundError):
                return  # there need be no assets/
            source = Source(self._relative(Path(error.filename)))
            message = f"This folder cannot be read: {error.strerror}."
            source.report(TOP, "unreadable", message, "Ask whoever owns it to let you read it.")
            blocked.append(source)

        for folder, folders, files in os.walk(self.root / below, onerror=refuse):
            folders[:] = sorted(name for name in folders if not hidden(name))
            yield from self._linked_folders(Path(folder), folders)
            here = self._relative(Path(folder))
            for name in sorted(files):
                if not hidden(name):
                    yield _source(f"{here}/{name}", name)
        yield from blocked

    def _linked_folders(self, folder: Path, names: list[str]) -> Iterator[Source]:
        for name in names:
            if (path := folder / name).is_symlink():
                source = Source(self._relative(path))
                message = "This is a link to another folder, and what is in it is not read."
                source.report(TOP, "link-outside", message, "Put the folder itself here.")
                yield source

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _is_inside(self, path: Path) -> bool:
        """Tell whether a file is in the campaign's folder, wherever links may lead."""
        if path.is_symlink():
            return Path(os.path.realpath(path)).is_relative_to(self._real)
        if path.parent not in self._inside:
            real = Path(os.path.realpath(path.parent))
            self._inside[path.parent] = real.is_relative_to(self._real)
        return self._inside[path.parent]


def same_name(name: str) -> str:
    """Return what two names share if some computer would hold them for the same."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def printable(name: str) -> str:
    """Return a file's name as it can be shown: what cannot be printed becomes “?”."""
    return name if name.isprintable() else "".join(c if c.isprintable() else "?" for c in name)


def _source(file: str, name: str) -> Source:
    source = Source(file)
    if match := _ODD.search(name):
        shown = match[0] if match[0].isprintable() else f"U+{ord(match[0]):04X}"
        message = f"The file's name has “{shown}” in it, which not every computer can hold."
        fix = "Rename it with letters, digits and hyphens."
        source.report(TOP, "file-name", message, fix)
    return source


def hidden(name: str) -> bool:
    """Tell whether a file or folder is passed over because of its name."""
    return name.startswith((".", "_", "~$"))


def _report_stray(source: Source, rule: str) -> None:
    message = f"This file is not read. {rule}"
    source.report(TOP, "not-read", message, "Rename it, or move it away.", Severity.WARNING)


def _report_size(source: Source, size: int, most: int) -> None:
    message = f"This file has {size:,} bytes; the most is {most:,}."
    source.report(TOP, "file-too-large", message, "Split it, or save a smaller one.")
