"""Words and tables on the screen. Rich is loaded only by what needs a table."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from rich.console import Console

LONDON = ZoneInfo("Europe/London")
_PLAIN_WIDTH = 120  # columns of a table that goes into a file or a pipe
_COLOURS = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
_NARROWEST = 30  # columns the last column of a table has at least
_INDENT = 2
# What a terminal would obey must not come out of a file: shown as a mark, except tab and newline.
_CONTROL = {n: "�" for n in (*range(32), *range(127, 160)) if chr(n) not in "\t\n"}


def say(*parts: str | tuple[str, str]) -> None:
    """Print one line as it is, whatever the width of the screen; a part may name its colour."""
    pieces = [(part, "") if isinstance(part, str) else part for part in parts]
    sys.stdout.write("".join(_paint(safe(text), colour) for text, colour in pieces) + "\n")


def safe(text: str) -> str:
    """Show a text without anything a terminal would take for an order."""
    return text.translate(_CONTROL)


def _paint(text: str, colour: str) -> str:
    """Colour a text where colours are seen and wanted."""
    if not colour or not coloured():
        return text
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def coloured() -> bool:
    """Say whether the output is a terminal whose owner did not refuse colours (NO_COLOR)."""
    return not os.environ.get("NO_COLOR") and terminal()


def terminal() -> bool:
    """Say whether a person is watching."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def flush() -> None:
    """Show at once what was said so far."""
    sys.stdout.flush()


def console(*, at_least: int = 0) -> Console:
    """Return the screen as Rich sees it, or a wider one."""
    from rich.console import Console  # noqa: PLC0415 - most commands print no table

    sized = sys.stdout.isatty() or "COLUMNS" in os.environ
    width = Console().width if sized else _PLAIN_WIDTH
    return Console(
        highlight=False,
        markup=False,
        emoji=False,
        width=max(width, at_least),
        color_system="auto" if coloured() else None,
    )


def table(rows: Iterable[Sequence[str]], *, heads: Sequence[str] = ()) -> None:
    """Print rows in columns, indented. Only the last column is folded; nothing is cut off."""
    from rich.cells import cell_len  # noqa: PLC0415 - most commands print no table
    from rich.padding import Padding  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    cells = [[safe(cell) for cell in row] for row in rows]
    if not cells:
        return
    widths = [
        max(map(cell_len, column)) for column in zip(*cells, *([heads] * bool(heads)), strict=True)
    ]
    grid = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    grid.show_header = bool(heads)
    for index, width in enumerate(widths[:-1]):
        grid.add_column(heads[index] if heads else "", min_width=width)
    grid.add_column(heads[-1] if heads else "", overflow="fold")
    for row in cells:
        grid.add_row(*map(Text, row))
    words = [len(word) for row in cells for word in row[-1].split()]  # an address stays whole
    last = max([min(widths[-1], _NARROWEST), *words])
    screen = console(at_least=_INDENT + sum(width + 2 for width in widths[:-1]) + last + 2)
    with screen.capture() as captured:
        screen.print(Padding(grid, (0, 0, 0, _INDENT), expand=False))
    for line in captured.get().splitlines():
        sys.stdout.write(f"{line.rstrip()}\n")


def heading(text: str) -> None:
    """Print the heading of a part."""
    say((text, "bold"))


def count(number: int, noun: str, plural: str = "") -> str:
    """Say "1 post", "2 posts", "12,000 posts"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """Say "a", "a and b", "a, b and c"."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def day(value: date) -> str:
    """Say "Fri 4 Dec 2026"."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """Say "Fri 4 Dec 2026, 17:30" in the time of London."""
    local = value.astimezone(LONDON)
    return f"{day(local)}, {local:%H:%M}"
