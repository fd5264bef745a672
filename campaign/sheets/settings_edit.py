"""Changes of the settings block: the lines of the setting that changes, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from campaign.sheets.columns import SETTINGS, Kind
from campaign.sheets.document import Document, Setting, Splice
from campaign.sheets.yaml_text import group, scalar, setting


def setting_splices(document: Document, edits: Mapping[str, str]) -> Iterator[Splice]:
    """Give what takes the place of which lines; an empty text takes its setting away."""
    added: dict[int, list[str]] = {}
    for name in SETTINGS:
        if name not in edits:
            continue
        there = document.settings.get(name)
        if there is None and edits[name]:
            added.setdefault(_place(document, name), []).extend(lines_of(name, edits[name]))
        elif there is not None and not edits[name]:
            yield Splice(there.first, there.end, [])
        elif there is not None:
            yield Splice(there.first, there.end, _changed(document, there, edits[name]))
    for line, lines in added.items():
        yield Splice(line, line, lines)


def lines_of(name: str, text: str) -> list[str]:
    """Return a setting as lines of a file."""
    return group(name, text) if SETTINGS[name].kind is Kind.GROUP else setting(name, text)


def _changed(document: Document, there: Setting, text: str) -> list[str]:
    """Return the setting's new lines; a note behind a value on one line stays."""
    single = there.start_column >= 0 and there.end_column >= 0
    if not single or "\n" in text or SETTINGS[there.name].kind is Kind.GROUP:
        return lines_of(there.name, text)
    line = document.lines[there.first]
    before, after = line[: there.start_column], line[there.end_column :]
    return [f"{before}{scalar(text, quoted=there.quoted)}{after}"]


def _place(document: Document, name: str) -> int:
    """Return the line above which a new setting goes: after those that come before it."""
    order = list(SETTINGS)
    earlier = order[: order.index(name)]
    ends = [document.settings[one].end for one in earlier if one in document.settings]
    firsts = [one.first for one in document.settings.values()]
    return max(ends) if ends else min(firsts)
