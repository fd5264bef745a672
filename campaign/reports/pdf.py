"""The report as a tagged PDF (PDF/UA-1 and PDF/A-2a), set by Typst in a process of its own.

Texts go to Typst as data, never as markup. The process gets a private folder, sees no font of
the machine, and is ended when it takes too long. The same document gives the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from campaign.reports import typefaces
from campaign.reports.document import Block, Cell, Document, Drawing, Table, Tiles, Words
from campaign.reports.grid import all_simulated, breakable, grid, parts

SECONDS = 60
"""After this long the setting is ended; a month of 500 posts takes about one second."""

_HERE = Path(__file__).parent
_LONG = 500  # letters in one cell: such a row may be broken over two pages
_FONT = re.compile(r'font-family="[^"]*"')


class Unprintable(Exception):
    """The PDF could not be made; the message says why and what to do."""


def pdf(document: Document, *, seconds: float = SECONDS) -> bytes:
    """Return the whole document as a PDF file. Raise ``Unprintable`` when that cannot be done.

    ``seconds`` is how long it may take.
    """
    with TemporaryDirectory(prefix="campaign-pdf-") as folder:
        place = Path(folder)
        _Copy(document, place).write()
        _set(place, int(document.now.timestamp()), seconds)
        return (place / "report.pdf").read_bytes()


def _set(place: Path, date: int, seconds: float) -> None:
    program = [sys.executable, "-P", str(_HERE / "typesetting.py"), str(place), str(date)]
    fonts = [str(folder) for folder in typefaces.folders()]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [*program, *fonts], capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as exc:
        raise Unprintable(
            f"The PDF was not ready after {seconds:g} seconds and was given up: choose a shorter "
            "period, or another format."
        ) from exc
    if done.returncode:
        words = done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"]
        raise Unprintable(
            f"The PDF could not be set: choose another format, and tell your supplier what the "
            f"typesetter said: “{words[-1]}”."
        )


class _Copy:
    """A document as the template reads it: report.json, and a file for each drawing."""

    def __init__(self, document: Document, place: Path) -> None:
        self.document = document
        self.place = place
        self.spelt = False

    def write(self) -> None:
        shutil.copyfile(_HERE / "templates" / "report.typ", self.place / "report.typ")
        found = self._whole()
        text = json.dumps(found | {"spelt": self.spelt}, ensure_ascii=False)
        (self.place / "report.json").write_text(text, encoding="utf-8")

    def _whole(self) -> dict[str, Any]:
        one = self.document
        sections = [
            {
                "title": self._text(section.title),
                "blocks": [laid for block in section.blocks for laid in self._block(block)],
            }
            for section in one.sections
        ]
        return {
            "name": self._text(one.name),
            "title": self._text(one.title),
            "period": self._text(one.period),
            "lead": self._text(one.lead or one.period),
            "hashtag": self._text(one.hashtag),
            "simulated": one.simulated,
            "banner_title": one.warning,
            "banner": self._text(one.banner),
            "sections": sections,
        }

    def _text(self, text: str, widest: int = 60) -> str:
        shown = typefaces.settable(text)
        self.spelt = self.spelt or ("[" in shown and shown.count("[") > text.count("["))
        return breakable(shown, widest)

    def _block(self, block: Block) -> Iterator[dict[str, Any]]:
        match block:
            case Words():
                yield {
                    "kind": "words",
                    "heading": self._text(block.heading),
                    "paragraphs": [self._text(one) for one in block.paragraphs],
                    "bullets": [self._text(one) for one in block.bullets],
                }
            case Tiles():
                yield {"kind": "tiles", "tiles": list(self._tiles(block))}
            case Table():
                yield from map(self._table, parts(block))
            case Drawing():
                yield self._drawing(block)
                if block.table.lines:
                    yield from map(self._table, parts(block.table))

    def _tiles(self, block: Tiles) -> Iterator[Mapping[str, str]]:
        for tile in block.tiles:
            parts = {"value": tile.value, "label": tile.label, "note": tile.note}
            yield {name: self._text(text, 16) for name, text in parts.items()}

    def _drawing(self, block: Drawing) -> dict[str, Any]:
        name = ""
        if block.svg:
            name = f"{len(list(self.place.glob('*.svg')))}.svg"
            svg = _FONT.sub('font-family="Noto Sans"', typefaces.settable(block.svg))
            (self.place / name).write_text(svg, encoding="utf-8")
        return {
            "kind": "drawing",
            "heading": self._text(block.heading),
            "alt": self._text(block.alt),
            "note": self._text(block.note),
            "caption": self._text(block.caption),
            "svg": name,
        }

    def _table(self, table: Table) -> dict[str, Any]:
        shape, simulated = grid(table), all_simulated(table)
        widest = shape.letters
        columns = [
            {"title": self._text(column.title, most), "numeric": column.numeric}
            for column, most in zip(table.columns, widest, strict=True)
        ]
        lines = [
            {
                "head": self._cell(line.head, widest[0]),
                "cells": [
                    self._cell(cell, most)
                    for cell, most in zip(line.cells, widest[1:], strict=True)
                ],
                "simulated": line.simulated and not simulated,
                "total": line.total,
                "long": any(len(cell.text + cell.note) > _LONG for cell in line.cells),
            }
            for line in table.lines
        ]
        return {
            "kind": "table",
            "caption": self._text(table.caption),
            "left_off": self._text(table.left_off),
            "simulated": simulated,
            "columns": columns,
            "lines": lines,
            "widths": shape.letters,
            "size": shape.size,
            "share": shape.share,
        }

    def _cell(self, cell: Cell, widest: int) -> dict[str, str]:
        return {"text": self._text(cell.text, widest), "note": self._text(cell.note, widest)}
