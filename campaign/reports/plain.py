"""A document as plain text that reads well aloud: short lines, no drawn tables, no rulers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from campaign.reports.cells import DASH
from campaign.reports.document import Block, Cell, Document, Drawing, Line, Table, Tiles, Words

WIDTH = 78
"""The longest line: every mail program shows it whole (RFC 5322, 2.1.1)."""

_EMPTY = ("", DASH)  # cells of which nothing is said aloud


def text(document: Document) -> str:
    """Return a document as text; a row of a table is a sentence that names each of its figures."""
    head = (document.title.upper(), document.lead, document.banner)
    paragraphs = [_fill(one) for one in head if one]
    for section in document.sections:
        paragraphs.append(f"\n{section.title.upper()}")
        for block in section.blocks:
            paragraphs += _block(block)
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Words():
            yield from map(_fill, filter(None, (block.heading, *block.paragraphs)))
            yield _list(block.bullets)
        case Tiles():
            yield _list(f"{t.label.capitalize()}: {t.value} ({t.note})" for t in block.tiles)
        case Table():
            yield from _table(block)
        case Drawing():
            yield _fill(f"{block.heading}:")
            yield _list(_sentence(block.table, line) for line in block.table.lines)


def _table(table: Table) -> Iterator[str]:
    yield _fill(f"{table.caption}:")
    yield _list(_sentence(table, line) for line in table.lines)
    yield _fill(table.left_off)


def _sentence(table: Table, line: Line) -> str:
    simulated = "Simulated. " if line.simulated else ""
    named = zip(table.columns[1:], line.cells, strict=True)
    told = [f"{column.title}: {_cell(cell)}" for column, cell in named if cell.text not in _EMPTY]
    return f"{simulated}{_cell(line.head)}. {'; '.join(told) or 'Nothing'}"


def _cell(cell: Cell) -> str:
    text = cell.text.rstrip(".")  # a sentence goes on after it
    return f"{text} ({cell.note})" if cell.note else text


def _list(items: Iterable[str]) -> str:
    return "\n".join(_fill(item, "- ", "  ") for item in items)


def _fill(words: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
