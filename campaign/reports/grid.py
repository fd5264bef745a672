"""How a table stands on paper: how wide its columns are, and how large its letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from campaign.reports.document import Column, Kind, Table

_SIZES = ((9.0, 95), (8.0, 107), (7.2, 119), (6.5, 132))
"""Size in points, and how many letters of it stand side by side on an upright A4 page."""

_LONGEST = 48  # letters a column of words asks for at the most
_WORD = 14  # a longer word may be broken
_SHORTEST = 4
_LITTLE, _LEAST = 0.5, 0.4  # of the width: what fills less is drawn narrower, but not as narrow
_EASE = 0.4  # of what words wish for beyond the least they need
_BRIEF = 9  # letters of a text that stays on one line: "26 Oct"
_DAY = 17  # "22 November 2026"
_MOST = 107  # letters; with more, a table is set in parts
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
    share: float  # of the page's width: a table of little is not drawn out


@dataclass(frozen=True, slots=True)
class _Need:
    least: int
    wished: int
    numeric: bool


def parts(table: Table) -> tuple[Table, ...]:
    """Return a table as one page can hold it: in parts, when it has too many columns.

    Each part begins with the column that heads the rows.
    """
    needs = [need.least + _PADDING for need in _needs(table)]
    groups: list[list[int]] = [[]]
    for index in range(1, len(needs)):
        if groups[-1] and needs[0] + sum(needs[i] for i in (*groups[-1], index)) > _MOST:
            groups.append([])
        groups[-1].append(index)
    if len(groups) == 1:
        return (table,)
    return tuple(
        _part(table, group, f"{table.caption}: part {number} of {len(groups)}")
        for number, group in enumerate(groups, 1)
    )


def _part(table: Table, columns: list[int], caption: str) -> Table:
    lines = tuple(
        replace(line, cells=tuple(line.cells[index - 1] for index in columns))
        for line in table.lines
    )
    titles = (table.columns[0], *(table.columns[index] for index in columns))
    return replace(table, caption=caption, columns=titles, lines=lines)


def grid(table: Table) -> Grid:
    """Return how a table stands best: in the largest letters in which its figures fit."""
    needs = _needs(table)
    size, room = _size(needs)
    wished = sum(max(need.least, need.wished) + _PADDING for need in needs)
    share = 1.0 if wished > _LITTLE * room else max(_LEAST, wished / (_LITTLE * room))
    return Grid(tuple(_shares(needs, share * room - _PADDING * len(needs))), size, round(share, 2))


def _size(needs: list[_Need]) -> tuple[float, int]:
    """Return the largest letters in which all fits, the words in not too many lines."""
    least = sum(need.least + _PADDING for need in needs)
    easy = least + _EASE * sum(need.wished - need.least for need in needs)
    tight = next((one for one in _SIZES[1:] if least <= one[1]), _SIZES[-1])
    return next((one for one in _SIZES[:2] if easy <= one[1]), tight)


def _needs(table: Table) -> list[_Need]:
    return [_need(column, list(_cells(table, index))) for index, column in enumerate(table.columns)]


def _shares(needs: list[_Need], room: float) -> list[int]:
    """Share the room out: figures get what they need, alike if that fits; words the rest."""
    widest = max((need.least for need in needs if need.numeric), default=0)
    alike = sum(widest if need.numeric else need.wished for need in needs) <= room
    fixed = [widest if need.numeric and alike else need.least for need in needs]
    asked = [max(0, need.wished - have) for need, have in zip(needs, fixed, strict=True)]
    spare = max(0.0, room - sum(fixed))
    given = min(1.0, spare / (sum(asked) or 1))
    over = (spare - given * sum(asked)) / len(needs)
    return [have + int(given * more + over) for have, more in zip(fixed, asked, strict=True)]


def _cells(table: Table, index: int) -> Iterator[tuple[str, str]]:
    """Yield the texts and the notes of a column, with room for a badge."""
    marked = not all_simulated(table)
    for line in table.lines:
        cell = line.cells[index - 1] if index else line.head
        badge = _BADGE if marked and line.simulated and not index else 0
        yield cell.text + " " * badge, cell.note


def all_simulated(table: Table) -> bool:
    """Say whether the caption can say of the whole table that it is simulated."""
    return bool(table.lines) and all(line.simulated for line in table.lines)


def _need(column: Column, cells: list[tuple[str, str]]) -> _Need:
    title = ceil(_BOLD * max(_longest_word(column.title), len(column.title) / _LINES))
    notes = max((round(_SMALL * len(note)) for _, note in cells), default=0)
    if column.numeric:
        texts = max((len(text) for text, _ in cells), default=0)
        least = max(_SHORTEST, title, texts, min(_NOTE, notes))
        return _Need(least, max(least, min(_LONGEST, notes // _LINES)), numeric=True)
    word = max((_longest_word(text) for text, _ in cells), default=0)
    lengths = sorted(max(len(text), round(_SMALL * len(note))) for text, note in cells) or [0]
    usual = max(lengths[len(lengths) * 9 // 10], lengths[-1] // _LINES)
    day = lengths[-1] if column.kind is Kind.DAY else 0
    brief = ceil(_BOLD * lengths[-1]) if lengths[-1] <= _BRIEF else 0
    least = max(_SHORTEST, title, min(word, _WORD), min(day, _DAY), brief)
    wished = max(least, ceil(_BOLD * len(column.title)), min(usual, _LONGEST))
    return _Need(least, wished, numeric=False)


def _longest_word(text: str) -> int:
    """Return the length of what cannot be broken: a word, or what ends in a hyphen."""
    return max(map(len, text.replace("-", "- ").split()), default=0)


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
    for index, sign in enumerate(word):
        found.append(sign)
        since += 1
        apart = sign in "/-_.=&?@" and word[index + 1 : index + 2] != "/"  # not within https://
        if apart or since >= widest:
            found.append("\u200b")
            since = 0
    return "".join(found).rstrip("\u200b")
