"""The campaign as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaign.adapter import Capabilities
from campaign.library.folder import Folder
from campaign.library.library import Library
from campaign.sheets.clashes import clashes
from campaign.sheets.columns import YES, Columns
from campaign.sheets.entries import entries
from campaign.sheets.entry import Entry, lines
from campaign.sheets.pages import Pages
from campaign.sheets.span import Span
from campaign.sheets.workbook import Choices, Export, write_workbook

VOICES = ("force", "governance", "association", "partner", "officer")
TONES = ("normal", "solemn", "sensitive")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into the file."""

    posts: int
    rows: int  # of the calendar
    messages: int
    clashing: int  # rows of the calendar that are in the way of something
    left_out: tuple[str, ...]  # files that cannot be read


def export_workbook(
    path: Path,
    library: Library,
    platforms: Mapping[str, Capabilities],
    span: Span,
    now: datetime,
) -> Exported:
    """Write the calendar of a span and all messages into an .xlsx file.

    The database must be open. Cancelled posts are left out.
    """
    columns = Columns(platforms)
    pages = Pages(library, columns)
    found = entries_in(span, library.campaign.zone)
    shown = [entry for entry in found if entry.state != "cancelled"]
    rows = lines(shown, clashes(shown, library))
    made = [pages.calendar(rows), pages.messages()]
    export = Export(library.campaign.name, made, choices(library), now)
    write_workbook(path, export, columns)
    clashing = sum(bool(line.clashes) for line in rows)
    return Exported(len(shown), len(rows), len(made[1].rows), clashing, tuple(pages.left_out))


def entries_in(span: Span, zone: str) -> list[Entry]:
    """Return the posts of a span of local days."""
    return entries(*span.bounds(zone), zone)


def choices(library: Library) -> dict[str, Choices]:
    """Return what may be chosen in which column."""
    messages = library.messages.values()
    languages = {m.language for m in messages} | {"en-GB", "cy"}
    pictures = [name for name in Folder(library.folder).pictures() if _is_picture(name)]
    organisations = Choices("Organisations", sorted(library.organisations))
    return {
        "theme": Choices("Themes", [theme.id for theme in library.campaign.themes], closed=True),
        "image": Choices("Pictures", sorted(pictures)),
        "organisations": organisations,
        "audience": Choices("Audiences", _sorted(m.audience for m in messages)),
        "language": Choices("Languages", _sorted(languages)),
        "voice": Choices("Voices", VOICES, closed=True),
        "tone": Choices("Tones", TONES, closed=True),
        "draft": Choices("YesOrNo", ("yes", "no"), closed=True),
        YES: Choices("Yes", ("Yes",), closed=True),
    }


def _sorted(words: Iterable[str]) -> list[str]:
    return sorted(set(words) - {""})


def _is_picture(name: str) -> bool:
    return name.lower().endswith(_PICTURES)
