"""YAML to plain values that remember where they stand. Every value stays text.

YAML by itself would read 19:30 as 1170, “no” as false and 07700 900123 as a number; here a
value is what the person typed, and the forms decide what it means.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from campaign.library.entries import entries
from campaign.library.finding import Severity
from campaign.library.place import TOP, Place
from campaign.library.source import Source
from campaign.library.yaml_faults import report_fault

# libyaml's own C code is about ten times faster; both give the same nodes.
_LOADER = getattr(yaml, "CLoader", yaml.Loader)

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[Hashable, ...]
KEY = object()  # path + (KEY,) leads to the place of the key itself

_DEPTH = 8  # no setting of ours is nested deeper than four
_SHALLOW = 1000  # characters that cannot be nested deeply enough to harm the parser
_SWALLOWED = re.compile(r"[ \t]+(#[^\s#].*)")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class Block:
    """Settings as typed, and where each of them stands.

    ``damaged`` are the values whose writing is at fault: no use in judging what they say.
    """

    data: Value
    places: dict[Path, Place] = field(default_factory=dict)
    damaged: set[Path] = field(default_factory=set)

    def is_damaged(self, *path: Hashable) -> bool:
        """Tell whether a value, or the group around it, has a finding of its own already."""
        return any(path[:length] in self.damaged for length in range(len(path) + 1))

    def place(self, *path: Hashable) -> Place:
        """Return where a value stands, or the nearest group around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, TOP)

    def key_place(self, *path: Hashable) -> Place:
        """Return where the name of a setting stands."""
        return self.places.get((*path, KEY)) or self.place(*path)

    def entry_place(self, entry: str, *path: Hashable) -> Place:
        """Return where an entry of a list stands, written with commas or as a list."""
        value = self.value(*path)
        if isinstance(value, list):
            return self.place(*path, value.index(entry)) if entry in value else self.place(*path)
        offsets = {word: offset for offset, word in reversed(entries(str(value)))}
        return self.place(*path).after(offsets.get(entry, 0))

    def value(self, *path: Hashable) -> Value:
        """Return the value at a path as it was typed."""
        value = self.data
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value


def read_block(source: Source, text: str, first_line: int = 1) -> Block | None:
    """Read settings; ``None``, with a finding, when they cannot be understood at all."""
    text = text.replace("\u00a0", " ")  # pasted from a web page: looks like a space, is none
    try:
        if len(text) > _SHALLOW and (deep := _too_deep(text)):
            _report_depth(source, deep._replace(line=deep.line + first_line))
            return None
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        report_fault(source, error, text, first_line)
        return None
    if node is None:
        source.report(Place(first_line, 1), "empty-settings", "There are no settings here.")
        return None
    walk = _Walk(source, text.split("\n"), first_line)
    block = Block(None, walk.places, walk.damaged)
    block.data = walk.value(node, ())
    return block


def _too_deep(text: str) -> Place | None:
    """Return where (line from 0) the nesting gets too deep, without composing: that recurses."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEPTH + 1 and (mark := event.start_mark):
            return Place(mark.line, mark.column + 1)
    return None


def _report_depth(source: Source, place: Place) -> None:
    message = "The settings are nested too deeply to be meant."
    source.report(place, "nesting", message, "Remove the extra brackets or indentation.")


@dataclass(slots=True)
class _Walk:
    """Goes through the nodes once, keeping text and places."""

    source: Source
    lines: list[str]
    first_line: int
    places: dict[Path, Place] = field(default_factory=dict)
    damaged: set[Path] = field(default_factory=set)

    def value(self, node: Node, path: Path) -> Value:
        place = self.places[path] = self._place(node)
        if len(path) > _DEPTH:
            _report_depth(self.source, place)
            self.damaged.update(path[:length] for length in range(1, len(path)))
            return None
        if self._is_marked(node):
            self.damaged.add(path)
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node, place, path)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*path, n)) for n, child in enumerate(node.value)]
        assert isinstance(node, MappingNode)  # noqa: S101 - YAML has no fourth kind of node
        return dict(self._settings(node, path))

    def _place(self, node: Node) -> Place:
        start, end = node.start_mark, node.end_mark
        line, column = start.line + self.first_line, start.column + 1
        if not isinstance(node, ScalarNode) or start.line != end.line:
            return Place(line, column)
        quote = 1 if node.style in ("'", '"') else 0
        exact = end.column - start.column - 2 * quote == len(node.value)
        return Place(line, column + quote, exact)

    def _is_marked(self, node: Node) -> bool:
        """Refuse anchors, aliases and tags: nobody means them, and they can be bombs.

        An alias leads to the very node that carries the anchor, so it stops here as well.
        """
        line = self.lines[node.start_mark.line] if node.start_mark.line < len(self.lines) else ""
        mark = line[node.start_mark.column : node.start_mark.column + 1]
        if mark not in ("&", "!"):
            return False
        place = Place(node.start_mark.line + self.first_line, node.start_mark.column + 1)
        message = f"A value cannot start with “{mark}”."
        self.source.report(place, "value-start", message, "Put quotes round the whole value.")
        return True

    def _scalar(self, node: ScalarNode, place: Place, path: Path) -> str | None:
        text: str = node.value
        if node.style:  # quoted, or a block of lines
            return text
        text = _ZERO_WIDTH.sub("", text)
        if swallowed := self._swallowed(node):
            self.damaged.add(path)
            return f"{text} {swallowed}".strip()
        if text in _NULLS:
            return None
        if text[0] in "“‘" and text[-1] in "”’":
            message = "These curly quotation marks are part of the text; they do not quote it."
            fix = 'Delete them, or use straight ones ("…").'
            self.source.report(place, "curly-quotes", message, fix, Severity.WARNING)
        return text

    def _swallowed(self, node: ScalarNode) -> str:
        """Report a hashtag that YAML takes for a comment, and return the text so lost."""
        end = node.end_mark
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        match = _SWALLOWED.match(line, end.column) or (
            _SWALLOWED.match(line, end.column - 1) if end.column and not node.value else None
        )
        if not match:
            return ""
        place = Place(end.line + self.first_line, match.start(1) + 1)
        message = f"Everything from “{match[1].split()[0]}” on is ignored: # starts a comment here."
        fix = f'Put quotes round the whole value: "{f"{node.value} {match[1]}".strip()}"'
        self.source.report(place, "comment", message, fix)
        return match[1]

    def _settings(self, node: MappingNode, path: Path) -> Iterator[tuple[str, Value]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, ScalarNode) or self._is_marked(key_node):
                message = "A { or [ has no meaning at this place."
                fix = "If you meant a {{ placeholder }}, put quotes round the whole value."
                self.source.report(place, "bracket", message, fix)
                self.damaged.add(path)
                continue
            key = _ZERO_WIDTH.sub("", key_node.value).strip()
            if key in seen:
                line = self.places[(*path, key, KEY)].line
                message = f"“{key}” appears twice; it is already set on line {line}."
                self.source.report(place, "duplicate-setting", message, "Delete one of them.")
                continue
            seen.add(key)
            self.places[(*path, key, KEY)] = place
            yield key, self.value(value_node, (*path, key))
