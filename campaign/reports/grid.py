"""How a table stands on paper: how wide its columns are, and how large its letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from campaign.reports.document import Column, Table

_SIZES = ((9.0, 95), (8.0, 107), (7.2, 119), (6.5, 132))
"""Size in points, and how many letters of it stand side by side on an upright A4 page."""

_LONGEST = 48  # letters a column of words asks for at the most
_WORD = 14  # a longer word may be broken
_SHORTEST = 4
_PADDING = 1.5  # letters' room between two columns
_SMALL = 0.84  # a note's letters
_BOLD = 1.12  # a heading's
_NOTE = 13  # letters of a note below a figure that stay on one line
_BADGE = 11  # letters' room for "Simulated"
_LINES = 3  # the longest text of a column may take about as many


@dataclass(frozen=True, slots=True)
class Grid:
    """The letters each column has room for, and their size in points."""

    letters: tuple[int, ...]
    size: float


@dataclass(frozen=True, slots=True)
class _Need:
    least: int
    wished: int
    numeric: bool


def grid(table: Table) -> Grid:
    """Return how a table stands best: in the largest letters in which its figures fit."""
    needs = [
        _need(column, list(_cells(table, index))) for index, column in enumerate(table.columns)
    ]
    least = sum(need.least + _PADDING for need in needs)
    size, room = next((one for one in _SIZES if least <= one[1]), _SIZES[-1])
    return Grid(tuple(_shares(needs, room - _PADDING * len(needs))), size)


def _shares(needs: list[_Need], room: float) -> list[int]:
    """Share the room out: figures get what they need, alike if that fits; words the rest."""
    widest = max((need.least for need in needs if need.numeric), default=0)
    alike = sum(widest if need.numeric else need.wished for need in needs) <= room
    fixed = [(widest if alike else need.least) if need.numeric else need.least for need in needs]
    asked = [0 if need.numeric else need.wished - need.least for need in needs]
    spare = max(0.0, room - sum(fixed))
    given = min(1.0, spare / (sum(asked) or 1))
    over = (spare - given * sum(asked)) / len(needs)
    return [have + int(given * more + over) for have, more in zip(fixed, asked, strict=True)]


def _cells(table: Table, index: int) -> Iterator[tuple[str, str]]:
    """Yield the texts and the notes of a column, with room for a badge."""
    for line in table.lines:
        cell = line.cells[index - 1] if index else line.head
        yield cell.text + " " * (_BADGE if line.simulated and not index else 0), cell.note


def _need(column: Column, cells: list[tuple[str, str]]) -> _Need:
    title = ceil(_BOLD * _longest_word(column.title))
    if column.numeric:
        texts = max((len(text) for text, _ in cells), default=0)
        notes = max((min(_NOTE, round(_SMALL * len(note))) for _, note in cells), default=0)
        least = max(_SHORTEST, title, texts, notes)
        return _Need(least, least, numeric=True)
    word = max((_longest_word(text) for text, _ in cells), default=0)
    lengths = sorted(max(len(text), round(_SMALL * len(note))) for text, note in cells) or [0]
    usual = max(lengths[len(lengths) * 9 // 10], lengths[-1] // _LINES)
    least = max(_SHORTEST, title, min(word, _WORD))
    wished = max(least, ceil(_BOLD * len(column.title)), min(usual, _LONGEST))
    return _Need(least, wished, numeric=False)


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def breakable(text: str, widest: int) -> str:
    """Let words longer than a line be broken, after a sign if there is one (U+200B)."""
    if not any(len(word) > widest for word in text.split()):
        return text
    return " ".join(_pieces(word, widest) for word in text.split(" "))


def _pieces(word: str, widest: int) -> str:
    if len(word) <= widest:
        return word
    found: list[str] = []
    since = 0
    for sign in word:
        found.append(sign)
        since += 1
        if sign in "/-_.=&?@:" or since >= widest:
            found.append("\u200b")
            since = 0
    return "".join(found).rstrip("\u200b")
