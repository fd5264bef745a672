"""A long text as several posts, each a reply to the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from campaign.library.message import Section
from campaign.library.place import Place
from campaign.library.source import Source

_CUT = re.compile(r"[ \t]*\+{3,}[ \t]*")


def threads(source: Source, texts: Iterable[Section]) -> tuple[Section, ...]:
    """Cut each text at its lines of ``+++``; a part without words is a finding."""
    return tuple(part for text in texts for part in _parts(source, text))


def _parts(source: Source, text: Section) -> Iterator[Section]:
    cuts = list(_cut(text))
    if len(cuts) == 1:
        yield text
        return
    for number, part in enumerate(cuts, start=1):
        if not part.text:
            message = f"Part {number} of this thread has no words."
            fix = "Write something there, or delete a line of +++."
            source.report(Place(part.line, 1), "empty-part", message, fix)
        yield replace(part, part=number, parts=len(cuts))


def _cut(text: Section) -> Iterator[Section]:
    """Yield what stands between the lines of +++, without surrounding blank lines."""
    lines: list[str] = []
    first = text.line
    for number, line in enumerate(text.text.split("\n"), start=text.line):
        if _CUT.fullmatch(line):
            yield _trimmed(text, lines, first)
            lines, first = [], number + 1
        else:
            lines.append(line)
    yield _trimmed(text, lines, first)


def _trimmed(text: Section, lines: list[str], first: int) -> Section:
    blank = next((n for n, line in enumerate(lines) if line.strip()), 0)
    return replace(text, text="\n".join(lines[blank:]).rstrip(), line=first + blank)
