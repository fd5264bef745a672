"""Changes of a message's texts: the sections that change, and no other line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from campaign.library.platform_names import PlatformNames
from campaign.library.values import joined
from campaign.sheets.document import Document, Part, Splice


@dataclass(slots=True)
class _Group:
    """Platforms that share one text, and the section that holds it so far."""

    platforms: list[str]
    text: str
    part: Part | None = None
    after: Part | None = field(default=None)  # the section it is split off from


def text_splices(
    document: Document, general: str, own: Mapping[str, str], names: PlatformNames
) -> Iterator[Splice]:
    """Give what takes the place of which lines, so that the texts are these.

    ``general`` serves every platform that is not in ``own``.
    """
    groups = _groups(document, own, names)
    kept = {group.part.first for group in groups if group.part}
    gone = [p for p in document.parts if p.platforms and p.first not in kept]
    removed = {part.first: _without(document, part) for part in gone}
    yield from removed.values()
    ends = [removed[p.first].end if p.first in removed else p.end for p in document.parts]
    added: dict[int, list[str]] = {}
    for group in groups:
        if group.part is not None:
            yield from _changed(group, group.part, names)
        else:
            line = group.after.end if group.after else max([document.body, *ends])
            section = section_lines(group.platforms, group.text, names)
            added.setdefault(line, []).extend(["", *section])
    for line, lines in added.items():
        yield Splice(line, line, lines)
    yield from _general(document, general)  # last: it goes above what is added at its line


def section_lines(platforms: list[str], text: str, names: PlatformNames) -> list[str]:
    """Return a section: its heading and its text."""
    return [heading(platforms, names), *text.split("\n")]


def heading(platforms: list[str], names: PlatformNames) -> str:
    """Return the heading over a text for some platforms."""
    words = joined(names.title(platform) for platform in platforms)
    if [found for _, _, found in names.in_heading(words)] != platforms:
        words = ", ".join(platforms)
    return f"## {words}"


def _general(document: Document, text: str) -> Iterator[Splice]:
    there = next((part for part in document.parts if not part.platforms), None)
    if there is None and text:
        yield Splice(document.body, document.body, [*text.split("\n"), ""])
    elif there is not None and not text:
        yield _without(document, there)
    elif there is not None and text != there.text:
        yield Splice(there.first, there.end, text.split("\n"))


def _groups(document: Document, own: Mapping[str, str], names: PlatformNames) -> list[_Group]:
    """Sort the platforms into sections: those there are, then new ones."""
    groups: list[_Group] = []
    spoken: set[str] = set()
    for part in document.parts:
        mine = [platform for platform in part.platforms if own.get(platform)]
        spoken.update(mine)
        groups += _split(part, mine, own)
    for platform in names.ids:
        if platform in spoken or not own.get(platform):
            continue
        same = next((group for group in groups if group.text == own[platform]), None)
        if same:
            same.platforms.append(platform)
        else:
            groups.append(_Group([platform], own[platform]))
    return groups


def _split(part: Part, mine: list[str], own: Mapping[str, str]) -> list[_Group]:
    """Return the groups one section becomes; the one that keeps its text keeps its place."""
    texts = list(dict.fromkeys(own[platform] for platform in mine))
    if part.text in texts:
        texts.remove(part.text)
        texts.insert(0, part.text)
    groups = [_Group([p for p in mine if own[p] == text], text, after=part) for text in texts]
    if groups:
        groups[0].part = part
    return groups


def _changed(group: _Group, part: Part, names: PlatformNames) -> Iterator[Splice]:
    if tuple(group.platforms) != part.platforms:
        yield Splice(part.heading, part.heading + 1, [heading(group.platforms, names)])
    if group.text != part.text:
        yield Splice(part.first, part.end, group.text.split("\n"))


def _without(document: Document, part: Part) -> Splice:
    """Take a text away with its heading and the blank lines before what follows."""
    end = part.end
    while end < len(document.lines) - 1 and not document.lines[end].strip():
        end += 1
    return Splice(part.heading if part.heading >= 0 else part.first, end, [])
