"""Other cells for a message file: the lines that have to change, and proof that it worked."""

from __future__ import annotations

from collections.abc import Mapping

from campaign.library.finding import Finding
from campaign.library.platform_names import PlatformNames
from campaign.sheets.columns import FOR, SETTINGS, TEXT, Columns
from campaign.sheets.document import (
    Document,
    Unreadable,
    read_document,
    unsettled,
)
from campaign.sheets.section_marks import NoSuchText, resolved
from campaign.sheets.sections_edit import section_lines, text_splices
from campaign.sheets.settings_edit import lines_of, setting_splices


class CannotRevise(Exception):
    """The file would not say what the row says; ``column`` is the cell that is at fault."""

    def __init__(self, column: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.column, self.message, self.fix = column, message, fix


def revised(document: Document, edits: Mapping[str, str], columns: Columns) -> bytes:
    """Return the file with other cells; raise ``CannotRevise`` where that is not possible.

    ``edits`` gives the new cells only; an empty one takes a setting or a text away.
    """
    settings = {key: text for key, text in edits.items() if key in SETTINGS}
    if settings and not document.tidy:
        raise _cannot(next(iter(settings)), unsettled(document, next(iter(settings))))
    splices = list(setting_splices(document, settings))
    wanted = {**document.cells, **edits}
    if any(key not in SETTINGS for key in edits):
        splices += text_splices(document, *_texts(wanted, columns.names), columns.names)
    raw = document.spliced(splices)
    _prove(document.file, raw, wanted, edits, columns)
    return raw


def composed(file: str, cells: Mapping[str, str], columns: Columns) -> bytes:
    """Return a new file with these cells; raise ``CannotRevise`` where that is not possible."""
    settings = [
        line for name in SETTINGS if cells.get(name) for line in lines_of(name, cells[name])
    ]
    general, own = _texts(cells, columns.names)
    grouped: dict[str, list[str]] = {}
    for platform, text in own.items():
        grouped.setdefault(text, []).append(platform)
    blocks = [general.split("\n")] if general else []
    blocks += [section_lines(names, text, columns.names) for text, names in grouped.items()]
    body = "\n\n".join("\n".join(block) for block in blocks)
    raw = "\n".join(["---", *settings, "---", body, ""]).encode()
    _prove(file, raw, cells, cells, columns)
    return raw


def _texts(cells: Mapping[str, str], names: PlatformNames) -> tuple[str, dict[str, str]]:
    """Return the general text and each platform's own, with every “as X” filled in."""
    own = {}
    for platform in names.ids:
        try:
            own[platform] = resolved(cells, platform, names)
        except NoSuchText as error:
            raise CannotRevise(f"{FOR}{platform}", str(error), error.fix) from None
    return cells.get(TEXT, ""), {key: text for key, text in own.items() if text}


def _prove(
    file: str, raw: bytes, wanted: Mapping[str, str], edits: Mapping[str, str], columns: Columns
) -> None:
    """Read the file again: it must say what was wanted, and nothing else."""
    try:
        document = read_document(file, raw, columns.names)
    except Unreadable as error:
        raise _cannot(_first(edits), error.finding) from None
    general, own = _texts(document.cells, columns.names)
    wanted_general, wanted_own = _texts(wanted, columns.names)
    for platform in columns.names.ids:
        if own.get(platform) != wanted_own.get(platform):
            raise _misread(f"{FOR}{platform}" if general == wanted_general else TEXT)
    if general != wanted_general:
        raise _misread(TEXT)
    for name, column in SETTINGS.items():
        mine, theirs = document.cells.get(name, ""), wanted.get(name, "")
        if mine != theirs and column.meaning(mine) != column.meaning(theirs):
            raise _misread(name)


def _first(edits: Mapping[str, str]) -> str:
    return next(iter(edits), TEXT)


def _cannot(column: str, finding: Finding) -> CannotRevise:
    return CannotRevise(column, finding.message, finding.fix)


def _misread(column: str) -> CannotRevise:
    if column in SETTINGS:
        message = "This cannot be written into the file so that it reads back the same."
        return CannotRevise(column, message, "Write it more simply, or change the file itself.")
    message = "A line of this text begins with ##, as the heading of a platform's text does."
    return CannotRevise(column, message, "Take the ## away, or put the text into its own column.")
