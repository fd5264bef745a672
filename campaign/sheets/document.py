"""One message file as a row has it, and where each part of it stands in the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from campaign.library.block import Block, read_block
from campaign.library.encoding import read_text
from campaign.library.entries import entries
from campaign.library.fences import cut
from campaign.library.finding import Finding
from campaign.library.message import Section
from campaign.library.place import TOP
from campaign.library.platform_names import PlatformNames
from campaign.library.sections import sections
from campaign.library.source import Source
from campaign.sheets.columns import FOR, SETTINGS, TEXT

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_BOM = b"\xef\xbb\xbf"
SAME_AS = "as {title}"  # a text that is told under the heading of another platform


class Unreadable(Exception):
    """The file cannot be read as settings and texts; ``finding`` tells why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a setting stands: lines from 0 (``end`` not included), columns from 0."""

    name: str
    first: int
    end: int
    start_column: int  # of the value; -1 when it begins on a later line than its name
    end_column: int  # of the value; -1 when it has more than one line
    quoted: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Where a text stands: lines from 0, ``end`` not included; ``heading`` is -1 without one."""

    platforms: tuple[str, ...]
    heading: int
    first: int
    end: int
    text: str


class Splice(NamedTuple):
    """Lines that take the place of others; from 0, ``end`` not included."""

    first: int
    end: int
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A message file: its lines, what its parts say, and where they stand."""

    file: str
    lines: tuple[str, ...]
    ends: tuple[str, ...]  # how each line ends
    mark: bytes  # of the encoding, at the start
    settings: dict[str, Setting]
    parts: tuple[Part, ...]
    body: int  # the first line below the settings, from 0
    cells: dict[str, str] = field(default_factory=dict)  # column -> what its cell says
    tidy: bool = True  # one setting a line, so that one can be changed alone

    def spliced(self, splices: Iterable[Splice]) -> bytes:
        """Return the file with some lines replaced; no other byte of it changes."""
        lines = list(zip(self.lines, self.ends, strict=True))
        usual = max(("\n", "\r\n"), key=self.ends.count)
        blank = _blank_end(lines)
        for splice in sorted(splices, key=lambda one: (one.first, one.end), reverse=True):
            lines[splice.first : splice.end] = [(line, usual) for line in splice.lines]
        del lines[len(lines) - max(_blank_end(lines) - blank, 0) :]
        *most, (last, _) = lines
        return self.mark + ("".join(line + (end or usual) for line, end in most) + last).encode()

    def column_at(self, line: int) -> str:
        """Return the column a line of the file (from 1) belongs to; empty when there is none."""
        number = line - 1
        for setting in self.settings.values():
            if setting.first <= number < setting.end and setting.name in SETTINGS:
                return setting.name
        for part in self.parts:
            start = part.heading if part.heading >= 0 else part.first
            if start <= number < part.end:
                return f"{FOR}{part.platforms[0]}" if part.platforms else TEXT
        return ""


def version_of(raw: bytes) -> str:
    """Return what tells one state of a file from another; kinds of line ends do not count."""
    plain = raw.removeprefix(_BOM).replace(b"\r\n", b"\n")
    return hashlib.sha256(plain).hexdigest()[:12]


def read_document(file: str, raw: bytes, names: PlatformNames) -> Document:
    """Take a message file apart; raise ``Unreadable`` when its writing is at fault."""
    source = Source(file)
    read_text(source, raw)
    parts = None if source.faulty else cut(source)
    block = read_block(source, parts.settings, parts.settings_line) if parts else None
    texts = sections(source, parts.body, parts.body_line, names) if parts else ()
    if parts is None or block is None or source.faulty or not isinstance(block.data, dict):
        fault = next(iter(sorted(source.findings)), None)
        raise Unreadable(fault or Finding(file, 1, 1, "no-colon", "It has no settings."))
    lines = source.text.split("\n")
    found, tidy = _settings(parts.settings, parts.settings_line - 1, lines)
    document = Document(
        file=file,
        lines=tuple(lines),
        ends=_ends(raw, len(lines)),
        mark=_BOM if raw.startswith(_BOM) else b"",
        settings=found,
        # A version B is kept as it is: a row has one text.
        parts=tuple(_part(section, lines) for section in texts if not section.variant),
        body=parts.body_line - 1,
        tidy=tidy,
    )
    document.cells.update(_setting_cells(document, block))
    document.cells.update(_text_cells(document.parts, names))
    return document


def _blank_end(lines: list[tuple[str, str]]) -> int:
    """Return how many blank lines are at the end."""
    full = [number for number, (line, _) in enumerate(lines) if line.strip()]
    return len(lines) - 1 - full[-1] if full else 0


def _ends(raw: bytes, count: int) -> tuple[str, ...]:
    """Return how each line ends; the last one ends with nothing."""
    found = [match[0].decode() for match in re.finditer(rb"\r\n|\n|\r", raw)]
    return (*found, *[""] * (count - len(found)))


def _settings(text: str, offset: int, lines: list[str]) -> tuple[dict[str, Setting], bool]:
    """Find where each setting stands; also whether each begins a line of its own."""
    node = yaml.compose(text.replace("\u00a0", " "), Loader=_LOADER)
    if not isinstance(node, MappingNode):
        return {}, False
    pairs = [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]
    found = {key.value.strip(): _place(key, value, offset, lines) for key, value in pairs}
    columns = {key.start_mark.column for key, _ in pairs}
    firsts = {setting.first for setting in found.values()}
    plain = not any(key.style for key, _ in pairs)
    return found, plain and columns == {0} and len(firsts) == len(node.value)


def _place(key: Node, value: Node, offset: int, lines: list[str]) -> Setting:
    first, start, end = key.start_mark.line, value.start_mark, value.end_mark
    last = end.line if end.column else end.line - 1
    block = isinstance(value, ScalarNode) and value.style in ("|", ">")
    while last > first and _is_beside(lines[last + offset], block=block):
        last -= 1
    last = max(last, first)
    inline = start.line == first and (start.line, start.column) != (end.line, end.column)
    single = inline and end.line == first
    return Setting(
        name=key.value.strip(),
        first=first + offset,
        end=last + offset + 1,
        start_column=start.column if inline else -1,
        end_column=end.column if single else -1,
        quoted=isinstance(value, ScalarNode) and value.style in ("'", '"'),
    )


def _is_beside(line: str, *, block: bool) -> bool:
    """Tell whether a line after a value is blank or a note, and no part of the value."""
    return not line.strip() or line.startswith("#") or (not block and line.lstrip()[:1] == "#")


def _part(section: Section, lines: list[str]) -> Part:
    first = section.line - 1
    heading = first - 1
    while section.platforms and not lines[heading].startswith("##"):
        heading -= 1
    end = first + section.text.count("\n") + 1
    return Part(section.platforms, heading if section.platforms else -1, first, end, section.text)


def _setting_cells(document: Document, block: Block) -> dict[str, str]:
    found = {}
    for name, setting in document.settings.items():
        value = block.value(name)
        if isinstance(value, str):
            found[name] = value.strip()
        elif isinstance(value, list) and (words := _listed(value)):
            found[name] = words
        elif value is not None:
            found[name] = _written(document.lines, setting)
    return found


def _listed(value: Sequence[object]) -> str:
    """Return a plain list with commas, if it reads back as the same list."""
    words = [entry for entry in value if isinstance(entry, str)]
    text = ", ".join(words)
    same = len(words) == len(value) and [entry for _, entry in entries(text)] == words
    return text if same and "\n" not in text else ""


def _written(lines: tuple[str, ...], setting: Setting) -> str:
    """Return a group or a list as it is written, without its indentation."""
    if setting.start_column >= 0 and setting.end_column >= 0:
        return lines[setting.first][setting.start_column : setting.end_column]
    below = list(lines[setting.first + 1 : setting.end])
    if setting.start_column >= 0:
        below.insert(0, lines[setting.first][setting.start_column :])
    depth = min((len(re.match(" *", line)[0]) for line in below if line.strip()), default=0)  # type: ignore[index] # always matches
    return "\n".join(line[depth:].rstrip() for line in below).strip("\n")


def _text_cells(parts: tuple[Part, ...], names: PlatformNames) -> dict[str, str]:
    found = {}
    for part in parts:
        if not part.platforms:
            found[TEXT] = part.text
            continue
        first, *others = sorted(part.platforms, key=names.ids.index)
        found[f"{FOR}{first}"] = part.text
        same = SAME_AS.format(title=names.title(first))
        found |= {f"{FOR}{platform}": same for platform in others}
    return found


def unsettled(document: Document, name: str) -> Finding:
    """Say that a setting is written in a way only a person should change."""
    line = document.settings[name].first + 1 if name in document.settings else TOP.line
    message = "The settings of this file are written in an unusual way."
    fix = f"Change it in {document.file} itself, or write one setting a line there."
    return Finding(document.file, line, 1, "unusual", message, fix)
