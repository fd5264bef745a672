"""Where something stands in a file."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A line and a column, both from 1.

    ``exact`` says that the characters of a value stand side by side in the file from here
    on, so that the column of its n-th character can be told.
    """

    line: int
    column: int
    exact: bool = False

    def after(self, characters: int) -> Place:
        """Return the place some characters further on, or this one where that is not known."""
        return self._replace(column=self.column + characters) if self.exact else self


TOP = Place(1, 1)


def place_at(text: str, offset: int, first_line: int = 1) -> Place:
    """Return the place of a character of a text whose first line has the number given."""
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(first_line + text.count("\n", 0, offset), offset - line_start + 1)
