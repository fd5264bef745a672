"""A program of its own that sets one PDF, so that nothing hangs or grows with it.

    python typesetting.py FOLDER SECONDS FONTS...

The folder holds the template "report.typ" and what it reads; "report.pdf" is put beside them.
SECONDS since 1970 become the PDF's date. Where that fails, the reason is printed to standard
error, in Typst's words, and the exit code is 3. It imports nothing of Campaign's: it starts in a
tenth of a second.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import typst
from pikepdf import Dictionary, Name, Object

REFUSED = 3


def main(folder: Path, seconds: int, fonts: list[Path]) -> int:
    """Set the PDF; return the exit code."""
    try:
        typst.compile(
            folder / "report.typ",
            output=folder / "draft.pdf",
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=seconds,
        )
    except typst.TypstError as exc:
        print(exc.message, file=sys.stderr)  # noqa: T201 - a program of its own
        return REFUSED
    head_rows(folder / "draft.pdf", folder / "report.pdf")
    return 0


def head_rows(source: Path, target: Path) -> None:
    """Make the first cell of each row of a table the row's heading, which Typst cannot do yet."""
    with pikepdf.open(source) as pdf:
        for cell in _first_cells(pdf.Root.StructTreeRoot):
            cell.S = Name.TH
            scope = Dictionary(O=Name.Table, Scope=Name.Row)
            old = cell.get("/A")
            cell.A = scope if old is None else pikepdf.Array([*_listed(old), scope])
        pdf.save(target, deterministic_id=True, object_stream_mode=_PACKED)


_PACKED = pikepdf.ObjectStreamMode.generate


def _first_cells(root: Object) -> Iterator[Object]:
    """Yield the first cell of every row that is not a table's head."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == Name.THead:
            continue
        kids = [kid for kid in _listed(element.get("/K")) if isinstance(kid, Dictionary)]
        if element.get("/S") == Name.TR and kids and kids[0].get("/S") == Name.TD:
            yield kids[0]
        waiting.extend(kids)


def _listed(found: Object | None) -> list[Object]:
    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), [Path(font) for font in sys.argv[3:]]))
