"""Words and tables on the screen. Rich is loaded only by what needs a table."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from campaign.cli import clock

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 120  # columns of a table that goes into a file or a pipe
_COLOURS = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
_NARROWEST = 30  # columns the last column of a table has at least
_INDENT, _GAP = 2, 2
# What a terminal would obey must not come out of a file: shown as a mark, except tab and newline.
_CONTROL = {n: "�" for n in (*range(32), *range(127, 160)) if chr(n) not in "\t\n"}


_ears: list[Callable[[int, str], None]] = []  # who hears it in place of the screen


def through(ear: Callable[[int, str], None]) -> None:
    """Give every sentence, with its logging level, to somebody in place of the screen."""
    _ears[:] = [ear]


def heard(level: int, text: str) -> bool:
    """Give a sentence to whoever hears it in place of the screen; False where nobody does."""
    for ear in _ears:
        if text.strip():
            ear(level, text.strip())
    return bool(_ears)


def say(*parts: str | tuple[str, str]) -> None:
    """Print one line as it is, whatever the width of the screen; a part may name its colour."""
    if heard(logging.INFO, "".join(part if isinstance(part, str) else part[0] for part in parts)):
        return
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
    return not _ears and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def flush() -> None:
    """Show at once what was said so far."""
    sys.stdout.flush()


def console() -> Console:
    """Return the screen as Rich sees it."""
    from rich.console import Console  # noqa: PLC0415 - only a progress bar needs it

    return Console(
        highlight=False,
        markup=False,
        emoji=False,
        color_system="auto" if coloured() else None,
    )


def table(rows: Iterable[Sequence[str]], *, heads: Sequence[str] = ()) -> None:
    """Print rows in columns, indented. Only the last column is folded; nothing is cut off.

    Where a terminal is narrower than that, it breaks the lines itself.
    """
    from rich.cells import cell_len  # noqa: PLC0415 - most commands print no table

    cells = [[_in_one_line(cell) for cell in row] for row in rows]
    if not cells:
        return
    whole = [list(heads), *cells] if heads else cells
    widths = [max(map(cell_len, column)) for column in zip(*whole, strict=True)][:-1]
    room = max(_width() - _INDENT - sum(width + _GAP for width in widths), _NARROWEST)
    for number, row in enumerate(whole):
        places = zip(row, widths, strict=False)
        left = "".join(cell + " " * (width + _GAP - cell_len(cell)) for cell, width in places)
        first, *more = _fold(row[-1], room)
        colour = "bold" if heads and number == 0 else ""
        say((f"{' ' * _INDENT}{left}{first}".rstrip(), colour))
        for line in more:
            say(f"{' ' * (_INDENT + cell_len(left))}{line}".rstrip())


def _width() -> int:
    """Return the columns of the screen, or of a table that goes into a file or a pipe."""
    return shutil.get_terminal_size((_PLAIN_WIDTH, 0)).columns


def _in_one_line(text: str) -> str:
    return " ".join(safe(text).replace("\t", " ").split("\n"))


def _fold(text: str, width: int) -> list[str]:
    """Break a text between words; a word that is too long, such as an address, stays whole."""
    from rich.cells import cell_len  # noqa: PLC0415

    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(joined) > width:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


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
    """Say "Fri 4 Dec 2026, 17:30" in the campaign's own time."""
    local = value.astimezone(clock.zone())
    return f"{day(local)}, {local:%H:%M}"
